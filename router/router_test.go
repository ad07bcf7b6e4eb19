package router

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/weftgraphql/weft/router/config"
)

func TestAnswers(t *testing.T) {
	w := newWorld(t, nil)
	got := w.post(`query Q { b: price stock a: hello __typename }`)
	if got.status != 200 || got.body != `{"data":{"b":5,"stock":7,"a":"hello","__typename":"Query"}}` {
		t.Fatalf("got %d %s", got.status, got.body)
	}
	want := map[string]string{"Content-Type": "application/json; charset=utf-8", "Cache-Control": "max-age=30, public", "X-Content-Type-Options": "nosniff"}
	for name, value := range want {
		if got.header.Get(name) != value {
			t.Errorf("%s: %q, want %q", name, got.header.Get(name), value)
		}
	}
	if got.header.Get("X-Request-ID") == "" {
		t.Error("no request id")
	}
	if got := w.post(`{price}`, "Accept", responseJSON); got.header.Get("Content-Type") != responseJSON+"; charset=utf-8" {
		t.Errorf("got %v", got.header)
	}
	if got := w.post(`mutation { bump }`); got.body != `{"data":{"bump":1}}` || got.header.Get("Cache-Control") != "no-store" {
		t.Errorf("a mutation: %s %v", got.body, got.header)
	}
}

func TestRefusals(t *testing.T) {
	w := newWorld(t, func(cfg *config.Config) {
		cfg.Limits.MaxDepth, cfg.Limits.ParserMaxTokens = 3, 200
		cfg.Supergraph.Introspection = new(bool)
	})
	get := func(query string, headers ...string) *http.Request {
		r := httptest.NewRequest(http.MethodGet, "/graphql?query="+query, nil)
		for i := 0; i+1 < len(headers); i += 2 {
			r.Header.Set(headers[i], headers[i+1])
		}
		return r
	}
	raw := func(contentType, body string) *http.Request {
		r := httptest.NewRequest(http.MethodPost, "/graphql", strings.NewReader(body))
		if contentType != "" {
			r.Header.Set("Content-Type", contentType)
		}
		return r
	}
	tests := []struct {
		name         string
		r            *http.Request
		plain, typed int // status by media type
		code         string
	}{
		{"parse error", newRequest(`{`), 200, 400, "GRAPHQL_PARSE_FAILED"},
		{"validation error", newRequest(`{nope}`), 200, 400, "GRAPHQL_VALIDATION_FAILED"},
		{"too deep", newRequest(`{hello{a{b{c}}}}`), 200, 400, "MAX_DEPTH_LIMIT"},
		{"tokens", newRequest(`{` + strings.Repeat("hello ", 300) + `}`), 200, 400, "MAX_TOKENS_LIMIT"},
		{"variables", newRequest(`query($n: String!){hello(name:$n)}`), 200, 400, "BAD_USER_INPUT"},
		{"two operations", newRequest(`query A{price} query B{price}`), 200, 400, "OPERATION_RESOLUTION_FAILURE"},
		{"introspection", newRequest(`{__schema{queryType{name}}}`), 200, 400, "INTROSPECTION_DISABLED"},
		{"no JSON", raw("application/json", "{"), 400, 400, "BAD_REQUEST"},
		{"batch", raw("application/json", `[{"query":"{price}"}]`), 400, 400, "BAD_REQUEST"},
		{"large", raw("application/json", strings.Repeat(" ", 3_000_000)), 413, 413, "BAD_REQUEST"},
		{"other type", raw("application/xml", "<a/>"), 415, 415, "BAD_REQUEST"},
		{"text by any page", raw("text/plain", `{"query":"{price}"}`), 415, 415, "CSRF_PREVENTION_FAILED"},
		{"a form by any page", raw("application/x-www-form-urlencoded", `query={price}`), 415, 415, "CSRF_PREVENTION_FAILED"},
		{"no type", raw("", `{"query":"{price}"}`), 415, 415, "CSRF_PREVENTION_FAILED"},
		{"a link on any page", get("{price}"), 400, 400, "CSRF_PREVENTION_FAILED"},
		{"mutation by GET", get("mutation{bump}", "apollo-require-preflight", "1"), 405, 405, "BAD_REQUEST"},
		{"method", httptest.NewRequest(http.MethodPut, "/graphql", nil), 405, 405, "BAD_REQUEST"},
		{"HEAD", httptest.NewRequest(http.MethodHead, "/graphql?query={price}", nil), 405, 405, "BAD_REQUEST"},
		{"bad token", newRequest(`{price}`, "Authorization", "Bearer x.y.z"), 401, 401, "UNAUTHENTICATED"},
		{"elsewhere", httptest.NewRequest(http.MethodPost, "/elsewhere", nil), 404, 404, "BAD_REQUEST"},
	}
	for _, test := range tests {
		for media, want := range map[string]int{"application/json": test.plain, responseJSON: test.typed} {
			t.Run(test.name+" "+media, func(t *testing.T) {
				body, _ := io.ReadAll(test.r.Body)
				test.r.Body = io.NopCloser(bytes.NewReader(body))
				r := test.r.Clone(t.Context())
				r.Body = io.NopCloser(bytes.NewReader(body))
				r.Header.Set("Accept", media)
				got := w.do(r)
				test.r.Body = io.NopCloser(bytes.NewReader(body))
				if got.status != want || got.code() != test.code {
					t.Errorf("got %d %s %s", got.status, got.code(), got.body)
				}
				if got.status == 405 && got.header.Get("Allow") == "" {
					t.Error("405 without Allow")
				}
				if strings.Contains(got.body, `"data"`) || got.header.Get("Cache-Control") != "no-store" {
					t.Errorf("got %s %v", got.body, got.header)
				}
			})
		}
	}
	if got := w.do(newRequest(`{price}`, "X-Large", strings.Repeat("a", 70_000))); got.status != 431 || got.code() != "BAD_REQUEST" {
		t.Errorf("large headers: %d %s", got.status, got.body)
	}
	if got := w.do(newRequest(`{price}`, "Accept", "text/html")); got.status != 406 {
		t.Errorf("got %d", got.status)
	}
	if calls := w.catalog.calls.Load() + w.stock.calls.Load(); calls != 0 {
		t.Errorf("refused requests made %d calls", calls)
	}
}

