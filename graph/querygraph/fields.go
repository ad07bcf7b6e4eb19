package querygraph

import (
	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftgraphql/weft/graph/supergraph"
)

// Labels says whether the label of a progressive override counts as on; nil: none does.
type Labels func(label string) bool

// Field is the copy of `as.field` that a subgraph resolves on its own objects,
// nil where it does not: it lacks the field, has it only @external, or the field
// is overridden by another. The fields of an extension's keys it resolves all the same.
// What a @provides adds on a path is not regarded. Where the copy has
// Requires or ContextArguments, these must be met first.
func (g *Graph) Field(as, field string, subgraph int, labels Labels) *supergraph.FieldIn {
	in := g.Known(as, field, subgraph)
	switch {
	case in == nil:
		return nil
	case in.UsedOverridden && in.OverrideLabel == "" && !g.keyed[subgraph][coordinate{as, field}]:
		// With a label the copy is still in use while the label is off.
		return nil
	case in.External && !g.keyed[subgraph][coordinate{as, field}]:
		return nil
	case in.OverrideLabel != "":
		on := labels != nil && labels(in.OverrideLabel)
		if on != (in.Override != "") {
			return nil
		}
	}
	return in
}

// Known is the copy of `as.field` in a subgraph in any form, nil without: also
// external and overridden ones, which a @provides may make usable.
func (g *Graph) Known(as, field string, subgraph int) *supergraph.FieldIn {
	t := g.sg.Types[as]
	if t == nil {
		return nil
	}
	f := t.Fields[field]
	if f == nil {
		return nil
	}
	return f.In(subgraph)
}

// Definition is the supergraph's `typeName.field`, nil without.
func (g *Graph) Definition(typeName, field string) *ast.FieldDefinition {
	if t := g.sg.Types[typeName]; t != nil && t.Fields[field] != nil {
		return t.Fields[field].Def
	}
	return nil
}

// Root is the name of a root type, "" without one.
func (g *Graph) Root(kind ast.Operation) string {
	var def *ast.Definition
	switch kind {
	case ast.Query:
		def = g.sg.Schema.Query
	case ast.Mutation:
		def = g.sg.Schema.Mutation
	case ast.Subscription:
		def = g.sg.Schema.Subscription
	}
	if def == nil {
		return ""
	}
	return def.Name
}

// keyedFields are, by subgraph, the fields in keys of its extensions: federation 1 has
// them written @external, and yet they are resolved there. They also stay when
// another subgraph overrides them.
func keyedFields(sg *supergraph.Supergraph) []map[coordinate]bool {
	out := make([]map[coordinate]bool, len(sg.Subgraphs))
	for _, t := range sg.Types {
		for subgraph, in := range t.In {
			if in == nil {
				continue
			}
			for _, key := range in.Keys {
				if !key.Extension {
					continue
				}
				if out[subgraph] == nil {
					out[subgraph] = map[coordinate]bool{}
				}
				collectCoordinates(sg, t.Name, key.Fields.Selections, out[subgraph])
			}
		}
	}
	return out
}

func collectCoordinates(sg *supergraph.Supergraph, typeName string, selections ast.SelectionSet, out map[coordinate]bool) {
	for _, selection := range selections {
		switch selection := selection.(type) {
		case *ast.InlineFragment:
			on := selection.TypeCondition
			if on == "" {
				on = typeName
			}
			collectCoordinates(sg, on, selection.SelectionSet, out)
		case *ast.Field:
			out[coordinate{typeName, selection.Name}] = true
			if t := sg.Types[typeName]; t != nil && t.Fields[selection.Name] != nil && len(selection.SelectionSet) > 0 {
				collectCoordinates(sg, t.Fields[selection.Name].Def.Type.Name(), selection.SelectionSet, out)
			}
		}
	}
}

// TakesInputs says whether a type has a field in a subgraph that is only resolved with inputs: by @requires, or from contexts.
func (g *Graph) TakesInputs(as string, subgraph int) bool { return g.inputs[as][subgraph] }

func inputsIn(sg *supergraph.Supergraph) map[string]map[int]bool {
	out := map[string]map[int]bool{}
	for _, t := range sg.Types {
		for _, field := range t.Fields {
			for _, in := range field.Copies {
				if in.Requires.Empty() && len(in.ContextArguments) == 0 {
					continue
				}
				if out[t.Name] == nil {
					out[t.Name] = map[int]bool{}
				}
				out[t.Name][in.Subgraph] = true
			}
		}
	}
	return out
}
