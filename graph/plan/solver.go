package plan

import (
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftgraphql/weft/graph/querygraph"
	"github.com/weftgraphql/weft/graph/supergraph"
)

// solver finds, for a position, the cheapest way to answer what is wanted.
//
// It works from the top of a selection to its leaves and back: what a field
// costs through a view includes what its selections cost below. The answer for
// a position depends only on the type, the subgraph that brought the object,
// what that provides on this path and the set wanted, so it is remembered by
// these: the work is bounded by their number, not by the number of plans.
type solver struct {
	graph  *querygraph.Graph
	labels querygraph.Labels
	in     *interner
	budget *budget
	memo   map[positionKey]*position
	// active is how many positions are being solved. A key's own inputs can lead back to one of them: such a way is no way.
	active int
	// tainted is the outermost active position that a solution was refused for; a solution below
	// it is right in its place but not to be remembered.
	tainted int
	sets    map[string]*wanted // field sets by text
	// explain keeps what else was looked at, for Stages.Explain.
	explain bool
	// contexts is nil where no argument is filled from one.
	contexts *contextReads
}

type positionKey struct {
	subgraph           int
	typeName, restrict string
	provides, set      *wanted
	local              bool
	env                *environment
}

// position is what is known of a position: its solution, nil as long as it is being solved, and how deep that is in the recursion.
type position struct {
	solution *solution
	depth    int
}

const untainted = 1 << 30

func newSolver(graph *querygraph.Graph, labels querygraph.Labels, b *budget, in *interner) *solver {
	s := &solver{
		graph: graph, labels: labels, in: in, budget: b, tainted: untainted,
		memo: map[positionKey]*position{}, sets: map[string]*wanted{},
	}
	if graph.ReadsContexts() {
		s.contexts = newContextReads()
	}
	return s
}

// position solves a set for objects of a static type that one subgraph brought.
// restrict limits the runtime types that are looked at; nil: all. local: only what
// needs no further request is answered.
func (s *solver) position(src source, typeName string, set *wanted, restrict []string, local bool) *solution {
	key := positionKey{src.subgraph, typeName, strings.Join(restrict, " "), src.provides, set, local, src.env}
	if known := s.memo[key]; known != nil {
		if known.solution == nil {
			s.tainted = min(s.tainted, known.depth)
			return (&solution{typeName: typeName, missing: set}).settle()
		}
		return known.solution
	}
	own := &position{depth: s.active}
	s.memo[key] = own
	s.active++
	outer := s.tainted
	s.tainted = untainted
	src.as = typeName
	src.level = 0
	var made *solution
	switch s.graph.Shape(typeName, src.subgraph) {
	case querygraph.Object:
		made = s.object(typeName, []source{src}, s.in.collect(set, typeName), local)
	case querygraph.Abstract:
		made = s.abstract(src, typeName, set, restrict, local)
	case querygraph.InterfaceObject:
		made = s.interfaceObject(src, typeName, set, local)
	default:
		made = (&solution{typeName: typeName, missing: set}).settle()
	}
	s.active--
	if s.tainted >= own.depth {
		s.tainted = outer
		own.solution = made
	} else {
		s.tainted = min(s.tainted, outer)
		delete(s.memo, key)
	}
	return made
}

// abstract solves for each runtime type by itself; the fetches built from it
// are joined again where they agree.
func (s *solver) abstract(src source, typeName string, set *wanted, restrict []string, local bool) *solution {
	types := s.graph.RuntimeTypes(typeName, src.subgraph)
	if len(types) == 0 {
		// Nothing implements the interface here: what is left is what it has itself.
		return s.object(typeName, []source{src}, s.in.collect(set, typeName), local)
	}
	out := &solution{typeName: typeName, abstract: true}
	var missing []item
	for _, name := range types {
		if restrict != nil && !slices.Contains(restrict, name) {
			continue
		}
		below := s.position(src, name, set, nil, local)
		out.variants = append(out.variants, variant{typeName: name, solution: below})
		if !below.missing.empty() {
			missing = append(missing, item{on: name, sub: below.missing})
		}
	}
	out.missing = s.setOrNil(missing)
	return out.settle()
}

