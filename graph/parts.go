package graph

import (
	"context"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftgraphql/weft/graph/execute"
	"github.com/weftgraphql/weft/graph/gqlerr"
	"github.com/weftgraphql/weft/graph/operation"
	"github.com/weftgraphql/weft/graph/respond"
)

// deferrable is what an operation with @defer is prepared from once more, to be answered in parts.
type deferrable struct {
	doc        *ast.QueryDocument
	definition *ast.OperationDefinition
	// variables decide which fragments are deferred.
	variables []string
}

// Defers says whether the operation has fragments with @defer. Prepared as it is, they are answered with the rest.
func (p *Prepared) Defers() bool { return p.defers != nil }

// DeferKey tells in which way the variables' values defer an operation from others: what Deferred makes may be kept by the
// document and this.
func (p *Prepared) DeferKey(variables *operation.Variables) string {
	var key strings.Builder
	for _, name := range p.defers.variables {
		if variables.True(name) {
			key.WriteByte('1')
		} else {
			key.WriteByte('0')
		}
	}
	return key.String()
}

// Deferred is the operation with the fragments deferred whose @defer is on by these variables, for a client that takes its
// answer in parts. Where that is none, it is the operation given.
func (e *Engine) Deferred(p *Prepared, variables *operation.Variables) (*Prepared, gqlerr.List) {
	if p.defers == nil {
		return p, nil
	}
	op, errs := e.schema.NormalizeDeferred(p.defers.doc, p.defers.definition, e.options.MaxSelections, variables.True)
	if len(errs) > 0 {
		return nil, errs
	}
	if len(op.Defers) == 0 {
		return p, nil
	}
	return &Prepared{Operation: op, Introspects: p.Introspects, Labels: p.Labels, requirements: e.authorizer.RequirementsOf(op), document: p.document}, nil
}

// InParts says whether the answer is to be taken in parts.
func (p *Planned) InParts() bool { return len(p.Plan.Deferred) > 0 }

// Parts is an answer being taken in parts: Primary once, Next until nothing more comes, and Close in any case. One goroutine uses it.
type Parts struct {
	planned *Planned
	writing *respond.Incremental
	// running is nil when nothing is fetched.
	running *execute.Running
	failure *gqlerr.Error
	// done are the parts that are written, skipped those of which nothing was wanted and whose errors were not looked at.
	done, skipped execute.Parts
}

// ExecuteInParts begins to carry out a plan with deferred parts. What follows returns soon after ctx is done: what was
// not there by then is null or failed, with errors.
func (e *Engine) ExecuteInParts(ctx context.Context, p *Planned, request Request) *Parts {
	input, failure := e.input(p, request)
	x := &Parts{planned: p, failure: failure, writing: p.projection.Incremental(input)}
	if failure == nil && len(p.Plan.Fetches) > 0 {
		x.running = p.program.Start(ctx, execute.Request{
			Variables: input.Variables, Fetcher: request.Fetcher, Observer: request.Observer, Limits: e.options.Execute, Go: request.Go,
		})
	}
	return x
}

// Primary waits for the primary answer, which must be released, and says what is to come after it.
func (x *Parts) Primary() (*respond.Response, []respond.Pending) {
	if x.failure != nil {
		return respond.Refuse(gqlerr.List{x.failure}), nil
	}
	x.done = x.done.With(0)
	x.wait(x.done)
	var response *respond.Response
	var pending []respond.Pending
	x.read(0, func(answers *execute.Answers) { response, pending = x.writing.Primary(answers) })
	return response, pending
}

// Next waits for further parts and writes all that are there. None are delivered when nothing more is to come.
func (x *Parts) Next() (delivered []respond.Delivered, pending []respond.Pending) {
	for len(delivered) == 0 {
		ready := x.wait(x.open())
		if ready == 0 {
			return nil, nil
		}
		for _, d := range x.planned.Plan.Deferred {
			if !ready.Has(d.ID) {
				continue
			}
			x.done = x.done.With(d.ID)
			x.readSkipped(d.Parent)
			x.read(d.ID, func(answers *execute.Answers) {
				more, announced := x.writing.Part(d.ID, answers)
				delivered, pending = append(delivered, more...), append(pending, announced...)
			})
		}
	}
	return delivered, pending
}

// Overlap says whether fragments beside one another select the same field of an object, so that it comes with each of them.
func (x *Parts) Overlap() bool { return x.writing.Overlap() }

// More says whether anything announced has not been delivered.
func (x *Parts) More() bool {
	for _, d := range x.planned.Plan.Deferred {
		if x.writing.Waiting(d.ID) > 0 {
			return true
		}
	}
	return false
}

// open are the parts that may be delivered when they are there: those that were announced, after the parts that they stand in.
func (x *Parts) open() execute.Parts {
	var open execute.Parts
	for _, d := range x.planned.Plan.Deferred {
		switch {
		case x.done.Has(d.ID) || !x.done.Has(d.Parent):
		case x.writing.Waiting(d.ID) > 0:
			open = open.With(d.ID)
		default:
			// Nothing of it is wanted, or a null took its places away.
			x.done, x.skipped = x.done.With(d.ID), x.skipped.With(d.ID)
		}
	}
	return open
}

// readSkipped looks at the errors of skipped parts that another part stands in, from the outside in.
func (x *Parts) readSkipped(part int) {
	if part == 0 {
		return
	}
	x.readSkipped(x.planned.Plan.Deferred[part-1].Parent)
	if x.skipped.Has(part) {
		x.skipped = x.skipped.Without(part)
		x.read(part, func(answers *execute.Answers) { x.writing.Skip(part, answers) })
	}
}

func (x *Parts) wait(parts execute.Parts) execute.Parts {
	if x.running == nil {
		return parts
	}
	return x.running.Wait(parts)
}

func (x *Parts) read(part int, read func(*execute.Answers)) {
	if x.running == nil {
		read(nil)
		return
	}
	x.running.Read(part, read)
}

// Close ends what still goes on and gives the memory back, but for what Primary and Next returned.
func (x *Parts) Close() {
	if x.running != nil {
		x.running.Release()
	}
}
