package compose

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/weftgraphql/weft/graph/supergraph"
)

// randomSet makes a few small subgraphs out of a common stock of names, so that they meet in
// types and fields, with federation's directives strewn over them. About one in three composes.
func randomSet(r *rand.Rand) []Subgraph {
	g := &generator{Rand: r, subgraphs: 2 + r.IntN(2)}
	for t := range g.stock {
		for f := range g.stock[t] {
			g.stock[t][f] = fieldPlan{
				typ:       g.pick("Int", "Int", "String!", "[Int!]", "T0", "[T1!]!", "T2", "Named", "Found", "E", "V"),
				arguments: g.arguments(), home: g.IntN(g.subgraphs), shared: g.one(4),
			}
		}
	}
	out := make([]Subgraph, g.subgraphs)
	for i := range out {
		name := string(rune('a' + i))
		out[i] = Subgraph{Name: name, URL: "http://" + name + ".test", File: name + ".graphql", SDL: g.subgraph(i)}
	}
	return out
}

type generator struct {
	*rand.Rand
	subgraphs int
	stock     [3][3]fieldPlan
}

// fieldPlan is what the subgraphs mostly keep to for one field of an entity.
type fieldPlan struct {
	typ, arguments string
	home           int
	shared         bool
}

func (g *generator) one(in int) bool { return g.IntN(in) == 0 }

func (g *generator) pick(words ...string) string { return words[g.IntN(len(words))] }

// odd is mostly nothing.
func (g *generator) odd(words ...string) string {
	if g.one(20) {
		return g.pick(words...)
	}
	return ""
}

func (g *generator) subgraph(i int) string {
	var b strings.Builder
	if !g.one(8) {
		fmt.Fprintf(&b, "extend schema @link(url: \"https://specs.apollo.dev/federation/v2.%d\", import: [\"@key\", \"@requires\", \"@provides\", \"@external\", \"@shareable\", \"@override\", \"@inaccessible\", \"@tag\", \"@interfaceObject\"])\n", 3+g.IntN(12))
	}
	b.WriteString("type Query {\n")
	fmt.Fprintf(&b, "  q%d%s: %s\n", i, g.arguments(), g.pick("T0", "T1", "[T2]", "Named", "V", "Int"))
	if g.one(4) {
		b.WriteString("  shared: T0 @shareable\n")
	}
	b.WriteString("}\n")
	if g.one(3) {
		fmt.Fprintf(&b, "type Mutation {\n  m%d%s: %s\n}\n", i, g.arguments(), g.pick("T0", "Int", "Back"))
		fmt.Fprintf(&b, "type Back @shareable {\n  back: Mutation\n  top: Query\n}\nextend type Query {\n  back%d: Back\n}\n", i)
	}
	for t := range g.stock {
		g.entity(&b, t, i)
	}
	b.WriteString("interface Named {\n  name: String\n}\nunion Found = T0 | T1\n")
	fmt.Fprintf(&b, "enum E {\n  A\n%s}\n", g.odd("  B\n", "  C @inaccessible\n"))
	fmt.Fprintf(&b, "type V @shareable {\n  x: Int%s\n%s}\n", g.odd("!"), g.odd("  y: E\n"))
	fmt.Fprintf(&b, "input In {\n  a: Int\n%s}\n", g.odd("  b: Int = 1\n", "  e: E\n", "  c: Int!\n"))
	return b.String()
}

