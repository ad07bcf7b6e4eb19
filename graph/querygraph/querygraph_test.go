package querygraph_test

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftgraphql/weft/graph/compose"
	"github.com/weftgraphql/weft/graph/querygraph"
	"github.com/weftgraphql/weft/graph/supergraph"
)

const link = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9",
	import: ["@key", "@shareable", "@requires", "@provides", "@external", "@override", "@interfaceObject"])
`

// The subgraphs of the tests; the index in the graph is that of the name's order.
const (
	shop = iota
	stock
	tags
)

func newGraph(t *testing.T) *querygraph.Graph {
	t.Helper()
	made := compose.Compose(context.Background(), []compose.Subgraph{
		{Name: "shop", URL: "http://shop", SDL: link + `
			type Query { things: [Thing] any: Any }
			interface Thing @key(fields: "id") { id: ID! name: String }
			type Book implements Thing @key(fields: "id") @key(fields: "isbn", resolvable: false) { id: ID! isbn: ID! name: String pages: Int }
			type Pen implements Thing @key(fields: "id") { id: ID! name: String old: Int }
			union Any = Book | Ink
			type Ink { colour: String }`},
		{Name: "stock", URL: "http://stock", SDL: link + `
			extend type Book @key(fields: "id") { id: ID! @external pages: Int @external heavy: Boolean @requires(fields: "pages") }
			type Pen @key(fields: "id") { id: ID! old: Int @override(from: "shop", label: "pens") }
			union Any = Book`},
		{Name: "tags", URL: "http://tags", SDL: link + `
			type Query { tagged: [Thing] }
			type Thing @interfaceObject @key(fields: "id") { id: ID! tag: String }`},
	}, compose.Options{})
	if !made.OK() {
		t.Fatalf("%+v", made.Errors)
	}
	sg, err := supergraph.Parse("test", made.SDL)
	if err != nil {
		t.Fatal(err)
	}
	return querygraph.New(sg)
}

func TestTypes(t *testing.T) {
	t.Parallel()
	g := newGraph(t)
	shapes := map[string][3]querygraph.Shape{
		"Thing":  {querygraph.Abstract, querygraph.Absent, querygraph.InterfaceObject},
		"Book":   {querygraph.Object, querygraph.Object, querygraph.Absent},
		"Any":    {querygraph.Abstract, querygraph.Abstract, querygraph.Absent},
		"String": {querygraph.Leaf, querygraph.Leaf, querygraph.Leaf},
	}
	for name, want := range shapes {
		got := [3]querygraph.Shape{g.Shape(name, shop), g.Shape(name, stock), g.Shape(name, tags)}
		if got != want {
			t.Errorf("%s is %v, want %v", name, got, want)
		}
	}
	runtime := []struct {
		name     string
		subgraph int
		want     []string
	}{
		{"Thing", shop, []string{"Book", "Pen"}},
		{"Thing", tags, []string{"Thing"}},
		{"Any", shop, []string{"Book", "Ink"}},
		{"Any", stock, []string{"Book"}},
		{"Book", stock, []string{"Book"}},
		{"Book", tags, nil},
	}
	for _, test := range runtime {
		if diff := cmp.Diff(test.want, g.RuntimeTypes(test.name, test.subgraph)); diff != "" {
			t.Errorf("%s in %d (-want +got)\n%s", test.name, test.subgraph, diff)
		}
	}
	if diff := cmp.Diff([]string{"Book", "Pen"}, g.PossibleTypes("Thing")); diff != "" {
		t.Error(diff)
	}
	if g.Root(ast.Query) != "Query" || g.Root(ast.Mutation) != "" {
		t.Errorf("the roots are %q and %q", g.Root(ast.Query), g.Root(ast.Mutation))
	}
}

func TestConditions(t *testing.T) {
	t.Parallel()
	g := newGraph(t)
	tests := []struct {
		condition, object string
		applies, overlaps bool
	}{
		{"Thing", "Book", true, true},
		{"Book", "Book", true, true},
		{"Any", "Book", true, true},
		{"Any", "Pen", false, false},
		{"Thing", "Thing", true, true},
		{"Book", "Thing", false, true}, // an object of a type not known yet
		{"Ink", "Thing", false, false},
	}
	for _, test := range tests {
		if got := g.Applies(test.condition, test.object); got != test.applies {
			t.Errorf("... on %s applies to %s: %v", test.condition, test.object, got)
		}
		if got := g.Overlaps(test.condition, test.object); got != test.overlaps {
			t.Errorf("%s and %s overlap: %v", test.condition, test.object, got)
		}
	}
}

func TestFields(t *testing.T) {
	t.Parallel()
	g := newGraph(t)
	on := func(label string) bool { return label == "pens" }
	tests := []struct {
		as, field string
		subgraph  int
		labels    querygraph.Labels
		want      bool
	}{
		{"Book", "pages", shop, nil, true},
		{"Book", "pages", stock, nil, false}, // external
		{"Book", "id", stock, nil, true},     // external, and the key of an extension
		{"Book", "heavy", stock, nil, true},
		{"Book", "tag", tags, nil, false}, // it is the interface's there
		{"Thing", "tag", tags, nil, true},
		{"Pen", "old", shop, nil, true},
		{"Pen", "old", stock, nil, false},
		{"Pen", "old", shop, on, false},
		{"Pen", "old", stock, on, true},
		{"Nothing", "old", stock, on, false},
	}
	for _, test := range tests {
		if got := g.Field(test.as, test.field, test.subgraph, test.labels) != nil; got != test.want {
			t.Errorf("%s.%s is resolved in %d: %v", test.as, test.field, test.subgraph, got)
		}
	}
	if in := g.Field("Book", "heavy", stock, nil); in.Requires.Text != "pages" {
		t.Errorf("Book.heavy requires %q", in.Requires.Text)
	}
}

func TestEntries(t *testing.T) {
	t.Parallel()
	g := newGraph(t)
	type entry struct{ As, TypeName, Key string }
	tests := []struct {
		name     string
		subgraph int
		want     []entry
	}{
		{"Book", shop, []entry{{"Book", "", "id"}}}, // not by isbn, which is not resolvable
		{"Book", tags, []entry{{"Thing", "Thing", "id"}}},
		{"Pen", stock, []entry{{"Pen", "", "id"}}},
		{"Thing", shop, []entry{{"Thing", "Thing", "id"}}},
		{"Thing", stock, nil},
		{"Ink", shop, nil},
	}
	for _, test := range tests {
		var got []entry
		for _, e := range g.Entries(test.name, test.subgraph) {
			if e.Subgraph != test.subgraph {
				t.Errorf("an entry of %d says %d", test.subgraph, e.Subgraph)
			}
			got = append(got, entry{e.As, e.TypeName, e.Key.Text})
		}
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("%s in %d (-want +got)\n%s", test.name, test.subgraph, diff)
		}
	}
}

func TestText(t *testing.T) {
	t.Parallel()
	want := `union Any
  shop of Book, Ink
  stock of Book
object Book
  shop @key(id)
    id: ID!
    isbn: ID!
    name: String
    pages: Int
  stock @key(id)
    id: ID!
    pages: Int external
    heavy: Boolean @requires(pages)
object Ink
  shop
    colour: String
object Pen
  shop @key(id)
    id: ID!
    name: String
    old: Int while pens is off
  stock @key(id)
    id: ID!
    old: Int while pens is on
object Query
  shop
    things: [Thing]
    any: Any
  stock
  tags
    tagged: [Thing]
interface Thing
  shop of Book, Pen @key(id)
    id: ID!
    name: String
  tags as an object @key(id)
    id: ID!
    tag: String
`
	if diff := cmp.Diff(want, newGraph(t).Text()); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}
