package execute

import (
	"slices"
	"strconv"

	"github.com/weftgraphql/weft/graph/execute/value"
)

// furtherFetch is a request beyond the first of a fetch that is too much for one.
type furtherFetch struct {
	id    uint32
	state *fetchState
}

// unit is what one `_entities` field of a request asks: a group of a call. Without contexts a call is one group.
type unit struct {
	call, group int
	// suffix goes behind the names of the call's alias and variables; "" in the operation as planned.
	suffix string
}

// section is the part of a call's representations that one field of a request asks for.
type section struct {
	alias    value.Key
	from, to int
}

// sectionCount is how many fields of the request ask what the call asks.
func (c *callState) sectionCount() int { return max(1, len(c.sections)) }

// section is one of them. A call that is not repeated is one section.
func (c *callState) section(i int, alias value.Key) section {
	if len(c.sections) == 0 {
		return section{alias, 0, c.asked()}
	}
	return c.sections[i]
}

// repetition is a fetch whose calls are repeated.
type repetition struct {
	*fetch
	// body has the representations, calls say where.
	body      []byte
	calls     []callState
	groupings []*grouping
}

// prepareRepeated is prepare for a fetch that has calls with contexts. What is too much for one request is
// made further ones, which are ready at once.
func (r *run) prepareRepeated(f *fetch, s *fetchState) bool {
	p := &repetition{fetch: f}
	var units []unit
	limits := &r.request.Limits
	most := limits.Repeats * limits.Requests
	s.body = s.body[:0]
	for i := range f.calls {
		g := &grouping{index: map[string]uint32{}, most: most}
		p.groupings = append(p.groupings, g)
		r.walker.writer.grouping = g
		within := r.prepareCall(f, i, s)
		r.walker.writer.grouping = nil
		switch {
		case !within:
			s.err = r.whyNotWithin()
			return false
		case g.tooMany:
			s.err = errTooManyValues
			return false
		}
		g.sort(&s.calls[i])
		r.refusals(f, s, i, g)
		for group := range g.groups {
			if g.groups[group].to > g.groups[group].from {
				units = append(units, unit{call: i, group: group})
			}
		}
	}
	if err := r.ctx.Err(); err != nil {
		s.err = err
	}
	if len(units) > most {
		s.err = errTooManyValues
	}
	if len(units) == 0 || s.err != nil {
		return false
	}
	r.scratch, s.body = s.body, r.scratch[:0]
	p.body, p.calls = r.scratch, slices.Clone(s.calls)
	r.requests(p, s, units)
	return true
}

// requests writes the requests: the first in s, further ones in states of their own.
func (r *run) requests(p *repetition, s *fetchState, units []unit) {
	into := s
	for chunk := range slices.Chunk(units, r.request.Limits.Repeats) {
		if into == nil {
			into = &fetchState{calls: make([]callState, len(p.calls)), prepared: true}
			if id := uint32(len(r.fetches) + len(r.further)); s.open+1 < r.request.Limits.RequestsAtOnce {
				r.ready = append(r.ready, id)
			} else {
				s.queue = append(s.queue, id)
			}
			r.further = append(r.further, furtherFetch{p.id, into})
			r.unfinished++
			s.open++
		}
		into.repeated = !p.asPlanned(chunk)
		if into.repeated {
			p.number(chunk)
		}
		for i := range p.calls {
			into.calls[i] = p.share(i, chunk, len(chunk) == len(units))
			into.report.Objects += len(into.calls[i].targets)
			into.report.Representations += len(into.calls[i].spans)
		}
		into.body = p.head(into, chunk)
		variables := len(into.body)
		for _, u := range chunk {
			into.body = p.variables(into.body, u)
		}
		r.seal(p.fetch, into, variables)
		into = nil
	}
}

// asPlanned says that each call is asked once, so that the operation can be sent as it is.
func (p *repetition) asPlanned(chunk []unit) bool {
	for i, u := range chunk {
		if u.call != i {
			return false
		}
	}
	return len(chunk) == len(p.calls)
}