func (s *solver) setOrNil(items []item) *wanted {
	if len(items) == 0 {
		return nil
	}
	return s.in.set(items)
}

// resolve is the copy of a field that may be asked for through a view, and what
// the view provides below it; nil when it may not.
func (s *solver) resolve(v *view, name string) (*supergraph.FieldIn, *wanted) {
	var provided *field
	if v.provides != nil {
		for _, it := range s.in.collect(v.provides, v.as).items {
			if it.field.name == name {
				provided = it.field
				break
			}
		}
	}
	in := s.ownField(v.as, name, v.subgraph)
	if provided == nil {
		return in, nil
	}
	if in != nil {
		return in, provided.sub
	}
	def := s.graph.Definition(v.as, name)
	if def == nil {
		return nil, nil
	}
	known := s.graph.Known(v.as, name, v.subgraph)
	if known == nil {
		return &supergraph.FieldIn{Type: def.Type}, provided.sub
	}
	if known.UsedOverridden {
		return nil, nil
	}
	return &supergraph.FieldIn{Type: known.Type, Provides: known.Provides}, provided.sub
}

// ownField is the copy of a field that a subgraph resolves itself. On an
// abstract type it must resolve it for every runtime type.
func (s *solver) ownField(as, name string, subgraph int) *supergraph.FieldIn {
	in := s.graph.Field(as, name, subgraph, s.labels)
	if in == nil {
		return nil
	}
	if s.graph.Shape(as, subgraph) != querygraph.Abstract {
		return in
	}
	for _, object := range s.graph.RuntimeTypes(as, subgraph) {
		own := s.graph.Field(object, name, subgraph, s.labels)
		if own == nil || takesInputs(own) {
			return nil
		}
	}
	return in
}

// below solves what is wanted under a field of a type's objects, asked through a view; nil for a leaf.
func (s *solver) below(typeName string, v *view, f *field, in *supergraph.FieldIn, provided *wanted, local bool) *solution {
	if f.sub == nil {
		return nil
	}
	provides := s.in.union(provided, s.fieldSet(in.Provides))
	src := source{subgraph: v.subgraph, provides: provides, env: s.environmentBelow(v.env, typeName, f)}
	return s.position(src, in.Type.Name(), f.sub, s.agreedMembers(v, f.name, in), local)
}

func (s *solver) fieldSet(set supergraph.FieldSet) *wanted {
	if set.Empty() {
		return nil
	}
	known := s.sets[set.Text]
	if known == nil {
		known = s.in.fromFieldSet(set.Selections)
		s.sets[set.Text] = known
	}
	return known
}

// agreedMembers are the members of a union field of an entity, or of the query root, that every
// subgraph that could resolve it knows: others cannot be relied on, for which subgraph is
// asked is the planner's choice. nil when all agree.
func (s *solver) agreedMembers(v *view, name string, in *supergraph.FieldIn) []string {
	def := s.graph.Definition(v.as, name)
	if def == nil || s.graph.Supergraph().Types[def.Type.Name()] == nil ||
		s.graph.Supergraph().Types[def.Type.Name()].Def.Kind != ast.Union {
		return nil
	}
	own := s.graph.RuntimeTypes(in.Type.Name(), v.subgraph)
	agreed, differ := own, false
	for i := range s.graph.Subgraphs() {
		other := s.graph.Field(v.as, name, i, s.labels)
		if i == v.subgraph || other == nil || v.as != s.graph.Root(queryKind) && len(s.graph.Entries(v.as, i)) == 0 {
			continue
		}
		theirs := s.graph.RuntimeTypes(other.Type.Name(), i)
		var kept []string
		for _, member := range agreed {
			if slices.Contains(theirs, member) {
				kept = append(kept, member)
			}
		}
		differ = differ || len(kept) < len(agreed)
		agreed = kept
	}
	if !differ {
		return nil
	}
	if agreed == nil {
		agreed = []string{""}
	}
	return agreed
}
