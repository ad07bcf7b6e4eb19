package execute

import (
	"slices"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftgraphql/weft/graph/execute/value"
	"github.com/weftgraphql/weft/graph/operation"
	"github.com/weftgraphql/weft/graph/plan"
)

// What a request knows of an entity it does not ask for again. Where the same subgraph gave the same fields with the same
// arguments of an object with the same key, in an answer without errors, that is taken; only what is
// missing is asked for. Queries only. Which answers may have it is found out here, for each entity call: those of fetches
// that the plan starts earlier. The call waits for them, which makes no plan deeper.

// reuse says where entities of one call may be known from. Either the entities of another call that was sent the same representation, or
// objects that were noted, whose key is read by a representation of their own.
type reuse struct {
	fetch int
	// call is the number of that fetch's call, -1 for noted objects.
	call int
	mark int
	// reads makes of a noted object the representation that the call would send.
	reads *representation
	// takes is what of that object the call asks for.
	takes *value.Extract
	// conditions are those of takes' entries, by their numbers.
	conditions [][]operation.Condition
}

// reuser finds out what each call of a program may reuse.
type reuser struct {
	program *Program
	c       *compiler
	levels  []int
	known   map[selectedID]selectedFields
	// room is how many selections may still be looked at.
	room int
}

// maxReuseWork bounds how many selections are looked at: each call's are held against those of all fetches before it. What is
// not found within is asked for again.
const maxReuseWork = 1 << 20

// wanted is a field that a call asks for, or that a fetch has: by what it means.
type wanted struct {
	selected *plan.Selected
	fields   []wanted
}

// findReuse gives the calls their reuses, and the fetches they wait for.
func (p *Program) findReuse(c *compiler) {
	if p.plan.Kind != ast.Query && p.plan.Kind != "" {
		return
	}
	r := reuser{program: p, c: c, levels: make([]int, len(p.fetches)), known: map[selectedID]selectedFields{}, room: maxReuseWork}
	for i := range p.fetches {
		for _, id := range p.fetches[i].DependsOn {
			r.levels[i] = max(r.levels[i], r.levels[id]+1)
		}
	}
	for i := range p.fetches {
		user := &p.fetches[i]
		if !r.mayTakePart(user) {
			continue
		}
		for call := range user.calls {
			if c := &user.calls[call]; !c.whole && !c.separate && c.apart == nil {
				r.call(i, call)
			}
		}
	}
}

// mayTakePart says whether keys in the fetch's answer are what its selections say, and the same for all its objects. What takes
// values from contexts goes by where an object stands.
func (r *reuser) mayTakePart(f *fetch) bool {
	return f.layout != nil && len(f.renames) == 0 && len(f.Literals) == 0 && f.Repeat == nil
}

func (r *reuser) call(id, number int) {
	user := &r.program.fetches[id]
	planned := &user.Entities[number]
	for i := 0; i < len(planned.Representations) && r.room > 0; i++ {
		rep := &user.calls[number].representations[i]
		if !rep.isPlain() {
			continue
		}
		wants := r.fieldsOf(planned.Selections, rep.types[0].name)
		if !wants.plain || len(wants.fields) == 0 {
			continue
		}
		for from := range id {
			source := &r.program.fetches[from]
			if r.levels[from] >= r.levels[id] || source.Subgraph != user.Subgraph || !r.mayTakePart(source) ||
				len(source.Deferred) > 0 && !slices.Equal(source.Deferred, user.Deferred) {
				continue
			}
			before := len(user.calls[number].reuses)
			r.fromCalls(&user.calls[number], rep, wants.fields, from)
			r.fromPlaces(&user.calls[number], rep, wants.fields, from)
			if len(user.calls[number].reuses) > before && !slices.Contains(user.waitsFor, from) {
				user.waitsFor = append(user.waitsFor, from)
			}
		}
	}
}

// isPlain says whether a representation is of objects of one type, which it names, and the same for all of them.
func (rep *representation) isPlain() bool {
	return len(rep.types) == 1 && rep.types[0].concrete && rep.ownType &&
		!slices.ContainsFunc(rep.fields, func(f representationField) bool { return !f.isPlain() })
}

func (f *representationField) isPlain() bool {
	return len(f.types) == 0 && !slices.ContainsFunc(f.fields, func(f representationField) bool { return !f.isPlain() })
}

// fromCalls adds the entity calls of a fetch that are sent such representations, too.
func (r *reuser) fromCalls(user *call, rep *representation, wants []wanted, from int) {
	source := &r.program.fetches[from]
	for i := range source.Entities {
		c := &source.calls[i]
		if c.whole || !slices.ContainsFunc(c.representations, func(other representation) bool { return other.sendsLike(rep) }) {
			continue
		}
		has := r.fieldsOf(source.Entities[i].Selections, rep.types[0].name).fields
		found := reuse{fetch: from, call: i}
		if r.cover(&found, wants, has) {
			c.reused = true
			user.reuses = append(user.reuses, found)
		}
	}
}

// sendsLike says whether two representations of the same entity have the same bytes.
func (rep *representation) sendsLike(other *representation) bool {
	return rep.isPlain() && rep.types[0].name == other.types[0].name && sendAlike(rep.fields, other.fields)
}

func sendAlike(a, b []representationField) bool {
	return slices.EqualFunc(a, b, func(a, b representationField) bool {
		return a.Name == b.Name && sendAlike(a.fields, b.fields)
	})
}

