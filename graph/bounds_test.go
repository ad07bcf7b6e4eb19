package graph_test

import (
	"context"
	"fmt"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/weftgraphql/weft/graph"
	"github.com/weftgraphql/weft/graph/authz"
	"github.com/weftgraphql/weft/graph/compose"
	"github.com/weftgraphql/weft/graph/limit"
	"github.com/weftgraphql/weft/graph/supergraph"
)

// boundsCase is an operation that makes exhaustive planners explode.
type boundsCase struct {
	name      string
	subgraphs []string // name, SDL, ...
	query     string
	// refused is part of the refusal; "" when the operation is planned.
	refused string
	// fetches of the plan.
	fetches int
}

// boundsCases are the whole way from the text to the plan, with no limits on depth, height and aliases.
func boundsCases() []boundsCase {
	chain := []string{
		"one", `type Query { t: T } type T @key(fields: "id") { id: ID! a: T @shareable own0: Int }`,
		"two", `type T @key(fields: "id") { id: ID! a: T @shareable own1: Int }`,
	}
	return []boundsCase{
		{name: "a shareable field in six subgraphs on eight levels", subgraphs: sharedLevels(6, 8),
			query: "{ l0 " + strings.Repeat("{ next ", 8) + "{ own0 own1 own2 own3 own4 own5 }" + strings.Repeat(" }", 9), fetches: 6},
		{name: "the same, with all fields of all levels", subgraphs: sharedLevels(6, 8),
			query: "{ l0 " + strings.Repeat("{ own0 own1 own2 own3 own4 own5 next ", 8) + "{ own0 own1 own2 own3 own4 own5 }" + strings.Repeat(" }", 9), fetches: 6},
		{name: "the same without keys, so that all leads back up", subgraphs: keylessLevels(6, 8),
			query: "{ top " + strings.Repeat("{ next ", 8) + "{ own0 own1 own2 own3 own4 own5 }" + strings.Repeat(" }", 9), fetches: 6},
		{name: "without keys, two branches on each of eight levels", subgraphs: keylessLevels(6, 8),
			query: "{ top " + branches(8) + " }", fetches: 6},
		{name: "a ring of twelve subgraphs", subgraphs: ring(12), query: "{ t { own0 own1 own2 own3 own4 own5 own6 own7 own8 own9 own10 own11 } }", fetches: 12},
		{name: "a fragment fan-out of 2^40 on one object", subgraphs: chain, query: fanOut(40, "...F%d ...F%d"), fetches: 2},
		{name: "a fragment fan-out of 2^40 down a chain", subgraphs: chain, query: fanOut(40, "a { ...F%d } a { ...F%d }"), fetches: 2},
		{name: "a fragment fan-out of 2^40 with aliases", subgraphs: chain, query: fanOut(40, "x: a { ...F%d } y: a { ...F%d }"), refused: "more than 100000 fields"},
		{name: "two aliases on each of sixteen levels", subgraphs: chain, query: fanOut(16, "x: a { ...F%d } y: a { ...F%d }"), refused: "more than 100000 fields"},
		{name: "two aliases on each of twelve levels", subgraphs: chain, query: fanOut(12, "x: a { ...F%d } y: a { ...F%d }"), fetches: 2},
		{name: "a mutation of a thousand fields to and fro", subgraphs: toAndFro(), query: "mutation {" + numbered(1_000, "a#: m~(i: #) { x0 x1 } ") + "}", fetches: 2_000},
		{name: "seven hundred entities, each asked for something else", subgraphs: toAndFro(), query: "{ t {" + numbered(700, "a#: y~(i: #) { b#: x0 c#: x1 } ") + "} }", fetches: 3},
		{name: "five hundred conditions on one entity", subgraphs: toAndFro(),
			query: "query (" + numbered(500, "$v#: Boolean! ") + ") { t {" + numbered(500, "y0 @include(if: $v#) { a#: x0 x1 } ") + "} }", refused: "more than 100000 options"},
	}
}

