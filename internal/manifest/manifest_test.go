package manifest

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func write(t *testing.T, dir, name, text string) string {
	t.Helper()
	path := filepath.Join(dir, name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestLoadTakesSchemasFromEverySource(t *testing.T) {
	asked := ""
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		asked = r.Header.Get("X-Key") + " " + string(body)
		io.WriteString(w, `{"data":{"_service":{"sdl":"type Query { c: Int }"}}}`)
	}))
	defer server.Close()
	dir := t.TempDir()
	write(t, dir, "a.graphql", "type Query { a: Int }")
	path := write(t, dir, "supergraph.yaml", `
federation_version: =2.9.0
subgraphs:
  c:
    schema: {subgraph_url: "`+server.URL+`", introspection_headers: {X-Key: k}}
  b:
    routing_url: http://b
    schema: {sdl: "type Query { b: Int }"}
  a:
    routing_url: http://a
    schema: {file: ./a.graphql}
`)
	m, err := Read(path)
	if err != nil {
		t.Fatal(err)
	}
	got, err := m.Load(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	want := []Source{
		{Name: "a", URL: "http://a", File: filepath.Join(dir, "a.graphql"), SDL: "type Query { a: Int }"},
		{Name: "b", URL: "http://b", File: path + "#b", SDL: "type Query { b: Int }"},
		{Name: "c", URL: server.URL, File: server.URL, SDL: "type Query { c: Int }"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if m.FederationVersion != "=2.9.0" || asked != `k {"query":"{ _service { sdl } }"}` {
		t.Errorf("version %q, asked %q", m.FederationVersion, asked)
	}
	if diff := cmp.Diff([]string{path, filepath.Join(dir, "a.graphql")}, m.Files()); diff != "" {
		t.Error(diff)
	}
}

func TestReadSaysWhatIsWrong(t *testing.T) {
	for _, test := range []struct{ name, text, want string }{
		{"unknown key", "subgraphs:\n  a:\n    routing_uri: x\n", "3 |"},
		{"twice", "subgraphs:\n  a:\n    routing_url: x\n  a:\n    routing_url: y\n", "already defined"},
		{"no YAML", "subgraphs: [", "supergraph.yaml"},
		{"nothing", "federation_version: 2\n", "nothing under `subgraphs`"},
		{"no schema", "subgraphs:\n  a:\n    routing_url: http://a\n", `subgraph "a": schema wants one of`},
		{"two schemas", "subgraphs:\n  a:\n    routing_url: http://a\n    schema: {file: x, sdl: y}\n", "only one of"},
		{"no URL", "subgraphs:\n  a:\n    schema: {file: x}\n", "routing_url is missing"},
		{"registry", "subgraphs:\n  a:\n    routing_url: http://a\n    schema: {graphref: x@y, subgraph: a}\n", "graphref"},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := Read(write(t, t.TempDir(), "supergraph.yaml", test.text))
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, want it to say %q", err, test.want)
			}
		})
	}
}

func TestLoadTellsUnreachableFromWrong(t *testing.T) {
	answer, status := "", http.StatusOK
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(status)
		io.WriteString(w, answer)
	}))
	defer server.Close()
	m, err := Read(write(t, t.TempDir(), "s.yaml", "subgraphs:\n  a:\n    schema: {subgraph_url: \""+server.URL+"\"}\n"))
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		answer, want string
		status       int
	}{
		{"", "status 502", http.StatusBadGateway},
		{"<html>", "does not answer in JSON", http.StatusOK},
		{`{"errors":[{"message":"no"}]}`, "with an error: no", http.StatusOK},
		{`{"data":{}}`, "holds no schema", http.StatusOK},
	} {
		answer, status = test.answer, test.status
		_, err := m.Load(t.Context())
		if _, ok := errors.AsType[*UnreachableError](err); !ok || !strings.Contains(err.Error(), test.want) {
			t.Errorf("got %v, want an UnreachableError that says %q", err, test.want)
		}
	}
	missing, err := Read(write(t, t.TempDir(), "s.yaml", "subgraphs:\n  a:\n    routing_url: http://a\n    schema: {file: gone.graphql}\n"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := missing.Load(t.Context()); err == nil || !strings.Contains(err.Error(), "gone.graphql") {
		t.Errorf("got %v, want it to name the file", err)
	}
}
