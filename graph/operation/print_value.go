package operation

import (
	"fmt"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
)

// PrintValue writes a literal as GraphQL; strings come out on one line.
func PrintValue(value *ast.Value) string {
	var b strings.Builder
	writeValue(&b, value)
	return b.String()
}

func writeValue(b *strings.Builder, value *ast.Value) {
	switch value.Kind {
	case ast.Variable:
		b.WriteString("$" + value.Raw)
	case ast.StringValue, ast.BlockValue:
		writeString(b, value.Raw)
	case ast.ListValue:
		b.WriteByte('[')
		for i, child := range value.Children {
			if i > 0 {
				b.WriteString(", ")
			}
			writeValue(b, child.Value)
		}
		b.WriteByte(']')
	case ast.ObjectValue:
		b.WriteByte('{')
		for i, child := range value.Children {
			if i > 0 {
				b.WriteString(", ")
			}
			b.WriteString(child.Name + ": ")
			writeValue(b, child.Value)
		}
		b.WriteByte('}')
	default:
		b.WriteString(value.Raw)
	}
}

// writeString writes a string with the escapes that GraphQL and JSON have in common.
func writeString(b *strings.Builder, text string) {
	b.WriteByte('"')
	for _, r := range text {
		switch r {
		case '"', '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case '\b':
			b.WriteString(`\b`)
		case '\f':
			b.WriteString(`\f`)
		case '\n':
			b.WriteString(`\n`)
		case '\r':
			b.WriteString(`\r`)
		case '\t':
			b.WriteString(`\t`)
		default:
			if r < 0x20 || r == 0x7f {
				fmt.Fprintf(b, `\u%04x`, r)
			} else {
				b.WriteRune(r)
			}
		}
	}
	b.WriteByte('"')
}
