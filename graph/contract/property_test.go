package contract_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/parser"
	"pgregory.net/rapid"

	"github.com/weftgraphql/weft/graph/compose"
	"github.com/weftgraphql/weft/graph/contract"
)

const shopFile = "../../schema/supergraph.graphql"

func readFile(t testing.TB, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestNoTagsIsIdentity(t *testing.T) {
	shop := readFile(t, shopFile)
	result, err := contract.Apply("shop.graphql", shop, contract.Filter{})
	if err != nil || !result.OK() || result.SDL != shop {
		t.Errorf("the shop without a filter: %v %v\n%s", err, result.Errors, cmp.Diff(shop, result.SDL))
	}
}

// The reference graph tags what is not for the public.
func TestShopWithoutInternals(t *testing.T) {
	shop := readFile(t, shopFile)
	filter := contract.Filter{Exclude: []string{"internal"}, HideUnreachable: true}
	result, err := contract.Apply("shop.graphql", shop, filter)
	if err != nil || !result.OK() {
		t.Fatalf("no contract: %v %v", err, result.Errors)
	}
	checkResult(t, shop, filter, result)
	base, public := read(t, shop), read(t, result.SDL)
	tagged := 0
	for name, def := range base.Schema.Types {
		for _, field := range def.Fields {
			if field.Directives.ForName("tag") == nil {
				continue
			}
			tagged++
			if public.API.Types[name].Fields.ForName(field.Name) != nil {
				t.Errorf("%s.%s is tagged, but public", name, field.Name)
			}
		}
	}
	if tagged == 0 || len(result.Hidden) < tagged {
		t.Errorf("%d fields are tagged, %d elements hidden", tagged, len(result.Hidden))
	}
	for _, kept := range []string{"Query", "Product", "Money", "StockLevel"} {
		if public.API.Types[kept] == nil {
			t.Errorf("%s is gone", kept)
		}
	}
}

// Routers hold the definitions of composed directives to be visible, and with them the types of
// their arguments, whether or not an operation can come to those.
func TestTypesOfComposedDirectives(t *testing.T) {
	const scope = "CacheControlScope"
	shop := readFile(t, shopFile)
	result, err := contract.Apply("shop.graphql", shop, contract.Filter{HideUnreachable: true})
	if err != nil || !result.OK() || read(t, result.SDL).API.Types[scope] == nil {
		t.Errorf("%s is gone: %v %v", scope, err, result.Errors)
	}
	tagged := strings.Replace(shop, "enum "+scope, "enum "+scope+` @tag(name: "x")`, 1)
	result, err = contract.Apply("shop.graphql", tagged, contract.Filter{Exclude: []string{"x"}})
	if err != nil || len(result.Errors) != 1 || result.Errors[0].Code != "REFERENCED_INACCESSIBLE" ||
		!strings.Contains(result.Errors[0].Message, `"@cacheControl(scope:)"`) {
		t.Errorf("hidden: %v %+v", err, result)
	}
}

// Whatever is tagged and whatever is asked for: a contract is narrower, valid, complete and
// stable, or refused with places.
func TestAnyContract(t *testing.T) {
	shop := readFile(t, shopFile)
	made, refused := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		filter := contract.Filter{HideUnreachable: rapid.Bool().Draw(t, "hide unreachable")}
		if rapid.Bool().Draw(t, "include") {
			filter.Include = []string{"in"}
		}
		if rapid.Bool().Draw(t, "exclude") {
			filter.Exclude = []string{"out"}
		}
		text := tagged(t, shop)
		result, err := contract.Apply("shop.graphql", text, filter)
		if err != nil {
			t.Fatalf("%v", err)
		}
		checkResult(t, text, filter, result)
		if result.OK() {
			made++
		} else {
			refused++
		}
	})
	if made == 0 || refused == 0 {
		t.Errorf("the generator is one-sided: %d contracts made, %d refused", made, refused)
	}
}

// tagged puts tags on the shop: "in" on most types, "out" on a few elements.
func tagged(t *rapid.T, shop string) string {
	doc, err := parser.ParseSchema(&ast.Source{Name: "shop", Input: shop})
	if err != nil {
		t.Fatalf("%v", err)
	}
	var lists []*ast.DirectiveList
	for _, def := range doc.Definitions {
		if strings.Contains(def.Name, "__") {
			continue
		}
		if def.Kind == ast.Object || def.Kind == ast.Interface || def.Kind == ast.Union {
			if rapid.IntRange(0, 30).Draw(t, "in") > 0 {
				addTag(&def.Directives, "in")
			}
		}
		lists = append(lists, &def.Directives)
		for _, value := range def.EnumValues {
			lists = append(lists, &value.Directives)
		}
		for _, field := range def.Fields {
			lists = append(lists, &field.Directives)
			for _, arg := range field.Arguments {
				lists = append(lists, &arg.Directives)
			}
		}
	}
	for range rapid.IntRange(0, 6).Draw(t, "excluded") {
		addTag(lists[rapid.IntRange(0, len(lists)-1).Draw(t, "element")], "out")
	}
	return compose.Print(doc)
}

