package compose

import (
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
)

// Values of directives and defaults are compared and printed in one spelling.

func printValue(v *ast.Value) string {
	var b strings.Builder
	writeValue(&b, v, false)
	return b.String()
}

// valueKey is the same for two values that mean the same: the order of object fields does
// not count.
func valueKey(v *ast.Value) string {
	if v == nil {
		return ""
	}
	var b strings.Builder
	writeValue(&b, v, true)
	return b.String()
}

func writeValue(b *strings.Builder, v *ast.Value, sorted bool) {
	switch v.Kind {
	case ast.StringValue, ast.BlockValue:
		b.WriteString(quote(v.Raw))
	case ast.ListValue:
		b.WriteByte('[')
		for i, c := range v.Children {
			if i > 0 {
				b.WriteString(", ")
			}
			writeValue(b, c.Value, sorted)
		}
		b.WriteByte(']')
	case ast.ObjectValue:
		children := v.Children
		if sorted {
			children = slices.Clone(children)
			slices.SortStableFunc(children, func(a, b *ast.ChildValue) int { return strings.Compare(a.Name, b.Name) })
		}
		b.WriteByte('{')
		for i, c := range children {
			if i > 0 {
				b.WriteString(", ")
			}
			b.WriteString(c.Name + ": ")
			writeValue(b, c.Value, sorted)
		}
		b.WriteByte('}')
	default:
		b.WriteString(v.Raw)
	}
}

// quote writes a GraphQL string literal.
func quote(s string) string {
	const hex = "0123456789ABCDEF"
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		switch {
		case r == '"':
			b.WriteString(`\"`)
		case r == '\\':
			b.WriteString(`\\`)
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\r':
			b.WriteString(`\r`)
		case r == '\t':
			b.WriteString(`\t`)
		case r < 0x20 || r == 0x7f:
			b.WriteString(`\u00`)
			b.WriteByte(hex[r>>4])
			b.WriteByte(hex[r&15])
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}

func stringValue(s string) *ast.Value { return &ast.Value{Kind: ast.StringValue, Raw: s} }

func enumValue(s string) *ast.Value { return &ast.Value{Kind: ast.EnumValue, Raw: s} }

func boolValue(v bool) *ast.Value {
	if v {
		return &ast.Value{Kind: ast.BooleanValue, Raw: "true"}
	}
	return &ast.Value{Kind: ast.BooleanValue, Raw: "false"}
}

func intValue(raw string) *ast.Value { return &ast.Value{Kind: ast.IntValue, Raw: raw} }

func listValue(items ...*ast.Value) *ast.Value {
	v := &ast.Value{Kind: ast.ListValue}
	for _, i := range items {
		v.Children = append(v.Children, &ast.ChildValue{Value: i})
	}
	return v
}

func arg(name string, v *ast.Value) *ast.Argument { return &ast.Argument{Name: name, Value: v} }

// directiveKey is the same for two applications of one directive with the same arguments.
func directiveKey(d *ast.Directive) string {
	args := slices.Clone(d.Arguments)
	slices.SortStableFunc(args, func(a, b *ast.Argument) int { return strings.Compare(a.Name, b.Name) })
	var b strings.Builder
	for _, a := range args {
		b.WriteString(a.Name + ":" + valueKey(a.Value) + ";")
	}
	return b.String()
}

func sameType(a, b *ast.Type) bool {
	for {
		if a.NonNull != b.NonNull || (a.Elem == nil) != (b.Elem == nil) {
			return false
		}
		if a.Elem == nil {
			return a.NamedType == b.NamedType
		}
		a, b = a.Elem, b.Elem
	}
}
