package validate

import (
	"sort"
	"strconv"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
)

// valueSignature prints a literal so that two are equal exactly if their texts
// are: an input object's fields have no order.
func valueSignature(value *ast.Value) string {
	var b strings.Builder
	writeSignature(&b, value)
	return b.String()
}

func writeSignature(b *strings.Builder, value *ast.Value) {
	switch value.Kind {
	case ast.Variable:
		b.WriteString("$" + value.Raw)
	case ast.StringValue, ast.BlockValue:
		b.WriteString(strconv.Quote(value.Raw))
	case ast.ListValue:
		b.WriteByte('[')
		for _, child := range value.Children {
			writeSignature(b, child.Value)
			b.WriteByte(',')
		}
		b.WriteByte(']')
	case ast.ObjectValue:
		children := append(ast.ChildValueList(nil), value.Children...)
		sort.SliceStable(children, func(i, j int) bool { return children[i].Name < children[j].Name })
		b.WriteByte('{')
		for _, child := range children {
			b.WriteString(child.Name + ":")
			writeSignature(b, child.Value)
			b.WriteByte(',')
		}
		b.WriteByte('}')
	default:
		b.WriteString(value.Raw)
	}
}
