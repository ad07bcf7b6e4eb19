package graph_test

import (
	"bytes"
	"context"
	"os"
	"testing"
	"time"

	"github.com/weftgraphql/weft/graph"
	"github.com/weftgraphql/weft/graph/authz"
	"github.com/weftgraphql/weft/graph/compose"
	"github.com/weftgraphql/weft/graph/execute"
	"github.com/weftgraphql/weft/graph/gqlerr"
	"github.com/weftgraphql/weft/graph/respond"
	"github.com/weftgraphql/weft/graph/supergraph"
	"github.com/weftgraphql/weft/internal/fedtest"
)

// suiteEngine answers a conformance suite's operations, composed by ourselves.
type suiteEngine struct {
	engine  *graph.Engine
	running *fedtest.Running
}

func newSuiteEngine(ctx context.Context, suite fedtest.Suite, running *fedtest.Running) (fedtest.Router, error) {
	var subgraphs []compose.Subgraph
	for _, s := range suite.Subgraphs {
		subgraphs = append(subgraphs, compose.Subgraph{Name: s.Name, URL: "http://" + s.Name, File: s.File, SDL: s.SDL})
	}
	result := compose.Compose(ctx, subgraphs, compose.Options{})
	if !result.OK() {
		return nil, &gqlerr.Error{Message: result.Errors[0].Code + ": " + result.Errors[0].Message}
	}
	sg, err := supergraph.Parse(suite.Name, result.SDL)
	if err != nil {
		return nil, err
	}
	return &suiteEngine{engine: graph.New(sg, graph.Options{Introspection: true}), running: running}, nil
}

// Execute runs one operation without variables.
func (s *suiteEngine) Execute(ctx context.Context, query string) ([]byte, error) {
	response := s.answer(ctx, query)
	defer response.Release()
	return bytes.Clone(response.Bytes()), nil
}

func (s *suiteEngine) answer(ctx context.Context, query string) *respond.Response {
	prepared, errs := s.engine.Prepare(query, "")
	if len(errs) > 0 {
		return respond.Refuse(errs)
	}
	variables, errs := s.engine.Variables(prepared, nil)
	if len(errs) > 0 {
		return respond.Refuse(errs)
	}
	authorized := s.engine.Authorize(prepared, authz.Claims{})
	planned, failure := s.engine.Plan(ctx, authorized, nil)
	if failure != nil {
		return respond.Refuse(gqlerr.List{failure})
	}
	return s.engine.Execute(ctx, planned, graph.Request{Variables: variables, Fetcher: s})
}

// Fetch asks the suite's mock without a socket.
func (s *suiteEngine) Fetch(ctx context.Context, req *execute.FetchRequest) (execute.FetchResult, error) {
	body, err := s.running.Do(ctx, req.Fetch.Service, req.Body)
	return execute.FetchResult{Body: body}, err
}

// TestConformance runs the suites of WEFT_CONFORMANCE_DIR from subgraph SDL to the client's bytes.
func TestConformance(t *testing.T) {
	dir := os.Getenv(fedtest.ConformanceDirEnv)
	if dir == "" {
		t.Skipf("%s is not set: no conformance suites to run", fedtest.ConformanceDirEnv)
	}
	suites, err := fedtest.LoadSuites(dir)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	report := fedtest.Run(ctx, suites, newSuiteEngine)
	t.Log(report.Summary())
	if report.Passed() != report.Total() || report.Total() == 0 {
		t.Error(report.String())
	}
}
