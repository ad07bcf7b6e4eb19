package respond

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftgraphql/weft/graph/operation"
	"github.com/weftgraphql/weft/graph/plan"
)

// reference executes plans over maps, one fetch after the other, and completes values as the specification says.
type reference struct {
	schema   *ast.Schema
	op       *operation.Operation
	services *randomServices
}

func (r *reference) data(p *plan.Plan) string {
	tree := map[string]any{}
	for _, f := range p.Fetches {
		if len(f.Entities) == 0 {
			if data, ok := r.fetch(f, nil).(map[string]any); ok {
				merge(tree, data)
			}
			continue
		}
		r.entities(f, tree)
	}
	value, ok := r.object(r.schema.Query, tree, r.op.Selections)
	if !ok {
		return "null"
	}
	return value
}

func (r *reference) fetch(f *plan.Fetch, variables []byte) any {
	decoder := json.NewDecoder(bytes.NewReader(r.services.answer(f, variables)))
	decoder.UseNumber()
	var answer struct{ Data any }
	if decoder.Decode(&answer) != nil {
		return nil
	}
	return answer.Data
}

func (r *reference) entities(f *plan.Fetch, tree map[string]any) {
	call := f.Entities[0]
	var objects []map[string]any
	for _, path := range call.Paths {
		objects = append(objects, objectsAt([]any{tree}, path)...)
	}
	var representations []string
	var numbers []int
	var targets []map[string]any
	for _, object := range objects {
		name, _ := object["__typename"].(string)
		id, hasID := object["_id"].(string)
		if !hasID || name != "Thing" && name != "Other" {
			continue
		}
		text := fmt.Sprintf(`{"__typename":%q,"id":%q}`, name, id)
		number := slices.Index(representations, text)
		if number < 0 {
			number = len(representations)
			representations = append(representations, text)
		}
		numbers, targets = append(numbers, number), append(targets, object)
	}
	if len(representations) == 0 {
		return
	}
	data, _ := r.fetch(f, []byte(`{"representations":[`+strings.Join(representations, ",")+`]}`)).(map[string]any)
	found, _ := data["_entities"].([]any)
	if len(found) != len(representations) {
		return
	}
	for i, target := range targets {
		if entity, ok := found[numbers[i]].(map[string]any); ok {
			if name, ok := entity["__typename"]; !ok || name == target["__typename"] {
				merge(target, entity)
			}
		}
	}
}

func objectsAt(at []any, path plan.Path) []map[string]any {
	var objects []map[string]any
	for _, v := range at {
		switch v := v.(type) {
		case map[string]any:
			if len(path) == 0 {
				objects = append(objects, v)
			} else if !path[0].List {
				objects = append(objects, objectsAt([]any{v[path[0].Key]}, path[1:])...)
			}
		case []any:
			if len(path) > 0 && path[0].List {
				objects = append(objects, objectsAt(v, path[1:])...)
			}
		}
	}
	return objects
}

// merge copies what is missing or null, and goes into objects and lists that both have.
func merge(into, from map[string]any) {
	for key, value := range from {
		into[key] = merged(into[key], value)
	}
}

func merged(old, value any) any {
	switch was := old.(type) {
	case nil:
		return copied(value)
	case map[string]any:
		if object, ok := value.(map[string]any); ok {
			merge(was, object)
		}
	case []any:
		if list, ok := value.([]any); ok {
			for i := range min(len(was), len(list)) {
				was[i] = merged(was[i], list[i])
			}
		}
	}
	return old
}

func copied(value any) any {
	switch value := value.(type) {
	case map[string]any:
		object := map[string]any{}
		merge(object, value)
		return object
	case []any:
		list := []any{}
		for _, element := range value {
			list = append(list, copied(element))
		}
		return list
	}
	return value
}

// collectAll groups the fields for a type, in order, whatever the conditions.
func collectAll(schema *ast.Schema, def *ast.Definition, selections []operation.Selection) (order []string, groups map[string][]*operation.Field) {
	return collectFields(schema, def, selections, func([]operation.Condition) bool { return true })
}

