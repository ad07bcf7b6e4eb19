package router

import (
	"fmt"
	"strings"
	"testing"

	"github.com/weftgraphql/weft/graph"
	"github.com/weftgraphql/weft/graph/authz"
	"github.com/weftgraphql/weft/graph/compose"
	"github.com/weftgraphql/weft/graph/supergraph"
	"github.com/weftgraphql/weft/router/config"
)

// TestOutcomesAreKept: an operation is walked once for all callers who meet the same of its requirements, and what is kept is bounded.
func TestOutcomesAreKept(t *testing.T) {
	var fields []string
	for i := range 5 {
		fields = append(fields, fmt.Sprintf(`f%d: Int @requiresScopes(scopes: [["s%d"]])`, i, i))
	}
	composed := compose.Compose(t.Context(), []compose.Subgraph{
		{Name: "a", URL: "http://a", SDL: federation + "type Query { open: Int " + strings.Join(fields, " ") + " }"},
	}, compose.Options{})
	sg, err := supergraph.Parse("supergraph.graphql", composed.SDL)
	if err != nil {
		t.Fatal(err)
	}
	plans := newPlanCache(config.Default().Cache.Plan, graph.New(sg, graph.Options{}), nil, nil)
	t.Cleanup(plans.close)
	all, err := plans.prepared(t.Context(), "{open f0 f1 f2 f3 f4}", "")
	if err != nil {
		t.Fatal(err)
	}
	claims := func(mask int) authz.Claims {
		c := authz.Claims{Authenticated: true, Scopes: []string{"another"}}
		for i := range 5 {
			if mask>>i&1 == 1 {
				c.Scopes = append(c.Scopes, fmt.Sprintf("s%d", i))
			}
		}
		return c
	}
	for mask := range 32 {
		first := plans.authorized(all, claims(mask))
		if again := plans.authorized(all, claims(mask)); again != first {
			t.Errorf("scopes %05b: the operation was walked again", mask)
		}
		denied := 0
		for i := range 5 {
			denied += 1 - mask>>i&1
		}
		if len(first.Decision.Errors) != denied {
			t.Errorf("scopes %05b: %d fields are denied, not %d", mask, len(first.Decision.Errors), denied)
		}
		if kept := len(*all.outcomes.Load()); kept != min(mask+1, maxOutcomes) {
			t.Errorf("%d outcomes are kept", kept)
		}
	}
	if plans.authorized(all, authz.Claims{}) != plans.authorized(all, claims(0)) {
		t.Error("a token that nothing asks for makes a difference")
	}
}
