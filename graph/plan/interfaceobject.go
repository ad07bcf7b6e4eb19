package plan

import (
	"slices"

	"github.com/weftgraphql/weft/graph/operation"
	"github.com/weftgraphql/weft/graph/querygraph"
)

// interfaceObject solves for objects that a subgraph brought as an interface
// object: it does not know what they are. What is wanted of the interface itself
// is answered without knowing; what depends on the type waits until a subgraph
// that defines the interface has said what it is.
func (s *solver) interfaceObject(src source, typeName string, set *wanted, local bool) *solution {
	always, depending := s.splitByContext(typeName, set)
	if local {
		plain := s.object(typeName, []source{src}, always, true)
		return (&solution{typeName: typeName, parts: plain.parts, missing: s.in.union(plain.missing, depending)}).settle()
	}
	if depending.empty() {
		plain := s.object(typeName, []source{src}, always, false)
		if plain.lost == 0 {
			return plain
		}
		typed := s.typedObject(src, typeName, always, plain.missing)
		if typed.better(plain) {
			return typed
		}
		return plain
	}
	return s.typedObject(src, typeName, always, depending)
}

// typedObject solves `always` on the interface, and per runtime type what
// depends on it and what the interface alone could not answer, trying each
// subgraph that can say the type.
func (s *solver) typedObject(src source, typeName string, always, depending *wanted) *solution {
	if !hasTypename(always) {
		always = s.in.union(always, s.in.set([]item{{field: &field{name: typename, key: wish}}}))
	}
	var best *solution
	whole := s.newProblem(typeName, []source{src}, always)
	now, apart := whole.inParts()
	later := whole.solveLater(now, apart, nil)
	for subgraph := range s.graph.Subgraphs() {
		if s.graph.Shape(typeName, subgraph) != querygraph.Abstract || len(s.graph.Entries(typeName, subgraph)) == 0 {
			continue
		}
		p := now.of(now.set)
		p.typedBy = subgraph
		base := p.solve()
		later := slices.Concat(p.solveAgain(base), later)
		base.missing = p.missingOf(base, later)
		made := s.variantsOf(base, whole.sources[0], always, depending)
		if made.add(later); made.better(best) {
			best = made
		}
	}
	if best == nil {
		plain := s.object(typeName, []source{src}, always, false)
		best = &solution{typeName: typeName, parts: plain.parts, missing: s.in.union(plain.missing, depending)}
		best.settle()
	}
	return best
}

// deferred says that all that is demanded is.
func (d demand) deferred() bool {
	return !d.always && len(d.any) > 0 &&
		!slices.ContainsFunc(d.any, func(conditions []operation.Condition) bool { return innermost(conditions) == 0 })
}

// onlyPart is the deferred part that alone demands something, 0 when others do too.
func (d demand) onlyPart() int {
	if d.always || len(d.any) == 0 {
		return 0
	}
	part := innermost(d.any[0])
	if slices.ContainsFunc(d.any, func(conditions []operation.Condition) bool { return innermost(conditions) != part }) {
		return 0
	}
	return part
}

// variantsOf adds to a solution on the interface the solutions for each type
// that its typing view can say.
func (s *solver) variantsOf(base *solution, given *view, always, depending *wanted) *solution {
	out := &solution{typeName: base.typeName, parts: base.parts}
	for _, part := range base.parts {
		if part.field.name == typename {
			out.typed = part.view
		}
	}
	if out.typed == nil {
		out.missing = s.in.union(base.missing, depending)
		return out.settle()
	}
	depending = s.in.union(depending, base.missing)
	out.typedFor.addAll(depending, nil)
	for _, it := range always.items {
		if it.field.key == wish && len(it.field.conditions) > 0 {
			out.typedFor.add(it.field.conditions) // see standing.deferred
		}
	}
	answered := s.without(always, base.missing)
	var missing []item
	for _, name := range s.graph.RuntimeTypes(base.typeName, out.typed.subgraph) {
		flat := s.minus(s.in.collect(depending, name), answered)
		if flat.empty() {
			continue
		}
		sources := []source{
			{subgraph: out.typed.subgraph, as: name, level: out.typed.level, env: given.env, part: out.typedFor.onlyPart()},
			{subgraph: given.subgraph, as: given.as, provides: given.provides, level: out.typed.level, keysOnly: true, env: given.env},
		}
		below := s.object(name, sources, flat, false)
		out.variants = append(out.variants, variant{typeName: name, solution: below, sources: []*view{out.typed, given}})
		if !below.missing.empty() {
			missing = append(missing, item{on: name, sub: below.missing})
		}
	}
	out.missing = s.setOrNil(missing)
	return out.settle()
}

