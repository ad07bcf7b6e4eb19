package plan_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/weftgraphql/weft/graph/compose"
	"github.com/weftgraphql/weft/graph/gqlerr"
	"github.com/weftgraphql/weft/graph/plan"
	"github.com/weftgraphql/weft/graph/supergraph"
)

const fed2 = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@shareable", "@requires", "@provides", "@external", "@override", "@interfaceObject", "@inaccessible"])
`

// composed makes a supergraph of subgraphs, given as name and SDL without the link to the specification.
func composed(t testing.TB, subgraphs ...string) *supergraph.Supergraph {
	t.Helper()
	return edited(t, strings.NewReplacer(), subgraphs...)
}

// edited is composed, with changes to the supergraph's text, for what other composers may write.
func edited(t testing.TB, changes *strings.Replacer, subgraphs ...string) *supergraph.Supergraph {
	t.Helper()
	var inputs []compose.Subgraph
	for i := 0; i+1 < len(subgraphs); i += 2 {
		inputs = append(inputs, compose.Subgraph{Name: subgraphs[i], URL: "http://" + subgraphs[i], SDL: fed2 + subgraphs[i+1]})
	}
	made := compose.Compose(context.Background(), inputs, compose.Options{})
	if !made.OK() {
		t.Fatalf("the subgraphs do not compose: %+v", made.Errors)
	}
	sg, err := supergraph.Parse("test", changes.Replace(made.SDL))
	if err != nil {
		t.Fatal(err)
	}
	return sg
}

// generous is the ceiling for a planning that is to be quick; the budget is what bounds it.
const generous = 30 * time.Second

// TestPlanningIsBounded: what makes exhaustive planners explode is planned or refused.
func TestPlanningIsBounded(t *testing.T) {
	t.Parallel()
	shared := []string{}
	for i := range 6 {
		var sdl strings.Builder
		sdl.WriteString("type Query { root: L0 @shareable }\n")
		for level := range 9 {
			fmt.Fprintf(&sdl, "type L%d @key(fields: \"id\") { id: ID! own%d_%d: Int ", level, level, i)
			if level < 8 {
				fmt.Fprintf(&sdl, "a: L%d @shareable b: [L%d] @shareable ", level+1, level+1)
			}
			sdl.WriteString("}\n")
		}
		shared = append(shared, fmt.Sprintf("s%d", i), sdl.String())
	}
	var ring []string
	for i := range 12 {
		next := (i + 1) % 12
		query := ""
		if i == 0 {
			query = "type Query { t: T }"
		}
		ring = append(ring, fmt.Sprintf("r%d", i), fmt.Sprintf(
			`%s type T @key(fields: "k%d") @key(fields: "k%d") { k%d: ID! @shareable k%d: ID! @shareable own%d: Int }`, query, i, next, i, next, i))
	}
	sixty := []string{"type Query { nodes: [Node] } interface Node { id: ID! related: [Node] name: String }\n", ""}
	for i := range 60 {
		sixty[0] += fmt.Sprintf("type N%d implements Node @key(fields: \"id\") { id: ID! related: [Node] name: String own%d: Int }\n", i, i)
		if i%2 == 0 {
			sixty[1] += fmt.Sprintf("type N%d @key(fields: \"id\") { id: ID! extra%d: Int }\n", i, i)
		}
	}
	wide := func(depth int, leaf string) string {
		var text strings.Builder
		var write func(level int)
		write = func(level int) {
			fmt.Fprintf(&text, "own%d_0 own%d_3 own%d_5 ", level, level, level)
			if level == depth {
				text.WriteString(leaf)
				return
			}
			text.WriteString("x: a { ")
			write(level + 1)
			text.WriteString("} y: b { ")
			write(level + 1)
			text.WriteString("} ")
		}
		write(0)
		return "{ root { " + text.String() + "} }"
	}
	deep := "{ root { " + strings.Repeat("a { ", 8) + "own8_0 own8_1 own8_2 own8_3 own8_4 own8_5 " + strings.Repeat("} ", 8) + "} }"
	double := func(depth int) string {
		var text strings.Builder
		fmt.Fprintf(&text, "{ t { ...F%d } } fragment F0 on T { own0 own1 }", depth)
		for i := range depth {
			fmt.Fprintf(&text, " fragment F%d on T { own1 x: a { ...F%d } y: a { ...F%d } }", i+1, i, i)
		}
		return text.String()
	}
	tests := []struct {
		name, query string
		subgraphs   []string
	}{
		{"six subgraphs share a field on eight levels", deep, shared},
		{"six subgraphs, two branches on each of eight levels", wide(8, ""), shared},
		{"two aliases on each of thirteen levels", double(13), []string{
			"one", `type Query { t: T } type T @key(fields: "id") { id: ID! a: T @shareable own0: Int }`,
			"two", `type T @key(fields: "id") { id: ID! a: T @shareable own1: Int }`}},
		{"two aliases on each of twelve levels", double(12), []string{
			"one", `type Query { t: T } type T @key(fields: "id") { id: ID! a: T own0: Int }`,
			"two", `type T @key(fields: "id") { id: ID! own1: Int }`}},
		{"sixty implementations on six levels, some of which go on elsewhere",
			"{ nodes { " + strings.Repeat("... on N0 { extra0 related { extra: id } } ... on N2 { extra2 own2 } related { ", 6) + "id" + strings.Repeat(" }", 6) + " } }",
			[]string{"one", sixty[0], "two", sixty[1]}},
		{"a ring of twelve subgraphs", "{ t { own0 own1 own2 own3 own4 own5 own6 own7 own8 own9 own10 own11 } }", ring},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			sg := composed(t, test.subgraphs...)
			op, err := normal(sg, test.query, "")
			if err != nil {
				t.Fatal(err)
			}
			ctx, cancel := context.WithTimeout(context.Background(), generous)
			defer cancel()
			start := time.Now()
			defer func() { t.Log(time.Since(start)) }()
			made, err := plan.New(sg).Plan(ctx, op, plan.Options{})
			if took := time.Since(start); took > generous {
				t.Errorf("took %v", took)
			}
			var refusal *gqlerr.Error
			switch {
			case err == nil:
				if len(made.Fetches) == 0 {
					t.Error("the plan is empty")
				}
			case !errors.As(err, &refusal) || refusal.Code != gqlerr.QueryPlanning:
				t.Errorf("failed with %v", err)
			}
		})
	}
}

// TestPlanningStops: a budget that is spent and a context that ended are errors.
func TestPlanningStops(t *testing.T) {
	t.Parallel()
	fields := strings.Repeat("a { own0 own1 ", 80) + strings.Repeat("} ", 80)
	sg := composed(t, "one", `type Query { t: T } type T @key(fields: "id") { id: ID! a: T own0: Int }`,
		"two", `type T @key(fields: "id") { id: ID! own1: Int }`)
	op, err := normal(sg, "{ t { "+fields+" } }", "")
	if err != nil {
		t.Fatal(err)
	}
	ended, cancel := context.WithCancel(context.Background())
	cancel()
	tests := []struct {
		name string
		ctx  context.Context //nolint:containedctx // it is what the case is about
		opts plan.Options
		want string
	}{
		{"budget", context.Background(), plan.Options{Budget: 100}, "the operation is too complex to be planned: more than 100 options; ask for less at once"},
		{"context", ended, plan.Options{}, "planning the operation was cancelled or took too long: context canceled"},
	}
	for _, test := range tests {
		var refusal *gqlerr.Error
		_, err := plan.New(sg).Plan(test.ctx, op, test.opts)
		if !errors.As(err, &refusal) || refusal.Code != gqlerr.QueryPlanning || refusal.Message != test.want {
			t.Errorf("%s: %v", test.name, err)
		}
	}
}

// TestUnplannableSaysWhat: the error names the field and where the client wrote it.
func TestUnplannableSaysWhat(t *testing.T) {
	t.Parallel()
	sg := composed(t,
		"a", `type Query { me: Account } interface Account @key(fields: "id") { id: ID! }`,
		"b", `type Query { b: Int } type Account @interfaceObject @key(fields: "id", resolvable: false) { id: ID! active: Boolean }`)
	op, err := normal(sg, "{\n  mine: me { is: active }\n}", "")
	if err != nil {
		t.Fatal(err)
	}
	_, err = plan.New(sg).Plan(context.Background(), op, plan.Options{})
	want := &gqlerr.Error{
		Code:      gqlerr.QueryPlanning,
		Message:   "no plan answers mine.is of Query: no subgraph that resolves it can be reached from there by a resolvable key",
		Locations: []gqlerr.Location{{Line: 2, Column: 14}},
		Path:      []any{"mine", "is"},
	}
	if diff := cmp.Diff(error(want), err); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

// TestDeepDeferIsCheap: values within values are gone through once for what is deferred below, not once from each above.
func TestDeepDeferIsCheap(t *testing.T) {
	t.Parallel()
	sg := composed(t, "a", `type Query { one: One } type One @key(fields: "id") { id: ID! next: Next } type Next { next: Next a: Int b: Int }`)
	const depth, deferred = 190, 50
	query := strings.Repeat("next { a ... @defer { b } ", deferred) + strings.Repeat("next { a ", depth-deferred) + strings.Repeat("} ", depth)
	op, err := deferring(sg, "{ one { "+query+"} }")
	if err != nil {
		t.Fatal(err)
	}
	made, err := plan.New(sg).Plan(context.Background(), op, plan.Options{Budget: 20_000})
	if err != nil {
		t.Fatal(err)
	}
	if len(made.Deferred) != deferred || len(made.Fetches) != 2 {
		t.Errorf("%d parts by %d fetches, want %d by 2", len(made.Deferred), len(made.Fetches), deferred)
	}
}
