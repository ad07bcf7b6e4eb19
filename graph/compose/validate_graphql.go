package compose

import (
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftgraphql/weft/graph/sdl"
)

// checkGraphQL is the rest of GraphQL's own rules for a schema.
func (v *validator) checkGraphQL() {
	s := v.sg.schema
	for _, t := range s.Types {
		v.checkName(t.Name, t.Pos)
		v.checkNotEmpty(t)
		for _, f := range t.Fields {
			v.checkName(f.Name, f.Position)
			v.checkField(t, f)
		}
		if t.Kind == ast.Object || t.Kind == ast.Interface {
			v.checkInterfaces(t)
		}
		if t.Extended && !t.Defined && isBuiltinScalar(t.Name) {
			v.invalid(t.Pos, "built-in type %q cannot be extended", t.Name)
		}
	}
	for _, d := range s.Directives {
		v.checkName(d.Name, d.Position)
		for _, a := range d.Arguments {
			at := "@" + d.Name + "(" + a.Name + ":)"
			v.checkInputType(at, a.Type)
			v.checkDefault(at, a.Type, a.DefaultValue)
			v.checkDeprecatedRequired(at, a.Type, a.DefaultValue, a.Directives)
		}
	}
	v.checkInputCycles()
	v.checkDirectives()
}

func (v *validator) checkName(name string, pos *ast.Position) {
	if strings.HasPrefix(name, "__") {
		v.invalid(pos, "name %q must not begin with \"__\", which is reserved for introspection", name)
	}
}

func (v *validator) checkNotEmpty(t *sdl.Type) {
	switch {
	case t.Kind == ast.Union && len(t.Members) == 0:
		v.invalid(t.Pos, "union %q has no members", t.Name)
	case t.Kind == ast.Enum && len(t.Values) == 0:
		v.invalid(t.Pos, "enum %q has no values", t.Name)
	case len(t.Fields) > 0 || t.Kind == ast.Scalar || t.Kind == ast.Union || t.Kind == ast.Enum:
	case t.Kind == ast.Object && v.sg.schema.RootOf(t.Name) == ast.Query:
		// A subgraph need not have queries of its own.
	default:
		v.invalid(t.Pos, "%s %q has no fields", sdl.KindWord(t.Kind), t.Name)
	}
}

func (v *validator) kindOf(name string) ast.DefinitionKind {
	if t := v.sg.schema.Type(name); t != nil {
		return t.Kind
	}
	switch name {
	case "_Entity":
		return ast.Union
	case "_Service":
		return ast.Object
	case "link__Purpose":
		return ast.Enum
	}
	return ast.Scalar
}

func (v *validator) checkField(t *sdl.Type, f *sdl.Field) {
	if t.Kind == ast.InputObject {
		v.checkInputType(f.Coordinate(), f.Type)
		v.checkDefault(f.Coordinate(), f.Type, f.DefaultValue)
		v.checkDeprecatedRequired(f.Coordinate(), f.Type, f.DefaultValue, f.Directives)
		return
	}
	if v.kindOf(f.Type.Name()) == ast.InputObject {
		v.invalid(f.Type.Position, "field %q cannot have type %q, which is an input object", f.Coordinate(), f.Type.Name())
	}
	for _, a := range f.Arguments {
		at := f.ArgCoordinate(a.Name)
		v.checkName(a.Name, a.Position)
		v.checkInputType(at, a.Type)
		v.checkDefault(at, a.Type, a.DefaultValue)
		v.checkDeprecatedRequired(at, a.Type, a.DefaultValue, a.Directives)
	}
}

func (v *validator) checkInputType(at string, t *ast.Type) {
	switch v.kindOf(t.Name()) {
	case ast.Object, ast.Interface, ast.Union:
		v.invalid(t.Position, "%q cannot have type %q: only scalars, enums and input objects can be passed in", at, t.Name())
	}
}

func (v *validator) checkDeprecatedRequired(at string, t *ast.Type, value *ast.Value, list ast.DirectiveList) {
	if d := list.ForName("deprecated"); d != nil && t.NonNull && value == nil {
		v.invalid(d.Position, "%q is required and therefore cannot be deprecated", at)
	}
}

func (v *validator) checkDefault(at string, t *ast.Type, value *ast.Value) {
	if value != nil && !v.fits(value, t) {
		v.invalid(value.Position, "the default value %s of %q is not of type %s", printValue(value), at, typeText(t))
	}
}

// fits says whether a literal can be passed where the type is asked for.
func (v *validator) fits(value *ast.Value, t *ast.Type) bool {
	if value.Kind == ast.Variable {
		return false
	}
	if value.Kind == ast.NullValue {
		return !t.NonNull
	}
	if t.Elem != nil {
		if value.Kind != ast.ListValue {
			return v.fits(value, t.Elem)
		}
		for _, c := range value.Children {
			if !v.fits(c.Value, t.Elem) {
				return false
			}
		}
		return true
	}
	named := v.sg.schema.Type(t.NamedType)
	if named == nil || named.Kind == ast.Scalar {
		return fitsScalar(value, t.NamedType)
	}
	switch named.Kind {
	case ast.Enum:
		return value.Kind == ast.EnumValue && named.Value(value.Raw) != nil
	case ast.InputObject:
		return v.fitsInput(value, named)
	}
	return false
}

func fitsScalar(value *ast.Value, name string) bool {
	text := value.Kind == ast.StringValue || value.Kind == ast.BlockValue
	switch name {
	case "Int":
		return value.Kind == ast.IntValue
	case "Float":
		return value.Kind == ast.IntValue || value.Kind == ast.FloatValue
	case "String":
		return text
	case "ID":
		return text || value.Kind == ast.IntValue
	case "Boolean":
		return value.Kind == ast.BooleanValue
	}
	return true
}

// fitsInput checks the fields that are given. A missing required field is left alone, as the
// reference does for defaults.
func (v *validator) fitsInput(value *ast.Value, t *sdl.Type) bool {
	if value.Kind != ast.ObjectValue {
		return false
	}
	for _, c := range value.Children {
		f := t.Field(c.Name)
		if f == nil || !v.fits(c.Value, f.Type) {
			return false
		}
	}
	return true
}
