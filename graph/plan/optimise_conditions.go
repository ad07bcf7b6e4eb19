package plan

import (
	"slices"

	"github.com/weftgraphql/weft/graph/operation"
)

// liftConditions takes conditions off the fields where the whole request, or the
// whole entity call, is made under them only: there they always hold.
func (n *node) liftConditions() {
	if n.root != nil {
		n.demand.lift(n.root)
	}
	for _, call := range n.calls {
		call.demand.lift(call.set)
	}
}

func (d demand) lift(o *output) {
	if !d.always && len(d.any) == 1 {
		o.assume(d.any[0])
	}
}

// assume takes off conditions that hold. Items that become alike are one.
func (o *output) assume(holds []operation.Condition) {
	items := o.items
	o.items, o.index = nil, nil
	for _, it := range items {
		if it.sub != nil {
			it.sub.assume(holds)
		}
		it.conditions = slices.DeleteFunc(slices.Clone(it.conditions), func(c operation.Condition) bool {
			return slices.Contains(holds, c)
		})
		if known := o.add(it); known != it && it.sub != nil {
			known.sub.merge(it.sub)
		}
	}
}
