package plan

import (
	"slices"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftgraphql/weft/graph/querygraph"
)

const (
	queryKind    = ast.Query
	mutationKind = ast.Mutation
)

// anyLost lets a solution miss as much as it must.
const anyLost = 1 << 30

// maxExact is up to how many dispensable subgraphs all combinations are tried;
// beyond, the superfluous ones are dropped one by one.
const maxExact = 3

// object solves a flat set of fields for objects of one type.
func (s *solver) object(typeName string, sources []source, set *wanted, local bool) *solution {
	p := s.newProblem(typeName, sources, set)
	if local {
		p.local = true
		return p.derive(nil).solution(anyLost)
	}
	return p.solveInParts()
}

// solve chooses which subgraphs to enter, so that everything that can be
// answered is, at least cost.
func (p *problem) solve() *solution {
	local := p.derive(nil).solution(anyLost)
	if local.lost == 0 && local.cost.requests() == 0 {
		return local
	}
	p.prepare()
	if len(p.ways) == 0 {
		local.trials = p.trials(local)
		return local
	}
	all := make([]bool, p.graph.Subgraphs())
	for _, ways := range p.ways {
		all[ways.Subgraph] = true
	}
	full := p.derive(all)
	best := full.solution(anyLost)
	candidates := full.relevant()
	if local.better(best) {
		best = local
	}
	// Below a root that is answered by requests that wait for nothing, a further hop would be no gain.
	p.local = len(p.sources) == 0 && best.lost == 0 && best.cost.depth == 1 && best.cost.laterFetches == 0 && len(best.again) == 0
	best = p.choose(candidates, best)
	best.trials = p.trials(best)
	return best
}

// choose looks for a combination of candidates that costs least. Those without
// which more is missing are in all of them.
func (p *problem) choose(candidates []int, best *solution) *solution {
	allowed := make([]bool, p.graph.Subgraphs())
	for _, subgraph := range candidates {
		allowed[subgraph] = true
	}
	var dispensable []int
	for _, subgraph := range candidates {
		allowed[subgraph] = false
		made := p.derive(allowed).solution(best.lost)
		allowed[subgraph] = true
		if made.lost > best.lost {
			continue
		}
		if made.better(best) {
			best = made
		}
		dispensable = append(dispensable, subgraph)
	}
	switch {
	case len(dispensable) < 2:
		return best
	case len(dispensable) <= maxExact:
		return p.tryAll(allowed, dispensable, best)
	}
	return p.dropSuperfluous(allowed, dispensable, best)
}

// tryAll tries to leave out each combination of two or more.
func (p *problem) tryAll(allowed []bool, dispensable []int, best *solution) *solution {
	for combination := range 1 << len(dispensable) {
		out := 0
		for i, subgraph := range dispensable {
			allowed[subgraph] = combination&(1<<i) == 0
			if !allowed[subgraph] {
				out++
			}
		}
		if out < 2 {
			continue
		}
		if made := p.derive(allowed).solution(best.lost); made.better(best) {
			best = made
		}
	}
	return best
}

// dropSuperfluous leaves out one after the other where that is not worse.
func (p *problem) dropSuperfluous(allowed []bool, dispensable []int, best *solution) *solution {
	for _, subgraph := range slices.Backward(dispensable) {
		allowed[subgraph] = false
		made := p.derive(allowed).solution(best.lost)
		switch {
		case made.better(best):
			best = made
		case best.better(made):
			allowed[subgraph] = true
		}
	}
	return best
}

// relevant are the subgraphs that can answer something wanted, or a key or
// @requires of one that can.
func (d *derivation) relevant() []int {
	in := make([]bool, d.graph.Subgraphs())
	names := map[string]bool{}
	var queue []*wanted
	queue = append(queue, d.set)
	for len(queue) > 0 {
		set := queue[0]
		queue = queue[1:]
		for _, it := range set.items {
			if names[it.field.name] {
				continue
			}
			names[it.field.name] = true
			for _, v := range d.answering(it.field.name) {
				if !in[v.subgraph] {
					in[v.subgraph] = true
					queue = append(queue, d.inputsOf(v.subgraph)...)
				}
			}
			for i, n := range d.needs {
				if n.name == it.field.name && d.needed[i] != nil {
					in[n.subgraph] = true
					if !n.requires.Empty() {
						queue = append(queue, d.in.collect(d.fieldSet(n.requires), d.typeName))
					}
					queue = append(queue, d.inputsOf(n.subgraph)...)
				}
			}
		}
	}
	var out []int
	for _, ways := range d.ways {
		if in[ways.Subgraph] && !d.isSource(ways.Subgraph) {
			out = append(out, ways.Subgraph)
		}
	}
	return out
}

