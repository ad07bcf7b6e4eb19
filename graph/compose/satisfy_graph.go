package compose

import (
	"context"
	"encoding/binary"
	"slices"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftgraphql/weft/graph/sdl"
	"github.com/weftgraphql/weft/graph/spec"
)

// position is a place a query plan can stand at: a type in a subgraph, and what a @provides on
// the way there makes the subgraph answer besides.
type position struct {
	sg       *subgraph
	t        *sdl.Type
	provided string // a field set in one spelling
}

// places is a set of positions of one object, in order of subgraphs.
type places []position

func (p places) has(x position) bool { return slices.Contains(p, x) }

// solver answers what can be reached from where. Its memory lasts for one composition.
type solver struct {
	fixpoint
	m      *merger
	labels labelSetting

	expanded map[string]*expansion
	required map[requirementID]*requirement
	// entrances are the targets of each type.
	entrances map[string]places
	types     map[*sdl.Type]int
	provided  map[string]int
	parsed    map[string][]*selection
	keyCache  map[*sdl.Type][]keyOf
	possible  map[*sdl.Type]map[string]*sdl.Type
	names     map[*sdl.Type][]string // those of possible, sorted

	apart        map[string]*parts // what takeApart gave
	keptBranches int               // how many branches are in apart
	below        map[belowID]bool  // what answersPart gave
}

// expansion is the question to which places an object at one place can go.
type expansion struct {
	question
	places places
}

// requirement is the question whether a field with a @requires can be asked of an object at a place.
type requirement struct {
	question
	met    bool // what it requires can be had
	passed bool // the subgraph can be entered with it
}

type requirementID struct {
	at string
	f  *sdl.Field
}

// keyOf is a key that can be used to enter a subgraph.
type keyOf struct {
	sels       []*selection
	resolvable bool
}

func newSolver(ctx context.Context, m *merger, labels labelSetting, maxSteps int) *solver {
	return &solver{
		fixpoint: fixpoint{ended: ctx.Err, maxSteps: maxSteps},
		m:        m, labels: labels,
		expanded: map[string]*expansion{}, required: map[requirementID]*requirement{}, entrances: map[string]places{},
		types: map[*sdl.Type]int{}, provided: map[string]int{}, parsed: map[string][]*selection{},
		keyCache: map[*sdl.Type][]keyOf{}, possible: map[*sdl.Type]map[string]*sdl.Type{},
		names: map[*sdl.Type][]string{}, apart: map[string]*parts{}, below: map[belowID]bool{},
	}
}

func (s *solver) selections(text string) []*selection {
	if text == "" {
		return nil
	}
	sels, ok := s.parsed[text]
	if !ok {
		sels, _ = parseFieldSet(text)
		s.parsed[text] = sels
	}
	return sels
}

// fields are the selections of a fields argument.
func (s *solver) fields(d *ast.Directive) []*selection {
	text, _ := stringArg(d, "fields")
	return s.selections(text)
}

func (s *solver) keys(sg *subgraph, t *sdl.Type) []keyOf {
	keys, ok := s.keyCache[t]
	if !ok {
		for _, k := range sg.keys(t) {
			keys = append(keys, keyOf{s.fields(k.Directive), boolArg(k.Directive, "resolvable", true)})
		}
		s.keyCache[t] = keys
	}
	return keys
}

// id names a question about places of a supergraph type, for memory.
func (s *solver) id(typ string, p places) string {
	b := make([]byte, 0, len(typ)+1+8*len(p))
	b = append(append(b, typ...), 0)
	for _, x := range p {
		n, ok := s.types[x.t]
		if !ok {
			n = len(s.types)
			s.types[x.t] = n
		}
		v, ok := s.provided[x.provided]
		if !ok {
			v = len(s.provided)
			s.provided[x.provided] = v
		}
		b = binary.BigEndian.AppendUint32(b, uint32(n))
		b = binary.BigEndian.AppendUint32(b, uint32(v))
	}
	return string(b)
}

// expand adds to the places of an object those that its keys lead to. Each place is a way of
// its own to have come: what one of them can tell does not help another along.
func (s *solver) expand(typ string, from places) places {
	if len(from) == 1 {
		return s.expandOne(typ, from)
	}
	var out places
	for i, here := range from {
		if out.has(here) {
			continue // whoever can come here has also been where one can go from here
		}
		for _, p := range s.expandOne(typ, from[i:i+1]) {
			if !out.has(p) {
				out = append(out, p)
			}
		}
	}
	slices.SortStableFunc(out, func(a, b position) int { return a.sg.index - b.sg.index })
	return out
}

