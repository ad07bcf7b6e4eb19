package transport

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"hash/maphash"
	"net/http"
	"runtime/debug"
	"sync"
	"time"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftgraphql/weft/graph/execute"
	"github.com/weftgraphql/weft/graph/execute/value"
	"github.com/weftgraphql/weft/graph/gqlerr"
	"github.com/weftgraphql/weft/graph/plan"
	"github.com/weftgraphql/weft/router/cache"
	"github.com/weftgraphql/weft/router/lifetime"
	"github.com/weftgraphql/weft/router/transport/http1"
)

// answer is what a subgraph answered. It may be shared and is not changed.
type answer struct {
	body   []byte
	policy cache.Policy
	header http.Header
	// buffer holds the body; whoever has the answer releases it once.
	buffer *http1.Buffer
	// memo is what those who share the answer find out about its body; nil for who has it alone.
	memo *value.Memo
}

// exchange is one request and its answer, over whichever client.
type exchange interface {
	// run does it, and returns http1.ErrInterrupted soon after interrupt, which may be called at any time. After resume it
	// goes on where it stopped.
	run() (answer, error)
	interrupt()
	resume()
	// abort gives up what was interrupted.
	abort()
}

// call is one request to a subgraph, for which several fetches may wait. Its first one, the leader, makes it on its own goroutine; when the
// leader has to leave and others wait, another goroutine goes on with it.
type call struct {
	target   *target
	wire     wire
	hash     uint64
	exchange exchange
	plain    plainExchange // exchange, where it is one of these
	deadline time.Time     // of the exchange
	leave    func()
	leaving  lifetime.Hook // the end of the leader's context

	// What follows is guarded by target.calls.mu.

	next *call // of the same hash
	// waiting counts those who wait beside the leader; done is made for the first of them.
	waiting int
	led     bool
	over    bool
	done    chan struct{}
	answer  answer
	err     error
}

// callTable has the calls of one target that are in flight and may be shared.
type callTable struct {
	mu    sync.Mutex
	calls map[uint64]*call
	seed  maphash.Seed
}

func newCallTable() *callTable {
	return &callTable{calls: map[uint64]*call{}, seed: maphash.MakeSeed()}
}

// hash is of the parts; equal hashes are compared.
func (t *callTable) hash(block, body []byte) uint64 {
	h := maphash.Bytes(t.seed, body)
	if len(block) > 0 {
		h = h*0x9e3779b97f4a7c15 ^ maphash.Bytes(t.seed, block)
	}
	return h
}

// find is the call in flight that asks the very same.
func (t *callTable) find(hash uint64, block, body []byte) *call {
	for c := t.calls[hash]; c != nil; c = c.next {
		if b, y := c.wire.parts(); bytes.Equal(y, body) && bytes.Equal(b, block) {
			return c
		}
	}
	return nil
}

func (t *callTable) add(c *call) {
	c.next = t.calls[c.hash]
	t.calls[c.hash] = c
}

func (t *callTable) remove(c *call) {
	first := t.calls[c.hash]
	if first == c && c.next == nil {
		delete(t.calls, c.hash)
		return
	}
	if first == c {
		t.calls[c.hash] = c.next
		return
	}
	for at := first; at != nil; at = at.next {
		if at.next == c {
			at.next = c.next
			return
		}
	}
}

// waiting is how many fetches wait for calls in flight.
func (t *callTable) waiting() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	waiting := 0
	for _, c := range t.calls {
		for ; c != nil; c = c.next {
			if waiting += c.waiting; c.led {
				waiting++
			}
		}
	}
	return waiting
}

var calls = sync.Pool{New: func() any {
	c := &call{}
	c.leave = func() { c.exchange.interrupt() }
	return c
}}

// ask sends a request, or joins an equal query in flight. Its errors are *execute.FetchError, or the context's.
func (tg *target) ask(ctx context.Context, out *outgoing, requestID string, req *execute.FetchRequest, share bool) (got answer, shared bool, err error) {
	if err := ctx.Err(); err != nil {
		return answer{}, false, err
	}
	body, query := req.Body, req.Fetch.Kind == ast.Query
	share = share && query
	var hash uint64
	if share {
		hash = tg.calls.hash(out.block, body)
		tg.calls.mu.Lock()
		if c := tg.calls.find(hash, out.block, body); c != nil {
			got, err = c.join(ctx) // unlocks
			return got, true, err
		}
	}
	c, _ := calls.Get().(*call)
	c.target, c.hash, c.wire, c.led = tg, hash, newWire(tg, out, requestID, body), true
	c.begin(query, out, requestID, tg.expectation(req.Fetch))
	if share {
		tg.calls.add(c)
		tg.calls.mu.Unlock()
	}
	got, err = c.lead(ctx, share)
	return got, false, err
}

