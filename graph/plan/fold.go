package plan

import "slices"

// fold leaves to one field what is wanted of it under different conditions, where one of them holds whenever another does:
// of a leaf nothing remains of the narrower, of a composite field what is wanted below it, under what its conditions say
// beyond the other's. So a field that several subgraphs could be asked for is asked of one, and in deferred
// parts only for what an earlier part of the answer does not have.
func (c *collector) fold() {
	if !c.conditional || c.typeName == c.in.graph.Root(mutationKind) {
		return // of mutations, the place of each occurrence counts
	}
	groups := c.sameFields()
	into, folded := make([]int, len(c.fields)), false
	for i := range c.fields {
		into[i] = c.widest(i, groups)
		folded = folded || into[i] != i
	}
	if !folded {
		return
	}
	var kept []collected
	at := map[int]int{} // where of those kept a field went
	for i := range c.fields {
		if place, known := at[into[i]]; known {
			kept[place].subs = append(kept[place].subs, c.share(i, into[i])...)
			continue
		}
		at[into[i]] = len(kept)
		widest := c.fields[into[i]]
		kept = append(kept, collected{field: widest.field, conditions: widest.conditions, subs: slices.Clone(c.share(i, into[i]))})
	}
	c.fields, c.index = kept, nil
}

// share is what a field wants below it, for the field that it is folded into.
func (c *collector) share(i, into int) []item {
	f := &c.fields[i]
	if f.field.sub == nil {
		return nil
	}
	items := f.subs
	if items == nil {
		items = f.field.sub.items
	}
	if i == into {
		return items
	}
	return []item{{conditions: beyond(f.conditions, c.fields[into].conditions), sub: c.in.set(items)}}
}

// sameFields are the places of equal fields, by what they are but for their conditions.
func (c *collector) sameFields() map[string][]int {
	groups := make(map[string][]int, len(c.fields))
	for i := range c.fields {
		c.in.text = appendField(c.in.text[:0], c.fields[i].field)
		groups[string(c.in.text)] = append(groups[string(c.in.text)], i)
	}
	return groups
}

// widest is, of the same fields, the one with the fewest conditions that holds whenever this one does.
func (c *collector) widest(i int, groups map[string][]int) int {
	conditions, into := c.fields[i].conditions, i
	if len(conditions) == 0 {
		return into
	}
	c.in.text = appendField(c.in.text[:0], c.fields[i].field)
	for _, j := range groups[string(c.in.text)] {
		c.in.budget.spend(1)
		if other := c.fields[j].conditions; len(other) < len(c.fields[into].conditions) && implies(conditions, other) {
			into = j
		}
	}
	return into
}
