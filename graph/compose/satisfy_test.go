package compose

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/weftgraphql/weft/graph/diag"
)

const fedAll = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@shareable", "@external", "@requires", "@provides", "@override", "@inaccessible", "@interfaceObject", "@authenticated", "@requiresScopes", "@policy", "@context", "@fromContext", "@cost"])` + "\n"

// set makes subgraphs a, b, c of texts, of federation 2 where a text has no links of its own and
// does not say "# fed1".
func set(texts ...string) []Subgraph {
	var out []Subgraph
	for i, text := range texts {
		name := string(rune('a' + i))
		if !strings.HasPrefix(text, "# fed1") && !strings.HasPrefix(text, "extend schema") {
			text = fedAll + text
		}
		out = append(out, Subgraph{Name: name, URL: "http://" + name + ".test", File: name + ".graphql", SDL: text})
	}
	return out
}

// TestLabelsAreTriedOneByOne composes a field that can be answered with all labels on and with
// all of them off, but not with one on and the other off.
func TestLabelsAreTriedOneByOne(t *testing.T) {
	r := Compose(t.Context(), set(
		`type Query { t: T }
type T @key(fields: "id") { id: ID! f: Int @override(from: "b", label: "one") k: ID @inaccessible @shareable }`,
		`type T @key(fields: "k") { k: ID f: Int }`,
		`type T @key(fields: "z") { z: ID @inaccessible k: ID @override(from: "a", label: "two") @shareable }`,
	), Options{})
	if codes := codesOf(r); len(codes) != 1 || codes[0] != "SATISFIABILITY_ERROR" {
		t.Errorf("got %v", messages(r))
	}
}

func TestLabelSettings(t *testing.T) {
	for _, test := range []struct{ labels, settings int }{{0, 1}, {1, 2}, {2, 6}, {3, 8}, {500, 2 + 2*maxLabels}} {
		var labels []string
		for i := range test.labels {
			labels = append(labels, fmt.Sprint("l", i))
		}
		if got := len(labelSettings(labels)); got != test.settings {
			t.Errorf("%d labels: %d settings, want %d", test.labels, got, test.settings)
		}
	}
}

// TestWhatOnePlaceKnowsDoesNotHelpAnother is the rule that a requirement has to be met from where
// the requiring field is, not from where one has come.
func TestWhatOnePlaceKnowsDoesNotHelpAnother(t *testing.T) {
	for _, test := range []struct {
		name, a, b string
		ok         bool
	}{
		{"no way back", `type Query { t: T } type T { id: ID! @shareable f: Int }`,
			`type T @key(fields: "id") { id: ID! f: Int @external g: Int @requires(fields: "f") }`, false},
		{"no resolvable way back", `type Query { t: T } type T @key(fields: "id", resolvable: false) { id: ID! f: Int }`,
			`type T @key(fields: "id") { id: ID! f: Int @external g: Int @requires(fields: "f") }`, false},
		{"a way back", `type Query { t: T } type T @key(fields: "id") { id: ID! f: Int }`,
			`type T @key(fields: "id") { id: ID! f: Int @external g: Int @requires(fields: "f") }`, true},
	} {
		if r := Compose(t.Context(), set(test.a, test.b), Options{}); r.OK() != test.ok {
			t.Errorf("%s: %v", test.name, messages(r))
		}
	}
}

