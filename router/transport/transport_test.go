package transport

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/vektah/gqlparser/v2/ast"
	"go.uber.org/goleak"

	"github.com/weftgraphql/weft/graph/execute"
	"github.com/weftgraphql/weft/graph/execute/value"
	"github.com/weftgraphql/weft/graph/plan"
	"github.com/weftgraphql/weft/graph/supergraph"
	"github.com/weftgraphql/weft/router/cache"
	"github.com/weftgraphql/weft/router/config"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// client is which HTTP client asks.
type client string

const (
	overHTTP1   client = "http1"
	overNetHTTP client = "net-http"
)

// overBoth runs a test over each of the clients.
func overBoth(t *testing.T, test func(*testing.T, client)) {
	for _, over := range []client{overHTTP1, overNetHTTP} {
		t.Run(string(over), func(t *testing.T) { test(t, over) })
	}
}

// targets are targetsOver the client that such URLs are asked by.
func targets(t *testing.T, cfg *config.Config, handler http.Handler) *Targets {
	t.Helper()
	return targetsOver(t, overHTTP1, cfg, handler)
}

// targetsOver makes targets for a subgraph "a" that handler serves, and "b" with the same.
func targetsOver(t *testing.T, over client, cfg *config.Config, handler http.Handler) *Targets {
	t.Helper()
	// net/http notices that a client has left only once the body was read.
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		r.Body = io.NopCloser(bytes.NewReader(body))
		handler.ServeHTTP(w, r)
	}))
	client := NewClient(cfg, slog.New(slog.DiscardHandler))
	t.Cleanup(func() { client.Close(); server.CloseClientConnections(); server.Close() })
	ts := client.Targets([]*supergraph.Subgraph{{Name: "a", URL: server.URL + "/graphql"}, {Index: 1, Name: "b", URL: server.URL + "/graphql"}, {Index: 2, Name: "nowhere"}})
	for _, tg := range ts.byName {
		if tg.url != nil && tg.host == nil {
			t.Fatal("a plain URL is not asked by http1")
		}
		if over == overNetHTTP {
			tg.host = nil
		}
	}
	return ts
}

func fetchOf(service string, kind ast.Operation) *execute.FetchRequest {
	return &execute.FetchRequest{Fetch: &plan.Fetch{Service: service, Kind: kind}, Body: []byte(`{"query":"{x}"}`)}
}

func jsonAnswer(body string, header ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		for i := 0; i+1 < len(header); i += 2 {
			w.Header().Add(header[i], header[i+1])
		}
		_, _ = io.WriteString(w, body)
	}
}

func TestRequestAsSent(t *testing.T) { overBoth(t, testRequestAsSent) }

func testRequestAsSent(t *testing.T, over client) {
	var got *http.Request
	var body string
	ts := targetsOver(t, over, config.Default(), http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		raw, _ := io.ReadAll(r.Body)
		got, body = r, string(raw)
		jsonAnswer(`{"data":{"x":1}}`, "Cache-Control", "max-age=60")(w, r)
	}))
	session := ts.Session(http.Header{"Authorization": {"Bearer secret"}, "X-User": {"1"}}, "id-1")
	result, err := session.Fetch(t.Context(), fetchOf("a", ast.Query))
	if err != nil || string(result.Body) != `{"data":{"x":1}}` {
		t.Fatalf("got %q, %v", result.Body, err)
	}
	if body != `{"query":"{x}"}` || got.Method != http.MethodPost || got.URL.Path != "/graphql" {
		t.Errorf("sent %s %s %q", got.Method, got.URL, body)
	}
	want := http.Header{
		"Content-Type": {"application/json"}, "Accept": {"application/graphql-response+json, application/json;q=0.9"},
		"User-Agent": {"weft"}, "X-Request-Id": {"id-1"}, "Accept-Encoding": {"gzip"}, "Content-Length": {"15"},
	}
	if diff := cmp.Diff(want, got.Header); diff != "" {
		t.Errorf("nothing of the client's goes out unless a rule says so\n%s", diff)
	}
	if policy := session.Policy(); policy != (cache.Policy{Lifetime: time.Minute}) {
		t.Errorf("policy %+v", policy)
	}
}

