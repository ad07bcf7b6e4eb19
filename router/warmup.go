package router

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/weftgraphql/weft/graph/authz"
)

const (
	// maxUses is for how many kinds of callers the plans of one operation are remembered.
	maxUses = 8
	// maxScopes bounds what is remembered of a caller's scopes, in bytes.
	maxScopes = 4096
)

// planUse is what a plan depends on beside the operation: what the caller may do, and the override labels that are on, sorted.
type planUse struct {
	claims authz.Claims
	labels []string
}

// remember notes for whom a plan was made. The latest are kept.
func (p *prepared) remember(use planUse) {
	if len(strings.Join(use.claims.Scopes, " ")) > maxScopes {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	// Who reads the list does so without the lock: it is not changed in place.
	p.uses = append(slices.Clone(p.uses[max(0, len(p.uses)+1-maxUses):]), use)
}

// hotOperation is an operation that was used, and how much: what a warm-up prepares for another supergraph.
type hotOperation struct {
	key planKey
	// heat is a heat's state.
	heat uint64
	// uses are those it was planned for; plain is the one without permissions and labels.
	uses  []planUse
	plain bool
}

// hottest are the n operations used most of late, with their texts no more than a number of bytes together.
func (c *planCache) hottest(n, bytes int, now time.Time) []hotOperation {
	if n <= 0 {
		return nil
	}
	var all []hotOperation
	known := map[planKey]bool{}
	for key, entry := range c.entries.All() {
		p := entry.prepared
		if p == nil {
			continue
		}
		p.mu.Lock()
		uses := p.uses
		p.mu.Unlock()
		all = append(all, hotOperation{key: key, heat: p.heat.state.Load(), uses: uses, plain: p.plain.Load() != nil})
		known[key] = true
	}
	for _, operation := range c.inherited {
		if !known[operation.key] {
			all = append(all, operation)
		}
	}
	slices.SortFunc(all, func(a, b hotOperation) int {
		return cmp.Or(cmp.Compare(cooled(b.heat, now), cooled(a.heat, now)), cmp.Compare(a.key.query, b.key.query), cmp.Compare(a.key.operationName, b.key.operationName))
	})
	all = all[:min(n, len(all))]
	for i, operation := range all {
		if bytes -= len(operation.key.query); bytes < 0 {
			return all[:i]
		}
	}
	return all
}

// warm prepares and plans operations, by so many goroutines, until all are done or ctx ends. What the supergraph does not
// answer any more is left out. It returns how many are ready; the others are inherited.
func (c *planCache) warm(ctx context.Context, operations []hotOperation, workers int) int {
	ready := make([]bool, len(operations))
	var next atomic.Int64
	var wait sync.WaitGroup
	for range min(workers, len(operations)) {
		wait.Go(func() {
			for {
				i := int(next.Add(1)) - 1
				if i >= len(operations) || ctx.Err() != nil {
					return
				}
				ready[i] = c.warmOne(ctx, operations[i])
			}
		})
	}
	wait.Wait()
	count := 0
	for i, operation := range operations {
		if ready[i] {
			count++
		} else {
			// A later supergraph may answer it again.
			c.inherited = append(c.inherited, operation)
		}
	}
	return count
}

// warmOne says whether an operation is ready for all it was used for. That it panics is found by the request that uses it, and told there.
func (c *planCache) warmOne(ctx context.Context, operation hotOperation) (ready bool) {
	defer func() {
		if recover() != nil {
			ready = false
		}
	}()
	p, err := c.prepared(ctx, operation.key.query, operation.key.operationName)
	if err != nil {
		return false
	}
	now := time.Now()
	p.heat.add(cooled(operation.heat, now), now)
	uses := operation.uses
	if operation.plain {
		uses = append(slices.Clip(uses), planUse{})
	}
	for _, use := range uses {
		use.labels = slices.DeleteFunc(slices.Clone(use.labels), func(label string) bool { return !slices.Contains(p.Labels, label) })
		if _, err := c.planned(ctx, p, c.authorized(p, use.claims), use); err != nil {
			return false
		}
	}
	return true
}
