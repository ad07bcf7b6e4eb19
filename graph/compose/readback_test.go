package compose

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftgraphql/weft/graph/spec"
	"github.com/weftgraphql/weft/graph/supergraph"
)

// subgraphFacts is what a supergraph has to tell of one subgraph, by schema coordinate.
type subgraphFacts map[string]any

type typeFacts struct {
	Kind            ast.DefinitionKind
	Keys            []string
	InterfaceObject bool
	Interfaces      []string
	Members         []string
}

type fieldFacts struct {
	Type               string
	External           bool
	Requires, Provides string
}

// TestSupergraphReadBackGivesEachSubgraph composes, reads the printed supergraph with the model
// that planners use, and finds in it every type, key and field that each subgraph has.
func TestSupergraphReadBackGivesEachSubgraph(t *testing.T) {
	composed := 0
	for name, inputs := range inputSets(t) {
		r := Compose(t.Context(), inputs, Options{})
		if !r.OK() {
			continue
		}
		composed++
		sg, err := supergraph.Parse(name, r.SDL)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		m := mergedAgain(t, inputs)
		if len(sg.Subgraphs) != len(m.subgraphs) {
			t.Errorf("%s: %d subgraphs of %d", name, len(sg.Subgraphs), len(m.subgraphs))
			continue
		}
		for i, want := range m.subgraphs {
			if have := sg.Subgraphs[i]; have.Name != want.Name || have.URL != want.URL {
				t.Errorf("%s: subgraph %q at %q is %q at %q", name, want.Name, want.URL, have.Name, have.URL)
			}
			if d := cmp.Diff(m.factsOf(want), readBack(sg, i)); d != "" {
				t.Errorf("%s, subgraph %s (-given +read back):\n%s", name, want.Name, d)
			}
		}
	}
	if composed < len(goldenFiles(t))/3 {
		t.Errorf("only %d sets compose", composed)
	}
}

// mergedAgain takes the subgraphs through the stages before satisfiability.
func mergedAgain(t *testing.T, inputs []Subgraph) *merger {
	t.Helper()
	inputs = slices.Clone(inputs)
	slices.SortFunc(inputs, func(a, b Subgraph) int { return cmpString(a.Name, b.Name) })
	docs, _ := parse(inputs)
	subgraphs, _ := load(inputs, docs, Options{})
	subgraphs, _ = lift(subgraphs)
	nameGraphs(subgraphs)
	m := newMerger(subgraphs)
	m.merge()
	return m
}

func cmpString(a, b string) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

func (m *merger) factsOf(sg *subgraph) subgraphFacts {
	out := subgraphFacts{}
	for _, t := range sg.schema.Types {
		if m.isRoot(t.Name) && len(m.types[t.Name].Fields) == 0 {
			continue // an empty root is none
		}
		facts := typeFacts{Kind: sg.kind(t), InterfaceObject: sg.isInterfaceObject(t)}
		for _, k := range sg.keys(t) {
			facts.Keys = append(facts.Keys, keyFact(printFieldSet(fieldsOf(k.Directive)), boolArg(k.Directive, "resolvable", true)))
		}
		for _, i := range t.Interfaces {
			facts.Interfaces = append(facts.Interfaces, i.Name)
		}
		for _, u := range t.Members {
			facts.Members = append(facts.Members, u.Name)
		}
		out[t.Name] = facts.sorted()
		if t.Kind != ast.Object && t.Kind != ast.Interface {
			continue
		}
		for _, f := range t.Fields {
			if m.overrides[fieldKey{t.Name, f.Name}][sg.index].dropped {
				continue
			}
			out[f.Coordinate()] = fieldFacts{
				Type: typeText(f.Type), External: sg.facts.external[f],
				Requires: printedFields(fieldSource{sg, f}, spec.Requires), Provides: printedFields(fieldSource{sg, f}, spec.Provides),
			}
		}
	}
	return out
}

func (f typeFacts) sorted() typeFacts {
	slices.Sort(f.Keys)
	f.Keys = slices.Compact(f.Keys)
	slices.Sort(f.Interfaces)
	slices.Sort(f.Members)
	return f
}

func keyFact(fields string, resolvable bool) string {
	if !resolvable {
		fields += " (not resolvable)"
	}
	return fields
}

func readBack(sg *supergraph.Supergraph, i int) subgraphFacts {
	out := subgraphFacts{}
	for name, t := range sg.Types {
		in := t.In[i]
		if in == nil || strings.Contains(name, "__") {
			continue // what a linked specification defines is no subgraph's
		}
		facts := typeFacts{Kind: t.Def.Kind, InterfaceObject: in.InterfaceObject}
		for _, k := range in.Keys {
			facts.Keys = append(facts.Keys, keyFact(k.Fields.Text, k.Resolvable))
		}
		facts.Interfaces = setOf(in.Implements)
		facts.Members = setOf(in.Members)
		out[name] = facts.sorted()
		if t.Def.Kind != ast.Object && t.Def.Kind != ast.Interface {
			continue
		}
		for _, f := range t.Fields {
			if have := f.In(i); have != nil {
				out[name+"."+f.Name] = fieldFacts{Type: have.Type.String(), External: have.External, Requires: have.Requires.Text, Provides: have.Provides.Text}
			}
		}
	}
	return out
}

func setOf(set map[string]bool) []string {
	var out []string
	for name, in := range set {
		if in {
			out = append(out, name)
		}
	}
	return out
}
