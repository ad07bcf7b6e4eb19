package differ

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/weftgraphql/weft/graph/operation"
	"github.com/weftgraphql/weft/graph/plan"
	"github.com/weftgraphql/weft/graph/supergraph"
)

// TestDeferDelaysNothing puts @defer into random operations on random graphs and compares what is fetched for the primary answer
// with the plan of the operation without its deferred fragments: it is to be no more requests, none of which waits for more. One
// operation in a thousand may take more: where only another subgraph has the key that a deferred part needs.
func TestDeferDelaysNothing(t *testing.T) {
	n := numberFrom(t, casesEnv, 2000)/4 + 1
	seed := numberFrom(t, seedEnv, rand.Uint64()>>16)
	t.Logf("%s=%d %s=%d", seedEnv, seed, casesEnv, n*4)
	compared := 0
	var slower []string
	for i := range (n + PerGraph - 1) / PerGraph {
		ofGraph, slowerOfGraph := compareGraph(t, seed+i)
		compared, slower = compared+ofGraph, append(slower, slowerOfGraph...)
	}
	t.Logf("%d operations were compared, and %d were slower", compared, len(slower))
	if len(slower) > 1+compared/1000 {
		t.Errorf("%d of %d operations take more for their primary answer with @defer:\n%s", len(slower), compared, strings.Join(slower, "\n"))
	}
	if compared < int(n)/4 {
		t.Errorf("only %d of %d operations were compared", compared, n)
	}
}

func compareGraph(t *testing.T, seed uint64) (compared int, slower []string) {
	cases, _, err := Cases(seed)
	if err != nil {
		t.Errorf("seed %d: %v", seed, err)
		return 0, nil
	}
	e, failure := build(t.Context(), cases[0].Subgraphs)
	if failure != nil {
		t.Errorf("seed %d: %s: %s", seed, failure.Kind, failure.Detail)
		return 0, nil
	}
	sg, err := supergraph.Parse("supergraph", e.sdl)
	if err != nil {
		t.Fatal(err)
	}
	planner := plan.New(sg)
	for i, c := range cases {
		deferred, err := c.Deferred(deferStream + uint64(i))
		if err != nil {
			t.Errorf("seed %d, operation %d: %v", seed, i, err)
			continue
		}
		doc, errs := operation.Parse(deferred.Request.Query, operation.ParseLimits{})
		if len(errs) > 0 {
			continue
		}
		op, errs := operation.NormalizeDeferred(sg.API, doc, doc.Operations[0], 0, func(string) bool { return true })
		if len(errs) > 0 || len(op.Defers) == 0 {
			continue
		}
		labels := deferred.labels()
		options := plan.Options{Labels: func(label string) bool { return labels[label] }}
		whole, err := planner.Plan(t.Context(), op, options)
		if err != nil {
			continue // for TestPartsEqualTheWhole
		}
		if slices.ContainsFunc(whole.Fetches, func(f *plan.Fetch) bool { return f.Repeat != nil }) {
			continue // for a value from a context, the objects above a deferred field may have to say their type
		}
		without := *op
		without.Defers, without.Selections = nil, withoutDeferred(op.Selections)
		bare, err := planner.Plan(t.Context(), &without, options)
		if err != nil {
			t.Errorf("seed %d, operation %d: it can be planned with its deferred fragments only: %v", seed, i, err)
			continue
		}
		compared++
		got, want := requests(whole), requests(bare)
		if len(got) > len(want) || slices.Max(append(got, 0)) > slices.Max(append(want, 0)) {
			slower = append(slower, fmt.Sprintf("seed %d, operation %d: the primary answer takes the steps %v, without the deferred fragments %v\n%s\n%s\n%s", seed, i, got, want,
				operation.Print(op), whole.Tree().Text(), bare.Tree().Text()))
		}
	}
	return compared, slower
}

// withoutDeferred leaves out deferred fragments.
func withoutDeferred(selections []operation.Selection) []operation.Selection {
	out := []operation.Selection{}
	for _, selection := range selections {
		switch s := selection.(type) {
		case *operation.Field:
			own := *s
			if s.Selections != nil {
				own.Selections = withoutDeferred(s.Selections)
			}
			out = append(out, &own)
		case *operation.Fragment:
			if s.Defer == nil {
				own := *s
				own.Selections = withoutDeferred(s.Selections)
				out = append(out, &own)
			}
		}
	}
	return out
}

// requests has for each fetch of the primary answer after how many others it comes, in a row.
func requests(p *plan.Plan) []int {
	depth := make([]int, len(p.Fetches))
	var out []int
	for i, f := range p.Fetches {
		depth[i] = 1
		for _, dep := range f.DependsOn {
			depth[i] = max(depth[i], depth[dep]+1)
		}
		if len(f.Deferred) == 0 {
			out = append(out, depth[i])
		}
	}
	return out
}
