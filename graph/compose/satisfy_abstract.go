package compose

import (
	"slices"

	"github.com/vektah/gqlparser/v2/ast"
)

// abstract goes on from a field of an abstract type, to each object type that its values can have. The ways that come to the same
// places go on the same: as many types as implement an interface may have a field of it, and only the first of them takes it apart.
func (s *search) abstract(n *node, f *ast.FieldDefinition, target *ast.Definition, next places, contexts string) {
	if !s.sameRuntimeTypes(n, f, next) {
		return
	}
	below := &node{typ: target.Name, at: next, contexts: contexts, parent: n, step: f.Name}
	bare, named := s.bare(next)
	s.enterLeft(below, bare, named)
	if id := s.id(target.Name, next) + contexts; len(named) > 0 && !s.entered[id] {
		s.entered[id] = true
		s.enterTypes(below, next, slices.DeleteFunc(named, func(name string) bool { return !s.isCommon(target.Name, name, next) }))
	}
}

// enterLeft goes on to the object types that no way to the same places has gone on to, but for those that the way goes on to on its own.
func (s *search) enterLeft(below *node, at places, own []string) {
	id := s.id(below.typ, at) + below.contexts
	left, entered := s.left[id]
	if !entered {
		left = s.common(below.typ, at)
	}
	var now, later []string
	for _, name := range left {
		if _, found := slices.BinarySearch(own, name); found {
			later = append(later, name)
		} else {
			now = append(now, name)
		}
	}
	s.left[id] = later
	s.enterTypes(below, at, now)
}

func (s *search) enterTypes(below *node, at places, names []string) {
	if len(names) == 0 {
		return
	}
	all := s.enterable(below.typ, at)
	for _, name := range names {
		child := &node{typ: name, contexts: below.contexts, parent: below, step: "... on " + name}
		if child.at = s.branch(name, all).at; len(child.at) == 0 {
			s.unknownImplementation(child, below.typ)
			continue
		}
		s.push(child)
	}
}

// bare takes off the places what is provided there for some object types only, and names those: for all others it makes no difference.
// Where more than that is provided, it stays.
func (s *solver) bare(at places) (places, []string) {
	var named []string
	for _, p := range at {
		for _, sel := range s.selections(p.provided) {
			def := s.m.types[sel.on]
			if !sel.fragment || def == nil || def.Kind != ast.Object || p.t.Kind == ast.Object {
				return at, nil
			}
			named = append(named, sel.on)
		}
	}
	if len(named) == 0 {
		return at, nil
	}
	slices.Sort(named)
	return withoutProvided(at), slices.Compact(named)
}

func withoutProvided(at places) places {
	out := slices.Clone(at)
	for i := range out {
		out[i].provided = ""
	}
	return out
}

// common lists the object types that a field of an abstract type can return wherever it is asked, sorted.
func (s *search) common(typ string, at places) []string {
	names := s.m.implementing(typ)
	told := false
	for _, p := range at {
		if p.sg.isInterfaceObject(p.t) {
			continue
		}
		if fewer := s.possibleNames(p); !told || len(fewer) < len(names) {
			names, told = fewer, true
		}
	}
	return slices.DeleteFunc(slices.Clone(names), func(name string) bool { return !s.isCommon(typ, name, at) })
}

// isCommon says whether clients see the object type, and it can be returned wherever it is asked. One that a subgraph never
// returns cannot be relied on, and is not asked for.
func (s *search) isCommon(typ, name string, at places) bool {
	return s.isVisible(name) && !slices.ContainsFunc(at, func(p position) bool {
		if p.sg.isInterfaceObject(p.t) {
			return !s.m.interfaces[name][typ]
		}
		return s.possibleAs(p, name) == nil
	})
}
