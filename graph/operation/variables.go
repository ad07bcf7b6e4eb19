package operation

import (
	"fmt"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftgraphql/weft/graph/gqlerr"
)

// Variables are the values of an operation's variables, coerced to their
// types, as JSON ready to be sent on. A variable without a value, neither given
// nor by default, has no entry. Immutable.
type Variables struct {
	values map[string][]byte
}

// JSON is the variable's value in compact JSON; ok is false without one. The
// bytes must not be changed.
func (v *Variables) JSON(name string) (value []byte, ok bool) {
	if v == nil {
		return nil, false
	}
	value, ok = v.values[name]
	return value, ok
}

// True says that the variable has the value true.
func (v *Variables) True(name string) bool {
	value, _ := v.JSON(name)
	return string(value) == "true"
}

// Hold says that all of the conditions hold.
func (v *Variables) Hold(conditions []Condition) bool {
	for _, condition := range conditions {
		if v.True(condition.Variable) == condition.Skip {
			return false
		}
	}
	return true
}

// AppendObject writes a JSON object with those of the variables that have a
// value, in the order of names.
func (v *Variables) AppendObject(out []byte, names []string) []byte {
	out = append(out, '{')
	first := true
	for _, name := range names {
		value, ok := v.JSON(name)
		if !ok {
			continue
		}
		if !first {
			out = append(out, ',')
		}
		first = false
		out = append(out, '"')
		out = append(out, name...)
		out = append(out, '"', ':')
		out = append(out, value...)
	}
	return append(out, '}')
}

const (
	maxVariableErrors = 50
	// maxVariablesOutput bounds what defaults can make of a small input.
	maxVariablesOutput = 16 << 20
	// maxDefaultNesting bounds defaults within defaults, which a schema should not have in a circle.
	maxDefaultNesting = 64
)

// noVariables are those of every operation that defines none.
var noVariables = &Variables{}

// CoerceVariables gives an operation's variables their values by the
// specification (6.1.2): raw is the request's `variables`, a JSON object, or
// null or nothing. Scalars other than the built-in ones are passed through as
// they are. Values for variables that the operation does not define are
// ignored. The errors carry BAD_USER_INPUT and say which variable and where in it.
func CoerceVariables(schema *ast.Schema, definitions ast.VariableDefinitionList, raw []byte) (*Variables, gqlerr.List) {
	c := &coercion{schema: schema}
	given, failure := c.read(raw)
	if failure != nil {
		return nil, gqlerr.List{failure}
	}
	if len(definitions) == 0 {
		return noVariables, nil
	}
	c.variables = &Variables{values: make(map[string][]byte, len(definitions))}
	for _, definition := range definitions {
		c.variable(definition, given)
		if len(c.errors) >= maxVariableErrors || c.tooLarge() {
			break
		}
	}
	if len(c.errors) > 0 {
		return nil, c.errors
	}
	return c.variables, nil
}

// coercion is the state of one coercion.
type coercion struct {
	schema    *ast.Schema
	variables *Variables
	text      *jsonText
	errors    gqlerr.List

	definition *ast.VariableDefinition
	path       []pathStep
	// written counts the bytes of the values done, out has those of the value at work.
	written, defaults int
	out               []byte
}

// pathStep is a field of an input object, or an element of a list when name is "".
type pathStep struct {
	name  string
	index int
}

// read parses the request's variables into their members.
func (c *coercion) read(raw []byte) (map[string]int, *gqlerr.Error) {
	if len(raw) == 0 {
		return nil, nil
	}
	text, err := parseJSON(raw)
	if err != nil {
		return nil, &gqlerr.Error{Message: "The variables cannot be read: " + err.Error() + ".", Code: gqlerr.BadUserInput}
	}
	c.text = text
	switch root := text.nodes[0]; root.kind {
	case jsonNull:
		return nil, nil
	case jsonObject:
		given := map[string]int{}
		for child := root.first; child != 0; child = text.nodes[child].next {
			given[text.key(child)] = child
		}
		return given, nil
	}
	return nil, &gqlerr.Error{Message: "The variables must be a JSON object.", Code: gqlerr.BadUserInput}
}

func (c *coercion) variable(definition *ast.VariableDefinition, given map[string]int) {
	c.definition, c.path, c.out = definition, c.path[:0], nil
	node, present := given[definition.Variable]
	switch {
	case present && c.text.nodes[node].kind == jsonNull && definition.Type.NonNull:
		c.refuse("Variable \"$%s\" of non-null type %q must not be null.", definition.Variable, definition.Type)
		return
	case present:
		c.value(node, definition.Type)
	case definition.DefaultValue != nil:
		c.literal(definition.DefaultValue, definition.Type)
	case definition.Type.NonNull:
		c.refuse("Variable \"$%s\" of required type %q was not provided.", definition.Variable, definition.Type)
		return
	default:
		return
	}
	c.written += len(c.out)
	c.variables.values[definition.Variable] = c.out
}

func (c *coercion) refuse(format string, args ...any) {
	if len(c.errors) >= maxVariableErrors {
		return
	}
	failure := &gqlerr.Error{Message: fmt.Sprintf(format, args...), Code: gqlerr.BadUserInput}
	if position := c.definition.Position; position != nil {
		failure.Locations = []gqlerr.Location{{Line: position.Line, Column: position.Column}}
	}
	c.errors = append(c.errors, failure)
}

// tooLarge refuses values that defaults have blown up.
func (c *coercion) tooLarge() bool {
	if c.written+len(c.out) <= maxVariablesOutput {
		return false
	}
	if len(c.errors) == 0 {
		c.refuse("The variables are larger than %d bytes once their defaults are filled in.", maxVariablesOutput)
	}
	return true
}
