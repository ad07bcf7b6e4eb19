package diag

import (
	"fmt"
	"io"
	"strings"
)

// WriteGitHub writes findings as commands of a GitHub workflow, one a line: GitHub shows them as
// annotations of the lines they are about. An error is an error, a hint a notice. An annotation
// has one place, so that the other places of a finding follow its message.
func WriteGitHub(w io.Writer, findings []Finding) error {
	for _, f := range findings {
		if _, err := io.WriteString(w, githubCommand(f)); err != nil {
			return err
		}
	}
	return nil
}

func githubCommand(f Finding) string {
	word := "error"
	if f.Severity == Hint {
		word = "notice"
	}
	var properties []string
	set := func(name string, value any) {
		properties = append(properties, name+"="+githubProperty.Replace(fmt.Sprint(value)))
	}
	first := f.first()
	if first.File != "" {
		set("file", first.File)
	}
	if first.Line > 0 {
		set("line", first.Line)
		set("col", first.Column)
		if first.EndLine > 0 {
			set("endLine", first.EndLine)
			// GitHub's columns are inclusive at both ends.
			set("endColumn", max(first.EndColumn-1, first.Column))
		}
	}
	set("title", f.Code)
	return "::" + word + " " + strings.Join(properties, ",") + "::" + githubText.Replace(githubMessage(f)) + "\n"
}

func githubMessage(f Finding) string {
	var b strings.Builder
	b.WriteString(f.Text())
	for i, s := range f.Spans {
		switch {
		case i > 0:
			b.WriteString("\nsee also " + s.where())
		case s.Subgraph != "":
			b.WriteString("\nin subgraph " + s.Subgraph)
		}
		if s.Label != "" {
			b.WriteString(": " + s.Label)
		}
	}
	return b.String()
}

var (
	githubText     = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	githubProperty = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
)
