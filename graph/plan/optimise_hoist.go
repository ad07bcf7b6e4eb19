package plan

import (
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

// hoistShared takes up an item when every type an object can have is asked for it,
// or for more of the same.
func (b *builder) hoistShared(o *output, subgraph int) {
	types := len(b.graph.RuntimeTypes(o.typeName, subgraph))
	hoisted := map[string]bool{}
	var up []*outputItem
	for _, fragment := range o.items {
		if len(fragment.on) == 0 {
			continue
		}
		for _, it := range fragment.sub.items {
			id := sharedID(it)
			if len(it.on) > 0 || hoisted[id] {
				continue
			}
			if general := b.general(it, o.typeName, subgraph); general != nil && o.typesAsking(it) == types && !o.keepsOther(it, general) {
				hoisted[id] = true
				up = append(up, general)
			}
		}
	}
	if len(up) > 0 {
		o.takeUp(up, hoisted)
	}
}

// general is a type's item as the abstract type has it; nil where that lacks the field or one of its arguments,
// or where what is below is asked of a narrower type than the field has there.
func (b *builder) general(it *outputItem, abstract string, subgraph int) *outputItem {
	out := *it
	if it.name == typename {
		return &out
	}
	in, def := b.graph.Known(abstract, it.name, subgraph), b.graph.Definition(abstract, it.name)
	if in == nil || def == nil || in.Type.Name() != it.typ.Name() || len(it.contexts) > 0 {
		return nil
	}
	for _, argument := range it.arguments {
		if def.Arguments.ForName(argument.Name) == nil {
			return nil
		}
	}
	out.typ = in.Type
	return &out
}

// keepsOther says whether some type would still be asked for more under an item's key, as a field of another type than
// the general one has: what one object brings under two names cannot be put under one.
func (o *output) keepsOther(it, general *outputItem) bool {
	id := sharedID(it)
	for _, fragment := range o.items {
		if len(fragment.on) == 0 {
			continue
		}
		for _, other := range fragment.sub.items {
			if other.key == it.key && sharedID(other) != id && other.typ.String() != general.typ.String() {
				return true
			}
		}
	}
	return false
}

// typesAsking counts the types whose fragments ask for all that an item asks.
func (o *output) typesAsking(it *outputItem) int {
	types := map[string]bool{}
	for _, fragment := range o.items {
		if len(fragment.on) > 0 && fragment.sub.covers(it) {
			for _, on := range fragment.on {
				types[on] = true
			}
		}
	}
	return len(types)
}

// covers says whether a set asks for an item and all that is below it.
func (o *output) covers(it *outputItem) bool {
	own := o.find(it)
	switch {
	case own == nil:
		return false
	case own == it || it.sub == nil:
		return true
	}
	for _, below := range it.sub.items {
		if !own.sub.covers(below) {
			return false
		}
	}
	return true
}

// sharedID is equal for items that ask the same.
func sharedID(it *outputItem) string {
	text := it.appendID(nil)
	if it.sub != nil {
		text = it.sub.appendText(text)
	}
	return string(text)
}

func (o *output) takeUp(up []*outputItem, hoisted map[string]bool) {
	var fragments []*outputItem
	for _, it := range o.items {
		if len(it.on) == 0 {
			continue
		}
		it.sub.remove(func(it *outputItem) bool { return hoisted[sharedID(it)] })
		if len(it.sub.items) > 0 {
			fragments = append(fragments, it)
		}
	}
	o.remove(func(it *outputItem) bool { return len(it.on) > 0 })
	for _, it := range up {
		if known := o.add(it); known != it && it.sub != nil {
			known.sub.merge(it.sub)
		}
	}
	for _, it := range fragments {
		o.add(it)
	}
}
