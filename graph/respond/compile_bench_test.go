package respond

import (
	"fmt"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2/ast"
)

// wideSchema has an interface that so many types implement, each with a field of its own.
func wideSchema(t testing.TB, types int) *ast.Schema {
	var sdl strings.Builder
	sdl.WriteString("type Query { nodes: [Node] }\ninterface Node { id: ID! related: Node others: [Node]")
	var fields strings.Builder
	for i := range 20 {
		fmt.Fprintf(&fields, " f%d: String", i)
	}
	sdl.WriteString(fields.String() + " }\n")
	for i := range types {
		fmt.Fprintf(&sdl, "type T%d implements Node { id: ID! related: Node others: [Node]%s own%d: Int }\n", i, fields.String(), i)
	}
	return loadSchema(t, sdl.String())
}

// wideQueries are questions about objects of very many types.
func wideQueries() map[string]string {
	var fields, own strings.Builder
	for i := range 20 {
		fmt.Fprintf(&fields, " f%d", i)
	}
	for i := range 500 {
		fmt.Fprintf(&own, " ... on T%d { own%d }", i*7, i*7)
	}
	deep := "id"
	for range 6 {
		deep = "related { id " + deep + " } others { " + deep + " }"
	}
	return map[string]string{
		"fields":    "{ nodes { id" + fields.String() + " } }",
		"nested":    "{ nodes { related { related { related { id } } } } }",
		"fan":       "{ nodes { " + deep + " } }",
		"fragments": "{ nodes { id" + own.String() + " } }",
	}
}

// BenchmarkCompileOfManyTypes is a projection over an interface that 5,000 types implement.
func BenchmarkCompileOfManyTypes(b *testing.B) {
	schema := wideSchema(b, 5000)
	for name, query := range wideQueries() {
		op := normalize(b, schema, query)
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if _, err := Compile(schema, op, nil); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
