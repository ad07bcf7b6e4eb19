package runner

import (
	"context"
	"encoding/json"
	"net/http"
	"time"

	"github.com/weftgraphql/weft/bench/floor"
	"github.com/weftgraphql/weft/bench/subgraphs"
)

const (
	// Calls of one stage come in together, those of the next when these were answered: after slowly.
	slowly   = 200 * time.Millisecond
	together = slowly / 2
)

// Record makes a floor's plan of the calls that a row makes for an operation.
func (s *Suite) Record(ctx context.Context, r *Row, opName string) (*floor.Plan, error) {
	op, err := s.operation(opName)
	if err != nil {
		return nil, err
	}
	b, err := s.bed(ctx, slowly)
	if err != nil {
		return nil, err
	}
	defer b.close()
	g, err := b.startGateway(ctx, r, opName)
	if err != nil {
		return nil, err
	}
	defer g.stop()
	// The first request is for the gateway to get ready.
	if err := g.ask(ctx, op.query, op.expected, 50*time.Millisecond); err != nil {
		return nil, err
	}
	if _, err := b.tell(ctx, http.MethodPost, "/trace"); err != nil {
		return nil, err
	}
	if err := g.ask(ctx, op.query, op.expected, 50*time.Millisecond); err != nil {
		return nil, err
	}
	content, err := b.tell(ctx, http.MethodGet, "/trace")
	if err != nil {
		return nil, err
	}
	var calls []subgraphs.Call
	if err := json.Unmarshal(content, &calls); err != nil {
		return nil, err
	}
	return &floor.Plan{Name: opName + " as " + r.Name + " asks", Stages: stages(calls)}, nil
}

// stages groups calls by when they came in.
func stages(calls []subgraphs.Call) [][]floor.Call {
	var all [][]floor.Call
	var last int64
	for i, call := range calls {
		if i == 0 || call.At-last > together.Microseconds() {
			all = append(all, nil)
		}
		last = call.At
		stage := &all[len(all)-1]
		*stage = append(*stage, floor.Call{Path: "/" + call.Subgraph, Body: call.Body})
	}
	return all
}
