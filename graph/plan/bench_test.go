package plan_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/parser"

	"github.com/weftgraphql/weft/graph/operation"
	"github.com/weftgraphql/weft/graph/plan"
	"github.com/weftgraphql/weft/graph/supergraph"
)

// BenchmarkPlan plans the shop's example operations.
func BenchmarkPlan(b *testing.B) {
	sdl, err := os.ReadFile("../../schema/supergraph.graphql")
	if err != nil {
		b.Fatal(err)
	}
	sg, err := supergraph.Parse("supergraph.graphql", string(sdl))
	if err != nil {
		b.Fatal(err)
	}
	files, err := filepath.Glob("../../schema/operations/*.graphql")
	if err != nil {
		b.Fatal(err)
	}
	planner := plan.New(sg)
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			b.Fatal(err)
		}
		op, err := normal(sg, string(text), "")
		if err != nil {
			b.Fatal(err)
		}
		b.Run(filepath.Base(file), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := planner.Plan(context.Background(), op, plan.Options{}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkPlanWide plans 340 fields of an entity and those below it, each of which four of seven subgraphs answer.
func BenchmarkPlanWide(b *testing.B) {
	const subgraphs, groups, perGroup = 7, 20, 17
	var inputs []string
	for s := range subgraphs {
		var sdl, root strings.Builder
		if s == 0 {
			sdl.WriteString("type Query { items: [Item!]! }\n")
		}
		root.WriteString("type Item @key(fields: \"id\") { id: ID!")
		for g := range groups {
			fmt.Fprintf(&root, " g%d: G%d @shareable", g, g)
			fmt.Fprintf(&sdl, "type G%d @key(fields: \"id\") { id: ID!", g)
			for f := range perGroup {
				// Which four differs from field to field.
				if (g*perGroup+f+s*(1+g%3))%subgraphs < 4 {
					fmt.Fprintf(&sdl, " f%d: Int @shareable", f)
				}
			}
			sdl.WriteString(" }\n")
		}
		inputs = append(inputs, fmt.Sprintf("s%d", s), sdl.String()+root.String()+" }")
	}
	var query strings.Builder
	query.WriteString("{ items {")
	for g := range groups {
		fmt.Fprintf(&query, " g%d {", g)
		for f := range perGroup {
			fmt.Fprintf(&query, " f%d", f)
		}
		query.WriteString(" }")
	}
	query.WriteString(" } }")
	sg := composed(b, inputs...)
	op, err := normal(sg, query.String(), "")
	if err != nil {
		b.Fatal(err)
	}
	planner := plan.New(sg)
	b.ReportAllocs()
	fetches := 0
	for b.Loop() {
		made, err := planner.Plan(context.Background(), op, plan.Options{})
		if err != nil {
			b.Fatal(err)
		}
		fetches = len(made.Fetches)
	}
	b.ReportMetric(float64(fetches), "fetches")
}

// FuzzPlan: whatever is valid is planned or refused.
func FuzzPlan(f *testing.F) {
	sdl, err := os.ReadFile("../../schema/supergraph.graphql")
	if err != nil {
		f.Fatal(err)
	}
	sg, err := supergraph.Parse("supergraph.graphql", string(sdl))
	if err != nil {
		f.Fatal(err)
	}
	files, err := filepath.Glob("../../schema/operations/*.graphql")
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(text))
	}
	planner := plan.New(sg)
	f.Fuzz(func(t *testing.T, query string) {
		doc, errs := operation.Parse(query, operation.ParseLimits{})
		if len(errs) > 0 || len(doc.Operations) == 0 || len(operation.Validate(sg.API, doc)) > 0 {
			return
		}
		op, errs := operation.Normalize(sg.API, doc, doc.Operations[0], 0)
		if len(errs) > 0 {
			return
		}
		stages, err := planner.Stages(context.Background(), op, plan.Options{})
		if err != nil {
			return
		}
		stages.Explain()
		for _, stage := range plan.StageNames {
			if _, err := stages.Text(stage); err != nil {
				t.Error(err)
			}
		}
		made := stages.Plan
		for _, f := range made.Fetches {
			if _, err := parser.ParseQuery(&ast.Source{Input: f.Operation}); err != nil {
				t.Errorf("%v: %s", err, f.Operation)
			}
		}
		if _, err := made.Tree().JSON(); err != nil {
			t.Error(err)
		}
		made.Tree().Text()
		made.Tree().Mermaid()
	})
}
