package compose

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// deviations are the rows of deviations.md that can be shown by composing something, by the name
// that the row gives: subgraphs of federation 2, and the codes that come of them.
var deviations = map[string]struct {
	subgraphs []string
	codes     []string
}{
	"kinds": {
		[]string{`type Query { t: T } type T { a: Int } extend interface T { b: Int }`}, []string{"INVALID_GRAPHQL"},
	},
	"defined-twice": {
		[]string{`type Query { a(x: Int, x: Int): E } enum E { A } extend enum E { A }`}, []string{"INVALID_GRAPHQL"},
	},
	"two-schemas": {
		[]string{`schema { query: Query } schema { query: Query } type Query { a: Int }`}, []string{"INVALID_GRAPHQL"},
	},
	"below-a-leaf": {
		[]string{`type Query { t: T } type T @key(fields: "id { x }") { id: ID }`}, []string{"KEY_INVALID_FIELDS"},
	},
	"requires-in-a-circle": {
		[]string{
			`type Query { t: T } type T @key(fields: "id") { id: ID! a: Int @external b: Int @requires(fields: "a") }`,
			`type T @key(fields: "id") { id: ID! b: Int @external a: Int @requires(fields: "b") }`,
		}, []string{"SATISFIABILITY_ERROR"},
	},
	"contexts-in-a-circle": {
		[]string{
			`type Query { t: T } type T @key(fields: "id") @context(name: "t") { id: ID! u: U v: V }
			type U @key(fields: "id") { id: ID! x(a: Int @fromContext(field: "$t { v { y } }")): Int }
			type V @key(fields: "id") { id: ID! y(a: Int @fromContext(field: "$t { u { x } }")): Int }`,
		}, []string{"SATISFIABILITY_ERROR"},
	},
	"context-above-a-context": {
		[]string{
			`type Query { top: Top } type Top @context(name: "top") { zone: String node: Node }
			type Node @key(fields: "id") @context(name: "node") { id: ID! unit(in: String @fromContext(field: "$top { zone }")): String leaf: Leaf }
			type Leaf @key(fields: "id") { id: ID! value(of: String @fromContext(field: "$node { unit }")): Int }`,
		}, []string{},
	},
	"query-kind": {
		[]string{`interface Query { a: Int } type T implements Query { a: Int }`}, []string{"ROOT_QUERY_USED"},
	},
	"fragment-never-applies": {
		[]string{`type Query { t: T v: V } type T @key(fields: "... on V { id }") { id: ID } type V { id: ID }`}, []string{"KEY_INVALID_FIELDS"},
	},
	"machinery-name": {
		[]string{`type Query { a: Int } enum join__Graph { A }`}, []string{"INVALID_GRAPHQL"},
	},
	"federation-1-root": {
		[]string{"# fed1\ntype Root { a: Int } extend schema { query: Root }"}, []string{},
	},
	"link-and-unknown-type": {
		[]string{`extend schema @link(url: "https://specs.apollo.dev/federation/v2.99") type Query { a: Nope }`}, []string{"INVALID_GRAPHQL", "UNKNOWN_FEDERATION_LINK_VERSION"},
	},
	"feature-scalars": {
		[]string{`extend schema @link(url: "https://specs.apollo.dev/federation/v2.9") @link(url: "https://specs.apollo.dev/policy/v0.1", as: "p") type Query { a: Int }`}, []string{},
	},
	"unknown-machinery-import": {
		[]string{`extend schema @link(url: "https://specs.apollo.dev/federation/v2.3") @link(url: "https://specs.apollo.dev/join/v0.3", import: ["@nope"]) type Query { a: Int }`}, []string{},
	},
	"key-from-where-it-leads": {
		[]string{
			`type Query { q: E } type E { owner: O @shareable } type O { sku: Int @shareable }`,
			`type E @key(fields: "owner { id }") { owner: O @shareable f: Int } type O @key(fields: "sku") { sku: Int @shareable id: ID! }`,
		}, []string{},
	},
	"interface-object-arguments": {
		[]string{
			`type Query { e: E } interface I @key(fields: "id") { id: ID! } type E implements I @key(fields: "id") { id: ID! }`,
			`type I @interfaceObject @key(fields: "id") { id: ID! size(in: String!): Int }`,
			`type E @key(fields: "id") { id: ID! size(in: String!): Int @external f: Int @requires(fields: "size(in: \"cm\")") }`,
		}, []string{},
	},
	"context-where-one-came-from": {
		[]string{
			`type Query { t: T } type T @key(fields: "id", resolvable: false) @context(name: "c") { id: ID! v: String }
			type U @key(fields: "id") { id: ID! x(a: String @fromContext(field: "$c { v }")): Int }`,
			`type T @key(fields: "id") { id: ID! u: U } type U @key(fields: "id") { id: ID! }`,
		}, []string{},
	},
	"context-in-several": {
		[]string{
			`type Query { t: T } type T @key(fields: "id") @context(name: "c") { id: ID! u: U } type U @key(fields: "id") { id: ID! x(a: ID @fromContext(field: "$c { id }")): Int }`,
			`type T @key(fields: "id") @context(name: "c") { id: ID! u2: U } type U @key(fields: "id") { id: ID! y(a: ID @fromContext(field: "$c { id }")): Int }`,
		}, []string{},
	},
	"list-for-an-input-object": {
		[]string{`type Query { a(i: In = []): Int } input In { x: Int }`}, []string{"INVALID_GRAPHQL"},
	},
	"emptied-by-override": {
		[]string{
			`type Query { a: Int } type E @key(fields: "id") { id: ID! back: Query }`,
			`type Query { a: Int @override(from: "a") e: E } type E @key(fields: "id") { id: ID! }`,
		}, []string{},
	},
	"member-emptied-by-override": {
		[]string{
			`type Query { u: U } union U = T | S type S { a: Int } type T { x: Int }`,
			`type Query { b: Int } type T { x: Int @override(from: "a") @inaccessible y: Int }`,
		}, []string{"SATISFIABILITY_ERROR"},
	},
	"fragment-on-unknown-type": {
		[]string{`type Query { t: T } type T @key(fields: "... on Nope { id }") { id: ID }`}, []string{"KEY_INVALID_FIELDS"},
	},
}

