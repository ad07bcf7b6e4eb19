package plan

import (
	"slices"

	"github.com/vektah/gqlparser/v2/ast"
)

const queryKind = ast.Query

// maxExact is up to how many candidate subgraphs all combinations are tried;
// beyond, superfluous ones are dropped one by one.
const maxExact = 5

// object solves a flat set of fields for objects of one type.
func (s *solver) object(typeName string, sources []source, set *wanted) *solution {
	return s.newProblem(typeName, sources, set).solve()
}

// solve chooses which subgraphs to enter, so that everything that can be
// answered is, at least cost.
func (p *problem) solve() *solution {
	local := p.derive(nil).solution()
	if local.lost == 0 && local.cost.fetches == 0 {
		return local
	}
	p.prepare()
	all := make([]bool, p.graph.Subgraphs())
	for i := range all {
		all[i] = len(p.ways[i]) > 0
	}
	full := p.derive(all)
	best := full.solution()
	candidates := full.relevant()
	if local.better(best) {
		best = local
	}
	if len(candidates) <= maxExact {
		return p.tryAll(candidates, best)
	}
	return p.dropSuperfluous(candidates, best)
}

func (p *problem) tryAll(candidates []int, best *solution) *solution {
	for combination := range 1 << len(candidates) {
		allowed := make([]bool, p.graph.Subgraphs())
		for i, subgraph := range candidates {
			allowed[subgraph] = combination&(1<<i) != 0
		}
		if made := p.derive(allowed).solution(); made.better(best) {
			best = made
		}
	}
	return best
}

// dropSuperfluous starts from all candidates and leaves out one after the
// other where that is not worse.
func (p *problem) dropSuperfluous(candidates []int, best *solution) *solution {
	allowed := make([]bool, p.graph.Subgraphs())
	for _, subgraph := range candidates {
		allowed[subgraph] = true
	}
	for _, subgraph := range slices.Backward(candidates) {
		allowed[subgraph] = false
		made := p.derive(allowed).solution()
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
	in := map[int]bool{}
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
			for _, n := range d.needs {
				if n.name == it.field.name && d.needed[n.id()] != nil {
					in[n.subgraph] = true
					queue = append(queue, d.in.collect(d.fieldSet(n.requires), d.typeName))
					queue = append(queue, d.inputsOf(n.subgraph)...)
				}
			}
		}
	}
	var out []int
	for i := range d.ways {
		if in[i] && len(d.ways[i]) > 0 && !d.isSource(i) {
			out = append(out, i)
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
	for _, way := range d.ways[subgraph] {
		if !way.Key.Empty() {
			out = append(out, d.in.collect(d.fieldSet(way.Key), d.typeName))
		}
	}
	return out
}

// solution answers the problem's set from the derivation. A field may take its
// time as long as another takes longer: among the ways that do not deepen the
// whole, the one with the fewest fetches is taken.
func (d *derivation) solution() *solution {
	out := &solution{typeName: d.typeName}
	first := d.cover(d.set, false)
	out.missing, out.parts = first.missing, first.parts
	out.settle()
	relaxed := &solution{typeName: d.typeName, missing: first.missing}
	used := map[*view]bool{}
	for _, part := range first.parts {
		relaxed.parts = append(relaxed.parts, d.relax(part, out.cost.depth, used))
	}
	if relaxed.settle(); relaxed.cost.less(out.cost) {
		return relaxed
	}
	return out
}

func (d *derivation) relax(p part, depth int, used map[*view]bool) part {
	best := option{p.view, p.in, p.child}
	lost := best.lost()
	fetches := func(o option) int {
		n := o.cost().fetches
		if o.view.entry != nil && !used[o.view] {
			n++
		}
		return n
	}
	for _, o := range d.options(p.field, false) {
		if o.lost() == lost && lost == 0 && o.ready() <= depth && fetches(o) < fetches(best) {
			best = o
		}
	}
	used[best.view] = true
	return part{p.field, best.view, best.in, best.child}
}
