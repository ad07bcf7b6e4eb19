package mock

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"
	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftgraphql/weft/internal/fedtest/jsonvalue"
)

// TestMock runs the archives of testdata. Each has the SDL of one or more subgraphs (a.graphql, ...), one data.json
// with the content of a subgraph's data, which all of them get, and numbered steps: "<n> <title>" or
// "<n> <subgraph>: <title>" with a document, maybe "<n> variables", and "<n> response" (without locations).
func TestMock(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no testdata: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			runArchive(t, archive)
		})
	}
}

func runArchive(t *testing.T, archive *txtar.Archive) {
	content := map[string]string{}
	for _, f := range archive.Files {
		content[f.Name] = string(f.Data)
	}
	state := NewState()
	subgraphs := map[string]*Subgraph{}
	for name, sdl := range content {
		if base, ok := strings.CutSuffix(name, ".graphql"); ok {
			subgraphs[base] = newSubgraph(t, base, sdl, content["data.json"], state)
		}
	}
	for _, f := range archive.Files {
		number, title, isStep := strings.Cut(f.Name, " ")
		if !isStep || title == "variables" || title == "response" {
			continue
		}
		t.Run(f.Name, func(t *testing.T) {
			subgraph := "a"
			if name, _, ok := strings.Cut(title, ": "); ok {
				subgraph = name
			}
			want, err := jsonvalue.Parse([]byte(content[number+" response"]))
			if err != nil {
				t.Fatal(err)
			}
			got := ask(t, subgraphs[subgraph], string(f.Data), content[number+" variables"])
			for _, line := range jsonvalue.Diff(want, got, jsonvalue.SameOrder) {
				t.Error(line)
			}
		})
	}
}

