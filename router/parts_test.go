package router

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/weftgraphql/weft/router/config"
)

const (
	apolloParts = "multipart/mixed;deferSpec=20220824, application/graphql-response+json, application/json;q=0.9"
	newParts    = "multipart/mixed;incrementalSpec=v0.2, application/json"
)

// partsOf reads the parts of an answer, which must be JSON each.
func partsOf(t *testing.T, contentType string, body io.Reader) []string {
	t.Helper()
	kind, parameters, err := mime.ParseMediaType(contentType)
	if err != nil || kind != "multipart/mixed" || parameters["boundary"] != "-" {
		t.Fatalf("the content type is %q", contentType)
	}
	var parts []string
	for reader := multipart.NewReader(body, "-"); ; {
		part, err := reader.NextPart()
		if err == io.EOF { //nolint:errorlint // the reader gives it as it is
			return parts
		}
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(part)
		if err != nil || part.Header.Get("Content-Type") != "application/json; charset=utf-8" || !json.Valid(text) {
			t.Fatalf("%v: %v %s", err, part.Header, text)
		}
		parts = append(parts, string(text))
	}
}

// TestAnswersInParts has both forms of answers in parts. Of two fragments, the first fails.
func TestAnswersInParts(t *testing.T) {
	for _, test := range []struct {
		name, query, accept, contentType string
		want                             []string
	}{
		{"as Apollo's clients take them", `{ hello ... @defer(label: "s") { stock } }`, apolloParts, `multipart/mixed;boundary="-";deferSpec=20220824`, []string{
			`{"data":{"hello":"hello"},"hasNext":true}`,
			`{"incremental":[{"data":{"stock":7},"path":[],"label":"s"}],"hasNext":false}`,
		}},
		{"as the proposal has them", `{ hello ... @defer(label: "s") { stock } }`, newParts, `multipart/mixed;boundary="-"`, []string{
			`{"data":{"hello":"hello"},"pending":[{"id":"0","path":[],"label":"s"}],"hasNext":true}`,
			`{"incremental":[{"id":"0","data":{"stock":7}}],"completed":[{"id":"0"}],"hasNext":false}`,
		}},
		{"by the plain name", `{ hello ... @defer { stock } }`, "application/json, multipart/mixed", `multipart/mixed;boundary="-"`, []string{
			`{"data":{"hello":"hello"},"pending":[{"id":"0","path":[]}],"hasNext":true}`,
			`{"incremental":[{"id":"0","data":{"stock":7}}],"completed":[{"id":"0"}],"hasNext":false}`,
		}},
		{"errors are the part's, and masked", `{ stock ... @defer { broken } }`, apolloParts, `multipart/mixed;boundary="-";deferSpec=20220824`, []string{
			`{"data":{"stock":7},"hasNext":true}`,
			`{"incremental":[{"data":{"broken":null},"path":[],"errors":[{"message":"The service reported an error.","path":["broken"],"extensions":{"code":"DOWNSTREAM_SERVICE_ERROR","service":"catalog"}}]}],"hasNext":false}`,
		}},
		{"what is denied is told at once", `{ stock ... @defer { guarded } }`, newParts, `multipart/mixed;boundary="-"`, []string{
			`{"data":{"stock":7},"errors":[{"message":"Not authorized to see the field \"guarded\" of \"Query\".","locations":[{"line":1,"column":22}],"path":["guarded"],"extensions":{"code":"UNAUTHORIZED_FIELD_OR_TYPE"}}],"pending":[{"id":"0","path":[]}],"hasNext":true}`,
			`{"incremental":[{"id":"0","data":{"guarded":null}}],"completed":[{"id":"0"}],"hasNext":false}`,
		}},
		{"with nothing deferred, for who takes nothing else", `{ hello }`, "multipart/mixed;deferSpec=20220824", `multipart/mixed;boundary="-";deferSpec=20220824`, []string{
			`{"data":{"hello":"hello"},"hasNext":false}`,
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			w := newWorld(t, nil)
			for range 2 { // the second time it is planned already, and not from a cache of answers
				got := w.post(test.query, "Accept", test.accept)
				if got.status != http.StatusOK || got.header.Get("Content-Type") != test.contentType || got.header.Get("Cache-Control") != "no-store" {
					t.Fatalf("%d %v %s", got.status, got.header, got.body)
				}
				if diff := cmp.Diff(test.want, partsOf(t, got.header.Get("Content-Type"), strings.NewReader(got.body))); diff != "" {
					t.Errorf("(-want +got)\n%s\n%s", diff, got.body)
				}
			}
		})
	}
}

