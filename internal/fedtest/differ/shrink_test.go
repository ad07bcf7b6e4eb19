package differ

import (
	"strings"
	"testing"

	"github.com/weftgraphql/weft/internal/fedtest/generate"
	"github.com/weftgraphql/weft/internal/fedtest/world"
)

// A graph that does not compose for one reason shrinks to hardly more than the reason.
func TestShrink(t *testing.T) {
	link := `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@shareable"])` + "\n"
	c := Case{
		Seed: 1,
		Subgraphs: []world.Subgraph{
			{Name: "a", SDL: link + `type Query { t: T u: U many(first: Int): [T] } type T @key(fields: "id") { id: ID! both: Int x: E } enum E { A B } type U @shareable { n: Int }`},
			{Name: "b", SDL: link + `type T @key(fields: "id") { id: ID! both: Int y(of: I): Int } input I { i: Int }`},
			{Name: "c", SDL: link + `type Query { c: U } type U @shareable { n: Int }`},
		},
		Request: generate.Request{Query: "query ($n: Int) { t { id x } many(first: $n) { ...F } u { n } } fragment F on T { id }", Variables: map[string]any{"n": 1}},
	}
	failure := c.Run(t.Context())
	if failure == nil || failure.Kind != KindCompose || !strings.Contains(failure.Detail, "INVALID_FIELD_SHARING") {
		t.Fatalf("got %+v, want a refusal", failure)
	}
	small, failure := Shrink(t.Context(), c, failure, 2000)
	if failure.Kind != KindCompose || !strings.Contains(failure.Detail, "INVALID_FIELD_SHARING") {
		t.Errorf("it fails otherwise now: %+v", failure)
	}
	text := string(small.Format("", nil))
	for _, gone := range []string{"fragment", "$n", "enum", "type U", "input", "first", "graphql --\nextend schema @link(url: \"https://specs.apollo.dev/federation/v2.9\", import: [\"@key\",\"@shareable\"])\ntype Query {\n  c"} {
		if strings.Contains(text, gone) {
			t.Errorf("%q is still there:\n%s", gone, text)
		}
	}
	if len(small.Subgraphs) != 2 {
		t.Errorf("%d subgraphs, want 2", len(small.Subgraphs))
	}
}