func TestGetWithPreflightHeader(t *testing.T) {
	w := newWorld(t, nil)
	for _, header := range [][2]string{{"Apollo-Require-Preflight", "x"}, {"X-Apollo-Operation-Name", "Q"}, {"Content-Type", "application/json"}} {
		r := httptest.NewRequest(http.MethodGet, "/graphql?query={price}&variables={}", nil)
		r.Header.Set(header[0], header[1])
		if got := w.do(r); got.status != 200 || got.body != `{"data":{"price":5}}` {
			t.Errorf("%v: %d %s", header, got.status, got.body)
		}
	}
}

func TestAuthorization(t *testing.T) {
	w := newWorld(t, nil)
	if got := w.post(`{ guarded open }`); got.status != 200 || got.code() != "UNAUTHORIZED_FIELD_OR_TYPE" || !strings.HasPrefix(got.body, `{"data":{"guarded":null,"open":"open"}`) {
		t.Errorf("anonymous: %d %s", got.status, got.body)
	}
	calls := w.catalog.calls.Load()
	if got := w.post(`{ guarded }`); got.code() != "UNAUTHORIZED_FIELD_OR_TYPE" || w.catalog.calls.Load() != calls {
		t.Errorf("a denied field was fetched, or: %s", got.body)
	}
	if got := w.post(`{ guarded }`, "Authorization", "Bearer "+token("ann", "")); got.body != `{"data":{"guarded":"guarded"}}` || got.header.Get("Cache-Control") != "max-age=60, private" {
		t.Errorf("ann: %s %v", got.body, got.header)
	}
	// The answer is in the cache now, under a key that an anonymous caller has not.
	if got := w.post(`{ guarded }`); got.code() != "UNAUTHORIZED_FIELD_OR_TYPE" {
		t.Errorf("anonymous, after ann: %s", got.body)
	}
	if got := w.post(`{ admin }`, "Authorization", "Bearer "+token("ann", "read")); got.code() != "UNAUTHORIZED_FIELD_OR_TYPE" {
		t.Errorf("without the scope: %s", got.body)
	}
	if got := w.post(`{ admin }`, "Authorization", "Bearer "+token("bob", "read admin")); got.body != `{"data":{"admin":"admin"}}` {
		t.Errorf("with the scope: %s", got.body)
	}

	strict := newWorld(t, func(cfg *config.Config) { cfg.Authorization.Directives.RejectUnauthorized = true })
	if got := strict.post(`{ guarded open }`); got.status != 401 || strings.Contains(got.body, "data") {
		t.Errorf("refused as a whole: %d %s", got.status, got.body)
	}
	if got := strict.post(`{ admin }`, "Authorization", "Bearer "+token("ann", "")); got.status != 403 {
		t.Errorf("refused as a whole: %d %s", got.status, got.body)
	}
	for where, want := range map[string]string{
		"extensions": `{"data":{"guarded":null,"open":"open"},"extensions":{"authorizationErrors":[{"message"`,
		"disabled":   `{"data":{"guarded":null,"open":"open"}}`,
	} {
		quiet := newWorld(t, func(cfg *config.Config) { cfg.Authorization.Directives.Errors.Response = where })
		if got := quiet.post(`{ guarded open }`); !strings.HasPrefix(got.body, want) || got.header.Get("Cache-Control") != "no-store" {
			t.Errorf("%s: %s %v", where, got.body, got.header)
		}
	}
	closed := newWorld(t, func(cfg *config.Config) { cfg.Authorization.RequireAuthentication = true })
	if got := closed.post(`{ open }`); got.status != 401 || got.code() != "UNAUTHENTICATED" {
		t.Errorf("no token: %d %s", got.status, got.body)
	}
	if got := closed.post(`{ open }`, "Authorization", "Bearer "+token("ann", "")); got.status != 200 {
		t.Errorf("a token: %d %s", got.status, got.body)
	}
	off := newWorld(t, func(cfg *config.Config) { cfg.Authorization.Directives.Enabled = false })
	if got := off.post(`{ guarded }`); got.body != `{"data":{"guarded":"guarded"}}` {
		t.Errorf("switched off: %s", got.body)
	}
}

