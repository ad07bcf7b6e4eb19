package querygraph

import (
	"fmt"
	"slices"
	"strings"
)

// Text shows what each subgraph knows of each composite type: the keys by which
// objects are entered, and the fields it resolves.
func (g *Graph) Text() string {
	var text strings.Builder
	var names []string
	for name := range g.sg.Types {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		t := g.sg.Types[name]
		if len(t.Def.Fields) == 0 && len(t.Def.Types) == 0 || t.Def.IsInputType() {
			continue
		}
		fmt.Fprintf(&text, "%s %s\n", strings.ToLower(string(t.Def.Kind)), name)
		for i, s := range g.sg.Subgraphs {
			if t.In[i] != nil {
				g.writeType(&text, name, i, s.Name)
			}
		}
	}
	return text.String()
}

func (g *Graph) writeType(text *strings.Builder, name string, subgraph int, service string) {
	fmt.Fprintf(text, "  %s", service)
	switch g.Shape(name, subgraph) {
	case InterfaceObject:
		text.WriteString(" as an object")
	case Abstract:
		text.WriteString(" of " + strings.Join(g.RuntimeTypes(name, subgraph), ", "))
	}
	for _, entry := range g.Entries(name, subgraph) {
		text.WriteString(" @key(" + strings.Join(strings.Fields(entry.Key.Text), " "))
		if entry.As != name {
			text.WriteString(" of " + entry.As)
		}
		text.WriteString(")")
	}
	text.WriteByte('\n')
	for _, def := range g.sg.Types[name].Def.Fields {
		in := g.Known(name, def.Name, subgraph)
		if in == nil {
			continue
		}
		note := ""
		switch {
		case in.OverrideLabel != "" && in.Override != "":
			note = " while " + in.OverrideLabel + " is on"
		case in.OverrideLabel != "":
			note = " while " + in.OverrideLabel + " is off"
		case g.Field(name, def.Name, subgraph, nil) == nil:
			note = " external"
		}
		if !in.Requires.Empty() {
			note += " @requires(" + strings.Join(strings.Fields(in.Requires.Text), " ") + ")"
		}
		if !in.Provides.Empty() {
			note += " @provides(" + strings.Join(strings.Fields(in.Provides.Text), " ") + ")"
		}
		fmt.Fprintf(text, "    %s: %s%s", def.Name, in.Type, note)
		for _, c := range in.ContextArguments {
			fmt.Fprintf(text, " %s from context %s %s", c.Name, c.Context, strings.Join(strings.Fields(c.Selection.Text), " "))
		}
		text.WriteByte('\n')
	}
}