// sharedLevels are entities that all subgraphs share, with leaves of their own.
func sharedLevels(subgraphs, levels int) []string {
	var out []string
	for i := range subgraphs {
		sdl := `type Query { l0: L0 @shareable } `
		for level := range levels + 1 {
			sdl += fmt.Sprintf(`type L%d @key(fields: "id") { id: ID! own%d: Int `, level, i)
			if level < levels {
				sdl += fmt.Sprintf("next: L%d @shareable ", level+1)
			}
			sdl += "} "
		}
		out = append(out, fmt.Sprintf("s%d", i), sdl)
	}
	return out
}

// keylessLevels are an entity that all subgraphs know, and levels of values below it that all share, with leaves of
// their own.
func keylessLevels(subgraphs, levels int) []string {
	var out []string
	for i := range subgraphs {
		sdl := `type T @key(fields: "id") { id: ID! next: L1 @shareable other: L1 @shareable } `
		if i == 0 {
			sdl += "type Query { top: T } "
		}
		for level := 1; level <= levels; level++ {
			sdl += fmt.Sprintf(`type L%d { own%d: Int `, level, i)
			if level < levels {
				sdl += fmt.Sprintf("next: L%d @shareable other: L%d @shareable ", level+1, level+1)
			}
			sdl += "} "
		}
		out = append(out, fmt.Sprintf("s%d", i), sdl)
	}
	return out
}

// branches selects two fields on each level, and all leaves at the last.
func branches(depth int) string {
	if depth == 0 {
		return "{ own0 own1 own2 own3 own4 own5 }"
	}
	below := branches(depth - 1)
	return "{ next " + below + " other " + below + " }"
}

// ring are subgraphs each of which leads by a key to the next only.
func ring(n int) []string {
	var out []string
	for i := range n {
		query := ""
		if i == 0 {
			query = "type Query { t: T } "
		}
		next := (i + 1) % n
		out = append(out, fmt.Sprintf("r%02d", i), fmt.Sprintf(
			`%stype T @key(fields: "k%d") @key(fields: "k%d") { k%d: ID! @shareable k%d: ID! @shareable own%d: Int }`, query, i, next, i, next, i))
	}
	return out
}

// fanOut is an operation whose fragments use the one before twice each.
func fanOut(depth int, twice string) string {
	var text strings.Builder
	fmt.Fprintf(&text, "{ t { ...F%d } } fragment F0 on T { own0 own1 }", depth)
	for i := range depth {
		fmt.Fprintf(&text, " fragment F%d on T { own1 "+twice+" }", i+1, i, i)
	}
	return text.String()
}

// toAndFro are two subgraphs whose entities lead to each other's.
func toAndFro() []string {
	return []string{
		"one", `type Query { t: T } type Mutation { m0(i: Int): T } type T @key(fields: "id") { id: ID! x0: Int y0(i: Int): T }`,
		"two", `type Mutation { m1(i: Int): T } type T @key(fields: "id") { id: ID! x1: Int y1(i: Int): T }`,
	}
}

// numbered repeats a text, with each number for # and whether it is odd for ~.
func numbered(n int, text string) string {
	var out strings.Builder
	for i := range n {
		out.WriteString(strings.NewReplacer("#", strconv.Itoa(i), "~", strconv.Itoa(i%2)).Replace(text))
	}
	return out.String()
}

func boundsEngine(t testing.TB, subgraphs []string) *graph.Engine {
	t.Helper()
	return engineOf(t, graph.Options{Limits: &limit.Limits{}}, subgraphs...)
}

// engineOf composes subgraphs, given as name and SDL without the link to the specification.
func engineOf(t testing.TB, options graph.Options, subgraphs ...string) *graph.Engine {
	t.Helper()
	var inputs []compose.Subgraph
	for i := 0; i < len(subgraphs); i += 2 {
		inputs = append(inputs, compose.Subgraph{Name: subgraphs[i], URL: "http://" + subgraphs[i],
			SDL: `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@shareable"]) ` + subgraphs[i+1]})
	}
	made := compose.Compose(t.Context(), inputs, compose.Options{})
	if !made.OK() {
		t.Fatalf("%+v", made.Errors)
	}
	sg, err := supergraph.Parse("bounds", made.SDL)
	if err != nil {
		t.Fatal(err)
	}
	return graph.New(sg, options)
}

