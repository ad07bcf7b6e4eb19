package refexec

import (
	"fmt"
	"sort"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
)

// directiveInfo is what __Directive objects are made of.
type directiveInfo = ast.DirectiveDefinition

// inputInfo is what __InputValue objects are made of: an argument or an input field.
type inputInfo struct {
	name, description string
	valueType         *ast.Type
	defaultValue      *ast.Value
	directives        ast.DirectiveList
}

// resolveIntrospection answers __schema, __type and the fields of the introspection types. It reports false for
// every other field.
func resolveIntrospection(schema *ast.Schema, parentType *ast.Definition, field *ast.FieldDefinition, parent any, args map[string]any) (any, bool, error) {
	if !strings.HasPrefix(parentType.Name, "__") {
		switch {
		case parentType != schema.Query:
			return nil, false, nil
		case field.Name == "__schema":
			return schema, true, nil
		case field.Name == "__type":
			name, _ := args["name"].(string)
			if schema.Types[name] == nil {
				return nil, true, nil
			}
			return ast.NamedType(name, nil), true, nil
		default:
			return nil, false, nil
		}
	}
	var (
		value any
		known bool
	)
	switch p := parent.(type) {
	case *ast.Schema:
		value, known = schemaField(p, field.Name)
	case *ast.Type:
		value, known = typeField(schema, p, field.Name, args["includeDeprecated"] == true)
	case *ast.FieldDefinition:
		value, known = fieldField(p, field.Name, args["includeDeprecated"] == true)
	case inputInfo:
		value, known = inputField(p, field.Name)
	case *ast.EnumValueDefinition:
		value, known = enumValueField(p, field.Name)
	case *directiveInfo:
		value, known = directiveField(p, field.Name)
	default:
		known = false
	}
	if !known {
		return nil, true, fmt.Errorf("introspection of %s.%s is not supported", parentType.Name, field.Name)
	}
	return value, true, nil
}

func schemaField(s *ast.Schema, name string) (any, bool) {
	switch name {
	case "description":
		return text(s.Description), true
	case "types":
		var names []string
		for n := range s.Types {
			names = append(names, n)
		}
		sort.Strings(names)
		return namedTypes(names), true
	case "queryType":
		return rootType(s.Query), true
	case "mutationType":
		return rootType(s.Mutation), true
	case "subscriptionType":
		return rootType(s.Subscription), true
	case "directives":
		list := make([]*directiveInfo, 0, len(s.Directives))
		for _, d := range s.Directives {
			list = append(list, d)
		}
		sort.Slice(list, func(i, j int) bool { return list[i].Name < list[j].Name })
		return list, true
	default:
		return nil, false
	}
}

func typeField(s *ast.Schema, t *ast.Type, name string, deprecated bool) (any, bool) {
	if t.NonNull || t.Elem != nil {
		return wrapperField(t, name), true
	}
	def := s.Types[t.NamedType]
	composite := def.Kind == ast.Object || def.Kind == ast.Interface
	switch name {
	case "kind":
		return string(def.Kind), true
	case "name":
		return def.Name, true
	case "description":
		return text(def.Description), true
	case "specifiedByURL":
		if d := def.Directives.ForName("specifiedBy"); d != nil && d.Arguments.ForName("url") != nil {
			return d.Arguments.ForName("url").Value.Raw, true
		}
		return nil, true
	case "isOneOf":
		if def.Kind != ast.InputObject {
			return nil, true
		}
		return def.Directives.ForName("oneOf") != nil, true
	case "fields":
		return when(composite, shownFields(def, deprecated)), true
	case "interfaces":
		return when(composite, namedTypes(def.Interfaces)), true
	case "possibleTypes":
		return when(def.IsAbstractType(), namedTypes(possibleNames(s, def))), true
	case "enumValues":
		return when(def.Kind == ast.Enum, enumValues(def, deprecated)), true
	case "inputFields":
		return when(def.Kind == ast.InputObject, inputFields(def, deprecated)), true
	case "ofType":
		return nil, true
	default:
		return nil, false
	}
}

