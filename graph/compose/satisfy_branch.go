package compose

import (
	"slices"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftgraphql/weft/graph/sdl"
)

// branch is one object type that a value of an abstract type can have, and where it then is.
// No places: the value may have the type, but nothing can tell.
type branch struct {
	typ string
	at  places
}

// maxKeptBranches bounds how many branches are kept in memory.
const maxKeptBranches = 1 << 20

// parts are the branches of an abstract type at its places.
type parts struct {
	branches []branch
	byName   map[string]int
	unknown  bool // of some branch nothing can be told
	final    bool // the branches grow no more
}

// of are the branches that a selection is about: those of an object type, where it is a fragment on one.
func (p *parts) of(sel *selection, types map[string]*ast.Definition) []branch {
	if def := types[sel.on]; !sel.fragment || def == nil || def.Kind != ast.Object {
		return p.branches
	}
	if i, ok := p.byName[sel.on]; ok {
		return p.branches[i : i+1]
	}
	return nil
}

// takeApart takes an abstract type apart into the object types that its places can return. The identity is that of the two.
func (s *solver) takeApart(id, typ string, from places) *parts {
	if known, ok := s.apart[id]; ok {
		return known
	}
	provisional := s.provisional
	names := s.possibleIn(from)
	if slices.ContainsFunc(from, func(p position) bool { return p.sg.isInterfaceObject(p.t) }) {
		names = s.m.implementing(typ)
	}
	out := &parts{branches: make([]branch, len(names)), byName: make(map[string]int, len(names))}
	all := s.enterable(typ, from)
	for i, name := range names {
		out.branches[i] = s.branch(name, all)
		out.byName[name] = i
		out.unknown = out.unknown || len(out.branches[i].at) == 0
	}
	if out.final = s.provisional == provisional; out.final {
		if s.keptBranches += len(names); s.keptBranches > maxKeptBranches {
			clear(s.apart)
			s.keptBranches = len(names)
		}
		s.apart[id] = out
	}
	return out
}

// enterable adds to the places of an abstract type those that an interface can be entered at.
func (s *solver) enterable(typ string, from places) places {
	if s.m.types[typ].Kind != ast.Interface {
		return from
	}
	return s.expand(typ, from)
}

func (s *solver) branch(name string, all places) branch {
	b := branch{typ: name}
	if at, known := s.narrow(name, all); known {
		b.at = s.expand(name, at)
	}
	return b
}

// possibleIn lists the object types that values at the places can have, sorted. The list is not to be changed.
func (s *solver) possibleIn(at places) []string {
	var out []string
	for i, p := range at {
		if names := s.possibleNames(p); i == 0 {
			out = names
		} else if !slices.Equal(out, names) {
			out = slices.Concat(out, names)
			slices.Sort(out)
			out = slices.Compact(out)
		}
	}
	return out
}

// possibleNames is possibleIn for a single place.
func (s *solver) possibleNames(p position) []string {
	names, ok := s.names[p.t]
	if !ok {
		for _, t := range p.sg.possible(p.t) {
			names = append(names, t.Name)
		}
		slices.Sort(names)
		names = slices.Compact(names)
		s.names[p.t] = names
	}
	return names
}

// narrow turns places of an abstract type into those of one of its object types. An
// @interfaceObject stands for all of them, but does not know which one a value has: known says
// whether any place does.
func (s *solver) narrow(name string, at places) (out places, known bool) {
	for _, p := range at {
		switch {
		case p.t.Name == name:
			out, known = append(out, p), true
		case p.t.Kind == ast.Object:
			if p.sg.isInterfaceObject(p.t) && s.m.interfaces[name][p.t.Name] {
				out = append(out, p)
			}
		default:
			if t := s.possibleAs(p, name); t != nil {
				out, known = append(out, position{sg: p.sg, t: t, provided: s.narrowProvided(p.provided, name)}), true
			}
		}
	}
	return out, known
}

// possibleAs is the object type of that name, if a value at the place can have it.
func (s *solver) possibleAs(p position, name string) *sdl.Type {
	byName, ok := s.possible[p.t]
	if !ok {
		types := p.sg.possible(p.t)
		byName = make(map[string]*sdl.Type, len(types))
		for _, t := range types {
			byName[t.Name] = t
		}
		s.possible[p.t] = byName
	}
	return byName[name]
}

// narrowProvided keeps of what is provided the part that applies to an object type.
func (s *solver) narrowProvided(provided, name string) string {
	if provided == "" {
		return ""
	}
	var kept []*selection
	var collect func(sels []*selection)
	collect = func(sels []*selection) {
		for _, sel := range sels {
			switch {
			case !sel.fragment:
				kept = append(kept, sel)
			case sel.on == "" || s.applies(sel.on, name):
				collect(sel.subs)
			}
		}
	}
	collect(s.selections(provided))
	if len(kept) == 0 {
		return ""
	}
	return keyText(kept)
}

// withoutField names an implementation of which the subgraph does not resolve the field of an
// interface, or "".
func (s *solver) withoutField(p position, f *sdl.Field) string {
	if p.t.Kind != ast.Interface {
		return ""
	}
	for _, impl := range p.sg.possible(p.t) {
		if own := impl.Field(f.Name); own != nil && p.sg.facts.external[own] && !s.isProvided(p, f.Name) {
			return impl.Name
		}
	}
	return ""
}

// answersBelow says whether what is selected of a field can be had where the field leads.
func (s *solver) answersBelow(typ string, sel *selection, next places) bool {
	f := s.m.field(typ, sel.name)
	if f == nil {
		return false
	}
	target := s.m.types[f.Type.Name()]
	if target == nil {
		return false
	}
	if target.Kind == ast.Object {
		return s.answers(target.Name, s.expand(target.Name, next), sel.subs)
	}
	id := s.id(target.Name, next)
	apart := s.takeApart(id, target.Name, next)
	return !apart.unknown && !slices.ContainsFunc(sel.subs, func(sub *selection) bool { return !s.answersPart(id, target.Name, apart, sub) })
}

// belowID names the question whether something selected can be had of an abstract type at its places, by its text: the
// requirements of many fields may differ in some of what they select only.
type belowID struct {
	at, selection string
}

// answersPart says whether something selected of an abstract type can be had of all object types that its places can return.
func (s *solver) answersPart(at, typ string, apart *parts, sel *selection) bool {
	sels := []*selection{sel}
	id := belowID{at, keyText(sels)}
	if known, ok := s.below[id]; ok {
		return known
	}
	provisional := s.provisional
	branches := apart.of(sel, s.m.types)
	holds := !slices.ContainsFunc(branches, func(b branch) bool { return !s.answers(b.typ, b.at, sels) }) && s.fragmentsHold(typ, branches, sels)
	if apart.final && s.provisional == provisional {
		s.below[id] = holds
	}
	return holds
}

// fragmentsHold says whether every fragment of a requirement is on something that the value can
// be where it comes from. What a subgraph never returns cannot be required of it.
func (s *solver) fragmentsHold(typ string, branches []branch, sels []*selection) bool {
	for _, sel := range sels {
		if !sel.fragment {
			continue
		}
		on, narrowed := typ, branches
		if sel.on != "" && sel.on != typ && !s.m.interfaces[typ][sel.on] {
			on = sel.on
			narrowed = slices.DeleteFunc(slices.Clone(branches), func(b branch) bool { return !s.applies(on, b.typ) })
			if len(narrowed) == 0 {
				return false
			}
		}
		if !s.fragmentsHold(on, narrowed, sel.subs) {
			return false
		}
	}
	return true
}
