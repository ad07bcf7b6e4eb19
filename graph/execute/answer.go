package execute

import (
	"fmt"

	"github.com/weftgraphql/weft/graph/execute/value"
	"github.com/weftgraphql/weft/graph/gqlerr"
)

// malformedError is an answer that is no GraphQL response to what was asked. Its text is safe for clients:
// it quotes nothing of the answer.
type malformedError struct{ problem string }

// Error says what is wrong.
func (e *malformedError) Error() string { return e.problem }

func malformed(format string, args ...any) error {
	return &malformedError{fmt.Sprintf(format, args...)}
}

// take checks the answer of a fetch and joins it to the tree. It runs with the lock held.
func (r *run) take(f *fetch, s *fetchState) {
	if s.err != nil {
		return
	}
	x := s.index
	if x.Kind(value.Root) != value.Object {
		s.err = malformed("is %v, not an object", x.Kind(value.Root))
		return
	}
	hasErrors := r.takeErrors(f, s)
	if s.err != nil {
		return
	}
	s.clean = !hasErrors
	data := x.Get(value.Root, dataKey)
	switch {
	case data == 0 && !hasErrors:
		s.err = malformed("has neither data nor errors")
	case data == 0:
	case x.Kind(data) == value.Null && !hasErrors:
		s.err = malformed("has data that is null and no errors")
	case x.Kind(data) == value.Null:
	case x.Kind(data) != value.Object:
		s.err = malformed("has data that is %v, not an object", x.Kind(data))
	case len(f.calls) == 0:
		r.join(f, s)
		r.tree.AddRoot(value.Ref{Doc: s.doc, Node: data}, f.id)
	case f.calls[0].whole:
		r.join(f, s)
		s.err = r.attachWhole(f, s, data)
	default:
		s.err = r.takeEntities(f, s, data, hasErrors)
	}
}

// join makes a checked answer's objects known to what comes later: one object of those with equal bytes, where all that
// follows does the same with them. Answers repeat the same entity at many places.
func (r *run) join(f *fetch, s *fetchState) {
	s.joined = true
	memo := s.result.Memo
	if s.repeated {
		memo = nil // its index is by another layout
	}
	s.index.TwinsShared(f.layout, f.marks, &r.twins, memo)
}

// takeEntities lays the entities of all calls on the objects they belong to. All are checked before any is taken.
func (r *run) takeEntities(f *fetch, s *fetchState, data uint32, hasErrors bool) error {
	x := s.index
	for i := range f.calls {
		for n := range s.calls[i].sectionCount() {
			asked := s.calls[i].section(n, f.calls[i].alias)
			list := x.Get(data, asked.alias)
			if list == 0 || x.Kind(list) == value.Null {
				if !hasErrors && asked.to > asked.from {
					return malformed("has no entities and no errors")
				}
				continue
			}
			if err := checkEntities(x, list, asked.to-asked.from); err != nil {
				return err
			}
		}
	}
	r.join(f, s)
	for i := range f.calls {
		state := &s.calls[i]
		r.entities = append(r.entities[:0], state.known...)
		if state.known == nil {
			r.entities = append(r.entities, make([]value.Ref, len(state.spans))...)
		}
		for n := range state.sectionCount() {
			asked := state.section(n, f.calls[i].alias)
			if list := x.Get(data, asked.alias); list != 0 && x.Kind(list) == value.List {
				r.findEntities(f, s, i, list, asked.from)
			}
		}
		if f.calls[i].reused {
			state.entities = append(state.entities[:0], r.entities...)
		}
		r.attach(f, s, i)
	}
	return nil
}

// finishKnown is for a fetch whose entities are all known, so that it is not made.
func (r *run) finishKnown(f *fetch, s *fetchState) {
	s.joined, s.clean = true, true
	for i := range f.calls {
		if state := &s.calls[i]; f.calls[i].reused {
			state.entities = append(state.entities[:0], state.known...)
		}
	}
}

func checkEntities(x *value.Index, list uint32, want int) error {
	if x.Kind(list) != value.List {
		return malformed("has %v where the list of entities should be", x.Kind(list))
	}
	if count := x.Count(list); count != want {
		return malformed("has %d entities where %d were asked for", count, want)
	}
	for i, to := x.Children(list); i < to; i = x.Next(i) {
		if kind := x.Kind(i); kind != value.Object && kind != value.Null {
			return malformed("has %v where an entity should be", kind)
		}
	}
	return nil
}

// attach lays the entities of one call, in r.entities, on its targets. Paths that go different ways later get the answer as documents of their own.
func (r *run) attach(f *fetch, s *fetchState, callIndex int) {
	c, state := &f.calls[callIndex], &s.calls[callIndex]
	doc, path := s.doc, uint32(0)
	for i := range state.targets {
		t := &state.targets[i]
		if c.separate && t.path != path {
			doc, path = r.copyDoc(s, f.id), t.path
		}
		entity := r.entities[t.representation]
		if c.separate {
			entity.Doc = doc
		}
		if entity.Node != 0 && (state.known == nil || state.known[t.representation].Node == 0) {
			r.tree.Attach(t.base, entity, f.id)
		}
	}
}