// wrapperField answers for list and non-null types, which have a kind and an inner type only.
func wrapperField(t *ast.Type, name string) any {
	switch {
	case name == "kind" && t.NonNull:
		return "NON_NULL"
	case name == "kind":
		return "LIST"
	case name == "ofType" && t.NonNull:
		inner := *t
		inner.NonNull = false
		return &inner
	case name == "ofType":
		return t.Elem
	default:
		return nil
	}
}

func fieldField(f *ast.FieldDefinition, name string, deprecated bool) (any, bool) {
	switch name {
	case "name":
		return f.Name, true
	case "description":
		return text(f.Description), true
	case "args":
		return arguments(f.Arguments, deprecated), true
	case "type":
		return f.Type, true
	default:
		return deprecation(f.Directives, name)
	}
}

func inputField(in inputInfo, name string) (any, bool) {
	switch name {
	case "name":
		return in.name, true
	case "description":
		return text(in.description), true
	case "type":
		return in.valueType, true
	case "defaultValue":
		if in.defaultValue == nil {
			return nil, true
		}
		return in.defaultValue.String(), true
	default:
		return deprecation(in.directives, name)
	}
}

func enumValueField(v *ast.EnumValueDefinition, name string) (any, bool) {
	switch name {
	case "name":
		return v.Name, true
	case "description":
		return text(v.Description), true
	default:
		return deprecation(v.Directives, name)
	}
}

func directiveField(d *directiveInfo, name string) (any, bool) {
	switch name {
	case "name":
		return d.Name, true
	case "description":
		return text(d.Description), true
	case "isRepeatable":
		return d.IsRepeatable, true
	case "locations":
		return d.Locations, true
	case "args":
		return arguments(d.Arguments, true), true
	default:
		return nil, false
	}
}

func deprecation(directives ast.DirectiveList, name string) (any, bool) {
	d := directives.ForName("deprecated")
	switch {
	case name == "isDeprecated":
		return d != nil, true
	case name != "deprecationReason":
		return nil, false
	case d == nil:
		return nil, true
	case d.Arguments.ForName("reason") == nil:
		return "No longer supported", true
	default:
		return d.Arguments.ForName("reason").Value.Raw, true
	}
}

func shownFields(def *ast.Definition, deprecated bool) []*ast.FieldDefinition {
	list := []*ast.FieldDefinition{}
	for _, f := range def.Fields {
		if !strings.HasPrefix(f.Name, "__") && (deprecated || f.Directives.ForName("deprecated") == nil) {
			list = append(list, f)
		}
	}
	return list
}

func enumValues(def *ast.Definition, deprecated bool) []*ast.EnumValueDefinition {
	list := []*ast.EnumValueDefinition{}
	for _, v := range def.EnumValues {
		if deprecated || v.Directives.ForName("deprecated") == nil {
			list = append(list, v)
		}
	}
	return list
}

func inputFields(def *ast.Definition, deprecated bool) []inputInfo {
	list := []inputInfo{}
	for _, f := range def.Fields {
		if deprecated || f.Directives.ForName("deprecated") == nil {
			list = append(list, inputInfo{f.Name, f.Description, f.Type, f.DefaultValue, f.Directives})
		}
	}
	return list
}

func arguments(defs ast.ArgumentDefinitionList, deprecated bool) []inputInfo {
	list := []inputInfo{}
	for _, a := range defs {
		if deprecated || a.Directives.ForName("deprecated") == nil {
			list = append(list, inputInfo{a.Name, a.Description, a.Type, a.DefaultValue, a.Directives})
		}
	}
	return list
}

func possibleNames(s *ast.Schema, def *ast.Definition) []string {
	var names []string
	for _, possible := range s.PossibleTypes[def.Name] {
		if possible.Kind == ast.Object {
			names = append(names, possible.Name)
		}
	}
	return names
}

func namedTypes(names []string) []*ast.Type {
	list := make([]*ast.Type, len(names))
	for i, name := range names {
		list[i] = ast.NamedType(name, nil)
	}
	return list
}

func rootType(def *ast.Definition) any {
	if def == nil {
		return nil
	}
	return ast.NamedType(def.Name, nil)
}

func when(holds bool, value any) any {
	if !holds {
		return nil
	}
	return value
}

func text(s string) any {
	if s == "" {
		return nil
	}
	return s
}
