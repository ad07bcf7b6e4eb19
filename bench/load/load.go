// Package load sends one operation over a fixed number of connections, each the next request as soon as it has the
// answer to the one before, and compares every answer with the one that is expected.
package load

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/weftgraphql/weft/bench/wire"
)

const (
	exchangeTimeout = 30 * time.Second
	// maxVariants is how many ways of writing the expected answer are remembered.
	maxVariants = 64
	// maxFailures ends a run: nothing is measured any more.
	maxFailures = 1000
)

// UserHeader is the header that Unique gives each request.
const UserHeader = "X-Bench-Id"

// Options say what is sent, and how long.
type Options struct {
	URL string
	// Query is a GraphQL document with one operation.
	Query string
	// Expected is the answer as JSON.
	Expected    []byte
	Connections int
	Duration    time.Duration
	// Unique gives each request a header and a member of its body that no other has, so that no two are equal.
	Unique bool
}

// Result is what came of it. Latencies are in milliseconds.
type Result struct {
	Requests int           `json:"requests"`
	Elapsed  time.Duration `json:"elapsed"`
	P50      float64       `json:"p50"`
	P99      float64       `json:"p99"`
	// Failed requests had no answer; Wrong ones another than the expected.
	Failed int `json:"failed"`
	Wrong  int `json:"wrong"`
	// FirstError is the first thing that went wrong, empty when nothing did.
	FirstError string `json:"firstError,omitempty"`
}

// Body is the request's body: a JSON object with the query.
func Body(query string) ([]byte, error) { return json.Marshal(map[string]string{"query": query}) }

// Run sends until the time is over or ctx is done.
func Run(ctx context.Context, o Options) (Result, error) {
	target, err := url.Parse(o.URL)
	if err != nil {
		return Result{}, err
	}
	body, err := Body(o.Query)
	if err != nil {
		return Result{}, err
	}
	check := &checker{}
	if err := json.Unmarshal(o.Expected, &check.expected); err != nil {
		return Result{}, fmt.Errorf("the expected answer: %w", err)
	}
	var number atomic.Int64
	begin := time.Now()
	workers := make([]*worker, o.Connections)
	var wait sync.WaitGroup
	for i := range workers {
		w := &worker{
			host: target.Host, path: target.EscapedPath(), body: body, check: check,
			unique: o.Unique, number: &number, end: begin.Add(o.Duration),
		}
		workers[i] = w
		wait.Go(func() { w.run(ctx) })
	}
	wait.Wait()
	return summary(workers, time.Since(begin)), nil
}

func summary(workers []*worker, elapsed time.Duration) Result {
	r := Result{Elapsed: elapsed}
	var all []time.Duration
	for _, w := range workers {
		all = append(all, w.took...)
		r.Failed += w.failed
		r.Wrong += w.wrong
		if r.FirstError == "" && w.firstError != nil {
			r.FirstError = w.firstError.Error()
		}
	}
	r.Requests = len(all)
	if len(all) > 0 {
		slices.Sort(all)
		at := func(share float64) float64 {
			return float64(all[int(share*float64(len(all)-1))]) / float64(time.Millisecond)
		}
		r.P50, r.P99 = at(0.50), at(0.99)
	}
	return r
}

// worker is one connection.
type worker struct {
	host, path string
	body       []byte
	check      *checker
	unique     bool
	number     *atomic.Int64
	end        time.Time

	conn       *wire.Conn
	took       []time.Duration
	failed     int
	wrong      int
	firstError error
}

func (w *worker) run(ctx context.Context) {
	defer func() {
		if w.conn != nil {
			w.conn.Close()
		}
	}()
	request := wire.AppendPost(nil, w.host, w.path, "", w.body)
	var own, answer []byte
	for time.Now().Before(w.end) && ctx.Err() == nil && w.failed+w.wrong < maxFailures {
		if w.unique {
			n := w.number.Add(1)
			own = appendUnique(own[:0], w.body, n)
			request = wire.AppendPost(request[:0], w.host, w.path, UserHeader+": "+strconv.FormatInt(n, 10)+"\r\n", own)
		}
		begin := time.Now()
		got, err := w.exchange(ctx, request, answer)
		if err != nil {
			w.failed++
			w.note(err)
			continue
		}
		w.took = append(w.took, time.Since(begin))
		answer = got.Body
		if err := w.check.answer(got); err != nil {
			w.wrong++
			w.note(err)
		}
	}
}

// appendUnique appends the body with a further member, which GraphQL over HTTP leaves to the client.
func appendUnique(to, body []byte, n int64) []byte {
	to = append(append(to, body[:len(body)-1]...), `,"extensions":{"benchId":`...)
	return append(strconv.AppendInt(to, n, 10), "}}"...)
}

func (w *worker) note(err error) {
	if w.firstError == nil {
		w.firstError = err
	}
}

func (w *worker) exchange(ctx context.Context, request, buffer []byte) (wire.Answer, error) {
	if w.conn == nil {
		conn, err := wire.Dial(ctx, w.host, exchangeTimeout)
		if err != nil {
			return wire.Answer{}, err
		}
		w.conn = conn
	}
	answer, err := w.conn.Exchange(request, buffer)
	if err != nil || answer.Closing {
		w.conn.Close()
		w.conn = nil
	}
	return answer, err
}

// checker compares answers. Ways of writing the expected one are remembered, since comparing bytes costs next to nothing.
type checker struct {
	expected any
	lock     sync.RWMutex
	variants [][]byte
}

func (c *checker) answer(a wire.Answer) error {
	if a.Status != http.StatusOK {
		return fmt.Errorf("status %d: %.200s", a.Status, a.Body)
	}
	c.lock.RLock()
	known := slices.ContainsFunc(c.variants, func(v []byte) bool { return bytes.Equal(v, a.Body) })
	c.lock.RUnlock()
	if known {
		return nil
	}
	if err := Compare(a.Body, c.expected); err != nil {
		return err
	}
	c.lock.Lock()
	defer c.lock.Unlock()
	if len(c.variants) < maxVariants {
		c.variants = append(c.variants, bytes.Clone(a.Body))
	}
	return nil
}

// Compare tells how an answer differs from the expected one, whatever order its members are in.
func Compare(answer []byte, expected any) error {
	var got any
	if err := json.Unmarshal(answer, &got); err != nil {
		return fmt.Errorf("the answer is no JSON: %w", err)
	}
	if !reflect.DeepEqual(got, expected) {
		return errors.New("another answer than the expected one: " + excerpt(answer))
	}
	return nil
}

func excerpt(answer []byte) string {
	return string(answer[:min(len(answer), 200)])
}
