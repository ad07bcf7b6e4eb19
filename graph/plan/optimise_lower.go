package plan

import (
	"slices"

	"github.com/weftgraphql/weft/graph/querygraph"
)

// lower asks of each type what is asked of the interface, where a type's fragment asks for more of the same field and
// the field has another nullability there: one object cannot bring it both ways, for these may not stand under one
// key, and what comes under two cannot be put under one.
func (b *builder) lower(n *node) {
	for _, o := range n.outputs() {
		b.lowerIn(o, n.subgraph)
	}
}

func (b *builder) lowerIn(o *output, subgraph int) {
	if o.typeName != "" && b.graph.Shape(o.typeName, subgraph) == querygraph.Abstract {
		for _, it := range slices.Clone(o.items) {
			if len(it.on) == 0 && it.name != typename && o.asksOtherwise(it) {
				b.lowerItem(o, it, subgraph)
			}
		}
	}
	for _, it := range o.items {
		if it.sub != nil {
			b.lowerIn(it.sub, subgraph)
		}
	}
}

// asksOtherwise says whether a fragment has a field under an item's key whose type is another.
func (o *output) asksOtherwise(it *outputItem) bool {
	for _, fragment := range o.items {
		if len(fragment.on) == 0 {
			continue
		}
		for _, other := range fragment.sub.items {
			if len(other.on) == 0 && other.key == it.key && other.typ.String() != it.typ.String() {
				return true
			}
		}
	}
	return false
}

// lowerItem moves an item into the fragments of all types, if each has the field as a field of the same type but for its nullability.
func (b *builder) lowerItem(o *output, it *outputItem, subgraph int) {
	types := b.graph.RuntimeTypes(o.typeName, subgraph)
	for _, name := range types {
		if in := b.graph.Known(name, it.name, subgraph); in == nil || in.Type.Name() != it.typ.Name() {
			return
		}
	}
	o.remove(func(other *outputItem) bool { return other == it })
	for _, name := range types {
		own := *it
		own.typ = b.graph.Known(name, it.name, subgraph).Type
		own.sub = it.sub.clone()
		if known := o.fragment([]string{name}).add(&own); known != &own && known.sub != nil {
			known.sub.merge(own.sub)
		}
	}
}

// clone copies a set with all that is below.
func (o *output) clone() *output {
	if o == nil {
		return nil
	}
	out := newOutput(o.typeName)
	for _, it := range o.items {
		item := *it
		item.sub = it.sub.clone()
		out.add(&item)
	}
	return out
}
