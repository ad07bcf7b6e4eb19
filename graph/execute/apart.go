package execute

import "github.com/weftgraphql/weft/graph/execute/value"

// Objects that are represented alike share one object of the answer. Where a field below takes a context from an object above
// them, it may come to something else for each: then only those below one and the same such object may share.

// keepApart finds, for each path of a call, how many keys from the root the last object is that a context is taken from, above
// the call's objects, for objects below them; 0 where there is none but the root, which all have in common.
func (p *Program) keepApart(c *call) {
	for i, path := range c.paths {
		apart := 0
		for f := range p.fetches {
			for k := range p.fetches[f].calls {
				apart = max(apart, p.fetches[f].calls[k].takesAbove(path))
			}
		}
		if apart > 0 && c.apart == nil {
			c.apart = make([]int, len(c.paths))
		}
		if apart > 0 {
			c.apart[i] = apart
		}
	}
}

// takesAbove is the number of keys that lead to the last object above the end of a path that the call takes a context from,
// for objects below the path.
func (c *call) takesAbove(path route) int {
	out := 0
	for _, own := range c.paths {
		if _, below := own.after(path); !below {
			continue
		}
		for i := range c.contexts {
			if at := own.keyCount() - c.contexts[i].up; at < path.keyCount() {
				out = max(out, at)
			}
		}
	}
	return out
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