// expandOne is expand for a single place.
func (s *solver) expandOne(typ string, from places) places {
	id := s.id(typ, from)
	e := s.expanded[id]
	if e == nil {
		e = &expansion{places: from}
		s.expanded[id] = e
	}
	s.settle(&e.question, func() bool { return s.enterMore(typ, e) })
	return e.places
}

// enterMore adds to the places of an object those that can be entered from them.
func (s *solver) enterMore(typ string, e *expansion) bool {
	out := slices.Clone(e.places)
	targets := s.targets(typ)
	for again := true; again; {
		again = false
		for _, t := range targets {
			if out.has(t) || s.standsIn(out, t) || !s.enters(typ, out, t) {
				continue
			}
			out = append(out, t)
			again = true
		}
	}
	if len(out) == len(e.places) {
		return false
	}
	slices.SortStableFunc(out, func(a, b position) int { return a.sg.index - b.sg.index })
	e.places = out
	return true
}

// targets are the places where an object of the type could be entered by key, or for a root
// type without.
func (s *solver) targets(typ string) places {
	if known, ok := s.entrances[typ]; ok {
		return known
	}
	out := s.findTargets(typ)
	s.entrances[typ] = out
	return out
}

func (s *solver) findTargets(typ string) places {
	var out places
	for _, src := range s.m.sources[typ] {
		if s.m.isRoot(typ) || len(s.keys(src.sg, src.t)) > 0 {
			out = append(out, position{sg: src.sg, t: src.t})
		}
	}
	def := s.m.types[typ]
	if def == nil || def.Kind != ast.Object {
		return out
	}
	interfaces := slices.Sorted(slices.Values(def.Interfaces))
	slices.Reverse(interfaces)
	for _, i := range interfaces {
		for _, src := range s.m.sources[i] {
			if src.sg.isInterfaceObject(src.t) && len(s.keys(src.sg, src.t)) > 0 {
				out = append(out, position{sg: src.sg, t: src.t})
			}
		}
	}
	return out
}

// standsIn says whether another @interfaceObject of the target's subgraph is already a place
// of the object. The reference enters a subgraph by one of them only, the last by name.
func (s *solver) standsIn(at places, target position) bool {
	if !target.sg.isInterfaceObject(target.t) {
		return false
	}
	return slices.ContainsFunc(at, func(p position) bool { return p.sg == target.sg && p.sg.isInterfaceObject(p.t) })
}

// enters says whether a target can be entered from the places reached.
func (s *solver) enters(typ string, from places, target position) bool {
	if s.m.isRoot(typ) {
		return true
	}
	for _, k := range s.keys(target.sg, target.t) {
		if k.resolvable && s.answers(typ, from, k.sels) {
			return true
		}
	}
	return false
}

// answers says whether all selected fields of an object can be had from its places.
func (s *solver) answers(typ string, at places, sels []*selection) bool {
	for _, sel := range sels {
		s.steps++
		if sel.fragment {
			if (sel.on == "" || s.applies(sel.on, typ)) && !s.answers(typ, at, sel.subs) {
				return false
			}
			continue
		}
		if sel.name == "__typename" {
			continue
		}
		next := s.follow(typ, at, sel.name)
		if len(next) == 0 {
			return false
		}
		if len(sel.subs) > 0 && !s.answersBelow(typ, sel, next) {
			return false
		}
	}
	return true
}

// applies says whether a fragment on a type applies to an object type.
func (s *solver) applies(on, typ string) bool {
	return on == typ || s.m.interfaces[typ][on] || s.m.members[on][typ]
}

// follow gives the places that a field of a key or requirement leads to: those subgraphs that
// can answer it. For a field without fields of its own the places say who answers. A field that
// is moving between subgraphs by a progressive @override is in neither reliably, so that nothing
// may hang on it.
func (s *solver) follow(typ string, at places, name string) places {
	var out places
	for _, p := range at {
		if f := p.t.Field(name); f != nil && !s.moving(p, name) && s.resolves(typ, p, f) {
			next := s.landing(p, f)
			if !out.has(next) {
				out = append(out, next)
			}
		}
	}
	return out
}