func newSubgraph(t *testing.T, name, sdl, data string, state *State) *Subgraph {
	t.Helper()
	parsed, err := ParseData([]byte(`{"subgraphs": {"a": ` + data + `}}`))
	if err != nil {
		t.Fatal(err)
	}
	s, err := New(name, sdl, parsed.Subgraphs["a"], state, nil)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// ask returns the response without its locations, which depend on the layout of the document.
func ask(t *testing.T, s *Subgraph, query, variables string) any {
	t.Helper()
	in := map[string]any{"query": query}
	if variables != "" {
		in["variables"] = json.RawMessage(variables)
	}
	body, err := json.Marshal(in)
	if err != nil {
		t.Fatal(err)
	}
	response, err := jsonvalue.Parse(s.Do(t.Context(), body))
	if err != nil {
		t.Fatal(err)
	}
	errs, _ := response.(*jsonvalue.Object).Get("errors")
	list, _ := errs.([]any)
	for _, e := range list {
		object := e.(*jsonvalue.Object)
		for i, m := range object.Members {
			if m.Name == "locations" {
				object.Members = append(object.Members[:i], object.Members[i+1:]...)
				break
			}
		}
	}
	return response
}

func TestCompleteSchema(t *testing.T) {
	const link = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key"]) `
	tests := []struct {
		name, sdl string
		members   []string // of _Entity, nil for none
	}{
		{"federation 1", `type P @key(fields: "id") @key(fields: "n") @extends { id: ID! @external n: Int @requires(fields: "id") } type Query { p: P @provides(fields: "id") }`, []string{"P"}},
		{"extension without definition", `extend type P @key(fields: "id") { id: ID! } extend type Query { p: P }`, []string{"P"}},
		{"key on an extension", `type P { id: ID! } extend type P @key(fields: "id")`, []string{"P"}},
		{"no Query", link + `type P @key(fields: "id", resolvable: false) { id: ID! }`, []string{"P"}},
		{"no entity", link + `type P @shareable { id: ID! @inaccessible @override(from: "b") @tag(name: "x") }`, nil},
		{"interface with key", link + `interface I @key(fields: "id") { id: ID! } type A implements I @key(fields: "id") { id: ID! } type B @interfaceObject @key(fields: "id") { id: ID! }`, []string{"A", "B"}},
		{"interface only", link + `interface I @key(fields: "id") { id: ID! } type A implements I { id: ID! }`, nil},
		{"renamed root", `schema { query: Root } type Root { a: Int } type P @key(fields: "id") { id: ID! }`, []string{"P"}},
		{"own definitions", `scalar _Any scalar _FieldSet directive @key(fields: _FieldSet!) repeatable on OBJECT type P @key(fields: "id") { id: ID! }`, []string{"P"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			schema, err := CompleteSchema("a", tt.sdl)
			if err != nil {
				t.Fatal(err)
			}
			var members []string
			if union := schema.Types["_Entity"]; union != nil {
				members = union.Types
			}
			if diff := cmp.Diff(tt.members, members); diff != "" {
				t.Errorf("members of _Entity (-want +got)\n%s", diff)
			}
			if schema.Query.Fields.ForName("_service") == nil {
				t.Error("no _service")
			}
			if has := schema.Query.Fields.ForName("_entities") != nil; has != (tt.members != nil) {
				t.Errorf("_entities is there: %v", has)
			}
			if def := schema.Types["Root"]; def != nil && (schema.Query != def || def.Kind != ast.Object) {
				t.Error("the renamed root is not the query root")
			}
		})
	}
	for name, sdl := range map[string]string{
		"syntax":            `type P {`,
		"unknown type":      `type Query { p: P }`,
		"unknown directive": `type Query { p: Int @shareable }`,
		"redefined":         `type Query { p: Int } type Query { q: Int }`,
	} {
		if _, err := CompleteSchema("sub", sdl); err == nil || !strings.Contains(err.Error(), "subgraph sub: ") {
			t.Errorf("%s: got error %v, want one that names the subgraph", name, err)
		}
	}
}

func TestParseDataRefuses(t *testing.T) {
	for name, tt := range map[string]struct{ data, want string }{
		"no answer":            {`{"fields": {"Q.f": {"needs": ["a"]}}}`, "0 answers"},
		"two answers":          {`{"fields": {"Q.f": {"value": null, "error": "x"}}}`, "2 answers"},
		"missing without need": {`{"fields": {"Q.f": {"value": 1, "missing": {"value": 2}}}}`, `"missing" without "needs"`},
		"bad missing":          {`{"fields": {"Q.f": {"needs": ["a"], "value": 1, "missing": {}}}}`, "0 answers"},
		"null rule":            {`{"fields": {"Q.f": null}}`, "null where a rule"},
		"unknown name":         {`{"fields": {"Q.f": {"valeu": 1}}}`, "valeu"},
		"entity without":       {`{"entities": {"T": {"rows": []}}}`, "0 of"},
		"entity with two":      {`{"entities": {"T": {"echo": true, "keys": ["id"]}}}`, "2 of"},
		"null entity rule":     {`{"entities": {"T": null}}`, "null where an entity rule"},
		"unknown unknown":      {`{"entities": {"T": {"keys": ["id"], "unknown": "null"}}}`, `"unknown" is "null"`},
		"rows and table":       {`{"entities": {"T": {"keys": ["id"], "rows": [], "table": "t"}}}`, "both"},
		"bad key":              {`{"entities": {"T": {"keys": ["id {"], "rows": []}}}`, `key "id {"`},
		"fragment in key":      {`{"entities": {"T": {"keys": ["... on T { id }"], "rows": []}}}`, "only fields"},
		"second operation":     {`{"entities": {"T": {"keys": ["id } { id"], "rows": []}}}`, "only fields"},
		"reference in object":  {`{"objects": {"a": {"b": [{"$ref": "c"}]}}}`, "leads nowhere"},
		"reference in rule":    {`{"fields": {"Q.f": {"needs": ["a"], "value": 1, "missing": {"lookup": {"rows": [{"$ref": "c"}]}}}}}`, "leads nowhere"},
		"reference in ensure":  {`{"fields": {"Q.f": {"ensure": {"table": "t", "by": "id", "rows": [{"$ref": "c"}]}, "all": "t"}}}`, "leads nowhere"},
		"reference in row":     {`{"entities": {"T": {"keys": ["id"], "rows": [{"$ref": "c"}]}}}`, "leads nowhere"},
		"null subgraph":        {`null`, "null"},
	} {
		_, err := ParseData([]byte(`{"subgraphs": {"a": ` + tt.data + `}}`))
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: got error %v, want one with %q", name, err, tt.want)
		}
	}
	if _, err := ParseData([]byte(`{} {}`)); err == nil {
		t.Error("text after the value was let pass")
	}
}