// TestPartsOnTheWire is what goes out, byte by byte: the end of each part goes with it.
func TestPartsOnTheWire(t *testing.T) {
	w := newWorld(t, nil)
	got := w.post(`{ hello ... @defer { stock } }`, "Accept", apolloParts)
	want := "\r\n---\r\nContent-Type: application/json; charset=utf-8\r\n\r\n" + `{"data":{"hello":"hello"},"hasNext":true}` +
		"\r\n---\r\nContent-Type: application/json; charset=utf-8\r\n\r\n" + `{"incremental":[{"data":{"stock":7},"path":[]}],"hasNext":false}` +
		"\r\n-----\r\n"
	if diff := cmp.Diff(want, got.body); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

// TestWholeAnswersIgnoreDefer: for clients that don't take parts, or with all @defer off, it is as if there were none.
func TestWholeAnswersIgnoreDefer(t *testing.T) {
	w := newWorld(t, nil)
	for _, test := range []struct{ query, accept string }{
		{`{ hello ... @defer { stock } }`, ""},
		{`{ hello ... @defer { stock } }`, "application/json"},
		{`{ hello ... @defer { stock } }`, "*/*"},
		{`{ hello ... @defer { stock } }`, `multipart/mixed;boundary="graphql";subscriptionSpec=1.0, application/json`},
		{`{ hello ... @defer { stock } }`, `multipart/mixed;deferSpec=20991231, application/json`},
		{`{ hello ... @defer(if: false) { stock } }`, newParts},
		{`query($v: Boolean! = false) { hello ... @defer(if: $v) { stock } }`, newParts},
	} {
		got := w.post(test.query, "Accept", test.accept)
		if got.body != `{"data":{"hello":"hello","stock":7}}` || strings.Contains(got.header.Get("Content-Type"), "multipart") {
			t.Errorf("%s with %q: %s %s", test.query, test.accept, got.header.Get("Content-Type"), got.body)
		}
	}
	if got := w.post(`{ hello`, "Accept", "multipart/mixed"); got.status != http.StatusBadRequest && got.status != http.StatusOK || !strings.Contains(got.body, "GRAPHQL_PARSE_FAILED") {
		t.Errorf("a bad document: %d %s", got.status, got.body)
	}
	if got := w.post(`mutation { ... @defer { bump } }`, "Accept", newParts); !strings.Contains(got.body, "GRAPHQL_VALIDATION_FAILED") {
		t.Errorf("a deferred mutation: %s", got.body)
	}
}

// TestPartsAreNeitherKeptNorShared: with all sharing on, each request for parts is executed.
func TestPartsAreNeitherKeptNorShared(t *testing.T) {
	w := newWorld(t, func(cfg *config.Config) {
		cfg.Cache.Response.Enabled = true
		cfg.TrafficShaping.Router.DeduplicateRequests = true
	})
	for range 3 {
		w.post(`{ hello ... @defer { price } }`, "Accept", newParts)
	}
	if calls := w.catalog.calls.Load(); calls != 6 { // one for each part
		t.Errorf("three requests made %d calls", calls)
	}
}

// hold lets the stock subgraph answer only when told to, or when the request ends; that it was asked, and that, is told.
func (w *world) hold() (asked, answer, ended chan struct{}) {
	asked, answer, ended = make(chan struct{}), make(chan struct{}), make(chan struct{})
	w.stock.fields["stock"] = func(_ http.ResponseWriter, r *http.Request) any {
		close(asked)
		select {
		case <-answer:
		case <-r.Context().Done():
			close(ended)
		}
		return 7
	}
	return asked, answer, ended
}

// TestPartsGoOutAtOnce: the primary answer is with the client before the deferred part is there.
func TestPartsGoOutAtOnce(t *testing.T) {
	for _, accept := range []string{apolloParts, newParts} {
		w := newWorld(t, nil)
		_, answer, _ := w.hold()
		server := httptest.NewServer(w)
		response := ask(t, t.Context(), server, `{ hello ... @defer { stock } }`, accept)
		reader := multipart.NewReader(response.Body, "-")
		first, err := reader.NextPart()
		if err != nil {
			t.Fatal(err)
		}
		if text, err := io.ReadAll(first); err != nil || !strings.Contains(string(text), `"hasNext":true`) {
			t.Errorf("first came %s %v", text, err)
		}
		close(answer)
		second, err := reader.NextPart()
		if err != nil {
			t.Fatal(err)
		}
		if text, err := io.ReadAll(second); err != nil || !strings.Contains(string(text), `"stock":7`) {
			t.Errorf("then came %s %v", text, err)
		}
		_ = response.Body.Close()
		server.Close()
	}
}

// TestClientsThatLeaveEndTheirParts: with the client, the fetches of what is still to come end.
func TestClientsThatLeaveEndTheirParts(t *testing.T) {
	w := newWorld(t, nil)
	asked, _, ended := w.hold()
	server := httptest.NewServer(w)
	defer server.Close()
	ctx, leave := context.WithCancel(t.Context())
	response := ask(t, ctx, server, `{ hello ... @defer { stock } }`, apolloParts)
	if _, err := multipart.NewReader(response.Body, "-").NextPart(); err != nil {
		t.Fatal(err)
	}
	<-asked
	leave()
	_ = response.Body.Close()
	<-ended
}

func ask(t *testing.T, ctx context.Context, server *httptest.Server, query, accept string) *http.Response {
	t.Helper()
	body, _ := json.Marshal(map[string]string{"query": query})
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, server.URL+"/graphql", strings.NewReader(string(body)))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Accept", accept)
	response, err := server.Client().Do(request)
	if err != nil {
		t.Fatal(err)
	}
	return response
}

