package supergraph

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/vektah/gqlparser/v2/ast"
)

const shop = `schema
  @link(url: "https://specs.apollo.dev/link/v1.0")
  @link(url: "https://specs.apollo.dev/join/v0.4", for: EXECUTION)
  @link(url: "https://specs.apollo.dev/inaccessible/v0.2", as: "hidden", for: SECURITY)
  @link(url: "https://specs.apollo.dev/cost/v0.1", import: [{name: "@listSize", as: "@size"}])
{ query: RootQuery }
directive @join__graph(name: String!, url: String!) on ENUM_VALUE
directive @hidden on FIELD_DEFINITION | ENUM_VALUE | OBJECT | ARGUMENT_DEFINITION
directive @live on QUERY
enum join__Graph { A @join__graph(name: "a-1", url: "http://a") B @join__graph(name: "b", url: "http://b") }
scalar join__FieldSet
type RootQuery @join__type(graph: A) @join__type(graph: B) {
  product(id: ID!, secret: Int @hidden): Product @join__field(graph: A)
  list: [Product!]! @join__field(graph: A) @size(assumedSize: 3)
}
interface Product @join__type(graph: A, key: "id") @join__type(graph: B, key: "id", isInterfaceObject: true) {
  id: ID!
  stars: Int @join__field(graph: B)
}
type Book implements Product @join__implements(graph: A, interface: "Product") @join__type(graph: A, key: "id") @join__type(graph: A, key: "isbn { code }", resolvable: false) {
  id: ID!
  stars: Int @join__field
  isbn: Isbn! @join__field(graph: A)
  cost: Int @hidden
  stock: Int @join__field(graph: A, override: "b", overrideLabel: "percent(5)", type: "Int!", requires: "cost")
}
type Isbn @join__type(graph: A) { code: String! }
enum Size @join__type(graph: A) @join__type(graph: B) { S @join__enumValue(graph: A) M L @hidden }
union Any @join__type(graph: A) @join__unionMember(graph: A, member: "Book") = Book
`

func TestParseReadsJoinFacts(t *testing.T) {
	sg, err := Parse("shop.graphql", shop)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := *sg.Subgraphs[0], (Subgraph{Index: 0, Name: "a-1", EnumValue: "A", URL: "http://a"}); got != want {
		t.Errorf("subgraph: got %+v, want %+v", got, want)
	}
	product := sg.Types["Product"]
	if !product.IsInterfaceObject || !product.In[1].InterfaceObject || product.In[0].InterfaceObject {
		t.Errorf("Product is an interface object in b only: %+v", product)
	}
	book := sg.Types["Book"]
	if book.In[1] != nil {
		t.Error("b does not know Book")
	}
	keys := book.In[0].Keys
	if len(keys) != 2 || keys[0].Fields.Text != "id" || !keys[0].Resolvable || keys[1].Resolvable {
		t.Errorf("keys of Book: %+v", keys)
	}
	if !book.Fields["stars"].FromInterfaceObject || book.Fields["stars"].In(0) != nil {
		t.Error("Book.stars comes from the interface object")
	}
	stock := book.Fields["stock"].In(0)
	if stock.Override != "b" || stock.OverrideLabel != "percent(5)" || stock.Type.String() != "Int!" || stock.Requires.Text != "cost" {
		t.Errorf("Book.stock: %+v", stock)
	}
	if !sg.Types["Any"].In[0].Members["Book"] || !book.In[0].Implements["Product"] {
		t.Error("memberships are missing")
	}
	size := sg.Types["Size"]
	if !size.In[0].Values["S"] || size.In[1].Values["S"] || !size.In[1].Values["M"] {
		t.Errorf("enum values: %+v", size.In)
	}
	if at := sg.Schema.Types["RootQuery"].Fields.ForName("list").Directives.ForName("listSize"); at == nil {
		t.Error("the renamed @listSize is not under its plain name")
	}
}

func TestParseMakesTheAPISchema(t *testing.T) {
	sg, err := Parse("shop.graphql", shop)
	if err != nil {
		t.Fatal(err)
	}
	if sg.API.Query.Name != "RootQuery" || sg.API.Mutation != nil {
		t.Errorf("roots: %v %v", sg.API.Query, sg.API.Mutation)
	}
	if got := fieldNames(sg.API.Types["Book"]); !cmp.Equal(got, []string{"id", "stars", "isbn", "stock"}) {
		t.Errorf("Book for clients: %v", got)
	}
	if args := sg.API.Query.Fields.ForName("product").Arguments; len(args) != 1 || args[0].Name != "id" {
		t.Errorf("product's arguments: %v", args)
	}
	if got := len(sg.API.Types["Size"].EnumValues); got != 2 {
		t.Errorf("Size has %d values for clients, want 2", got)
	}
	if sg.Schema.Types["Book"].Fields.ForName("cost") == nil {
		t.Error("the whole schema keeps what is inaccessible")
	}
	for name := range sg.API.Types {
		if strings.HasPrefix(name, "join__") || strings.HasPrefix(name, "link__") {
			t.Errorf("machinery shows: %s", name)
		}
	}
	if sg.API.Directives["hidden"] != nil || sg.API.Directives["inaccessible"] != nil || sg.API.Directives["live"] == nil {
		t.Error("clients see their own directives and no linked ones")
	}
	if got := len(sg.API.GetPossibleTypes(sg.API.Types["Product"])); got != 1 {
		t.Errorf("Product has %d possible types, want 1", got)
	}
}

