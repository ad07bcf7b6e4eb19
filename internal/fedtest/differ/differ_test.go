package differ

import (
	"math/rand/v2"
	"os"
	"strconv"
	"testing"
)

// The environment variables that say how many cases to try, and from which seed.
const (
	casesEnv = "WEFT_FEDERATION_CASES"
	seedEnv  = "WEFT_FEDERATION_SEED"
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

// TestFederatedEqualsMonolith tries random operations on random graphs.
func TestFederatedEqualsMonolith(t *testing.T) {
	n := numberFrom(t, casesEnv, 2000)
	seed := numberFrom(t, seedEnv, rand.Uint64()>>16)
	t.Logf("%s=%d %s=%d", seedEnv, seed, casesEnv, n)
	kinds := map[string]int{}
	failed := 0
	for i := range (n + PerGraph - 1) / PerGraph {
		cases, w, err := Cases(seed + i)
		if err != nil {
			t.Errorf("seed %d: %v", seed+i, err)
			continue
		}
		e, failure := build(t.Context(), cases[0].Subgraphs)
		if failure != nil {
			failed++
			kinds[failure.Kind]++
			if kinds[failure.Kind] < 4 {
				t.Errorf("seed %d: %s: %s", seed+i, failure.Kind, failure.Detail)
			}
			continue
		}
		for k, c := range cases {
			if failure := c.try(t.Context(), w, e); failure != nil {
				failed++
				kinds[failure.Kind]++
				if kinds[failure.Kind] < 4 {
					t.Errorf("seed %d.%d: %s: %s\n%s\nplan %s", seed+i, k, failure.Kind, failure.Detail, c.Request.Query, failure.Plan)
				}
			}
		}
	}
	t.Logf("%d failed: %v", failed, kinds)
}
