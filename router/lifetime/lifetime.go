// Package lifetime has the context of a client's request: it ends when the
// request's time is over, when the client leaves, or with the request. Nearly no
// request gets to see that, so a Context makes no channel, no timer and no
// registration elsewhere before somebody needs them, and whoever only wants to
// be told brings the memory for it: a Hook.
package lifetime

import (
	"context"
	"sync"
	"sync/atomic"
	"time"
)

// Context is a context.Context with a deadline. Begin makes it usable, End ends it; it may be part of something
// larger. It is safe for concurrent use.
type Context struct {
	parent   context.Context //nolint:containedctx // it is one itself
	deadline time.Time

	ended atomic.Bool // err is set

	mu    sync.Mutex
	err   error
	done  chan struct{}
	hooks *Hook
	// attended: what the parent would tell, End does. timer and leave are there once something waits for the end.
	attended bool
	timer    *time.Timer
	leave    func() bool
}

// Begin makes c a context that ends with its parent, or at the deadline.
func (c *Context) Begin(parent context.Context, deadline time.Time) {
	if own, ok := parent.Deadline(); ok && own.Before(deadline) {
		deadline = own
	}
	c.parent, c.deadline = parent, deadline
}

// Attend says that somebody else than the parent tells when the client leaves, by End.
func (c *Context) Attend() {
	c.mu.Lock()
	c.attended = true
	c.mu.Unlock()
}

// End ends the context, for those who still wait on it with context.Canceled. Every Context that was begun must be ended.
func (c *Context) End() { c.end(context.Canceled) }

// Deadline is when the context ends by itself.
func (c *Context) Deadline() (time.Time, bool) { return c.deadline, true }

// Value is the parent's.
func (c *Context) Value(key any) any { return c.parent.Value(key) }

// Err is nil until the context has ended; then why.
func (c *Context) Err() error {
	if !c.ended.Load() {
		err := c.overdue()
		if err == nil {
			return nil
		}
		c.end(err)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.err
}

// overdue is why the context should have ended by now. Nobody may have told it.
func (c *Context) overdue() error {
	if err := c.parent.Err(); err != nil {
		return err
	}
	// Half of what time.Now takes.
	if time.Until(c.deadline) <= 0 {
		return context.DeadlineExceeded
	}
	return nil
}

// Done is closed when the context has ended.
func (c *Context) Done() <-chan struct{} {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.done == nil {
		c.done = make(chan struct{})
		if c.err != nil {
			close(c.done)
		} else {
			c.watchParent()
			c.watchClock()
		}
	}
	return c.done
}

// AfterFunc runs f on a goroutine of its own after the context has ended, as context.AfterFunc does, which finds this
// method; so do the contexts derived from c.
func (c *Context) AfterFunc(f func()) (stop func() bool) {
	h := &Hook{}
	h.Watch(c, time.Time{}, func() { go f() })
	return h.Stop
}

// watchParent and watchClock are called with the lock held, and begin what is not begun yet. What they begin calls end, which
// waits for the lock.
func (c *Context) watchParent() {
	if c.leave == nil && !c.attended {
		c.leave = context.AfterFunc(c.parent, func() { c.end(c.parent.Err()) })
	}
}

func (c *Context) watchClock() {
	if c.timer == nil {
		c.timer = time.AfterFunc(time.Until(c.deadline), func() { c.end(context.DeadlineExceeded) })
	}
}

func (c *Context) end(err error) {
	c.mu.Lock()
	if c.err != nil {
		c.mu.Unlock()
		return
	}
	c.err = err
	c.ended.Store(true)
	if c.done != nil {
		close(c.done)
	}
	if c.timer != nil {
		c.timer.Stop()
	}
	if c.leave != nil {
		c.leave()
	}
	first := c.hooks
	c.hooks = nil
	for h := first; h != nil; h = h.next {
		h.listed = false
	}
	c.mu.Unlock()
	for h := first; h != nil; h = h.next {
		h.run()
	}
}
