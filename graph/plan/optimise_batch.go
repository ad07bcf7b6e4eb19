package plan

import (
	"slices"
	"strings"
)

// batchCalls sends entity fetches of one subgraph that are due at the same
// time as one request. Calls that ask the same of objects at several places
// become one call with several paths.
func batchCalls(g *fetchGraph, keys *keyring) {
	g.setLevels()
	type due struct {
		subgraph, level, step int
		root                  bool
		parts                 string
	}
	first := map[due]*node{}
	by := map[*node]*node{}
	for _, n := range g.nodes {
		if n.root != nil && (len(n.paths) == 0 || n.kind != queryKind) {
			continue
		}
		at := due{n.subgraph, n.level, n.step, n.root != nil, n.partsText()}
		into := first[at]
		switch {
		case into == nil:
			first[at] = n
		case n.root == nil:
			into.calls = append(into.calls, n.calls...)
			by[n] = into
		case keys.share(into, n):
			into.given = mergeGiven(into.root, n.root, into.given, n.given)
			into.paths = append(into.paths, n.paths...)
			by[n] = into
		}
	}
	g.replace(by)
	batchAcrossLevels(g)
	for _, n := range g.nodes {
		n.calls = joinEqualCalls(n.calls)
	}
}

// batchAcrossLevels sends entity fetches of one subgraph as one request where those that are due earlier can wait for
// the others without making the plan deeper: requests count less than depth only.
func batchAcrossLevels(g *fetchGraph) {
	type receiver struct {
		subgraph, step int
		parts          string
	}
	var order []receiver
	groups := map[receiver][]*node{}
	for _, n := range g.nodes {
		if n.root != nil {
			continue
		}
		to := receiver{n.subgraph, n.step, n.partsText()}
		if groups[to] == nil {
			order = append(order, to)
		}
		groups[to] = append(groups[to], n)
	}
	tries := 0
	for _, to := range order {
		g.joinLevels(groups[to], &tries)
	}
}

// share says whether two fetches of the query root below the root can be one, its answer put in the places of both. A null
// that rises to the top of the answer takes all of it along, so that either must ask nothing else that is not
// nullable; and no key in it may mean something else at either place.
func (k *keyring) share(a, b *node) bool {
	if !a.demand.equal(b.demand) || !a.root.harmless(b.root) || !b.root.harmless(a.root) {
		return false
	}
	for _, path := range slices.Concat(a.paths, b.paths) {
		position := ""
		for _, s := range path {
			if s.Key != "" {
				position = below(position, s.Key)
			}
		}
		if !k.fits(position, a.root) || !k.fits(position, b.root) {
			return false
		}
	}
	return true
}

// harmless says whether what a set asks beyond another may be null by itself: no null of it takes along what both ask.
func (o *output) harmless(other *output) bool {
	for _, it := range o.items {
		known := newOutput("")
		switch own := other.find(it); {
		case own == nil && len(it.on) == 0 && it.name != typename:
			if it.typ.NonNull {
				return false
			}
			continue
		case own != nil && own.sub != nil:
			known = own.sub
		}
		if it.sub != nil && !it.sub.harmless(known) {
			return false
		}
	}
	return true
}

func (k *keyring) fits(position string, o *output) bool {
	for _, it := range o.items {
		if len(it.on) > 0 {
			if !k.fits(position, it.sub) {
				return false
			}
			continue
		}
		if known, taken := k.taken[position][it.key]; taken && known != it.name+it.argsText {
			return false
		}
		if it.sub != nil && !k.fits(below(position, it.key), it.sub) {
			return false
		}
	}
	return true
}

func joinEqualCalls(calls []*entityCall) []*entityCall {
	var out []*entityCall
	index := map[string]*entityCall{}
	for _, call := range calls {
		// Under different conditions, more would be asked for some objects than is wanted of them.
		id := representationsText(call.representations) + "\n" + call.set.text() + call.demand.text() + valuesText(call.contexts)
		known := index[id]
		if known == nil {
			index[id] = call
			out = append(out, call)
			continue
		}
		known.paths = append(known.paths, call.paths...)
	}
	return out
}

func representationsText(list []Representation) string {
	var text strings.Builder
	for _, r := range list {
		text.WriteString(strings.Join(r.Types, ",") + ">" + r.On + ">" + r.TypeName)
		writeRepresentationFields(&text, r.Fields)
	}
	return text.String()
}

func writeRepresentationFields(text *strings.Builder, fields []RepresentationField) {
	text.WriteByte('{')
	for _, f := range fields {
		text.WriteString(f.Name + ":" + f.Source + "|" + strings.Join(f.Types, ","))
		if f.Key {
			text.WriteByte('!')
		}
		if len(f.Fields) > 0 {
			writeRepresentationFields(text, f.Fields)
		}
		text.WriteByte(' ')
	}
	text.WriteByte('}')
}

// text is a canonical print of what a set asks.
func (o *output) text() string { return string(o.appendText(nil)) }

func (o *output) appendText(text []byte) []byte {
	text = append(text, '{')
	for _, it := range o.items {
		text = it.appendID(text)
		if it.sub != nil {
			text = it.sub.appendText(text)
		}
		text = append(text, ';')
	}
	return append(text, '}')
}
