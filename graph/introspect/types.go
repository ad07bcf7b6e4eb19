package introspect

import (
	"sort"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftgraphql/weft/graph/operation"
	"github.com/weftgraphql/weft/graph/operation/typesystem"
)

// orNull is nil for "": a description that is not there.
func orNull(text string) any {
	if text == "" {
		return nil
	}
	return text
}

// schemaObject is __Schema.
type schemaObject struct{}

func (schemaObject) resolve(w *writer, f *field) any {
	switch f.Name {
	case "description":
		return orNull(w.schema.Description)
	case "types":
		return sorted(w.schema.Types, namedType)
	case "queryType":
		return root(w.schema.Query)
	case "mutationType":
		return root(w.schema.Mutation)
	case "subscriptionType":
		return root(w.schema.Subscription)
	case "directives":
		return sorted(w.schema.Directives, func(def *ast.DirectiveDefinition) object { return directiveObject{def} })
	}
	return nil
}

func root(def *ast.Definition) any {
	if def == nil {
		return nil
	}
	return namedType(def)
}

// sorted makes objects of what a map holds, in order of name.
func sorted[T any](byName map[string]T, made func(T) object) []object {
	names := make([]string, 0, len(byName))
	for name := range byName {
		names = append(names, name)
	}
	sort.Strings(names)
	list := make([]object, len(names))
	for i, name := range names {
		list[i] = made(byName[name])
	}
	return list
}

// typeObject is __Type: a named type, or a list or non-null around another.
type typeObject struct {
	def *ast.Definition
	// wrapping is set for a list or a non-null type.
	wrapping *ast.Type
}

func namedType(def *ast.Definition) object { return typeObject{def: def} }

// typeOf is the type of a field or an argument; nil if the schema lacks it.
func (w *writer) typeOf(t *ast.Type) any {
	if t.NonNull || t.Elem != nil {
		return typeObject{wrapping: t}
	}
	if def := w.schema.Types[t.NamedType]; def != nil {
		return namedType(def)
	}
	return nil
}

func (t typeObject) resolve(w *writer, f *field) any {
	if t.wrapping != nil {
		return t.resolveWrapping(w, f)
	}
	switch f.Name {
	case "kind":
		return string(t.def.Kind)
	case "name":
		return t.def.Name
	case "description":
		return orNull(t.def.Description)
	case "specifiedByURL":
		if by := t.def.Directives.ForName("specifiedBy"); by != nil && t.def.Kind == ast.Scalar {
			if url := by.Arguments.ForName("url"); url != nil {
				return url.Value.Raw
			}
		}
	case "isOneOf":
		if t.def.Kind == ast.InputObject {
			return t.def.Directives.ForName("oneOf") != nil
		}
	default:
		return t.members(w, f)
	}
	return nil
}

func (t typeObject) resolveWrapping(w *writer, f *field) any {
	switch f.Name {
	case "kind":
		if t.wrapping.NonNull {
			return "NON_NULL"
		}
		return "LIST"
	case "ofType":
		if t.wrapping.NonNull {
			nullable := *t.wrapping
			nullable.NonNull = false
			return w.typeOf(&nullable)
		}
		return w.typeOf(t.wrapping.Elem)
	}
	return nil
}

func (t typeObject) interfaces(w *writer) []object {
	list := []object{}
	for _, name := range t.def.Interfaces {
		if iface := w.schema.Types[name]; iface != nil {
			list = append(list, namedType(iface))
		}
	}
	return list
}