// fromPlaces adds the places of a fetch's answer where there are objects of that type with all that the call asks for.
func (r *reuser) fromPlaces(user *call, rep *representation, wants []wanted, from int) {
	if slices.ContainsFunc(rep.fields, func(f representationField) bool { return !f.Key || len(f.fields) > 0 }) {
		// What a @requires takes comes from elsewhere.
		return
	}
	f := &r.program.fetches[from]
	selections := [][]plan.Selected{f.Selections}
	if len(f.Entities) > 0 {
		selections = selections[:0]
		for i := range f.Entities {
			selections = append(selections, f.Entities[i].Selections)
		}
	}
	for i := range selections {
		r.below(user, rep, wants, from, selections[i], f.places[i])
	}
}

// below looks at the objects under the fields of a selection. It is as deep as the selections.
func (r *reuser) below(user *call, rep *representation, wants []wanted, from int, selections []plan.Selected, at *place) {
	r.room -= len(selections)
	for i := 0; i < len(selections) && r.room > 0; i++ {
		s := &selections[i]
		if s.On != "" {
			r.below(user, rep, wants, from, s.Selections, at)
			continue
		}
		if p := at.fields[s.Key]; len(s.Selections) > 0 && p != nil {
			r.place(user, rep, wants, from, s.Selections, p)
			r.below(user, rep, wants, from, s.Selections, p)
		}
	}
}

// place adds the objects at a place, if they say their type and have the key's fields and those wanted.
func (r *reuser) place(user *call, rep *representation, wants []wanted, from int, selections []plan.Selected, p *place) {
	has := r.fieldsOf(selections, rep.types[0].name).fields
	says := slices.ContainsFunc(has, func(w wanted) bool { return w.selected.Key == "__typename" && w.selected.Name == "__typename" })
	found := reuse{fetch: from, call: -1, mark: -1}
	if !says || !r.cover(&found, wants, has) {
		return
	}
	reads := *rep
	reads.fields = slices.Clone(rep.fields)
	for i := range reads.fields {
		at := slices.IndexFunc(has, func(w wanted) bool {
			return w.selected.Name == reads.fields[i].Name && w.selected.Arguments == "" && w.fields == nil
		})
		if at < 0 {
			return
		}
		reads.fields[i].source = r.c.keys.Key(has[at].selected.Key)
	}
	if p.noted == 0 {
		mark := r.program.fetches[from].newMark(false)
		p.shape.Mark(mark)
		p.noted = mark + 1
	}
	found.reads, found.mark = &reads, p.noted-1
	user.reuses = append(user.reuses, found)
}

// fieldsOf are the fields that are selected of objects of one type, or, with "", of objects of whatever type. Not plain are those
// among which there are others, too, of which the type does not tell whether they are wanted. The answer is kept, since each call asks.
func (r *reuser) fieldsOf(selections []plan.Selected, typeName string) selectedFields {
	if len(selections) == 0 {
		return selectedFields{plain: true}
	}
	id := selectedID{&selections[0], typeName}
	known, ok := r.known[id]
	if !ok {
		known = r.findFields(selections, typeName)
		r.known[id] = known
	}
	r.room--
	return known
}

// selectedID names selections by the first of them.
type selectedID struct {
	first    *plan.Selected
	typeName string
}

type selectedFields struct {
	fields []wanted
	plain  bool
}

func (r *reuser) findFields(selections []plan.Selected, typeName string) selectedFields {
	out := selectedFields{plain: true}
	r.room -= len(selections)
	var objects map[string]bool // keys with fields below: there must be no others below them, under other conditions
	add := func(w wanted, repeats bool) {
		if w.fields != nil {
			if objects == nil {
				objects = map[string]bool{}
			}
			out.plain = out.plain && (repeats || !objects[w.selected.Key])
			objects[w.selected.Key] = true
		}
		out.fields = append(out.fields, w)
	}
	for i := range selections {
		s := &selections[i]
		switch {
		case s.On == "":
			below := r.fieldsOf(s.Selections, "")
			out.plain = out.plain && below.plain
			add(wanted{selected: s, fields: below.fields}, false)
		case typeName == "":
			out.plain = false
		case r.applies(s.On, typeName):
			below := r.fieldsOf(s.Selections, typeName)
			out.plain = out.plain && below.plain
			for _, w := range below.fields {
				add(w, true)
			}
		}
	}
	return out
}

func (r *reuser) applies(on, typeName string) bool {
	if on == typeName || r.c.schema == nil {
		return on == typeName
	}
	return slices.ContainsFunc(r.c.schema.PossibleTypes[on], func(def *ast.Definition) bool { return def.Name == typeName })
}

// cover says whether all that is wanted is there, and how it is taken.
func (r *reuser) cover(u *reuse, wants, has []wanted) bool {
	takes, ok := r.extract(u, wants, has)
	u.takes = takes
	return ok
}

func (r *reuser) extract(u *reuse, wants, has []wanted) (*value.Extract, bool) {
	takes := &value.Extract{}
	for _, w := range wants {
		at := slices.IndexFunc(has, func(h wanted) bool {
			return h.selected.Name == w.selected.Name && h.selected.Arguments == w.selected.Arguments && (h.fields == nil) == (w.fields == nil)
		})
		if at < 0 {
			r.room -= len(has)
			return nil, false
		}
		if r.room -= at + 1; r.room < 0 {
			return nil, false
		}
		entry := value.ExtractEntry{From: r.c.keys.Key(has[at].selected.Key), To: r.c.keys.Key(w.selected.Key), Condition: -1}
		if w.fields != nil {
			var ok bool
			if entry.Below, ok = r.extract(u, w.fields, has[at].fields); !ok {
				return nil, false
			}
		}
		if len(w.selected.Conditions) > 0 {
			entry.Condition = len(u.conditions)
			u.conditions = append(u.conditions, w.selected.Conditions)
		}
		if !takes.Add(entry) {
			return nil, false
		}
	}
	return takes, true
}
