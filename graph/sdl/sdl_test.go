package sdl

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/weftgraphql/weft/graph/spec"
)

func messages(errs []SyntaxError) []string {
	var out []string
	for _, e := range errs {
		at := "?"
		if e.Pos != nil {
			at = fmt.Sprintf("%d:%d", e.Pos.Line, e.Pos.Column)
		}
		out = append(out, at+" "+e.Message)
	}
	return out
}

func TestParseErrors(t *testing.T) {
	tests := []struct {
		name, text string
		want       []string
	}{
		{"empty", "", []string{"1:1 the schema is empty: expected at least one definition"}},
		{"only a comment", "# nothing", []string{"1:1 the schema is empty: expected at least one definition"}},
		{"an operation", "query { a }", []string{`1:1 expected a definition (schema, scalar, type, interface, union, enum, input, directive or extend), found Name "query"`}},
		{"goes on after an error", "type A { a }\ntype B { b: Int }\nenum C { }\nscalar D", []string{
			`1:12 expected :, found }`, `3:10 expected at least one item, found }`}},
		{"unterminated string", "type A {\n  \"text\n  a: Int\n}\nscalar B", []string{"2:8 Unterminated string."}},
		{"empty extension", "extend type A", []string{"1:14 expected something that the extension adds, found the end of the schema"}},
		{"bad location", "directive @a on NOWHERE", []string{`1:17 "NOWHERE" is not a place where a directive can stand`}},
		{"bad root", "schema { querry: Q }", []string{`1:10 expected query, mutation or subscription, found "querry"`}},
		{"reserved enum value", "enum E { true }", []string{"1:10 true is reserved and cannot be an enum value"}},
		{"invalid UTF-8", "type A {\n  a: Int # \xff\n}", []string{"2:12 the schema is not valid UTF-8"}},
		{"deep list", "type A { a: " + strings.Repeat("[", 5000) + "Int" + strings.Repeat("]", 5000) + " }", []string{"1:264 nested more than 250 levels deep"}},
		{"deep value", "input A { a: Int = " + strings.Repeat("[", 100_000), []string{"1:271 nested more than 250 levels deep"}},
		{"variable", "type A { a(b: Int = $c): Int }", []string{"1:21 expected a value, found $"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, errs := Parse("a.graphql", tt.text)
			if d := cmp.Diff(tt.want, messages(errs)); d != "" {
				t.Errorf("(-want +got):\n%s", d)
			}
		})
	}
}

// TestOfAnArgumentGivenTwiceTheLastCounts: GraphQL forbids it, the reference does not look.
func TestOfAnArgumentGivenTwiceTheLastCounts(t *testing.T) {
	doc, errs := Parse("a", `type Query { a: Int @tag(name: "x", other: 1, name: "y") }`)
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	arguments := doc.SchemaDocument().Definitions[0].Fields[0].Directives[0].Arguments
	if len(arguments) != 2 || arguments.ForName("name").Value.Raw != "y" {
		t.Errorf("got %d arguments, name is %q", len(arguments), arguments.ForName("name").Value.Raw)
	}
}

func TestFoldJoinsExtensions(t *testing.T) {
	doc, errs := Parse("a.graphql", `
extend type A implements I @x { b: Int }
"about A"
type A { a: Int }
extend interface I implements J { c: Int }
interface I { a: Int }
interface J { c: Int }
extend union U = B
extend schema { mutation: M }
type M { x: Int }
type Query { a: A }
`)
	if len(errs) > 0 {
		t.Fatal(messages(errs))
	}
	s, problems := Fold(doc)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	a := s.Type("A")
	if a.Description != "about A" || !a.Defined || !a.Extended || a.Field("a") == nil || a.Field("b") == nil || !a.Implements("I") {
		t.Errorf("A is not whole: %+v", a)
	}
	if !s.Type("I").Implements("J") {
		t.Error("an interface extension lost what it implements")
	}
	if u := s.Type("U"); u.Defined || !u.HasMember("B") {
		t.Errorf("U: %+v", u)
	}
	want := map[string]string{"query": "Query", "mutation": "M"}
	got := map[string]string{}
	for op, ref := range s.Roots {
		got[string(op)] = ref.Name
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("roots (-want +got):\n%s", d)
	}
}

func TestFoldReportsDuplicates(t *testing.T) {
	doc, _ := Parse("a.graphql", "type A { a: Int a: Int }\ntype A { b: Int }\nextend enum A { X }\nenum E { X X }\nunion U = A | A\ndirective @d on FIELD\ndirective @d on FIELD")
	_, problems := Fold(doc)
	var got []string
	for _, p := range problems {
		got = append(got, p.Message)
	}
	want := []string{
		`there can be only one directive named "@d"`,
		`field "A.a" can only be defined once`,
		`there can be only one type named "A"`,
		`enum value "E.X" can only be defined once`,
		`union "U" can only include type "A" once`,
		`cannot extend object type "A" as enum`,
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}

func resolve(t *testing.T, text string) (*Links, []string) {
	t.Helper()
	doc, errs := Parse("a.graphql", text)
	if len(errs) > 0 {
		t.Fatal(messages(errs))
	}
	s, _ := Fold(doc)
	links, problems := Resolve(s)
	var codes []string
	for _, p := range problems {
		codes = append(codes, p.Code)
	}
	return links, codes
}

func TestResolveNames(t *testing.T) {
	tests := []struct {
		name, text string
		want       map[string]spec.Directive
	}{
		{"federation 1", `type Query { a: Int }`,
			map[string]spec.Directive{"key": spec.Key, "extends": spec.Extends, "shareable": "", "tag": spec.Tag}},
		{"imports", `extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key", {name: "@shareable", as: "@shared"}])`,
			map[string]spec.Directive{"key": spec.Key, "shared": spec.Shareable, "shareable": "", "federation__shareable": "", "federation__tag": spec.Tag, "tag": ""}},
		{"alias", `extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", as: "fed")`,
			map[string]spec.Directive{"fed__key": spec.Key, "key": "", "federation__key": ""}},
		{"version", `extend schema @link(url: "https://specs.apollo.dev/federation/v2.8")`,
			map[string]spec.Directive{"federation__context": spec.Context, "federation__cost": ""}},
		{"another specification", `extend schema @link(url: "https://specs.apollo.dev/federation/v2.3") @link(url: "https://specs.apollo.dev/tag/v0.3")`,
			map[string]spec.Directive{"tag": spec.Tag, "federation__tag": spec.Tag}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			links, codes := resolve(t, tt.text)
			if len(codes) > 0 {
				t.Fatal(codes)
			}
			for name, want := range tt.want {
				if got := links.Meaning(name); got != want {
					t.Errorf("@%s means %q, want %q", name, got, want)
				}
			}
		})
	}
}

