package plan

import "slices"

// coverOnce answers fields of the root of mutations, where a field gives it again. There each response key is one
// execution: all its occurrences are asked of one subgraph that answers them whole, and a field that none answers
// whole is asked of none, for what is above might be asked elsewhere for the rest.
func (d *derivation) coverOnce(set *wanted) coverage {
	out := coverage{ready: d.base}
	var keys []string
	byKey := map[string][]*field{}
	for _, it := range set.items {
		key := it.field.key
		if key == "" { // an input, which is one by what it says
			key = it.field.name + it.field.argsText
		}
		if byKey[key] == nil {
			keys = append(keys, key)
		}
		byKey[key] = append(byKey[key], it.field)
	}
	var missing []item
	for _, key := range keys {
		parts := d.wholly(byKey[key])
		if parts == nil {
			for _, f := range byKey[key] {
				missing = append(missing, item{field: f})
			}
		}
		for _, p := range parts {
			out.ready = max(out.ready, option{p.view, p.in, p.child}.ready())
		}
		out.parts = append(out.parts, parts...)
	}
	out.missing = d.setOrNil(missing)
	out.lost = leaves(out.missing)
	return out
}

// wholly answers all of some fields through one view, the cheapest; nil where there is none.
func (d *derivation) wholly(fields []*field) []part {
	var best []part
	var bestCost cost
	for _, first := range d.options(fields[0], forClient, d.local) {
		var parts []part
		var total cost
		for _, f := range fields {
			options := d.options(f, forClient, d.local)
			at := slices.IndexFunc(options, func(o option) bool { return o.view == first.view && o.lost() == 0 })
			if at < 0 {
				break
			}
			o := options[at]
			total = total.and(o.cost())
			parts = append(parts, part{field: f, view: o.view, in: o.in, child: o.child, others: d.others(options, o)})
		}
		if len(parts) == len(fields) && (best == nil || total.less(bestCost)) {
			best, bestCost = parts, total
		}
	}
	return best
}
