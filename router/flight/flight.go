// Package flight lets equal work that is wanted several times at once be done
// once. Nobody's leaving fails the others: the work runs on its own and ends
// early only when everybody who waits for it has left.
package flight

import (
	"context"
	"fmt"
	"runtime/debug"
	"sync"
	"time"
)

// Group shares work by key. The zero value is ready for use.
type Group[K comparable, V any] struct {
	mu    sync.Mutex
	calls map[K]*call[V]
}

type call[V any] struct {
	done    chan struct{}
	waiting int
	cancel  context.CancelCauseFunc
	value   V
	err     error
}

// PanicError is a panic of shared work, as an error for all who wait for it.
type PanicError struct {
	Value any
	Stack []byte
}

// Error says that there was a panic; the value may hold internals and is for logs.
func (e *PanicError) Error() string { return fmt.Sprintf("panic: %v", e.Value) }

// Do returns what work returns for key, running it or joining a run that was begun by another caller
// (shared is true then). Work gets a context with the values of the caller that began it, which ends after
// limit or when nobody waits any more; then its cause is why the last one left. A caller whose ctx ends gets its
// error at once.
func (g *Group[K, V]) Do(ctx context.Context, key K, limit time.Duration, work func(context.Context) (V, error)) (value V, shared bool, err error) {
	if err := ctx.Err(); err != nil {
		return value, false, err
	}
	g.mu.Lock()
	c, shared := g.calls[key]
	if !shared {
		c = &call[V]{done: make(chan struct{})}
		if g.calls == nil {
			g.calls = map[K]*call[V]{}
		}
		g.calls[key] = c
		var own context.Context
		own, c.cancel = context.WithCancelCause(context.WithoutCancel(ctx))
		go g.run(own, key, c, limit, work)
	}
	c.waiting++
	g.mu.Unlock()

	select {
	case <-c.done:
		return c.value, shared, c.err
	case <-ctx.Done():
		g.leave(key, c, context.Cause(ctx))
		return value, shared, ctx.Err()
	}
}

// Waiting is how many callers wait for runs at this moment.
func (g *Group[K, V]) Waiting() int {
	g.mu.Lock()
	defer g.mu.Unlock()
	waiting := 0
	for _, c := range g.calls {
		waiting += c.waiting
	}
	return waiting
}

func (g *Group[K, V]) leave(key K, c *call[V], cause error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if c.waiting--; c.waiting > 0 {
		return
	}
	c.cancel(cause)
	// Who comes now must not join work that was cancelled.
	if g.calls[key] == c {
		delete(g.calls, key)
	}
}

func (g *Group[K, V]) run(ctx context.Context, key K, c *call[V], limit time.Duration, work func(context.Context) (V, error)) {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	defer func() {
		if p := recover(); p != nil {
			c.err = &PanicError{Value: p, Stack: debug.Stack()}
		}
		g.mu.Lock()
		if g.calls[key] == c {
			delete(g.calls, key)
		}
		g.mu.Unlock()
		c.cancel(nil)
		close(c.done)
	}()
	c.value, c.err = work(ctx)
}
