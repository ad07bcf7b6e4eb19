package operation

import (
	"math"
	"strconv"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
)

// value coerces one JSON value to a type and writes it to c.out.
func (c *coercion) value(node int, expected *ast.Type) {
	if len(c.errors) >= maxVariableErrors || c.tooLarge() {
		return
	}
	kind := c.text.nodes[node].kind
	if kind == jsonNull {
		if expected.NonNull {
			c.wrong(node, "Expected non-nullable type %q not to be null.", expected)
		}
		c.out = append(c.out, "null"...)
		return
	}
	if expected.Elem == nil {
		c.namedValue(node, expected)
		return
	}
	c.out = append(c.out, '[')
	if kind != jsonArray {
		// A single value stands for a list of one.
		c.value(node, expected.Elem)
	} else {
		c.elements(node, expected.Elem)
	}
	c.out = append(c.out, ']')
}

func (c *coercion) elements(node int, element *ast.Type) {
	index := 0
	for child := c.text.nodes[node].first; child != 0; child = c.text.nodes[child].next {
		if index > 0 {
			c.out = append(c.out, ',')
		}
		c.path = append(c.path, pathStep{index: index})
		c.value(child, element)
		c.path = c.path[:len(c.path)-1]
		index++
	}
}

func (c *coercion) namedValue(node int, expected *ast.Type) {
	def := c.schema.Types[expected.NamedType]
	if def == nil {
		c.wrong(node, "Type %q is unknown.", expected)
		return
	}
	switch def.Kind {
	case ast.Enum:
		c.enumValue(node, def)
	case ast.InputObject:
		c.objectValue(node, def)
	default:
		c.scalarValue(node, def)
	}
}

func (c *coercion) scalarValue(node int, def *ast.Definition) {
	raw, kind := c.text.raw(node), c.text.nodes[node].kind
	switch def.Name {
	case "Int":
		whole, ok := wholeNumber(raw, kind)
		if !ok {
			c.wrong(node, "Int cannot represent non-integer value: %s", c.shown(node))
		} else if _, err := strconv.ParseInt(whole, 10, 32); err != nil {
			c.wrong(node, "Int cannot represent non 32-bit signed integer value: %s", c.shown(node))
		}
		c.out = append(c.out, whole...)
		return
	case "Float":
		number, err := strconv.ParseFloat(string(raw), 64)
		if kind != jsonNumber || err != nil || math.IsInf(number, 0) {
			c.wrong(node, "Float cannot represent non numeric value: %s", c.shown(node))
		}
	case "String":
		if kind != jsonString {
			c.wrong(node, "String cannot represent a non string value: %s", c.shown(node))
		}
	case "Boolean":
		if kind != jsonBool {
			c.wrong(node, "Boolean cannot represent a non boolean value: %s", c.shown(node))
		}
	case "ID":
		if kind == jsonString {
			break
		}
		whole, ok := wholeNumber(raw, kind)
		if !ok {
			c.wrong(node, "ID cannot represent value: %s", c.shown(node))
		}
		c.out = append(append(append(c.out, '"'), whole...), '"')
		return
	}
	c.out = c.text.appendCompact(c.out, node)
}

// wholeNumber is a JSON number without a fractional part, in plain digits:
// "1.0" and "1e2" are whole numbers too.
func wholeNumber(raw []byte, kind jsonKind) (string, bool) {
	text := string(raw)
	if kind != jsonNumber {
		return "", false
	}
	if !strings.ContainsAny(text, ".eE") {
		if text == "-0" {
			return "0", true
		}
		return text, true
	}
	number, err := strconv.ParseFloat(text, 64)
	// Beyond 2^53 a float no longer says which whole number is meant.
	if err != nil || number != math.Trunc(number) || math.Abs(number) > 1<<53 {
		return "", false
	}
	return strconv.FormatInt(int64(number), 10), true
}