func TestRequestsAreRecorded(t *testing.T) {
	var observed []Request
	s, err := New("sub", `type Query { a(x: Int): Int }`, nil, NewState(), func(r Request) { observed = append(observed, r) })
	if err != nil {
		t.Fatal(err)
	}
	bodies := []string{
		`{"query": "query A($x: Int) { a(x: $x) } query B { b: a }", "operationName": "A", "variables": {"x": 1}}`,
		`{"query": "{ missing }"}`,
		`{"query": "{ a }", "operationName": "Z"}`,
		`{"query": "query ($x: Int!) { a(x: $x) }"}`,
		`nonsense`,
		`{"query": "{ a }"} {}`,
	}
	for _, body := range bodies {
		s.Do(t.Context(), []byte(body))
	}
	want := []Request{
		{
			Query: "query A($x: Int) { a(x: $x) } query B { b: a }", OperationName: "A",
			Variables: map[string]any{"x": json.Number("1")}, Response: []byte(`{"data":{"a":null}}`),
		},
		{Query: "{ missing }", Invalid: `Cannot query field "missing" on type "Query".`},
		{Query: "{ a }", OperationName: "Z", Invalid: `the document has no operation named "Z"`},
		{Query: "query ($x: Int!) { a(x: $x) }", Invalid: `variable $x of type Int! is required`},
		{Query: "nonsense", Invalid: `request body: invalid character 'o' in literal null (expecting 'u')`},
		{Query: "{ a }", Invalid: `request body: text after the JSON value`},
	}
	for i := range want {
		want[i].Subgraph = "sub"
	}
	got := s.Requests()
	for i := range got {
		if got[i].Invalid != "" {
			if bytes.Contains(got[i].Response, []byte(`"data"`)) {
				t.Errorf("request %d is invalid but has data: %s", i, got[i].Response)
			}
			got[i].Response = nil
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("requests (-want +got)\n%s", diff)
	}
	if len(observed) != len(bodies) {
		t.Errorf("observed %d requests, want %d", len(observed), len(bodies))
	}
}

func TestServeHTTP(t *testing.T) {
	s, err := New("sub", `type Query { a: Int }`, nil, NewState(), nil)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(s)
	defer server.Close()
	for _, tt := range []struct{ name, body, want string }{
		{"good", `{"query": "{ a }"}`, `{"data":{"a":null}}`},
		{"invalid", `{"query": "{ missing }"}`, `{"errors":[{"message":"Cannot query field \"missing\" on type \"Query\".","locations":[{"line":1,"column":3}]}]}`},
		{"too large", `{"query": "` + strings.Repeat(" ", maxBody) + `"}`, `{"errors":[{"message":"http: request body too large"}]}`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			resp, err := http.Post(server.URL, "application/json", strings.NewReader(tt.body))
			if err != nil {
				t.Fatal(err)
			}
			defer resp.Body.Close()
			body, err := io.ReadAll(resp.Body)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, string(body)); diff != "" {
				t.Errorf("body (-want +got)\n%s", diff)
			}
			if resp.StatusCode != http.StatusOK || resp.Header.Get("Content-Type") != "application/json" {
				t.Errorf("got status %d and type %q", resp.StatusCode, resp.Header.Get("Content-Type"))
			}
		})
	}
	resp, err := http.Get(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusMethodNotAllowed {
		t.Errorf("GET: got status %d", resp.StatusCode)
	}
}

// Routers ask in parallel; the state must come out as if they had not.
func TestConcurrentRequests(t *testing.T) {
	state := NewState()
	s := newSubgraph(t, "a", `type Query { a: Int } type Mutation { count: Int add: Row } type Row { n: Int }`,
		`{"fields": {"Mutation.count": {"counter": {"name": "c", "op": "add", "by": 1}}, "Mutation.add": {"insert": {"table": "t", "row": {"n": 1}}}}}`, state)
	var group sync.WaitGroup
	for range 20 {
		group.Go(func() { s.Do(t.Context(), []byte(`{"query": "mutation { count add { n } }"}`)) })
	}
	group.Wait()
	if n, err := state.count("c", "clear", 0); n != 20 || err != nil || len(state.rows("t")) != 20 || len(s.Requests()) != 20 {
		t.Errorf("got counter %v (%v), %d rows, %d requests, want 20 of each", n, err, len(state.rows("t")), len(s.Requests()))
	}
}
