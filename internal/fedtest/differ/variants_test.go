package differ

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/weftgraphql/weft/internal/fedtest/generate"
)

func TestVariants(t *testing.T) {
	c := Case{Request: generate.Request{
		Query:     `query ($a: Int, $b: Int) { x(i: $a) { ...F } y(i: $b) ... { z } } fragment F on X { k l m n o p }`,
		Variables: map[string]any{"a": 1, "b": 2},
	}}
	var got []string
	variants := c.variants(generate.NewRandom(1, 1))
	for _, v := range variants[:3] {
		got = append(got, strings.Join(strings.Fields(v.Request.Query), " ")+" "+string(v.Request.JSON()))
	}
	want := []string{
		`query ($a: Int) { x(i: $a) { ... F } } fragment F on X { k l m n o p } {"a":1}`,
		`query ($b: Int) { y(i: $b) } {"b":2}`,
		`query { ... { z } } {}`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	shuffled := variants[3].Request.Query
	if shuffled == c.Request.Query || len(variants) != 4 || strings.Contains(shuffled, "k\n  l\n  m\n  n\n  o\n  p") {
		t.Errorf("%d variants, the last %s", len(variants), shuffled)
	}
	mutation := Case{Request: generate.Request{Query: `mutation { a b }`}}
	if made := mutation.variants(generate.NewRandom(1, 1)); made != nil {
		t.Errorf("a mutation has variants: %v", made)
	}
}
