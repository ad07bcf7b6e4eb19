package router

import (
	"context"
	"fmt"
	"net/http"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/weftgraphql/weft/graph/authz"
	"github.com/weftgraphql/weft/graph/compose"
	"github.com/weftgraphql/weft/graph/supergraph"
	"github.com/weftgraphql/weft/router/config"
)

// without is the world's supergraph less a field of the catalog.
func (w *world) without(t *testing.T, field string) *supergraph.Supergraph {
	t.Helper()
	var kept []string
	for line := range strings.Lines(catalogSDL) {
		if !strings.HasPrefix(strings.TrimSpace(line), field+":") {
			kept = append(kept, line)
		}
	}
	composed := compose.Compose(context.Background(), []compose.Subgraph{
		{Name: "catalog", URL: w.catalog.URL, SDL: strings.Join(kept, "")}, {Name: "stock", URL: w.stock.URL, SDL: stockSDL},
	}, compose.Options{})
	if !composed.OK() {
		t.Fatalf("%+v", composed.Errors)
	}
	sg, err := supergraph.Parse("supergraph.graphql", composed.SDL)
	if err != nil {
		t.Fatal(err)
	}
	return sg
}

// use makes operations look used that often. They must be known.
func (w *world) use(t *testing.T, times map[string]uint32) {
	t.Helper()
	for query, n := range times {
		entry, ok := w.served.Load().plans.entries.GetEntryQuietly(planKey{query: query})
		if !ok {
			t.Fatalf("%s is not known", query)
		}
		entry.Value.prepared.heat.add(n, time.Now())
	}
}

// warm lists what is planned for the supergraph that is served, without having been asked.
func (w *world) warm() []string {
	var texts []string
	for key, entry := range w.served.Load().plans.entries.All() {
		if entry.prepared != nil && entry.prepared.plain.Load() != nil {
			texts = append(texts, key.query)
		}
	}
	slices.Sort(texts)
	return texts
}

func TestTheHottestOperationsAreReadyWhenASupergraphTakesOver(t *testing.T) {
	w := newWorld(t, func(cfg *config.Config) { cfg.Supergraph.QueryPlanning.WarmedUpQueries = 3 })
	first := w.served.Load().engine.Supergraph()
	hello, price, who, open := `{ hello }`, `{ price stock }`, `{ who }`, `{ open }`
	for _, query := range []string{hello, price, who, open} {
		if got := w.post(query); got.status != http.StatusOK {
			t.Fatalf("%s: %d %s", query, got.status, got.body)
		}
	}
	w.use(t, map[string]uint32{hello: 1000, price: 5000, who: 3000, open: 10})

	w.Serve(w.without(t, "who"), "two")
	// who is of no use with the new one, and still among the hottest.
	if diff := cmp.Diff([]string{hello, price}, w.warm()); diff != "" {
		t.Errorf("ready for the new supergraph (-want +got)\n%s", diff)
	}
	if got := w.post(who); got.code() != "GRAPHQL_VALIDATION_FAILED" {
		t.Errorf("a field that is gone is answered with %d %s", got.status, got.body)
	}
	if got := w.post(hello); got.body != `{"data":{"hello":"hello"}}` {
		t.Errorf("got %d %s", got.status, got.body)
	}

	// Nobody has asked anything but hello of the second supergraph, and all is known of the first one's use.
	w.Serve(first, "three")
	if diff := cmp.Diff([]string{hello, price, who}, w.warm()); diff != "" {
		t.Errorf("ready for the third supergraph (-want +got)\n%s", diff)
	}
	if log := w.log.String(); strings.Count(log, "the supergraph is replaced") != 2 || !strings.Contains(log, "operations_warmed_up=2 operations_not=1") {
		t.Errorf("logged\n%s", log)
	}
}

func TestWarmUpIsForAllWhoAsked(t *testing.T) {
	w := newWorld(t, func(cfg *config.Config) { cfg.OverrideLabels.Force = []string{"percent(50)"} })
	first := w.served.Load()
	w.post(`{ guarded hello }`)
	w.post(`{ guarded hello }`, "Authorization", "Bearer "+token("ann", ""))
	w.post(`{ admin }`, "Authorization", "Bearer "+token("ann", "admin"))
	w.post(`{ moved }`)
	keys := func(s *served) map[planKey]bool {
		found := map[planKey]bool{}
		for key, entry := range s.plans.entries.All() {
			if entry.planned != nil {
				found[key] = true
			}
		}
		return found
	}
	want := keys(first)
	if len(want) != 4 {
		t.Fatalf("%d plans, want 4: %v", len(want), want)
	}
	w.Serve(w.without(t, "broken"), "two")
	if diff := cmp.Diff(want, keys(w.served.Load()), cmp.AllowUnexported(planKey{})); diff != "" {
		t.Errorf("plans (-want +got)\n%s", diff)
	}
	// What is ready is what would be made.
	for header, want := range map[string]string{
		"":                                   `{"data":{"guarded":null,"hello":"hello"}`,
		"Bearer " + token("ann", "whatever"): `{"data":{"guarded":"guarded","hello":"hello"}`,
	} {
		var headers []string
		if header != "" {
			headers = []string{"Authorization", header}
		}
		if got := w.post(`{ guarded hello }`, headers...); !strings.HasPrefix(got.body, want) {
			t.Errorf("got %s, want %s...", got.body, want)
		}
	}
	if got := w.post(`{ moved }`); got.body != `{"data":{"moved":"from stock"}}` {
		t.Errorf("got %s", got.body)
	}
}

