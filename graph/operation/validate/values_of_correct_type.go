package validate

import (
	"math"
	"strconv"

	"github.com/vektah/gqlparser/v2/ast"
)

// valuesOfCorrectType: literals fit the type of their place. With it go the
// rules on input objects: their fields are defined, given once, and the
// required ones are there (5.6.2 to 5.6.4), and a OneOf has exactly one.
func valuesOfCorrectType(d *document) {
	for _, def := range d.all() {
		for _, site := range def.values {
			d.literal(site.value, site.expected)
			d.repeatedInputFields(site.value)
		}
	}
}

func (d *document) literal(value *ast.Value, expected *ast.Type) {
	switch {
	case value.Kind == ast.Variable:
		// Variables have a rule of their own.
	case value.Kind == ast.NullValue:
		if expected.NonNull {
			d.report(at(place(value)), "Expected value of type %q, found null.", expected)
		}
	case expected.Elem != nil && value.Kind == ast.ListValue:
		for _, child := range value.Children {
			d.literal(child.Value, expected.Elem)
		}
	case expected.Elem != nil:
		d.literal(value, expected.Elem)
	default:
		d.namedLiteral(value, expected)
	}
}

func (d *document) namedLiteral(value *ast.Value, expected *ast.Type) {
	def := d.schema.Types[expected.NamedType]
	if def == nil {
		return
	}
	switch def.Kind {
	case ast.Scalar:
		d.scalar(value, def)
	case ast.Enum:
		d.enum(value, def)
	case ast.InputObject:
		if value.Kind != ast.ObjectValue {
			d.report(at(place(value)), "Expected value of type %q, found %s.", expected, shownValue(value))
			return
		}
		d.inputObject(value, def)
	}
}

func (d *document) scalar(value *ast.Value, def *ast.Definition) {
	text := value.Kind == ast.StringValue || value.Kind == ast.BlockValue
	switch def.Name {
	case "Int":
		if value.Kind != ast.IntValue {
			d.report(at(place(value)), "Int cannot represent non-integer value: %s", shownValue(value))
		} else if _, err := strconv.ParseInt(value.Raw, 10, 32); err != nil {
			d.report(at(place(value)), "Int cannot represent non 32-bit signed integer value: %s", shownValue(value))
		}
	case "Float":
		number, err := strconv.ParseFloat(value.Raw, 64)
		if value.Kind != ast.IntValue && value.Kind != ast.FloatValue || err != nil || math.IsInf(number, 0) {
			d.report(at(place(value)), "Float cannot represent non numeric value: %s", shownValue(value))
		}
	case "String":
		if !text {
			d.report(at(place(value)), "String cannot represent a non string value: %s", shownValue(value))
		}
	case "Boolean":
		if value.Kind != ast.BooleanValue {
			d.report(at(place(value)), "Boolean cannot represent a non boolean value: %s", shownValue(value))
		}
	case "ID":
		if !text && value.Kind != ast.IntValue {
			d.report(at(place(value)), "ID cannot represent a non-string and non-integer value: %s", shownValue(value))
		}
	}
	// A scalar of the schema's own takes any literal: only its subgraph knows better.
}

func (d *document) enum(value *ast.Value, def *ast.Definition) {
	if value.Kind == ast.EnumValue && def.EnumValues.ForName(value.Raw) != nil || d.full() {
		return
	}
	names := make([]string, len(def.EnumValues))
	for i, known := range def.EnumValues {
		names[i] = known.Name
	}
	suggestion := d.didYouMean("the enum value ", value.Raw, names)
	if value.Kind != ast.EnumValue {
		d.report(at(place(value)), "Enum %q cannot represent non-enum value: %s.%s", def.Name, shownValue(value), suggestion)
		return
	}
	d.report(at(place(value)), "Value %q does not exist in %q enum.%s", shown(value.Raw), def.Name, suggestion)
}

func (d *document) inputObject(value *ast.Value, def *ast.Definition) {
	given := make(map[string]*ast.Value, len(value.Children))
	for _, child := range value.Children {
		if given[child.Name] == nil {
			given[child.Name] = child.Value
		}
		field := d.types.InputField(def, child.Name)
		if field != nil {
			d.literal(child.Value, field.Type)
			continue
		}
		if d.full() {
			return
		}
		names := make([]string, len(def.Fields))
		for i, known := range def.Fields {
			names[i] = known.Name
		}
		d.report(at(child.Position), "Field %q is not defined by type %q.%s", shown(child.Name), def.Name, d.didYouMean("", child.Name, names))
	}
	for _, field := range def.Fields {
		if field.Type.NonNull && field.DefaultValue == nil && given[field.Name] == nil {
			d.report(at(place(value)), "Field \"%s.%s\" of required type %q was not provided.", def.Name, field.Name, field.Type)
		}
	}
	if isOneOf(def) {
		d.oneOf(value, def)
	}
}

func (d *document) oneOf(value *ast.Value, def *ast.Definition) {
	if len(value.Children) != 1 {
		d.report(at(place(value)), "OneOf Input Object %q must specify exactly one key.", def.Name)
		return
	}
	if only := value.Children[0]; only.Value.Kind == ast.NullValue {
		d.report(at(place(value)), "Field \"%s.%s\" must be non-null.", def.Name, shown(only.Name))
	}
}

// place is where a literal begins: the lexer places strings behind their opening quote.
func place(value *ast.Value) *ast.Position {
	if value.Kind != ast.StringValue || value.Position == nil {
		return value.Position
	}
	position := *value.Position
	position.Column--
	return &position
}
