package router

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"sync"
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
	engine  *graph.Engine
	targets *transport.Targets
	// tokenHeaders are where a token may be.
	tokenHeaders []string
	// enforced: the directives of authorization hold.
	enforced bool

	// entries weigh what they keep alive: an operation that has its plan at hand weighs both, since the plan's own entry,
	// which nobody asks for then, is soon driven out.
	entries   *otter.Cache[planKey, planEntry]
	preparing flight.Group[planKey, *prepared]
	planning  flight.Group[planKey, *planned]

	// inherited are operations that were used with an earlier supergraph and are not among the entries. It is not changed.
	inherited []hotOperation
}

// planKey is the key of an operation's text, or that of a plan: graph.Authorized.Key, in parts, and the labels that are on.
type planKey struct {
	query, operationName  string
	hash, variant, labels string
}

// planEntry has one of both.
type planEntry struct {
	prepared *prepared
	planned  *planned
	size     int
}

// entryBytes is what an entry takes beside its value.
const entryBytes = 300

// prepared is an operation's text, made ready, with what nearly every request for it comes to: found by one lookup.
type prepared struct {
	*graph.Prepared
	key  planKey
	heat heat
	// outcomes is what is left of it for callers, by which of its requirements they meet.
	outcomes atomic.Pointer[[]outcome]
	// deferred are the ways to answer it in parts. of is the operation that one of these is a way to answer.
	deferred atomic.Pointer[[]deferredAs]
	of       *prepared
	// plain is its plan where nobody needs a permission and no label is on.
	plain atomic.Pointer[planned]

	mu sync.Mutex
	// uses are those that plans were made for, the plain one left out.
	uses []planUse
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

func newPlanCache(cfg *config.Config, engine *graph.Engine, targets *transport.Targets, tokenHeaders []string) *planCache {
	bounds := cfg.PlanCache()
	// One bound serves for both: an entry weighs at least its share of the bytes.
	least := max(int64(bounds.MaxBytes)/int64(bounds.MaxEntries), 1)
	return &planCache{
		engine: engine, targets: targets, tokenHeaders: tokenHeaders, enforced: cfg.Authorization.Directives.Enabled,
		entries: otter.Must(&otter.Options[planKey, planEntry]{
			MaximumWeight: uint64(bounds.MaxBytes),
			Weigher: func(_ planKey, e planEntry) uint32 {
				return uint32(min(max(int64(e.size+entryBytes), least), math.MaxInt32))
			},
		}),
	}
}

func (c *planCache) close() { c.entries.StopAllGoroutines() }

// operationError is what is wrong with a client's operation.
type operationError struct{ errors gqlerr.List }

func (e *operationError) Error() string { return e.errors.Error() }

// prepared finds the operation of a text, or makes it ready.
func (c *planCache) prepared(ctx context.Context, query, operationName string) (*prepared, error) {
	key := planKey{query: query, operationName: operationName}
	if known, ok := c.entries.GetIfPresent(key); ok {
		known.prepared.heat.use()
		return known.prepared, nil
	}
	return once(ctx, &c.preparing, key, func(context.Context) (*prepared, error) {
		// Another run may have ended between the look into the cache and this one's turn.
		if known, ok := c.entries.GetIfPresent(key); ok {
			return known.prepared, nil
		}
		made, errs := c.engine.Prepare(query, operationName)
		if len(errs) > 0 {
			return nil, &operationError{errs}
		}
		p := &prepared{Prepared: made, key: key}
		p.heat.add(1, time.Now())
		c.keep(p)
		return p, nil
	})
}

// keep puts an operation among the entries, or weighs it again, now that more is at hand with it.
func (c *planCache) keep(p *prepared) {
	if p.of != nil {
		p = p.of
	}
	size := p.weight()
	if deferred := p.deferred.Load(); deferred != nil {
		for _, way := range *deferred {
			size += way.prepared.weight()
		}
	}
	c.entries.Set(p.key, planEntry{prepared: p, size: size})
}

// weight is what an operation takes, with all that is at hand with it.
func (p *prepared) weight() int {
	size := p.Size()
	if outcomes := p.outcomes.Load(); outcomes != nil {
		for _, outcome := range *outcomes {
			size += outcome.authorized.Size()
		}
	}
	if plain := p.plain.Load(); plain != nil {
		size += plain.Size()
	}
	return size
}

// authorized is what is left of an operation for a caller.
func (c *planCache) authorized(p *prepared, claims authz.Claims) *graph.Authorized {
	var memory [16]byte
	met := memory[:0]
	if c.enforced {
		met = c.engine.AppendOutcome(met, p.Prepared, claims)
	}
	var known []outcome
	if list := p.outcomes.Load(); list != nil {
		known = *list
	}
	for i := range known {
		if known[i].met == string(met) {
			return known[i].authorized
		}
	}
	made := &graph.Authorized{Prepared: p.Prepared, Decision: authz.Decision{Operation: p.Operation}}
	if c.enforced {
		made = c.engine.Authorize(p.Prepared, claims)
	}
	// Of two that are stored at once one is made again later.
	grown := append(slices.Clone(known[max(len(known)-maxOutcomes+1, 0):]), outcome{string(met), made})
	p.outcomes.Store(&grown)
	if made.Size() > 0 {
		c.keep(p)
	}
	return made
}

// planned finds the plan of an operation for what a caller may see of it and the labels that are on, sorted, or makes it.
func (c *planCache) planned(ctx context.Context, p *prepared, a *graph.Authorized, use planUse) (*planned, error) {
	plain := a.Decision.Variant == "" && len(use.labels) == 0
	if plain {
		if known := p.plain.Load(); known != nil {
			return known, nil
		}
	}
	key := planKey{hash: a.Decision.Operation.Hash, variant: a.Decision.Variant}
	if len(use.labels) > 0 {
		key.labels = fmt.Sprintf("%q", use.labels)
	}
	made, err := c.plannedAs(ctx, key, p, a, use)
	if plain && err == nil {
		p.plain.Store(made)
		c.keep(p)
	}
	return made, err
}

func (c *planCache) plannedAs(ctx context.Context, key planKey, p *prepared, a *graph.Authorized, use planUse) (*planned, error) {
	if known, ok := c.entries.GetIfPresent(key); ok {
		return known.planned, nil
	}
	return once(ctx, &c.planning, key, func(ctx context.Context) (*planned, error) {
		if known, ok := c.entries.GetIfPresent(key); ok {
			return known.planned, nil
		}
		made, err := c.plan(ctx, a, use.labels)
		if err != nil {
			return nil, err
		}
		c.entries.Set(key, planEntry{planned: made, size: made.Size()})
		if key.variant != "" || key.labels != "" {
			p.remember(use)
		}
		return made, nil
	})
}

func (c *planCache) plan(ctx context.Context, a *graph.Authorized, labels []string) (*planned, error) {
	on := func(label string) bool { _, found := slices.BinarySearch(labels, label); return found }
	made, failure := c.engine.Plan(ctx, a, on)
	if failure != nil {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		return nil, &operationError{gqlerr.List{failure}}
	}
	p := &planned{Planned: made, reads: a.Prepared.Operation.Kind == ast.Query}
	for _, fetch := range made.Plan.Fetches {
		p.reads = p.reads && fetch.Kind == ast.Query
		if !slices.Contains(p.services, fetch.Service) {
			p.services = append(p.services, fetch.Service)
		}
	}
	for _, variable := range a.Prepared.Operation.Variables {
		p.variables = append(p.variables, variable.Variable)
	}
	p.vary = slices.Clip(append([]string{"Accept"}, merged(c.targets.Varies(p.services), c.tokenHeaders)...))
	return p, nil
}

// once lets work be done once however many ask for it.
func once[V any](ctx context.Context, group *flight.Group[planKey, V], key planKey, work func(context.Context) (V, error)) (V, error) {
	value, _, err := group.Do(ctx, key, planningTime, work)
	if p := (*flight.PanicError)(nil); errors.As(err, &p) {
		// It is contained and logged where all panics of requests are.
		panic(p)
	}
	return value, err
}
