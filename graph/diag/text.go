package diag

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Source gives the text of a file that spans point into, so that it can be quoted.
type Source struct {
	Subgraph string
	File     string
	Text     string
}

// Printer shows findings to people: the code and message, the lines they are about with the
// place underlined, the notes and a suggested mend.
type Printer struct {
	Sources []Source
	Color   bool

	lines map[sourceKey][]string
}

type sourceKey struct{ subgraph, file string }

// Longest line that is quoted in full; of a longer one a window around the place is shown.
const maxExcerpt = 160

const (
	styleReset = "\x1b[0m"
	styleBold  = "\x1b[1m"
	styleRed   = "\x1b[31;1m"
	styleBlue  = "\x1b[34;1m"
	styleCyan  = "\x1b[36;1m"
)

// Print writes the findings one after the other, an empty line between them.
func (p *Printer) Print(w io.Writer, findings []Finding) error {
	for i, f := range findings {
		var b strings.Builder
		if i > 0 {
			b.WriteByte('\n')
		}
		p.finding(&b, f)
		if _, err := io.WriteString(w, b.String()); err != nil {
			return err
		}
	}
	return nil
}

func (p *Printer) finding(b *strings.Builder, f Finding) {
	style := styleRed
	if f.Severity == Hint {
		style = styleCyan
	}
	head := f.Severity.String() + "[" + f.Code + "]"
	first, rest, _ := strings.Cut(f.Message, "\n")
	fmt.Fprintf(b, "%s: %s\n", p.paint(style, head), p.paint(styleBold, first))
	if rest != "" {
		for line := range strings.SplitSeq(rest, "\n") {
			b.WriteString("  " + line + "\n")
		}
	}
	width := gutter(f.Spans)
	for i, s := range f.Spans {
		p.span(b, s, i == 0, width, style)
	}
	for _, n := range f.Notes {
		fmt.Fprintf(b, "%s %s note: %s\n", strings.Repeat(" ", width), p.paint(styleBlue, "="), indent(n, width+9))
	}
	if f.Help != "" {
		fmt.Fprintf(b, "%s %s help: %s\n", strings.Repeat(" ", width), p.paint(styleBlue, "="), indent(f.Help, width+9))
	}
}

func (p *Printer) span(b *strings.Builder, s Span, main bool, width int, style string) {
	arrow := "-->"
	if !main {
		arrow = ":::"
	}
	pad := strings.Repeat(" ", width)
	fmt.Fprintf(b, "%s%s %s\n", pad, p.paint(styleBlue, arrow), s.where())
	line, ok := p.line(s)
	if !ok {
		if s.Label != "" {
			fmt.Fprintf(b, "%s %s %s\n", pad, p.paint(styleBlue, "="), s.Label)
		}
		return
	}
	text, caret := excerpt(line, s)
	bar := p.paint(styleBlue, "|")
	mark := strings.Repeat("^", caret.length)
	if !main {
		mark = strings.Repeat("-", caret.length)
	}
	if s.Label != "" {
		mark += " " + s.Label
	}
	fmt.Fprintf(b, "%s %s\n", pad, bar)
	fmt.Fprintf(b, "%s %s %s\n", p.paint(styleBlue, fmt.Sprintf("%*d", width, s.Line)), bar, text)
	fmt.Fprintf(b, "%s %s %s%s\n", pad, bar, strings.Repeat(" ", caret.start), p.paint(style, mark))
}

func (s Span) where() string {
	out := s.File
	if out == "" {
		out = "<" + s.Subgraph + ">"
	}
	if s.Line > 0 {
		out += fmt.Sprintf(":%d:%d", s.Line, s.Column)
	}
	if s.Subgraph != "" {
		out += " (subgraph " + s.Subgraph + ")"
	}
	return out
}

type caret struct{ start, length int }

// excerpt is the quoted line with tabs made single spaces, so that the caret stands under its
// place, and the caret in characters of it.
func excerpt(line string, s Span) (string, caret) {
	runes := []rune(strings.ReplaceAll(line, "\t", " "))
	start := min(max(s.Column-1, 0), len(runes))
	length := 1
	if s.EndLine == s.Line && s.EndColumn > s.Column {
		length = min(s.EndColumn-s.Column, max(len(runes)-start, 1))
	}
	if len(runes) <= maxExcerpt {
		return string(runes), caret{start, length}
	}
	from := max(start-maxExcerpt/4, 0)
	to := min(from+maxExcerpt, len(runes))
	text, shift := string(runes[from:to]), 0
	if from > 0 {
		text, shift = "..."+text, 3
	}
	if to < len(runes) {
		text += "..."
	}
	return text, caret{start - from + shift, min(length, to-start+1)}
}

func (p *Printer) line(s Span) (string, bool) {
	if s.Line <= 0 {
		return "", false
	}
	if p.lines == nil {
		p.lines = map[sourceKey][]string{}
		for _, src := range p.Sources {
			p.lines[sourceKey{src.Subgraph, src.File}] = splitLines(src.Text)
		}
	}
	lines, ok := p.lines[sourceKey{s.Subgraph, s.File}]
	if !ok || s.Line > len(lines) {
		return "", false
	}
	line := lines[s.Line-1]
	if !utf8.ValidString(line) {
		line = strings.ToValidUTF8(line, "\uFFFD")
	}
	return line, true
}

// splitLines splits as GraphQL counts lines: at LF, CR and CRLF.
func splitLines(text string) []string {
	text = strings.ReplaceAll(text, "\r\n", "\n")
	return strings.Split(strings.ReplaceAll(text, "\r", "\n"), "\n")
}

func gutter(spans []Span) int {
	width := 1
	for _, s := range spans {
		width = max(width, len(strconv.Itoa(s.Line)))
	}
	return width
}

func indent(text string, by int) string {
	return strings.ReplaceAll(text, "\n", "\n"+strings.Repeat(" ", by))
}

func (p *Printer) paint(style, text string) string {
	if !p.Color || text == "" {
		return text
	}
	return style + text + styleReset
}
