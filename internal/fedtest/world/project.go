package world

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftgraphql/weft/internal/fedtest/jsonvalue"
	"github.com/weftgraphql/weft/internal/fedtest/refexec"
)

// maxDepth bounds the evaluation of field sets, whose fields may require others.
const maxDepth = 40

// fieldOf evaluates a field with coerced arguments, and what it requires before it.
func (w *World) fieldOf(o *object, name string, args map[string]any, depth int) any {
	info := w.fields[o.typeName][name]
	if info == nil || depth > maxDepth {
		return fmt.Errorf("no value for %s.%s", o.typeName, name)
	}
	required := ""
	if info.requires != nil {
		value, _ := w.project(o, info.requires, depth+1)
		required = canonical(value)
	}
	return under(o, w.value(o, info, w.arguments(info.def, args)+w.contexts(o, info, depth), required))
}

// project evaluates a field set on an object. It reports false when a null in a non-null position took the object
// away; errors are nulls.
func (w *World) project(o *object, set ast.SelectionSet, depth int) (map[string]any, bool) {
	out := map[string]any{}
	for _, selection := range set {
		switch s := selection.(type) {
		case *ast.InlineFragment:
			if s.TypeCondition != "" && !slices.Contains(w.objectTypes(s.TypeCondition), o.typeName) {
				continue
			}
			inner, ok := w.project(o, s.SelectionSet, depth+1)
			if !ok {
				return nil, false
			}
			deepMerge(out, inner)
		case *ast.Field:
			if s.Name == "__typename" { // routers may send it for more types than a fragment names
				continue
			}
			info := w.fields[o.typeName][s.Name]
			if info == nil {
				continue
			}
			args, err := refexec.CoerceArgumentValues(w.full, info.def.Arguments, s.Arguments, nil)
			if err != nil {
				return nil, false
			}
			value, ok := w.projectValue(info.def.Type, w.fieldOf(o, s.Name, args, depth+1), s.SelectionSet, depth+1)
			if !ok {
				return nil, false
			}
			deepMerge(out, map[string]any{s.Name: value})
		}
	}
	return out, true
}

func (w *World) projectValue(t *ast.Type, value any, set ast.SelectionSet, depth int) (any, bool) {
	if _, failed := value.(error); failed || value == nil || depth > maxDepth {
		return nil, !t.NonNull
	}
	if t.Elem != nil {
		list, _ := value.([]any)
		out := make([]any, len(list))
		for i := range list {
			element, ok := w.projectValue(t.Elem, list[i], set, depth)
			if !ok {
				return nil, !t.NonNull
			}
			out[i] = element
		}
		return out, true
	}
	if o, ok := value.(*object); ok {
		projected, alive := w.project(o, set, depth)
		if !alive {
			return nil, !t.NonNull
		}
		return projected, true
	}
	return value, true
}

// deepMerge puts the members of one projection into another.
func deepMerge(into, from map[string]any) {
	for name, value := range from {
		into[name] = merged(into[name], value)
	}
}

func merged(a, b any) any {
	switch b := b.(type) {
	case map[string]any:
		if object, ok := a.(map[string]any); ok {
			deepMerge(object, b)
			return object
		}
	case []any:
		if list, ok := a.([]any); ok && len(list) == len(b) {
			for i := range b {
				list[i] = merged(list[i], b[i])
			}
			return list
		}
	}
	return b
}

// pick takes from a representation what a field set names, and says which fields are missing.
func pick(representation any, set ast.SelectionSet, optional bool) (any, []string) {
	switch r := representation.(type) {
	case []any:
		out := make([]any, len(r))
		var missing []string
		for i := range r {
			element, gone := pick(r[i], set, optional)
			out[i] = element
			missing = append(missing, gone...)
		}
		return out, missing
	case map[string]any:
		out := map[string]any{}
		var missing []string
		for _, selection := range set {
			if fragment, ok := selection.(*ast.InlineFragment); ok {
				inner, gone := pick(r, fragment.SelectionSet, true)
				deepMerge(out, inner.(map[string]any))
				missing = append(missing, gone...)
				continue
			}
			field := selection.(*ast.Field)
			value, has := r[field.Name]
			if !has {
				if !optional {
					missing = append(missing, field.Name)
				}
				continue
			}
			if field.Name == "__typename" {
				continue
			}
			if len(field.SelectionSet) > 0 {
				var gone []string
				value, gone = pick(value, field.SelectionSet, false)
				missing = append(missing, gone...)
			}
			deepMerge(out, map[string]any{field.Name: value})
		}
		return out, missing
	default:
		return r, nil
	}
}

// canonical writes a JSON value such that equal ones are written equal.
func canonical(v any) string {
	text, err := json.Marshal(normal(v))
	if err != nil {
		return fmt.Sprintf("%v", v)
	}
	return string(text)
}

func normal(v any) any {
	switch v := v.(type) {
	case map[string]any:
		out := make(map[string]any, len(v))
		for name := range v {
			out[name] = normal(v[name])
		}
		return out
	case []any:
		out := make([]any, len(v))
		for i := range v {
			out[i] = normal(v[i])
		}
		return out
	}
	if n, ok := jsonvalue.Number(v); ok {
		if f, err := n.Float64(); err == nil {
			return json.Number(strconv.FormatFloat(f, 'g', -1, 64))
		}
	}
	return v
}

// arguments writes the arguments that clients can see, so that a subgraph's hidden ones with defaults do not count.
func (w *World) arguments(def *ast.FieldDefinition, args map[string]any) string {
	seen := map[string]any{}
	for _, a := range def.Arguments {
		if value, has := args[a.Name]; has && !hidden(a.Directives) {
			seen[a.Name] = w.visible(a.Type, value, 0)
		}
	}
	if len(seen) == 0 {
		return ""
	}
	return canonical(seen)
}

func (w *World) visible(t *ast.Type, value any, depth int) any {
	if value == nil || depth > maxDepth {
		return nil
	}
	if t.Elem != nil {
		list, _ := value.([]any)
		out := make([]any, len(list))
		for i := range list {
			out[i] = w.visible(t.Elem, list[i], depth+1)
		}
		return out
	}
	input, ok := value.(map[string]any)
	def := w.full.Types[t.Name()]
	if !ok || def.Kind != ast.InputObject {
		return value
	}
	out := map[string]any{}
	for _, f := range def.Fields {
		if v, has := input[f.Name]; has && !hidden(f.Directives) {
			out[f.Name] = w.visible(f.Type, v, depth+1)
		}
	}
	return out
}
