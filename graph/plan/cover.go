package plan

import (
	"slices"

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
	c := o.child.cost.after(o.view.level)
	c.weight++
	return c
}

// purpose is what a field is wanted for.
type purpose int

const (
	forClient purpose = iota
	// forKey: for a representation's key; forInputs: for what it holds because of @requires.
	forKey
	forInputs
)

// gives says whether a view may be asked for a field that it resolves.
func (v *view) gives(f *field, why purpose) bool {
	switch {
	case why == forKey:
		return true
	case v.apart != nil:
		return v.apart.has(f, why)
	}
	return !v.keysOnly || why == forInputs || f.anyType
}

// full says whether a view may be asked for anything that it resolves.
func (v *view) full() bool { return !v.keysOnly && v.apart == nil }

// cover answers a flat set of fields from the views there are, which may depend on what for.
// It is given up, with what is missing so far, when more than most leaves are.
func (d *derivation) cover(set *wanted, why purpose, most int) coverage {
	if d.isMutation() {
		return d.coverOnce(set)
	}
	out := coverage{ready: d.base}
	var missing []item
	out.parts = make([]part, 0, len(set.items))
	for _, it := range set.items {
		before := len(out.parts)
		if lost := d.coverField(&out, it.field, why); lost != nil {
			missing = append(missing, item{field: lost})
			if out.lost += max(1, leaves(lost.sub)); out.lost > most {
				break
			}
			continue
		}
		for _, p := range out.parts[before:] {
			out.ready = max(out.ready, option{p.view, p.in, p.child}.ready())
		}
	}
	out.missing = d.setOrNil(missing)
	out.lost = leaves(out.missing)
	return out
}

// coverField adds to a coverage how one field is answered, through several views where none answers all
// that is wanted below it, or where that saves hops: then nothing is to wait for what is deferred below, for which the field is wanted
// again. What no view answers is returned as a field.
func (d *derivation) coverField(out *coverage, f *field, why purpose) (lost *field) {
	options := d.options(f, why, d.local)
	if len(options) == 0 {
		return f
	}
	o, whole := cheapestWhole(options)
	now, later := f, []item(nil)
	if !whole || o.view.entry != nil || o.cost().fetches > 0 {
		now, later = d.again(f)
	}
	if len(later) > 0 && (!whole || d.comesSooner(now, o, why)) {
		out.again = append(out.again, later...)
		return d.coverField(out, now, why)
	}
	if !whole {
		return out.add(f, d.split(f, options, why, d.local))
	}
	if c := o.cost(); c.fetches > 0 && len(options) > 1 && !d.local && mayAskTwice(o) && o.ready() > d.patience {
		shares := d.splitLocal(now, why)
		if shares.parts != nil && shares.rest.empty() && shares.cost.requestsFirst().less(c.requestsFirst()) {
			if shares.cost.depth < c.depth && (d.soonest == 0 || o.ready() < d.soonest) {
				d.soonest = o.ready()
			}
			out.again = append(out.again, later...)
			return out.add(f, shares)
		}
	}
	out.parts = append(out.parts, part{field: f, view: o.view, in: o.in, child: o.child, others: d.others(options, o)})
	return nil
}

// again is a field without what is deferred below it, and for that; what nothing may be entered for is not parted.
func (d *derivation) again(f *field) (now *field, later []item) {
	if d.local {
		return f, nil
	}
	return d.in.again(f, d.typeName, nil)
}

// cheapestWhole is the cheapest of the options that answer all that is wanted, if any does.
func cheapestWhole(options []option) (best option, ok bool) {
	for _, o := range options {
		if o.lost() == 0 && (!ok || o.cost().less(best.cost())) {
			best, ok = o, true
		}
	}
	return best, ok
}

// comesSooner says whether a field takes less than an option does that answers more.
func (d *derivation) comesSooner(f *field, than option, why purpose) bool {
	return slices.ContainsFunc(d.options(f, why, d.local), func(o option) bool {
		return o.lost() == 0 && o.cost().requestsFirst().less(than.cost().requestsFirst())
	})
}

// mayAskTwice says whether a field may be asked of several subgraphs only because
// it saves hops: not where lists would have to be joined by index though their elements have keys.
func mayAskTwice(o option) bool { return o.in.Type.Elem == nil }