// attachWhole lays the data of a root fetch on its targets. Those that may not share it get documents of their own, as many as
// have room.
func (r *run) attachWhole(f *fetch, s *fetchState, data uint32) error {
	c, state := &f.calls[0], &s.calls[0]
	doc, room := s.doc, r.request.Limits.nodes()
	for i := range state.targets {
		t := &state.targets[i]
		if last := &state.targets[max(i-1, 0)]; t.representation != last.representation || c.separate && t.path != last.path {
			if room -= s.index.Len(); room < 0 {
				return errTooManyPositions
			}
			doc = r.copyDoc(s, f.id)
		}
		r.tree.Attach(t.base, value.Ref{Doc: doc, Node: data}, f.id)
	}
	return nil
}

// findEntities puts those of one list into r.entities, by the representations that stand for them; from is the position of the list's
// first among those sent. An object of another type than the one that was asked for is none.
func (r *run) findEntities(f *fetch, s *fetchState, callIndex int, list uint32, from int) {
	x, state := s.index, &s.calls[callIndex]
	var wrong []int
	for i, to := x.Children(list); i < to; i = x.Next(i) {
		number, _ := state.number(from)
		from++
		if x.Kind(i) != value.Object {
			continue
		}
		if sent := state.spans[number].sent; sent != nil {
			if n := x.TypeName(i); n != 0 && !x.StringIs(n, sent.name) {
				wrong = append(wrong, number)
				continue
			}
		}
		r.entities[number] = value.Ref{Doc: s.doc, Node: i}
	}
	if len(wrong) > 0 {
		s.partly = true
		r.addWrongTypes(f, s, callIndex, wrong)
	}
}

// addWrongTypes notes the entities that are of another type than the one asked for, where they should stand.
func (r *run) addWrongTypes(f *fetch, s *fetchState, callIndex int, wrong []int) {
	targets := r.groupTargets(f, s, callIndex)
	for i := 0; i < len(wrong) && r.keepsErrors(); i++ {
		r.addErrorsOfEntity(f, s, callIndex, wrong[i], targets, gqlerr.Error{
			Service: f.Service,
			Code:    gqlerr.SubrequestMalformed,
			Message: fmt.Sprintf("The answer of the service %q has an object of another type than was asked for.", f.Service),
		}, nil)
	}
}

// copyDoc makes another index over a fetch's answer. Nothing has been laid on objects of the answer itself so far:
// only what depends on this fetch does that.
func (r *run) copyDoc(s *fetchState, fetchID uint32) uint32 {
	id, x := r.tree.NewDoc()
	r.docFetch = append(r.docFetch, fetchID)
	x.CopyFrom(s.index)
	return id
}

// rename gives keys of the answer the names they have in the tree. Those of an object come after those of the objects above it,
// whose new keys their paths hold.
func rename(s *fetchState, f *fetch) {
	x := s.index
	if x.Kind(value.Root) != value.Object {
		return
	}
	data := x.Get(value.Root, dataKey)
	if data == 0 {
		return
	}
	for i := range f.renames {
		re := &f.renames[i]
		if len(f.calls) == 0 || f.calls[0].whole {
			renameAt(x, data, re.path, re)
			continue
		}
		state := &s.calls[re.call]
		for n := range state.sectionCount() {
			list := x.Get(data, state.section(n, f.calls[re.call].alias).alias)
			if list != 0 && x.Kind(list) == value.List {
				renameEntities(x, list, re)
			}
		}
	}
}

func renameEntities(x *value.Index, list uint32, re *renaming) {
	for entity, to := x.Children(list); entity < to; entity = x.Next(entity) {
		renameAt(x, entity, re.path, re)
	}
}

// renameAt follows the rest of a path; it is as deep as the path is long.
func renameAt(x *value.Index, n uint32, path route, re *renaming) {
	if len(path) == 0 {
		if x.Kind(n) == value.Object {
			if member := x.Get(n, re.from); member != 0 {
				x.Rename(member, re.to)
			}
		}
		return
	}
	switch segment := path[0]; {
	case segment.list && x.Kind(n) == value.List:
		for i, to := x.Children(n); i < to; i = x.Next(i) {
			renameAt(x, i, path[1:], re)
		}
	case segment.key.Text != "" && x.Kind(n) == value.Object:
		if member := x.Get(n, segment.key); member != 0 {
			renameAt(x, member, path[1:], re)
		}
	case len(segment.types) > 0 && x.Kind(n) == value.Object && isOneOf(x, n, segment.types):
		renameAt(x, n, path[1:], re)
	}
}

func isOneOf(x *value.Index, object uint32, types []string) bool {
	n := x.TypeName(object)
	if n == 0 {
		return true
	}
	for _, name := range types {
		if x.StringIs(n, name) {
			return true
		}
	}
	return false
}
