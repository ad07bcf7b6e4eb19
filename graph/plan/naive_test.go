package plan_test

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftgraphql/weft/graph/operation"
	"github.com/weftgraphql/weft/graph/plan"
	"github.com/weftgraphql/weft/graph/supergraph"
)

// naive carries out plans as plan.Plan's documentation says, with maps and no
// care for speed: what a plan means, apart from the real executor.
type naive struct {
	sg        *supergraph.Supergraph
	variables map[string]any
	fetch     func(service string, body []byte) ([]byte, error)
	root      map[string]any
	errors    []string
}

type object = map[string]any

func (n *naive) execute(ctx context.Context, p *plan.Plan) {
	n.root = object{}
	for _, f := range p.Fetches {
		if n.holdsAny(f.Conditions) {
			n.run(f)
		}
	}
}

func (n *naive) run(f *plan.Fetch) {
	variables := object{}
	for _, name := range f.Variables {
		if v, ok := n.variables[name]; ok {
			variables[name] = v
		}
	}
	if f.Repeat != nil {
		n.runEach(f, variables)
		return
	}
	targets := make([][]object, len(f.Entities))
	some := len(f.Entities) == 0
	for i, call := range f.Entities {
		list := []any{}
		if n.holdsAny(call.Conditions) {
			for _, path := range call.Paths {
				for _, o := range n.objects(n.root, path) {
					if r := n.represent(o, call.Representations); r != nil {
						list = append(list, r)
						targets[i] = append(targets[i], o)
						some = true
					}
				}
			}
		}
		variables[call.Variable] = list
	}
	if some {
		n.ask(f, variables, targets)
	}
}

func (n *naive) ask(f *plan.Fetch, variables object, targets [][]object) {
	body, _ := json.Marshal(object{"query": f.Operation, "variables": variables})
	if f.OperationName != "" {
		body, _ = json.Marshal(object{"query": f.Operation, "variables": variables, "operationName": f.OperationName})
	}
	answer, err := n.fetch(f.Service, body)
	if err != nil {
		n.errors = append(n.errors, err.Error())
		return
	}
	var decoded struct {
		Data   object
		Errors []struct{ Message string }
	}
	if err := json.Unmarshal(answer, &decoded); err != nil {
		n.errors = append(n.errors, err.Error())
		return
	}
	for _, e := range decoded.Errors {
		n.errors = append(n.errors, e.Message)
	}
	if decoded.Data == nil {
		return
	}
	n.place(f, decoded.Data, targets)
}

func (n *naive) place(f *plan.Fetch, data object, targets [][]object) {
	if len(f.Entities) == 0 {
		for _, r := range f.Renames {
			n.rename(data, r)
		}
		paths := f.Paths
		if len(paths) == 0 {
			paths = []plan.Path{nil}
		}
		for _, path := range paths {
			for _, o := range n.objects(n.root, path) {
				mergeObjects(o, data)
			}
		}
		return
	}
	for i, call := range f.Entities {
		list, _ := data[call.Alias].([]any)
		for j, o := range targets[i] {
			if j >= len(list) {
				break
			}
			entity, ok := list[j].(object)
			if !ok {
				continue
			}
			for _, r := range f.Renames {
				if r.Call == i {
					n.rename(entity, r)
				}
			}
			mergeObjects(o, entity)
		}
	}
}

func (n *naive) rename(o object, r plan.Rename) {
	for _, at := range n.objects(o, r.Path) {
		if v, ok := at[r.From]; ok {
			delete(at, r.From)
			at[r.To] = v
		}
	}
}

func mergeObjects(into, from object) {
	for key, value := range from {
		into[key] = mergeValues(into[key], value)
	}
}

func mergeValues(a, b any) any {
	switch b := b.(type) {
	case object:
		into, ok := a.(object)
		if !ok {
			into = object{}
		}
		mergeObjects(into, b)
		return into
	case []any:
		into, ok := a.([]any)
		if !ok || len(into) != len(b) {
			into = make([]any, len(b))
		}
		for i := range b {
			into[i] = mergeValues(into[i], b[i])
		}
		return into
	case nil:
		if a != nil {
			return a
		}
	}
	return b
}

func (n *naive) objects(value any, path plan.Path) []object {
	if len(path) == 0 {
		if o, ok := value.(object); ok {
			return []object{o}
		}
		return nil
	}
	switch s := path[0]; {
	case s.List:
		var out []object
		list, _ := value.([]any)
		for _, element := range list {
			out = append(out, n.objects(element, path[1:])...)
		}
		return out
	case s.Key != "":
		if o, ok := value.(object); ok {
			return n.objects(o[s.Key], path[1:])
		}
	default:
		if o, ok := value.(object); ok {
			if name, known := o["__typename"].(string); !known || slices.Contains(s.Types, name) {
				return n.objects(o, path[1:])
			}
		}
	}
	return nil
}

func (n *naive) represent(o object, list []plan.Representation) object {
	name, known := o["__typename"].(string)
	for _, r := range list {
		if known && !slices.Contains(r.Types, name) || !known && r.TypeName == "" && len(list) > 1 {
			continue
		}
		out, ok := n.representFields(o, r.Fields)
		if !ok {
			return nil
		}
		out["__typename"] = r.TypeName
		if r.TypeName == "" {
			if !known {
				name = r.Types[0]
			}
			out["__typename"] = name
		}
		return out
	}
	return nil
}

