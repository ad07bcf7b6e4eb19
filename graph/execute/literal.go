package execute

import (
	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftgraphql/weft/graph/execute/value"
)

// holdsVariables says whether the value depends on the request. Values come from the planner and are as deep as
// the validated document is.
func holdsVariables(v *ast.Value) bool {
	if v == nil {
		return false
	}
	if v.Kind == ast.Variable {
		return true
	}
	for _, child := range v.Children {
		if holdsVariables(child.Value) {
			return true
		}
	}
	return false
}

// appendValue writes a GraphQL value as JSON. A variable without a value is null in a list and left out of an object.
func appendValue(dst []byte, v *ast.Value, variables Variables) []byte {
	switch {
	case v == nil:
		return append(dst, "null"...)
	case v.Kind == ast.Variable:
		if variables != nil {
			if json, ok := variables.JSON(v.Raw); ok {
				return append(dst, json...)
			}
		}
		return append(dst, "null"...)
	case v.Kind == ast.StringValue, v.Kind == ast.BlockValue, v.Kind == ast.EnumValue:
		return value.AppendQuoted(dst, v.Raw)
	case v.Kind == ast.ListValue:
		dst = append(dst, '[')
		for i, child := range v.Children {
			if i > 0 {
				dst = append(dst, ',')
			}
			dst = appendValue(dst, child.Value, variables)
		}
		return append(dst, ']')
	case v.Kind == ast.ObjectValue:
		return appendObject(dst, v, variables)
	case v.Kind == ast.NullValue:
		return append(dst, "null"...)
	}
	return append(dst, v.Raw...)
}

func appendObject(dst []byte, v *ast.Value, variables Variables) []byte {
	dst = append(dst, '{')
	first := true
	for _, child := range v.Children {
		if child.Value != nil && child.Value.Kind == ast.Variable {
			if variables == nil {
				continue
			}
			if _, ok := variables.JSON(child.Value.Raw); !ok {
				continue
			}
		}
		if !first {
			dst = append(dst, ',')
		}
		first = false
		dst = append(value.AppendQuoted(dst, child.Name), ':')
		dst = appendValue(dst, child.Value, variables)
	}
	return append(dst, '}')
}