// number tells the repetitions of a call apart.
func (p *repetition) number(chunk []unit) {
	n := 0
	for i := range chunk {
		if i > 0 && chunk[i].call != chunk[i-1].call {
			n = 0
		}
		chunk[i].suffix = "_" + strconv.Itoa(n)
		n++
	}
}

// share is what a request has of a call: the representations of some groups, which are next to one another, and their objects.
func (p *repetition) share(callIndex int, chunk []unit, all bool) callState {
	state := p.calls[callIndex]
	var sections []section
	from, to := 0, 0
	for _, u := range chunk {
		if u.call != callIndex {
			continue
		}
		g := &p.groupings[callIndex].groups[u.group]
		if len(sections) == 0 {
			from = g.from
		}
		to = g.to
		alias := p.fetch.calls[callIndex].alias
		if u.suffix != "" {
			alias = value.Key{Text: alias.Text + u.suffix}
		}
		sections = append(sections, section{alias, g.from - from, g.to - from})
	}
	state.sections = sections
	if all {
		return state
	}
	state.spans = state.spans[from:to]
	var targets []target
	for _, t := range state.targets {
		if at := int(t.representation); at >= from && at < to {
			t.representation = uint32(at - from)
			targets = append(targets, t)
		}
	}
	state.targets = targets
	return state
}

// head begins the body of a request, up to the variables.
func (p *repetition) head(s *fetchState, chunk []unit) []byte {
	if !s.repeated {
		return append(append(s.body[:0], p.fetch.head...), variablesKey...)
	}
	body := value.AppendQuoted(append(s.body[:0], `{"query":`...), p.operation(chunk))
	if p.OperationName != "" {
		body = value.AppendQuoted(append(body, `,"operationName":`...), p.OperationName)
	}
	return append(body, variablesKey...)
}

// operation writes the operation with a field for each unit.
func (p *repetition) operation(chunk []unit) string {
	text := append([]byte(p.Repeat.Head), '(')
	separator := ""
	define := func(definition string) {
		text = append(append(text, separator...), definition...)
		separator = ","
	}
	var known []string
	for _, u := range chunk {
		call := &p.Entities[u.call]
		define("$" + call.Variable + u.suffix + ":[_Any!]!")
		for i := range call.Contexts {
			define("$" + call.Contexts[i].Variable + u.suffix + ":" + call.Contexts[i].Type.String())
		}
	}
	for _, u := range chunk {
		for _, name := range p.Entities[u.call].Variables {
			if !slices.Contains(known, name) {
				known = append(known, name)
				define(p.Repeat.Definitions[name])
			}
		}
	}
	text = append(text, "){"...)
	for i, u := range chunk {
		call := &p.Entities[u.call]
		if i > 0 {
			text = append(text, ' ')
		}
		text = append(text, call.Alias+u.suffix+":_entities(representations:$"+call.Variable+u.suffix+")"+call.Text...)
		for _, use := range call.Rest {
			text = append(text, "$"+call.Contexts[use.Context].Variable+u.suffix+use.Text...)
		}
	}
	return string(append(text, '}'))
}

// variables writes a unit's representations and contexts.
func (p *repetition) variables(body []byte, u unit) []byte {
	call, group := &p.Entities[u.call], &p.groupings[u.call].groups[u.group]
	body = append(append(beginVariable(body), keyPrefix(call.Variable+u.suffix)...), '[')
	for i, s := range p.calls[u.call].spans[group.from:group.to] {
		if i > 0 {
			body = append(body, ',')
		}
		body = append(body, p.body[s.start+groupPrefix:s.end]...)
	}
	body = append(body, ']')
	for i := range call.Contexts {
		body = append(append(body, ','), keyPrefix(call.Contexts[i].Variable+u.suffix)...)
		body = append(body, group.values[i]...)
	}
	return body
}
