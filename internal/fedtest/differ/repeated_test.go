package differ

import (
	"context"
	"testing"

	"github.com/weftgraphql/weft/graph"
	"github.com/weftgraphql/weft/graph/execute"
)

// TestEntitiesComeAgain: often enough, what an operation knows of an entity is used again.
func TestEntitiesComeAgain(t *testing.T) {
	cases, entityFetches, reusing, reused := 0, 0, 0, 0
	for seed := range uint64(300) {
		list, w, err := Cases(seed)
		if err != nil {
			t.Fatal(err)
		}
		e, failure := build(t.Context(), list[0].Subgraphs)
		if failure != nil {
			t.Fatal(failure.Detail)
		}
		for _, c := range list {
			prepared, errs := e.Prepare(c.Request.Query, "")
			if len(errs) > 0 {
				continue
			}
			variables, errs := e.Variables(prepared, c.Request.JSON())
			if len(errs) > 0 {
				continue
			}
			labels := c.labels()
			planned, err := e.Plan(t.Context(), e.Authorize(prepared, c.claims()), func(label string) bool { return labels[label] })
			if err != nil {
				continue
			}
			session, before := c.session(), reused
			e.Execute(t.Context(), planned, graph.Request{
				Variables: variables,
				Fetcher: fetch(func(ctx context.Context, subgraph string, body []byte) ([]byte, error) {
					return w.Serve(ctx, session, subgraph, body)
				}),
				Observer: &execute.Observer{FetchDone: func(r execute.FetchReport) {
					if r.Objects > 0 {
						entityFetches++
					}
					reused += r.Reused
				}},
			}).Release()
			cases++
			if reused > before {
				reusing++
			}
		}
	}
	if reusing*100 < cases*minReusing {
		t.Errorf("of %d cases with %d entity fetches %d reuse entities, %d in all", cases, entityFetches, reusing, reused)
	}
}

// minReusing is a percentage.
const minReusing = 2
