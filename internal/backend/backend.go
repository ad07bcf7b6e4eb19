// Package backend counts what one request costs behind a service: SQL statements, calls to other systems.
// A service installs a Counter for each request; whoever talks to a backend adds to it.
package backend

import (
	"context"
	"maps"
	"sync"
)

// Kinds of work that are counted.
const (
	SQL     = "sql"
	Carrier = "carrier"
)

// Counter counts by kind. It is safe for concurrent use; the zero value is ready.
type Counter struct {
	mu    sync.Mutex
	kinds map[string]int
}

type key struct{}

// With returns a context whose backend work is counted by the returned counter.
func With(ctx context.Context) (context.Context, *Counter) {
	c := &Counter{}
	return context.WithValue(ctx, key{}, c), c
}

// Add counts one piece of work of a kind for the request that ctx belongs to, if it is counted.
func Add(ctx context.Context, kind string) {
	c, ok := ctx.Value(key{}).(*Counter)
	if !ok {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.kinds == nil {
		c.kinds = make(map[string]int)
	}
	c.kinds[kind]++
}

// Counts returns how often each kind was counted so far. Kinds that were not are left out.
func (c *Counter) Counts() map[string]int {
	c.mu.Lock()
	defer c.mu.Unlock()
	counts := make(map[string]int, len(c.kinds))
	maps.Copy(counts, c.kinds)
	return counts
}
