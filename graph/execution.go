package graph

import (
	"context"
	"errors"

	"github.com/weftgraphql/weft/graph/authz"
	"github.com/weftgraphql/weft/graph/execute"
	"github.com/weftgraphql/weft/graph/gqlerr"
	"github.com/weftgraphql/weft/graph/introspect"
	"github.com/weftgraphql/weft/graph/operation"
	"github.com/weftgraphql/weft/graph/plan"
	"github.com/weftgraphql/weft/graph/respond"
)

// Planned is an operation ready to be executed any number of times, for any
// variables. It is immutable.
type Planned struct {
	// Plan shows which subgraphs are asked for what.
	Plan *plan.Plan

	decision    authz.Decision
	introspects bool
	program     *execute.Program
	projection  *respond.Projection
}

// Plan decides how the operation is answered. Labels says which of
// Prepared.Labels are on; nil means none. The error is about this operation,
// unless the context ended.
func (e *Engine) Plan(ctx context.Context, a *Authorized, labels func(string) bool) (*Planned, *gqlerr.Error) {
	op := a.Decision.Operation
	made, err := e.planner.Plan(ctx, op, plan.Options{Labels: labels, Budget: e.options.PlanBudget})
	if err != nil {
		return nil, planningError(err)
	}
	program, err := execute.Compile(made, e.supergraph.Schema, execute.Options{AskAgain: e.options.AskAgain})
	if err != nil {
		return nil, planningError(err)
	}
	projection, err := respond.Compile(e.supergraph.API, op, program.Keys())
	if err != nil {
		return nil, planningError(err)
	}
	return &Planned{
		Plan: made, decision: a.Decision, introspects: a.Prepared.Introspects, program: program, projection: projection,
	}, nil
}

func planningError(err error) *gqlerr.Error {
	if failure, ok := errors.AsType[*gqlerr.Error](err); ok {
		return failure
	}
	return &gqlerr.Error{Message: err.Error(), Code: gqlerr.QueryPlanning}
}

// Request is what one execution brings.
type Request struct {
	// Variables are the operation's, from Engine.Variables.
	Variables *operation.Variables
	Fetcher   execute.Fetcher
	// Observer is told of each fetch; it may be nil.
	Observer *execute.Observer
	// Go runs a task on another goroutine; nil means a new one. A pool must not make tasks wait for each other.
	Go func(task func())
}

// Execute carries out the plan and writes the answer, which must be released.
// Fields that authorization denied are null in it, each with its error. It
// returns soon after ctx is done. A plan to be answered in parts is not for it, but for ExecuteInParts.
func (e *Engine) Execute(ctx context.Context, p *Planned, request Request) *respond.Response {
	if p.InParts() {
		return respond.Refuse(gqlerr.List{{Message: "The operation is planned to be answered in parts.", Code: gqlerr.Internal}})
	}
	input, failure := e.input(p, request)
	if failure != nil {
		return respond.Refuse(gqlerr.List{failure})
	}
	if len(p.Plan.Fetches) > 0 {
		input.Answers = p.program.Execute(ctx, execute.Request{
			Variables: input.Variables, Fetcher: request.Fetcher, Observer: request.Observer, Limits: e.options.Execute, Go: request.Go,
		})
		defer input.Answers.Release()
	}
	return p.projection.Write(input)
}

// input is what the answer is written from, but for what is fetched.
func (e *Engine) input(p *Planned, request Request) (respond.Input, *gqlerr.Error) {
	input := respond.Input{Errors: p.decision.ErrorsFor(request.Variables), MaxBytes: e.options.MaxAnswer}
	// A nil *Variables in an interface would not be nil.
	if request.Variables != nil {
		input.Variables = request.Variables
	}
	if !p.introspects {
		return input, nil
	}
	answers, failure := introspect.Execute(e.supergraph.API, p.decision.Operation, request.Variables, e.introspection)
	if failure != nil {
		return input, failure
	}
	input.Introspection = make(map[string][]byte, len(answers))
	for _, answer := range answers {
		input.Introspection[answer.ResponseKey] = answer.JSON
	}
	return input, nil
}
