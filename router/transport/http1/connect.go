package http1

import (
	"context"
	"errors"
	"io"
	"time"
)

// lookAfter is for how long an exchange waits, at most, before it looks whether the connection is still open, since a turn does not notice
// that it was closed before. That takes a server that ends a connection on its side, in the moment it is used again, and reads on.
const lookAfter = time.Second

// turn writes the request, waits, and reads once. What it leaves is done step by step.
func (x *Exchange) turn() error {
	if x.buffer == nil {
		x.buffer = x.request.Expect.buffer()
	}
	wrote, read, err := x.conn.turn.run(x.request.Bytes, x.buffer.B[len(x.buffer.B):cap(x.buffer.B)])
	x.sent = wrote
	x.buffer.B = x.buffer.B[:len(x.buffer.B)+read]
	if err != nil && wrote < len(x.request.Bytes) && !isTimeout(err) && !x.mayRepeat(err) {
		x.writeErr, err = err, nil
	}
	if errors.Is(err, io.EOF) {
		err = ErrClosed
	}
	return err
}

// early says that the time was over for looking, not for waiting.
func (x *Exchange) early() bool {
	x.mu.Lock()
	defer x.mu.Unlock()
	return !x.interrupted && x.conn != nil && x.conn.armed.Before(x.request.Deadline) && x.conn.arm(x.request.Deadline) == nil
}

// prepare sets the first deadline of an exchange on a connection, which nobody else knows yet. The one that is set will do where it
// comes soon enough and not at once: setting one costs more than it seems.
func (x *Exchange) prepare(c *conn, now time.Time) error {
	first := now.Add(lookAfter)
	if x.request.Deadline.Before(first) {
		first = x.request.Deadline
	}
	if c.armed.After(now.Add(lookAfter/2)) && !c.armed.After(first) {
		return nil
	}
	return c.arm(first)
}

// probeAfter is for how long a connection may be idle before a query looks whether it is still open. A request that must not be
// sent twice always looks.
const probeAfter = 100 * time.Millisecond

// connect takes a kept connection, or dials. A request that is repeated gets a new connection: others may be as stale.
func (x *Exchange) connect() error {
	now := x.request.Begun
	if now.IsZero() {
		now = time.Now()
	}
	for !x.repeated {
		c := x.host.take()
		if c == nil {
			break
		}
		idle := now.Sub(c.since)
		if idle < x.host.options.IdleTimeout && x.prepare(c, now) == nil &&
			((x.request.Repeatable && idle < probeAfter) || c.probe.alive()) {
			return x.adopt(c)
		}
		_ = c.Close()
	}
	return x.dial()
}

func (x *Exchange) dial() error {
	limit := time.Now().Add(x.host.options.DialTimeout)
	if x.request.Deadline.Before(limit) {
		limit = x.request.Deadline
	}
	ctx, cancel := context.WithDeadline(context.Background(), limit)
	defer cancel()
	x.mu.Lock()
	if x.interrupted {
		x.mu.Unlock()
		return context.Canceled
	}
	x.cancelDial = cancel
	x.mu.Unlock()
	raw, err := x.host.options.Dial(ctx)
	x.mu.Lock()
	x.cancelDial = nil
	x.mu.Unlock()
	if err != nil {
		if ctx.Err() != nil { // the dialer's own words differ
			return ctx.Err()
		}
		return err
	}
	c := &conn{Conn: raw, probe: newProbe(raw), turn: newTurn(raw)}
	if err := x.prepare(c, time.Now()); err != nil {
		_ = c.Close()
		return err
	}
	return x.adopt(c)
}

// adopt makes a connection the exchange's; from now on an interrupt reaches it.
func (x *Exchange) adopt(c *conn) error {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.conn = c
	if x.interrupted {
		_ = c.arm(time.Unix(1, 0))
	}
	return nil
}

// drop closes the connection.
func (x *Exchange) drop() {
	x.mu.Lock()
	c := x.conn
	x.conn = nil
	x.mu.Unlock()
	if c != nil {
		_ = c.Close()
	}
}
