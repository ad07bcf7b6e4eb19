package querygraph

import (
	"slices"

	"github.com/vektah/gqlparser/v2/ast"
)

// contextKey is a context as one subgraph reads it.
type contextKey struct {
	subgraph int
	name     string
}

// ReadsContexts says whether any argument is filled from a context (@fromContext).
func (g *Graph) ReadsContexts() bool { return len(g.setters) > 0 }

// SetsContext says whether objects of the named type set a context that an argument in the subgraph is filled
// from: their type does, or an interface or a union that it belongs to. The root of subscriptions doesn't: a field
// of it is not asked for the sake of a value.
func (g *Graph) SetsContext(typeName, context string, subgraph int) bool {
	return g.setters[contextKey{subgraph, context}][typeName]
}

// contextSetters has the types that set the contexts that are read.
func contextSetters(g *Graph) map[contextKey]map[string]bool {
	out := map[contextKey]map[string]bool{}
	for _, t := range g.sg.Types {
		for _, field := range t.Fields {
			for _, in := range field.Copies {
				for _, argument := range in.ContextArguments {
					key := contextKey{in.Subgraph, argument.Context}
					if out[key] == nil {
						out[key] = setters(g, key)
					}
				}
			}
		}
	}
	return out
}

func setters(g *Graph, key contextKey) map[string]bool {
	out := map[string]bool{}
	for _, t := range g.sg.Types {
		if !slices.Contains(t.Contexts, key.name) {
			continue
		}
		if t.Name == g.Root(ast.Subscription) {
			continue // a subscription has one field
		}
		for _, name := range slices.Concat(g.PossibleTypes(t.Name), []string{t.Name}) {
			out[name] = true
		}
	}
	return out
}