// TestSearchIsBudgeted makes a set whose types are shared by all subgraphs under several keys.
// The bound ends the search with an error that says where it was.
func TestSearchIsBudgeted(t *testing.T) {
	var texts []string
	for i := range 12 {
		var b strings.Builder
		if i == 0 {
			b.WriteString("type Query { t: T0 }\n")
		}
		for n := range 20 {
			fmt.Fprintf(&b, "type T%d @key(fields: \"id\") @key(fields: \"k { id }\") { id: ID! k: T%d @shareable f%d: T%d }\n", n, (n+1)%20, i, (n*7+i)%20)
		}
		texts = append(texts, b.String())
	}
	if r := Compose(t.Context(), set(texts...), Options{}); !r.OK() {
		t.Errorf("%v", messages(r))
	}
	for _, steps := range []int{1, 50} {
		r := Compose(t.Context(), set(texts...), Options{MaxSteps: steps})
		if codes := codesOf(r); len(codes) != 1 || codes[0] != "MAX_VALIDATION_SUBGRAPH_PATHS_EXCEEDED" {
			t.Errorf("got %v", messages(r))
		}
		if len(r.Errors[0].Spans) == 0 || slices.ContainsFunc(r.Errors[0].Spans, func(s diag.Span) bool { return s.Line == 0 }) {
			t.Errorf("after %d steps: the places are %+v", steps, r.Errors[0].Spans)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if r := Compose(ctx, set(texts...), Options{}); r.OK() || len(r.Errors[0].Notes) == 0 || len(r.Errors[0].Spans) == 0 {
		t.Errorf("a cancelled composition gives %+v", r.Errors)
	}
}

// TestProvidesHoldsForItsOwnPath is where we know better than the reference, which takes what is
// provided on one path to be there on another, depending on the order of the fields.
func TestProvidesHoldsForItsOwnPath(t *testing.T) {
	for _, fields := range []string{`r: T p: T @provides(fields: "name")`, `p: T @provides(fields: "name") r: T`} {
		r := Compose(t.Context(), set(
			`type Query { `+fields+` } type T @key(fields: "id") { id: ID name: String @external }`,
			`type T @shareable { id: ID name: String }`,
		), Options{})
		if codes := codesOf(r); len(codes) != 1 || codes[0] != "SATISFIABILITY_ERROR" {
			t.Errorf("%s: %v", fields, messages(r))
		}
	}
}

// TestProvidedByFragmentsAndArguments is what can be asked through a @provides and nowhere else.
func TestProvidedByFragmentsAndArguments(t *testing.T) {
	const owner = `type T @key(fields: "id", resolvable: false) { id: ID name: String @shareable in: In @shareable }
		type In @shareable { x: Int y: Int }`
	const external = ` type T @key(fields: "id") { id: ID name: String @external in: In @external } type In { x: Int @external y: Int @external }`
	for _, test := range []struct {
		name, sdl string
		ok        bool
	}{
		{"a union's member", `type Query { p: U @provides(fields: "... on T { name in { x y } }") } union U = T`, true},
		{"a union's member elsewhere", `type Query { p: U @provides(fields: "... on T { name in { x y } }") r: U } union U = T`, false},
		{"less than all below", `type Query { p: U @provides(fields: "... on T { name in { x } }") r: T @provides(fields: "name in { x y }") } union U = T`, false},
		{"an interface's implementation", `type Query { p: I @provides(fields: "... on T { name } ... on I { ... on T { in { y x } } }") } interface I { id: ID }`, true},
		{"an object, by fragments", `type Query { p: T @provides(fields: "... on T { name in { ... on In { x } ... { y } } }") }`, true},
		{"in several parts", `type Query { p: T @provides(fields: "name in { x } in { y }") }`, true},
	} {
		sdl := test.sdl + external
		if strings.Contains(sdl, "interface I") {
			sdl = strings.Replace(sdl, "type T @key", "type T implements I @key", 1)
		}
		r := Compose(t.Context(), set(sdl, owner), Options{})
		if test.ok != r.OK() {
			t.Errorf("%s: composes: %v, want %v: %v", test.name, r.OK(), test.ok, messages(r))
			continue
		}
		if test.ok {
			planEverything(t, test.name, r.SDL)
		} else if codes := codesOf(r); len(codes) == 0 || codes[0] != "SATISFIABILITY_ERROR" {
			t.Errorf("%s: %v", test.name, codes)
		}
	}
}

// TestOnlyCommonRuntimeTypesAreAskedFor is that what a shared field returns in some subgraphs only need not be answerable below
// it: no client can rely on such objects.
func TestOnlyCommonRuntimeTypesAreAskedFor(t *testing.T) {
	const (
		union     = ` union U = T | V type T @key(fields: "id") { id: ID! } type V @shareable { v: Int }`
		narrow    = ` union U = V type V @shareable { v: Int }`
		iface     = ` interface U { v: Int } type T implements U @key(fields: "id") { id: ID! v: Int @shareable } type V implements U @shareable { v: Int }`
		narrower  = ` interface U { v: Int } type V implements U @shareable { v: Int }`
		elsewhere = `type T @key(fields: "id", resolvable: false) { id: ID! v: Int @shareable x: Int }`
	)
	for _, test := range []struct {
		name, a, b string
		ok         bool
	}{
		{"of a root field", `type Query { u: U @shareable }` + union, `type Query { u: U @shareable }` + narrow, true},
		{"of a root field that is not shared", `type Query { u: U }` + union, `type Query { w: U }` + narrow, false},
		{"where all have it", `type Query { u: U @shareable }` + union, `type Query { u: U @shareable }` + union, false},
		{"of an interface", `type Query { u: U @shareable }` + iface, `type Query { u: U @shareable }` + narrower, true},
		{"of an interface and an object", `type Query { u: U @shareable }` + iface, `type Query { u: V @shareable } type V @shareable { v: Int }`, true},
		{"of an entity", `type Query { p: P } type P @key(fields: "id") { id: ID! u: U @shareable }` + union, `type P @key(fields: "id") { id: ID! u: U @shareable }` + narrow, true},
		{"of an entity, to which no key leads", `type Query { p: P } type P @key(fields: "id") { id: ID! u: U @shareable }` + union,
			`type P @key(fields: "id", resolvable: false) { id: ID! u: U @shareable }` + narrow, false},
	} {
		r := Compose(t.Context(), set(test.a, test.b, elsewhere), Options{})
		if test.ok != r.OK() {
			t.Errorf("%s: composes: %v, want %v: %v", test.name, r.OK(), test.ok, messages(r))
			continue
		}
		if test.ok {
			planEverything(t, test.name, r.SDL)
		} else if codes := codesOf(r); codes[0] != "SATISFIABILITY_ERROR" {
			t.Errorf("%s: %v", test.name, codes)
		}
	}
}

// TestOverriddenKeyOfAnExtension is the rule that what stands in the key of an extension can be told there even when
// another subgraph overrides it. A federation 1 type that is nothing but an extension counts as a definition.
func TestOverriddenKeyOfAnExtension(t *testing.T) {
	const taken = `type T @key(fields: "id") { id: ID! @override(from: "a") y: Int }`
	for _, test := range []struct {
		name, a, b string
		ok         bool
	}{
		{"of an extension", fedAll + `type Query { t: T } extend type T @key(fields: "id") { id: ID! x: Int }`, taken, true},
		{"of a definition", fedAll + `type Query { t: T } type T @key(fields: "id") { id: ID! x: Int }`, taken, false},
		{"of an extension alone in federation 1", `type Query { t: T } extend type T @key(fields: "id") { id: ID! x: Int }`, taken, false},
		{"within the key", fedAll + `type Query { t: T } extend type T @key(fields: "ref { id }") { ref: R x: Int } type R { id: ID! }`,
			`type T @key(fields: "ref { id }") { ref: R @shareable y: Int } type R { id: ID! @override(from: "a") }`, true},
		{"of one key of two", fedAll + `type Query { t: T } type T @key(fields: "sku") { sku: ID! id: ID! } extend type T @key(fields: "id")`,
			`type T @key(fields: "sku") { sku: ID! @override(from: "a") y: Int }`, false},
	} {
		inputs := set("", test.b)
		inputs[0].SDL = test.a
		r := Compose(t.Context(), inputs, Options{})
		if r.OK() != test.ok {
			t.Errorf("%s: composes: %v, want %v: %v", test.name, r.OK(), test.ok, messages(r))
			continue
		}
		if test.ok {
			planEverything(t, test.name, r.SDL)
		} else if code := codesOf(r)[0]; code != "SATISFIABILITY_ERROR" {
			t.Errorf("%s: %s", test.name, code)
		}
	}
}
