package plan_test

import (
	"context"
	"fmt"
	"os"
	"testing"

	"github.com/weftgraphql/weft/graph/operation"
	"github.com/weftgraphql/weft/graph/plan"
	"github.com/weftgraphql/weft/graph/supergraph"
	"github.com/weftgraphql/weft/internal/fedtest"
)

// TestPlanCorpus holds our plans against those of other planners: none has
// more fetches or is deeper than the better of them.
func TestPlanCorpus(t *testing.T) {
	dir := os.Getenv("WEFT_PLAN_CORPUS_DIR")
	if dir == "" {
		t.Skip("WEFT_PLAN_CORPUS_DIR is not set: no corpus of plans to compare with")
	}
	pairs, err := fedtest.LoadPlanCorpus(dir)
	if err != nil {
		t.Fatal(err)
	}
	var report fedtest.PlanReport
	for _, pair := range pairs {
		t.Run(pair.ID, func(t *testing.T) {
			made, err := planSDL(pair.SupergraphSDL, pair.Operation, pair.OperationName, plan.Options{})
			if err != nil {
				t.Errorf("no plan: %v", err)
				report = append(report, fedtest.PlanFailed(pair, err))
				return
			}
			stats := made.Stats()
			report = append(report, fedtest.ComparePlan(pair, stats.Fetches, stats.Depth))
			for _, other := range []fedtest.PlanCost{pair.Hive, pair.Apollo} {
				if other.Error == "" && (stats.Fetches > other.Fetches || stats.Depth > other.Depth) {
					t.Errorf("%d fetches, %d deep; another planner needs %d, %d deep", stats.Fetches, stats.Depth, other.Fetches, other.Depth)
				}
			}
		})
	}
	t.Log("\n" + report.Summary())
}

func planSDL(sdl, query, name string, opts plan.Options) (*plan.Plan, error) {
	sg, err := supergraph.Parse("supergraph", sdl)
	if err != nil {
		return nil, err
	}
	op, err := normal(sg, query, name)
	if err != nil {
		return nil, err
	}
	return plan.New(sg).Plan(context.Background(), op, opts)
}

func normal(sg *supergraph.Supergraph, query, name string) (*operation.Operation, error) {
	doc, errs := operation.Parse(query, operation.ParseLimits{})
	if len(errs) > 0 {
		return nil, fmt.Errorf("parse: %w", errs)
	}
	selected, one := operation.Select(doc, name)
	if one != nil {
		return nil, one
	}
	op, errs := operation.Normalize(sg.API, doc, selected, 0)
	if len(errs) > 0 {
		return nil, fmt.Errorf("normalize: %w", errs)
	}
	return op, nil
}
