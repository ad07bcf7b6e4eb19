package world

import (
	"fmt"
	"slices"
	"sort"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/parser"
	"github.com/vektah/gqlparser/v2/validator"
)

// part is one subgraph's definition of a type.
type part struct {
	sub *subgraph
	def *ast.Definition
}

func (p part) interfaceObject() bool { return p.def.Directives.ForName("interfaceObject") != nil }

// merger puts the subgraphs' definitions together into the schema of the monolith. It trusts them to compose, so it
// looks at no rule: it only has to be right where composition accepts.
type merger struct {
	parts map[string][]part
	names []string // of the types, sorted
	full  *ast.SchemaDocument
}

func merge(subs []*subgraph) (*merger, error) {
	m := &merger{parts: map[string][]part{}, full: &ast.SchemaDocument{}}
	for _, sub := range subs {
		for _, def := range sub.schema.Types {
			if isMachinery(def) {
				continue
			}
			name := sub.canonical(def.Name)
			if len(m.parts[name]) == 0 {
				m.names = append(m.names, name)
			}
			m.parts[name] = append(m.parts[name], part{sub, def})
		}
	}
	sort.Strings(m.names)
	for _, name := range m.names {
		def, err := m.define(name)
		if err != nil {
			return nil, err
		}
		m.full.Definitions = append(m.full.Definitions, def)
	}
	m.spreadInterfaceObjects()
	for _, def := range m.full.Definitions {
		if def.Kind != ast.Object && def.Kind != ast.Interface {
			continue
		}
		for _, field := range def.Fields {
			m.fieldType(def, field)
		}
	}
	return m, nil
}

// isMachinery tells federation's and GraphQL's own types from the subgraph's.
func isMachinery(def *ast.Definition) bool {
	return def.BuiltIn || strings.HasPrefix(def.Name, "_") || strings.HasPrefix(def.Name, "federation__") || strings.HasPrefix(def.Name, "link__")
}

func (m *merger) kind(name string) ast.DefinitionKind {
	p := m.parts[name][0]
	if p.interfaceObject() {
		return ast.Interface
	}
	return p.def.Kind
}

func (m *merger) define(name string) (*ast.Definition, error) {
	parts := m.parts[name]
	out := &ast.Definition{Kind: m.kind(name), Name: name}
	for _, p := range parts {
		if p.def.Kind != out.Kind && !(p.interfaceObject() && out.Kind == ast.Interface) {
			return nil, fmt.Errorf("type %s is not of one kind", name)
		}
		addDirectives(&out.Directives, p.def.Directives)
		out.Interfaces = union(out.Interfaces, p.def.Interfaces)
		out.Types = union(out.Types, p.def.Types)
	}
	switch out.Kind {
	case ast.Enum:
		m.defineValues(out, parts)
	case ast.InputObject:
		m.defineInputs(out, parts)
	case ast.Object, ast.Interface:
		m.defineFields(out, parts)
	}
	return out, nil
}

// addDirectives keeps the one directive that decides what clients see.
func addDirectives(to *ast.DirectiveList, from ast.DirectiveList) {
	for _, name := range []string{"inaccessible", "oneOf"} {
		if d := from.ForName(name); d != nil && to.ForName(name) == nil {
			*to = append(*to, &ast.Directive{Name: name})
		}
	}
}

func union(a, b []string) []string {
	for _, s := range b {
		if !slices.Contains(a, s) {
			a = append(a, s)
		}
	}
	return a
}

// defineValues takes the values that all subgraphs have if the enum is an input anywhere, else those of any.
func (m *merger) defineValues(out *ast.Definition, parts []part) {
	input := m.isInput(out.Name)
	count := map[string]int{}
	for _, p := range parts {
		for _, v := range p.def.EnumValues {
			count[v.Name]++
			merged := out.EnumValues.ForName(v.Name)
			if merged == nil {
				merged = &ast.EnumValueDefinition{Name: v.Name}
				out.EnumValues = append(out.EnumValues, merged)
			}
			addDirectives(&merged.Directives, v.Directives)
		}
	}
	if input {
		out.EnumValues = slices.DeleteFunc(out.EnumValues, func(v *ast.EnumValueDefinition) bool { return count[v.Name] < len(parts) })
	}
}

