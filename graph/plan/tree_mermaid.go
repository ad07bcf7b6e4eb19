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
		fmt.Fprintf(&text, "  f%d[%s]\n", f.ID, mermaidLabel(f))
	}
	for _, f := range t.plan.Fetches {
		for _, dep := range f.DependsOn {
			fmt.Fprintf(&text, "  f%d --> f%d\n", dep, f.ID)
		}
	}
	return text.String()
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
