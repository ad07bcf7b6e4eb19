package graph_test

import (
	"context"
	"os"
	"testing"

	"github.com/weftgraphql/weft/graph"
	"github.com/weftgraphql/weft/graph/authz"
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
	for _, one := range []struct{ name, file string }{{"benchmark", benchmarkData + "supergraph.graphql"}, {"reference", "../schema/supergraph.graphql"}} {
		sdl, err := os.ReadFile(one.file)
		if err != nil {
			b.Fatal(err)
		}
		b.Run("graph="+one.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				sg, err := supergraph.Parse("supergraph.graphql", string(sdl))
				if err != nil {
					b.Fatal(err)
				}
				graph.New(sg, graph.Options{})
			}
		})
	}
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
