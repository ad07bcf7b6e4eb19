package compose

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// manyTypes makes n subgraphs that all know one interface with as many implementations, entities or
// value types, whose fields lead to the interface again.
func manyTypes(n, types int, entities bool) []Subgraph {
	onType, onField, imports := " @shareable", "", `"@shareable"`
	if entities {
		onType, onField, imports = ` @key(fields: "id")`, " @shareable", `"@key", "@shareable"`
	}
	out := make([]Subgraph, n)
	for i := range out {
		var text strings.Builder
		fmt.Fprintf(&text, "extend schema @link(url: \"https://specs.apollo.dev/federation/v2.9\", import: [%s])\n", imports)
		fmt.Fprintf(&text, "type Query {\n  things%d: [Thing!]!\n}\n", i)
		fmt.Fprintf(&text, "interface Thing {\n  id: ID!\n  near: Thing\n  all: [Thing!]\n}\n")
		for t := range types {
			fmt.Fprintf(&text, "type Thing%d implements Thing%s {\n  id: ID!\n  near: Thing%s\n  all: [Thing!]%s\n", t, onType, onField, onField)
			if entities {
				fmt.Fprintf(&text, "  own%d_%d: Int\n", i, t)
			}
			text.WriteString("}\n")
		}
		name := fmt.Sprintf("sub-%d", i)
		out[i] = Subgraph{Name: name, URL: "http://" + name + ".test/graphql", File: name + ".graphql", SDL: text.String()}
	}
	return out
}

func BenchmarkComposeManyTypes(b *testing.B) {
	for _, kind := range []string{"entities", "values"} {
		for _, subgraphs := range []int{1, 2} {
			for _, types := range []int{300, 1000, 3000} {
				b.Run(fmt.Sprintf("%s/subgraphs=%d/types=%d", kind, subgraphs, types), func(b *testing.B) {
					inputs := manyTypes(subgraphs, types, kind == "entities")
					b.ReportAllocs()
					for b.Loop() {
						if r := Compose(context.Background(), inputs, Options{}); !r.OK() {
							b.Fatalf("%d errors, the first: %s: %s", len(r.Errors), r.Errors[0].Code, r.Errors[0].Message)
						}
					}
				})
			}
		}
	}
}

// eachType is a text for as many types.
func eachType(n int, text string) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(strings.ReplaceAll(text, "#", fmt.Sprint(i)) + "\n")
	}
	return b.String()
}

// TestManyTypesShareTheWork is that four times as many implementations are about four times the work, not sixteen times.
// Allocations are counted, since they do not depend on how busy the machine is.
func TestManyTypesShareTheWork(t *testing.T) {
	const few, many, atMost = 60, 240, 6
	query := "type Query { things: [Thing!] @shareable }\ninterface Thing { id: ID! near: Thing }\n"
	entity := "type T# implements Thing @key(fields: \"id\") { id: ID! near: Thing @shareable }"
	for _, test := range []struct {
		name string
		sets func(n int) []Subgraph
	}{
		{"entities", func(n int) []Subgraph { return manyTypes(2, n, true) }},
		{"values", func(n int) []Subgraph { return manyTypes(2, n, false) }},
		{"different in each subgraph", func(n int) []Subgraph {
			return set(query+eachType(n, entity), query+eachType(n, entity)+strings.ReplaceAll(entity, "#", "Extra"))
		}},
		{"required", func(n int) []Subgraph {
			return set(query+eachType(n, entity), "interface Thing { id: ID! }\n"+
				eachType(n, "type T# implements Thing @key(fields: \"id\") { id: ID! near: Thing @external f: Int @requires(fields: \"near { id }\") }"))
		}},
		{"required, differently of each", func(n int) []Subgraph {
			return set(query+eachType(n, entity), "interface Thing { id: ID! near: Thing }\n"+
				eachType(n, "type T# implements Thing @key(fields: \"id\") { id: ID! near: Thing @external f: Int @requires(fields: \"near { id ... on T# { near { id } } }\") }"))
		}},
		{"provided, differently by each", func(n int) []Subgraph {
			return set(query+eachType(n, "type T# implements Thing @key(fields: \"id\") { id: ID! x: Int @external near: Thing @shareable @provides(fields: \"... on T# { x }\") }"),
				query+eachType(n, "type T# implements Thing @key(fields: \"id\") { id: ID! x: Int @shareable near: Thing @shareable }"))
		}},
		{"covariant", func(n int) []Subgraph {
			return set(query+eachType(n, strings.ReplaceAll(entity, "near: Thing", "near: T#")), query+eachType(n, entity))
		}},
		{"union", func(n int) []Subgraph {
			text := "type Query { things: [Any!] @shareable }\nunion Any =" + eachType(n, "| T#") + eachType(n, "type T# @key(fields: \"id\") { id: ID! near: Any @shareable }")
			return set(text, text)
		}},
		{"contexts", func(n int) []Subgraph {
			return set("type Query { things: [Thing!] }\ninterface Thing @context(name: \"c\") { id: ID! near: Thing sub: Sub }\n" +
				"type Sub @key(fields: \"id\") { id: ID! back: Thing f(a: ID @fromContext(field: \"$c { id }\")): Int }\n" +
				eachType(n, "type T# implements Thing @key(fields: \"id\") { id: ID! near: Thing sub: Sub }"))
		}},
		{"readers of a context", func(n int) []Subgraph {
			return set("type Query { things: [Thing!] }\ninterface Thing @context(name: \"c\") { id: ID! near: Thing }\n" +
				eachType(n, "type T# implements Thing @key(fields: \"id\") { id: ID! near: Thing sub: Sub# }\n"+
					"type Sub# @key(fields: \"id\") { id: ID! f(a: ID @fromContext(field: \"$c { id }\")): Int }"))
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			work := func(n int) float64 {
				inputs := test.sets(n)
				return testing.AllocsPerRun(1, func() {
					if r := Compose(t.Context(), inputs, Options{}); !r.OK() {
						t.Fatalf("%.300v", messages(r))
					}
				})
			}
			if a, b := work(few), work(many); b > atMost*a {
				t.Errorf("%d types: %.0f allocations, %d types: %.0f, %.1f times as many", few, a, many, b, b/a)
			}
		})
	}
}

