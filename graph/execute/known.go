package execute

import "github.com/weftgraphql/weft/graph/execute/value"

// takenDoc is a document that holds what a fetch takes of another answer.
type takenDoc struct {
	from, doc uint32
	index     *value.Index
}

// maxProbes is how many noted objects are read for each representation that might be known.
const maxProbes = 16

// takeKnown looks up which of a call's representations, which end the request's body from begin on, earlier answers have
// the entities of. They are laid on their objects, and taken out of the body.
func (r *run) takeKnown(f *fetch, s *fetchState, c *call, state *callState, begin int) {
	for i := range c.reuses {
		from := &r.fetches[c.reuses[i].fetch]
		if !from.clean || !from.joined {
			continue
		}
		r.truths = r.truths[:0]
		for _, conditions := range c.reuses[i].conditions {
			r.truths = append(r.truths, Hold(conditions, r.request.Variables))
		}
		if c.reuses[i].call >= 0 {
			r.takeFromCall(s, state, &c.reuses[i], from)
		} else if from.index != nil {
			r.takeNotedEntities(s, state, &c.reuses[i], from)
		}
	}
	if state.known == nil {
		return
	}
	for i := range state.targets {
		t := &state.targets[i]
		if known := state.known[t.representation]; known.Node != 0 {
			r.tree.Attach(t.base, known, f.id)
		}
	}
	s.partly = true
	r.sendUnknown(s, state, begin)
}

// takeFromCall looks for entities of a call that was sent the same representations.
func (r *run) takeFromCall(s *fetchState, state *callState, u *reuse, from *fetchState) {
	source := &from.calls[u.call]
	if len(source.entities) != len(source.spans) || len(source.spans) > maxProbes*(len(state.spans)+maxProbes) {
		return
	}
	text := source.text(from)
	for i := range source.spans {
		entity := source.entities[i]
		if entity.Node == 0 {
			continue
		}
		span := &source.spans[i]
		if number, ok := r.walker.writer.dedup.find(s.body, text[span.start:span.end], state); ok {
			r.takeEntity(s, state, number, entity, u)
		}
	}
}

// takeNotedEntities looks among the objects of another answer for those with the same key.
func (r *run) takeNotedEntities(s *fetchState, state *callState, u *reuse, from *fetchState) {
	objects := from.index.Marked(u.mark)
	if len(objects) > maxProbes*(len(state.spans)+maxProbes) {
		return
	}
	w := &r.walker
	probe := representationWriter{body: r.probe[:0]}
	for _, n := range objects {
		probe.body = probe.body[:0]
		w.stack.Refs = append(w.stack.Refs[:0], value.Ref{Doc: from.doc, Node: n})
		if fits, whole := probe.representAs(w, u.reads, 0, 1); !fits || !whole || probe.sent == nil {
			continue
		}
		if number, ok := w.writer.dedup.find(s.body, probe.body, state); ok {
			r.takeEntity(s, state, number, value.Ref{Doc: from.doc, Node: n}, u)
		}
	}
	r.probe = probe.body
}

// takeEntity makes an entity known, if all that the call asks for is there.
func (r *run) takeEntity(s *fetchState, state *callState, number uint32, entity value.Ref, u *reuse) {
	if state.known != nil && state.known[number].Node != 0 {
		return
	}
	from := r.tree.Doc(entity.Doc)
	into := r.takingFrom(s, entity.Doc)
	taken := into.index.Take(from, entity.Node, u.takes, r.truths, r.request.Limits.Nodes)
	if taken == 0 {
		return
	}
	if state.known == nil {
		state.knownRoom = append(state.knownRoom[:0], make([]value.Ref, len(state.spans))...)
		state.known = state.knownRoom
	}
	state.known[number] = value.Ref{Doc: into.doc, Node: taken}
}

// takingFrom is the document that holds what a fetch takes of another one.
func (r *run) takingFrom(s *fetchState, doc uint32) *takenDoc {
	for i := range s.taken {
		if s.taken[i].from == doc {
			return &s.taken[i]
		}
	}
	id, x := r.tree.NewDoc()
	r.docFetch = append(r.docFetch, r.docFetch[doc])
	x.Share(r.tree.Doc(doc))
	s.taken = append(s.taken, takenDoc{from: doc, doc: id, index: x})
	return &s.taken[len(s.taken)-1]
}

// sendUnknown leaves in the body those representations that are not known, and keeps the others.
func (r *run) sendUnknown(s *fetchState, state *callState, begin int) {
	state.all = append(state.all[:0], s.body[begin:]...)
	s.body = s.body[:begin]
	state.sent = state.sent[:0]
	for i := range state.spans {
		span := &state.spans[i]
		span.start, span.end = span.start-begin, span.end-begin
		if state.known[i].Node != 0 {
			continue
		}
		if len(state.sent) > 0 {
			s.body = append(s.body, ',')
		}
		s.body = append(s.body, state.all[span.start:span.end]...)
		state.sent = append(state.sent, uint32(i))
	}
}

// text is what the spans of a call's representations are positions in.
func (c *callState) text(s *fetchState) []byte {
	if c.known != nil {
		return c.all
	}
	return s.body
}

// asked is how many representations are sent.
func (c *callState) asked() int {
	if c.known != nil {
		return len(c.sent)
	}
	return len(c.spans)
}

// number is that of the representation that was sent at a position.
func (c *callState) number(position int) (number int, ok bool) {
	if c.known == nil {
		return position, position < len(c.spans)
	}
	if position >= len(c.sent) {
		return 0, false
	}
	return int(c.sent[position]), true
}