func TestTraceContextIsPassedOn(t *testing.T) { overBoth(t, testTraceContextIsPassedOn) }

func testTraceContextIsPassedOn(t *testing.T, over client) {
	const parent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
	removing := config.Default()
	removing.Headers.All.Request = []config.HeaderRule{{Remove: &config.RemoveHeader{Matching: "trace.*"}}}
	tests := []struct {
		name   string
		cfg    *config.Config
		in     http.Header
		parent string
		state  []string
	}{
		{"both", nil, http.Header{"Traceparent": {parent}, "Tracestate": {"a=1", "b=2"}}, parent, []string{"a=1", "b=2"}},
		{"later version", nil, http.Header{"Traceparent": {"01" + parent[2:] + "-x"}}, "01" + parent[2:] + "-x", nil},
		{"state alone", nil, http.Header{"Tracestate": {"a=1"}}, "", nil},
		{"two", nil, http.Header{"Traceparent": {parent, parent}, "Tracestate": {"a=1"}}, "", nil},
		{"longer", nil, http.Header{"Traceparent": {parent + "-x"}}, "", nil},
		{"no trace", nil, http.Header{"Traceparent": {"00-00000000000000000000000000000000-00f067aa0ba902b7-01"}}, "", nil},
		{"no parent", nil, http.Header{"Traceparent": {"00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01"}}, "", nil},
		{"version ff", nil, http.Header{"Traceparent": {"ff" + parent[2:]}}, "", nil},
		{"upper case", nil, http.Header{"Traceparent": {strings.ToUpper(parent)}}, "", nil},
		{"no hex", nil, http.Header{"Traceparent": {strings.Replace(parent, "4bf", "4bz", 1)}}, "", nil},
		{"too long a state", nil, http.Header{"Traceparent": {parent}, "Tracestate": {strings.Repeat("a", maxTraceState+1)}}, parent, nil},
		{"removed by a rule", removing, http.Header{"Traceparent": {parent}, "Tracestate": {"a=1"}}, "", nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var got http.Header
			cfg := test.cfg
			if cfg == nil {
				cfg = config.Default()
			}
			ts := targetsOver(t, over, cfg, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				got = r.Header
				jsonAnswer(`{"data":{}}`)(w, r)
			}))
			if _, err := ts.Session(test.in, "").Fetch(t.Context(), fetchOf("a", ast.Query)); err != nil {
				t.Fatal(err)
			}
			if got.Get("Traceparent") != test.parent || cmp.Diff(test.state, got["Tracestate"]) != "" {
				t.Errorf("sent %v", got)
			}
		})
	}
}

