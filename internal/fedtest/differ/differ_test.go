package differ

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// The environment variables that say how many cases to try, from which seed, and where to put those that fail.
const (
	casesEnv = "WEFT_FEDERATION_CASES"
	seedEnv  = "WEFT_FEDERATION_SEED"

	failuresEnv = "WEFT_FEDERATION_FAILURES"
)

func numberFrom(t *testing.T, env string, otherwise uint64) uint64 {
	t.Helper()
	text := os.Getenv(env)
	if text == "" {
		return otherwise
	}
	n, err := strconv.ParseUint(text, 10, 64)
	if err != nil {
		t.Fatalf("%s: %v", env, err)
	}
	return n
}

// TestFederatedEqualsMonolith tries random operations on random graphs: 2,000 from a fresh seed, which it prints, or
// as the environment says. With a directory in WEFT_FEDERATION_FAILURES, failing cases are shrunk and written there.
func TestFederatedEqualsMonolith(t *testing.T) {
	n := numberFrom(t, casesEnv, 2000)
	seed := numberFrom(t, seedEnv, rand.Uint64()>>16)
	t.Logf("%s=%d %s=%d", seedEnv, seed, casesEnv, n)
	graphs := make(chan uint64)
	var group sync.WaitGroup
	found := &findings{t: t, dir: os.Getenv(failuresEnv), kinds: map[string]int{}}
	for range runtime.GOMAXPROCS(0) {
		group.Go(func() {
			for graph := range graphs {
				found.tryGraph(graph)
			}
		})
	}
	for i := range (n + PerGraph - 1) / PerGraph {
		graphs <- seed + i
	}
	close(graphs)
	group.Wait()
	for _, kind := range slices.Sorted(maps.Keys(found.kinds)) {
		t.Logf("%d failed: %s", found.kinds[kind], kind)
	}
}

// findings collects what failed.
type findings struct {
	t   *testing.T
	dir string

	mu    sync.Mutex
	kinds map[string]int // by signature
}

// shown bounds the failures of one sort that are reported and shrunk.
const shown = 4

func (f *findings) tryGraph(seed uint64) {
	cases, w, err := Cases(seed)
	if err != nil {
		f.add(seed, 0, Case{Subgraphs: Graph(seed)}, &Failure{Kind: KindGenerator, Detail: err.Error()})
		return
	}
	e, failure := build(f.t.Context(), cases[0].Subgraphs)
	if failure != nil {
		f.add(seed, 0, cases[0], failure)
		return
	}
	ok := true
	for i, c := range cases {
		if failure := c.try(f.t.Context(), w, e); failure != nil {
			f.add(seed, i, c, failure)
			ok = false
		}
	}
	// The other properties are about whole graphs: one in so many is enough.
	if ok && seed%4 == 0 {
		if c, failure := CheckGraph(f.t.Context(), w, e, cases); failure != nil {
			f.add(seed, slices.IndexFunc(cases, func(known Case) bool { return known.Request.Query == c.Request.Query }), c, failure)
		}
	}
}

func (f *findings) add(seed uint64, i int, c Case, failure *Failure) {
	f.mu.Lock()
	sign := signature(failure)
	f.kinds[sign]++
	count := f.kinds[sign]
	f.mu.Unlock()
	if count > shown {
		f.t.Fail()
		return
	}
	// What only happens to whole graphs or now and then does not fail again: it is kept as it is.
	if f.dir != "" {
		if c.Run(f.t.Context()) != nil {
			c, failure = Shrink(f.t.Context(), c, failure, 5000)
		}
		name := fmt.Sprintf("%s-%d-%d.txtar", strings.ReplaceAll(failure.Kind, " ", "-"), seed, i)
		if err := os.WriteFile(filepath.Join(f.dir, name), c.Format(failure.Kind+": "+failure.Detail, failure), 0o600); err != nil {
			f.t.Error(err)
		}
	}
	f.t.Errorf("seed %d, operation %d: %s: %s\n%s", seed, i, failure.Kind, failure.Detail, c.Format("", failure))
}