func TestNoWarmUp(t *testing.T) {
	w := newWorld(t, func(cfg *config.Config) { cfg.Supergraph.QueryPlanning.WarmedUpQueries = 0 })
	w.post(`{ hello }`)
	w.Serve(w.without(t, "who"), "two")
	if got := w.warm(); len(got) > 0 {
		t.Errorf("%v are ready", got)
	}
}

// A warm-up that has no time left keeps what it did not do for the next one.
func TestAWarmUpEndsWithItsTime(t *testing.T) {
	w := newWorld(t, nil)
	w.post(`{ hello }`)
	w.post(`{ price }`)
	before := w.served.Load().plans
	operations := before.hottest(10, 1<<20, time.Now())
	if len(operations) != 2 {
		t.Fatalf("%d operations", len(operations))
	}
	over, cancel := context.WithCancel(context.Background())
	cancel()
	next := newPlanCache(w.cfg, w.served.Load().engine, w.served.Load().targets, nil)
	defer next.close()
	if ready := next.warm(over, operations, 2); ready != 0 || next.entries.EstimatedSize() != 0 {
		t.Errorf("%d operations are ready after their time", ready)
	}
	if diff := cmp.Diff(operations, next.hottest(10, 1<<20, time.Now()), cmp.AllowUnexported(hotOperation{}, planKey{}, planUse{})); diff != "" {
		t.Errorf("inherited (-want +got)\n%s", diff)
	}
	// Bounds of number and of text.
	if got := next.hottest(1, 1<<20, time.Now()); len(got) != 1 {
		t.Errorf("%d operations, one was wanted", len(got))
	}
	if got := next.hottest(10, len(`{ hello }`), time.Now()); len(got) != 1 {
		t.Errorf("%d operations fit the text of one", len(got))
	}
}

func TestUsesAreBounded(t *testing.T) {
	p := &prepared{}
	for i := range 20 {
		p.remember(planUse{labels: []string{fmt.Sprint(i)}})
	}
	p.remember(planUse{claims: authz.Claims{Scopes: []string{strings.Repeat("s", maxScopes+1)}}})
	if len(p.uses) != maxUses || p.uses[0].labels[0] != "12" || p.uses[maxUses-1].labels[0] != "19" {
		t.Errorf("remembered are %v", p.uses)
	}
}

// A request that is under way ends with the supergraph it began with, and does not keep the next one waiting.
func TestRequestsUnderWayEndWithTheirSupergraph(t *testing.T) {
	w := newWorld(t, nil)
	arrived, release := make(chan struct{}), make(chan struct{})
	w.catalog.fields["who"] = func(http.ResponseWriter, *http.Request) any {
		close(arrived)
		<-release
		return "the old one"
	}
	answered := make(chan reply)
	go func() { answered <- w.post(`{ who }`) }()
	<-arrived
	w.Serve(w.without(t, "who"), "two")
	if got := w.post(`{ who }`); got.code() != "GRAPHQL_VALIDATION_FAILED" {
		t.Errorf("the new supergraph answers %d %s", got.status, got.body)
	}
	close(release)
	if got := <-answered; got.body != `{"data":{"who":"the old one"}}` {
		t.Errorf("the old supergraph answers %d %s", got.status, got.body)
	}
}

func TestTheLastSupergraphHolds(t *testing.T) {
	w := newWorld(t, nil)
	sg := w.served.Load().engine.Supergraph()
	for round := range 20 {
		w.swaps.serving.Lock()
		var wait sync.WaitGroup
		for i := range 5 {
			wait.Go(func() { w.Serve(sg, fmt.Sprint(round, " ", i)) })
			for called := false; !called; runtime.Gosched() {
				w.swaps.mu.Lock()
				called = w.swaps.last == 1+5*round+i+1
				w.swaps.mu.Unlock()
			}
		}
		w.swaps.serving.Unlock()
		wait.Wait()
		if got, want := w.served.Load().id, fmt.Sprint(round, " 4"); got != want {
			t.Fatalf("%q is served, want %q", got, want)
		}
	}
	w.swaps.close()
	w.Serve(sg, "too late")
	if got := w.served.Load().id; got != "19 4" {
		t.Errorf("after its end it serves %q", got)
	}
}

// TestSwapsLeaveNothing swaps often, with operations to be warmed up, and looks at what is left.
func TestSwapsLeaveNothing(t *testing.T) {
	w := newWorld(t, nil)
	graphs := []*supergraph.Supergraph{w.without(t, "who"), w.without(t, "broken")}
	swap := func(n int) (goroutines, heap int) {
		for i := range n {
			w.Serve(graphs[i%2], fmt.Sprint(i))
			for q := range 10 {
				w.post(fmt.Sprintf(`query Q%d { hello stock }`, q))
			}
		}
		runtime.GC()
		runtime.GC()
		var stats runtime.MemStats
		runtime.ReadMemStats(&stats)
		return runtime.NumGoroutine(), int(stats.HeapAlloc)
	}
	goroutines, heap := swap(20)
	later, grown := swap(100)
	if later > goroutines+5 {
		t.Errorf("%d goroutines, after a hundred swaps %d", goroutines, later)
	}
	if grown > heap+heap/4+1<<20 {
		t.Errorf("%d bytes, after a hundred swaps %d", heap, grown)
	}
}
