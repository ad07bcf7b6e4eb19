package http1

import (
	"context"
	"errors"
	"io"
	"net"
	"os"
	"sync"
	"time"
)

// ErrInterrupted is what Run returns after Interrupt: it can be gone on with.
var ErrInterrupted = errors.New("interrupted")

// ErrClosed says that the other side closed the connection before it answered.
var ErrClosed = errors.New("the connection was closed without an answer")

// Request is what is sent, and how long and how much is read.
type Request struct {
	// Bytes are the head and the body as they go over the wire. They must not change until the exchange is over.
	Bytes []byte
	// Repeatable requests are sent once more when a kept connection turns out to be closed. Others are never sent twice.
	Repeatable bool
	// Deadline ends everything.
	Deadline time.Time
	// Begun is the time at Begin, for who has looked at the clock already; the zero time says nothing.
	Begun time.Time
	// MaxBody bounds the answer's body, in bytes after its transfer encoding is taken off.
	MaxBody int64
	// Expect, when set, knows how large such answers were, and learns from this one.
	Expect *Expectation
	// Accept, when set, refuses an answer by its head; its error becomes Run's, and the body is not read unless that is cheap.
	Accept func(*Response) error
}

// Exchange is one request and its answer. Begin, Run and Abort are for one goroutine at a time, Interrupt for any.
type Exchange struct {
	host     *Host
	request  Request
	sent     int
	writeErr error
	repeated bool
	refused  error
	buffer   *Buffer
	head     head
	chunks   chunks
	informed int // bytes of 1xx answers
	response Response

	mu          sync.Mutex
	conn        *conn
	interrupted bool
	cancelDial  context.CancelFunc
}

// Begin makes x an exchange with a host that has not been run yet.
func (x *Exchange) Begin(h *Host, r Request) {
	x.host, x.request = h, r
	x.sent, x.writeErr, x.repeated, x.refused, x.informed = 0, nil, false, nil, 0
	x.buffer, x.chunks, x.response = nil, chunks{}, Response{}
	x.head.reset()
	x.conn, x.interrupted, x.cancelDial = nil, false, nil
}

// Interrupt makes Run return ErrInterrupted soon, unless it is over before that.
func (x *Exchange) Interrupt() {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.interrupted = true
	if x.cancelDial != nil {
		x.cancelDial()
	}
	if x.conn != nil {
		_ = x.conn.arm(time.Unix(1, 0))
	}
}

// Resume takes an interrupt back after Run has returned for it, so that Run can be called again.
func (x *Exchange) Resume() {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.interrupted = false
	x.request.Begun = time.Time{}
	if x.conn != nil {
		_ = x.conn.arm(x.request.Deadline)
	}
}

// Abort gives up an exchange whose Run was interrupted.
func (x *Exchange) Abort() {
	x.drop()
	x.releaseBuffer()
}

// Run sends the request and reads the answer, or goes on with it after Resume. The response is
// the caller's to release. After an error the exchange is over, but for ErrInterrupted.
func (x *Exchange) Run() (*Response, error) {
	for {
		err := x.attempt()
		switch {
		case err == nil:
			return x.finish()
		case x.wasInterrupted() && isTimeout(err):
			return nil, ErrInterrupted
		case isTimeout(err) && x.early():
			// It goes on where it stopped.
		case x.mayRepeat(err):
			x.drop()
			x.repeated, x.sent, x.writeErr = true, 0, nil
		default:
			x.Abort()
			return nil, err
		}
	}
}

func (x *Exchange) wasInterrupted() bool {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.interrupted
}

// mayRepeat: the other side closes connections that are idle, perhaps at the very moment they are used again.
func (x *Exchange) mayRepeat(err error) bool {
	return x.request.Repeatable && !x.repeated && x.conn != nil && x.conn.used && (x.buffer == nil || len(x.buffer.B) == 0) &&
		x.informed == 0 && !isTimeout(err)
}

func isTimeout(err error) bool {
	var network net.Error
	return errors.Is(err, os.ErrDeadlineExceeded) || errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled) ||
		(errors.As(err, &network) && network.Timeout())
}

func (x *Exchange) attempt() error {
	if x.conn == nil {
		if err := x.connect(); err != nil {
			return err
		}
	}
	if x.sent == 0 && x.conn.turn != nil {
		if err := x.turn(); err != nil {
			return err
		}
	}
	for x.sent < len(x.request.Bytes) && x.writeErr == nil {
		n, err := x.conn.Write(x.request.Bytes[x.sent:])
		x.sent += n
		if err != nil {
			if isTimeout(err) || x.mayRepeat(err) {
				return err
			}
			// It may have answered before it had read all, and closed then.
			x.writeErr = err
		}
	}
	err := x.readHead()
	if err == nil && x.refused == nil {
		err = x.readBody()
	}
	if err != nil && x.writeErr != nil && !isTimeout(err) {
		return x.writeErr // that writing failed explains why reading did
	}
	return err
}

func (x *Exchange) releaseBuffer() {
	if x.buffer != nil {
		x.buffer.Release()
		x.buffer = nil
	}
}

