package plan

import (
	"slices"
	"strings"
)

// batchCalls sends entity fetches of one subgraph that are due at the same
// time as one request. Calls that ask the same of objects at several places
// become one call with several paths.
func batchCalls(g *fetchGraph) {
	levels := g.levels()
	type due struct{ subgraph, level, step int }
	first := map[due]*node{}
	for _, n := range slices.Clone(g.nodes) {
		if n.root != nil {
			continue
		}
		at := due{n.subgraph, levels[n], n.step}
		into := first[at]
		if into == nil {
			first[at] = n
			continue
		}
		into.calls = append(into.calls, n.calls...)
		g.replace(n, into)
	}
	for _, n := range g.nodes {
		n.calls = joinEqualCalls(n.calls)
	}
}

func joinEqualCalls(calls []*entityCall) []*entityCall {
	var out []*entityCall
	index := map[string]*entityCall{}
	for _, call := range calls {
		id := representationsText(call.representations) + "\n" + call.set.text()
		known := index[id]
		if known == nil {
			index[id] = call
			out = append(out, call)
			continue
		}
		known.paths = append(known.paths, call.paths...)
		known.demand.join(call.demand)
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
func (o *output) text() string {
	var text strings.Builder
	var write func(o *output)
	write = func(o *output) {
		text.WriteByte('{')
		for _, it := range o.items {
			text.WriteString(it.id())
			if it.sub != nil {
				write(it.sub)
			}
			text.WriteByte(';')
		}
		text.WriteByte('}')
	}
	write(o)
	return text.String()
}