func TestRules(t *testing.T) {
	in := http.Header{
		"X-User": {"ann"}, "X-Trace-A": {"1"}, "X-Trace-B": {"2", "3"}, "Authorization": {"Bearer x"}, "Cookie": {"a=b"},
		"Connection": {"close, X-Hop"}, "X-Hop": {"1"}, "Content-Length": {"9"}, "Host": {"evil"}, "Te": {"trailers"}, "Transfer-Encoding": {"chunked"},
	}
	type rules = []config.HeaderRule
	named := func(name string) config.HeaderRule {
		return config.HeaderRule{Propagate: &config.PropagateHeader{Named: name}}
	}
	matching := func(expression string) config.HeaderRule {
		return config.HeaderRule{Propagate: &config.PropagateHeader{Matching: expression}}
	}
	tests := []struct {
		name  string
		rules rules
		want  http.Header
	}{
		{"none", nil, http.Header{}},
		{"named", rules{named("x-user")}, http.Header{"X-User": {"ann"}}},
		{"missing", rules{named("x-none")}, http.Header{}},
		{"rename", rules{{Propagate: &config.PropagateHeader{Named: "x-user", Rename: "x-caller"}}}, http.Header{"X-Caller": {"ann"}}},
		{"default", rules{{Propagate: &config.PropagateHeader{Named: "x-none", Default: "d"}}, {Propagate: &config.PropagateHeader{Named: "x-user", Default: "d"}}},
			http.Header{"X-None": {"d"}, "X-User": {"ann"}}},
		{"matching the whole name", rules{matching("x-trace-.*")}, http.Header{"X-Trace-A": {"1"}, "X-Trace-B": {"2", "3"}}},
		{"matching a part is no match", rules{matching("trace")}, http.Header{}},
		{"everything but hops", rules{matching(".*")}, http.Header{"X-User": {"ann"}, "X-Trace-A": {"1"}, "X-Trace-B": {"2", "3"}, "Authorization": {"Bearer x"}, "Cookie": {"a=b"}}},
		{"hops by name", rules{named("connection"), named("x-hop"), named("content-length"), named("host"), named("te"), named("transfer-encoding")}, http.Header{}},
		{"renamed into a hop", rules{{Propagate: &config.PropagateHeader{Named: "x-user", Rename: "host"}}}, http.Header{}},
		{"insert", rules{named("x-user"), {Insert: &config.InsertHeader{Name: "x-user", Value: "router"}}}, http.Header{"X-User": {"router"}}},
		{"remove", rules{matching("x-.*"), {Remove: &config.RemoveHeader{Named: "x-user"}}}, http.Header{"X-Trace-A": {"1"}, "X-Trace-B": {"2", "3"}}},
		{"remove matching", rules{matching("x-.*"), {Remove: &config.RemoveHeader{Matching: "x-trace-.*"}}}, http.Header{"X-User": {"ann"}}},
		{"order counts", rules{{Remove: &config.RemoveHeader{Named: "x-user"}}, named("x-user")}, http.Header{"X-User": {"ann"}}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if diff := cmp.Diff(test.want, apply(compile(test.rules), in, nil)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestResponseHeaders(t *testing.T) { overBoth(t, testResponseHeaders) }

func testResponseHeaders(t *testing.T, over client) {
	cfg := config.Default()
	cfg.Headers.All.Response = []config.HeaderRule{{Propagate: &config.PropagateHeader{Matching: ".*"}}}
	ts := targetsOver(t, over, cfg, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		raw, _ := io.ReadAll(r.Body)
		jsonAnswer(`{"data":{}}`, "X-From", string(raw), "X-Same", "s", "Cache-Control", "max-age=5", "Connection", "X-Hop", "X-Hop", "1")(w, r)
	}))
	session := ts.Session(nil, "")
	for id, text := range []string{"first", "second"} {
		req := fetchOf("a", ast.Query)
		req.Fetch.ID, req.Body = 1-id, []byte(text)
		if _, err := session.Fetch(t.Context(), req); err != nil {
			t.Fatal(err)
		}
	}
	if diff := cmp.Diff(http.Header{"X-From": {"second", "first"}, "X-Same": {"s"}}, session.ResponseHeaders()); diff != "" {
		t.Error(diff)
	}
}

// failure is what a client would see.
func failure(err error) string {
	var f *execute.FetchError
	if !errors.As(err, &f) {
		return fmt.Sprint(err)
	}
	return f.Code + " " + f.Message
}

func TestFailures(t *testing.T) { overBoth(t, testFailures) }

func testFailures(t *testing.T, over client) {
	cfg := config.Default()
	cfg.TrafficShaping.All.Timeout = config.Duration(300 * time.Millisecond)
	cfg.Limits.SubgraphMaxBytes = 1000
	raw := func(status int, contentType, body string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", contentType)
			w.WriteHeader(status)
			_, _ = io.WriteString(w, body)
		}
	}
	var bomb bytes.Buffer
	zip := gzip.NewWriter(&bomb)
	_, _ = zip.Write(make([]byte, 10<<20))
	_ = zip.Close()
	const long = "SUBREQUEST_MALFORMED_RESPONSE The service's answer is too large."
	tests := []struct {
		name    string
		handler http.HandlerFunc
		want    string
	}{
		{"500", raw(500, "text/plain", "panic at db.internal:5432"), "SUBREQUEST_HTTP_ERROR The service answered with HTTP status 500."},
		{"500 with JSON", raw(500, "application/json", `{"errors":[{"message":"x"}]}`), "SUBREQUEST_HTTP_ERROR The service answered with HTTP status 500."},
		{"422 with JSON errors", raw(422, "application/json", `{"errors":[{"message":"x"}]}`), "ok"},
		{"401 without errors", raw(401, "application/json", `{"hint":"x"}`), "SUBREQUEST_HTTP_ERROR The service answered with HTTP status 401."},
		{"500 with a GraphQL response", raw(500, "application/graphql-response+json", `{"errors":[{"message":"x"}]}`), "ok"},
		{"redirect", func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "http://169.254.169.254/", http.StatusTemporaryRedirect)
		}, "SUBREQUEST_HTTP_ERROR The service answered with HTTP status 307."},
		{"a web page", raw(200, "text/html", "<html>"), "SUBREQUEST_MALFORMED_RESPONSE The service did not answer with JSON."},
		{"no type", raw(200, "", "{}"), "SUBREQUEST_MALFORMED_RESPONSE The service did not answer with JSON."},
		{"large", raw(200, "application/json", strings.Repeat(" ", 2000)), long},
		{"endless", func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			for r.Context().Err() == nil {
				if _, err := w.Write(make([]byte, 512)); err != nil {
					return
				}
			}
		}, long},
		{"gzip bomb", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			w.Header().Set("Content-Encoding", "gzip")
			_, _ = w.Write(bomb.Bytes())
		}, long},
		{"cut", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			w.Header().Set("Content-Length", "100")
			_, _ = io.WriteString(w, `{"data":`)
		}, "SUBREQUEST_MALFORMED_RESPONSE The service's answer ended early."},
		{"reset", func(_ http.ResponseWriter, _ *http.Request) { panic(http.ErrAbortHandler) },
			"SUBREQUEST_HTTP_ERROR The service could not be reached."},
		{"never answers", func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }, "GATEWAY_TIMEOUT The service did not answer in time."},
		{"drips", func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			for r.Context().Err() == nil {
				_, _ = io.WriteString(w, " ")
				w.(http.Flusher).Flush()
				select {
				case <-r.Context().Done():
				case <-time.After(10 * time.Millisecond):
				}
			}
		}, "GATEWAY_TIMEOUT The service did not answer in time."},
	}
	for _, test := range tests {
		for _, kind := range []ast.Operation{ast.Query, ast.Mutation} {
			t.Run(test.name+" "+string(kind), func(t *testing.T) {
				session := targetsOver(t, over, cfg, test.handler).Session(nil, "")
				_, err := session.Fetch(t.Context(), fetchOf("a", kind))
				got := "ok"
				if err != nil {
					got = failure(err)
				}
				if got != test.want {
					t.Errorf("got %q, want %q", got, test.want)
				}
				if err != nil && session.Policy().Storable() {
					t.Error("a failed request may be kept")
				}
			})
		}
	}
	session := targetsOver(t, over, cfg, http.NotFoundHandler()).Session(nil, "")
	if _, err := session.Fetch(t.Context(), fetchOf("nowhere", ast.Query)); failure(err) != "SUBREQUEST_HTTP_ERROR The service has no address." {
		t.Errorf("got %v", err)
	}
}