// answering are the views that answer a field of that name.
func (d *derivation) answering(name string) []*view {
	var out []*view
	if name == typename {
		for _, o := range d.typenameOptions() {
			if o.view.entry == nil {
				return nil
			}
			out = append(out, o.view)
		}
		return out
	}
	for _, v := range d.views {
		if field, _ := d.resolve(v, name); field != nil {
			out = append(out, v)
		}
	}
	return out
}

func (d *derivation) inputsOf(subgraph int) []*wanted {
	var out []*wanted
	for _, way := range querygraph.EntriesOf(d.ways, subgraph) {
		if !way.Key.Empty() {
			out = append(out, d.in.collect(d.fieldSet(way.Key), d.typeName))
		}
	}
	return out
}

// solution answers the problem's set from the derivation, and keeps that for an explanation where one is wanted.
func (d *derivation) solution(most int) *solution {
	made := d.cheapest(most)
	if d.explain && made.lost <= most {
		d.tried = append(d.tried, made)
	}
	return made
}

// cheapest answers the problem's set from the derivation. A field may take its
// time as long as another takes longer: among the ways that do not deepen the
// whole, the one with the fewest fetches is taken. A solution that misses more
// than most leaves is of no interest and may be incomplete.
func (d *derivation) cheapest(most int) *solution {
	out := &solution{typeName: d.typeName}
	first := d.cover(d.set, forClient, most)
	out.missing, out.parts, out.again = first.missing, first.parts, first.again
	if out.settle(); out.lost > most || d.isMutation() {
		return out
	}
	if out.local() {
		return out
	}
	if d.soonest > 0 && d.soonest <= out.cost.depth {
		first, out = d.patient(first, out, most)
	}
	relaxed := &solution{typeName: d.typeName, missing: first.missing, parts: slices.Clone(first.parts), again: first.again}
	used := map[*view]bool{}
	for i, part := range first.parts {
		if first.shares(i) {
			used[part.view] = true
		}
	}
	changed := false
	for i, part := range first.parts {
		if !first.shares(i) && part.mayWait() {
			relaxed.parts[i] = d.relax(part, out.cost.depth, used)
			changed = changed || relaxed.parts[i].view != part.view
		}
	}
	if changed && relaxed.settle().cost.less(out.cost) {
		return relaxed
	}
	return out
}

// shares says whether a part is one of several that answer one field.
func (c coverage) shares(i int) bool {
	with := func(other int) bool {
		return other >= 0 && other < len(c.parts) && c.parts[other].field.sharedWith(c.parts[i].field)
	}
	return with(i-1) || with(i+1)
}

// patient asks fewer fields of several subgraphs: a hop that is saved by that is of no use where another field takes as long.
func (d *derivation) patient(first coverage, out *solution, most int) (coverage, *solution) {
	d.patience = out.cost.depth
	second := d.cover(d.set, forClient, most)
	d.patience = 0
	made := (&solution{typeName: d.typeName, missing: second.missing, parts: second.parts, again: second.again}).settle()
	if made.better(out) {
		return second, made
	}
	return first, out
}

// local says that nothing is asked for the solution beyond what is asked anyway: none of its fields could save a request.
func (s *solution) local() bool { return !slices.ContainsFunc(s.parts, part.mayWait) }

// mayWait says that requests are made for the field, or below it.
func (p part) mayWait() bool {
	return p.view.entry != nil || p.child != nil && p.child.cost.requests() > 0
}

// sharedWith says that two fields are shares of one.
func (f *field) sharedWith(other *field) bool {
	return f.same(other) && equalConditions(f.conditions, other.conditions)
}

// same says that two fields are one, under whatever conditions.
func (f *field) same(other *field) bool {
	return f.key == other.key && f.name == other.name && f.argsText == other.argsText
}

func (d *derivation) relax(p part, depth int, used map[*view]bool) part {
	best := option{p.view, p.in, p.child}
	lost := best.lost()
	fetches := func(o option) int {
		n := o.cost().requests()
		if o.view.entry != nil && !used[o.view] {
			n++
		}
		return n
	}
	options := d.options(p.field, forClient, d.local)
	for _, o := range options {
		if o.lost() == lost && lost == 0 && o.ready() <= depth && fetches(o) < fetches(best) {
			best = o
		}
	}
	used[best.view] = true
	return part{field: p.field, view: best.view, in: best.in, child: best.child, others: d.others(options, best)}
}