func (m *merger) isInput(name string) bool {
	for _, parts := range m.parts {
		for _, p := range parts {
			for _, f := range p.def.Fields {
				if p.def.Kind == ast.InputObject && f.Type.Name() == name {
					return true
				}
				for _, a := range f.Arguments {
					if a.Type.Name() == name {
						return true
					}
				}
			}
		}
	}
	return false
}

func (m *merger) defineInputs(out *ast.Definition, parts []part) {
	count := map[string]int{}
	for _, p := range parts {
		for _, f := range p.def.Fields {
			count[f.Name]++
			merged := out.Fields.ForName(f.Name)
			if merged == nil {
				merged = &ast.FieldDefinition{Name: f.Name, Type: f.Type, DefaultValue: f.DefaultValue}
				out.Fields = append(out.Fields, merged)
			}
			merged.Type = combine(merged.Type, f.Type, true)
			addDirectives(&merged.Directives, f.Directives)
		}
	}
	out.Fields = slices.DeleteFunc(out.Fields, func(f *ast.FieldDefinition) bool { return count[f.Name] < len(parts) })
}

// defineFields takes the fields that at least one subgraph resolves; their types are merged later.
func (m *merger) defineFields(out *ast.Definition, parts []part) {
	for _, p := range parts {
		for _, f := range p.def.Fields {
			if strings.HasPrefix(f.Name, "_") || out.Fields.ForName(f.Name) != nil || len(resolving(parts, f.Name)) == 0 {
				continue
			}
			out.Fields = append(out.Fields, &ast.FieldDefinition{Name: f.Name})
		}
	}
	for _, f := range out.Fields {
		m.defineArguments(f, parts)
		for _, p := range parts {
			if field := p.def.Fields.ForName(f.Name); field != nil {
				addDirectives(&f.Directives, field.Directives)
			}
		}
	}
}

func (m *merger) defineArguments(out *ast.FieldDefinition, parts []part) {
	count := map[string]int{}
	from := resolving(parts, out.Name)
	for _, p := range from {
		for _, a := range p.def.Fields.ForName(out.Name).Arguments {
			if _, ok := fromContext(a); ok {
				continue // not the client's
			}
			count[a.Name]++
			merged := out.Arguments.ForName(a.Name)
			if merged == nil {
				merged = &ast.ArgumentDefinition{Name: a.Name, Type: a.Type, DefaultValue: a.DefaultValue}
				out.Arguments = append(out.Arguments, merged)
			}
			merged.Type = combine(merged.Type, a.Type, true)
			addDirectives(&merged.Directives, a.Directives)
		}
	}
	out.Arguments = slices.DeleteFunc(out.Arguments, func(a *ast.ArgumentDefinition) bool { return count[a.Name] < len(from) })
}

// resolving is the parts whose subgraphs resolve the field.
func resolving(parts []part, name string) []part {
	var out []part
	for _, p := range parts {
		if f := p.def.Fields.ForName(name); f != nil && !isExternal(p.def, f) {
			out = append(out, p)
		}
	}
	return out
}

func isExternal(def *ast.Definition, f *ast.FieldDefinition) bool {
	return f.Directives.ForName("external") != nil || def.Directives.ForName("external") != nil
}

// spreadInterfaceObjects gives the fields that subgraphs add to an interface as an object to all that implement it.
func (m *merger) spreadInterfaceObjects() {
	for _, iface := range m.full.Definitions {
		if iface.Kind != ast.Interface || !slices.ContainsFunc(m.parts[iface.Name], part.interfaceObject) {
			continue
		}
		for _, def := range m.full.Definitions {
			if !slices.Contains(def.Interfaces, iface.Name) {
				continue
			}
			for _, f := range iface.Fields {
				if def.Fields.ForName(f.Name) == nil {
					clone := *f
					def.Fields = append(def.Fields, &clone)
				}
			}
		}
	}
}

// fieldParts is the subgraphs' definitions of a field, those on an interface that a subgraph has as an object included.
func (m *merger) fieldParts(def *ast.Definition, name string) []part {
	var out []part
	add := func(parts []part, objects bool) {
		for _, p := range parts {
			if (!objects || p.interfaceObject()) && p.def.Fields.ForName(name) != nil {
				out = append(out, p)
			}
		}
	}
	add(m.parts[def.Name], false)
	for _, iface := range def.Interfaces {
		add(m.parts[iface], true)
	}
	return out
}