func fieldNames(def *ast.Definition) []string {
	var names []string
	for _, field := range def.Fields {
		names = append(names, field.Name)
	}
	return names
}

// Federation 1's composer wrote join v0.1: owners, no memberships, key fields not repeated.
func TestParseReadsTheFirstJoinVersion(t *testing.T) {
	sg, err := Parse("one.graphql", `
schema @core(feature: "https://specs.apollo.dev/core/v0.1") @core(feature: "https://specs.apollo.dev/join/v0.1") { query: Query }
enum join__Graph { A @join__graph(name: "a", url: "") B @join__graph(name: "b", url: "") }
type Query { me: User @join__field(graph: A) }
interface Named { name: String }
type User implements Named @join__owner(graph: A) @join__type(graph: A, key: "id") @join__type(graph: B, key: "id") {
  id: ID! @join__field(graph: A)
  name: String
  posts: [Post] @join__field(graph: B, requires: "name")
}
type Post { title: String }`)
	if err != nil {
		t.Fatal(err)
	}
	user := sg.Types["User"]
	if user.Fields["id"].In(1) == nil || user.Fields["name"].In(1) != nil || user.Fields["posts"].In(0) != nil {
		t.Errorf("fields of User: %+v", user.Fields)
	}
	if !user.In[0].Implements["Named"] {
		t.Error("User implements Named where both are")
	}
	if post := sg.Types["Post"]; post.In[0] == nil || post.In[1] == nil {
		t.Error("a value type is everywhere")
	}
}

func TestParseSaysWhatIsWrongAndWhere(t *testing.T) {
	link := `schema @link(url: "https://specs.apollo.dev/join/v0.3") { query: Query } enum join__Graph { A @join__graph(name: "a", url: "") }` + "\n"
	for _, test := range []struct{ name, sdl, want string }{
		{"syntax", "type Query {", "x.graphql:1:"},
		{"a list too deep", "type Query { a: " + strings.Repeat("[", 100_000) + "Int" + strings.Repeat("]", 100_000) + " }", "nested more than 250 levels deep"},
		{"a value too deep", "schema @link(url: " + strings.Repeat("[", 100_000) + strings.Repeat("]", 100_000) + ") { query: Query }", "nested more than 250 levels deep"},
		{"no supergraph", "type Query { a: Int }", "does not @link the join specification"},
		{"newer join", strings.Replace(link, "v0.3", "v0.9", 1), "v0.1 to v0.5 are understood"},
		{"no version", strings.Replace(link, "/v0.3", "", 1), "does not end in a version"},
		{"unknown graph", link + `type Query @join__type(graph: Z) { a: Int }`, `x.graphql:2:12: @join__type names the graph "Z"`},
		{"unknown type", link + `type Query @join__type(graph: A) { a: Nope }`, `Query.a has the type "Nope", which is not defined`},
		{"bad key", link + `type Query @join__type(graph: A, key: "{{") { a: Int }`, "does not parse"},
		{"spread in key", link + `type Query @join__type(graph: A, key: "...F") { a: Int }`, "spreads the fragment"},
		{"bad member", link + "type Query @join__type(graph: A) { a: Int }\nunion U = Int", `no object type`},
		{"no query", link + `type Nothing @join__type(graph: A) { a: Int }`, `root type "Query" is not defined`},
		{"twice", link + "type Query { a: Int }\ntype Query { b: Int }", "defined twice"},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := Parse("x.graphql", test.sdl)
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, want it to say %q", err, test.want)
			}
		})
	}
}

// The plan corpus holds supergraphs that other composers wrote.
func TestParseReadsOthersSupergraphs(t *testing.T) {
	dir := os.Getenv("WEFT_PLAN_CORPUS_DIR")
	if dir == "" {
		t.Skip("WEFT_PLAN_CORPUS_DIR is not set: no supergraphs of other composers to read")
	}
	files, err := filepath.Glob(filepath.Join(dir, "supergraphs", "*.graphql"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no supergraphs in %s: %v", dir, err)
	}
	for _, file := range files {
		sdl, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		sg, err := Parse(filepath.Base(file), string(sdl))
		if err != nil {
			t.Error(err)
			continue
		}
		if len(sg.Subgraphs) == 0 || len(sg.API.Query.Fields) == 0 {
			t.Errorf("%s: nothing was read", file)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add(shop)
	f.Fuzz(func(t *testing.T, sdl string) {
		if len(sdl) > 64<<10 {
			t.Skip("larger than this target tries")
		}
		sg, err := Parse("fuzz.graphql", sdl)
		if (sg == nil) == (err == nil) {
			t.Fatalf("neither or both of a supergraph and an error: %v", err)
		}
	})
}