func TestWhatIsMaskedIsLogged(t *testing.T) {
	w := newWorld(t, nil)
	w.catalog.fields["broken"] = func(http.ResponseWriter, *http.Request) any {
		return fmt.Errorf("no such table: prices %s", strings.Repeat("x", 10_000))
	}
	got := w.post(`{ b: broken }`, "X-Request-ID", "masked-1")
	if strings.Contains(got.body, "table") {
		t.Fatalf("the client sees %s", got.body)
	}
	log := w.log.String()
	for _, part := range []string{"level=WARN", "request_id=masked-1", "subgraph=catalog", "path=[b]", "no such table: prices", "code=DATABASE"} {
		if !strings.Contains(log, part) {
			t.Errorf("the log has no %q: %.300s", part, log)
		}
	}
	if len(log) > 2000 {
		t.Errorf("the log has %d bytes for one error", len(log))
	}
	for range 5 * maxMaskedPerSecond {
		w.post(`{ b: broken c: broken d: broken e: broken f: broken }`)
	}
	// The requests may fall into a few seconds.
	if lines := strings.Count(w.log.String(), "no such table"); lines > 1+60*maxMaskedPerSecond || lines >= 3*5*maxMaskedPerSecond {
		t.Errorf("%d lines", lines)
	}
}

func TestLogQuota(t *testing.T) {
	q := logQuota{perSecond: 2}
	now := time.Unix(100, 0)
	var got []string
	for _, after := range []time.Duration{0, 0, 0, 0, 999 * time.Millisecond, time.Second, time.Second, time.Second} {
		omitted, ok := q.allow(now.Add(after))
		got = append(got, fmt.Sprint(ok, omitted))
	}
	if want := "true 0,true 0,false 0,false 0,false 0,true 3,true 0,false 0"; strings.Join(got, ",") != want {
		t.Errorf("got %v", got)
	}
}

func TestASlowSubgraphIsNamedWhenTheRequestsTimeIsOver(t *testing.T) {
	for name, deduplicate := range map[string]bool{"shared": true, "alone": false} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, func(cfg *config.Config) {
				cfg.TrafficShaping.Router.Timeout = config.Duration(50 * time.Millisecond)
				cfg.TrafficShaping.All.DeduplicateQuery = &deduplicate
			})
			if got := w.post(`{ slow stock }`, "X-Request-ID", "slow-1"); got.status != 504 {
				t.Fatalf("got %d %s", got.status, got.body)
			}
			waitFor(t, func() bool {
				log := w.log.String()
				return strings.Contains(log, "subgraph=catalog") && strings.Contains(log, "request_id=slow-1") && !strings.Contains(log, "subgraph=stock")
			})
		})
	}
}

func TestClientsAreNamedInTheDebugLog(t *testing.T) {
	for _, prefix := range []string{"graphql-client", "apollographql-client"} {
		log := &lockedBuffer{}
		w := newWorld(t, nil)
		w.logger = slog.New(slog.NewTextHandler(log, &slog.HandlerOptions{Level: slog.LevelDebug}))
		w.post(`query Prices { price }`, prefix+"-name", "ios", prefix+"-version", "1.2", "X-Request-ID", "c-1")
		for _, part := range []string{"client_name=ios", "client_version=1.2", "operation=Prices", "request_id=c-1"} {
			if !strings.Contains(log.String(), part) {
				t.Errorf("%s: no %q in %q", prefix, part, log.String())
			}
		}
		w.post(`{ nope }`)
		if !strings.Contains(log.String(), "code=GRAPHQL_VALIDATION_FAILED") {
			t.Errorf("a refused request: %q", log.String())
		}
	}
}