// TestDeviations holds the rows of deviations.md against what composition does. For what composes there are plans.
func TestDeviations(t *testing.T) {
	for name, d := range deviations {
		t.Run(name, func(t *testing.T) {
			r := Compose(t.Context(), set(d.subgraphs...), Options{})
			if diff := cmp.Diff(d.codes, codesOf(r)); diff != "" {
				t.Errorf("(-want +got):\n%s\n%v", diff, messages(r))
			}
			if r.OK() {
				planEverything(t, name, r.SDL)
			}
		})
	}
}

func TestConnectorsAreRefusedByName(t *testing.T) {
	r := Compose(t.Context(), []Subgraph{{Name: "a", SDL: `extend schema @link(url: "https://specs.apollo.dev/federation/v2.12") @link(url: "https://specs.apollo.dev/connect/v0.2", import: ["@connect", "@source"])
type Query { a: Int }`}}, Options{})
	if len(r.Errors) != 1 || r.Errors[0].Code != "INVALID_LINK_DIRECTIVE_USAGE" || !strings.Contains(r.Errors[0].Message, "connectors") {
		t.Errorf("got %v", messages(r))
	}
}

// TestUnknownNamesAreReportedTogether is the row of deviations.md of that name.
func TestUnknownNamesAreReportedTogether(t *testing.T) {
	r := Compose(t.Context(), set(`type Query { a: Nope b: Never c(x: Missing): Int }`), Options{})
	if len(r.Errors) != 3 {
		t.Errorf("got %v", messages(r))
	}
}

func TestHintsComeWithErrorsToo(t *testing.T) {
	r := Compose(t.Context(), set(`enum Unused { A } type Query { a: Int }`, `type Query { a: Int }`), Options{})
	if len(r.Errors) == 0 || len(r.Hints) == 0 {
		t.Errorf("%d errors and %d hints", len(r.Errors), len(r.Hints))
	}
}

// TestDeviationsAreNamed holds deviations.md and the tests together: every row names a test, and
// every test that it names is there.
func TestDeviationsAreNamed(t *testing.T) {
	text, err := os.ReadFile("deviations.md")
	if err != nil {
		t.Fatal(err)
	}
	source := ""
	for _, file := range []string{
		"deviations_test.go", "agreement_test.go", "bounds_test.go", "golden_test.go", "property_test.go", "satisfy_test.go", "corpus_test.go", "../sdl/sdl_test.go",
	} {
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		source += string(b)
	}
	named := regexp.MustCompile("`(Test\\w+)(?:/([\\w-]+))?`")
	rows := 0
	for line := range strings.SplitSeq(string(text), "\n") {
		if !strings.HasPrefix(line, "| ") || strings.HasPrefix(line, "| What") {
			continue
		}
		rows++
		found := named.FindAllStringSubmatch(line, -1)
		if len(found) == 0 {
			t.Errorf("no test is named: %s", line)
		}
		for _, m := range found {
			if !strings.Contains(source, "func "+m[1]+"(") {
				t.Errorf("there is no %s", m[1])
			}
			if _, ok := deviations[m[2]]; m[1] == "TestDeviations" && !ok {
				t.Errorf("there is no %s/%s", m[1], m[2])
			}
		}
	}
	if rows < 10 {
		t.Errorf("only %d rows were read", rows)
	}
}
