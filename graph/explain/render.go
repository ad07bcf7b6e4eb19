package explain

import (
	"fmt"
	"slices"
	"strings"

	"github.com/weftgraphql/weft/graph/diag"
)

// Text shows an entry on a terminal.
func (e Entry) Text() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s (%s)\n\n%s.\n\n%s\n\nFor example:\n", e.Code, e.Severity, e.Title, wrap(e.Why))
	for _, f := range e.Example {
		fmt.Fprintf(&b, "\n  # subgraph %s\n", f.Name)
		for line := range strings.SplitSeq(strings.TrimSuffix(f.SDL, "\n"), "\n") {
			b.WriteString(strings.TrimRight("  "+line, " ") + "\n")
		}
	}
	if note := e.exampleNote(); note != "" {
		b.WriteString("\n" + wrap(note) + "\n")
	}
	fmt.Fprintf(&b, "\nTo mend it:\n\n%s\n", wrap(e.Mend))
	return b.String()
}

func (e Entry) exampleNote() string {
	switch {
	case len(e.Tags) > 0:
		return "with `weft contract --include-tags " + strings.Join(e.Tags, ",") + "`."
	case e.Paths > 0:
		return "with a bound of a few steps; the one that composition has is many millions."
	}
	return ""
}

// List shows all codes with their titles, errors before hints.
func List() string {
	var b strings.Builder
	width := 0
	for _, e := range All() {
		width = max(width, len(e.Code))
	}
	section := diag.Severity(-1)
	for _, e := range All() {
		if e.Severity != section {
			if section >= 0 {
				b.WriteByte('\n')
			}
			section = e.Severity
			fmt.Fprintf(&b, "%ss\n", e.Severity)
		}
		fmt.Fprintf(&b, "  %-*s  %s\n", width, e.Code, e.Title)
	}
	return b.String()
}

// Markdown is the whole table as a page of the documentation.
func Markdown() string {
	var b strings.Builder
	b.WriteString(`<!-- Made by "go run ./cmd/weft explain --markdown" from graph/explain: edit the table there. -->

# Errors and hints of composition

What composition and contracts report, by code. The codes are those of Apollo Federation, so that what one knows of them, and tools that read them, go on working. ` + "`weft explain CODE`" + ` prints the same on a terminal. An error stops composition; a hint does not.
`)
	section := diag.Severity(-1)
	for _, e := range All() {
		if e.Severity != section {
			section = e.Severity
			fmt.Fprintf(&b, "\n## %s%ss\n", strings.ToUpper(section.String()[:1]), section.String()[1:])
		}
		fmt.Fprintf(&b, "\n### %s\n\n%s.\n\n%s\n\n", e.Code, e.Title, e.Why)
		b.WriteString("```graphql\n")
		for i, f := range e.Example {
			if i > 0 {
				b.WriteByte('\n')
			}
			fmt.Fprintf(&b, "# subgraph %s\n%s", f.Name, f.SDL)
		}
		b.WriteString("```\n\n")
		if note := e.exampleNote(); note != "" {
			b.WriteString(note + "\n\n")
		}
		fmt.Fprintf(&b, "**Mend it:** %s\n", e.Mend)
	}
	return b.String()
}

// Suggest names the codes that are most like what was asked for, at most three.
func Suggest(code string) []string {
	code = strings.ToUpper(strings.ReplaceAll(strings.TrimSpace(code), "-", "_"))
	type candidate struct {
		code  string
		score int
	}
	var all []candidate
	for _, e := range All() {
		score := diag.Distance(code, e.Code)
		near := score <= max(len(code)/3, 2)
		for word := range strings.SplitSeq(code, "_") {
			if len(word) > 3 && strings.Contains(e.Code, word) {
				score -= 2 * len(word)
				near = true
			}
		}
		if near {
			all = append(all, candidate{e.Code, score})
		}
	}
	slices.SortStableFunc(all, func(a, b candidate) int { return a.score - b.score })
	var out []string
	for _, c := range all[:min(len(all), 3)] {
		out = append(out, c.code)
	}
	return out
}

// wrap breaks a paragraph into lines of at most 92 characters.
func wrap(text string) string {
	var b strings.Builder
	width := 0
	for word := range strings.FieldsSeq(text) {
		switch {
		case width == 0:
		case width+1+len(word) > 92:
			b.WriteByte('\n')
			width = 0
		default:
			b.WriteByte(' ')
			width++
		}
		b.WriteString(word)
		width += len(word)
	}
	return b.String()
}