func (n *naive) representFields(o object, fields []plan.RepresentationField) (object, bool) {
	out := object{}
	for _, f := range fields {
		if name, ok := o["__typename"].(string); len(f.Types) > 0 && ok && !slices.Contains(f.Types, name) {
			continue
		}
		value, there := o[f.Source]
		if !there || f.Key && value == nil {
			return nil, false
		}
		value, ok := n.representValue(value, f)
		if !ok {
			return nil, false
		}
		if known, merge := out[f.Name].(object); merge {
			mergeObjects(known, value.(object))
			continue
		}
		out[f.Name] = value
	}
	return out, true
}

func (n *naive) representValue(value any, f plan.RepresentationField) (any, bool) {
	if len(f.Fields) == 0 {
		return value, true
	}
	switch v := value.(type) {
	case []any:
		out := make([]any, len(v))
		for i := range v {
			var ok bool
			if out[i], ok = n.representValue(v[i], f); !ok {
				return nil, false
			}
		}
		return out, true
	case object:
		return n.representFields(v, f.Fields)
	}
	return value, true
}

func (n *naive) holdsAny(any [][]operation.Condition) bool {
	if len(any) == 0 {
		return true
	}
	return slices.ContainsFunc(any, n.holds)
}

func (n *naive) holds(all []operation.Condition) bool {
	for _, c := range all {
		if on, _ := n.variables[c.Variable].(bool); on == c.Skip {
			return false
		}
	}
	return true
}

// respond shapes the tree as the client asked: null propagation, runtime types, hidden enum values.
func (n *naive) respond(op *operation.Operation) object {
	data, ok := n.object(op.Root.Name, op.Selections, n.root)
	out := object{"data": data}
	if !ok {
		out["data"] = nil
	}
	if len(n.errors) > 0 {
		var list []any
		for _, message := range n.errors {
			list = append(list, object{"message": message})
		}
		out["errors"] = list
	}
	return out
}

func (n *naive) object(typeName string, selections []operation.Selection, from object) (object, bool) {
	out := object{}
	fields := map[string][]*operation.Field{}
	n.collect(typeName, selections, fields)
	for key, list := range fields {
		f := list[0]
		if f.Name == "__typename" {
			out[key] = typeName
			continue
		}
		def := n.sg.API.Types[typeName].Fields.ForName(f.Name)
		if def == nil {
			def = f.Definition // of an interface without a known object
		}
		var below []operation.Selection
		for _, f := range list {
			below = append(below, f.Selections...)
		}
		value, ok := n.value(def.Type, below, from[f.Key], typeName+"."+f.Name)
		if !ok {
			return nil, false
		}
		out[key] = value
	}
	return out, true
}

func (n *naive) collect(typeName string, selections []operation.Selection, into map[string][]*operation.Field) {
	for _, selection := range selections {
		switch s := selection.(type) {
		case *operation.Field:
			if n.holds(s.Conditions) {
				into[s.ResponseKey] = append(into[s.ResponseKey], s)
			}
		case *operation.Fragment:
			applies := s.On.Name == typeName
			for _, def := range n.sg.API.PossibleTypes[s.On.Name] {
				applies = applies || def.Name == typeName
			}
			if applies && n.holds(s.Conditions) {
				n.collect(typeName, s.Selections, into)
			}
		}
	}
}

func (n *naive) value(t *ast.Type, below []operation.Selection, from any, at string) (any, bool) {
	if t.NonNull {
		inner := *t
		inner.NonNull = false
		value, ok := n.value(&inner, below, from, at)
		if !ok || value == nil {
			n.errors = append(n.errors, "null in "+at)
			return nil, false
		}
		return value, true
	}
	if from == nil {
		return nil, true
	}
	if t.Elem != nil {
		list, _ := from.([]any)
		out := make([]any, len(list))
		for i := range list {
			value, ok := n.value(t.Elem, below, list[i], at)
			if !ok {
				return nil, true
			}
			out[i] = value
		}
		return out, true
	}
	def := n.sg.API.Types[t.NamedType]
	switch def.Kind {
	case ast.Enum:
		if name, _ := from.(string); def.EnumValues.ForName(name) == nil {
			n.errors = append(n.errors, fmt.Sprintf("%v is no value of %s", from, def.Name))
			return nil, true
		}
		return from, true
	case ast.Object, ast.Interface, ast.Union:
		o, _ := from.(object)
		name := n.runtimeType(def, o)
		if o == nil || name == "" {
			n.errors = append(n.errors, "no type at "+at)
			return nil, true
		}
		value, ok := n.object(name, below, o)
		if !ok {
			return nil, true
		}
		return value, true
	}
	return from, true
}

// runtimeType is the object's type; that of an interface object nobody asked about is its interface.
func (n *naive) runtimeType(def *ast.Definition, o object) string {
	if def.Kind == ast.Object {
		return def.Name
	}
	name, known := o["__typename"].(string)
	if !known {
		return def.Name
	}
	for _, possible := range n.sg.API.PossibleTypes[def.Name] {
		if possible.Name == name {
			return name
		}
	}
	return ""
}
