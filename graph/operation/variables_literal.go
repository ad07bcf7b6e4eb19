package operation

import (
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
)

// literal writes a default of the document or the schema as JSON, coerced to
// its type. Defaults are validated where they are written, so a value that does
// not fit is passed on as it is.
func (c *coercion) literal(value *ast.Value, expected *ast.Type) {
	if c.tooLarge() {
		return
	}
	if c.defaults++; c.defaults > maxDefaultNesting {
		if len(c.errors) == 0 {
			c.refuse("Variable \"$%s\": the defaults of type %q nest deeper than %d levels.", shorten(c.definition.Variable, 100), expected, maxDefaultNesting)
		}
		return
	}
	defer func() { c.defaults-- }()
	if value.Kind == ast.NullValue {
		c.out = append(c.out, "null"...)
		return
	}
	if expected != nil && expected.Elem != nil {
		c.listLiteral(value, expected.Elem)
		return
	}
	c.namedLiteral(value, expected)
}

func (c *coercion) listLiteral(value *ast.Value, element *ast.Type) {
	c.out = append(c.out, '[')
	if value.Kind != ast.ListValue {
		c.literal(value, element)
	} else {
		for i, child := range value.Children {
			if i > 0 {
				c.out = append(c.out, ',')
			}
			c.literal(child.Value, element)
		}
	}
	c.out = append(c.out, ']')
}

// namedLiteral: expected is nil within a scalar of the schema's own.
func (c *coercion) namedLiteral(value *ast.Value, expected *ast.Type) {
	var def *ast.Definition
	if expected != nil {
		def = c.schema.Types[expected.NamedType]
	}
	switch value.Kind {
	case ast.ObjectValue:
		c.objectLiteral(value, def)
	case ast.ListValue:
		c.listLiteral(value, nil)
	case ast.StringValue, ast.BlockValue, ast.EnumValue:
		c.out = appendString(c.out, value.Raw)
	case ast.IntValue:
		if def != nil && def.Name == "ID" {
			c.out = appendString(c.out, value.Raw)
			return
		}
		c.out = append(c.out, value.Raw...)
	default:
		c.out = append(c.out, value.Raw...)
	}
}

func (c *coercion) objectLiteral(value *ast.Value, def *ast.Definition) {
	c.out = append(c.out, '{')
	start := len(c.out)
	member := func(name string) {
		if len(c.out) > start {
			c.out = append(c.out, ',')
		}
		c.out = append(appendString(c.out, name), ':')
	}
	if def == nil || def.Kind != ast.InputObject {
		for _, child := range value.Children {
			member(child.Name)
			c.literal(child.Value, nil)
		}
		c.out = append(c.out, '}')
		return
	}
	for _, field := range def.Fields {
		given := value.Children.ForName(field.Name)
		if given == nil {
			given = field.DefaultValue
		}
		if given != nil {
			member(field.Name)
			c.literal(given, field.Type)
		}
	}
	c.out = append(c.out, '}')
}

func appendString(out []byte, text string) []byte {
	var b strings.Builder
	writeString(&b, text)
	return append(out, b.String()...)
}
