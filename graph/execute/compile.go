package execute

import (
	"fmt"
	"maps"
	"slices"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftgraphql/weft/graph/execute/value"
	"github.com/weftgraphql/weft/graph/plan"
)

// compiler turns what is planned into what is carried out.
type compiler struct {
	keys *value.Keys
	// schema may be nil.
	schema *ast.Schema
}

func (c *compiler) fetch(id int, planned *plan.Fetch) (fetch, error) {
	f := fetch{Fetch: planned, id: uint32(id)}
	if planned.ID != id {
		return f, fmt.Errorf("plan: fetch %d has the ID %d", id, planned.ID)
	}
	f.head = value.AppendQuoted([]byte(`{"query":`), planned.Operation)
	if planned.OperationName != "" {
		f.head = value.AppendQuoted(append(f.head, `,"operationName":`...), planned.OperationName)
	}
	for _, name := range planned.Variables {
		f.variables = append(f.variables, variable{name: name, prefix: keyPrefix(name)})
	}
	for _, name := range slices.Sorted(maps.Keys(planned.Literals)) {
		l := literal{prefix: keyPrefix(name), value: planned.Literals[name]}
		if !holdsVariables(l.value) {
			l.json = appendValue(nil, l.value, nil)
		}
		f.literals = append(f.literals, l)
	}
	for i := range planned.Renames {
		re := &planned.Renames[i]
		f.renames = append(f.renames, renaming{call: re.Call, path: c.path(re.Path), from: c.keys.Key(re.From), to: c.keys.Key(re.To)})
	}
	if len(planned.Paths) > 0 {
		f.calls = append(f.calls, call{whole: true, paths: c.paths(planned.Paths)})
	}
	for i := range planned.Entities {
		f.calls = append(f.calls, c.call(&planned.Entities[i]))
	}
	f.layout, f.places = c.expected(planned)
	return f, nil
}

func keyPrefix(name string) []byte { return append(value.AppendQuoted(nil, name), ':') }

func (c *compiler) paths(planned []plan.Path) []route {
	paths := make([]route, len(planned))
	for i := range planned {
		paths[i] = c.path(planned[i])
	}
	return paths
}

func (c *compiler) path(planned plan.Path) route {
	steps := make(route, len(planned))
	for i, segment := range planned {
		steps[i].list, steps[i].types = segment.List, segment.Types
		if segment.Key != "" {
			steps[i].key = c.keys.Key(segment.Key)
		}
	}
	return steps
}

func (c *compiler) call(planned *plan.EntityCall) call {
	made := call{
		alias:      c.keys.Key(planned.Alias),
		prefix:     append(keyPrefix(planned.Variable), '['),
		paths:      c.paths(planned.Paths),
		conditions: planned.Conditions,
	}
	for i := range planned.Representations {
		made.representations = append(made.representations, c.representation(&planned.Representations[i]))
	}
	made.byType = firstByType(made.representations)
	for i := range planned.Contexts {
		v := &planned.Contexts[i]
		made.contexts = append(made.contexts, contextValue{typ: v.Type, up: v.Up, fields: c.fields(v.Fields)})
	}
	return made
}

// fewRepresentations is up to how many are looked at one after the other.
const fewRepresentations = 8

// firstByType are the numbers of the first representations for each type; nil where there are few.
func firstByType(representations []representation) map[string]int {
	if len(representations) <= fewRepresentations {
		return nil
	}
	first := map[string]int{}
	for i := range representations {
		for _, t := range representations[i].types {
			if _, known := first[t.name]; !known {
				first[t.name] = i
			}
		}
	}
	return first
}

func (c *compiler) representation(planned *plan.Representation) representation {
	r := representation{types: c.typeNames(planned.Types), prefix: []byte(`{"__typename":`)}
	r.fields = c.fields(planned.Fields)
	r.anyType = slices.ContainsFunc(r.types, func(t typeName) bool { return !t.concrete })
	if planned.TypeName != "" {
		r.prefix = value.AppendQuoted(r.prefix, planned.TypeName)
		return r
	}
	r.ownType = true
	fallback := planned.On
	if len(planned.Types) == 1 {
		fallback = planned.Types[0]
	}
	r.fallback = value.AppendQuoted(nil, fallback)
	return r
}

func (c *compiler) fields(planned []plan.RepresentationField) []representationField {
	fields := make([]representationField, len(planned))
	for i := range planned {
		fields[i] = representationField{
			RepresentationField: &planned[i],
			source:              c.keys.Key(planned[i].Source),
			prefix:              keyPrefix(planned[i].Name),
			types:               c.typeNames(planned[i].Types),
			fields:              c.fields(planned[i].Fields),
		}
	}
	return fields
}

func (c *compiler) typeNames(names []string) []typeName {
	types := make([]typeName, len(names))
	for i, name := range names {
		types[i] = typeName{name: name, json: value.AppendQuoted(nil, name), concrete: true}
		if c.schema == nil {
			continue
		}
		if def := c.schema.Types[name]; def != nil && def.Kind != ast.Object {
			types[i].concrete = false
		}
	}
	return types
}

// expected is what is expected of a fetch's answer, and the places in it: one for the root or one for each entity call.
// It is nil where the plan does not say what is selected.
func (c *compiler) expected(planned *plan.Fetch) (*value.Layout, []*place) {
	selections := [][]plan.Selected{planned.Selections}
	if len(planned.Entities) > 0 {
		selections = selections[:0]
		for i := range planned.Entities {
			selections = append(selections, planned.Entities[i].Selections)
		}
	}
	top := value.NewShape()
	data, ok := top.Add(c.keys.Key("data"), false)
	for _, leaf := range []string{"errors", "extensions"} {
		_, added := top.Add(c.keys.Key(leaf), true)
		ok = ok && added
	}
	places := make([]*place, len(selections))
	for i := range selections {
		places[i] = newPlace(data)
		if len(planned.Entities) > 0 && ok {
			places[i].shape, ok = data.Add(c.keys.Key(planned.Entities[i].Alias), false)
		}
		if !ok || len(selections[i]) == 0 || !c.expect(places[i], selections[i]) {
			return nil, nil
		}
	}
	for i := range planned.Renames {
		places[planned.Renames[i].Call].rename(&planned.Renames[i])
	}
	return &value.Layout{Root: top, Keys: c.keys}, places
}

func newPlace(shape *value.Shape) *place { return &place{shape: shape, fields: map[string]*place{}} }

// expect adds what is selected to a place, whatever the type of the object. It is as deep as the selections.
func (c *compiler) expect(at *place, selections []plan.Selected) bool {
	for i := range selections {
		s := &selections[i]
		if s.On != "" {
			if !c.expect(at, s.Selections) {
				return false
			}
			continue
		}
		child, ok := at.shape.Add(c.keys.Key(s.Key), len(s.Selections) == 0)
		if !ok {
			return false
		}
		if len(s.Selections) == 0 {
			continue
		}
		below := at.fields[s.Key]
		if below == nil {
			below = newPlace(child)
			at.fields[s.Key] = below
		}
		if !c.expect(below, s.Selections) {
			return false
		}
	}
	return true
}
