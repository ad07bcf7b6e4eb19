package execute

import (
	"fmt"
	"testing"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftgraphql/weft/graph/plan"
)

// manyFetches is a plan of fetches that all enter the same paths, each depending on one before.
func manyFetches(count, paths int) *plan.Plan {
	root := &plan.Fetch{ID: 0, Service: "a", Operation: "{...}"}
	var at []string
	for i := range paths {
		root.Selections = append(root.Selections, selects(fmt.Sprintf("r%d { __typename id in { __typename id } }", i))...)
		at = append(at, fmt.Sprintf("r%d.@", i))
	}
	p := &plan.Plan{Kind: ast.Query, Fetches: []*plan.Fetch{root}}
	for i := 1; i < count; i++ {
		f := entityFetch(i, fmt.Sprint(i%7), []int{i / 2}, entity("T", key("id"), at...))
		f.Subgraph = i % 7
		f.Entities[0].Selections = selects(fmt.Sprintf("|T { f%d g%d { __typename id h } }", i, i))
		p.Fetches = append(p.Fetches, f)
	}
	return p
}

func BenchmarkCompile(b *testing.B) {
	for _, count := range []int{10, 100, 300} {
		p := manyFetches(count, 30)
		b.Run(fmt.Sprint(count), func(b *testing.B) {
			for b.Loop() {
				if _, err := Compile(p, nil, Options{}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
