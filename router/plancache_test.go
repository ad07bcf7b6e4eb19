package router

import (
	"context"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

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
	plans := newPlanCache(config.Default(), graph.New(sg, graph.Options{}), nil, nil)
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

func TestPlanCacheIsBoundedByNumber(t *testing.T) {
	w := newWorld(t, func(cfg *config.Config) { cfg.Supergraph.QueryPlanning.Cache.InMemory.Limit = 10 })
	for i := range 200 {
		w.post(fmt.Sprintf(`query Q%d { __typename }`, i))
	}
	entries := w.served.Load().plans.entries
	entries.CleanUp()
	if n := entries.EstimatedSize(); n == 0 || n > 10 {
		t.Errorf("%d entries are kept", n)
	}
	before := entries.EstimatedSize()
	w.post(`{ nope }`)
	entries.CleanUp()
	if after := entries.EstimatedSize(); after > before {
		t.Error("an error is kept")
	}
}

func TestPlanCacheIsBoundedByBytes(t *testing.T) {
	const bytes = 200_000
	w := newWorld(t, func(cfg *config.Config) { cfg.Cache.Plan = config.PlanCache{MaxEntries: 100_000, MaxBytes: bytes} })
	plans := w.served.Load().plans
	for i := range 200 {
		w.post(fmt.Sprintf(`query Q%d { hello price stock }`, i))
	}
	plans.entries.CleanUp()
	size, count := 0, 0
	for _, entry := range plans.entries.All() {
		count++
		if p := entry.prepared; p != nil {
			size += p.Size()
			if plan := p.plain.Load(); plan != nil {
				size += plan.Size()
			}
		} else {
			size += entry.planned.Size()
		}
	}
	if size > bytes || size < bytes/3 {
		t.Errorf("%d entries of %d bytes together are kept within %d", count, size, bytes)
	}
}

// One lookup gives a known text's operation with its plan; a plan that came to an operation is weighed with it.
func TestAKnownTextHasItsPlanAtHand(t *testing.T) {
	w := newWorld(t, nil)
	plans := w.served.Load().plans
	w.post(`{ hello }`)
	entry, ok := plans.entries.GetEntryQuietly(planKey{query: `{ hello }`})
	if !ok {
		t.Fatal("the text is not kept")
	}
	p := entry.Value.prepared
	plan := p.plain.Load()
	if plan == nil || len(plan.Plan.Fetches) != 1 {
		t.Fatalf("the plan is not at hand: %v", plan)
	}
	if got, want := entry.Value.size, p.Size()+plan.Size(); got != want {
		t.Errorf("the entry weighs %d, its operation and plan %d", got, want)
	}
	// What is the same but for its text has the same plan, made once.
	w.post("{\n  hello\n}")
	other, ok := plans.entries.GetEntryQuietly(planKey{query: "{\n  hello\n}"})
	if !ok || other.Value.prepared.plain.Load() != plan {
		t.Error("another text of the operation has another plan")
	}
}

// What is left of an operation for some callers is weighed with it too.
func TestOutcomesAreWeighed(t *testing.T) {
	w := newWorld(t, nil)
	w.post(`{ hello guarded admin }`)
	w.post(`{ hello guarded admin }`, "Authorization", "Bearer "+token("ann", ""))
	entry, ok := w.served.Load().plans.entries.GetEntryQuietly(planKey{query: `{ hello guarded admin }`})
	if !ok {
		t.Fatal("the text is not kept")
	}
	p := entry.Value.prepared
	want := p.Size()
	for _, outcome := range *p.outcomes.Load() {
		if outcome.authorized.Size() == 0 {
			t.Error("a trimmed operation weighs nothing")
		}
		want += outcome.authorized.Size()
	}
	if entry.Value.size != want || len(*p.outcomes.Load()) != 2 {
		t.Errorf("the entry weighs %d, its operation with %d outcomes %d", entry.Value.size, len(*p.outcomes.Load()), want)
	}
}

func TestHeat(t *testing.T) {
	var h heat
	begin := time.Unix(1_700_000_400, 0) // a half-life begins
	h.add(100, begin)
	h.add(20, begin.Add(halfLife-time.Second))
	for after, want := range map[time.Duration]uint32{
		0: 120, halfLife: 60, 2*halfLife + time.Second: 30, 6 * halfLife: 1, 7 * halfLife: 0, 1000 * halfLife: 0, -time.Hour: 120,
	} {
		if got := cooled(h.state.Load(), begin.Add(after)); got != want {
			t.Errorf("%v later it is %d, want %d", after, got, want)
		}
	}
	h.add(1, begin.Add(halfLife))
	if got := cooled(h.state.Load(), begin.Add(halfLife)); got != 61 {
		t.Errorf("with one more it is %d, want 61", got)
	}
	h.add(1<<32-1, begin.Add(halfLife))
	if got := cooled(h.state.Load(), begin.Add(halfLife)); got != 1<<32-1 {
		t.Errorf("more than can be counted is %d", got)
	}
	var used heat
	for range 10_000 {
		used.use()
	}
	if got := used.state.Load() & (1<<32 - 1); got < 7_000 || got > 13_000 {
		t.Errorf("10,000 uses count as %d", got)
	}
}

// BenchmarkKnownText is what a repeated request pays for its plan, from the text.
func BenchmarkKnownText(b *testing.B) {
	sdl, err := os.ReadFile("../bench/data/supergraph.graphql")
	if err != nil {
		b.Fatal(err)
	}
	sg, err := supergraph.Parse("supergraph.graphql", string(sdl))
	if err != nil {
		b.Fatal(err)
	}
	r, err := New(config.Default(), Options{})
	if err != nil {
		b.Fatal(err)
	}
	defer r.Close()
	r.Serve(sg, "benchmark")
	plans := r.served.Load().plans
	for _, op := range []string{"heavy", "small"} {
		text, err := os.ReadFile("../bench/data/ops/" + op + ".graphql")
		if err != nil {
			b.Fatal(err)
		}
		b.Run("op="+op, func(b *testing.B) {
			if _, err := plans.prepared(context.Background(), string(text), ""); err != nil {
				b.Fatal(err)
			}
			query := string(text) // requests bring texts of their own: equal, and not the same
			b.ReportAllocs()
			for b.Loop() {
				p, err := plans.prepared(context.Background(), query, "")
				if err != nil {
					b.Fatal(err)
				}
				if _, err := plans.planned(context.Background(), p, plans.authorized(p, planUse{}.claims), planUse{}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