func TestResolveProblems(t *testing.T) {
	const fed = `@link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key"]) `
	tests := []struct{ name, links, want string }{
		{"not a version", `@link(url: "https://specs.apollo.dev/federation/v2.0.1") ` + fed, CodeInvalidLinkIdentifier},
		{"unknown federation", `@link(url: "https://specs.apollo.dev/federation/v2.99")`, CodeUnknownFederationVersion},
		{"unknown link", `@link(url: "https://specs.apollo.dev/link/v6.9")`, CodeUnknownLinkVersion},
		{"link twice", fed + `@link(url: "https://specs.apollo.dev/link/v9.0")`, CodeInvalidLinkUsage},
		{"unknown element", `@link(url: "https://specs.apollo.dev/federation/v2.0", import: ["@composeDirective"])`, CodeInvalidLinkUsage},
		{"name clash", fed + `@link(url: "https://example.com/x/v1.0", import: ["@key"])`, CodeInvalidLinkUsage},
		{"alias clash", fed + `@link(url: "https://example.com/federation/v1.0")`, CodeInvalidLinkUsage},
		{"renamed to no directive", fed + `@link(url: "https://example.com/x/v1.0", import: [{name: "@a", as: "b"}])`, CodeInvalidLinkUsage},
		{"import without name", fed + `@link(url: "https://example.com/x/v1.0", import: [{as: "@b"}])`, CodeInvalidLinkUsage},
		{"import of a number", fed + `@link(url: "https://example.com/x/v1.0", import: [3])`, CodeInvalidLinkUsage},
		{"imported twice", `@link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key", {name: "@key", as: "@k"}])`, CodeInvalidLinkUsage},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, codes := resolve(t, "extend schema "+tt.links)
			if d := cmp.Diff([]string{tt.want}, codes); d != "" {
				t.Errorf("(-want +got):\n%s", d)
			}
		})
	}
}

func FuzzSDL(f *testing.F) {
	for _, seed := range []string{
		"type Query { a: Int }",
		"extend schema @link(url: \"https://specs.apollo.dev/federation/v2.9\", import: [\"@key\", {name: \"@a\", as: \"@b\"}])",
		"\"\"\"d\"\"\" interface I implements J & K @a(b: [{c: $d}]) { f(a: Int = 1 @x): [T!]! }",
		"union U = | A | B extend union U = C enum E { A B } input I { a: [I] = [] }",
		"directive @a(b: Int) repeatable on | FIELD | OBJECT",
		"schema @link(url: 3) { query: A } type A { \"x",
		"type A {\n  a\ntype B { b: Int }\n\xff",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		doc, errs := Parse("fuzz.graphql", text)
		if len(errs) > maxErrors+1 {
			t.Fatalf("%d errors", len(errs))
		}
		for _, e := range errs {
			if e.Message == "" {
				t.Fatal("an error says nothing")
			}
		}
		schema, _ := Fold(doc)
		Resolve(schema)
	})
}

// FuzzLink holds that whatever stands in the arguments of a @link, resolving it ends, and that what
// is wrong with it is said with a code and a place.
func FuzzLink(f *testing.F) {
	for _, args := range []string{
		`url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", {name: "@tag", as: "@t"}]`,
		`url: "https://specs.apollo.dev/link/v1.0", as: "core", for: SECURITY`,
		`url: "https://x.test/foo/v1.0") @link(url: "https://x.test/foo/v1.1"`,
		`url: "file:///a/b"`, `url: ""`, `url: 1`, `url: null, import: null`, `import: [[1], {name: 1}, {as: "a"}, null]`,
		`url: "https://specs.apollo.dev/federation/v2.9", as: "__"`, `url: "https://specs.apollo.dev/federation/v99999999999999999999.0"`,
	} {
		f.Add(args)
	}
	f.Fuzz(func(t *testing.T, args string) {
		doc, problems := Parse("a.graphql", "extend schema @link(url: \"https://specs.apollo.dev/federation/v2.12\", import: [\"@key\"]) @link("+args+")\ntype Query { a: Int }")
		if len(problems) > 0 {
			return // not what this is about
		}
		schema, _ := Fold(doc)
		links, found := Resolve(schema)
		for _, p := range found {
			if p.Code == "" || p.Message == "" || len(p.Pos) == 0 || p.Pos[0] == nil {
				t.Fatalf("a problem that says nothing: %+v", p)
			}
		}
		for _, l := range links.All {
			if l.Alias == "" || l.URL.Identity == "" {
				t.Fatalf("a link without a name: %+v", l)
			}
		}
	})
}
