package validate

import "github.com/vektah/gqlparser/v2/ast"

// repeatedInputFields: an object literal gives a field once, whatever its type
// (5.6.3 Input Object Field Uniqueness).
func (d *document) repeatedInputFields(value *ast.Value) {
	if value.Kind == ast.ObjectValue && len(value.Children) > 1 {
		first := make(map[string]*ast.Position, len(value.Children))
		for _, child := range value.Children {
			if before, again := first[child.Name]; again {
				d.report(at(before, child.Position), "There can be only one input field named %q.", shown(child.Name))
				continue
			}
			first[child.Name] = child.Position
		}
	}
	for _, child := range value.Children {
		d.repeatedInputFields(child.Value)
	}
}

// shownValue prints a literal of the client's, shortened.
func shownValue(value *ast.Value) string {
	switch value.Kind {
	case ast.ListValue:
		return "a list"
	case ast.ObjectValue:
		return "an object"
	case ast.StringValue, ast.BlockValue:
		return `"` + shown(value.Raw) + `"`
	case ast.Variable:
		return "$" + shown(value.Raw)
	}
	return shown(value.Raw)
}
