package router

import (
	"context"
	"errors"
	"net"
	"os"
	"sync"
	"time"

	"github.com/weftgraphql/weft/router/lifetime"
)

// clientListener accepts clientConns.
type clientListener struct{ net.Listener }

// Accept waits for the next connection.
func (l clientListener) Accept() (net.Conn, error) {
	raw, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return newClientConn(raw), nil
}

// clientConn is a client's connection below net/http's server. It makes the server's calls cheaper (deadlines, an answer in one
// write), and tells the request in hand that its client has left.
type clientConn struct {
	net.Conn
	reading, writing lazyDeadline

	mu      sync.Mutex
	left    bool
	request *lifetime.Context

	// Only the goroutine that answers uses these: held is the beginning of an answer, while more is about to follow.
	holding bool
	held    *[]byte
	vector  net.Buffers
	two     [2][]byte
}

func newClientConn(raw net.Conn) *clientConn {
	c := &clientConn{Conn: raw}
	c.reading.arm, c.writing.arm = raw.SetReadDeadline, raw.SetWriteDeadline
	return c
}

type clientConnKey struct{}

// withClientConn is a http.Server's ConnContext.
func withClientConn(ctx context.Context, c net.Conn) context.Context {
	return context.WithValue(ctx, clientConnKey{}, c)
}

// clientConnOf is the connection of a request, nil where another server than ours serves it.
func clientConnOf(ctx context.Context) *clientConn {
	c, _ := ctx.Value(clientConnKey{}).(*clientConn)
	return c
}

// serve makes the request's context end when the client leaves, until forget.
func (c *clientConn) serve(request *lifetime.Context) {
	request.Attend()
	c.mu.Lock()
	c.request = request
	left := c.left
	c.mu.Unlock()
	if left {
		request.End()
	}
}

func (c *clientConn) forget() {
	c.mu.Lock()
	c.request = nil
	c.mu.Unlock()
}

// note takes what reading or writing came to: an error other than a deadline's is the connection's end.
func (c *clientConn) note(err error) {
	if err == nil || errors.Is(err, os.ErrDeadlineExceeded) {
		return
	}
	c.mu.Lock()
	c.left = true
	request := c.request
	c.mu.Unlock()
	if request != nil {
		request.End()
	}
}

// SetDeadline, SetReadDeadline and SetWriteDeadline are net.Conn's.
func (c *clientConn) SetDeadline(t time.Time) error {
	return errors.Join(c.reading.set(t), c.writing.set(t))
}

// SetReadDeadline is net.Conn's.
func (c *clientConn) SetReadDeadline(t time.Time) error { return c.reading.set(t) }

// SetWriteDeadline is net.Conn's.
func (c *clientConn) SetWriteDeadline(t time.Time) error { return c.writing.set(t) }

// Read is net.Conn's.
func (c *clientConn) Read(b []byte) (n int, err error) {
	if err := c.reading.begin(); err != nil {
		c.note(err)
		return 0, err
	}
	defer c.reading.end()
	for {
		n, err = c.Conn.Read(b)
		if n > 0 || !c.reading.early(err) {
			c.note(err)
			return n, err
		}
	}
}

// Write is net.Conn's, but for what is held.
func (c *clientConn) Write(b []byte) (n int, err error) {
	if c.holding && c.held == nil && len(b) <= holdSize {
		c.held, _ = holds.Get().(*[]byte)
		*c.held = append((*c.held)[:0], b...)
		return len(b), nil
	}
	if c.held != nil {
		return c.writeHeld(b)
	}
	if err := c.writing.begin(); err != nil {
		c.note(err)
		return 0, err
	}
	defer c.writing.end()
	for {
		more, err := c.Conn.Write(b[n:])
		n += more
		if !c.writing.early(err) {
			c.note(err)
			return n, err
		}
	}
}

// holdSize is what net/http's server writes of a large answer before the rest.
const holdSize = 4 << 10

var holds = sync.Pool{New: func() any { b := make([]byte, 0, holdSize); return &b }}

// hold keeps back a first small write until release, for another one that follows at once: net/http writes a large answer's head with
// the beginning of its body, and then the rest.
func (c *clientConn) hold() { c.holding = true }

// release writes what was kept back and had no follower.
func (c *clientConn) release() {
	c.holding = false
	if c.held != nil {
		_, _ = c.writeHeld(nil) // net/http hears of the error by its next write, and the request by note
	}
}

// writeHeld writes what was held and b. It returns how much of b was written.
func (c *clientConn) writeHeld(b []byte) (int, error) {
	before := int64(len(*c.held))
	c.two = [2][]byte{*c.held, b}
	c.vector = c.two[:2]
	if len(b) == 0 {
		c.vector = c.two[:1]
	}
	n, err := c.writeVector()
	c.two, c.vector = [2][]byte{}, nil
	holds.Put(c.held)
	c.held = nil
	return int(max(n-before, 0)), err
}

func (c *clientConn) writeVector() (n int64, err error) {
	if err := c.writing.begin(); err != nil {
		c.note(err)
		return 0, err
	}
	defer c.writing.end()
	for {
		more, err := c.vector.WriteTo(c.Conn)
		n += more
		if !c.writing.early(err) {
			c.note(err)
			return n, err
		}
	}
}

// CloseWrite is what net/http's server uses to end a connection whose client may still be sending.
func (c *clientConn) CloseWrite() error {
	if tcp, ok := c.Conn.(interface{ CloseWrite() error }); ok {
		return tcp.CloseWrite()
	}
	return nil
}
