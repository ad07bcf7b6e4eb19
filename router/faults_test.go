package router

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/weftgraphql/weft/graph/compose"
	"github.com/weftgraphql/weft/graph/execute"
	"github.com/weftgraphql/weft/graph/gqlerr"
	"github.com/weftgraphql/weft/graph/supergraph"
	"github.com/weftgraphql/weft/router/config"
)

// faulty is a graph whose subgraphs answer over HTTP whatever a test wants them to.
type faulty struct {
	*world
	services map[string]*faultyService
}

// faultyService answers every request in the same way.
type faultyService struct {
	server *httptest.Server
	mu     sync.Mutex
	answer http.HandlerFunc
	// asked are the requests that came.
	asked []string
}

func (s *faultyService) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	s.mu.Lock()
	s.asked = append(s.asked, string(body))
	answer := s.answer
	s.mu.Unlock()
	answer(w, r)
}

// set says how a service answers from now on, and forgets what it was asked.
func (f *faulty) set(name string, answer http.HandlerFunc) {
	s := f.services[name]
	s.mu.Lock()
	defer s.mu.Unlock()
	s.answer, s.asked = answer, nil
}

func (f *faulty) askedOf(name string) int {
	s := f.services[name]
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.asked)
}

func newFaulty(t *testing.T, change func(*config.Config), schemas map[string]string) *faulty {
	t.Helper()
	f := &faulty{world: &world{log: &lockedBuffer{}}, services: map[string]*faultyService{}}
	var subgraphs []compose.Subgraph
	for name, sdl := range schemas {
		s := &faultyService{}
		s.server = httptest.NewServer(s)
		t.Cleanup(func() { s.server.CloseClientConnections(); s.server.Close() })
		f.services[name] = s
		subgraphs = append(subgraphs, compose.Subgraph{Name: name, URL: s.server.URL, SDL: federation + sdl})
	}
	composed := compose.Compose(context.Background(), subgraphs, compose.Options{})
	if !composed.OK() {
		t.Fatalf("%+v", composed.Errors)
	}
	sg, err := supergraph.Parse("supergraph.graphql", composed.SDL)
	if err != nil {
		t.Fatal(err)
	}
	cfg := config.Default()
	if change != nil {
		change(cfg)
	}
	if f.Router, err = New(cfg, Options{Logger: slog.New(slog.NewTextHandler(f.log, nil))}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(f.Close)
	f.Serve(sg, "one")
	return f
}

// body answers with JSON.
func body(text string) http.HandlerFunc { return typed(http.StatusOK, "application/json", text) }

func typed(status int, contentType, text string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", contentType)
		w.WriteHeader(status)
		_, _ = io.WriteString(w, text)
	}
}

// errorsOf are an answer's errors in a line each: code, service and path.
func (r reply) errorsOf(t *testing.T) []string {
	t.Helper()
	var shape struct {
		Errors []struct {
			Path       []any
			Extensions struct{ Code, Service string }
		}
	}
	if err := json.Unmarshal([]byte(r.body), &shape); err != nil {
		t.Fatalf("%v: %.300s", err, r.body)
	}
	var errors []string
	for _, e := range shape.Errors {
		errors = append(errors, fmt.Sprintf("%s %s %v", e.Extensions.Code, e.Extensions.Service, e.Path))
	}
	return errors
}

// dataOf is the JSON of an answer's data, which comes first.
func (r reply) dataOf(t *testing.T) string {
	t.Helper()
	var shape struct{ Data json.RawMessage }
	if err := json.Unmarshal([]byte(r.body), &shape); err != nil {
		t.Fatalf("%v: %.300s", err, r.body)
	}
	return string(shape.Data)
}

// internals must not reach a client. Stubs put it into whatever they can.
const internals = "http://db.internal:5432/var/lib"

// check holds an answer against what is wanted. Nothing of what is internal may show in it.
func (r reply) check(t *testing.T, data string, errors []string) {
	t.Helper()
	if r.status != http.StatusOK {
		t.Errorf("status %d", r.status)
	}
	if diff := cmp.Diff(data, r.dataOf(t)); diff != "" {
		t.Errorf("data: %s", diff)
	}
	if diff := cmp.Diff(errors, r.errorsOf(t)); diff != "" {
		t.Errorf("errors: %s", diff)
	}
	for _, inner := range []string{"db.internal", "/var/lib", "127.0.0.1", "goroutine", ".go:", "map[", "*http", "dial tcp", "invalid character"} {
		if strings.Contains(r.body, inner) {
			t.Errorf("%q shows in %.300s", inner, r.body)
		}
	}
	if len(r.body) > 256<<10 {
		t.Errorf("%d bytes", len(r.body))
	}
}

const chainQuery = `{ first: one { a b two { c three { d } e } } free }`

var chain = map[string]string{
	"a": `type Query { one: One free: String } type One @key(fields: "id") { id: ID! a: String }`,
	"b": `type One @key(fields: "id") { id: ID! b: String two: Two } type Two @key(fields: "id") { id: ID! }`,
	"c": `type Two @key(fields: "id") { id: ID! c: String! three: [Three!] } type Three @key(fields: "id") { id: ID! }`,
	"d": `type Three @key(fields: "id") { id: ID! d: String! }`,
	"e": `type Two @key(fields: "id") { id: ID! e: Int }`,
}

