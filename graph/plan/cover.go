package plan

import (
	"github.com/weftgraphql/weft/graph/querygraph"
	"github.com/weftgraphql/weft/graph/supergraph"
)

// option is one way to answer a field.
type option struct {
	view  *view
	in    *supergraph.FieldIn
	child *solution
}

func (o option) ready() int {
	if o.child == nil {
		return o.view.level
	}
	return o.view.level + o.child.cost.depth
}

func (o option) lost() int {
	if o.child == nil {
		return 0
	}
	return o.child.lost
}

func (o option) cost() cost {
	if o.child == nil {
		return cost{depth: o.view.level, weight: 1}
	}
	c := o.child.cost
	return cost{o.view.level + c.depth, c.fetches, c.weight + 1}
}

// cover answers a flat set of fields from the views there are. inputs says
// that it is for a key or @requires, for which views that only give keys count.
func (d *derivation) cover(set *wanted, inputs bool) coverage {
	out := coverage{ready: d.base}
	var missing []item
	for _, it := range set.items {
		parts, lost := d.coverField(it.field, inputs)
		out.parts = append(out.parts, parts...)
		if lost != nil {
			missing = append(missing, item{field: lost})
			continue
		}
		for _, p := range parts {
			out.ready = max(out.ready, option{p.view, p.in, p.child}.ready())
		}
	}
	out.missing = d.setOrNil(missing)
	out.lost = leaves(out.missing)
	return out
}

// coverField answers one field, through several views where none answers all
// that is wanted below it. What no view answers is returned as a field.
func (d *derivation) coverField(f *field, inputs bool) ([]part, *field) {
	options := d.options(f, inputs)
	if len(options) == 0 {
		return nil, f
	}
	best := -1
	for i, o := range options {
		if o.lost() == 0 && (best < 0 || o.cost().less(options[best].cost())) {
			best = i
		}
	}
	if best >= 0 {
		o := options[best]
		return []part{{f, o.view, o.in, o.child}}, nil
	}
	return d.split(f, options, inputs)
}

// split answers a field by asking several views for it, each for a share of what
// is wanted below: where objects below have no key, this goes back up to the
// object above. Each view is tried as the first; the others follow greedily.
func (d *derivation) split(f *field, options []option, inputs bool) ([]part, *field) {
	var best []part
	var bestRest *wanted
	bestLost := -1
	var bestCost cost
	for _, first := range options {
		if first.lost() == leaves(f.sub) {
			continue // answers nothing
		}
		parts := []part{{f, first.view, first.in, first.child}}
		total := first.cost()
		rest := first.child.missing
		for !rest.empty() {
			next, ok := d.bestFor(f, rest, inputs)
			if !ok {
				break
			}
			share := *f
			share.sub = rest
			parts = append(parts, part{&share, next.view, next.in, next.child})
			c := next.cost()
			total = cost{max(total.depth, c.depth), total.fetches + c.fetches, total.weight + c.weight}
			rest = next.child.missing
		}
		lost := leaves(rest)
		if bestLost < 0 || lost < bestLost || lost == bestLost && total.less(bestCost) {
			best, bestRest, bestLost, bestCost = parts, rest, lost, total
		}
	}
	switch {
	case bestLost < 0:
		return nil, f
	case bestRest.empty():
		return best, nil
	}
	share := *f
	share.sub = bestRest
	return best, &share
}

// bestFor is the option that answers most of what is wanted below a field.
func (d *derivation) bestFor(f *field, rest *wanted, inputs bool) (option, bool) {
	share := *f
	share.sub = rest
	var best option
	found := false
	for _, o := range d.options(&share, inputs) {
		if o.lost() >= leaves(rest) {
			continue
		}
		if !found || o.lost() < best.lost() || o.lost() == best.lost() && o.cost().less(best.cost()) {
			best, found = o, true
		}
	}
	return best, found
}

// options are the views that answer a field, and at what cost below.
func (d *derivation) options(f *field, inputs bool) []option {
	if f.name == typename {
		return d.typenameOptions()
	}
	var out []option
	for _, v := range d.views {
		if v.keysOnly && !inputs {
			continue
		}
		in, provided := d.resolve(v, f.name)
		if in == nil {
			continue
		}
		d.budget.spend(1)
		through := v
		if !in.Requires.Empty() {
			continue // through an entry of its own, below
		}
		out = append(out, option{through, in, d.below(through, f, in, provided)})
	}
	for _, n := range d.needs {
		through := d.needed[n.id()]
		if n.name != f.name || through == nil {
			continue
		}
		d.budget.spend(1)
		in := d.ownField(n.as, n.name, n.subgraph)
		out = append(out, option{through, in, d.below(through, f, in, nil)})
	}
	return out
}

// typenameOptions are the views that say what an object is.
func (d *derivation) typenameOptions() []option {
	var out []option
	for _, v := range d.views {
		if v.keysOnly || d.graph.Shape(v.as, v.subgraph) == querygraph.InterfaceObject && v.as == d.typeName {
			continue
		}
		if d.typedBy >= 0 && v.subgraph != d.typedBy {
			continue
		}
		out = append(out, option{view: v})
	}
	return out
}
