package world

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"sort"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftgraphql/weft/internal/fedtest/refexec"
)

// subgraph is one subgraph with what its resolvers need to know.
type subgraph struct {
	name, sdl string
	schema    *ast.Schema
	keys      map[string][]*entityKey // by type name here
	keyFields map[string]bool         // "Type.field" that are part of a key of the type or of one above it
	lacks     map[string]bool         // types of which it may lack objects
}

// lacking is the subgraph's name if it may lack objects of the type, or "".
func (s *subgraph) lacking(typeName string) string {
	if s.lacks[typeName] {
		return s.name
	}
	return ""
}

// entityKey finds objects by what a representation says.
type entityKey struct {
	text string
	set  ast.SelectionSet
	ids  map[string]*object // by the canonical text of the key's fields
}

// override is a field that another subgraph takes from this one.
type override struct{ subgraph, typeName, field string }

// takenBy says under which label; "" is always.
type takenBy struct{ label string }

func (s *subgraph) canonical(name string) string {
	switch {
	case s.schema.Query != nil && s.schema.Query.Name == name:
		return "Query"
	case s.schema.Mutation != nil && s.schema.Mutation.Name == name:
		return "Mutation"
	case s.schema.Subscription != nil && s.schema.Subscription.Name == name:
		return "Subscription"
	default:
		return name
	}
}

// outcomes is what a value of a type can be as this subgraph has it: object types or enum values.
func (s *subgraph) outcomes(full *ast.Schema, name string) (types, values []string) {
	def := s.schema.Types[name]
	switch {
	case def == nil:
	case def.Kind == ast.Enum:
		for _, v := range def.EnumValues {
			values = append(values, v.Name)
		}
	case def.Kind == ast.Object && def.Directives.ForName("interfaceObject") == nil:
		types = []string{s.canonical(name)}
	case def.IsCompositeType():
		schema := s.schema
		if def.Kind == ast.Object { // an interface that only others know the types of
			schema = full
		}
		for _, possible := range schema.PossibleTypes[name] {
			if possible.Kind == ast.Object && possible.Directives.ForName("interfaceObject") == nil {
				types = append(types, possible.Name)
			}
		}
		sort.Strings(types)
	}
	return types, values
}

// prepare indexes the objects by the subgraph's keys and notes what it takes from others.
func (w *World) prepare(s *subgraph) error {
	s.keys, s.keyFields = map[string][]*entityKey{}, map[string]bool{}
	for _, def := range s.schema.Types {
		for _, d := range def.Directives.ForNames("key") {
			set, err := parseSet(setText(d))
			if err != nil {
				return err
			}
			s.noteKeyFields(def, set)
			if resolvable := d.Arguments.ForName("resolvable"); resolvable != nil && resolvable.Value.Raw == "false" {
				continue
			}
			key := &entityKey{text: setText(d), set: set, ids: map[string]*object{}}
			for _, typeName := range w.objectTypes(def.Name) {
				for n := range uint64(ids) {
					o := w.entity(typeName, n)
					value, _ := w.project(o, set, 0)
					text := canonical(value)
					if other := key.ids[text]; other != nil {
						return fmt.Errorf("key %q of %s is the same for two objects: %s", key.text, def.Name, text)
					}
					key.ids[text] = o
				}
			}
			s.keys[def.Name] = append(s.keys[def.Name], key)
		}
		for _, f := range def.Fields {
			if d := f.Directives.ForName("override"); d != nil {
				label := ""
				if l := d.Arguments.ForName("label"); l != nil {
					label = l.Value.Raw
				}
				from := d.Arguments.ForName("from").Value.Raw
				w.overrides[override{from, s.canonical(def.Name), f.Name}] = takenBy{label}
			}
		}
	}
	return nil
}

func (s *subgraph) noteKeyFields(def *ast.Definition, set ast.SelectionSet) {
	for _, selection := range set {
		field, ok := selection.(*ast.Field)
		if !ok {
			continue
		}
		s.keyFields[def.Name+"."+field.Name] = true
		if f := def.Fields.ForName(field.Name); f != nil && len(field.SelectionSet) > 0 {
			s.noteKeyFields(s.schema.Types[f.Type.Name()], field.SelectionSet)
		}
	}
}

