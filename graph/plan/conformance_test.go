package plan_test

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"testing"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftgraphql/weft/graph/compose"
	"github.com/weftgraphql/weft/graph/operation"
	"github.com/weftgraphql/weft/graph/plan"
	"github.com/weftgraphql/weft/graph/supergraph"
	"github.com/weftgraphql/weft/internal/fedtest"
)

// TestConformance plans the operations of the conformance suites, carries the
// plans out naively and holds the answers against the expected ones. The mocks
// validate what they are asked against their schemas.
func TestConformance(t *testing.T) {
	dir := os.Getenv(fedtest.ConformanceDirEnv)
	if dir == "" {
		t.Skip(fedtest.ConformanceDirEnv + " is not set: no conformance suites to plan")
	}
	suites, err := fedtest.LoadSuites(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, suite := range suites {
		t.Run(suite.Name, func(t *testing.T) {
			report := fedtest.RunSuite(context.Background(), suite, newNaiveRouter)
			if report.Err != nil {
				t.Fatal(report.Err)
			}
			for _, c := range report.Cases {
				if c.Err != nil {
					t.Errorf("%s\n%v\nanswered %s", c.Query, c.Err, c.Response)
				}
				for _, req := range c.InvalidRequests() {
					t.Errorf("%s\nasks %s what it cannot be asked: %s\n%s", c.Query, req.Subgraph, req.Invalid, req.Query)
				}
			}
		})
	}
}

func newNaiveRouter(ctx context.Context, suite fedtest.Suite, running *fedtest.Running) (fedtest.Router, error) {
	var inputs []compose.Subgraph
	for _, s := range suite.Subgraphs {
		inputs = append(inputs, compose.Subgraph{Name: s.Name, File: s.File, SDL: s.SDL, URL: "http://" + s.Name})
	}
	composed := compose.Compose(ctx, inputs, compose.Options{})
	if !composed.OK() {
		return nil, errors.New(composed.Errors[0].Message)
	}
	sg, err := supergraph.Parse(suite.Name, composed.SDL)
	if err != nil {
		return nil, err
	}
	planner := plan.New(sg)
	return fedtest.RouterFunc(func(ctx context.Context, query string) ([]byte, error) {
		return answerNaively(ctx, sg, planner, query, running.Do)
	}), nil
}

func answerNaively(ctx context.Context, sg *supergraph.Supergraph, planner *plan.Planner, query string,
	do func(ctx context.Context, subgraph string, body []byte) ([]byte, error)) ([]byte, error) {
	refuse := func(err error) ([]byte, error) {
		return json.Marshal(map[string]any{"errors": []any{map[string]any{"message": err.Error()}}})
	}
	doc, errs := operation.Parse(query, operation.ParseLimits{})
	if len(errs) > 0 {
		return refuse(errs)
	}
	if errs := operation.Validate(sg.API, doc); len(errs) > 0 {
		return refuse(errs)
	}
	op, errs := operation.Normalize(sg.API, doc, doc.Operations[0], 0)
	if len(errs) > 0 {
		return refuse(errs)
	}
	made, err := planner.Plan(ctx, op, plan.Options{})
	if err != nil {
		return refuse(err)
	}
	n := &naive{sg: sg, variables: defaults(op.Variables), fetch: func(service string, body []byte) ([]byte, error) {
		return do(ctx, service, body)
	}}
	n.execute(ctx, made)
	return json.Marshal(n.respond(op))
}

func defaults(definitions ast.VariableDefinitionList) map[string]any {
	out := map[string]any{}
	for _, d := range definitions {
		if d.DefaultValue != nil {
			out[d.Variable], _ = d.DefaultValue.Value(nil)
		}
	}
	return out
}
