package playground_test

import (
	"compress/gzip"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/weftgraphql/weft/router/playground"
)

func get(t *testing.T, handler http.Handler, method, path string, header map[string]string) *http.Response {
	t.Helper()
	request := httptest.NewRequest(method, path, nil)
	for name, value := range header {
		request.Header.Set(name, value)
	}
	recorder := httptest.NewRecorder()
	handler.ServeHTTP(recorder, request)
	return recorder.Result()
}

func body(t *testing.T, response *http.Response) string {
	t.Helper()
	content, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

func TestHandlerRoutes(t *testing.T) {
	handler := playground.Handler(playground.Options{})
	tests := []struct {
		method, path string
		status       int
		contentType  string
	}{
		{"GET", "/", 200, "text/html; charset=utf-8"},
		{"HEAD", "/", 200, "text/html; charset=utf-8"},
		{"GET", "/playground/config.json", 200, "application/json"},
		{"HEAD", "/playground/config.json", 200, "application/json"},
		{"GET", "/playground/", 302, ""},
		{"GET", "/playground/assets/none.js", 404, "text/plain; charset=utf-8"},
		{"GET", "/index.html", 404, "text/plain; charset=utf-8"},
		{"GET", "/playground/assets/../../secret", 307, ""},
		{"POST", "/", 405, "text/plain; charset=utf-8"},
		{"OPTIONS", "/playground/config.json", 405, "text/plain; charset=utf-8"},
	}
	for _, test := range tests {
		t.Run(test.method+" "+test.path, func(t *testing.T) {
			response := get(t, handler, test.method, test.path, nil)
			if response.StatusCode != test.status {
				t.Errorf("status %d, want %d", response.StatusCode, test.status)
			}
			if got := response.Header.Get("Content-Type"); test.contentType != "" && got != test.contentType {
				t.Errorf("content type %q, want %q", got, test.contentType)
			}
			policy := response.Header.Get("Content-Security-Policy")
			if !strings.Contains(policy, "default-src 'none'") || strings.Contains(policy, "unsafe-eval") || strings.Contains(policy, "http") {
				t.Errorf("policy %q", policy)
			}
			if response.Header.Get("X-Content-Type-Options") != "nosniff" {
				t.Error("sniffing is not forbidden")
			}
			if test.status == 405 && response.Header.Get("Allow") != "GET, HEAD" {
				t.Errorf("Allow %q", response.Header.Get("Allow"))
			}
			if content := body(t, response); test.method == "HEAD" && content != "" {
				t.Errorf("HEAD has a body of %d bytes", len(content))
			}
		})
	}
}

func TestConfiguration(t *testing.T) {
	token := ""
	handler := playground.Handler(playground.Options{
		Title:    "</script><b>",
		Endpoint: "/api/graphql",
		Operations: []playground.Operation{
			{Name: "a", Query: "query A { a }", Variables: json.RawMessage(`{"id":12345678901234567890,"x":"<"}`), Headers: map[string]string{"authorization": "Bearer ${TOKEN}"}},
			{Name: "b", Query: "query B { b }", Variables: json.RawMessage(`not json`)},
		},
		DefaultHeaders:   map[string]string{"Authorization": "Bearer guest", "x-shop": "demo"},
		DevelopmentToken: func() string { return token },
		PlanEnabled:      true,
	})
	read := func(t *testing.T) (raw string, value map[string]any) {
		t.Helper()
		response := get(t, handler, "GET", "/playground/config.json", nil)
		if got := response.Header.Get("Cache-Control"); got != "no-store" {
			t.Errorf("Cache-Control %q, want no-store", got)
		}
		raw = body(t, response)
		if err := json.Unmarshal([]byte(raw), &value); err != nil {
			t.Fatalf("%v: %s", err, raw)
		}
		return raw, value
	}

	raw, _ := read(t)
	if strings.ContainsAny(raw, "<>") {
		t.Errorf("markup is not escaped: %s", raw)
	}
	if !strings.Contains(raw, "Bearer ${TOKEN}") {
		t.Errorf("without a token its placeholder must stay: %s", raw)
	}
	token = "first&<second>"
	_, got := read(t)
	defaults := "{\n  \"Authorization\": \"Bearer guest\",\n  \"x-shop\": \"demo\"\n}"
	want := map[string]any{
		"title":    "</script><b>",
		"endpoint": "/api/graphql",
		"plan":     true,
		"headers":  defaults,
		"operations": []any{
			map[string]any{
				"name": "a", "query": "query A { a }",
				"variables": "{\n  \"id\": 12345678901234567890,\n  \"x\": \"<\"\n}",
				"headers":   "{\n  \"authorization\": \"Bearer first&<second>\",\n  \"x-shop\": \"demo\"\n}",
			},
			map[string]any{"name": "b", "query": "query B { b }", "variables": "not json", "headers": defaults},
		},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("configuration (-want +got):\n%s", diff)
	}
}

// Every file that the page refers to is served, compressed or not, and may be kept for good.
func TestBuiltAssets(t *testing.T) {
	if !playground.Built() {
		t.Skip("the web app is not built (make playground)")
	}
	handler := playground.Handler(playground.Options{})
	page := body(t, get(t, handler, "GET", "/", nil))
	if strings.Contains(page, "//") && strings.Contains(page, "https:") {
		t.Errorf("the page refers to another origin:\n%s", page)
	}
	var assets []string
	for _, part := range strings.Split(page, `"`) {
		if strings.HasPrefix(part, "./") {
			assets = append(assets, strings.TrimPrefix(part, "."))
		}
	}
	if len(assets) < 3 {
		t.Fatalf("the page refers to %q, want a script, a style sheet and an icon", assets)
	}
	if got := body(t, get(t, handler, "GET", "/playground/licenses.md", nil)); !strings.Contains(got, "graphiql") {
		t.Error("the notices of the bundled libraries are missing")
	}
	for _, path := range assets {
		plain := get(t, handler, "GET", path, nil)
		packed := get(t, handler, "GET", path, map[string]string{"Accept-Encoding": "br, gzip"})
		if plain.StatusCode != 200 || packed.StatusCode != 200 {
			t.Errorf("%s: status %d, compressed %d", path, plain.StatusCode, packed.StatusCode)
			continue
		}
		if got := packed.Header.Get("Content-Encoding"); got != "gzip" {
			t.Errorf("%s: content encoding %q, want gzip", path, got)
		}
		if got := packed.Header.Get("Cache-Control"); !strings.Contains(got, "immutable") {
			t.Errorf("%s: Cache-Control %q", path, got)
		}
		unpacked, err := gzip.NewReader(packed.Body)
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(unpacked)
		if err != nil {
			t.Fatal(err)
		}
		if string(content) != body(t, plain) {
			t.Errorf("%s: compressed and plain differ", path)
		}
		if got := plain.ContentLength; got != int64(len(content)) {
			t.Errorf("%s: Content-Length %d, want %d", path, got, len(content))
		}
	}
}

func TestPageIsRevalidated(t *testing.T) {
	if !playground.Built() {
		t.Skip("the web app is not built (make playground)")
	}
	handler := playground.Handler(playground.Options{})
	accept := map[string]string{"Accept-Encoding": "gzip"}
	first := get(t, handler, "GET", "/", accept)
	if got := first.Header.Get("Cache-Control"); got != "no-cache" {
		t.Errorf("Cache-Control %q, want no-cache", got)
	}
	accept["If-None-Match"] = `"other", W/` + first.Header.Get("ETag")
	if again := get(t, handler, "GET", "/", accept); again.StatusCode != http.StatusNotModified {
		t.Errorf("status %d, want 304", again.StatusCode)
	}
	delete(accept, "Accept-Encoding")
	if plain := get(t, handler, "GET", "/", accept); plain.StatusCode != http.StatusOK {
		t.Errorf("another encoding: status %d, want 200", plain.StatusCode)
	}
}

func TestReadOperations(t *testing.T) {
	file := func(text string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(text)} }
	got, err := playground.ReadOperations(fstest.MapFS{
		"me.graphql":            file("query Me { me { id } }"),
		"me.headers.json":       file(`{"authorization": "Bearer ${TOKEN}"}`),
		"cart.graphql":          file("query Cart($id: ID!) { cart(id: $id) { id } }"),
		"cart.variables.json":   file(`{"id": "1"}`),
		"README.md":             file("not an operation"),
		"below/ignored.graphql": file("{ ignored }"),
		"alone.variables.json":  file(`{}`),
		"alone.response.golden": file(`{}`),
	})
	if err != nil {
		t.Fatal(err)
	}
	want := []playground.Operation{
		{Name: "cart", Query: "query Cart($id: ID!) { cart(id: $id) { id } }", Variables: json.RawMessage(`{"id": "1"}`)},
		{Name: "me", Query: "query Me { me { id } }", Headers: map[string]string{"authorization": "Bearer ${TOKEN}"}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("operations (-want +got):\n%s", diff)
	}

	bad := map[string]fstest.MapFS{
		"a.variables.json: variables must be a JSON object":        {"a.graphql": file("{ a }"), "a.variables.json": file("[1]")},
		"a.headers.json: headers must be a JSON object of strings": {"a.graphql": file("{ a }"), "a.headers.json": file(`{"x": 1}`)},
		"a.graphql is larger than":                                 {"a.graphql": file(strings.Repeat("#", 1<<20+1))},
	}
	for want, fsys := range bad {
		if _, err := playground.ReadOperations(fsys); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want one that says %q", err, want)
		}
	}
}
