package plan

import (
	"slices"

	"github.com/weftgraphql/weft/graph/operation"
)

// allow leaves out what authorization denied. But what is denied in one part of the answer may be allowed in a part that is deferred
// from it, where it is selected by another type: a key has one value, so that it is then wanted with what comes first.
func (c *collector) allow() {
	isDenied := func(f collected) bool { return f.field.denied }
	if !slices.ContainsFunc(c.fields, isDenied) {
		return
	}
	for i := range c.fields {
		for _, denied := range c.fields {
			if isDenied(denied) && !isDenied(c.fields[i]) {
				c.bringForward(&c.fields[i], denied)
			}
		}
	}
	c.fields, c.index = slices.DeleteFunc(c.fields, isDenied), nil
}

// bringForward moves an allowed field to where it is denied, if that is a part which comes first. What is wanted below it comes when it
// would have.
func (c *collector) bringForward(f *collected, denied collected) {
	c.in.budget.spend(1)
	same := f.field.key == denied.field.key && f.field.name == denied.field.name && f.field.argsText == denied.field.argsText
	if !same || !implies(f.conditions, denied.conditions) {
		return
	}
	outer := slices.DeleteFunc(slices.Clone(f.conditions), func(condition operation.Condition) bool {
		return deferID(condition) > 0 && !slices.Contains(denied.conditions, condition)
	})
	if f.field.sub != nil {
		items := f.subs
		if items == nil {
			items = f.field.sub.items
		}
		own := *f.field
		own.sub = c.in.set([]item{{conditions: beyond(f.conditions, outer), sub: c.in.set(items)}})
		f.field, f.subs = &own, nil
	}
	f.conditions = outer
}