func (m *merger) fieldType(def *ast.Definition, field *ast.FieldDefinition) {
	for _, p := range resolving(m.fieldParts(def, field.Name), field.Name) {
		t := p.def.Fields.ForName(field.Name).Type
		t = rename(t, p.sub.canonical(t.Name()))
		if field.Type == nil {
			field.Type = t
			continue
		}
		merged := combine(field.Type, t, false)
		if m.isSubtype(field.Type.Name(), t.Name()) {
			merged = rename(merged, t.Name())
		}
		field.Type = merged
	}
}

// isSubtype says that a is one of b's possible types or implements it, in any subgraph.
func (m *merger) isSubtype(a, b string) bool {
	for _, p := range m.parts[b] {
		if slices.Contains(p.def.Types, a) {
			return true
		}
	}
	for _, p := range m.parts[a] {
		if slices.Contains(p.def.Interfaces, b) {
			return true
		}
	}
	return false
}

// combine is a type that is non-null where both are (strict: where either is).
func combine(a, b *ast.Type, strict bool) *ast.Type {
	out := *a
	out.NonNull = a.NonNull && b.NonNull || strict && (a.NonNull || b.NonNull)
	if a.Elem != nil && b.Elem != nil {
		out.Elem = combine(a.Elem, b.Elem, strict)
	}
	return &out
}

func rename(t *ast.Type, name string) *ast.Type {
	out := *t
	if out.Elem != nil {
		out.Elem = rename(out.Elem, name)
	} else {
		out.NamedType = name
	}
	return &out
}

// schemas makes the schema with everything, and the one that clients see.
func (m *merger) schemas() (full, api *ast.Schema, err error) {
	if full, err = validated(m.full); err != nil {
		return nil, nil, fmt.Errorf("the merged schema: %w", err)
	}
	if api, err = validated(accessible(m.full)); err != nil {
		return nil, nil, fmt.Errorf("the API schema: %w", err)
	}
	return full, api, nil
}

func validated(doc *ast.SchemaDocument) (*ast.Schema, error) {
	all, err := parser.ParseSchemas(validator.Prelude, &ast.Source{Name: "merged", Input: "directive @inaccessible on " +
		"FIELD_DEFINITION | OBJECT | INTERFACE | UNION | ENUM | ENUM_VALUE | SCALAR | INPUT_OBJECT | INPUT_FIELD_DEFINITION | ARGUMENT_DEFINITION"})
	if err != nil {
		return nil, err
	}
	for _, def := range doc.Definitions {
		clone := *def // validation adds __schema and __type to the query type
		clone.Fields = slices.Clone(def.Fields)
		all.Definitions = append(all.Definitions, &clone)
	}
	return validator.ValidateSchemaDocument(all)
}

func hidden(d ast.DirectiveList) bool { return d.ForName("inaccessible") != nil }

// accessible is the document without what is @inaccessible.
func accessible(doc *ast.SchemaDocument) *ast.SchemaDocument {
	out := &ast.SchemaDocument{}
	gone := map[string]bool{}
	for _, def := range doc.Definitions {
		gone[def.Name] = hidden(def.Directives)
	}
	for _, def := range doc.Definitions {
		if gone[def.Name] {
			continue
		}
		clone := *def
		isGone := func(name string) bool { return gone[name] }
		clone.Interfaces = slices.DeleteFunc(slices.Clone(def.Interfaces), isGone)
		clone.Types = slices.DeleteFunc(slices.Clone(def.Types), isGone)
		clone.EnumValues = slices.DeleteFunc(slices.Clone(def.EnumValues), func(v *ast.EnumValueDefinition) bool { return hidden(v.Directives) })
		clone.Fields = nil
		for _, f := range def.Fields {
			if hidden(f.Directives) {
				continue
			}
			field := *f
			field.Arguments = slices.DeleteFunc(slices.Clone(f.Arguments), func(a *ast.ArgumentDefinition) bool { return hidden(a.Directives) })
			clone.Fields = append(clone.Fields, &field)
		}
		out.Definitions = append(out.Definitions, &clone)
	}
	return out
}
