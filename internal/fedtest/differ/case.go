package differ

import (
	"fmt"

	"github.com/weftgraphql/weft/internal/fedtest/generate"
	"github.com/weftgraphql/weft/internal/fedtest/world"
)

// Case is a graph and an operation on it. All of it is text, so that it can be kept, read and shrunk.
type Case struct {
	// Seed decides the values of the data.
	Seed      uint64
	Subgraphs []world.Subgraph
	Request   generate.Request
	// Labels are the override labels that are on.
	Labels []string
	// Caller is who asks.
	Caller world.Caller
	// Faults: subgraphs lack objects and answer values of the wrong type.
	Faults bool
	// Calm: no field fails, and lists are longer.
	Calm bool
}

// PerGraph is how many operations are tried on a generated graph.
const PerGraph = 5

// The streams of random numbers of one seed.
const (
	sizeStream = iota
	schemaStream
	operationStream
)

// variantStream and those after it are for the variants of operations.
const variantStream = 1000

// Graph makes the subgraphs of a seed.
func Graph(seed uint64) []world.Subgraph {
	r := generate.NewRandom(seed, sizeStream)
	size := generate.Size{Subgraphs: 1 + r.IntN(6), Types: 1 + r.IntN(3)}
	return generate.Schema(generate.NewRandom(seed, schemaStream), size)
}

// Cases makes the operations of a seed on its graph. They share the graph.
func Cases(seed uint64) ([]Case, *world.World, error) {
	subgraphs := Graph(seed)
	graph := Case{Seed: seed, Subgraphs: subgraphs, Faults: seed%5 < 2, Calm: seed%5 > 2}
	w, err := graph.world()
	if err != nil {
		return nil, nil, fmt.Errorf("generated graph: %w", err)
	}
	cases := make([]Case, PerGraph)
	for i := range cases {
		r := generate.NewRandom(seed, operationStream+uint64(i))
		c := graph
		c.Request = generate.Operation(r, w.API(), 40)
		for _, label := range []string{"beta", "rollout-1", "team:a"} {
			if r.IntN(2) == 0 {
				c.Labels = append(c.Labels, label)
			}
		}
		if w.Guarded() {
			c.Caller = caller(r)
		}
		cases[i] = c
	}
	return cases, w, nil
}

// caller is nobody, or someone with some of the scopes and policies that there are.
func caller(r generate.Random) (c world.Caller) {
	if r.IntN(4) == 0 {
		return c
	}
	c.Authenticated = r.IntN(4) > 0
	for _, name := range generate.Scopes {
		if r.IntN(2) == 0 {
			c.Scopes = append(c.Scopes, name)
		}
	}
	for _, name := range generate.Policies {
		if r.IntN(2) == 0 {
			c.Policies = append(c.Policies, name)
		}
	}
	return c
}

// session is for one execution of the case.
func (c Case) session() *world.Session { return &world.Session{Labels: c.labels(), Caller: c.Caller} }

// world is the data of a case's graph.
func (c Case) world() (*world.World, error) {
	if c.Faults {
		return world.NewFaulty(c.Seed, c.Subgraphs)
	}
	if c.Calm {
		return world.NewCalm(c.Seed, c.Subgraphs)
	}
	return world.New(c.Seed, c.Subgraphs)
}

func (c Case) labels() map[string]bool {
	on := map[string]bool{}
	for _, l := range c.Labels {
		on[l] = true
	}
	return on
}
