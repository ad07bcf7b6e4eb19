package querygraph

import (
	"slices"
	"sort"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftgraphql/weft/graph/supergraph"
)

// Graph is a supergraph with its derived facts. It is immutable.
type Graph struct {
	sg       *supergraph.Supergraph
	runtime  []map[string][]string // by subgraph: what RuntimeTypes answers for abstract types
	possible map[string][]string
	applies  map[string]map[string]bool
	keyed    []map[coordinate]bool // by subgraph: the fields in keys of its extensions
	entries  []map[string][]Entry
	setters  map[contextKey]map[string]bool // the types that set the contexts that are read
}

type coordinate struct{ typeName, field string }

// New derives the facts of a supergraph.
func New(sg *supergraph.Supergraph) *Graph {
	g := &Graph{sg: sg, possible: map[string][]string{}, applies: map[string]map[string]bool{}}
	for name, t := range sg.Types {
		g.possible[name] = possibleTypes(sg, t)
		set := map[string]bool{name: true}
		for _, object := range g.possible[name] {
			set[object] = true
		}
		g.applies[name] = set
	}
	for i := range sg.Subgraphs {
		g.runtime = append(g.runtime, runtimeTypes(sg, i))
		g.keyed = append(g.keyed, keyedFields(sg, i))
		g.entries = append(g.entries, entries(sg, i))
	}
	g.setters = contextSetters(g)
	return g
}

// Supergraph is what the graph was made from.
func (g *Graph) Supergraph() *supergraph.Supergraph { return g.sg }

// Subgraphs is their number; they are named by index.
func (g *Graph) Subgraphs() int { return len(g.sg.Subgraphs) }

// Shape is what a type is in one subgraph.
type Shape int

// The shapes of a type in a subgraph.
const (
	// Absent: the subgraph does not know the type.
	Absent Shape = iota
	// Leaf is a scalar or an enum.
	Leaf
	// Object is an object type whose objects are of just this type.
	Object
	// Abstract is an interface or a union; the subgraph says what an object is by __typename.
	Abstract
	// InterfaceObject is an object type that stands for an interface of the supergraph;
	// the subgraph does not know what its objects are.
	InterfaceObject
)

// Shape of the named type in a subgraph.
func (g *Graph) Shape(name string, subgraph int) Shape {
	t := g.sg.Types[name]
	if t == nil {
		return Leaf // the built-in scalars
	}
	in := t.In[subgraph]
	switch {
	case in == nil:
		return Absent
	case in.InterfaceObject:
		return InterfaceObject
	}
	switch t.Def.Kind {
	case ast.Object:
		return Object
	case ast.Interface, ast.Union:
		return Abstract
	}
	return Leaf
}

// PossibleTypes are the object types that the named type may turn out to be
// anywhere in the supergraph, sorted; an object type itself. Not to be changed.
func (g *Graph) PossibleTypes(name string) []string { return g.possible[name] }

// RuntimeTypes are the names that an object of the named type may have as
// __typename in a subgraph, sorted: object types, and interfaces that the
// subgraph has as objects. Not to be changed.
func (g *Graph) RuntimeTypes(name string, subgraph int) []string {
	switch g.Shape(name, subgraph) {
	case Object, InterfaceObject:
		return []string{name}
	case Abstract:
		return g.runtime[subgraph][name]
	}
	return nil
}

// Applies says whether a type condition holds for an object of a type. For an
// object whose type is not known yet, and an interface stands for it, only the
// interface itself and those that it implements apply: that there happens to be
// just one implementation says nothing of the object.
func (g *Graph) Applies(condition, object string) bool {
	if g.applies[condition][object] {
		return true
	}
	t := g.sg.Types[object]
	return t != nil && t.Def.Kind == ast.Interface && slices.Contains(t.Def.Interfaces, condition)
}

// Overlaps says whether some object can be of both types.
func (g *Graph) Overlaps(a, b string) bool {
	for _, name := range g.possible[a] {
		if g.applies[b][name] {
			return true
		}
	}
	return a == b
}

func possibleTypes(sg *supergraph.Supergraph, t *supergraph.Type) []string {
	switch t.Def.Kind {
	case ast.Object:
		return []string{t.Name}
	case ast.Interface, ast.Union:
		var names []string
		for _, def := range sg.Schema.PossibleTypes[t.Name] {
			if def.Kind == ast.Object && !slices.Contains(names, def.Name) {
				names = append(names, def.Name)
			}
		}
		sort.Strings(names)
		return names
	}
	return nil
}

func runtimeTypes(sg *supergraph.Supergraph, subgraph int) map[string][]string {
	out := map[string][]string{}
	for name, t := range sg.Types {
		in := t.In[subgraph]
		if in == nil {
			continue
		}
		if t.Def.Kind == ast.Object || in.InterfaceObject {
			for iface := range in.Implements {
				out[iface] = append(out[iface], name)
			}
		}
		if t.Def.Kind == ast.Union {
			for member := range in.Members {
				out[name] = append(out[name], member)
			}
		}
	}
	for _, names := range out {
		sort.Strings(names)
	}
	return out
}
