package plan

import (
	"slices"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftgraphql/weft/graph/operation"
)

// Objects without a key cannot be entered again for what is deferred below a field, but perhaps what they belong to can: then the field
// is wanted again, under the conditions of the deferred part.

// lifted is a flat set with what is deferred below its fields as further fields: where a field gives one object without a key, the same both
// times. Not from the root, unless the fragment stands there.
func (in *interner) lifted(set *wanted, typeName string) *wanted {
	key := collectKey{set, typeName}
	if known, ok := in.lifts[key]; ok {
		return known
	}
	root := typeName == in.graph.Root(queryKind)
	stays := func(it item, part int) bool { return it.field.name == typename || root && !in.defers[part] }
	items := set.items
	for i, it := range set.items {
		if it.field.sub == nil || !in.keyless(typeName, it.field.name) {
			continue
		}
		if now, again := in.again(it.field, typeName, stays); len(again) > 0 {
			items = append(slices.Clip(items), again...)
			items[i] = item{field: now}
		}
	}
	made := in.set(items)
	in.lifts[key] = made
	return made
}

// keyless says whether a field gives one object, of a type that has no key anywhere.
func (in *interner) keyless(typeName, name string) bool {
	below := in.objectBelow(typeName, name)
	isRoot := below == in.graph.Root(queryKind) || below == in.graph.Root(ast.Mutation)
	return below != "" && !isRoot && in.graph.Definition(typeName, name).Type.Elem == nil && len(in.graph.Ways(below)) == 0
}

// objectBelow is the type of a field's objects, "" where they may be of several.
func (in *interner) objectBelow(typeName, name string) string {
	def := in.graph.Definition(typeName, name)
	if def == nil {
		return ""
	}
	if t := in.graph.Supergraph().Types[def.Type.Name()]; t == nil || t.Def.Kind != ast.Object {
		return ""
	}
	return def.Type.Name()
}

// again is a field of a type's objects without what deferred parts want below it, and as each of them wants it, but for what stays.
func (in *interner) again(f *field, typeName string, stays func(it item, part int) bool) (now *field, again []item) {
	if len(in.defers) == 0 || f.sub.empty() {
		return f, nil
	}
	set := f.sub
	if below := in.objectBelow(typeName, f.name); below != "" {
		set = in.lifted(in.collect(set, below), below)
	}
	c := collector{in: in, typeName: typeName}
	own := *f
	own.sub = in.withoutDeferred(set, stays, func(part []operation.Condition, it item) {
		more := *f
		more.sub = in.set([]item{it})
		c.add(&more, part)
	})
	if len(c.fields) == 0 {
		return f, nil
	}
	return &own, c.finish()
}

// withoutDeferred is a set less what stands in deferred fragments, but for what stays. That goes to take, without the conditions that say
// where it stands.
func (in *interner) withoutDeferred(set *wanted, stays func(it item, part int) bool, take func(part []operation.Condition, it item)) *wanted {
	in.budget.spend(len(set.items))
	kept := make([]item, 0, len(set.items))
	for _, it := range set.items {
		conditions := it.conditions
		if it.field != nil {
			conditions = it.field.conditions
		}
		switch part := innermost(conditions); {
		case part > 0 && (stays == nil || !stays(it, part)):
			own := withoutDefers(conditions)
			take(beyond(conditions, own), it.under(own))
		case it.field != nil:
			kept = append(kept, it)
		case !it.sub.empty():
			inside := it
			inside.sub = in.withoutDeferred(it.sub, stays, func(part []operation.Condition, below item) {
				taken := it
				taken.sub = in.set([]item{below})
				take(part, taken)
			})
			if !inside.sub.empty() {
				kept = append(kept, inside)
			}
		}
	}
	return in.set(kept)
}

// under is an item under other conditions.
func (it item) under(conditions []operation.Condition) item {
	if it.field == nil {
		it.conditions = conditions
		return it
	}
	own := *it.field
	own.conditions = conditions
	return item{field: &own}
}