func TestClientsLeavingEndsTheRequest(t *testing.T) { overBoth(t, testClientsLeavingEndsTheRequest) }

func testClientsLeavingEndsTheRequest(t *testing.T, over client) {
	ended := make(chan struct{})
	began := make(chan struct{})
	ts := targetsOver(t, over, config.Default(), http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		close(began)
		<-r.Context().Done()
		close(ended)
	}))
	ctx, cancel := context.WithCancel(t.Context())
	go func() { <-began; cancel() }()
	if _, err := ts.Session(nil, "").Fetch(ctx, fetchOf("a", ast.Query)); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	<-ended
}

func TestEqualQueriesInFlightAreSentOnce(t *testing.T) {
	overBoth(t, testEqualQueriesInFlightAreSentOnce)
}

func testEqualQueriesInFlightAreSentOnce(t *testing.T, over client) {
	var calls atomic.Int64
	gate := make(chan struct{})
	cfg := config.Default()
	cfg.Headers.All.Request = []config.HeaderRule{{Propagate: &config.PropagateHeader{Named: "authorization"}}}
	ts := targetsOver(t, over, cfg, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		calls.Add(1)
		<-gate
		jsonAnswer(`{"data":{"for":"`+r.Header.Get("Authorization")+`"}}`, "Cache-Control", "max-age=9")(w, r)
	}))
	const each = 50
	var wait sync.WaitGroup
	run := func(kind ast.Operation, user string) {
		wait.Go(func() {
			session := ts.Session(http.Header{"Authorization": {user}}, "request of "+user)
			result, err := session.Fetch(t.Context(), fetchOf("a", kind))
			if err != nil || string(result.Body) != `{"data":{"for":"`+user+`"}}` {
				t.Errorf("%s got %q, %v", user, result.Body, err)
			}
			if session.Policy().Lifetime != 9*time.Second {
				t.Errorf("%s: %+v", user, session.Policy())
			}
		})
	}
	for range each {
		run(ast.Query, "ann")
		run(ast.Query, "bob")
	}
	waitFor(t, func() bool { return calls.Load() == 2 })
	for range 3 {
		run(ast.Mutation, "ann")
	}
	waitFor(t, func() bool { return calls.Load() == 5 })
	close(gate)
	wait.Wait()
	if got := calls.Load(); got < 5 || got > 5+each { // who came after the gate was opened is no equal query in flight
		t.Errorf("%d calls", got)
	}
}