func collectFields(
	schema *ast.Schema, def *ast.Definition, selections []operation.Selection, holds func([]operation.Condition) bool,
) (order []string, groups map[string][]*operation.Field) {
	groups = map[string][]*operation.Field{}
	var walk func(selections []operation.Selection)
	walk = func(selections []operation.Selection) {
		for _, sel := range selections {
			switch sel := sel.(type) {
			case *operation.Field:
				if !holds(sel.Conditions) {
					continue
				}
				if groups[sel.ResponseKey] == nil {
					order = append(order, sel.ResponseKey)
				}
				groups[sel.ResponseKey] = append(groups[sel.ResponseKey], sel)
			case *operation.Fragment:
				if holds(sel.Conditions) && slices.Contains(append(schema.GetPossibleTypes(sel.On), sel.On), def) {
					walk(sel.Selections)
				}
			}
		}
	}
	walk(selections)
	return order, groups
}

func (r *reference) object(def *ast.Definition, object map[string]any, selections []operation.Selection) (string, bool) {
	order, groups := collectFields(r.schema, def, selections, func(conditions []operation.Condition) bool {
		for _, c := range conditions {
			if (c.Variable == "yes") == c.Skip {
				return false
			}
		}
		return true
	})
	var members []string
	for _, key := range order {
		field := groups[key][0]
		text := strconv.Quote(def.Name)
		if field.Definition != nil {
			var below []operation.Selection
			for _, f := range groups[key] {
				below = append(below, f.Selections...)
			}
			var ok bool
			if text, ok = r.value(def.Fields.ForName(field.Name).Type, object[key], below); !ok {
				return "", false
			}
		}
		members = append(members, strconv.Quote(key)+":"+text)
	}
	return "{" + strings.Join(members, ",") + "}", true
}

func (r *reference) value(typ *ast.Type, value any, below []operation.Selection) (string, bool) {
	text, ok := "", false
	if value != nil {
		text, ok = r.notNull(typ, value, below)
	}
	if !ok {
		return "null", !typ.NonNull
	}
	return text, true
}

func (r *reference) notNull(typ *ast.Type, value any, below []operation.Selection) (string, bool) {
	def := r.schema.Types[typ.Name()]
	if typ.Elem != nil {
		list, ok := value.([]any)
		elements := make([]string, len(list))
		for i := range list {
			var fine bool
			elements[i], fine = r.value(typ.Elem, list[i], below)
			ok = ok && fine
		}
		return "[" + strings.Join(elements, ",") + "]", ok
	}
	if !def.IsCompositeType() {
		return leaf(def, value)
	}
	object, ok := value.(map[string]any)
	if !ok {
		return "", false
	}
	name, said := object["__typename"].(string)
	switch {
	case def.Kind == ast.Object:
		if said && name != def.Name {
			return "", false
		}
		return r.object(def, object, below)
	case !said || !slices.Contains(r.schema.GetPossibleTypes(def), r.schema.Types[name]):
		return "", false
	}
	return r.object(r.schema.Types[name], object, below)
}

func leaf(def *ast.Definition, value any) (string, bool) {
	switch v := value.(type) {
	case string:
		ok := def.Name == "ID" || def.Name == "String" || def.Name == "JSON" || def.Kind == ast.Enum && def.EnumValues.ForName(v) != nil
		return strings.ReplaceAll(strconv.Quote(v), "é", `\u00e9`), ok
	case json.Number:
		n, err := v.Float64()
		return v.String(), err == nil && (def.Name == "Float" || def.Name == "JSON" || def.Name == "Int" && n == math.Trunc(n))
	case bool:
		return strconv.FormatBool(v), def.Name == "JSON" || def.Name == "Boolean"
	}
	text, err := json.Marshal(value)
	return string(text), err == nil && def.Name == "JSON"
}