func (g *generator) entity(b *strings.Builder, t, i int) {
	keys := g.pick(` @key(fields: "id")`, ` @key(fields: "id")`, ` @key(fields: "id")`, ` @key(fields: "id") @key(fields: "k")`)
	if g.one(12) {
		keys = g.pick(` @key(fields: "k")`, ` @key(fields: "id", resolvable: false)`)
	}
	id := g.odd(" @external", " @tag(name: \"t\")")
	if g.one(10) && i > 0 {
		id = ` @override(from: "a")`
	}
	fmt.Fprintf(b, "%stype T%d implements Named%s {\n  id: ID!%s\n", g.odd("extend "), t, keys, id)
	if strings.Contains(keys, `"k"`) {
		b.WriteString("  k: Int\n")
	}
	b.WriteString("  name: String @shareable\n")
	for f, plan := range g.stock[t] {
		switch {
		case plan.shared && !g.one(3):
			fmt.Fprintf(b, "  f%d%s: %s @shareable%s\n", f, plan.arguments, plan.typ, g.odd(" @inaccessible", " @deprecated"))
		case plan.home == i && !plan.shared:
			fmt.Fprintf(b, "  f%d%s: %s%s\n", f, plan.arguments, plan.typ, g.odd(" @inaccessible", " @deprecated", " @external"))
		case g.one(4) && plan.arguments == "" && !strings.Contains(b.String(), "@requires"):
			fmt.Fprintf(b, "  f%d: %s @external\n  r%d%d: Int @requires(fields: \"f%d%s\")\n", f, plan.typ, f, i, f, g.below(plan.typ))
		case g.one(6) && !plan.shared && plan.home != i:
			fmt.Fprintf(b, "  f%d%s: %s @override(from: \"%c\"%s)\n", f, plan.arguments, plan.typ, 'a'+rune(plan.home), g.pick("", "", `, label: "percent(5)"`, `, label: "l"`))
		}
	}
	b.WriteString("}\n")
}

// below is a selection of what a required field has.
func (g *generator) below(typ string) string {
	switch strings.Trim(typ, "[]!") {
	case "T0", "T1", "T2":
		return " { " + g.pick("id", "name", "f0") + " }"
	case "Named":
		return " { " + g.pick("name", "... on T0 { id }") + " }"
	case "Found":
		return " { ... on T0 { " + g.pick("id", "name") + " } }"
	case "V":
		return " { x }"
	}
	return ""
}

func (g *generator) arguments() string {
	return g.pick("", "", "", "", "(n: Int)", "(n: Int = 1)", "(n: Int!)", "(i: In)", "(e: E)")
}

// TestRandomSets holds composition's properties against random sets.
func TestRandomSets(t *testing.T) {
	sets := 600
	if testing.Short() {
		sets = 150
	}
	r := rand.New(rand.NewPCG(3, 5))
	composed := 0
	for i := range sets {
		inputs := randomSet(r)
		want := outcome(inputs)
		shuffled := slices.Clone(inputs)
		slices.Reverse(shuffled)
		if d := cmp.Diff(want, outcome(shuffled)); d != "" {
			t.Errorf("set %d in another order (-want +got):\n%s", i, d)
		}
		res := Compose(t.Context(), inputs, Options{})
		for _, f := range res.Errors {
			if len(f.Spans) == 0 || f.Spans[0].Line == 0 {
				t.Errorf("set %d: no place for %s: %s", i, f.Code, f.Message)
			}
		}
		if !res.OK() {
			continue
		}
		composed++
		sg, err := supergraph.Parse("supergraph", res.SDL)
		if err != nil {
			t.Fatalf("set %d: %v", i, err)
		}
		m := mergedAgain(t, inputs)
		for j, given := range m.subgraphs {
			if d := cmp.Diff(m.factsOf(given), readBack(sg, j)); d != "" {
				t.Errorf("set %d, subgraph %s (-given +read back):\n%s", i, given.Name, d)
			}
		}
		planEverything(t, fmt.Sprintf("set %d", i), res.SDL)
		if t.Failed() {
			for _, in := range inputs {
				t.Logf("# %s\n%s", in.Name, in.SDL)
			}
			return
		}
	}
	t.Logf("%d of %d sets compose", composed, sets)
	if composed < sets/20 {
		t.Errorf("only %d of %d sets compose", composed, sets)
	}
}
