package http1

import (
	"context"
	"net"
	"sync"
	"sync/atomic"
	"time"
)

// Options shape a Host.
type Options struct {
	// Dial opens a connection; it returns soon after its context is done.
	Dial func(context.Context) (net.Conn, error)
	// DialTimeout bounds one Dial, IdleTimeout how long an unused connection is kept.
	DialTimeout, IdleTimeout time.Duration
	// MaxHeader bounds an answer's head, with all 1xx before it, in bytes.
	MaxHeader int
}

// Host keeps connections to one address: as many as were in use at once, until they are idle for too long. It is safe
// for concurrent use.
type Host struct {
	options Options

	mu     sync.Mutex
	idle   []*conn // the one used last is at the end, and is used first
	closed bool
	reaper *time.Timer
}

// conn is a connection. Only the one Exchange that has taken it uses it.
type conn struct {
	net.Conn
	probe *probe
	turn  *turn
	// armed is the deadline that is set, for the one who uses the connection. It may come before the exchange's: then it says that it is
	// time to look, and to set the next one.
	armed time.Time
	since time.Time // when it was put back
	// used: it has carried an exchange before.
	used bool
}

// arm sets the deadline.
func (c *conn) arm(deadline time.Time) error {
	c.armed = deadline
	return c.SetDeadline(deadline)
}

// NewHost makes a Host without connections.
func NewHost(options Options) *Host { return &Host{options: options} }

// Close closes the connections that are not in use, and those in use when they are given back.
func (h *Host) Close() {
	h.mu.Lock()
	idle := h.idle
	h.idle, h.closed = nil, true
	if h.reaper != nil {
		h.reaper.Stop()
	}
	h.mu.Unlock()
	for _, c := range idle {
		_ = c.Close()
	}
}

// Idle is how many connections are kept at this moment.
func (h *Host) Idle() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return len(h.idle)
}

// take is the connection that was used last, nil when there is none.
func (h *Host) take() *conn {
	h.mu.Lock()
	defer h.mu.Unlock()
	last := len(h.idle) - 1
	if last < 0 {
		return nil
	}
	c := h.idle[last]
	h.idle[last] = nil
	h.idle = h.idle[:last]
	return c
}

func (h *Host) put(c *conn, now time.Time) {
	c.used, c.since = true, now
	h.mu.Lock()
	if h.closed {
		h.mu.Unlock()
		_ = c.Close()
		return
	}
	h.idle = append(h.idle, c)
	if h.reaper == nil {
		h.reaper = time.AfterFunc(h.options.IdleTimeout, h.reap)
	}
	h.mu.Unlock()
}

// reap closes connections that were idle for too long, and comes again as long as there are any.
func (h *Host) reap() {
	h.mu.Lock()
	before, old := time.Now().Add(-h.options.IdleTimeout), 0
	for old < len(h.idle) && !h.idle[old].since.After(before) {
		old++
	}
	// The one that was put back first is not always the one that was used first, but nearly.
	stale := append([]*conn(nil), h.idle[:old]...)
	kept := copy(h.idle, h.idle[old:])
	clear(h.idle[kept:])
	h.idle = h.idle[:kept]
	switch {
	case h.closed:
	case kept > 0:
		h.reaper.Reset(max(h.idle[0].since.Sub(before), time.Second))
	default:
		h.reaper = nil
	}
	h.mu.Unlock()
	for _, c := range stale {
		_ = c.Close()
	}
}

// Expectation is how large answers of one kind were lately, so that the next one's buffer fits at once.
type Expectation struct{ bytes atomic.Int64 }

func (e *Expectation) note(size int) {
	before := e.bytes.Load()
	if now := max(int64(size), before-before/16); now != before {
		e.bytes.Store(now)
	}
}

// firstBuffer is how large the first buffer is when nothing is known.
const firstBuffer = 8 << 10

func (e *Expectation) buffer() *Buffer {
	if e == nil {
		return NewBuffer(firstBuffer)
	}
	// One more than the answer: then a read that gets all of it is not asked for more in vain.
	if expected := int(e.bytes.Load()); expected > 0 {
		return NewBuffer(expected + 1)
	}
	return NewBuffer(firstBuffer)
}
