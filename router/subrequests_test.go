package router

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
)

const filterSDL = `input Filter { size: Int and: [Filter!] text: String! = "t" id: ID any: Any } scalar Any
`

var shops = map[string]string{
	"a": filterSDL + `type Query { items(in: Filter, ids: [ID!], n: Int = 3, grid: [[Int]], any: Any): [Item] } type Item @key(fields: "id") { id: ID! name(x: Int): String }`,
	"b": filterSDL + `type Item @key(fields: "id") { id: ID! price(in: Filter, n: Int, ids: [ID!], least: Int! = 5): Int stock: Int like(n: Int): [Item] }`,
}

// plainSchema is a subgraph's schema as its server has it, without federation's directives.
func plainSchema(t *testing.T, sdl string) *ast.Schema {
	t.Helper()
	sdl = strings.ReplaceAll(sdl, ` @key(fields: "id")`, "") + " scalar _Any union _Entity = Item "
	if entities := " _entities(representations: [_Any!]!): [_Entity]! "; strings.Contains(sdl, "type Query") {
		sdl += "extend type Query {" + entities + "}"
	} else {
		sdl += "type Query {" + entities + "}"
	}
	schema, err := gqlparser.LoadSchema(&ast.Source{Input: sdl})
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

// subrequest is what is sent to a subgraph.
type subrequest struct {
	Query         string
	OperationName string
	Variables     json.RawMessage
}

// TestWhatSubgraphsAreAsked: requests to subgraphs are valid there, have the client's variables as variables, and only those that they
// use; what a client calls things never meets what the router does.
func TestWhatSubgraphsAreAsked(t *testing.T) {
	const represented = `{"__typename":"Item","id":"1"}`
	tests := []struct {
		name, query, variables string
		a, b                   subrequest
	}{
		{"a variable of the router's name", `query Q($representations: [ID!], $n: Int) { items(ids: $representations, n: $n) { price(ids: $representations, n: $n) } }`,
			`{"representations": ["x"], "n": null}`,
			subrequest{`query Q__a__0($representations:[ID!],$n:Int){items(ids:$representations,n:$n){__typename id}}`, "Q__a__0", json.RawMessage(`{"n":null,"representations":["x"]}`)},
			subrequest{`query Q__b__1($_representations:[_Any!]!,$representations:[ID!],$n:Int){_entities(representations:$_representations){...on Item{price(ids:$representations,n:$n)}}}`,
				"Q__b__1", json.RawMessage(`{"_representations":[` + represented + `],"n":null,"representations":["x"]}`)}},
		{"variables without a value are left out", `query Q($ids: [ID!], $n: Int) { items(ids: $ids, n: $n) { price(ids: $ids, n: $n) } }`, `{}`,
			subrequest{`query Q__a__0($ids:[ID!],$n:Int){items(ids:$ids,n:$n){__typename id}}`, "Q__a__0", nil},
			subrequest{`query Q__b__1($representations:[_Any!]!,$ids:[ID!],$n:Int){_entities(representations:$representations){...on Item{price(ids:$ids,n:$n)}}}`,
				"Q__b__1", json.RawMessage(`{"representations":[` + represented + `]}`)}},
		{"variables in objects and lists, with defaults and coerced", `query ($n: Int = 9, $m: Int! = 4, $in: Filter!) { items(in: {size: $n, and: [$in, {text: "x", any: {k: $m, l: [$n]}}]}) { price(in: $in, least: $m) } }`,
			`{"m": 1.0, "in": {"id": 5, "and": {"size": null}}}`,
			subrequest{`query($n:Int=9,$m:Int!=4,$in:Filter!){items(in:{size: $n, and: [$in, {text: "x", any: {k: $m, l: [$n]}}]}){__typename id}}`, "",
				json.RawMessage(`{"in":{"and":[{"size":null,"text":"t"}],"text":"t","id":"5"},"m":1,"n":9}`)},
			subrequest{`query($representations:[_Any!]!,$m:Int!=4,$in:Filter!){_entities(representations:$representations){...on Item{price(in:$in,least:$m)}}}`, "",
				json.RawMessage(`{"representations":[` + represented + `],"in":{"and":[{"size":null,"text":"t"}],"text":"t","id":"5"},"m":1}`)}},
		{"what is left out is not asked", `query ($yes: Boolean!, $n: Int, $grid: [[Int]]) { items(grid: $grid) { id price(n: $n) @include(if: $yes) } }`, `{"yes": false, "n": 5, "grid": 7}`,
			subrequest{`query($grid:[[Int]]){items(grid:$grid){__typename id}}`, "", json.RawMessage(`{"grid":[[7]]}`)}, subrequest{}},
		{"aliases of the router's kind", `{ _0: items { __typename: name _entities: stock id: stock } }`, ``,
			subrequest{`{u_0:items{__typename u__typename:name _id_0:id}}`, "", nil},
			subrequest{`query($representations:[_Any!]!){_entities(representations:$representations){...on Item{u_entities:stock id:stock}}}`, "",
				json.RawMessage(`{"representations":[` + represented + `]}`)}},
		{"repeated selections are fragments", `{ items { x: like(n: 1) { price stock like { price stock } } y: like(n: 2) { price stock like { price stock } } z: like(n: 3) { price stock like { price stock } } } }`, ``,
			subrequest{`{items{__typename id}}`, "", nil},
			subrequest{`query($representations:[_Any!]!){_entities(representations:$representations){...on Item{x:like(n:1){...F0} y:like(n:2){...F0} z:like(n:3){...F0}}}}fragment F0 on Item{price stock like{price stock}}`,
				"", json.RawMessage(`{"representations":[` + represented + `]}`)}},
	}
	f := newFaulty(t, nil, shops)
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			f.set("a", body(`{"data":{"items":[{"__typename":"Item","id":"1","_id_0":"1"}],"u_0":[{"__typename":"Item","u__typename":"N","id":"1","_id_0":"1"}]}}`))
			f.set("b", body(`{"data":{"_entities":[{"price":1,"u_entities":2,"id":3}]}}`))
			sent, err := json.Marshal(map[string]any{"query": test.query, "variables": json.RawMessage(orNull(test.variables))})
			if err != nil {
				t.Fatal(err)
			}
			r := withBody(httptest.NewRequest(http.MethodPost, "/graphql", nil), string(sent))
			r.Header.Set("Content-Type", "application/json")
			if got := f.do(r); strings.Contains(got.body, "errors") {
				t.Errorf("got %s", got.body)
			}
			for service, want := range map[string]subrequest{"a": test.a, "b": test.b} {
				var wanted []subrequest
				if want.Query != "" {
					wanted = append(wanted, want)
				}
				got := f.subrequests(t, service)
				if diff := cmp.Diff(wanted, got); diff != "" {
					t.Errorf("%s: %s", service, diff)
				}
				for _, request := range got {
					if _, errs := gqlparser.LoadQuery(plainSchema(t, shops[service]), request.Query); errs != nil {
						t.Errorf("%s: %v in %s", service, errs, request.Query)
					}
				}
			}
		})
	}
}

func orNull(text string) string {
	if text == "" {
		return "null"
	}
	return text
}

// subrequests are the requests that a service got.
func (f *faulty) subrequests(t *testing.T, name string) []subrequest {
	t.Helper()
	s := f.services[name]
	s.mu.Lock()
	asked := slices.Clone(s.asked)
	s.mu.Unlock()
	var requests []subrequest
	for _, text := range asked {
		var request subrequest
		if err := json.Unmarshal([]byte(text), &request); err != nil {
			t.Fatalf("%v: %s", err, text)
		}
		requests = append(requests, request)
	}
	return requests
}