// TestWhoSharesAnAnswerSharesItsMemo: and who has it alone needs none.
func TestWhoSharesAnAnswerSharesItsMemo(t *testing.T) {
	overBoth(t, testWhoSharesAnAnswerSharesItsMemo)
}

func testWhoSharesAnAnswerSharesItsMemo(t *testing.T, over client) {
	gate := make(chan struct{})
	ts := targetsOver(t, over, config.Default(), http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		<-gate
		jsonAnswer(`{"data":{"x":1}}`)(w, r)
	}))
	const sharing = 3
	memos := make(chan *value.Memo, sharing)
	fetch := func() *value.Memo {
		result, err := ts.Session(nil, "").Fetch(t.Context(), fetchOf("a", ast.Query))
		if err != nil {
			t.Error(err)
			return nil
		}
		result.Release()
		return result.Memo
	}
	for range sharing {
		go func() { memos <- fetch() }()
	}
	waitFor(t, func() bool { return ts.Waiting() == sharing })
	close(gate)
	first := <-memos
	for range sharing - 1 {
		if other := <-memos; first == nil || other != first {
			t.Errorf("the memos are %p and %p", first, other)
		}
	}
	if alone := fetch(); alone != nil {
		t.Error("a memo for one alone")
	}
}

func waitFor(t *testing.T, condition func() bool) {
	t.Helper()
	for end := time.Now().Add(5 * time.Second); !condition(); time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("did not happen within 5 s")
		}
	}
}