// Serve has a subgraph answer a request body, {"query", "variables", "operationName"}. Faults of the router go to
// the session; an unknown subgraph is an error.
func (w *World) Serve(ctx context.Context, session *Session, name string, body []byte) ([]byte, error) {
	s := w.subgraphs[name]
	if s == nil {
		return nil, fmt.Errorf("there is no subgraph %q", name)
	}
	var in struct {
		Query         string         `json:"query"`
		OperationName string         `json:"operationName"`
		Variables     map[string]any `json:"variables"`
	}
	dec := json.NewDecoder(bytes.NewReader(body))
	dec.UseNumber()
	var response *refexec.Response
	if err := dec.Decode(&in); err != nil {
		response = &refexec.Response{Errors: []*refexec.Error{{Message: "request body: " + err.Error()}}}
	} else {
		response = refexec.Do(ctx, s.schema, resolver{w, s, session}, refexec.Request{
			Query: in.Query, OperationName: in.OperationName, Variables: in.Variables, Root: &object{},
		})
	}
	out, err := response.MarshalJSON()
	if err != nil {
		return nil, err
	}
	note := Request{Subgraph: name, Body: string(body), Response: string(out)}
	if !response.Executed {
		note.Invalid = response.Errors[0].Message
	}
	session.request(note)
	return out, nil
}

// resolver gives the executor a subgraph's values.
type resolver struct {
	*World
	sub     *subgraph
	session *Session
}

// ResolveType is the object's own type, or the interface that the subgraph has as an object.
func (r resolver) ResolveType(_ context.Context, _ *ast.Definition, value any) (string, error) {
	name := value.(*object).typeName
	if def := r.sub.schema.Types[r.family[name]]; def != nil && def.Kind == ast.Object {
		return def.Name, nil
	}
	return name, nil
}

// Resolve computes the value of a field, if the subgraph is one to ask for it.
func (r resolver) Resolve(_ context.Context, parentType *ast.Definition, field *ast.FieldDefinition, parent any, args map[string]any) (any, error) {
	if parentType == r.sub.schema.Query {
		switch field.Name {
		case "_service":
			return r, nil
		case "_entities":
			return r.entities(args["representations"])
		}
	}
	if parentType.Name == "_Service" {
		return r.sub.sdl, nil
	}
	o := parent.(*object)
	typeName := r.sub.canonical(parentType.Name)
	if isRoot(typeName) {
		o = &object{typeName: typeName}
	}
	info := r.fields[o.typeName][field.Name]
	if info == nil {
		return nil, fmt.Errorf("%s.%s has no data: no subgraph resolves it", o.typeName, field.Name)
	}
	if err := r.checkAsked(parentType, field, o); err != nil {
		return nil, err
	}
	arguments := r.arguments(info.def, args)
	if typeName == "Mutation" {
		r.session.mutation(field.Name, arguments)
	}
	required := ""
	if text := fieldSet(field.Directives, "requires"); text != "" {
		value, err := r.required(parentType, field, o, text)
		if err != nil {
			return nil, err
		}
		if info.requires != nil {
			required = canonical(value)
		}
	} else if info.requires != nil {
		inputs, _ := r.project(o, info.requires, 0)
		required = canonical(inputs)
	}
	return result(unchecked(r.provide(r.value(o, info, arguments+given(info, args), required), o, field)))
}

// unchecked has the subgraph answer faulty values as they are.
func unchecked(value any) any {
	switch v := value.(type) {
	case *wrong:
		return refexec.Raw{Value: v.json}
	case leftOut:
		return refexec.Absent{}
	case []any:
		out := make([]any, len(v))
		for i := range v {
			out[i] = unchecked(v[i])
		}
		return out
	}
	return value
}

// checkAsked finds fields that this subgraph must not be asked for.
func (r resolver) checkAsked(parentType *ast.Definition, field *ast.FieldDefinition, o *object) error {
	place := parentType.Name + "." + field.Name
	if isExternal(parentType, field) && !r.sub.keyFields[place] && !isProvided(r.World, o, field.Name) {
		return r.session.violation("%s was asked for %s, which is external there and not provided on this path", r.sub.name, place)
	}
	if !r.isKey(place) && !r.allows(r.session.Caller, o.typeName, field.Name) {
		return r.session.violation("%s was asked for %s, which the caller may not see", r.sub.name, place)
	}
	if by, ok := r.overrides[override{r.sub.name, r.sub.canonical(parentType.Name), field.Name}]; ok && (by.label == "" || r.session.Labels[by.label]) {
		return r.session.violation("%s was asked for %s, which another subgraph overrides", r.sub.name, place)
	}
	if d := field.Directives.ForName("override"); d != nil {
		label, from := d.Arguments.ForName("label"), d.Arguments.ForName("from").Value.Raw
		if label != nil && !r.session.Labels[label.Value.Raw] && r.subgraphs[from] != nil {
			return r.session.violation("%s was asked for %s, which it overrides under label %s only", r.sub.name, place, label.Value.Raw)
		}
	}
	return nil
}

