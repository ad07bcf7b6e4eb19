package graph_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"

	"github.com/weftgraphql/weft/graph"
	"github.com/weftgraphql/weft/graph/authz"
	"github.com/weftgraphql/weft/graph/limit"
	"github.com/weftgraphql/weft/graph/supergraph"
)

// TestSizesAreThoseOfTheHeap makes many different operations out of one, and holds the estimates against what the heap grows by.
// It does not run beside other tests, which use the heap too.
func TestSizesAreThoseOfTheHeap(t *testing.T) {
	for _, data := range []struct{ schema, operations string }{
		{"../schema/supergraph.graphql", "../schema/operations/*.graphql"},
		{benchmarkData + "supergraph.graphql", benchmarkData + "ops/*.graphql"},
	} {
		sdl, err := os.ReadFile(data.schema)
		if err != nil {
			t.Fatal(err)
		}
		sg, err := supergraph.Parse("supergraph.graphql", string(sdl))
		if err != nil {
			t.Fatal(err)
		}
		engine := graph.New(sg, graph.Options{Limits: &limit.Limits{}})
		files, err := filepath.Glob(data.operations)
		if err != nil || len(files) == 0 {
			t.Fatal("no operations", err)
		}
		for _, file := range files {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			t.Run(filepath.Base(file), func(t *testing.T) { checkSizes(t, engine, string(text)) })
		}
	}
}

var firstKeyword = regexp.MustCompile(`(?m)^(query|mutation)( \w+)?`)

// named gives a document's operation another name.
func named(text, name string) string {
	at := firstKeyword.FindStringIndex(text)
	if at == nil {
		return "query " + name + " " + text
	}
	kind, _, _ := strings.Cut(text[at[0]:at[1]], " ")
	return text[:at[0]] + kind + " " + name + text[at[1]:]
}

func checkSizes(t *testing.T, engine *graph.Engine, text string) {
	const copies = 50
	prepared, planned := make([]*graph.Prepared, copies), make([]*graph.Planned, copies)
	texts := make([]string, copies)
	for i := range texts {
		texts[i] = named(text, fmt.Sprintf("Copy%04d", i))
	}
	begin := heapInUse()
	for i := range texts {
		made, errs := engine.Prepare(strings.Clone(texts[i]), "")
		if len(errs) > 0 {
			t.Fatal(errs)
		}
		prepared[i] = made
	}
	afterOperations := heapInUse()
	for i := range prepared {
		// The caller may see everything, so that there is something to plan.
		all := authz.Claims{Authenticated: true, Scopes: scopes}
		made, failure := engine.Plan(context.Background(), engine.Authorize(prepared[i], all), nil)
		if failure != nil {
			t.Fatal(failure)
		}
		planned[i] = made
	}
	afterPlans := heapInUse()
	within(t, "operation", prepared[0].Size(), (afterOperations-begin)/copies)
	within(t, "plan", planned[0].Size(), (afterPlans-afterOperations)/copies)
	runtime.KeepAlive(prepared)
	runtime.KeepAlive(planned)
}

// scopes are those of the reference graph.
var scopes = []string{"admin", "catalog:cost", "catalog:write", "inventory:read", "inventory:write", "user:email"}

func within(t *testing.T, what string, estimate, measured int) {
	t.Helper()
	const factor, slack = 1.5, 512
	if float64(estimate) > factor*float64(measured)+slack || float64(measured) > factor*float64(estimate)+slack {
		t.Errorf("the %s takes %d bytes and is taken for %d", what, measured, estimate)
	}
}

func heapInUse() int {
	// The second collection frees what the first has only marked as pooled.
	runtime.GC()
	runtime.GC()
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return int(stats.HeapAlloc)
}
