package world

import (
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
)

// contextual is an argument that the router fills from an object further up, for the one subgraph that resolves the field. The value
// of the field depends on it.
type contextual struct {
	name string
	// setters are the object types that set the context.
	setters map[string]bool
	set     ast.SelectionSet
}

// contextsOf are the arguments from contexts of a field that only one subgraph resolves.
func (w *World) contextsOf(resolvers []part, name string) ([]contextual, error) {
	if len(resolvers) != 1 {
		return nil, nil
	}
	p := resolvers[0]
	var out []contextual
	for _, a := range p.def.Fields.ForName(name).Arguments {
		text, ok := fromContext(a)
		if !ok {
			continue
		}
		split := strings.IndexAny(text, " {.")
		selection := strings.TrimSpace(text[split:])
		if strings.HasPrefix(selection, "{") {
			selection = strings.TrimSuffix(selection[1:], "}")
		}
		set, err := parseSet(selection)
		if err != nil {
			return nil, err
		}
		out = append(out, contextual{name: a.Name, setters: w.setters(p.sub, text[1:split]), set: set})
	}
	return out, nil
}

// fromContext is the text of an argument's @fromContext, if it has one.
func fromContext(a *ast.ArgumentDefinition) (string, bool) {
	d := a.Directives.ForName("fromContext")
	if d == nil {
		return "", false
	}
	return d.Arguments.ForName("field").Value.Raw, true
}

func (w *World) setters(sub *subgraph, name string) map[string]bool {
	out := map[string]bool{}
	for _, def := range sub.schema.Types {
		for _, d := range def.Directives.ForNames("context") {
			if d.Arguments.ForName("name").Value.Raw != name {
				continue
			}
			for _, object := range w.objectTypes(sub.canonical(def.Name)) {
				out[object] = true
			}
		}
	}
	return out
}

// contexts are the values of a field's arguments from contexts, for an object that knows what is above it.
func (w *World) contexts(o *object, info *fieldInfo, depth int) string {
	if len(info.contexts) == 0 {
		return ""
	}
	values := map[string]any{}
	for _, c := range info.contexts {
		at := o.above
		for at != nil && !c.setters[at.typeName] {
			at = at.above
		}
		values[c.name] = nil
		if at != nil {
			projected, _ := w.project(at, c.set, depth+1)
			values[c.name] = only(projected)
		}
	}
	return canonical(values)
}

// only is the one value that a projection comes to.
func only(v any) any {
	switch v := v.(type) {
	case map[string]any:
		for _, value := range v {
			return only(value)
		}
		return nil
	case []any:
		out := make([]any, len(v))
		for i := range v {
			out[i] = only(v[i])
		}
		return out
	}
	return v
}

// given are the values of a field's arguments from contexts that a subgraph was asked with.
func given(info *fieldInfo, args map[string]any) string {
	if len(info.contexts) == 0 {
		return ""
	}
	values := map[string]any{}
	for _, c := range info.contexts {
		values[c.name] = args[c.name]
	}
	return canonical(values)
}

// under gives the objects in a value the object they come from.
func under(above *object, value any) any {
	switch v := value.(type) {
	case []any:
		out := make([]any, len(v))
		for i := range v {
			out[i] = under(above, v[i])
		}
		return out
	case *object:
		clone := *v
		clone.above = above
		return &clone
	}
	return value
}

// markContexts looks at what is selected for contexts: it must not fail.
func (w *World) markContexts(m *merger) error {
	for _, name := range m.names {
		for _, p := range m.parts[name] {
			for _, f := range p.def.Fields {
				contexts, err := w.contextsOf(resolving([]part{p}, f.Name), f.Name)
				if err != nil {
					return err
				}
				for _, c := range contexts {
					if err := w.markSetters(c); err != nil {
						return err
					}
				}
			}
		}
	}
	return nil
}

func (w *World) markSetters(c contextual) error {
	for setter := range c.setters {
		for _, selection := range c.set {
			fragment, ok := selection.(*ast.InlineFragment)
			if ok && fragment.TypeCondition != "" && !slices.Contains(w.objectTypes(fragment.TypeCondition), setter) {
				continue
			}
			set := ast.SelectionSet{selection}
			if ok {
				set = fragment.SelectionSet
			}
			if err := w.mark(setter, set, false); err != nil {
				return err
			}
			if isRoot(setter) {
				w.steady(setter, set)
			}
		}
	}
	return nil
}

// steady sees to it that no field of a selection fails.
func (w *World) steady(typeName string, set ast.SelectionSet) {
	for _, selection := range set {
		field, ok := selection.(*ast.Field)
		if !ok {
			continue
		}
		for _, object := range w.objectTypes(typeName) {
			if info := w.fields[object][field.Name]; info != nil {
				info.steady = true
				w.steady(info.def.Type.Name(), field.SelectionSet)
			}
		}
	}
}
