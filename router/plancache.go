package router

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"sync/atomic"
	"time"

	"github.com/maypok86/otter/v2"
	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftgraphql/weft/graph"
	"github.com/weftgraphql/weft/graph/authz"
	"github.com/weftgraphql/weft/graph/gqlerr"
	"github.com/weftgraphql/weft/router/config"
	"github.com/weftgraphql/weft/router/flight"
	"github.com/weftgraphql/weft/router/transport"
)

// planningTime bounds one planning; the budget of the planner ends it long before as a rule.
const planningTime = 2 * time.Second

// planCache keeps what was made of operations: by their text, and by what they are once authorized. It belongs to one
// supergraph. Errors are not kept. Keys are compared whole, not only by a hash.
type planCache struct {
	engine    *graph.Engine
	targets   *transport.Targets
	byText    memo[textKey, *prepared]
	byMeaning memo[meaningKey, *planned]
	// tokenHeaders are where a token may be.
	tokenHeaders []string
}

type textKey struct{ query, operationName string }

// meaningKey is graph.Authorized.Key, in parts, and the labels that are on.
type meaningKey struct{ hash, variant, labels string }

// prepared is an operation's text, made ready, with what nearly every request for it comes to: found by one lookup.
type prepared struct {
	*graph.Prepared
	// outcomes is what is left of it for callers, by which of its requirements they meet.
	outcomes atomic.Pointer[[]outcome]
	// plain is its plan where nobody needs a permission and no label is on.
	plain atomic.Pointer[planned]
}

// outcome is what is left of an operation for callers who meet the same of its requirements.
type outcome struct {
	met        string
	authorized *graph.Authorized
}

// maxOutcomes bounds how many are kept of an operation; the oldest makes room.
const maxOutcomes = 8

// planned is a plan with what follows from it for answers.
type planned struct {
	*graph.Planned
	// services are those the plan asks, each once, variables the names of the operation's.
	services, variables []string
	// reads: the operation is a query, and no request of it a mutation. Only then may an answer be kept or shared.
	reads bool
	// vary are the request headers that answers depend on, as the values of a Vary header. It is shared and clipped.
	vary []string
	// life is what is known of how long answers live.
	life atomic.Int32
}

const (
	lifeUnknown int32 = iota
	// lifeNever: so far no answer could be kept.
	lifeNever
	// lifeSome: there was one that could.
	lifeSome
)

func newPlanCache(cfg config.PlanCache, engine *graph.Engine, targets *transport.Targets, tokenHeaders []string) *planCache {
	return &planCache{
		engine: engine, targets: targets, tokenHeaders: tokenHeaders,
		byText: newMemo[textKey, *prepared](cfg), byMeaning: newMemo[meaningKey, *planned](cfg),
	}
}

func (c *planCache) close() {
	c.byText.entries.StopAllGoroutines()
	c.byMeaning.entries.StopAllGoroutines()
}

// operationError is what is wrong with a client's operation.
type operationError struct{ errors gqlerr.List }

func (e *operationError) Error() string { return e.errors.Error() }

func (c *planCache) prepared(ctx context.Context, query, operationName string) (*prepared, error) {
	key := textKey{query, operationName}
	if known, ok := c.byText.entries.GetIfPresent(key); ok {
		return known.value, nil
	}
	return c.byText.get(ctx, key, func(context.Context) (*prepared, int, error) {
		made, errs := c.engine.Prepare(query, operationName)
		if len(errs) > 0 {
			return nil, 0, &operationError{errs}
		}
		// The normal form has an object for each selection; measured, about forty bytes for each of the text. The plan
		// that it may hold on to is about as large.
		return &prepared{Prepared: made}, 8192 + 80*len(query), nil
	})
}

// authorized is what is left of an operation for a caller.
func (c *planCache) authorized(p *prepared, claims authz.Claims) *graph.Authorized {
	var memory [16]byte
	met := c.engine.AppendOutcome(memory[:0], p.Prepared, claims)
	var known []outcome
	if list := p.outcomes.Load(); list != nil {
		known = *list
	}
	for i := range known {
		if known[i].met == string(met) {
			return known[i].authorized
		}
	}
	made := c.engine.Authorize(p.Prepared, claims)
	// Of two that are stored at once one is made again later.
	grown := append(slices.Clone(known[max(len(known)-maxOutcomes+1, 0):]), outcome{string(met), made})
	p.outcomes.Store(&grown)
	return made
}

func (c *planCache) planned(ctx context.Context, p *prepared, a *graph.Authorized, labels []string) (*planned, error) {
	plain := a.Decision.Variant == "" && len(labels) == 0
	if plain {
		if known := p.plain.Load(); known != nil {
			return known, nil
		}
	}
	key := meaningKey{hash: a.Decision.Operation.Hash, variant: a.Decision.Variant}
	if len(labels) > 0 {
		key.labels = fmt.Sprintf("%q", labels)
	}
	made, err := c.byMeaning.get(ctx, key, func(ctx context.Context) (*planned, int, error) { return c.plan(ctx, a, labels) })
	if plain && err == nil {
		p.plain.Store(made)
	}
	return made, err
}

func (c *planCache) plan(ctx context.Context, a *graph.Authorized, labels []string) (*planned, int, error) {
	on := func(label string) bool { _, found := slices.BinarySearch(labels, label); return found }
	made, failure := c.engine.Plan(ctx, a, on)
	if failure != nil {
		if err := ctx.Err(); err != nil {
			return nil, 0, err
		}
		return nil, 0, &operationError{gqlerr.List{failure}}
	}
	p, size := &planned{Planned: made, reads: a.Prepared.Operation.Kind == ast.Query}, 8192
	for _, fetch := range made.Plan.Fetches {
		p.reads = p.reads && fetch.Kind == ast.Query
		size += 2048 + 40*len(fetch.Operation)
		if !slices.Contains(p.services, fetch.Service) {
			p.services = append(p.services, fetch.Service)
		}
	}
	for _, variable := range a.Prepared.Operation.Variables {
		p.variables = append(p.variables, variable.Variable)
	}
	p.vary = slices.Clip(append([]string{"Accept"}, merged(c.targets.Varies(p.services), c.tokenHeaders)...))
	return p, size, nil
}

// memo keeps values by key, within bounds of number and size, each made once however many ask for it.
type memo[K comparable, V any] struct {
	entries *otter.Cache[K, sized[V]]
	making  *flight.Group[K, V]
}

type sized[V any] struct {
	value V
	size  int
}

func newMemo[K comparable, V any](cfg config.PlanCache) memo[K, V] {
	// One bound serves for both: an entry weighs at least its share of the bytes.
	least := max(int64(cfg.MaxBytes)/int64(cfg.MaxEntries), 1)
	return memo[K, V]{
		entries: otter.Must(&otter.Options[K, sized[V]]{
			MaximumWeight: uint64(cfg.MaxBytes),
			Weigher: func(_ K, e sized[V]) uint32 {
				return uint32(min(max(int64(e.size), least), math.MaxInt32))
			},
		}),
		making: &flight.Group[K, V]{},
	}
}

func (m memo[K, V]) get(ctx context.Context, key K, produce func(context.Context) (V, int, error)) (V, error) {
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
