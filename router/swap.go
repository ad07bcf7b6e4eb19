package router

import (
	"context"
	"runtime"
	"sync"
	"time"

	"github.com/weftgraphql/weft/graph"
	"github.com/weftgraphql/weft/graph/supergraph"
)

const (
	// warmUpTime bounds how long a new supergraph waits for its plans.
	warmUpTime = 10 * time.Second
	// maxWarmers is by how many goroutines plans are made for it, and no more than half of the processors: requests go on.
	maxWarmers = 4
)

// Serve makes a supergraph the one that is served. Where another one is, the operations that were used most are prepared
// for the new one first; it takes over when they are, or after ten seconds, or when the next supergraph is there already.
// Requests under way end with the one they began with. id must differ for different supergraphs: cached answers are kept
// under it. Of several calls at once the last one holds. After Close it does nothing.
func (r *Router) Serve(sg *supergraph.Supergraph, id string) {
	turn, open := r.swaps.begin()
	if !open {
		return
	}
	defer turn.end()
	if turn.overtaken() {
		return
	}
	next := &served{id: id, engine: graph.New(sg, r.engineOptions()), targets: r.client.Targets(sg.Subgraphs)}
	next.plans = newPlanCache(r.cfg, next.engine, next.targets, r.tokenHeaders)
	if before := r.served.Load(); before != nil {
		r.warmUp(turn.ctx, before.plans, next.plans)
		defer before.plans.close()
	}
	r.served.Store(next)
}

// warmUp prepares for a new supergraph what was used most with the one before.
func (r *Router) warmUp(ctx context.Context, before, next *planCache) {
	begun := time.Now()
	operations := before.hottest(r.cfg.Supergraph.QueryPlanning.WarmedUpQueries, int(r.cfg.PlanCache().MaxBytes)/4, begun)
	ready := next.warm(ctx, operations, min(maxWarmers, max(1, runtime.GOMAXPROCS(0)/2)))
	r.logger.Info("the supergraph is replaced", "operations_warmed_up", ready, "operations_not", len(operations)-ready, "warm_up", time.Since(begun))
}

// swaps puts calls of Serve in order.
type swaps struct {
	// serving is held by the call that is at work.
	serving sync.Mutex

	mu     sync.Mutex
	closed bool
	// last is the number of the latest call, done that of the latest one that took its turn.
	last, done int
	// cancel ends the warm-up of the latest call.
	cancel context.CancelFunc
}

// turn is one call's.
type turn struct {
	*swaps
	number int
	ctx    context.Context //nolint:containedctx // a turn is that of one call
	cancel context.CancelFunc
}

// begin waits for the call at work, whose warm-up it ends. open is false once swaps are closed.
func (s *swaps) begin() (t turn, open bool) {
	s.mu.Lock()
	if s.closed {
		s.mu.Unlock()
		return turn{}, false
	}
	if s.cancel != nil {
		s.cancel()
	}
	s.last++
	t = turn{swaps: s, number: s.last}
	t.ctx, t.cancel = context.WithTimeout(context.Background(), warmUpTime)
	s.cancel = t.cancel
	s.mu.Unlock()
	s.serving.Lock()
	return t, true
}

// overtaken says whether a later call had its turn already. Otherwise this one has it.
func (t turn) overtaken() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.closed || t.done > t.number {
		return true
	}
	t.done = t.number
	return false
}

func (t turn) end() {
	t.cancel()
	t.serving.Unlock()
}

// close ends the warm-up of the call at work and waits for that call; there is none after it.
func (s *swaps) close() {
	s.mu.Lock()
	s.closed = true
	if s.cancel != nil {
		s.cancel()
	}
	s.mu.Unlock()
	s.serving.Lock()
	defer s.serving.Unlock()
}
