package plan

import (
	"slices"

	"github.com/weftgraphql/weft/graph/operation"
	"github.com/weftgraphql/weft/graph/querygraph"
)

// rootSteps parts the root fields of a mutation into sets that are answered one after the other, each by one execution of one field.
//
// All occurrences of a response key are one execution, in the place of the first whose conditions hold. Occurrences
// with nothing in between are one set. Where other fields stand in between, the place depends on the variables: then
// each place has a set of all occurrences, under the conditions that make it the first.
func (s *solver) rootSteps(set *wanted, root string) []*wanted {
	groups := runsOfKey(set.items)
	var out []*wanted
	for i, group := range groups {
		var all []item
		first := [][]operation.Condition{nil} // in each of these no group before this one counts
		alone := true
		for j, other := range groups {
			if other[0].field.key != group[0].field.key {
				continue
			}
			all = append(all, other...)
			alone = alone && i == j
			for _, it := range other {
				if j < i {
					first = s.excluding(first, it.field.conditions)
				}
			}
		}
		if !alone {
			all = s.under(s.requiring(first, group), all)
		}
		if len(all) > 0 {
			out = append(out, s.in.collect(s.in.set(all), root))
		}
	}
	return out
}

// runsOfKey groups items that follow one another under one response key.
func runsOfKey(items []item) [][]item {
	var out [][]item
	for _, it := range items {
		if last := len(out) - 1; last >= 0 && out[last][0].field.key == it.field.key {
			out[last] = append(out[last], it)
			continue
		}
		out = append(out, []item{it})
	}
	return out
}

// under puts each item under each of the conjunctions that it doesn't contradict.
func (s *solver) under(cases [][]operation.Condition, items []item) []item {
	var out []item
	for _, conditions := range cases {
		for _, it := range items {
			both := bothConditions(conditions, it.field.conditions)
			if contradict(both) {
				continue
			}
			s.budget.spend(1)
			f := *it.field
			f.conditions = both
			out = append(out, item{field: &f})
		}
	}
	return out
}

// excluding is the disjunction, less the cases in which a conjunction holds.
func (s *solver) excluding(cases [][]operation.Condition, conjunction []operation.Condition) [][]operation.Condition {
	var out [][]operation.Condition
	for _, conditions := range cases {
		for _, c := range conjunction {
			out = s.addTo(out, bothConditions(conditions, []operation.Condition{{Variable: c.Variable, Skip: !c.Skip}}))
		}
	}
	return out
}

// requiring is the disjunction, less the cases in which none of the items' conditions hold.
func (s *solver) requiring(cases [][]operation.Condition, items []item) [][]operation.Condition {
	var out [][]operation.Condition
	for _, conditions := range cases {
		for _, it := range items {
			out = s.addTo(out, bothConditions(conditions, it.field.conditions))
		}
	}
	return out
}

// addTo adds a conjunction to a disjunction, unless it cannot hold or another says as much with less.
func (s *solver) addTo(cases [][]operation.Condition, conjunction []operation.Condition) [][]operation.Condition {
	s.budget.spend(1 + len(cases))
	if contradict(conjunction) || slices.ContainsFunc(cases, func(known []operation.Condition) bool { return implies(conjunction, known) }) {
		return cases
	}
	return append(slices.DeleteFunc(cases, func(known []operation.Condition) bool { return implies(known, conjunction) }), conjunction)
}

// implies says whether one conjunction has all conditions of another.
func implies(conjunction, other []operation.Condition) bool {
	for _, c := range other {
		if !slices.Contains(conjunction, c) {
			return false
		}
	}
	return true
}

// contradict says whether conditions cannot hold together.
func contradict(conditions []operation.Condition) bool {
	return slices.ContainsFunc(conditions, func(c operation.Condition) bool {
		return slices.Contains(conditions, operation.Condition{Variable: c.Variable, Skip: !c.Skip})
	})
}

// stepsWithContexts are the steps of a mutation, after those for what its root has to give to contexts. Of that, each field is
// carried out once, before all that the client asks for.
func (s *solver) stepsWithContexts(set *wanted, root string) []*wanted {
	steps := s.rootSteps(set, root)
	if s.contexts == nil {
		return steps
	}
	var before []*wanted
	var names []item
	var meanings []string
	byMeaning := map[string][]item{}
	for _, it := range s.gatherReads(set, root).inputs {
		f := *it.field
		f.conditions = withoutDefers(f.conditions)
		if f.name == typename {
			names = append(names, item{field: &f})
			continue
		}
		meaning := f.name + f.argsText
		if byMeaning[meaning] == nil {
			meanings = append(meanings, meaning)
		}
		byMeaning[meaning] = append(byMeaning[meaning], item{field: &f})
	}
	for _, meaning := range meanings {
		before = append(before, s.in.collect(s.in.set(byMeaning[meaning]), root))
	}
	if len(names) > 0 { // which every request says
		for i := range steps {
			steps[i] = s.in.set(append(slices.Clone(steps[i].items), names...))
		}
	}
	return append(before, steps...)
}

// single solves one root field, of one or more occurrences, that must be asked of exactly one subgraph: a
// mutation is never sent twice.
func (s *solver) single(root string, set *wanted) *solution {
	var best *solution
	for subgraph := range s.graph.Subgraphs() {
		in := s.ownField(root, set.items[0].field.name, subgraph)
		if in == nil || takesInputs(in) {
			continue
		}
		v := &view{source: source{subgraph: subgraph, as: root, level: 1}, entry: &entry{way: querygraph.Entry{Subgraph: subgraph, As: root}}}
		made := &solution{typeName: root}
		var missing []item
		for _, it := range set.items {
			s.budget.spend(1)
			if it.field.name == typename {
				made.parts = append(made.parts, part{field: it.field, view: v})
				continue
			}
			p := part{field: it.field, view: v, in: in, child: s.below(root, v, it.field, in, nil, false)}
			made.parts = append(made.parts, p)
			if p.child != nil && !p.child.missing.empty() {
				share := *it.field
				share.sub = p.child.missing
				missing = append(missing, item{field: &share})
			}
		}
		made.missing = s.setOrNil(missing)
		if made.settle(); made.better(best) {
			best = made
		}
	}
	if best == nil {
		best = (&solution{typeName: root, missing: set}).settle()
	}
	return best
}
