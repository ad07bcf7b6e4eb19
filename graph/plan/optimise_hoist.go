package plan

import (
	"slices"

	"github.com/weftgraphql/weft/graph/querygraph"
)

// hoist moves what is asked for each type an object can have out of the
// fragments, where the static type has the fields itself.
func (b *builder) hoist(n *node) {
	for _, o := range n.outputs() {
		b.hoistIn(o, n.subgraph)
	}
}

func (b *builder) hoistIn(o *output, subgraph int) {
	if o.typeName != "" && b.graph.Shape(o.typeName, subgraph) == querygraph.Abstract {
		b.hoistShared(o, subgraph)
	}
	for _, it := range o.items {
		if it.sub != nil {
			b.hoistIn(it.sub, subgraph)
		}
	}
}

func (b *builder) hoistShared(o *output, subgraph int) {
	types := b.graph.RuntimeTypes(o.typeName, subgraph)
	shared := map[string]map[string]bool{} // item -> types that ask for it
	items := map[string]*outputItem{}
	for _, fragment := range o.items {
		for _, on := range fragment.on {
			for _, it := range fragment.sub.items {
				id := sharedID(it)
				if len(it.on) > 0 || b.graph.Known(o.typeName, it.name, subgraph) == nil {
					continue
				}
				if shared[id] == nil {
					shared[id], items[id] = map[string]bool{}, it
				}
				shared[id][on] = true
			}
		}
	}
	hoisted := map[string]bool{}
	var up []*outputItem
	for _, fragment := range o.items {
		if len(fragment.on) == 0 {
			continue
		}
		for _, it := range fragment.sub.items {
			if id := sharedID(it); len(shared[id]) == len(types) && !hoisted[id] {
				hoisted[id] = true
				up = append(up, items[id])
			}
		}
	}
	if len(up) == 0 {
		return
	}
	o.takeUp(up, hoisted)
}

// sharedID is equal for items that ask the same.
func sharedID(it *outputItem) string {
	if it.sub == nil {
		return it.id()
	}
	return it.id() + it.sub.text()
}

func (o *output) takeUp(up []*outputItem, hoisted map[string]bool) {
	var fragments []*outputItem
	for _, it := range o.items {
		if len(it.on) == 0 {
			continue
		}
		it.sub.items = slices.DeleteFunc(it.sub.items, func(it *outputItem) bool { return hoisted[sharedID(it)] })
		if len(it.sub.items) > 0 {
			fragments = append(fragments, it)
		}
	}
	o.items = slices.DeleteFunc(o.items, func(it *outputItem) bool { return len(it.on) > 0 })
	for _, it := range up {
		if known := o.add(it); known != it && it.sub != nil {
			known.sub.merge(it.sub)
		}
	}
	o.items = append(o.items, fragments...)
}
