package execute

import "github.com/weftgraphql/weft/graph/execute/value"

// areNoted says whether a call's objects are to be had from marks. Those in an entity that was rejected are noted, too, and
// those in one that was known are not, so the tree has to be walked then.
func (r *run) areNoted(c *call) bool {
	for i := range c.sources {
		if r.fetches[c.sources[i].fetch].partly {
			return false
		}
	}
	return len(c.sources) > 0
}

// takeNoted hands over the objects of a call. It returns false when there are more than may be visited.
func (r *run) takeNoted(c *call) bool {
	w := &r.walker
	w.indices = w.indices[:0]
	for i := range c.sources {
		from := &c.sources[i]
		s := &r.fetches[from.fetch]
		if !s.joined || s.index == nil {
			continue
		}
		w.writer.path = from.path
		for _, n := range s.index.Marked(from.mark) {
			w.stack.Refs = r.tree.Parts(w.stack.Refs[:0], value.Ref{Doc: s.doc, Node: n})
			if w.areOneOf(from.types) && !w.arrive(0) {
				return false
			}
		}
	}
	return true
}

// areOneOf says whether the object on the stack is of one of these types each time.
func (w *walker) areOneOf(types [][]string) bool {
	for _, names := range types {
		if !w.isOneOf(w.stack.Refs, names) {
			return false
		}
	}
	return true
}

// placesOf is a call's state with where in the tree its objects stand: what errors need to know. Objects that were noted are
// looked for along the paths, and known again by their representations.
func (r *run) placesOf(f *fetch, s *fetchState, callIndex int) *callState {
	state := &s.calls[callIndex]
	if !state.noted {
		return state
	}
	if state.places == nil {
		state.places = r.findPlaces(&f.calls[callIndex], s, state)
	}
	return state.places
}

func (r *run) findPlaces(c *call, s *fetchState, state *callState) *callState {
	numbers := make(map[string]uint32, len(state.spans))
	text := state.text(s)
	for i := range state.spans {
		numbers[string(text[state.spans[i].start:state.spans[i].end])] = uint32(i)
	}
	walked := &callState{}
	w := walker{}
	w.begin(r.ctx, &r.tree, r.placesRoom)
	w.steps = r.placesSteps
	w.writer = representationWriter{call: c, state: walked, body: []byte{'['}}
	w.writer.dedup.reset()
	for path := range c.paths {
		w.writer.path = uint32(path)
		if !w.walk(c.paths[path]) {
			break
		}
	}
	r.placesRoom, r.placesSteps = max(w.positions, 0), w.steps
	found := &callState{indices: walked.indices, spans: state.spans, known: state.known, sent: state.sent}
	for _, t := range walked.targets {
		at := walked.spans[t.representation]
		// What is there now may be more than when the representations were made.
		if number, ok := numbers[string(w.writer.body[at.start:at.end])]; ok {
			t.representation = number
			found.targets = append(found.targets, t)
		}
	}
	return found
}
