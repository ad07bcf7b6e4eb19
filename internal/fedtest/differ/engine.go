package differ

import (
	"bytes"
	"context"
	"fmt"

	"github.com/weftgraphql/weft/graph"
	"github.com/weftgraphql/weft/graph/authz"
	"github.com/weftgraphql/weft/graph/compose"
	"github.com/weftgraphql/weft/graph/execute"
	"github.com/weftgraphql/weft/graph/gqlerr"
	"github.com/weftgraphql/weft/graph/limit"
	"github.com/weftgraphql/weft/graph/operation"
	"github.com/weftgraphql/weft/graph/respond"
	"github.com/weftgraphql/weft/graph/supergraph"
	"github.com/weftgraphql/weft/internal/fedtest/world"
)

// engine is the engine over one composed graph.
type engine struct {
	*graph.Engine
	sdl string // of the supergraph
}

// newEngine composes; a refusal is an error.
func newEngine(ctx context.Context, subgraphs []world.Subgraph) (*engine, error) {
	inputs := make([]compose.Subgraph, len(subgraphs))
	for i, s := range subgraphs {
		inputs[i] = compose.Subgraph{Name: s.Name, URL: "http://" + s.Name, SDL: s.SDL}
	}
	composed := compose.Compose(ctx, inputs, compose.Options{})
	if !composed.OK() {
		return nil, fmt.Errorf("%s: %s", composed.Errors[0].Code, composed.Errors[0].Message)
	}
	sg, err := supergraph.Parse("supergraph", composed.SDL)
	if err != nil {
		return nil, fmt.Errorf("reading the composed supergraph: %w", err)
	}
	return &engine{graph.New(sg, graph.Options{Limits: &limit.Limits{}}), composed.SDL}, nil
}

// fetch answers a subgraph request.
type fetch func(ctx context.Context, subgraph string, body []byte) ([]byte, error)

// Fetch makes fetch an execute.Fetcher.
func (f fetch) Fetch(ctx context.Context, req *execute.FetchRequest) (execute.FetchResult, error) {
	body, err := f(ctx, req.Fetch.Service, req.Body)
	return execute.FetchResult{Body: body}, err
}

// claims are what the case's caller has shown.
func (c Case) claims() authz.Claims {
	return authz.Claims{Authenticated: c.Caller.Authenticated, Scopes: c.Caller.Scopes, Policies: c.Caller.Policies}
}

// answer runs a case's request. It returns the bytes of the answer, the plan's text and the operation in normal form.
func (e *engine) answer(ctx context.Context, c Case, f fetch) (body []byte, plan, normal string) {
	labels := c.labels()
	refuse := func(errs gqlerr.List) []byte { return bytes.Clone(respond.Refuse(errs).Bytes()) }
	prepared, errs := e.Prepare(c.Request.Query, "")
	if len(errs) > 0 {
		return refuse(errs), "", ""
	}
	normal = operation.Print(prepared.Operation)
	variables, errs := e.Variables(prepared, c.Request.JSON())
	if len(errs) > 0 {
		return refuse(errs), "", normal
	}
	planned, failure := e.Plan(ctx, e.Authorize(prepared, c.claims()), func(label string) bool { return labels[label] })
	if failure != nil {
		return refuse(gqlerr.List{failure}), "", normal
	}
	response := e.Execute(ctx, planned, graph.Request{Variables: variables, Fetcher: f})
	defer response.Release()
	return bytes.Clone(response.Bytes()), planned.Plan.Tree().Text(), normal
}