// TestEachStepOfAPlanFailsOnItsOwn: whichever of five requests fails, and however, what does not depend on it stands, nulls are
// where a graph in one piece would have them, an error says where and which service, and what needs its answer is not asked.
func TestEachStepOfAPlanFailsOnItsOwn(t *testing.T) {
	release := make(chan struct{})
	defer close(release)
	good := map[string]string{
		"a": `{"data":{"first":{"__typename":"One","id":"1","a":"A"},"free":"F"}}`,
		"b": `{"data":{"_entities":[{"b":"B","two":{"__typename":"Two","id":"2"}}]}}`,
		"c": `{"data":{"_entities":[{"c":"C","three":[{"__typename":"Three","id":"3"},{"__typename":"Three","id":"4"}]}]}}`,
		"d": `{"data":{"_entities":[{"d":"D"},{"d":"DD"}]}}`,
		"e": `{"data":{"_entities":[{"e":5}]}}`,
	}
	steps := map[string]struct {
		data    string
		paths   []string
		unasked []string
	}{
		"a": {`{"first":null,"free":null}`, []string{"[first]", "[free]"}, []string{"b", "c", "d", "e"}},
		"b": {`{"first":{"a":"A","b":null,"two":null},"free":"F"}`, []string{"[first]"}, []string{"c", "d", "e"}},
		"c": {`{"first":{"a":"A","b":"B","two":null},"free":"F"}`, []string{"[first two]"}, []string{"d"}},
		"d": {`{"first":{"a":"A","b":"B","two":{"c":"C","three":null,"e":5}},"free":"F"}`, []string{"[first two three]"}, nil},
		"e": {`{"first":{"a":"A","b":"B","two":{"c":"C","three":[{"d":"D"},{"d":"DD"}],"e":null}},"free":"F"}`, []string{"[first two]"}, nil},
	}
	faults := map[string]struct {
		answer http.HandlerFunc
		code   string
	}{
		"status 500": {typed(500, "text/plain", internals), "SUBREQUEST_HTTP_ERROR"},
		"a reset":    {func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, "SUBREQUEST_HTTP_ERROR"},
		"no answer": {func(_ http.ResponseWriter, r *http.Request) {
			select {
			case <-release:
			case <-r.Context().Done():
			}
		}, "GATEWAY_TIMEOUT"},
		"no JSON": {body("<html>" + internals), "SUBREQUEST_MALFORMED_RESPONSE"},
		"errors and no data": {body(`{"data":null,"errors":[{"message":"` + internals + `","extensions":{"code":"X","at":"` + internals + `"}}]}`),
			"DOWNSTREAM_SERVICE_ERROR"},
		"errors without data": {body(`{"errors":[{"message":"` + internals + `"}]}`), "DOWNSTREAM_SERVICE_ERROR"},
	}
	f := newFaulty(t, func(cfg *config.Config) {
		cfg.TrafficShaping.All.Timeout = config.Duration(300 * time.Millisecond)
	}, chain)
	for step, want := range steps {
		for name, fault := range faults {
			t.Run(step+" "+name, func(t *testing.T) {
				for service := range chain {
					f.set(service, body(good[service]))
				}
				f.set(step, fault.answer)
				var errors []string
				for _, path := range want.paths {
					errors = append(errors, fault.code+" "+step+" "+path)
				}
				f.post(chainQuery).check(t, want.data, errors)
				for service := range chain {
					if unasked := slices.Contains(want.unasked, service); unasked != (f.askedOf(service) == 0) {
						t.Errorf("%s was asked %d times", service, f.askedOf(service))
					}
				}
			})
		}
	}
}

// TestWhatWasWrongInsideIsLogged: an answer that could not be used, or a panic, is told to operators once, with the request's id,
// however many places of the answer it shows at.
func TestWhatWasWrongInsideIsLogged(t *testing.T) {
	f := newFaulty(t, nil, chain)
	f.set("a", body("<html>"))
	f.post(chainQuery, "X-Request-ID", "cause-1").check(t, `{"first":null,"free":null}`,
		[]string{"SUBREQUEST_MALFORMED_RESPONSE a [first]", "SUBREQUEST_MALFORMED_RESPONSE a [free]"})
	log := f.log.String()
	if n := strings.Count(log, "a subgraph's answer could not be used"); n != 1 || !strings.Contains(log, "request_id=cause-1 subgraph=a path=[first]") ||
		!strings.Contains(log, "is not valid JSON: expected a value at byte 0") {
		t.Errorf("%d lines: %s", n, log)
	}
	panicked := fmt.Errorf("at work: %w", &execute.PanicError{Value: "db.internal", Stack: []byte("main.go:7")})
	shown := f.masked("cause-2", gqlerr.List{{Message: "m", Service: "b", Cause: panicked}, {Message: "n", Service: "b", Cause: panicked}})
	if text, err := json.Marshal(shown); err != nil || string(text) != `[{"message":"m","extensions":{"service":"b"}},{"message":"n","extensions":{"service":"b"}}]` {
		t.Errorf("%s %v", text, err)
	}
	if log := f.log.String(); strings.Count(log, "panic=db.internal stack=main.go:7") != 1 || !strings.Contains(log, "level=ERROR") || !strings.Contains(log, "request_id=cause-2") {
		t.Error(log)
	}
}
