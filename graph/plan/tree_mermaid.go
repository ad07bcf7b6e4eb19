package plan

import (
	"fmt"
	"strings"
)

// Mermaid draws the fetches and what they wait for as a Mermaid flowchart.
func (t *Tree) Mermaid() string {
	var text strings.Builder
	text.WriteString("flowchart TD\n")
	if len(t.plan.Fetches) == 0 {
		text.WriteString("  nothing[nothing is fetched]\n")
	}
	for _, f := range t.plan.Fetches {
		if len(f.Deferred) == 0 {
			fmt.Fprintf(&text, "  f%d[%s]\n", f.ID, mermaidLabel(f))
		}
	}
	t.mermaidDeferred(&text)
	for _, f := range t.plan.Fetches {
		for _, dep := range f.DependsOn {
			fmt.Fprintf(&text, "  f%d --> f%d\n", dep, f.ID)
		}
	}
	return text.String()
}

// mermaidDeferred draws each deferred part as a frame around its fetches; one that several share is in the first's.
func (t *Tree) mermaidDeferred(text *strings.Builder) {
	for _, d := range t.plan.Deferred {
		name := "defer"
		if d.Label != "" {
			name += " " + d.Label
		}
		if len(d.Path) > 0 {
			name += " at " + d.Path.String()
		}
		open := false
		for _, f := range t.plan.Fetches {
			if len(f.Deferred) == 0 || f.Deferred[0] != d.ID {
				continue
			}
			if !open {
				open = true
				fmt.Fprintf(text, "  subgraph d%d[%s]\n", d.ID, `"`+strings.ReplaceAll(name, `"`, "#quot;")+`"`)
			}
			fmt.Fprintf(text, "    f%d[%s]\n", f.ID, mermaidLabel(f))
		}
		if open {
			text.WriteString("  end\n")
		}
	}
}

// mermaidLabel says who is asked, about what and for which fields.
func mermaidLabel(f *Fetch) string {
	lines := []string{"<b>" + f.Service + "</b>"}
	if f.Kind != "query" {
		lines[0] += " (" + string(f.Kind) + ")"
	}
	for _, call := range f.Entities {
		for _, path := range call.Paths {
			lines = append(lines, path.String())
		}
		lines = append(lines, fieldNames(call.Selections))
	}
	for _, path := range f.Paths {
		lines = append(lines, path.String())
	}
	if len(f.Entities) == 0 {
		lines = append(lines, fieldNames(f.Selections))
	}
	return `"` + strings.NewReplacer(`"`, "#quot;").Replace(strings.Join(lines, "<br/>")) + `"`
}

// fieldNames lists the fields on top, those within type conditions too.
func fieldNames(list []Selected) string {
	var names []string
	seen := map[string]bool{}
	var walk func(list []Selected)
	walk = func(list []Selected) {
		for _, s := range list {
			switch {
			case s.On != "":
				walk(s.Selections)
			case s.Name != typename && !seen[s.Name]:
				seen[s.Name] = true
				names = append(names, s.Name)
			}
		}
	}
	walk(list)
	const shown = 8
	if len(names) > shown {
		names = append(names[:shown], "...")
	}
	return strings.Join(names, ", ")
}
