package plan

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftgraphql/weft/graph/gqlerr"
	"github.com/weftgraphql/weft/graph/operation"
	"github.com/weftgraphql/weft/graph/querygraph"
	"github.com/weftgraphql/weft/graph/supergraph"
)

// Planner plans operations over one supergraph. It is immutable and may be
// used by several goroutines.
type Planner struct {
	graph *querygraph.Graph
}

// New makes a planner.
func New(sg *supergraph.Supergraph) *Planner {
	return &Planner{graph: querygraph.New(sg)}
}

// Options of one planning.
type Options struct {
	// Labels says which progressive override labels count as on; nil: none.
	Labels func(label string) bool
	// Budget is how many options may be looked at; 0 means DefaultBudget.
	Budget int
}

// Plan decides how an operation is answered. It ends early, with an error, when
// the context ends, when the budget is spent, and when no plan can answer the
// operation; the error is a *gqlerr.Error with the code QUERY_PLANNING_FAILED.
func (p *Planner) Plan(ctx context.Context, op *operation.Operation, opts Options) (made *Plan, err error) {
	stages, err := p.run(ctx, op, opts, false)
	if err != nil {
		return nil, err
	}
	return stages.Plan, nil
}

// run takes an operation through the stages. show keeps what they can show.
func (p *Planner) run(ctx context.Context, op *operation.Operation, opts Options, show bool) (out *Stages, err error) {
	defer func() {
		if r := recover(); r != nil {
			s, ok := r.(stopped)
			if !ok {
				panic(r)
			}
			out, err = nil, s.err
		}
	}()
	if opts.Budget <= 0 {
		opts.Budget = DefaultBudget
	}
	spent := &budget{ctx: ctx, left: opts.Budget, limit: opts.Budget}
	out = &Stages{Operation: op, graph: p.graph, labels: opts.Labels}
	s, steps, err := p.paths(op, opts, spent, show)
	if err != nil {
		return nil, err
	}
	out.paths = steps
	b := &builder{solver: s, keys: newKeyring(op), fetches: &fetchGraph{}, brought: map[string]nodeSet{}}
	if err := b.buildSteps(op, steps); err != nil {
		return nil, err
	}
	b.fetches.separate(op)
	if show {
		out.fetches = b.fetches.text(p.graph)
	}
	b.optimise(b.fetches, op)
	out.Plan = b.finish(b.fetches, op)
	return out, nil
}

// paths finds the solutions for the root fields.
//
// What a context's value is made from is wanted of the object that sets the context as soon as some subgraph could
// read it. Where another answers the field without, it is not wanted after all: then all is solved
// again, with only those reads that were made use of.
func (p *Planner) paths(op *operation.Operation, opts Options, spent *budget, show bool) (*solver, []step, error) {
	s := newSolver(p.graph, opts.Labels, spent, newInterner(p.graph, spent))
	s.in.inParts = len(op.Defers) > 0
	s.explain = show
	steps, err := s.solve(op)
	for range maxContextRounds {
		unused := s.unusedReaders(steps)
		if len(unused) == 0 {
			break
		}
		maps.Copy(unused, s.contexts.unused)
		s = newSolver(p.graph, opts.Labels, spent, s.in)
		s.explain, s.contexts.unused = show, unused
		steps, err = s.solve(op)
	}
	if err != nil {
		return nil, nil, err
	}
	for _, step := range steps {
		if step.solution.lost > 0 || !step.solution.missing.empty() {
			return nil, nil, s.unplannable(step.solution.missing, s.graph.Root(op.Kind))
		}
	}
	return s, steps, nil
}

// step is a solution for root fields: all of a query's, one of a mutation's.
type step struct {
	set      *wanted
	solution *solution
}

