package fedtest

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"
)

const tinyCorpus = `
-- index.json --
{"pairs": [{"id": "two", "source": "s", "supergraph": "g"}, {"id": "one", "source": "s", "supergraph": "g"}]}
-- supergraphs/g.graphql --
type Query { a: Int }
-- pairs/one.json --
{"supergraph": "supergraphs/g.graphql", "operation": "query A { a }", "operationName": "A",
 "hive": {"fetches": 2, "depth": 2, "entityCalls": 3, "services": ["x", "y"]},
 "apollo": {"fetches": 3, "depth": 2, "entityCalls": 3, "services": ["x", "y", "x"]}, "provenance": {"repo": "r"}}
-- pairs/two.json --
{"supergraph": "supergraphs/g.graphql", "operation": "{ a }", "hive": {"error": "no path"},
 "apollo": {"fetches": 1, "depth": 1, "entityCalls": 1, "services": ["x"]}, "provenance": {"repo": "r"}}
`

func TestLoadPlanCorpus(t *testing.T) {
	dir := t.TempDir()
	if err := txtar.Write(txtar.Parse([]byte(tinyCorpus)), dir); err != nil {
		t.Fatal(err)
	}
	got, err := LoadPlanCorpus(dir)
	if err != nil {
		t.Fatal(err)
	}
	const sdl = "type Query { a: Int }\n"
	provenance := map[string]string{"repo": "r"}
	want := []PlanPair{
		{
			ID: "one", Source: "s", SupergraphID: "g", SupergraphSDL: sdl, Operation: "query A { a }", OperationName: "A",
			Hive:       PlanCost{Fetches: 2, Depth: 2, EntityCalls: 3, Services: []string{"x", "y"}},
			Apollo:     PlanCost{Fetches: 3, Depth: 2, EntityCalls: 3, Services: []string{"x", "y", "x"}},
			Provenance: provenance,
		},
		{
			ID: "two", Source: "s", SupergraphID: "g", SupergraphSDL: sdl, Operation: "{ a }",
			Hive:       PlanCost{Error: "no path"},
			Apollo:     PlanCost{Fetches: 1, Depth: 1, EntityCalls: 1, Services: []string{"x"}},
			Provenance: provenance,
		},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	for name, file := range map[string]string{"supergraph": "supergraphs/g.graphql", "pair": "pairs/one.json", "index": "index.json"} {
		if err := os.Remove(filepath.Join(dir, filepath.FromSlash(file))); err != nil {
			t.Fatal(err)
		}
		if _, err := LoadPlanCorpus(dir); err == nil {
			t.Errorf("loaded without %s", name)
		}
	}
}

func TestPlanReport(t *testing.T) {
	pair := PlanPair{ID: "p", Hive: PlanCost{Fetches: 2, Depth: 2}, Apollo: PlanCost{Fetches: 3, Depth: 2}}
	hard := PlanPair{ID: "hard", Hive: PlanCost{Error: "no path"}, Apollo: PlanCost{Fetches: 2, Depth: 1}}
	report := PlanReport{
		ComparePlan(pair, 1, 1), ComparePlan(pair, 2, 1), ComparePlan(pair, 2, 2), ComparePlan(pair, 3, 3), ComparePlan(pair, 2, 3),
		ComparePlan(hard, 2, 1), PlanFailed(hard, errors.New("no\nplan")), PlanFailed(pair, errors.New("none")),
	}
	want := []string{
		"+ p ours 1/1 hive 2/2 apollo 3/2",
		"+ p ours 2/1 hive 2/2 apollo 3/2",
		"+ p ours 2/2 hive 2/2 apollo 3/2",
		"- p ours 3/3 hive 2/2 apollo 3/2",
		"- p ours 2/3 hive 2/2 apollo 3/2",
		"+ hard ours 2/1 hive none apollo 2/1",
		"- hard ours none hive none apollo 2/1 no plan",
		"- p ours none hive 2/2 apollo 3/2 none",
		"6 of 8 pairs planned",
		"against hive: 3 cheaper, 2 equal, 3 dearer",
		"against apollo: 4 cheaper, 1 equal, 3 dearer",
		"fetches where all have a plan: ours 10, hive 10, apollo 15",
	}
	var got []string
	for line := range strings.Lines(report.String()) {
		got = append(got, strings.Join(strings.Fields(line), " "))
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if worse := report.Worse(); len(worse) != 4 {
		t.Errorf("got %d worse, want 4:\n%s", len(worse), worse)
	}
}

// The shared corpus loads, and every pair has what a comparison needs.
func TestSharedPlanCorpus(t *testing.T) {
	dir := os.Getenv(PlanCorpusDirEnv)
	if dir == "" {
		t.Skipf("%s is not set: no plan corpus", PlanCorpusDirEnv)
	}
	pairs, err := LoadPlanCorpus(dir)
	if err != nil {
		t.Fatal(err)
	}
	if len(pairs) == 0 {
		t.Fatal("the corpus is empty")
	}
	for _, p := range pairs {
		if p.Operation == "" || p.SupergraphSDL == "" || p.Hive.Fetches == 0 && p.Hive.Error == "" || p.Apollo.Fetches == 0 && p.Apollo.Error == "" {
			t.Errorf("%s is not complete: %+v", p.ID, p)
		}
	}
}
