package plan

import (
	"fmt"
	"slices"

	"github.com/weftgraphql/weft/graph/operation"
)

// What is deferred is not to be waited for by what comes before. So the fields of an object that belong to a deferred part are solved
// apart, as a problem of their own: what brought the object gives them its key, by which even its own subgraph is entered once more.
// What no key leads back to is asked of what brought the object, and comes with it.
// What is deferred below a field makes the field one that the part wants again (see interner.again): always where the objects below have no key,
// and else where several subgraphs answer it, or where what comes first would wait for it.

// comesAnyway is what the request that brought an object is asked for anyway, from the point of view of a deferred part.
type comesAnyway struct {
	in *interner
	// inputs are fields of keys, which cost nothing worth a request, and what requests of earlier parts take. asked are the
	// client's fields of earlier parts.
	inputs, asked []item
}

// has says whether a field comes with the object. What the client wants is in no earlier part (see collector.fold), unless
// under another key.
func (c *comesAnyway) has(f *field, why purpose) bool {
	if f.name == typename || c.in.within(c.inputs, f, nil) {
		return true
	}
	return why == forInputs && c.in.within(c.asked, f, f.conditions)
}

// within says whether a field, and all that is wanted below it, is among some items whenever the conditions hold. What it would be hard to tell of is not.
func (in *interner) within(items []item, f *field, conditions []operation.Condition) bool {
	in.budget.spend(1)
	return slices.ContainsFunc(items, func(it item) bool {
		if it.field == nil || it.field.name != f.name || it.field.argsText != f.argsText || !implies(conditions, it.field.conditions) {
			return false
		}
		if f.sub == nil || f.sub == it.field.sub {
			return true
		}
		return it.field.sub != nil && !slices.ContainsFunc(f.sub.items, func(below item) bool {
			return below.field == nil || below.field.name != typename && !in.within(it.field.sub.items, below.field, conditions)
		})
	})
}

// apartFields are the fields of objects that some deferred parts want and no earlier one.
type apartFields struct {
	parts []int
	items []item
	// context are fields that contexts are made from. They may be read by other parts' requests, and come with the object.
	context []item
}

// byPart parts fields into what the part wants that the objects stand in, and what is deferred from it. A field that
// several parts want is one request's.
func byPart(fields []item) (now []item, apart []*apartFields) {
	if len(fields) == 0 {
		return nil, nil
	}
	wanting := map[string][]int{}
	identity := func(f *field) string { return string(appendField(nil, f)) }
	for _, it := range fields {
		wanting[identity(it.field)] = append(wanting[identity(it.field)], innermost(it.field.conditions))
	}
	groups := map[string]*apartFields{}
	for _, it := range fields {
		alsoNow := slices.Contains(wanting[identity(it.field)], 0)
		if innermost(it.field.conditions) == 0 || it.field.name == typename || it.field.context && alsoNow {
			now = append(now, it)
			continue
		}
		parts := slices.Compact(slices.Sorted(slices.Values(wanting[identity(it.field)])))
		if alsoNow { // under a condition, so that it cannot be left to what comes first
			parts = parts[1:]
		}
		id := fmt.Sprint(parts)
		if groups[id] == nil {
			groups[id] = &apartFields{parts: parts}
			apart = append(apart, groups[id])
		}
		if g := groups[id]; it.field.context {
			g.context = append(g.context, it)
		} else {
			g.items = append(g.items, it)
		}
	}
	return now, apart
}

// solveInParts solves a problem, what is deferred apart from the rest.
func (p *problem) solveInParts() *solution {
	now, apart := p.inParts()
	out := now.solve()
	later := slices.Concat(p.solveAgain(out), p.solveLater(now, apart, out))
	out.missing = p.missingOf(out, later)
	out.add(later)
	return out
}

// solveAgain solves what deferred parts want more of the fields of a solution.
func (p *problem) solveAgain(s *solution) (later []*solution) {
	_, again := byPart(s.again)
	for _, g := range again {
		more := p.more(s, slices.Concat(g.items, g.context))
		made := more.solve()
		later = append(append(later, made), more.solveAgain(made)...)
	}
	return later
}

// more is the problem of what is wanted more of a solution's fields: what brings them is a source, too.
func (p *problem) more(s *solution, fields []item) *problem {
	more := p.of(p.in.set(fields))
	more.sources = slices.Clip(more.sources)
	for _, known := range s.parts {
		brings := func(it item) bool { return it.field.same(known.field) }
		if known.view.entry != nil && slices.ContainsFunc(fields, brings) && !slices.Contains(more.sources, known.view) {
			more.sources = append(more.sources, known.view)
		}
	}
	return more
}

// missingOf is what is missing in a solution and in those of what is deferred.
func (p *problem) missingOf(s *solution, later []*solution) *wanted {
	missing := s.missing
	for _, l := range later {
		missing = p.in.union(missing, l.missing)
	}
	return missing
}