// join waits for a call's end. It is called with the table locked and unlocks it.
func (c *call) join(ctx context.Context) (answer, error) {
	mu := &c.target.calls.mu
	c.waiting++
	if c.done == nil {
		c.done = make(chan struct{})
	}
	done := c.done
	mu.Unlock()
	select {
	case <-done:
		return c.answer, c.err
	case <-ctx.Done():
	}
	mu.Lock()
	defer mu.Unlock()
	if c.over {
		c.answer.release()
	} else if c.waiting--; c.waiting == 0 && !c.led {
		c.exchange.interrupt()
	}
	return answer{}, ctx.Err()
}

// lead makes the call. When ctx ends before, it returns at once; the call ends with it unless others wait for it.
func (c *call) lead(ctx context.Context, share bool) (answer, error) {
	// The exchange's own deadline ends it without the context's help.
	c.leaving.Watch(ctx, c.deadline, c.leave)
	got, err := c.guarded()
	if errors.Is(err, http1.ErrInterrupted) {
		return answer{}, c.handOver(ctx, share)
	}
	joined := c.end(&got, err, share)
	if c.leaving.Stop() && !joined {
		// Nobody else knows it.
		c.recycle()
	}
	return got, err
}

// handOver lets another goroutine go on, or ends the call when nobody waits for it.
func (c *call) handOver(ctx context.Context, share bool) error {
	mu := &c.target.calls.mu
	mu.Lock()
	c.led = false
	wanted := c.waiting > 0
	if wanted {
		// Under the lock: the last one who waits may interrupt it again at once.
		c.exchange.resume()
	} else if share {
		c.target.calls.remove(c)
	}
	mu.Unlock()
	if wanted {
		go c.goOn()
	} else {
		c.exchange.abort()
		c.wire.buffer.Release()
	}
	return ctx.Err()
}

// goOn ends a call whose leader has left.
func (c *call) goOn() {
	for {
		got, err := c.guarded()
		if !errors.Is(err, http1.ErrInterrupted) {
			c.end(&got, err, true)
			return
		}
		mu := &c.target.calls.mu
		mu.Lock()
		abandoned := c.waiting == 0
		if abandoned {
			c.target.calls.remove(c)
		} else {
			c.exchange.resume() // somebody came when the last one had just left
		}
		mu.Unlock()
		if abandoned {
			c.exchange.abort()
			c.wire.buffer.Release()
			return
		}
	}
}

// guarded contains a panic to this call: it may run where nobody else would.
func (c *call) guarded() (got answer, err error) {
	defer func() {
		if p := recover(); p != nil {
			c.exchange.abort()
			err = &execute.FetchError{
				Code: gqlerr.Internal, Message: "The service could not be asked.", Cause: fmt.Errorf("panic: %v\n%s", p, debug.Stack()),
			}
		}
	}()
	return c.exchange.run()
}

// end gives the result to all who wait. It returns whether there were any.
func (c *call) end(got *answer, err error, share bool) (joined bool) {
	if share {
		mu := &c.target.calls.mu
		mu.Lock()
		if joined = c.done != nil; joined && err == nil {
			got.memo = &value.Memo{}
		}
		c.over, c.answer, c.err = true, *got, err
		c.target.calls.remove(c)
		if got.buffer != nil {
			holders := c.waiting
			if c.led {
				holders++
			}
			got.buffer.Hold(holders)
			got.buffer.Release() // the call's own
		}
		if joined {
			close(c.done)
		}
		mu.Unlock()
	}
	c.wire.buffer.Release()
	return joined
}

// recycle makes the memory of a call that was not shared ready for another one.
func (c *call) recycle() {
	c.target, c.wire, c.exchange, c.next = nil, wire{}, nil, nil
	c.leaving = lifetime.Hook{}
	c.waiting, c.led, c.over, c.done, c.answer, c.err = 0, false, false, nil, answer{}, nil
	calls.Put(c)
}

func (a *answer) release() {
	if a.buffer != nil {
		a.buffer.Release()
	}
}

// expectation is that of answers to a fetch. Different ones may share it: then the larger buffers hold for both.
func (tg *target) expectation(fetch *plan.Fetch) *http1.Expectation {
	return &tg.expected[uint(fetch.ID*31+len(fetch.Operation))%uint(len(tg.expected))]
}

// begin makes the exchange.
func (c *call) begin(query bool, out *outgoing, requestID string, expect *http1.Expectation) {
	tg := c.target
	now := time.Now()
	c.deadline = now.Add(tg.timeout)
	if tg.host == nil {
		c.exchange = newNetExchange(tg, out, c.wire, requestID, query, c.deadline)
		return
	}
	c.plain.target = tg
	c.plain.Begin(tg.host, http1.Request{
		Bytes: c.wire.buffer.B, Repeatable: query, Begun: now, Deadline: c.deadline, MaxBody: tg.maxBytes, Accept: acceptHead, Expect: expect,
	})
	c.exchange = &c.plain
}
