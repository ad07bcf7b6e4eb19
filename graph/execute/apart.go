package execute

import "github.com/weftgraphql/weft/graph/execute/value"

// Objects that are represented alike share one object of the answer. Where a field below takes a context from an object above
// them, it may come to something else for each: then only those below one and the same such object may share.

// keepApart finds, for each path of each call, how many keys from the root the last object is that a context is taken from, above
// the call's objects, for objects below them; 0 where there is none but the root, which all have in common.
func (p *Program) keepApart() {
	above := map[string]int{}
	for i := range p.fetches {
		for c := range p.fetches[i].calls {
			p.fetches[i].calls[c].takesAbove(above)
		}
	}
	if len(above) == 0 {
		return
	}
	for i := range p.fetches {
		for c := range p.fetches[i].calls {
			p.fetches[i].calls[c].keepApart(above)
		}
	}
}

func (c *call) keepApart(above map[string]int) {
	for i, path := range c.paths {
		apart := above[path.text()]
		if apart > 0 && c.apart == nil {
			c.apart = make([]int, len(c.paths))
		}
		if apart > 0 {
			c.apart[i] = apart
		}
	}
}

// takesAbove adds, for each route above one of the call's, the number of keys that lead to the last object above its end that the
// call takes a context from.
func (c *call) takesAbove(above map[string]int) {
	if len(c.contexts) == 0 {
		return
	}
	for _, own := range c.paths {
		text, count, keys := own.text(), own.keyCount(), 0
		for end := range beforeEnd(text) {
			if text[end-1] == '.' {
				keys++
			}
			for i := range c.contexts {
				if at := count - c.contexts[i].up; at < keys && at > above[text[:end]] {
					above[text[:end]] = at
				}
			}
		}
	}
}

// keyCount is how many keys a route follows.
func (p route) keyCount() int {
	n := 0
	for i := range p {
		if p[i].key.Text != "" {
			n++
		}
	}
	return n
}

// anchor is the object that the one at hand may share an answer below, the zero Ref for any.
func (r *representationWriter) anchor(w *walker) value.Ref {
	if r.call.apart == nil || r.call.apart[r.path] == 0 {
		return value.Ref{}
	}
	return w.stack.Refs[w.above[r.call.apart[r.path]].lo]
}
