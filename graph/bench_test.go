package graph_test

import (
	"context"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/weftgraphql/weft/graph"
	"github.com/weftgraphql/weft/graph/authz"
	"github.com/weftgraphql/weft/graph/compose"
	"github.com/weftgraphql/weft/graph/supergraph"
)

// benchmarkData is the graph and the operations of the benchmark against other gateways.
const benchmarkData = "../bench/data/"

func readBenchmark(b *testing.B, name string) string {
	b.Helper()
	content, err := os.ReadFile(benchmarkData + name)
	if err != nil {
		b.Fatal(err)
	}
	return string(content)
}

func benchmarkEngine(b *testing.B) *graph.Engine {
	b.Helper()
	sg, err := supergraph.Parse("supergraph.graphql", readBenchmark(b, "supergraph.graphql"))
	if err != nil {
		b.Fatal(err)
	}
	return graph.New(sg, graph.Options{})
}

// BenchmarkNew is what there is to do before a new supergraph can be served.
func BenchmarkNew(b *testing.B) {
	graphs := map[string]string{"benchmark": readBenchmark(b, "supergraph.graphql"), "large": largeSupergraph(b, 100, 20)}
	reference, err := os.ReadFile("../schema/supergraph.graphql")
	if err != nil {
		b.Fatal(err)
	}
	graphs["reference"] = string(reference)
	for _, name := range slices.Sorted(maps.Keys(graphs)) {
		b.Run("graph="+name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				sg, err := supergraph.Parse("supergraph.graphql", graphs[name])
				if err != nil {
					b.Fatal(err)
				}
				graph.New(sg, graph.Options{})
			}
		})
	}
}

// largeSupergraph has that many subgraphs, each with entities of its own, on which the next three put fields of theirs.
func largeSupergraph(tb testing.TB, subgraphs, types int) string {
	tb.Helper()
	var inputs []compose.Subgraph
	for s := range subgraphs {
		var sdl strings.Builder
		sdl.WriteString(`extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@shareable", "@requires", "@external"])
interface Node { id: ID! }
enum State { NEW OLD GONE }
`)
		fmt.Fprintf(&sdl, "input Filter%d { text: String limit: Int = 10 state: State }\ntype Query { ", s)
		for t := range types {
			fmt.Fprintf(&sdl, "all%d_%d(filter: Filter%d): [T%d_%d!]! ", s, t, s, s, t)
		}
		sdl.WriteString("}\n")
		for t := range types {
			fmt.Fprintf(&sdl, `type T%d_%d implements Node @key(fields: "id") { id: ID! name: String! state: State size: Int price(currency: String): Float created: String! next: T%d_%d others: [T%d_%d!] @shareable }
`, s, t, s, (t+1)%types, s, (t+2)%types)
			for back := 1; back <= min(3, s); back++ {
				fmt.Fprintf(&sdl, `type T%d_%d @key(fields: "id") { id: ID! size: Int @external from%d: String of%d: T%d_%d weight%d: Int @requires(fields: "size") }
`, s-back, t, s, s, s, t, s)
			}
		}
		name := fmt.Sprintf("s%03d", s)
		inputs = append(inputs, compose.Subgraph{Name: name, URL: "http://" + name, SDL: sdl.String()})
	}
	composed := compose.Compose(tb.Context(), inputs, compose.Options{})
	if !composed.OK() {
		tb.Fatal(composed.Errors[0].Message)
	}
	return composed.SDL
}

// BenchmarkPrepare goes from an operation's text to its normal form.
func BenchmarkPrepare(b *testing.B) {
	engine := benchmarkEngine(b)
	for _, op := range []string{"heavy", "entity", "small"} {
		query := readBenchmark(b, "ops/"+op+".graphql")
		b.Run("op="+op, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, errs := engine.Prepare(query, ""); len(errs) > 0 {
					b.Fatal(errs)
				}
			}
		})
	}
}

// BenchmarkPlan goes from the normal form to what is executed: the plan, the program and the projection, none of it known
// before.
func BenchmarkPlan(b *testing.B) {
	engine := benchmarkEngine(b)
	for _, op := range []string{"heavy", "entity", "small"} {
		prepared, errs := engine.Prepare(readBenchmark(b, "ops/"+op+".graphql"), "")
		if len(errs) > 0 {
			b.Fatal(errs)
		}
		authorized := engine.Authorize(prepared, authz.Claims{})
		b.Run("op="+op, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, failure := engine.Plan(context.Background(), authorized, nil); failure != nil {
					b.Fatal(failure)
				}
			}
		})
	}
}
