package transport

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"sync"
	"time"

	"github.com/weftgraphql/weft/router/transport/http1"
)

// netExchange is an exchange over net/http: for TLS, HTTP/2 and proxies. The request is made on a goroutine of its own, since nothing of
// net/http's can be interrupted and gone on with.
type netExchange struct {
	cancel context.CancelFunc
	done   chan struct{}
	answer answer
	err    error

	mu          sync.Mutex
	interrupted chan struct{} // closed by interrupt
}

func newNetExchange(tg *target, out *outgoing, w wire, requestID string, query bool, deadline time.Time) *netExchange {
	ctx, cancel := context.WithDeadline(context.Background(), deadline)
	x := &netExchange{cancel: cancel, done: make(chan struct{}), interrupted: make(chan struct{})}
	// The goroutine may outlive the call whose memory w is.
	_, body := w.parts()
	body = bytes.Clone(body)
	go func() {
		defer close(x.done)
		defer cancel()
		x.answer, x.err = tg.roundTrip(ctx, out, requestID, body, query)
	}()
	return x
}

func (x *netExchange) run() (answer, error) {
	x.mu.Lock()
	interrupted := x.interrupted
	x.mu.Unlock()
	select {
	case <-x.done:
		return x.answer, x.err
	case <-interrupted:
		return answer{}, http1.ErrInterrupted
	}
}

func (x *netExchange) interrupt() {
	x.mu.Lock()
	defer x.mu.Unlock()
	select {
	case <-x.interrupted:
	default:
		close(x.interrupted)
	}
}

func (x *netExchange) resume() {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.interrupted = make(chan struct{})
}

// abort ends the request; its answer, should it have come, is left to the garbage collector.
func (x *netExchange) abort() { x.cancel() }

// roundTrip makes one request by net/http.
func (tg *target) roundTrip(ctx context.Context, out *outgoing, requestID string, body []byte, query bool) (answer, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, tg.url.String(), bytes.NewReader(body))
	if err != nil {
		return answer{}, unreachable(err)
	}
	r.Header = out.header.Clone()
	if r.Header == nil {
		r.Header = http.Header{}
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Accept", acceptValue)
	// Said here, net/http leaves it to target.read to decompress, which bounds it and says what was wrong.
	r.Header.Set("Accept-Encoding", "gzip")
	if !out.agent {
		r.Header.Set("User-Agent", "weft")
	}
	if requestID != "" {
		r.Header.Set("X-Request-ID", requestID)
	}
	if query {
		// An empty Idempotency-Key is not sent; it lets net/http send a query again when a kept connection
		// turns out to be closed. A mutation is never sent twice.
		r.Header["Idempotency-Key"] = []string{}
	}
	response, err := tg.client.http.Do(r)
	if err != nil {
		return answer{}, networkFailure(err)
	}
	defer func() { _ = response.Body.Close() }()
	head := netReply{response}
	if err := checkHead(head); err != nil {
		return answer{}, err
	}
	buffer, err := readAll(response.Body, response.ContentLength, tg.maxBytes)
	switch {
	case err == nil:
		return tg.read(head, buffer.B, buffer)
	case errors.Is(err, http1.ErrTooLarge):
		return answer{}, tooLarge(err)
	case errors.Is(err, io.ErrUnexpectedEOF):
		return answer{}, endedEarly(err)
	default:
		return answer{}, networkFailure(err)
	}
}

// netReply shows an answer of net/http's as replies are read here.
type netReply struct{ *http.Response }

// StatusCode is the answer's status.
func (r netReply) StatusCode() int { return r.Response.StatusCode }

// Value is a header's first value.
func (r netReply) Value(name string) []byte {
	if values := r.Response.Header.Values(name); len(values) > 0 {
		return []byte(values[0])
	}
	return nil
}

// Header has all headers.
func (r netReply) Header() http.Header { return r.Response.Header }

// readAll reads to the end into pooled memory, at most limit bytes. expected is -1 where it is unknown.
func readAll(source io.Reader, expected, limit int64) (*http1.Buffer, error) {
	if expected > limit {
		return nil, http1.ErrTooLarge
	}
	buffer := http1.NewBuffer(int(max(expected, 0)) + bytes.MinRead)
	for {
		b := buffer.B
		if int64(len(b)) > limit {
			buffer.Release()
			return nil, http1.ErrTooLarge
		}
		if len(b) == cap(b) {
			larger := http1.NewBuffer(int(min(2*int64(cap(b)), limit+bytes.MinRead)))
			larger.B = append(larger.B, b...)
			buffer.Release()
			buffer = larger
			continue
		}
		n, err := source.Read(b[len(b):cap(b)])
		buffer.B = b[:len(b)+n]
		if err == io.EOF {
			if int64(len(buffer.B)) > limit {
				buffer.Release()
				return nil, http1.ErrTooLarge
			}
			return buffer, nil
		}
		if err != nil {
			buffer.Release()
			return nil, err
		}
	}
}