// solve finds the solutions for the root fields, which may miss something.
func (s *solver) solve(op *operation.Operation) ([]step, error) {
	root := s.graph.Root(op.Kind)
	if root == "" {
		return nil, &gqlerr.Error{Code: gqlerr.QueryPlanning, Message: "the graph has no " + string(op.Kind) + " root type"}
	}
	set := s.withoutMeta(s.in.collect(s.in.fromOperation(op.Selections, standing{typeName: root}), root))
	if set.empty() {
		return nil, nil
	}
	var steps []step
	if op.Kind == ast.Query {
		steps = []step{{set, s.object(root, nil, set, false)}}
	} else {
		for _, one := range s.stepsWithContexts(set, root) {
			steps = append(steps, step{one, s.single(root, one)})
		}
	}
	return steps, nil
}

// withoutMeta leaves out what the engine answers itself at the root.
func (s *solver) withoutMeta(set *wanted) *wanted {
	if set.empty() {
		return nil
	}
	var kept []item
	for _, it := range set.items {
		if !strings.HasPrefix(it.field.name, "__") {
			kept = append(kept, it)
		}
	}
	return s.in.set(kept)
}

// buildSteps builds the fetches. The steps of a mutation follow one another;
// neighbours that go to the same subgraph and have nothing in between are one request.
func (b *builder) buildSteps(op *operation.Operation, steps []step) error {
	var before []*node
	for i, step := range steps {
		from := len(b.fetches.nodes)
		b.step = i
		b.build(step.solution, frame{})
		if err := b.awaitContexts(); err != nil {
			return err
		}
		if op.Kind == ast.Query {
			return nil
		}
		made := slices.Clone(b.fetches.nodes[from:])
		first := made[0]
		first.kind = op.Kind
		if countAwaited(before, op.Defers) == 1 && before[0].subgraph == first.subgraph {
			into := before[0]
			into.root.merge(first.root)
			into.demand.join(first.demand)
			b.fetches.replace(map[*node]*node{first: into})
			b.broughtBy(into, first)
			before = append(before, made[1:]...)
			continue
		}
		for _, n := range before {
			first.deps.add(n)
		}
		before = made
	}
	return nil
}

// countAwaited counts the nodes of a step that the next one waits for: it does not wait for what is deferred.
func countAwaited(nodes []*node, defers []*operation.Defer) int {
	count := 0
	for _, n := range nodes {
		if len(n.partsOf(defers)) == 0 {
			count++
		}
	}
	return count
}

// unplannable says which field no plan answers, and why.
func (s *solver) unplannable(missing *wanted, root string) error {
	e := &gqlerr.Error{Code: gqlerr.QueryPlanning}
	var path []string
	typeName, why := root, "no subgraph that resolves it can be reached from there by a resolvable key"
	for set := missing; !set.empty(); {
		it := set.items[0]
		if it.field == nil {
			path = append(path, "... on "+it.on)
			typeName, set = it.on, it.sub
			continue
		}
		name := it.field.key
		if name == "" {
			name = it.field.name
		}
		path = append(path, name)
		e.Path = append(e.Path, name)
		if at := it.field.position; at != nil {
			e.Locations = []gqlerr.Location{{Line: at.Line, Column: at.Column}}
		}
		if s.fromContext(typeName, it.field.name) {
			why = "no subgraph that resolves it can be reached from there, or an argument of it is filled from a context (@fromContext) that nothing above it sets"
		}
		if def := s.graph.Definition(typeName, it.field.name); def != nil {
			typeName = def.Type.Name()
		}
		set = it.field.sub
	}
	e.Message = fmt.Sprintf("no plan answers %s of %s: %s", strings.Join(path, "."), root, why)
	return e
}

// fromContext says whether a subgraph fills arguments of a field, be it one of a type's implementations, from a context.
func (s *solver) fromContext(typeName, name string) bool {
	for _, as := range append([]string{typeName}, s.graph.PossibleTypes(typeName)...) {
		for i := range s.graph.Subgraphs() {
			if in := s.graph.Known(as, name, i); in != nil && len(in.ContextArguments) > 0 {
				return true
			}
		}
	}
	return false
}