// more reads on; the buffer must have room.
func (x *Exchange) more(until int) error {
	b := x.buffer.B
	n, err := x.conn.Read(b[len(b):until])
	x.buffer.B = b[:len(b)+n]
	if n > 0 {
		return nil // an error that came with bytes comes again
	}
	if err == nil {
		err = io.ErrNoProgress
	}
	return err
}

// readHead reads up to the answer's body, over 1xx answers before it.
func (x *Exchange) readHead() error {
	if x.buffer == nil {
		x.buffer = x.request.Expect.buffer()
	}
	for x.head.end == 0 {
		whole, err := x.head.read(x.buffer.B)
		if err != nil {
			return err
		}
		size := len(x.buffer.B)
		if whole {
			size = x.head.end
		}
		if x.informed+size > x.host.options.MaxHeader {
			return ErrHeader
		}
		if whole {
			if x.head.status >= 200 {
				return x.judge()
			}
			x.informed += x.head.end
			x.buffer.B = x.buffer.B[:copy(x.buffer.B, x.buffer.B[x.head.end:])]
			x.head.reset()
			continue
		}
		if size == cap(x.buffer.B) {
			x.buffer = x.buffer.grown(2 * size)
		}
		if err := x.more(cap(x.buffer.B)); err != nil {
			if errors.Is(err, io.EOF) {
				if size == 0 {
					return ErrClosed
				}
				return io.ErrUnexpectedEOF
			}
			return err
		}
	}
	return nil
}

// cheapBody is up to which length the body of a refused answer is read all the same, to keep the connection.
const cheapBody = 64 << 10

// judge looks at a head that is whole.
func (x *Exchange) judge() error {
	x.response = Response{status: x.head.status, exchange: x}
	x.chunks = chunks{raw: x.head.end, out: x.head.end}
	if x.request.Accept != nil {
		x.refused = x.request.Accept(&x.response)
	}
	if x.refused != nil && x.head.framing == byLength && x.head.length <= cheapBody && x.readBody() == nil {
		return nil
	}
	if x.refused != nil {
		x.head.keep = false
	}
	return nil
}

func (x *Exchange) readBody() error {
	switch x.head.framing {
	case byLength:
		return x.readLength()
	case byChunks:
		return x.readChunks()
	default:
		return x.readToEnd()
	}
}

func (x *Exchange) readLength() error {
	if x.head.length > x.request.MaxBody {
		return ErrTooLarge
	}
	end := x.head.end + int(x.head.length)
	if end > cap(x.buffer.B) {
		x.buffer = x.buffer.grown(end)
	}
	for len(x.buffer.B) < end {
		if err := x.more(end); err != nil {
			return unexpected(err)
		}
	}
	x.response.Body = x.buffer.B[x.head.end:end]
	if len(x.buffer.B) > end {
		x.head.keep = false // nobody asked for more
	}
	return nil
}

func (x *Exchange) readChunks() error {
	for {
		whole, err := x.chunks.read(x.buffer.B, x.head.end, x.request.MaxBody, x.host.options.MaxHeader)
		if err != nil {
			return err
		}
		if whole {
			x.response.Body = x.buffer.B[x.head.end:x.chunks.out]
			if x.chunks.raw < len(x.buffer.B) {
				x.head.keep = false
			}
			return nil
		}
		if len(x.buffer.B) == cap(x.buffer.B) {
			x.buffer.B = x.buffer.B[:x.chunks.compact(x.buffer.B)]
			if len(x.buffer.B) > cap(x.buffer.B)*3/4 {
				x.grow()
			}
		}
		if err := x.more(cap(x.buffer.B)); err != nil {
			return unexpected(err)
		}
	}
}

func (x *Exchange) readToEnd() error {
	for {
		size := len(x.buffer.B)
		if int64(size-x.head.end) > x.request.MaxBody {
			return ErrTooLarge
		}
		if size == cap(x.buffer.B) {
			x.grow()
		}
		if err := x.more(cap(x.buffer.B)); err != nil {
			if errors.Is(err, io.EOF) {
				x.response.Body = x.buffer.B[x.head.end:]
				return nil
			}
			return err
		}
	}
}

// bodyRoom is what the buffer of a body may have beyond the body: for the lines between chunks.
const bodyRoom = 64 << 10

// grow makes room for more of a body of unknown length, and for no more than it may have.
func (x *Exchange) grow() {
	size, most := cap(x.buffer.B), int64(x.head.end)+x.request.MaxBody+bodyRoom
	if larger := int(min(2*int64(size), most)); larger > size {
		x.buffer = x.buffer.grown(larger)
	}
}

func unexpected(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}

// finish gives the connection back and the response out.
func (x *Exchange) finish() (*Response, error) {
	x.mu.Lock()
	c := x.conn
	x.conn = nil
	interrupted := x.interrupted
	x.mu.Unlock()
	if x.head.keep && x.writeErr == nil && !interrupted {
		x.host.put(c, time.Now())
	} else {
		_ = c.Close()
	}
	if x.refused != nil {
		x.releaseBuffer()
		return nil, x.refused
	}
	if x.request.Expect != nil {
		x.request.Expect.note(len(x.buffer.B))
	}
	x.response.buffer, x.buffer = x.buffer, nil
	return &x.response, nil
}