// TestWaysToDeferAreBounded: of an operation, only so many are kept.
func TestWaysToDeferAreBounded(t *testing.T) {
	w := newWorld(t, nil)
	query, definitions := "", ""
	for i := range 5 {
		definitions += fmt.Sprintf("$v%d: Boolean! ", i)
		query += fmt.Sprintf(" ... @defer(if: $v%d) { a%d: stock }", i, i)
	}
	for ways := range 1 << 5 {
		variables := map[string]bool{}
		for i := range 5 {
			variables[fmt.Sprintf("v%d", i)] = ways&(1<<i) != 0
		}
		body, _ := json.Marshal(map[string]any{"query": "query(" + definitions + ") { hello" + query + " }", "variables": variables})
		r := newRequest("", "Accept", newParts)
		r.Body = io.NopCloser(strings.NewReader(string(body)))
		r.ContentLength = int64(len(body))
		if got := w.do(r); strings.Contains(got.header.Get("Content-Type"), "multipart") != (ways > 0) || !strings.Contains(got.body, `"hello"`) {
			t.Fatalf("%d: %s", ways, got.body)
		}
	}
	kept := 0
	for _, entry := range w.served.Load().plans.entries.All() {
		if entry.prepared == nil {
			continue
		}
		if list := entry.prepared.deferred.Load(); list != nil {
			kept = len(*list)
		}
	}
	if kept != maxDeferredAs {
		t.Errorf("%d ways are kept, want %d", kept, maxDeferredAs)
	}
}