// splitByType parts a set into the fields wanted whatever the object's type is,
// and the fragments that depend on it. Asking for __typename depends on it too.
func (s *solver) splitByType(set *wanted, typeName string) (always, depending *wanted) {
	var open []item
	always = s.in.collect(set, typeName)
	var walk func(set *wanted, conditions []operation.Condition)
	walk = func(set *wanted, conditions []operation.Condition) {
		for _, it := range set.items {
			switch {
			case it.field != nil || it.sub == nil:
			case it.on == "" || s.graph.Applies(it.on, typeName):
				walk(it.sub, bothConditions(conditions, it.conditions))
			case s.graph.Overlaps(it.on, typeName):
				open = append(open, item{on: it.on, conditions: bothConditions(conditions, it.conditions), sub: it.sub})
			}
		}
	}
	walk(set, nil)
	depending = s.setOrNil(open)
	if hasTypename(always) && depending.empty() {
		// The type is wanted for itself: the set says so, and needs no variants.
		for _, it := range always.items {
			if it.field.name == typename {
				wantsType := s.in.set([]item{{field: &field{name: typename, key: wish, conditions: it.field.conditions}}})
				open = append(open, item{on: typeName, sub: wantsType})
			}
		}
		depending = s.in.set(open)
	}
	return always, depending
}

// splitByContext is splitByType, and moves over the fields below which a context is read that an object sets or not, or with
// another value, by its type.
func (s *solver) splitByContext(typeName string, set *wanted) (always, depending *wanted) {
	always, depending = s.splitByType(set, typeName)
	if s.contexts == nil || always.empty() {
		return always, depending
	}
	var plain, decided []item
	for _, it := range always.items {
		if !s.typeDecides(typeName, it) {
			plain = append(plain, it)
			continue
		}
		f := *it.field
		f.anyType = true
		decided = append(decided, item{field: &f})
	}
	if len(decided) == 0 {
		return always, depending
	}
	moved := s.in.set([]item{{on: typeName, sub: s.in.set(decided)}})
	return s.in.set(plain), s.in.union(moved, depending)
}

// addAll adds the conditions under which anything of a set is wanted.
func (d *demand) addAll(set *wanted, outer []operation.Condition) {
	if set == nil {
		return
	}
	for _, it := range set.items {
		if it.field != nil {
			d.add(bothConditions(outer, it.field.conditions))
			continue
		}
		d.addAll(it.sub, bothConditions(outer, it.conditions))
	}
}

func hasTypename(set *wanted) bool {
	if set == nil {
		return false
	}
	for _, it := range set.items {
		if it.field != nil && it.field.name == typename {
			return true
		}
	}
	return false
}

// without is the flat set less the fields that are named at the top of another.
func (s *solver) without(set, other *wanted) *wanted {
	if set.empty() || other.empty() {
		return set
	}
	var kept []item
	for _, it := range set.items {
		found := false
		for _, o := range other.items {
			found = found || o.field != nil && o.field.key == it.field.key && o.field.name == it.field.name && o.field.argsText == it.field.argsText
		}
		if !found {
			kept = append(kept, it)
		}
	}
	return s.in.set(kept)
}

// minus is a flat set less the fields that another wants just so.
func (s *solver) minus(set, other *wanted) *wanted {
	if set.empty() {
		return set
	}
	var kept []item
	for _, it := range set.items {
		found := false
		if other != nil {
			for _, o := range other.items {
				same := o.field.key == it.field.key && o.field.name == it.field.name && o.field.argsText == it.field.argsText && o.field.sub == it.field.sub
				found = found || same && (len(o.field.conditions) == 0 || equalConditions(o.field.conditions, it.field.conditions))
			}
		}
		if !found && it.field.name != typename {
			kept = append(kept, it)
		}
	}
	if len(kept) == 0 {
		return nil
	}
	return s.in.set(kept)
}

func equalConditions(a, b []operation.Condition) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}