// members are the lists that a type has by its kind; null for other kinds.
func (t typeObject) members(w *writer, f *field) any {
	composite := t.def.Kind == ast.Object || t.def.Kind == ast.Interface
	switch {
	case f.Name == "fields" && composite:
		return t.fields(w.includeDeprecated(f))
	case f.Name == "interfaces" && composite:
		return t.interfaces(w)
	case f.Name == "possibleTypes" && t.def.IsAbstractType():
		possible := map[string]*ast.Definition{}
		for _, def := range typesystem.Possible(w.schema, t.def) {
			possible[def.Name] = def
		}
		return sorted(possible, namedType)
	case f.Name == "enumValues" && t.def.Kind == ast.Enum:
		list := []object{}
		for _, value := range t.def.EnumValues {
			if w.includeDeprecated(f) || !deprecated(value.Directives) {
				list = append(list, enumValueObject{value})
			}
		}
		return list
	case f.Name == "inputFields" && t.def.Kind == ast.InputObject:
		list := []object{}
		for _, input := range t.def.Fields {
			if w.includeDeprecated(f) || !deprecated(input.Directives) {
				list = append(list, inputObject{input.Name, input.Description, input.Type, input.DefaultValue, input.Directives})
			}
		}
		return list
	}
	return nil
}

func (t typeObject) fields(includeDeprecated bool) []object {
	list := []object{}
	for _, def := range t.def.Fields {
		// The meta-fields belong to no type, whoever lists them.
		if strings.HasPrefix(def.Name, "__") || !includeDeprecated && deprecated(def.Directives) {
			continue
		}
		list = append(list, fieldObject{def})
	}
	return list
}

// fieldObject is __Field.
type fieldObject struct{ def *ast.FieldDefinition }

func (o fieldObject) resolve(w *writer, f *field) any {
	switch f.Name {
	case "name":
		return o.def.Name
	case "description":
		return orNull(o.def.Description)
	case "args":
		return arguments(o.def.Arguments, w.includeDeprecated(f))
	case "type":
		return w.typeOf(o.def.Type)
	case "isDeprecated":
		return deprecated(o.def.Directives)
	case "deprecationReason":
		return reason(o.def.Directives)
	}
	return nil
}

func arguments(defs ast.ArgumentDefinitionList, includeDeprecated bool) []object {
	list := []object{}
	for _, def := range defs {
		if includeDeprecated || !deprecated(def.Directives) {
			list = append(list, inputObject{def.Name, def.Description, def.Type, def.DefaultValue, def.Directives})
		}
	}
	return list
}

// inputObject is __InputValue: an argument or an input field.
type inputObject struct {
	name, description string
	of                *ast.Type
	defaultValue      *ast.Value
	directives        ast.DirectiveList
}

func (o inputObject) resolve(w *writer, f *field) any {
	switch f.Name {
	case "name":
		return o.name
	case "description":
		return orNull(o.description)
	case "type":
		return w.typeOf(o.of)
	case "defaultValue":
		if o.defaultValue != nil {
			return operation.PrintValue(o.defaultValue)
		}
	case "isDeprecated":
		return deprecated(o.directives)
	case "deprecationReason":
		return reason(o.directives)
	}
	return nil
}

// enumValueObject is __EnumValue.
type enumValueObject struct{ def *ast.EnumValueDefinition }

func (o enumValueObject) resolve(_ *writer, f *field) any {
	switch f.Name {
	case "name":
		return o.def.Name
	case "description":
		return orNull(o.def.Description)
	case "isDeprecated":
		return deprecated(o.def.Directives)
	case "deprecationReason":
		return reason(o.def.Directives)
	}
	return nil
}

// directiveObject is __Directive.
type directiveObject struct{ def *ast.DirectiveDefinition }

func (o directiveObject) resolve(w *writer, f *field) any {
	switch f.Name {
	case "name":
		return o.def.Name
	case "description":
		return orNull(o.def.Description)
	case "isRepeatable":
		return o.def.IsRepeatable
	case "locations":
		names := make([]string, len(o.def.Locations))
		for i, location := range o.def.Locations {
			names[i] = string(location)
		}
		return names
	case "args":
		return arguments(o.def.Arguments, w.includeDeprecated(f))
	}
	return nil
}

func deprecated(directives ast.DirectiveList) bool { return directives.ForName("deprecated") != nil }

// reason is why something is deprecated; nil when it is not.
func reason(directives ast.DirectiveList) any {
	at := directives.ForName("deprecated")
	if at == nil {
		return nil
	}
	if given := at.Arguments.ForName("reason"); given != nil && given.Value.Kind != ast.NullValue {
		return given.Value.Raw
	}
	return "No longer supported"
}
