package plan_test

import (
	"slices"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftgraphql/weft/graph/plan"
	"github.com/weftgraphql/weft/graph/supergraph"
)

// contextArguments are the arguments from contexts of a field, and in which subgraph, where every copy of it has the same; the
// value of such a field depends on them.
func (w *world) contextArguments(typeName, name string) (list []supergraph.ContextArgument, subgraph int) {
	t := w.sg.Types[typeName]
	if t == nil || t.Fields[name] == nil {
		return nil, 0
	}
	found := false
	for _, in := range t.Fields[name].Copies {
		if in.External {
			continue
		}
		if found {
			return nil, 0 // several copies: contexts are another one's in each
		}
		list, subgraph, found = in.ContextArguments, in.Subgraph, true
	}
	return list, subgraph
}

// counted are the arguments of a field that its value depends on.
func (w *world) counted(typeName string, f *ast.Field) ast.ArgumentList {
	if list, _ := w.contextArguments(typeName, f.Name); len(list) > 0 {
		return f.Arguments
	}
	def := w.graph.Definition(typeName, f.Name)
	return slices.DeleteFunc(slices.Clone(f.Arguments), func(a *ast.Argument) bool {
		return def == nil || def.Arguments.ForName(a.Name) == nil
	})
}

// withContexts are a field's arguments as text, those included that its subgraph is given from contexts. above are the objects on the way.
func (w *world) withContexts(above []being, own being, name string, arguments ast.ArgumentList, variables map[string]any) string {
	values := argValues(arguments, variables)
	list, subgraph := w.contextArguments(own.typ, name)
	for _, c := range list {
		values[c.Name] = nil
		for i, o := range slices.Backward(above) {
			if w.graph.SetsContext(o.typ, c.Context, subgraph) {
				values[c.Name] = w.contextValue(above[:i], o, c.Selection.Selections)
				break
			}
		}
	}
	return argsText(values)
}

// contextValue is what a selection comes to.
func (w *world) contextValue(above []being, o being, set ast.SelectionSet) any {
	for _, selection := range set {
		switch s := selection.(type) {
		case *ast.InlineFragment:
			if s.TypeCondition == "" || w.graph.Applies(s.TypeCondition, o.typ) {
				return w.contextValue(above, o, s.SelectionSet)
			}
		case *ast.Field:
			if s.Name == "__typename" {
				return o.typ
			}
			return w.contextBelow(append(slices.Clip(above), o), w.value(o, s.Name, w.withContexts(above, o, s.Name, s.Arguments, nil)), s.SelectionSet)
		}
	}
	return nil
}

func (w *world) contextBelow(above []being, value any, set ast.SelectionSet) any {
	switch v := value.(type) {
	case []any:
		out := make([]any, len(v))
		for i := range v {
			out[i] = w.contextBelow(above, v[i], set)
		}
		return out
	case being:
		return w.contextValue(above, v, set)
	}
	return value
}

// runEach carries out a fetch that takes contexts: each object by itself.
func (n *naive) runEach(f *plan.Fetch, variables object) {
	for i, call := range f.Entities {
		if !n.holdsAny(call.Conditions) {
			continue
		}
		for _, path := range call.Paths {
			n.eachPlace(n.root, path, []object{}, func(way []object, o object) {
				r := n.represent(o, call.Representations)
				values := object{}
				for _, other := range f.Entities {
					values[other.Variable] = []any{}
				}
				for _, c := range call.Contexts {
					from := o
					if c.Up > 0 {
						from = way[len(way)-c.Up]
					}
					v, there := n.contextValue(from, c.Fields)
					if !there || v == nil && c.Type.NonNull {
						r = nil
					}
					values[c.Variable] = v
				}
				if r == nil {
					return
				}
				for name, v := range variables {
					values[name] = v
				}
				values[call.Variable] = []any{r}
				targets := make([][]object, len(f.Entities))
				targets[i] = []object{o}
				n.ask(f, values, targets)
			})
		}
	}
}

// eachPlace visits the objects that a path leads to, with those on the way.
func (n *naive) eachPlace(value any, path plan.Path, way []object, visit func(way []object, o object)) {
	if len(path) == 0 {
		if o, ok := value.(object); ok {
			visit(way, o)
		}
		return
	}
	if path[0].Key == "" {
		if list, ok := value.([]any); ok && path[0].List {
			for _, element := range list {
				n.eachPlace(element, path[1:], way, visit)
			}
			return
		}
		for _, o := range n.objects(value, path[:1]) {
			n.eachPlace(o, path[1:], way, visit)
		}
		return
	}
	if o, ok := value.(object); ok {
		n.eachPlace(o[path[0].Key], path[1:], append(slices.Clip(way), o), visit)
	}
}

func (n *naive) contextValue(o object, fields []plan.RepresentationField) (value any, there bool) {
	for _, f := range fields {
		if name, ok := o["__typename"].(string); len(f.Types) > 0 && ok && !slices.Contains(f.Types, name) {
			continue
		}
		v, there := o[f.Source]
		if !there {
			return nil, false
		}
		return n.contextBelow(v, f)
	}
	return nil, true
}

func (n *naive) contextBelow(value any, f plan.RepresentationField) (any, bool) {
	if len(f.Fields) == 0 {
		return value, true
	}
	switch v := value.(type) {
	case []any:
		out := make([]any, len(v))
		for i := range v {
			var ok bool
			if out[i], ok = n.contextBelow(v[i], f); !ok {
				return nil, false
			}
		}
		return out, true
	case object:
		return n.contextValue(v, f.Fields)
	}
	return value, true
}
