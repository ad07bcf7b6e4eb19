package differ

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/weftgraphql/weft/internal/fedtest"
	"github.com/weftgraphql/weft/internal/fedtest/generate"
	"github.com/weftgraphql/weft/internal/fedtest/world"
)

// TestSuitesEqualMonolith tries random operations on the graphs of the conformance suites, with made-up data.
func TestSuitesEqualMonolith(t *testing.T) {
	dir := os.Getenv(fedtest.ConformanceDirEnv)
	if dir == "" {
		t.Skipf("%s is not set: no suites", fedtest.ConformanceDirEnv)
	}
	suites, err := fedtest.LoadSuites(dir)
	if err != nil {
		t.Fatal(err)
	}
	tried := 0
	for _, suite := range suites {
		var subgraphs []world.Subgraph
		for _, s := range suite.Subgraphs {
			subgraphs = append(subgraphs, world.Subgraph{Name: s.Name, SDL: s.SDL})
		}
		tried += trySuite(t, suite.Name, subgraphs, 10, 10)
	}
	t.Logf("%d operations tried", tried)
	if tried == 0 {
		t.Error("no suite has data")
	}
}

// corpusEnv names a directory of subgraphs to compose.
const corpusEnv = "WEFT_COMPOSITION_CORPUS_DIR"

// TestCorpusEqualsMonolith does the same for the graphs of a composition corpus that compose and that there is data for.
func TestCorpusEqualsMonolith(t *testing.T) {
	dir := os.Getenv(corpusEnv)
	if dir == "" {
		t.Skipf("%s is not set: no corpus", corpusEnv)
	}
	indexes, err := filepath.Glob(filepath.Join(dir, "*", "subgraphs", "subgraphs.json"))
	if err != nil || len(indexes) == 0 {
		t.Fatalf("no subgraphs in %s: %v", dir, err)
	}
	tried, graphs := 0, 0
	for _, index := range indexes {
		subgraphs := corpusSubgraphs(t, index)
		if n := trySuite(t, filepath.Base(filepath.Dir(filepath.Dir(index))), subgraphs, 3, 5); n > 0 {
			tried += n
			graphs++
		}
	}
	t.Logf("%d operations tried on %d of %d graphs", tried, graphs, len(indexes))
}

func corpusSubgraphs(t *testing.T, index string) []world.Subgraph {
	t.Helper()
	text, err := os.ReadFile(index)
	if err != nil {
		t.Fatal(err)
	}
	var list struct {
		Subgraphs []struct{ Name, File string }
	}
	if err := json.Unmarshal(text, &list); err != nil {
		t.Fatal(err)
	}
	var out []world.Subgraph
	for _, s := range list.Subgraphs {
		sdl, err := os.ReadFile(filepath.Join(filepath.Dir(index), s.File))
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, world.Subgraph{Name: s.Name, SDL: string(sdl)})
	}
	return out
}

// guarded are directives that make an answer depend on more than the data.
var guarded = regexp.MustCompile(`@(authenticated|requiresScopes|policy|federation__authenticated|federation__requiresScopes|federation__policy)|Subscription`)

// trySuite returns how many operations were tried; none where the graph does not compose or there is no data for it.
func trySuite(t *testing.T, name string, subgraphs []world.Subgraph, seeds, operations uint64) int {
	t.Helper()
	for _, s := range subgraphs {
		if guarded.MatchString(s.SDL) {
			return 0
		}
	}
	e, failure := build(t.Context(), subgraphs)
	if failure != nil {
		t.Logf("%s is left out: %s", name, failure.Detail)
		return 0
	}
	tried, failed := 0, map[string]bool{}
	for seed := range seeds {
		graph := Case{Seed: seed, Subgraphs: subgraphs, Faults: seed%2 == 1}
		w, err := graph.world()
		if err != nil {
			t.Logf("%s is left out: %v", name, err)
			return 0
		}
		for i := range operations {
			c := graph
			c.Request = generate.Operation(generate.NewRandom(seed, operationStream+i), w.API(), 30)
			tried++
			failure := c.try(t.Context(), w, e)
			// What composition lets pass need not have a plan: a union that one subgraph knows less of, a key that no one has.
			unplannable := failure != nil && failure.Kind == KindRefused && strings.Contains(failure.Got, "QUERY_PLANNING_FAILED")
			if failure == nil || unplannable || failed[signature(failure)] {
				continue
			}
			failed[signature(failure)] = true
			c, failure = Shrink(t.Context(), c, failure, 1000)
			t.Errorf("%s: %s: %s\n%s", name, failure.Kind, failure.Detail, c.Format("", failure))
		}
	}
	return tried
}