func TestFingerprint(t *testing.T) {
	cfg := config.Default()
	cfg.Headers.All.Request = []config.HeaderRule{{Propagate: &config.PropagateHeader{Matching: ".*"}}}
	cfg.Headers.Subgraphs = map[string]config.HeaderRules{"b": {Request: []config.HeaderRule{{Remove: &config.RemoveHeader{Matching: ".*"}}}}}
	ts := targets(t, cfg, http.NotFoundHandler())
	key := func(services []string, pairs ...string) cache.Key {
		h := http.Header{}
		for i := 0; i+1 < len(pairs); i += 2 {
			h.Add(pairs[i], pairs[i+1])
		}
		return ts.Session(h, "").Fingerprint(cache.NewKey("t"), services, map[string]bool{"X-Noise": true}).Key()
	}
	a, b := []string{"a"}, []string{"b"}
	base := key(a, "x-user", "ann")
	if base != key(a, "x-user", "ann", "x-noise", "1", "traceparent", "2", "x-request-id", "3") {
		t.Error("headers that change no answer count")
	}
	for name, other := range map[string]cache.Key{
		"another value": key(a, "x-user", "bob"), "another header": key(a, "x-name", "ann"), "one more": key(a, "x-user", "ann", "cookie", "x"),
		"twice": key(a, "x-user", "ann", "x-user", "ann"), "split": key(a, "x-user", "an", "x-user", "n"), "none": key(a), "other subgraph": key(b, "x-user", "ann"),
	} {
		if base == other {
			t.Errorf("%s: the same key", name)
		}
	}
	if key(b, "x-user", "ann") != key(b, "x-user", "bob") {
		t.Error("what is not sent counts")
	}
}

// TestLeadersLeaving: who began a call and leaves fails nobody, and the last one who leaves ends it.
func TestLeadersLeaving(t *testing.T) { overBoth(t, testLeadersLeaving) }

func testLeadersLeaving(t *testing.T, over client) {
	var calls atomic.Int64
	arrived, gate, ended := make(chan struct{}, 1), make(chan struct{}), make(chan struct{}, 1)
	ts := targetsOver(t, over, config.Default(), http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		calls.Add(1)
		arrived <- struct{}{}
		select {
		case <-gate:
			jsonAnswer(`{"data":{"x":1}}`)(w, r)
		case <-r.Context().Done():
			ended <- struct{}{}
		}
	}))
	type outcome struct {
		body string
		err  error
	}
	fetch := func(ctx context.Context) chan outcome {
		done := make(chan outcome, 1)
		go func() {
			result, err := ts.Session(nil, "").Fetch(ctx, fetchOf("a", ast.Query))
			done <- outcome{string(result.Body), err}
			if result.Release != nil {
				result.Release()
			}
		}()
		return done
	}
	begin := func(followers int) (leader context.CancelFunc, led chan outcome, leave context.CancelFunc, joined []chan outcome) {
		leading, leader := context.WithCancel(t.Context())
		led = fetch(leading)
		<-arrived
		following, leave := context.WithCancel(t.Context())
		for range followers {
			joined = append(joined, fetch(following))
		}
		waitFor(t, func() bool { return ts.Waiting() == 1+followers })
		return leader, led, leave, joined
	}

	leader, led, leave, joined := begin(3)
	leader()
	if got := <-led; !errors.Is(got.err, context.Canceled) {
		t.Fatalf("the leader got %+v", got)
	}
	late := fetch(t.Context()) // joins what another goroutine goes on with
	waitFor(t, func() bool { return ts.Waiting() == 4 })
	close(gate)
	for _, done := range append(joined, late) {
		if got := <-done; got.err != nil || got.body != `{"data":{"x":1}}` {
			t.Errorf("got %+v", got)
		}
	}
	leave()
	if calls.Load() != 1 {
		t.Errorf("%d calls", calls.Load())
	}

	gate = make(chan struct{})
	leader, led, leave, joined = begin(2)
	leader()
	<-led
	leave()
	for _, done := range joined {
		if got := <-done; !errors.Is(got.err, context.Canceled) {
			t.Errorf("got %+v", got)
		}
	}
	<-ended
	waitFor(t, func() bool { return ts.Waiting() == 0 })
}

// TestManyComeAndGo has callers with little patience on one query: whoever gets an answer gets the right one.
func TestManyComeAndGo(t *testing.T) { overBoth(t, testManyComeAndGo) }

