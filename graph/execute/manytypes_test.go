package execute

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftgraphql/weft/graph/plan"
)

// TestManyTypesAreRepresentedLikeFew: of very many representations the one for an object is looked up by its type, and is the one that
// would be found by looking at each.
func TestManyTypesAreRepresentedLikeFew(t *testing.T) {
	var sdl strings.Builder
	sdl.WriteString("type Query { a: Int } interface Node { id: ID! }")
	call := entity("T0", key("id"), "nodes.@")
	call.Representations = nil
	for i := range 30 {
		name := fmt.Sprint("T", i)
		fmt.Fprintf(&sdl, " type %s implements Node { id: ID! }", name)
		call.Representations = append(call.Representations, plan.Representation{Types: []string{name}, On: name, Fields: key(fmt.Sprint("k", i%3))})
	}
	// Types may have several, of which the first counts, and an interface stands for whatever there is.
	call.Representations = append(call.Representations,
		plan.Representation{Types: []string{"T3", "T4", "Extra"}, On: "Node", Fields: key("id")},
		plan.Representation{Types: []string{"Node"}, On: "Node", TypeName: "Node", Fields: key("id")})
	schema, err := gqlparser.LoadSchema(&ast.Source{Input: sdl.String() + " type Extra { id: ID! }"})
	if err != nil {
		t.Fatal(err)
	}
	var nodes, more []string
	for i := range 60 {
		typeName := [...]string{fmt.Sprintf(`"__typename":"T%d",`, i%30), `"__typename":"Node",`, "", `"__typename":"\u00543",`, `"__typename":"Unknown",`, `"__typename":"Extra",`}[i%6]
		nodes = append(nodes, fmt.Sprintf(`{%s"id":%d,"k0":%d,"k1":%d}`, typeName, i, i, i))
		more = append(more, fmt.Sprintf(`{"__typename":"T%d","k2":%d}`, (i+7)%30, i))
	}
	answers := []string{`{"data":{"nodes":[` + strings.Join(nodes, ",") + `]}}`, `{"data":{"nodes":[` + strings.Join(more, ",") + `]}}`, `{"errors":[{"message":"m"}]}`}
	sent := func(byType bool) string {
		program, err := Compile(&plan.Plan{Fetches: []*plan.Fetch{
			rootFetch(0, "a", "nodes"), rootFetch(1, "b", "nodes"), entityFetch(2, "c", []int{0, 1}, call),
		}}, schema, Options{})
		if err != nil {
			t.Fatal(err)
		}
		if program.fetches[2].calls[0].byType == nil {
			t.Fatal("there are few")
		}
		if !byType {
			program.fetches[2].calls[0].byType = nil
		}
		s := bodies(answers...)
		program.Execute(t.Context(), Request{Fetcher: s}).Release()
		return s.sent[2]
	}
	want := sent(false)
	if diff := cmp.Diff(want, sent(true)); diff != "" || strings.Count(want, "__typename") < 30 {
		t.Error(want, diff)
	}
}