func TestSubgraphErrorsAreMasked(t *testing.T) {
	w := newWorld(t, nil)
	want := `{"data":{"broken":null,"price":5},"errors":[{"message":"The service reported an error.","path":["broken"],"extensions":{"code":"DOWNSTREAM_SERVICE_ERROR","service":"catalog"}}]}`
	got := w.post(`{ broken price }`)
	if got.body != want || got.header.Get("Cache-Control") != "no-store" {
		t.Errorf("got %s %v", got.body, got.header)
	}
	open := newWorld(t, func(cfg *config.Config) { cfg.IncludeSubgraphErrors.Subgraphs = map[string]bool{"catalog": true} })
	if got := open.post(`{ broken }`); !strings.Contains(got.body, "dial tcp db.internal") || got.code() != "DATABASE" {
		t.Errorf("got %s", got.body)
	}
}

func TestTimeouts(t *testing.T) {
	w := newWorld(t, func(cfg *config.Config) {
		cfg.TrafficShaping.Subgraphs = map[string]config.SubgraphTraffic{"catalog": {Timeout: config.Duration(50 * time.Millisecond)}}
	})
	if got := w.post(`{ slow stock }`); got.status != 200 || got.code() != "GATEWAY_TIMEOUT" || !strings.HasPrefix(got.body, `{"data":{"slow":null,"stock":7}`) {
		t.Errorf("one slow subgraph: %d %s", got.status, got.body)
	}
	w = newWorld(t, func(cfg *config.Config) { cfg.TrafficShaping.Router.Timeout = config.Duration(50 * time.Millisecond) })
	if got := w.post(`{ slow }`); got.status != 504 || got.code() != "GATEWAY_TIMEOUT" {
		t.Errorf("a slow request: %d %s", got.status, got.body)
	}
}

func TestQueryPlan(t *testing.T) {
	w := newWorld(t, nil)
	got := w.post(`{ price }`, "Apollo-Expose-Query-Plan", "dry-run")
	if !strings.HasPrefix(got.body, `{"data":null,"extensions":{"queryPlan":{"kind":"QueryPlan"`) || w.catalog.calls.Load() != 0 || !json.Valid([]byte(got.body)) {
		t.Errorf("got %s", got.body)
	}
	got = w.post(`{ price }`, "Apollo-Expose-Query-Plan", "true")
	if !strings.HasPrefix(got.body, `{"data":{"price":5},"extensions":{"queryPlan":{"kind":"QueryPlan"`) || !json.Valid([]byte(got.body)) {
		t.Errorf("got %s", got.body)
	}
	if got := w.post(`{ price }`); got.body != `{"data":{"price":5}}` {
		t.Errorf("after that: %s", got.body)
	}
	public := newWorld(t, func(cfg *config.Config) { cfg.Supergraph.Listen = "0.0.0.0:4000" })
	if got := public.post(`{ price }`, "Apollo-Expose-Query-Plan", "dry-run"); got.body != `{"data":{"price":5}}` {
		t.Errorf("on a public listener: %s", got.body)
	}
}

func TestRequestID(t *testing.T) {
	w := newWorld(t, nil)
	if got := w.post(`{price}`, "X-Request-ID", "abc-1").header.Get("X-Request-ID"); got != "abc-1" {
		t.Errorf("got %q", got)
	}
	for _, bad := range []string{strings.Repeat("a", 200), "<script>", "a b", "é"} {
		if got := w.post(`{price}`, "X-Request-ID", bad).header.Get("X-Request-ID"); got == bad || len(got) != 32 {
			t.Errorf("%q: got %q", bad, got)
		}
	}
}

func TestPanicsAreContained(t *testing.T) {
	w := newWorld(t, nil)
	for name, handler := range map[string]http.HandlerFunc{
		"before the answer": func(http.ResponseWriter, *http.Request) { panic("db.internal exploded") },
	} {
		recorder := httptest.NewRecorder()
		w.contained(handler).ServeHTTP(recorder, newRequest(`{price}`))
		if recorder.Code != 500 || strings.Contains(recorder.Body.String(), "internal exploded") || !strings.Contains(recorder.Body.String(), "INTERNAL_SERVER_ERROR") {
			t.Errorf("%s: %d %s", name, recorder.Code, recorder.Body)
		}
	}
	if !strings.Contains(w.log.String(), "db.internal exploded") {
		t.Error("the panic is not in the log")
	}
	defer func() {
		if recover() != http.ErrAbortHandler { //nolint:errorlint // the very value
			t.Error("an answer that had begun was not cut off")
		}
	}()
	w.contained(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("{")); panic("x") })).
		ServeHTTP(httptest.NewRecorder(), newRequest(`{price}`))
}

