package plan

import (
	"slices"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftgraphql/weft/graph/querygraph"
)

// outputs are the sets that a node asks for.
func (n *node) outputs() []*output {
	if n.root != nil {
		return []*output{n.root}
	}
	out := make([]*output, len(n.calls))
	for i, call := range n.calls {
		out[i] = call.set
	}
	return out
}

// tidy takes out what is asked for under a condition and without one alike.
func (o *output) tidy() {
	if slices.ContainsFunc(o.items, func(it *outputItem) bool { return len(it.conditions) > 0 }) {
		o.dropConditioned()
	}
	for _, it := range o.items {
		if it.sub != nil {
			it.sub.tidy()
		}
	}
}

func (o *output) dropConditioned() {
	always := map[string]bool{}
	for _, it := range o.items {
		if len(it.conditions) == 0 && len(it.on) == 0 {
			always[unconditionalID(it)] = true
		}
	}
	o.remove(func(it *outputItem) bool {
		return len(it.conditions) > 0 && always[unconditionalID(it)]
	})
}

func unconditionalID(it *outputItem) string {
	id := it.key + " " + it.name + it.argsText
	if it.sub != nil {
		id += it.sub.text()
	}
	return id
}

// fill lets sets that ask for nothing ask for __typename. What an interface
// object says there is not what the object is, so it is kept apart.
func (b *builder) fill(o *output, subgraph int) {
	if len(o.items) == 0 {
		if o.typeName != "" && b.graph.Shape(o.typeName, subgraph) == querygraph.InterfaceObject {
			o.add(&outputItem{key: "_typename", name: typename, typ: ast.NonNullNamedType("String", nil)})
		} else {
			o.typename()
		}
	}
	for _, it := range o.items {
		if it.sub != nil {
			b.fill(it.sub, subgraph)
		}
	}
}