func addTag(list *ast.DirectiveList, tag string) {
	*list = append(*list, &ast.Directive{Name: "tag", Arguments: ast.ArgumentList{
		{Name: "name", Value: &ast.Value{Kind: ast.StringValue, Raw: tag}},
	}})
}

// The plan corpus holds supergraphs that other composers wrote.
func TestOthersSupergraphs(t *testing.T) {
	dir := os.Getenv("WEFT_PLAN_CORPUS_DIR")
	if dir == "" {
		t.Skip("WEFT_PLAN_CORPUS_DIR is not set: no supergraphs of other composers to narrow")
	}
	files, err := filepath.Glob(filepath.Join(dir, "supergraphs", "*.graphql"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no supergraphs in %s: %v", dir, err)
	}
	changed := 0
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			text, filter := readFile(t, file), contract.Filter{HideUnreachable: true}
			result, err := contract.Apply(filepath.Base(file), text, filter)
			if err != nil || !result.OK() {
				t.Fatalf("unreachable types cannot be hidden: %v %+v", err, result)
			}
			checkResult(t, text, filter, result)
			if len(result.Hidden) > 0 {
				changed++
			}
		})
	}
	if changed == 0 {
		t.Error("no supergraph has an unreachable type")
	}
}

func TestFiltersThatCannotBeMeant(t *testing.T) {
	for _, test := range []struct {
		filter contract.Filter
		want   string
	}{
		{contract.Filter{Include: []string{"a", "b"}, Exclude: []string{"b"}}, `both includes and excludes the tag "b"`},
		{contract.Filter{Include: []string{""}}, `"" is no name of a tag`},
		{contract.Filter{Exclude: []string{"1a"}}, `"1a" is no name`},
		{contract.Filter{Exclude: []string{"a b"}}, `"a b" is no name`},
		{contract.Filter{Exclude: []string{strings.Repeat("a", 129)}}, "at most 128"},
	} {
		if _, err := contract.Apply("x", "", test.filter); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%+v: got %v, want it to say %q", test.filter, err, test.want)
		}
	}
	if err := (contract.Filter{Include: []string{"a/b-C_1", "_x"}}).Validate(); err != nil {
		t.Error(err)
	}
}

func TestWhatIsNoSupergraph(t *testing.T) {
	for _, test := range []struct{ name, sdl, want string }{
		{"empty", "", "x.graphql"},
		{"syntax", "type Query {\n  a: ]\n}\ntype T { b: ) }", "x.graphql:2:6"},
		{"subgraph", "type Query { a: Int }", "does not @link the join specification"},
		{"extension", fmt.Sprintf(machinery, "") + "type Query { a: Int }\nextend type Query { b: Int }", "does not extend types"},
		{"deep", "type Query { a: " + strings.Repeat("[", 100_000) + "Int }", "x.graphql:1:"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if _, err := contract.Apply("x.graphql", test.sdl, contract.Filter{Exclude: []string{"a"}}); err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, want it to say %q", err, test.want)
			}
		})
	}
}

