package lifetime

import (
	"context"
	"time"
)

// Hook is a function that is called at a context's end. It serves one Watch at a time, and may serve another one when Stop
// has returned true.
type Hook struct {
	run     func()
	context *Context
	other   func() bool // stops it where the context is of another kind

	// Guarded by the context: the list it is in.
	listed       bool
	before, next *Hook
}

// Watch has run called when ctx ends, on whichever goroutine ends it: run must not wait for anything. It is called at once when ctx has
// ended already. Who will be through by a certain time, and so need not be told that the deadline has come after it, says
// so by until; the zero time says nothing.
func (h *Hook) Watch(ctx context.Context, until time.Time, run func()) {
	c, own := ctx.(*Context)
	if !own {
		h.context, h.other = nil, context.AfterFunc(ctx, run)
		return
	}
	h.run, h.context, h.other = run, c, nil
	if !c.list(h, until) {
		run()
	}
}

// Stop ends the watching. It returns false when the function was called, or is about to be.
func (h *Hook) Stop() bool {
	if h.other != nil {
		return h.other()
	}
	return h.context.unlist(h)
}

// list returns false when the context has ended.
func (c *Context) list(h *Hook, until time.Time) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.err != nil {
		return false
	}
	h.listed, h.before, h.next = true, nil, c.hooks
	if h.next != nil {
		h.next.before = h
	}
	c.hooks = h
	c.watchParent()
	if until.IsZero() || c.deadline.Before(until) {
		c.watchClock()
	}
	return true
}

func (c *Context) unlist(h *Hook) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !h.listed {
		return false
	}
	h.listed = false
	if h.before != nil {
		h.before.next = h.next
	} else {
		c.hooks = h.next
	}
	if h.next != nil {
		h.next.before = h.before
	}
	h.before, h.next = nil, nil
	return true
}