// shares is how a field is answered through several views.
type shares struct {
	parts []part
	rest  *wanted // what remains below the field
	again []item  // what is deferred of that: the field is wanted again for it
	lost  int
	cost  cost
}

// add adds how a field is answered through several views, and returns it as far as it remains.
func (c *coverage) add(f *field, s shares) (lost *field) {
	if s.parts == nil {
		return f
	}
	c.parts, c.again = append(c.parts, s.parts...), append(c.again, s.again...)
	if s.rest.empty() {
		return nil
	}
	share := *f
	share.sub = s.rest
	return &share
}

// split answers a field by asking several views for it, each for a share of what
// is wanted below: where objects below have no key, this goes back up to the
// object above. Each view is tried as the first; the others follow greedily.
// local: each view's share is what it answers by itself.
func (d *derivation) split(f *field, options []option, why purpose, local bool) shares {
	var best shares
	for _, first := range options {
		if first.lost() == leaves(f.sub) && !f.sub.empty() {
			continue // answers nothing
		}
		made := shares{parts: []part{{field: f, view: first.view, in: first.in, child: first.child}}, cost: first.cost(), rest: first.child.missing}
		d.fill(&made, f, why, local)
		made.lost = leaves(made.rest)
		if best.parts == nil || made.lost < best.lost || made.lost == best.lost && made.cost.less(best.cost) {
			best = made
		}
	}
	return best
}

// fill adds shares for what remains, greedily, but for what is deferred.
func (d *derivation) fill(made *shares, f *field, why purpose, local bool) {
	rest := *f
	rest.sub = made.rest
	now, later := d.again(&rest)
	made.rest, made.again = now.sub, later
	for !made.rest.empty() {
		next, ok := d.bestFor(f, made.rest, why, local)
		if !ok {
			return
		}
		made.add(f, next)
	}
}

// splitLocal is a split into what the views answer by themselves, greedy from the first; one view answers what
// remains, however many requests it takes.
func (d *derivation) splitLocal(f *field, why purpose) shares {
	first, ok := d.bestFor(f, f.sub, why, true)
	if !ok {
		return shares{}
	}
	made := d.split(f, []option{first}, why, true)
	if made.parts != nil && !made.rest.empty() {
		if last, ok := d.bestFor(f, made.rest, why, false); ok {
			made.add(f, last)
		}
	}
	return made
}

func (s *shares) add(f *field, o option) {
	share := *f
	share.sub = s.rest
	s.parts = append(s.parts, part{field: &share, view: o.view, in: o.in, child: o.child})
	s.cost = s.cost.and(o.cost())
	s.rest = o.child.missing
}

// bestFor is the option that answers most of what is wanted below a field.
func (d *derivation) bestFor(f *field, rest *wanted, why purpose, local bool) (option, bool) {
	share := *f
	share.sub = rest
	var best option
	found := false
	for _, o := range d.options(&share, why, local) {
		if o.lost() >= leaves(rest) {
			continue
		}
		if !found || o.lost() < best.lost() || o.lost() == best.lost() && o.cost().less(best.cost()) {
			best, found = o, true
		}
	}
	return best, found
}

// options are the views that answer a field, and at what cost below. Those of a leaf hold until the next leaf's are asked for.
func (d *derivation) options(f *field, why purpose, local bool) []option {
	if f.name == typename {
		return d.typenameOptions()
	}
	if f.sub == nil {
		d.budget.spend(1)
		d.leaf = d.appendOptions(d.leaf[:0], f, why, local)
		return d.leaf
	}
	return d.appendOptions(make([]option, 0, len(d.views)), f, why, local)
}

func (d *derivation) appendOptions(out []option, f *field, why purpose, local bool) []option {
	each := 1
	if f.sub == nil {
		each = 0 // there is nothing below to be looked at
	}
	for _, v := range d.views {
		if !v.gives(f, why) {
			continue
		}
		in, provided := d.resolve(v, f.name)
		if in == nil || takesInputs(in) {
			continue // what takes inputs has an entry of its own
		}
		d.budget.spend(each)
		out = append(out, option{v, in, d.below(d.typeName, v, f, in, provided, local)})
	}
	for i, n := range d.needs {
		through := d.needed[i]
		if n.name != f.name || through == nil {
			continue
		}
		d.budget.spend(each)
		in := d.ownField(n.as, n.name, n.subgraph)
		out = append(out, option{through, in, d.below(d.typeName, through, f, in, nil, local)})
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