// moving says whether a progressive @override decides if the subgraph answers the field.
func (s *solver) moving(p position, name string) bool {
	return s.m.overrides[fieldKey{p.t.Name, name}][p.sg.index].label != ""
}

func (s *solver) landing(p position, f *sdl.Field) position {
	next := position{sg: p.sg, t: p.sg.schema.Type(f.Type.Name())}
	var provided []*selection
	for _, sel := range s.selections(p.provided) {
		if sel.name == f.Name {
			provided = append(provided, sel.subs...)
		}
	}
	if d := p.sg.links.First(f.Directives, spec.Provides); d != nil {
		provided = append(provided, s.fields(d)...)
	}
	if len(provided) > 0 {
		next.provided = keyText(provided)
	}
	if next.provided != "" && next.t != nil && next.t.Kind == ast.Object && !p.sg.isInterfaceObject(next.t) {
		next.provided = s.narrowProvided(next.provided, next.t.Name)
	}
	return next
}

// resolves says whether the subgraph answers the field at the place.
func (s *solver) resolves(typ string, p position, f *sdl.Field) bool {
	return s.obstacle(typ, p, f) == ""
}

// obstacle says why the subgraph does not answer the field at the place, or "".
func (s *solver) obstacle(typ string, p position, f *sdl.Field) string {
	if p.sg.facts.external[f] && !s.isProvided(p, f.Name) {
		return "field \"" + f.Coordinate() + "\" is not resolved there, because it is marked @external"
	}
	if impl := s.withoutField(p, f); impl != "" {
		return "field \"" + f.Coordinate() + "\" is not resolved there for \"" + impl + "\", which has it marked @external"
	}
	if by := s.overriddenBy(p, f); by != "" {
		return "field \"" + f.Coordinate() + "\" is overridden by subgraph \"" + by + "\""
	}
	if d := p.sg.links.First(f.Directives, spec.Requires); d != nil {
		sels := s.fields(d)
		switch r := s.requirement(typ, p, f, sels); {
		case !r.met:
			return "the @requires(fields: \"" + printFieldSet(sels) + "\") of field \"" + f.Coordinate() + "\" cannot be satisfied" + s.movingNote(typ, sels)
		case !r.passed:
			return "field \"" + f.Coordinate() + "\" has a @requires, but type \"" + p.t.Name + "\" has no key there by which its data could be passed in"
		}
	}
	return ""
}

// requirement says whether what a field requires can be had from where it is, and passed in. A field that requires itself by way
// of others cannot.
func (s *solver) requirement(typ string, p position, f *sdl.Field, sels []*selection) *requirement {
	at := places{p}
	id := requirementID{s.id(typ, at), f}
	r := s.required[id]
	if r == nil {
		r = &requirement{}
		s.required[id] = r
	}
	s.settle(&r.question, func() bool {
		was := *r
		from := s.expandOne(typ, at)
		r.met = r.met || s.answers(typ, from, sels)
		r.passed = r.passed || r.met && s.reentered(typ, from, p)
		return r.met != was.met || r.passed != was.passed
	})
	return r
}

// reentered says whether the subgraph can be entered by key again, with what was required.
func (s *solver) reentered(typ string, at places, p position) bool {
	if s.m.isRoot(typ) {
		return true
	}
	for _, k := range s.keys(p.sg, p.t) {
		if k.resolvable && s.answers(typ, at, k.sels) {
			return true
		}
	}
	return false
}

func (s *solver) isProvided(p position, name string) bool {
	for _, sel := range s.selections(p.provided) {
		if sel.name == name {
			return true
		}
	}
	return false
}

func (s *solver) overriddenBy(p position, f *sdl.Field) string {
	overrides := s.m.overrides[fieldKey{p.t.Name, f.Name}]
	o := overrides[p.sg.index]
	taken := o.dropped || o.used && o.label == "" && !p.sg.facts.ofExtension[f]
	if o.label != "" {
		// The label is on both copies: on, the overriding one answers, off, the other.
		taken = (o.from == "") == s.labels.isOn(o.label)
	}
	if !taken {
		return ""
	}
	for _, index := range sortedKeys(overrides) {
		if other := overrides[index]; index != p.sg.index && (other.from == p.sg.Name || o.from != "") {
			return s.m.subgraphs[index].Name
		}
	}
	return "another"
}