// inParts is the problem less what is deferred, and that.
func (p *problem) inParts() (now *problem, later []*apartFields) {
	if len(p.in.defers) == 0 || p.isMutation() || p.set.empty() {
		return p, nil
	}
	items, apart := byPart(p.in.lifted(p.set, p.typeName).items)
	if len(apart) == 0 {
		return p, nil
	}
	for _, g := range apart {
		if len(p.sources) > 0 && slices.Equal(g.parts, []int{p.sources[0].part}) {
			// What brought the object is made for this part only.
			items = append(items, g.items...)
			items = append(items, g.context...)
			continue
		}
		later = append(later, g)
	}
	return p.of(p.in.set(items)), later
}

// solveLater solves what is deferred from a problem, whose own solution is given where it is known.
func (p *problem) solveLater(now *problem, apart []*apartFields, solved *solution) (later []*solution) {
	if len(apart) == 0 {
		return nil
	}
	anyway := &comesAnyway{in: p.in}
	if !now.set.empty() {
		anyway.asked = now.set.items
	}
	for _, ways := range p.graph.Ways(p.typeName) {
		for _, way := range ways.Entries {
			if !way.Key.Empty() {
				anyway.inputs = append(anyway.inputs, p.in.collect(p.fieldSet(way.Key), p.typeName).items...)
			}
		}
	}
	if solved != nil {
		anyway.addInputs(solved.parts, false, map[*view]bool{})
	}
	for _, g := range apart {
		later = append(later, p.solveApart(g, anyway)...)
	}
	return later
}

// addInputs adds what the entries that some fields are asked through take of what brought the object, unless that is under conditions.
func (c *comesAnyway) addInputs(parts []part, inputs bool, seen map[*view]bool) {
	for _, p := range parts {
		switch {
		case !inputs && len(p.field.conditions) > 0:
		case p.view.entry == nil:
			if inputs {
				c.inputs = append(c.inputs, item{field: p.field})
			}
		case !seen[p.view]:
			seen[p.view] = true
			c.addInputs(p.view.entry.key.parts, true, seen)
			c.addInputs(p.view.entry.inputs.parts, true, seen)
		}
	}
}

// of is the problem of another set of the same objects.
func (p *problem) of(set *wanted) *problem {
	own := *p
	own.set, own.tried, own.needs, own.ways = set, nil, nil, nil
	return &own
}

// solveApart solves what some deferred parts want: what a key leads to, and the rest.
func (p *problem) solveApart(g *apartFields, anyway *comesAnyway) []*solution {
	stays := g.context
	var out []*solution
	if len(g.items) > 0 {
		made := p.apart(g.items, anyway).solve()
		if !made.missing.empty() {
			apart, rest := p.reached(g.items, made.missing)
			stays = append(slices.Clip(rest), stays...)
			made = nil
			if len(apart) > 0 {
				made = p.apart(apart, anyway).solve()
			}
		}
		if made != nil {
			out = append(out, made)
			_, again := byPart(made.again)
			for _, more := range again {
				out = append(out, p.more(made, more.items).solveApart(more, anyway)...)
			}
		}
	}
	if len(stays) > 0 {
		made := p.of(p.in.set(stays)).solve()
		out = append(append(out, made), p.solveAgain(made)...)
	}
	return out
}

// apart is the problem of fields that are not to be asked of what brought the objects.
func (p *problem) apart(items []item, anyway *comesAnyway) *problem {
	made := p.of(p.in.set(items))
	made.sources = make([]*view, len(p.sources))
	for i, v := range p.sources {
		if v.entry == nil {
			own := *v
			own.apart = anyway
			v = &own
		}
		made.sources[i] = v
	}
	return made
}

// mayLose says whether fields that an object has might not be found again by a key: what brought the object says that a field of the key can be null.
func (p *problem) mayLose(key []part) bool {
	return len(p.sources) > 0 && p.sources[0].apart != nil &&
		slices.ContainsFunc(key, func(k part) bool { return k.view.entry == nil && !k.neverNull() })
}

// neverNull says that neither a field nor what is wanted below it can be null.
func (p part) neverNull() bool {
	return p.in == nil || p.in.Type.NonNull && (p.child == nil || p.child.neverNull())
}

func (s *solution) neverNull() bool {
	return !slices.ContainsFunc(s.parts, func(p part) bool { return !p.neverNull() }) &&
		!slices.ContainsFunc(s.variants, func(v variant) bool { return !v.solution.neverNull() })
}

// reached parts fields into those that nothing is missing of and the others.
func (p *problem) reached(items []item, missing *wanted) (all, rest []item) {
	for _, it := range items {
		if slices.ContainsFunc(missing.items, func(m item) bool { return m.field.sharedWith(it.field) }) {
			rest = append(rest, it)
		} else {
			all = append(all, it)
		}
	}
	return all, rest
}

// add adds what is deferred to a solution, whose missing has what is missing there already.
func (s *solution) add(later []*solution) {
	if len(later) == 0 {
		return
	}
	for _, l := range later {
		s.parts = append(slices.Clip(s.parts), l.parts...)
		s.addDeferred(l)
		for _, t := range l.trials {
			t.deferred = true
			s.trials = append(s.trials, t)
		}
	}
	s.lost = leaves(s.missing)
	s.countFetches()
}
