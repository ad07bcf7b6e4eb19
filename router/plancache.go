package router

import (
	"context"
	"errors"
	"math"
	"slices"
	"time"

	"github.com/maypok86/otter/v2"

	"github.com/weftgraphql/weft/graph"
	"github.com/weftgraphql/weft/graph/gqlerr"
	"github.com/weftgraphql/weft/router/cache"
	"github.com/weftgraphql/weft/router/config"
	"github.com/weftgraphql/weft/router/flight"
)

// planningTime bounds one planning; the budget of the planner ends it long before as a rule.
const planningTime = 2 * time.Second

// planCache keeps what was made of operations: by their text, and by what they are once authorized. It belongs to one
// supergraph. Errors are not kept.
type planCache struct {
	byText    memo[*graph.Prepared]
	byMeaning memo[*graph.Planned]
}

func newPlanCache(cfg config.PlanCache) *planCache {
	return &planCache{byText: newMemo[*graph.Prepared](cfg), byMeaning: newMemo[*graph.Planned](cfg)}
}

func (c *planCache) close() {
	c.byText.entries.StopAllGoroutines()
	c.byMeaning.entries.StopAllGoroutines()
}

// operationError is what is wrong with a client's operation.
type operationError struct{ errors gqlerr.List }

func (e *operationError) Error() string { return e.errors.Error() }

func (c *planCache) prepared(ctx context.Context, query, operationName string, engine *graph.Engine) (*graph.Prepared, error) {
	key := cache.NewKey("text").Text(query).Text(operationName).Key()
	return c.byText.get(ctx, key, func(context.Context) (*graph.Prepared, int, error) {
		prepared, errs := engine.Prepare(query, operationName)
		if len(errs) > 0 {
			return nil, 0, &operationError{errs}
		}
		// The normal form has an object for each selection; measured, about forty bytes for each of the text.
		return prepared, 4096 + 40*len(query), nil
	})
}

func (c *planCache) planned(ctx context.Context, a *graph.Authorized, labels []string, engine *graph.Engine) (*graph.Planned, error) {
	key := cache.NewKey("meaning").Text(a.Key()).List(labels).Key()
	return c.byMeaning.get(ctx, key, func(ctx context.Context) (*graph.Planned, int, error) {
		on := func(label string) bool { _, found := slices.BinarySearch(labels, label); return found }
		planned, failure := engine.Plan(ctx, a, on)
		if failure != nil {
			if err := ctx.Err(); err != nil {
				return nil, 0, err
			}
			return nil, 0, &operationError{gqlerr.List{failure}}
		}
		size := 8192
		for _, fetch := range planned.Plan.Fetches {
			size += 2048 + 40*len(fetch.Operation)
		}
		return planned, size, nil
	})
}

// memo keeps values by key, within bounds of number and size, each made once however many ask for it.
type memo[V any] struct {
	entries *otter.Cache[cache.Key, sized[V]]
	making  *flight.Group[cache.Key, V]
}

type sized[V any] struct {
	value V
	size  int
}

func newMemo[V any](cfg config.PlanCache) memo[V] {
	// One bound serves for both: an entry weighs at least its share of the bytes.
	least := max(int64(cfg.MaxBytes)/int64(cfg.MaxEntries), 1)
	return memo[V]{
		entries: otter.Must(&otter.Options[cache.Key, sized[V]]{
			MaximumWeight: uint64(cfg.MaxBytes),
			Weigher: func(_ cache.Key, e sized[V]) uint32 {
				return uint32(min(max(int64(e.size), least), math.MaxInt32))
			},
		}),
		making: &flight.Group[cache.Key, V]{},
	}
}

func (m memo[V]) get(ctx context.Context, key cache.Key, produce func(context.Context) (V, int, error)) (V, error) {
	if entry, ok := m.entries.GetIfPresent(key); ok {
		return entry.value, nil
	}
	value, _, err := m.making.Do(ctx, key, planningTime, func(ctx context.Context) (V, error) {
		// Another run may have ended between the look into the cache and this one's turn.
		if entry, ok := m.entries.GetIfPresent(key); ok {
			return entry.value, nil
		}
		value, size, err := produce(ctx)
		if err == nil {
			m.entries.Set(key, sized[V]{value, size})
		}
		return value, err
	})
	if p := (*flight.PanicError)(nil); errors.As(err, &p) {
		// It is contained and logged where all panics of requests are.
		panic(p)
	}
	return value, err
}
