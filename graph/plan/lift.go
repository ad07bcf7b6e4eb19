package plan

import (
	"slices"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftgraphql/weft/graph/operation"
)

// lift takes what is deferred below a field up to the field, which is then wanted twice: objects without a key cannot
// be entered again, but perhaps what they belong to can. Only where the field gives one object, the same both times: not from
// the root, unless the fragment stands there, and never from a mutation's.
func (c *collector) lift() {
	for i := range len(c.fields) {
		known := &c.fields[i]
		if known.field.sub == nil || !c.in.keyless(c.typeName, known.field.name) {
			continue
		}
		set := c.in.collect(c.in.set(c.share(i, i)), c.in.graph.Definition(c.typeName, known.field.name).Type.Name())
		if !slices.ContainsFunc(set.items, func(it item) bool { return isDeferred(it.field.conditions) }) {
			continue
		}
		stay, lifted := c.liftable(set.items)
		if len(lifted) == 0 {
			continue
		}
		own := *known.field
		own.sub = c.in.set(stay)
		known.field, known.subs, c.index = &own, nil, nil
		for _, l := range lifted {
			again := own
			again.sub = c.in.set(l.items)
			c.fields = append(c.fields, collected{field: &again, conditions: bothConditions(c.fields[i].conditions, l.conditions)})
		}
	}
}

// keyless says whether a field gives one object, of a type that has no key anywhere.
func (in *interner) keyless(typeName, name string) bool {
	def := in.graph.Definition(typeName, name)
	if def == nil || def.Type.Elem != nil {
		return false
	}
	below := def.Type.Name()
	t := in.graph.Supergraph().Types[below]
	isRoot := below == in.graph.Root(queryKind) || below == in.graph.Root(ast.Mutation)
	return t != nil && t.Def.Kind == ast.Object && !isRoot && len(in.graph.Ways(below)) == 0
}

// byDefers parts a set by the deferred fragments that its fields stand in, and takes these off; now is what stands in none.
func (in *interner) byDefers(set *wanted) (now *wanted, later []*liftedFields) {
	if len(in.defers) == 0 || set.empty() {
		return set, nil
	}
	var kept []item
	for _, it := range set.items {
		conditions := it.conditions
		if it.field != nil {
			conditions = it.field.conditions
		}
		if isDeferred(conditions) {
			rest := withoutDefers(conditions)
			l := liftedUnder(&later, beyond(conditions, rest))
			l.items = append(l.items, it.with(rest))
			continue
		}
		if it.field != nil {
			kept = append(kept, it)
			continue
		}
		below, deferred := in.byDefers(it.sub)
		if !below.empty() {
			kept = append(kept, item{on: it.on, conditions: it.conditions, sub: below})
		}
		for _, d := range deferred {
			l := liftedUnder(&later, d.conditions)
			l.items = append(l.items, item{on: it.on, conditions: it.conditions, sub: in.set(d.items)})
		}
	}
	if len(later) == 0 {
		return set, nil
	}
	return in.set(kept), later
}

// with is an item under other conditions.
func (it item) with(conditions []operation.Condition) item {
	if it.field == nil {
		it.conditions = conditions
		return it
	}
	own := *it.field
	own.conditions = conditions
	return item{field: &own}
}

// under is a set under conditions.
func (in *interner) under(conditions []operation.Condition, set *wanted) *wanted {
	if set.empty() {
		return nil
	}
	return in.set([]item{{conditions: conditions, sub: set}})
}

// liftedFields are fields that are lifted, under the conditions that are lifted with them.
type liftedFields struct {
	conditions []operation.Condition
	items      []item
}

// liftable parts the fields below one of the type's fields by whether they can be wanted of that field once more, when they come.
func (c *collector) liftable(items []item) (stay []item, lifted []*liftedFields) {
	root := c.typeName == c.in.graph.Root(queryKind)
	for _, it := range items {
		part := innermost(it.field.conditions)
		if part == 0 || it.field.name == typename || root && !c.in.defers[part] || c.typeName == c.in.graph.Root(ast.Mutation) {
			stay = append(stay, it)
			continue
		}
		rest := withoutDefers(it.field.conditions)
		l := liftedUnder(&lifted, beyond(it.field.conditions, rest))
		l.items = append(l.items, it.with(rest))
	}
	return stay, lifted
}

// liftedUnder is the one of a list for some conditions, a new one where there is none.
func liftedUnder(list *[]*liftedFields, conditions []operation.Condition) *liftedFields {
	for _, l := range *list {
		if equalConditions(l.conditions, conditions) {
			return l
		}
	}
	made := &liftedFields{conditions: conditions}
	*list = append(*list, made)
	return made
}