func (c *coercion) enumValue(node int, def *ast.Definition) {
	raw := c.text.raw(node)
	if c.text.nodes[node].kind != jsonString {
		c.wrong(node, "Enum %q cannot represent non-string value: %s.", def.Name, c.shown(node))
		return
	}
	name := unquoted(raw)
	if def.EnumValues.ForName(name) == nil {
		c.wrong(node, "Value %q does not exist in %q enum.", shorten(name, 100), def.Name)
		return
	}
	c.out = append(append(append(c.out, '"'), name...), '"')
}

// objectValue writes an input object's fields in the order of their
// definition, with the defaults of those not given.
func (c *coercion) objectValue(node int, def *ast.Definition) {
	if c.text.nodes[node].kind != jsonObject {
		c.wrong(node, "Expected type %q to be an object.", def.Name)
		return
	}
	given := map[string]int{}
	for child := c.text.nodes[node].first; child != 0; child = c.text.nodes[child].next {
		name := c.text.key(child)
		given[name] = child
	}
	known := c.writeFields(def, node, given)
	if known < len(given) {
		c.unknownFields(node, def, given)
	}
	if def.Directives.ForName("oneOf") != nil {
		c.oneOfValue(node, def, given)
	}
}

// writeFields returns how many of the given fields the type defines.
func (c *coercion) writeFields(def *ast.Definition, node int, given map[string]int) int {
	known := 0
	c.out = append(c.out, '{')
	first := true
	for _, field := range def.Fields {
		child, present := given[field.Name]
		if present {
			known++
		} else if field.DefaultValue == nil {
			if field.Type.NonNull {
				c.wrong(node, "Field %q of required type %q was not provided.", field.Name, field.Type)
			}
			continue
		}
		if !first {
			c.out = append(c.out, ',')
		}
		first = false
		c.out = append(append(append(c.out, '"'), field.Name...), '"', ':')
		c.path = append(c.path, pathStep{name: field.Name})
		if present {
			c.value(child, field.Type)
		} else {
			c.literal(field.DefaultValue, field.Type)
		}
		c.path = c.path[:len(c.path)-1]
	}
	c.out = append(c.out, '}')
	return known
}

func (c *coercion) unknownFields(node int, def *ast.Definition, given map[string]int) {
	for child := c.text.nodes[node].first; child != 0; child = c.text.nodes[child].next {
		if name := c.text.key(child); given[name] == child && def.Fields.ForName(name) == nil {
			c.wrong(node, "Field %q is not defined by type %q.", shorten(name, 100), def.Name)
			if len(c.errors) >= maxVariableErrors {
				return
			}
		}
	}
}

func (c *coercion) oneOfValue(node int, def *ast.Definition, given map[string]int) {
	if len(given) != 1 {
		c.wrong(node, "Exactly one key must be specified for OneOf type %q.", def.Name)
		return
	}
	for name, child := range given {
		if c.text.nodes[child].kind == jsonNull {
			c.path = append(c.path, pathStep{name: shorten(name, 100)})
			c.wrong(child, "Field %q must be non-null.", shorten(name, 100))
			c.path = c.path[:len(c.path)-1]
		}
	}
}

// wrong refuses the value at node, naming the variable and the path into it.
func (c *coercion) wrong(node int, format string, args ...any) {
	name := shorten(c.definition.Variable, 100)
	where := ""
	if len(c.path) > 0 {
		where = ` at "` + shorten(name+c.pathText(), 300) + `"`
	}
	c.refuse("Variable \"$%s\" got invalid value %s%s; "+format, append([]any{name, c.shown(node), where}, args...)...)
}

func (c *coercion) pathText() string {
	var b strings.Builder
	for _, step := range c.path {
		if step.name != "" {
			b.WriteString("." + step.name)
		} else {
			b.WriteString("[" + strconv.Itoa(step.index) + "]")
		}
	}
	return b.String()
}

// shown is a value's beginning, for a message.
func (c *coercion) shown(node int) string { return shorten(string(c.text.raw(node)), 100) }
