package differ

import (
	"math/rand/v2"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/weftgraphql/weft/internal/fedtest/generate"
	"github.com/weftgraphql/weft/internal/fedtest/world"
)

// deferStream is the first stream of random numbers for where @defer is put.
const deferStream = 1000

// TestPartsEqualTheWhole puts @defer into random operations on random graphs, a quarter as many as
// TestFederatedEqualsMonolith tries, and compares what the parts come to with the monolith's answer in one piece.
func TestPartsEqualTheWhole(t *testing.T) {
	n := numberFrom(t, casesEnv, 2000)/4 + 1
	seed := numberFrom(t, seedEnv, rand.Uint64()>>16)
	t.Logf("%s=%d %s=%d", seedEnv, seed, casesEnv, n*4)
	graphs := make(chan uint64)
	var group sync.WaitGroup
	var delivered atomic.Int64
	for range runtime.GOMAXPROCS(0) {
		group.Go(func() {
			for graph := range graphs {
				delivered.Add(int64(tryGraphInParts(t, graph)))
			}
		})
	}
	for i := range (n + PerGraph - 1) / PerGraph {
		graphs <- seed + i
	}
	close(graphs)
	group.Wait()
	t.Logf("%d deferred fragments were delivered", delivered.Load())
	if delivered.Load() < int64(n)/4 {
		t.Errorf("only %d deferred fragments were delivered in %d operations", delivered.Load(), n)
	}
}

func tryGraphInParts(t *testing.T, seed uint64) (delivered int) {
	cases, w, err := Cases(seed)
	if err != nil {
		t.Errorf("seed %d: %v", seed, err)
		return 0
	}
	e, failure := build(t.Context(), cases[0].Subgraphs)
	if failure != nil {
		t.Errorf("seed %d: %s: %s", seed, failure.Kind, failure.Detail)
		return 0
	}
	for i, c := range cases {
		deferred, err := c.Deferred(deferStream + uint64(i))
		if err != nil {
			t.Errorf("seed %d, operation %d: %v", seed, i, err)
			continue
		}
		parts, failure := deferred.tryInParts(t.Context(), w, e, c.Request)
		delivered += parts
		// What is wrong without @defer too is for TestFederatedEqualsMonolith.
		if failure != nil && c.try(t.Context(), w, e) == nil {
			t.Errorf("seed %d, operation %d: %s: %s\n%s", seed, i, failure.Kind, failure.Detail, deferred.Format("", failure))
		}
	}
	return delivered
}

// TestPartsOfUnknownType puts @defer around and within what depends on the type of an object that only another subgraph
// knows: a part within a part is there for objects of its type only.
func TestPartsOfUnknownType(t *testing.T) {
	link := `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@interfaceObject"])` + "\n"
	plain := generate.Request{Query: `{ node { ... on N0 { num } } }`}
	for seed := range uint64(12) {
		c := Case{Seed: seed, Subgraphs: []world.Subgraph{
			{Name: "a", SDL: link + `type Query { node: Node } type Node @interfaceObject @key(fields: "id") { id: ID! }`},
			{Name: "b", SDL: link + `interface Node @key(fields: "id") { id: ID! } type N0 implements Node @key(fields: "id") { id: ID! num: Int } type N1 implements Node @key(fields: "id") { id: ID! }`},
		}}
		w, err := c.world()
		if err != nil {
			t.Fatal(err)
		}
		e, failure := build(t.Context(), c.Subgraphs)
		if failure != nil {
			t.Fatal(failure.Detail)
		}
		for _, query := range []string{
			`{ node { ... on N0 @defer { num } } }`,
			`{ ... @defer { node { ... on N0 @defer { num } } } }`,
			`{ node { ... on N0 { ... @defer { num } } } }`,
			`{ node { ... on N0 @defer { ... @defer { num } } } }`,
			`{ node { ... @defer { ... on N0 @defer { num } } } }`,
			`{ node { ... @defer { ... on N0 { ... @defer { num } } } } }`,
			`{ node { ... on N0 @defer { ... @defer { ... @defer { num } } } } }`,
		} {
			c.Request = generate.Request{Query: query}
			if _, failure := c.tryInParts(t.Context(), w, e, plain); failure != nil {
				t.Errorf("seed %d, %s: %s\n%s\n%s", seed, query, failure.Detail, failure.Expected, failure.Got)
			}
		}
	}
}