// planText takes an operation from its text to its plan. It returns the number of fetches, or why it was refused.
func planText(ctx context.Context, e *graph.Engine, query string) (fetches int, refused string) {
	prepared, errs := e.Prepare(query, "")
	if len(errs) > 0 {
		return 0, errs[0].Message
	}
	planned, failure := e.Plan(ctx, e.Authorize(prepared, authz.Claims{}), nil)
	if failure != nil {
		return 0, failure.Message
	}
	return len(planned.Plan.Fetches), ""
}

const (
	// planningTime is a ceiling that a loaded machine keeps too; BenchmarkBounds says what it really takes.
	planningTime = 10 * time.Second
	// planningBytes bounds what is allocated on the way, most of which is garbage soon.
	planningBytes = 512 << 20
)

// TestPlanningIsBounded: planned or refused, in bounded time and memory.
func TestPlanningIsBounded(t *testing.T) { //nolint:paralleltest // it measures what is allocated
	for _, test := range boundsCases() {
		t.Run(test.name, func(t *testing.T) {
			e := boundsEngine(t, test.subgraphs)
			ctx, cancel := context.WithTimeout(t.Context(), planningTime)
			defer cancel()
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			start := time.Now()
			fetches, refused := planText(ctx, e, test.query)
			took := time.Since(start)
			runtime.ReadMemStats(&after)
			allocated := after.TotalAlloc - before.TotalAlloc
			t.Logf("%v, %d KiB allocated, %d fetches, refused: %q", took, allocated>>10, fetches, refused)
			if allocated > planningBytes {
				t.Errorf("%d bytes allocated", allocated)
			}
			if test.refused == "" && refused != "" || !strings.Contains(refused, test.refused) {
				t.Errorf("refused with %q, want %q", refused, test.refused)
			}
			if fetches != test.fetches {
				t.Errorf("%d fetches, want %d", fetches, test.fetches)
			}
		})
	}
}

// endsOnTheWay is a context that ends when it is looked at for the n-th time.
type endsOnTheWay struct {
	context.Context //nolint:containedctx // it is one
	n, looks        int
	err             error
}

func (c *endsOnTheWay) Err() error {
	if c.looks++; c.looks >= c.n {
		return c.err
	}
	return nil
}

// TestPlanningStopsOnTheWay: a cancellation and a deadline are seen in the middle of the work, and nothing goes on after it.
func TestPlanningStopsOnTheWay(t *testing.T) {
	t.Parallel()
	test := boundsCases()[0]
	e := boundsEngine(t, test.subgraphs)
	whole := &endsOnTheWay{Context: t.Context(), n: 1 << 30}
	if fetches, refused := planText(whole, e, test.query); fetches != test.fetches || whole.looks < 10 {
		t.Fatalf("%d fetches, refused %q, after %d looks at the context", fetches, refused, whole.looks)
	}
	for _, err := range []error{context.Canceled, context.DeadlineExceeded} {
		for _, n := range []int{1, whole.looks / 2} {
			ctx := &endsOnTheWay{Context: t.Context(), n: n, err: err}
			_, refused := planText(ctx, e, test.query)
			if !strings.Contains(refused, err.Error()) {
				t.Errorf("ended at look %d with %v: refused with %q", n, err, refused)
			}
			if ctx.looks > n+1 { // the second look is for the message
				t.Errorf("looked %d times at a context that ended at %d", ctx.looks, n)
			}
		}
	}
}

// BenchmarkBounds says what each takes from the text to the plan, in time and memory.
func BenchmarkBounds(b *testing.B) {
	for _, test := range boundsCases() {
		b.Run(strings.ReplaceAll(test.name, " ", "_"), func(b *testing.B) {
			e := boundsEngine(b, test.subgraphs)
			b.ReportAllocs()
			for b.Loop() {
				planText(b.Context(), e, test.query)
			}
		})
	}
}
