package world

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/weftgraphql/weft/internal/fedtest/refexec"
)

const link = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@shareable", "@external", "@requires", "@provides", "@override", "@inaccessible", "@interfaceObject"])
`

var shop = []Subgraph{
	{"products", link + `
type Query { product: Product!  top: Product! @provides(fields: "stock")  node: Node }
type Product implements Node @key(fields: "id") @key(fields: "sku region { code }") {
  id: ID!  sku: Int!  region: Region!  name: String  price(currency: Currency = EUR): Float  old: Int  secret: Int @inaccessible
  stock: Int @external
}
type Region { code: String!  name: String! @shareable }
interface Node @key(fields: "id") { id: ID! }
enum Currency { EUR USD }
`},
	{"stock", link + `
type Query { any: Int }
type Product @key(fields: "id") {
  id: ID!  stock: Int @shareable  old: Int @override(from: "products")  label: String @requires(fields: "name price(currency: USD)")
  name: String @external  price(currency: Currency = EUR): Float @external
}
enum Currency { EUR USD }
`},
	{"notes", link + `
schema { query: Root }
type Root { noted: [Node!] }
type Node @key(fields: "id") @interfaceObject { id: ID!  note: String }
`},
}

func newShop(t *testing.T) *World {
	t.Helper()
	w, err := New(1, shop)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func (w *World) ask(t *testing.T, s *Session, subgraph, query string, variables map[string]any) map[string]any {
	t.Helper()
	body, err := json.Marshal(map[string]any{"query": query, "variables": variables})
	if err != nil {
		t.Fatal(err)
	}
	out, err := w.Serve(t.Context(), s, subgraph, body)
	if err != nil {
		t.Fatal(err)
	}
	var response struct {
		Data   map[string]any
		Errors []struct{ Message string }
	}
	if err := json.Unmarshal(out, &response); err != nil {
		t.Fatal(err)
	}
	return response.Data
}

// The schema that clients see is all of the subgraphs, without what is inaccessible.
func TestAPI(t *testing.T) {
	w := newShop(t)
	product := w.API().Types["Product"]
	var names []string
	for _, f := range product.Fields {
		names = append(names, f.Name+": "+f.Type.String())
	}
	want := []string{"id: ID!", "sku: Int!", "region: Region!", "name: String", "price: Float", "old: Int", "stock: Int", "label: String", "note: String"}
	if diff := cmp.Diff(want, names); diff != "" {
		t.Error(diff)
	}
	if w.API().Types["Root"] != nil || w.API().Query.Fields.ForName("noted") == nil {
		t.Error("the query types are not one")
	}
}

// What a subgraph says of a field is what the monolith says.
func TestSubgraphsAgreeWithTheMonolith(t *testing.T) {
	w := newShop(t)
	whole := w.Monolith(t.Context(), &Session{}, refexec.Request{Query: `{ product { id sku region { code } name price usd: price(currency: USD) stock label note } }`})
	text, err := whole.MarshalJSON()
	if err != nil {
		t.Fatal(err)
	}
	var parsed struct {
		Data struct{ Product map[string]any }
	}
	if err := json.Unmarshal(text, &parsed); err != nil {
		t.Fatal(err)
	}
	want := parsed.Data.Product
	if want["id"] == nil {
		t.Fatalf("no product: %s", text)
	}
	s := &Session{}
	got := map[string]any{}
	merge := func(object any) {
		for name, v := range object.(map[string]any) {
			got[name] = v
		}
	}
	merge(w.ask(t, s, "products", `{ product { id sku region { code } name price usd: price(currency: USD) } }`, nil)["product"])
	entity := func(subgraph, on, fields string, representation map[string]any) {
		list := w.ask(t, s, subgraph, `query ($r: [_Any!]!) { _entities(representations: $r) { ... on `+on+` { `+fields+` } } }`,
			map[string]any{"r": []any{representation}})["_entities"].([]any)
		merge(list[0])
	}
	entity("stock", "Product", "stock label", map[string]any{"__typename": "Product", "id": want["id"], "name": want["name"], "price": want["usd"]})
	entity("notes", "Node", "note", map[string]any{"__typename": "Node", "id": want["id"]})
	entity("products", "Product", "name", map[string]any{"__typename": "Product", "sku": want["sku"], "region": want["region"]})
	entity("products", "Node", "id", map[string]any{"__typename": "Node", "id": want["id"]})
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if v := s.Violations(); len(v) > 0 {
		t.Error(v)
	}
}

// A required value that is not the right one shows in the field.
func TestRequiredInputsShow(t *testing.T) {
	w := newShop(t)
	ask := func(price any) any {
		list := w.ask(t, &Session{}, "stock", `query ($r: [_Any!]!) { _entities(representations: $r) { ... on Product { label } } }`,
			map[string]any{"r": []any{map[string]any{"__typename": "Product", "id": "id-1", "name": "n", "price": price}}})["_entities"].([]any)
		return list[0].(map[string]any)["label"]
	}
	different := map[any]bool{}
	for _, price := range []any{1, 2.5, nil, 7, 8, 9} {
		different[ask(price)] = true
	}
	if len(different) < 3 {
		t.Errorf("labels hardly depend on the price: %v", different)
	}
	if ask(1) != ask(1.0) {
		t.Error("1 and 1.0 are one number")
	}
}

func TestViolations(t *testing.T) {
	w := newShop(t)
	entities := `query ($r: [_Any!]!) { _entities(representations: $r) { ... on Product { %s } } }`
	tests := []struct {
		name, subgraph, query string
		representation        map[string]any
		want                  string
	}{
		{"external", "products", `{ product { stock } }`, nil, "external there and not provided"},
		{"provided", "products", `{ top { stock } }`, nil, ""},
		{"overridden", "products", `{ product { old } }`, nil, "another subgraph overrides"},
		{"no representation", "stock", strings.Replace(entities, "%s", "label", 1), map[string]any{"__typename": "Product", "id": "id-1"}, `lacks [name price]`},
		{"unknown object", "stock", strings.Replace(entities, "%s", "stock", 1), map[string]any{"__typename": "Product", "id": "id-99"}, "no Product has"},
		{"no key", "stock", strings.Replace(entities, "%s", "stock", 1), map[string]any{"__typename": "Product", "sku": 1}, "without any of its keys"},
		{"no entity", "stock", strings.Replace(entities, "%s", "stock", 1), map[string]any{"__typename": "Query"}, "no resolvable key"},
		{"the object type where only the interface is known", "notes", `query ($r: [_Any!]!) { _entities(representations: $r) { ... on Node { note } } }`,
			map[string]any{"__typename": "Product", "id": "id-1"}, "no resolvable key"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			s := &Session{}
			var variables map[string]any
			if test.representation != nil {
				variables = map[string]any{"r": []any{test.representation}}
			}
			w.ask(t, s, test.subgraph, test.query, variables)
			got := strings.Join(s.Violations(), "\n")
			if test.want == "" && got != "" || !strings.Contains(got, test.want) {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
	s := &Session{}
	w.ask(t, s, "stock", `{ nothing }`, nil)
	if r := s.Requests(); len(r) != 1 || r[0].Invalid == "" {
		t.Errorf("an invalid request passes: %v", r)
	}
}

func TestNewRefuses(t *testing.T) {
	tests := map[string]struct{ sdl, want string }{
		"a syntax error":             {`type Query {`, "Expected Name"},
		"no query":                   {`type A { a: Int }`, "must define one or more fields"},
		"a key with too few values":  {link + `type Query { a: A } type A @key(fields: "b") { b: Boolean! }`, "the same for two objects"},
		"a key that names nothing":   {link + `type Query { a: A } type A @key(fields: "x") { b: Int! }`, "not there"},
		"two interfaces with keys":   {link + `type Query { a: A } interface I @key(fields: "b") { b: Int! } interface J @key(fields: "b") { b: Int! } type A implements I & J @key(fields: "b") { b: Int! }`, "two entity interfaces"},
		"a field set with a spread":  {link + `type Query { a: A } type A @key(fields: "b ...C") { b: Int! }`, "spread"},
		"a field set that is broken": {link + `type Query { a: A } type A @key(fields: "b {") { b: Int! }`, "field set"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := New(1, []Subgraph{{"a", test.sdl}})
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, want %q", err, test.want)
			}
		})
	}
}