func TestHealthAndPages(t *testing.T) {
	w := newWorld(t, nil)
	get := func(h http.Handler, path string, headers ...string) reply {
		r := httptest.NewRequest(http.MethodGet, path, nil)
		for i := 0; i+1 < len(headers); i += 2 {
			r.Header.Set(headers[i], headers[i+1])
		}
		recorder := httptest.NewRecorder()
		h.ServeHTTP(recorder, r)
		return reply{recorder.Code, recorder.Header(), recorder.Body.String()}
	}
	if got := get(w, "/health/ready"); got.status != 200 || got.body != "{\"status\":\"UP\"}\n" {
		t.Errorf("%d %s", got.status, got.body)
	}
	if got := get(w, "/", "Accept", "text/html,*/*"); got.status != 200 || got.header.Get("Content-Security-Policy") == "" {
		t.Errorf("the playground: %d %v", got.status, got.header)
	}
	if got := get(w, "/", "Accept", "application/json"); got.status != 404 {
		t.Errorf("no browser: %d", got.status)
	}
	for _, path := range []string{"/metrics", "/debug/pprof/", "/playground"} {
		if got := get(w, path, "Accept", "application/json"); got.status == 200 {
			t.Errorf("%s is on the graph's listener", path)
		}
	}
	if got := get(w.AdminHandler(), "/debug/pprof/cmdline"); got.status != 200 {
		t.Errorf("pprof: %d", got.status)
	}
	w.draining.Store(true)
	if got := get(w, "/health/ready"); got.status != 503 {
		t.Errorf("draining: %d", got.status)
	}
	if got := get(w, "/health/live"); got.status != 200 {
		t.Errorf("draining: %d", got.status)
	}
	public := newWorld(t, func(cfg *config.Config) { cfg.Supergraph.Listen = "0.0.0.0:4000" })
	if got := get(public, "/", "Accept", "text/html"); got.status != 404 {
		t.Errorf("the playground on a public listener: %d", got.status)
	}
	empty, err := New(config.Default(), Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer empty.Close()
	if got := get(empty, "/health/ready"); got.status != 503 {
		t.Errorf("without a supergraph: %d", got.status)
	}
	recorder := httptest.NewRecorder()
	empty.ServeHTTP(recorder, newRequest(`{a}`))
	if recorder.Code != 503 || recorder.Header().Get("Retry-After") == "" {
		t.Errorf("without a supergraph: %d", recorder.Code)
	}
}

func TestProgressiveOverride(t *testing.T) {
	w := newWorld(t, nil)
	seen := map[string]int{}
	for i := range 100 {
		bearer := "Bearer " + token(fmt.Sprint("user-", i), "")
		first := w.post(`{ moved }`, "Authorization", bearer).body
		if second := w.post(`{ moved }`, "Authorization", bearer).body; second != first {
			t.Fatalf("one caller is on both sides: %s %s", first, second)
		}
		seen[first]++
	}
	if seen[`{"data":{"moved":"from catalog"}}`] < 25 || seen[`{"data":{"moved":"from stock"}}`] < 25 {
		t.Errorf("half of the callers should be on each side: %v", seen)
	}
	forced := newWorld(t, func(cfg *config.Config) { cfg.OverrideLabels.Force = []string{"percent(50)"} })
	for range 20 {
		if got := forced.post(`{ moved }`).body; got != `{"data":{"moved":"from stock"}}` {
			t.Fatalf("forced: %s", got)
		}
	}
}

func TestMisspeltSubgraphsAreLogged(t *testing.T) {
	w := newWorld(t, func(cfg *config.Config) { cfg.OverrideSubgraphURL = map[string]string{"catalgo": "http://a.example"} })
	if !strings.Contains(w.log.String(), "override_subgraph_url.catalgo") {
		t.Errorf("the log: %s", w.log)
	}
}

func TestLabels(t *testing.T) {
	for label, want := range map[string]bool{"percent(100)": true, "percent(0)": false, "percent(x)": false, "percent(100": false, "other": false, "percent(NaN)": false} {
		if got := percentActive(label, "user", ""); got != want {
			t.Errorf("%s: %v", label, got)
		}
	}
}