// isKey says whether a field is of some subgraph's key: what leads to another subgraph is not the caller's to see or not.
func (w *World) isKey(place string) bool {
	for _, sub := range w.subgraphs {
		if sub.keyFields[place] {
			return true
		}
	}
	return false
}

func isProvided(w *World, o *object, name string) bool {
	return slices.ContainsFunc(o.provided, func(set ast.SelectionSet) bool { return len(fieldsNamed(w, o, set, name)) > 0 })
}

// fieldsNamed finds a field in a selection, looking into the fragments that are for the object.
func fieldsNamed(w *World, o *object, set ast.SelectionSet, name string) []*ast.Field {
	var out []*ast.Field
	for _, selection := range set {
		switch s := selection.(type) {
		case *ast.Field:
			if s.Name == name {
				out = append(out, s)
			}
		case *ast.InlineFragment:
			if s.TypeCondition == "" || slices.Contains(w.objectTypes(s.TypeCondition), o.typeName) {
				out = append(out, fieldsNamed(w, o, s.SelectionSet, name)...)
			}
		}
	}
	return out
}

// required takes a field's inputs from the representation its object came by.
func (r resolver) required(parentType *ast.Definition, field *ast.FieldDefinition, o *object, text string) (any, error) {
	place := parentType.Name + "." + field.Name
	if o.representation == nil {
		return nil, r.session.violation("%s was asked for %s without a representation that has %q", r.sub.name, place, text)
	}
	set, err := parseSet(text)
	if err != nil {
		return nil, err
	}
	value, missing := pick(o.representation, set, false)
	if len(missing) > 0 {
		return nil, r.session.violation("%s was asked for %s, which requires %q, and the representation lacks %v: %s",
			r.sub.name, place, text, missing, canonical(o.representation))
	}
	return value, nil
}

// provide marks the objects in a value with the external fields that come along.
func (r resolver) provide(value any, parent *object, field *ast.FieldDefinition) any {
	var sets []ast.SelectionSet
	if text := fieldSet(field.Directives, "provides"); text != "" {
		set, err := parseSet(text)
		if err != nil {
			return err
		}
		sets = append(sets, set)
	}
	for _, outer := range parent.provided {
		for _, f := range fieldsNamed(r.World, parent, outer, field.Name) {
			if len(f.SelectionSet) > 0 {
				sets = append(sets, f.SelectionSet)
			}
		}
	}
	if len(sets) == 0 {
		return value
	}
	return withProvided(value, sets)
}

func withProvided(value any, sets []ast.SelectionSet) any {
	switch v := value.(type) {
	case []any:
		out := make([]any, len(v))
		for i := range v {
			out[i] = withProvided(v[i], sets)
		}
		return out
	case *object:
		clone := *v
		clone.provided = sets
		return &clone
	default:
		return value
	}
}

// entities resolves representations by whatever key of the type they have.
func (r resolver) entities(representations any) (any, error) {
	list, _ := representations.([]any)
	out := make([]any, len(list))
	for i := range list {
		o, err := r.entityOf(list[i])
		if err != nil {
			return nil, err
		}
		out[i] = o
	}
	return out, nil
}

func (r resolver) entityOf(representation any) (*object, error) {
	fields, ok := representation.(map[string]any)
	if !ok {
		return nil, r.session.violation("%s got a representation that is no object: %s", r.sub.name, canonical(representation))
	}
	typeName, _ := fields["__typename"].(string)
	if r.sub.schema.Types[typeName] == nil || len(r.sub.keys[typeName]) == 0 {
		return nil, r.session.violation("%s got a representation of type %q, which has no resolvable key there", r.sub.name, typeName)
	}
	for _, key := range r.sub.keys[typeName] {
		value, missing := pick(fields, key.set, false)
		if len(missing) > 0 {
			continue
		}
		if found := key.ids[canonical(value)]; found != nil {
			if r.isAbsent(found, r.sub.lacking(typeName)) {
				return nil, nil
			}
			clone := *found
			clone.representation = fields
			return &clone, nil
		}
		return nil, r.session.violation("%s got a representation that no %s has: %s", r.sub.name, typeName, canonical(fields))
	}
	return nil, r.session.violation("%s got a representation of %s without any of its keys: %s", r.sub.name, typeName, canonical(fields))
}
