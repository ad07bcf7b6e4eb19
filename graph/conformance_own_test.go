package graph_test

import (
	"context"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/weftgraphql/weft/graph/compose"
	"github.com/weftgraphql/weft/internal/fedtest"
)

const ownSuites = "../internal/fedtest/testdata/conformance"

var update = flag.Bool("update", false, "rewrite the supergraph of the conformance scenarios")

func loadOwnSuites(t *testing.T) []fedtest.Suite {
	t.Helper()
	suites, err := fedtest.LoadArchives(ownSuites)
	if err != nil {
		t.Fatal(err)
	}
	return suites
}

// TestOwnConformance runs the project's own scenarios, each as a graph by itself, and all as one graph. No subgraph
// may get a request that is not valid for it.
func TestOwnConformance(t *testing.T) {
	t.Parallel()
	suites := loadOwnSuites(t)
	merged, err := fedtest.Merge("all", suites)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	report := fedtest.Run(ctx, append(suites, merged), newSuiteEngine)
	t.Log(report.Summary())
	if report.Passed() != report.Total() || report.Total() == 0 {
		t.Error(report.String())
	}
	for _, suite := range report.Suites {
		for _, c := range suite.Cases {
			for _, req := range c.Requests {
				if req.Invalid != "" {
					t.Errorf("%s: %s\nsubgraph %s: %s\n%s", suite.Name, c.Query, req.Subgraph, req.Invalid, req.Query)
				}
			}
		}
	}
}

// TestOwnConformanceSupergraph: the supergraph that routers under test load is what the scenarios compose to.
func TestOwnConformanceSupergraph(t *testing.T) {
	t.Parallel()
	merged, err := fedtest.Merge("all", loadOwnSuites(t))
	if err != nil {
		t.Fatal(err)
	}
	var subgraphs []compose.Subgraph
	for _, s := range merged.Subgraphs {
		subgraphs = append(subgraphs, compose.Subgraph{Name: s.Name, URL: "http://" + fedtest.ConformanceListen + "/" + s.Name, File: s.File, SDL: s.SDL})
	}
	made := compose.Compose(t.Context(), subgraphs, compose.Options{})
	if !made.OK() {
		t.Fatalf("%+v", made.Errors)
	}
	file := filepath.Join(ownSuites, "supergraph.graphql")
	if *update {
		if err := os.WriteFile(file, []byte(made.SDL), 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	committed, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.Split(string(committed), "\n"), strings.Split(made.SDL, "\n")); diff != "" {
		t.Errorf("%s is stale: go test ./graph -run TestOwnConformanceSupergraph -update (-committed +composed)\n%s", file, diff)
	}
}