// TestWaysThatDifferAreNotShared is that the ways to an abstract type share work only where they go on the same: here one
// of two fields sets the context that is read further down, or provides what else cannot be had.
func TestWaysThatDifferAreNotShared(t *testing.T) {
	const things = "interface Thing { id: ID! }\ntype A implements Thing @key(fields: \"id\", resolvable: false) { id: ID! "
	for _, test := range []struct {
		name, text, other string
	}{
		{"context", "type With @context(name: \"c\") { v: ID thing: Thing }\n" +
			"interface Thing { id: ID! }\ntype A implements Thing @key(fields: \"id\") { id: ID! x(a: ID @fromContext(field: \"$c { v }\")): Int }\n" +
			"type Without { thing: Thing }\n", ""},
		{"provides", "type With { thing: Thing @provides(fields: \"... on A { x }\") }\ntype Without { thing: Thing }\n" + things + "x: Int @external }",
			"type A @key(fields: \"id\", resolvable: false) { id: ID! x: Int @shareable }"},
	} {
		for _, order := range []string{"with: With without: Without", "without: Without with: With", "with: With"} {
			t.Run(test.name+"/"+order, func(t *testing.T) {
				texts := []string{"type Query { " + order + " }\n" + test.text}
				if test.other != "" {
					texts = append(texts, test.other)
				}
				r := Compose(t.Context(), set(texts...), Options{})
				if !strings.Contains(order, "Without") {
					if !r.OK() {
						t.Fatalf("does not compose: %v", messages(r))
					}
					return
				}
				if len(r.Errors) != 1 || r.Errors[0].Code != "SATISFIABILITY_ERROR" || !strings.Contains(r.Errors[0].Message, "  without {") {
					t.Errorf("want one error, on the way through \"without\"; got %v", messages(r))
				}
			})
		}
	}
}

// TestProvidedForOneType is that what is provided for one object type of an abstract type answers for that one only, whichever way
// comes there first.
func TestProvidedForOneType(t *testing.T) {
	const text = `type Query { %s } type ForA { thing: Thing @provides(fields: "... on A { x }") } type ForB { thing: Thing @provides(fields: "... on B { x }") }
type ForBoth { thing: Thing @provides(fields: "... on A { x } ... on B { x }") } interface Thing { id: ID! }
type A implements Thing @key(fields: "id", resolvable: false) { id: ID! x: Int @external }
type B implements Thing @key(fields: "id", resolvable: false) { id: ID! x: Int @external }`
	const other = `type A @key(fields: "id", resolvable: false) { id: ID! x: Int @shareable } type B @key(fields: "id", resolvable: false) { id: ID! x: Int @shareable }`
	for fields, want := range map[string]string{
		"a: ForA": "a { thing { ... on B {", "b: ForB": "b { thing { ... on A {", "both: ForBoth": "",
		"both: ForBoth a: ForA": "a { thing { ... on B {", "b: ForB both: ForBoth": "b { thing { ... on A {",
		"a: ForA b: ForB": "b { thing { ... on A { a { thing { ... on B {", "b: ForB a: ForA": "b { thing { ... on A { a { thing { ... on B {",
	} {
		t.Run(fields, func(t *testing.T) {
			r := Compose(t.Context(), set(fmt.Sprintf(text, fields), other), Options{})
			var paths []string
			for _, e := range r.Errors {
				_, path, _ := strings.Cut(e.Message, "on this path:\n{")
				path, _, _ = strings.Cut(path, "x")
				paths = append(paths, strings.Fields(path)...)
			}
			if d := cmp.Diff(want, strings.Join(paths, " ")); d != "" {
				t.Errorf("(-want +got):\n%s\n%v", d, messages(r))
			}
		})
	}
}

// TestContextsThatSeveralInterfacesSet is a chain of values from a context, each made with the next: no circle, though the
// type that sets the context does so by two interfaces.
func TestContextsThatSeveralInterfacesSet(t *testing.T) {
	const text = `type Query { t: T }
interface I @context(name: "c") { id: ID! a: A! b: B! }
interface J @context(name: "c") { id: ID! a: A! b: B! }
type T implements I & J @key(fields: "id") { id: ID! a: A! b: B! }
type A @key(fields: "id") { id: ID! v(x: ID @fromContext(field: "$c { b { v1 } }")): ID }
type B @key(fields: "id") { id: ID!
  v1(x: ID @fromContext(field: "$c { b { v2 } }")): ID
  v2(x: ID @fromContext(field: "$c { b { v3 } }")): ID
  v3(x: ID @fromContext(field: "$c { b { v4 } }")): ID
  v4(x: ID @fromContext(field: "$c { %s }")): ID
}`
	for selection, circle := range map[string]bool{"id": false, "b { v4 }": true} {
		r := Compose(t.Context(), set(fmt.Sprintf(text, selection)), Options{})
		if !circle {
			if !r.OK() {
				t.Errorf("%s: %v", selection, messages(r))
			}
			continue
		}
		if len(r.Errors) != 1 || !strings.HasPrefix(r.Errors[0].Message, "field \"B.v4\" takes an argument from context \"c\"") {
			t.Errorf("%s: want B.v4 to go round in a circle, got %v", selection, messages(r))
		}
	}
}