func testManyComeAndGo(t *testing.T, over client) {
	ts := targetsOver(t, over, config.Default(), http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		time.Sleep(time.Millisecond)
		jsonAnswer(`{"data":`+string(body)+`}`)(w, r)
	}))
	var wait sync.WaitGroup
	var answered atomic.Int64
	for i := range 32 {
		wait.Go(func() {
			for n := range 30 {
				ctx, cancel := context.WithTimeout(t.Context(), time.Duration(1+(i*7+n*3)%5)*500*time.Microsecond)
				request := fetchOf("a", ast.Query)
				request.Body = fmt.Appendf(nil, `{"query":"{q%d}"}`, n%3)
				result, err := ts.Session(nil, "").Fetch(ctx, request)
				if err == nil {
					answered.Add(1)
					if want := `{"data":` + string(request.Body) + `}`; string(result.Body) != want {
						t.Errorf("got %q, want %q", result.Body, want)
					}
					result.Release()
				} else if !errors.Is(err, context.DeadlineExceeded) {
					t.Errorf("got %v", err)
				}
				cancel()
			}
		})
	}
	wait.Wait()
	t.Logf("%d answers", answered.Load())
	waitFor(t, func() bool { return ts.Waiting() == 0 })
}

func TestEqualHashesAreCompared(t *testing.T) {
	tg := &target{head: []byte("POST / HTTP/1.1\r\n")}
	table := newCallTable()
	header := func(value string) *outgoing { out := newOutgoing(http.Header{"X-User": {value}}); return &out }
	var all []*call
	for _, parts := range [][2]string{{"ann", "{a}"}, {"bob", "{a}"}, {"ann", "{b}"}} {
		c := &call{hash: 7, wire: newWire(tg, header(parts[0]), "id", []byte(parts[1]))}
		table.add(c)
		all = append(all, c)
	}
	find := func(user, body string) *call { return table.find(7, header(user).block, []byte(body)) }
	for range all {
		if find("ann", "{a}") != all[0] || find("bob", "{a}") != all[1] || find("ann", "{b}") != all[2] || find("bob", "{b}") != nil {
			t.Fatal("another call was found")
		}
		// Taken out and put in again, the order in which they stand differs.
		table.remove(all[0])
		if find("ann", "{a}") != nil || find("bob", "{a}") != all[1] || find("ann", "{b}") != all[2] {
			t.Fatal("the wrong call was removed")
		}
		table.add(all[0])
		table.remove(all[1])
		table.add(all[1])
	}
	for _, c := range all {
		table.remove(c)
	}
	if len(table.calls) != 0 {
		t.Error("something is left")
	}
}

// TestTLSIsNetHTTPs: what http1 cannot do is asked over net/http, with HTTP/2 where the service speaks it.
func TestTLSIsNetHTTPs(t *testing.T) {
	var protocol, user string
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		protocol, user = r.Proto, r.Header.Get("X-User")
		jsonAnswer(`{"data":{"x":1}}`, "Cache-Control", "max-age=9")(w, r)
	}))
	server.EnableHTTP2 = true
	server.StartTLS()
	cfg := config.Default()
	cfg.Headers.All.Request = []config.HeaderRule{{Propagate: &config.PropagateHeader{Named: "x-user"}}}
	client := NewClient(cfg, slog.New(slog.DiscardHandler))
	t.Cleanup(func() { client.Close(); server.Close() })
	client.pool.TLSClientConfig = server.Client().Transport.(*http.Transport).TLSClientConfig.Clone()
	ts := client.Targets([]*supergraph.Subgraph{
		{Name: "a", URL: server.URL + "/graphql"}, {Index: 1, Name: "user", URL: "http://u:p@service/"}, {Index: 2, Name: "international", URL: "http://bücher.example/"},
	})
	for name, tg := range ts.byName {
		if tg.host != nil {
			t.Errorf("%s is asked by http1", name)
		}
	}
	session := ts.Session(http.Header{"X-User": {"ann"}}, "")
	result, err := session.Fetch(t.Context(), fetchOf("a", ast.Query))
	if err != nil || string(result.Body) != `{"data":{"x":1}}` {
		t.Fatalf("got %q, %v", result.Body, err)
	}
	result.Release()
	if protocol != "HTTP/2.0" || user != "ann" || session.Policy().Lifetime != 9*time.Second {
		t.Errorf("%s for %q, %+v", protocol, user, session.Policy())
	}
}
