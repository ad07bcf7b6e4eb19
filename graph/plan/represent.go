package plan

import (
	"slices"

	"github.com/vektah/gqlparser/v2/ast"
)

// representation says how an object of one type is represented to an entry's subgraph.
func (f *frame) representation(v *view, typeName string) Representation {
	way := v.entry.way
	r := Representation{Types: []string{typeName}, On: way.As, TypeName: way.TypeName}
	if way.As == f.solution.typeName {
		r.On = typeName
	}
	if def := f.graph.Supergraph().Types[typeName]; def != nil && def.Def.Kind == ast.Interface {
		for _, name := range f.graph.PossibleTypes(typeName) {
			if name != typeName {
				r.Types = append(r.Types, name)
			}
		}
	}
	r.Fields = f.representationFields(way.Key.Selections, typeName, f.position, true)
	r.Fields = joinFields(r.Fields, f.representationFields(v.entry.requires.Selections, typeName, f.position, false))
	return r
}

// representationFields reads a field set: what is copied, and from which keys.
func (f *frame) representationFields(set ast.SelectionSet, typeName, position string, key bool) []RepresentationField {
	var out []RepresentationField
	for _, selection := range set {
		switch s := selection.(type) {
		case *ast.Field:
			field := RepresentationField{Name: s.Name, Key: key, Source: typename}
			if s.Name != typename {
				field.Source = f.keys.key(position, s.Name, argumentsText(s.Arguments))
			}
			if len(s.SelectionSet) > 0 {
				field.Fields = f.representationBelow(s, typeName, position, field.Source, key)
			}
			out = joinFields(out, []RepresentationField{field})
		case *ast.InlineFragment:
			on := s.TypeCondition
			if on == "" {
				on = typeName
			}
			inner := f.representationFields(s.SelectionSet, on, position, key)
			for i := range inner {
				inner[i].Types = f.limit(inner[i].Types, on)
			}
			out = joinFields(out, inner)
		}
	}
	return out
}

func (f *frame) representationBelow(s *ast.Field, typeName, position, source string, key bool) []RepresentationField {
	def := f.graph.Definition(typeName, s.Name)
	if def == nil {
		return nil
	}
	name := def.Type.Name()
	inner := f.representationFields(s.SelectionSet, name, below(position, source), key)
	if t := f.graph.Supergraph().Types[name]; t != nil && (t.Def.Kind == ast.Interface || t.Def.Kind == ast.Union) {
		// The subgraph could not tell what the value is otherwise.
		inner = joinFields([]RepresentationField{{Name: typename, Source: typename}}, inner)
	}
	return inner
}

// limit is the runtime types for which both a list of types (empty: all) and a condition hold.
func (f *frame) limit(types []string, on string) []string {
	possible := f.graph.PossibleTypes(on)
	if len(types) == 0 {
		return possible
	}
	var out []string
	for _, name := range types {
		if slices.Contains(possible, name) {
			out = append(out, name)
		}
	}
	return out
}

// joinFields adds fields to a list, one entry for each name, source and set of types.
func joinFields(list, more []RepresentationField) []RepresentationField {
	for _, field := range more {
		at := slices.IndexFunc(list, func(known RepresentationField) bool {
			return known.Name == field.Name && known.Source == field.Source && slices.Equal(known.Types, field.Types)
		})
		if at < 0 {
			list = append(list, field)
			continue
		}
		list[at].Key = list[at].Key || field.Key
		list[at].Fields = joinFields(slices.Clone(list[at].Fields), field.Fields)
	}
	return list
}
