package querygraph

import (
	"slices"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftgraphql/weft/graph/supergraph"
)

// Graph is a supergraph with its derived facts. It is immutable.
type Graph struct {
	sg       *supergraph.Supergraph
	runtime  []map[string][]string // by subgraph: what RuntimeTypes answers for abstract types
	possible map[string][]string
	keyed    []map[coordinate]bool // by subgraph: the fields in keys of its extensions
	ways     map[string][]Ways
	inputs   map[string]map[int]bool        // by type: the subgraphs with fields that take inputs
	setters  map[contextKey]map[string]bool // the types that set the contexts that are read
}

type coordinate struct{ typeName, field string }

// New derives the facts of a supergraph.
func New(sg *supergraph.Supergraph) *Graph {
	g := &Graph{sg: sg, possible: make(map[string][]string, len(sg.Types))}
	for name, t := range sg.Types {
		g.possible[name] = possibleTypes(sg, t)
	}
	g.runtime, g.keyed, g.ways, g.inputs = runtimeTypes(sg), keyedFields(sg), waysIn(sg), inputsIn(sg)
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
	if g.mayBe(condition, object) {
		return true
	}
	t := g.sg.Types[object]
	return t != nil && t.Def.Kind == ast.Interface && slices.Contains(t.Def.Interfaces, condition)
}

// mayBe says whether an object type is one that the named type may turn out to be, or is that type itself.
func (g *Graph) mayBe(name, object string) bool {
	if name == object {
		return true
	}
	_, found := slices.BinarySearch(g.possible[name], object)
	return found
}

// Overlaps says whether some object can be of both types.
func (g *Graph) Overlaps(a, b string) bool {
	for _, name := range g.possible[a] {
		if g.mayBe(b, name) {
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
			if def.Kind == ast.Object {
				names = append(names, def.Name)
			}
		}
		slices.Sort(names)
		return slices.Compact(names)
	}
	return nil
}

// runtimeTypes has, by subgraph, the types that objects of an abstract type can be of.
func runtimeTypes(sg *supergraph.Supergraph) []map[string][]string {
	out := bySubgraph[[]string](sg)
	for name, t := range sg.Types {
		for subgraph, in := range t.In {
			if in == nil {
				continue
			}
			runtime := out[subgraph]
			if t.Def.Kind == ast.Object || in.InterfaceObject {
				for iface := range in.Implements {
					runtime[iface] = append(runtime[iface], name)
				}
			}
			if t.Def.Kind == ast.Union {
				for member := range in.Members {
					runtime[name] = append(runtime[name], member)
				}
			}
		}
	}
	for _, runtime := range out {
		for _, names := range runtime {
			slices.Sort(names)
		}
	}
	return out
}

// bySubgraph is an empty table for each subgraph.
func bySubgraph[V any](sg *supergraph.Supergraph) []map[string]V {
	out := make([]map[string]V, len(sg.Subgraphs))
	for i := range out {
		out[i] = map[string]V{}
	}
	return out
}