// What @inaccessible is called, and whether its version knows the place, is the document's.
func TestLinkOfInaccessible(t *testing.T) {
	const (
		types = `
type Query { a: Int b(n: Int @tag(name: "x")): Int c: Int @tag(name: "x") }
directive @tag(name: String!) repeatable on FIELD_DEFINITION
enum join__Graph { A @join__graph(name: "a", url: "") }
`
		join  = `@link(url: "https://specs.apollo.dev/join/v0.3", for: EXECUTION) @link(url: "https://specs.apollo.dev/tag/v0.3")`
		newer = "directive @%s on FIELD_DEFINITION | OBJECT | INTERFACE | UNION | ARGUMENT_DEFINITION | SCALAR | ENUM | ENUM_VALUE | INPUT_OBJECT | INPUT_FIELD_DEFINITION"
	)
	for _, test := range []struct {
		name, schema string
		want         []string
	}{
		{"missing", `schema ` + join + ` { query: Query }`, []string{
			"tag/v0.3\")\n  @link(url: \"https://specs.apollo.dev/inaccessible/v0.2\", for: SECURITY)\n{",
			fmt.Sprintf(newer, "inaccessible"), `n: Int @tag(name: "x") @inaccessible`, `c: Int @tag(name: "x") @inaccessible`,
		}},
		{"renamed", `schema ` + join + ` @link(url: "https://specs.apollo.dev/inaccessible/v0.2", as: "secret") { query: Query } directive @secret on FIELD_DEFINITION | ARGUMENT_DEFINITION`, []string{
			`n: Int @tag(name: "x") @secret`, "directive @secret on FIELD_DEFINITION | ARGUMENT_DEFINITION\n",
		}},
		{"imported under a name", `schema ` + join + ` @link(url: "https://specs.apollo.dev/inaccessible/v0.2", import: [{name: "@inaccessible", as: "@secret"}]) { query: Query }`, []string{
			`n: Int @tag(name: "x") @secret`, fmt.Sprintf(newer, "secret"),
		}},
		{"by an extension", `schema { query: Query } extend schema ` + join, []string{
			`@link(url: "https://specs.apollo.dev/inaccessible/v0.2", for: SECURITY)`, "query: Query",
		}},
		{"too old", `schema ` + join + ` @link(url: "https://specs.apollo.dev/inaccessible/v0.1") { query: Query } directive @inaccessible on FIELD_DEFINITION`, []string{
			"inaccessible/v0.2", fmt.Sprintf(newer, "inaccessible"),
		}},
		{"of federation 1", `schema @core(feature: "https://specs.apollo.dev/core/v0.2") @core(feature: "https://specs.apollo.dev/join/v0.1", for: EXECUTION) @core(feature: "https://specs.apollo.dev/tag/v0.1") { query: Query }`, []string{
			`@core(feature: "https://specs.apollo.dev/inaccessible/v0.2", for: SECURITY)`, `n: Int @tag(name: "x") @inaccessible`,
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			base, filter := test.schema+types, contract.Filter{Exclude: []string{"x"}}
			result, err := contract.Apply("x.graphql", base, filter)
			if err != nil || !result.OK() {
				t.Fatalf("%v %+v", err, result)
			}
			checkResult(t, base, filter, result)
			for _, want := range test.want {
				if !strings.Contains(result.SDL, want) {
					t.Errorf("%q is missing in\n%s", want, result.SDL)
				}
			}
			if got := len(read(t, result.SDL).API.Query.Fields); got != 2 {
				t.Errorf("clients see %d fields, want 2", got)
			}
		})
	}
	t.Run("federation 1 without purposes, first version will do", func(t *testing.T) {
		base := `schema @core(feature: "https://specs.apollo.dev/core/v0.1") @core(feature: "https://specs.apollo.dev/join/v0.1") @core(feature: "https://specs.apollo.dev/tag/v0.1") { query: Query }
directive @core(feature: String!) repeatable on SCHEMA` + strings.Replace(types, `n: Int @tag(name: "x")`, "n: Int", 1)
		result, err := contract.Apply("x.graphql", base, contract.Filter{Exclude: []string{"x"}})
		if err != nil || !result.OK() {
			t.Fatalf("%v %+v", err, result)
		}
		for _, want := range []string{"@core(feature: \"https://specs.apollo.dev/inaccessible/v0.1\")\n", "directive @inaccessible on FIELD_DEFINITION | OBJECT | INTERFACE | UNION\n"} {
			if !strings.Contains(result.SDL, want) {
				t.Errorf("%q is missing in\n%s", want, result.SDL)
			}
		}
	})
}

// What the supergraph's composer let pass is not held against the contract.
func TestFaultsOfTheSupergraphStay(t *testing.T) {
	base := `type Query { a: Int b: T c: Int @tag(name: "x") }
type T { a: Int }
type Broken { a(n: Int! @inaccessible): Int }
directive @inaccessible on ARGUMENT_DEFINITION | FIELD_DEFINITION` + fmt.Sprintf(machinery, "")
	result, err := contract.Apply("x.graphql", base, contract.Filter{Exclude: []string{"x"}})
	if err != nil || !result.OK() {
		t.Fatalf("%v %+v", err, result)
	}
	if got := []contract.Element{{Coordinate: "Query.c", Why: `tagged "x"`}}; !slices.Equal(result.Hidden, got) {
		t.Errorf("hidden: %v", result.Hidden)
	}
}

func BenchmarkApply(b *testing.B) {
	shop, filter := readFile(b, shopFile), contract.Filter{Exclude: []string{"internal"}, HideUnreachable: true}
	b.SetBytes(int64(len(shop)))
	for b.Loop() {
		if _, err := contract.Apply("shop.graphql", shop, filter); err != nil {
			b.Fatal(err)
		}
	}
}

func FuzzApply(f *testing.F) {
	f.Add(`type Query { a(n: Int = 1 @tag(name: "x")): Int b: Int @tag(name: "x") }`+fmt.Sprintf(machinery, ""), "x", "", true)
	f.Add(`type Query { a: Int @tag(name: "x") } enum E { A @tag(name: "y") }`+fmt.Sprintf(machinery, ""), "y", "x", false)
	f.Fuzz(func(t *testing.T, sdl, exclude, include string, unreachable bool) {
		if len(sdl) > 64<<10 {
			t.Skip("larger than this target tries")
		}
		filter := contract.Filter{HideUnreachable: unreachable}
		if exclude != "" {
			filter.Exclude = []string{exclude}
		}
		if include != "" {
			filter.Include = []string{include}
		}
		result, err := contract.Apply("fuzz.graphql", sdl, filter)
		if (result == nil) == (err == nil) {
			t.Fatalf("neither or both of a result and an error: %v", err)
		}
		if err != nil || !result.OK() {
			return
		}
		again, err := contract.Apply("again.graphql", result.SDL, filter)
		if err != nil || again.SDL != result.SDL {
			t.Fatalf("applied twice: %v\n%s", err, result.SDL)
		}
	})
}
