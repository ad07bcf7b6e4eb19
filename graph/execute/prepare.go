package execute

import "errors"

const variablesKey = `,"variables":{`

var (
	errTooManyPositions = errors.New("the answer has more objects than the executor may visit")
	errTooManyValues    = errors.New("the objects have more different values from contexts than requests may be made for")
)

// prepare writes the request of a fetch. It returns false when there is nothing to fetch, or when it must not be (s.err says why).
func (r *run) prepare(f *fetch, s *fetchState) bool {
	if !holds(f.Conditions, r.request.Variables) {
		return false
	}
	if f.Repeat != nil {
		return r.prepareRepeated(f, s)
	}
	s.body = append(append(s.body[:0], f.head...), variablesKey...)
	for i := range f.calls {
		if !r.prepareCall(f, i, s) {
			s.err = r.whyNotWithin()
			return false
		}
		s.report.Objects += len(s.calls[i].targets)
		s.report.Representations += s.calls[i].asked()
		s.report.Reused += len(s.calls[i].spans) - s.calls[i].asked()
	}
	if len(f.calls) > 0 && s.report.Representations == 0 {
		if s.report.Reused > 0 {
			r.finishKnown(f, s)
		}
		return false
	}
	if err := r.ctx.Err(); err != nil {
		s.err = err
		return false
	}
	r.seal(f, s, len(f.head)+len(variablesKey))
	return true
}

// whyNotWithin is why objects were not looked for to the end.
func (r *run) whyNotWithin() error {
	if err := r.ctx.Err(); err != nil {
		return err
	}
	return errTooManyPositions
}

// seal ends a request, of which the variables that are known so far begin at a position of its body.
func (r *run) seal(f *fetch, s *fetchState, variables int) {
	s.body = r.appendVariables(s.body, f)
	if len(s.body) == variables {
		s.body = append(s.body[:variables-len(variablesKey)], '}')
	} else {
		s.body = append(s.body, '}', '}')
		s.request.Variables = s.body[variables-1 : len(s.body)-1]
	}
	s.request.Fetch, s.request.Body = f.Fetch, s.body
	r.docFetch = append(r.docFetch, f.id)
	s.doc, s.index = r.tree.NewDoc()
}

// prepareCall finds the call's objects and writes their representations. It returns false when there are more
// objects than may be visited.
func (r *run) prepareCall(f *fetch, number int, s *fetchState) bool {
	c, state := &f.calls[number], &s.calls[number]
	w := &r.walker
	w.writer.call, w.writer.state = c, state
	w.writer.dedup.reset()
	w.writer.body = s.body
	w.tracks = c.apart != nil || len(c.contexts) > 0
	written := !c.whole && w.writer.grouping == nil
	if written {
		w.writer.body = append(beginVariable(s.body), c.prefix...)
	}
	begin, within := len(w.writer.body), true
	switch {
	case !holds(c.conditions, r.request.Variables):
	case r.areNoted(c):
		state.noted = true
		within = r.takeNoted(c)
	default:
		for path := 0; within && path < len(c.paths); path++ {
			w.writer.path = uint32(path)
			within = w.walk(c.paths[path])
		}
	}
	s.body = w.writer.body
	if len(c.reuses) > 0 && len(state.spans) > 0 {
		r.takeKnown(f, s, c, state, begin)
	}
	if written {
		s.body = append(s.body, ']')
	}
	w.writer.call, w.writer.state, w.writer.body = nil, nil, nil
	return within
}

func beginVariable(body []byte) []byte {
	if body[len(body)-1] == '{' {
		return body
	}
	return append(body, ',')
}

// appendVariables writes the client's variables and the planner's own. One without a value is left out.
func (r *run) appendVariables(body []byte, f *fetch) []byte {
	for i := range f.variables {
		if r.request.Variables == nil {
			break
		}
		if json, ok := r.request.Variables.JSON(f.variables[i].name); ok {
			body = append(beginVariable(body), f.variables[i].prefix...)
			body = append(body, json...)
		}
	}
	for i := range f.literals {
		l := &f.literals[i]
		body = append(beginVariable(body), l.prefix...)
		if l.json != nil {
			body = append(body, l.json...)
		} else {
			body = appendValue(body, l.value, r.request.Variables)
		}
	}
	return body
}
