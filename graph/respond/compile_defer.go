package respond

import (
	"maps"
	"slices"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftgraphql/weft/graph/execute"
	"github.com/weftgraphql/weft/graph/operation"
)

// objectParts is what of an object's fields comes later than the object.
type objectParts struct {
	groups []deferredGroup
	// homes are the parts whose fragments stand in this object. Others have groups here because an object of theirs
	// is also selected before them, and is there when they come.
	homes []int
}

// deferredGroup is the fields of an object that belong to a deferred part.
type deferredGroup struct {
	part int
	// object is nil for an object of unknown type of which the part may want something when the type is known.
	object *objectFields
	// guard of a group without an object, -1 for none; open are such groups of parts that stand in this one.
	guard int32
	open  []deferredGroup
	// typed: the part may want something else, too, when the type is known.
	typed bool
}

// covering has, by response key, under which guards a field is written in parts that come before; none: always.
type covering map[string][]int32

// guards under which a field is written before. One that always is has no entries in later parts.
func (c covering) guards(response string) []int32 { return slices.Clone(c[response]) }

func (c covering) always(response string) bool {
	guards, ok := c[response]
	return ok && len(guards) == 0
}

// with is the covering with an object's fields, too.
func (c covering) with(fields []field) covering {
	all := maps.Clone(c)
	if all == nil {
		all = covering{}
	}
	for i := range fields {
		f := &fields[i]
		if guards, known := all[f.response]; f.guard < 0 {
			all[f.response] = nil
		} else if !known || len(guards) > 0 {
			all[f.response] = append(slices.Clip(guards), f.guard)
		}
	}
	return all
}

// ownFirst gives the occurrences of the part at hand, which decide what a field is, before those of later ones.
func (c *compiler) ownFirst(occurrences []occurrence) []occurrence {
	if len(c.defers) == 0 || occurrences[0].part == c.here {
		return occurrences
	}
	own := slices.Clone(occurrences)
	slices.SortStableFunc(own, func(a, b occurrence) int {
		switch {
		case (a.part == c.here) == (b.part == c.here):
			return 0
		case a.part == c.here:
			return -1
		}
		return 1
	})
	return own
}

// deferParts adds to an object what of its fields belongs to later parts, and to no earlier one. A field selected both in
// an earlier part and in a later one is the earlier one's; below it, the later one has a group of its own.
func (c *compiler) deferParts(object *objectFields, def *ast.Definition, order []occurrence, homes []int, before covering) error {
	covered := before.with(object.fields)
	parts := &objectParts{homes: homes}
	beside := map[string]bool{}
	for _, part := range c.nextParts(order) {
		var own []occurrence
		for _, o := range order {
			if c.nextPart(o.part) == part && !covered.always(o.field.ResponseKey) {
				own = append(own, o)
			}
		}
		if len(own) == 0 {
			continue
		}
		outer := c.here
		c.here = part
		made, err := c.fieldsOf(def, own, covered)
		if err == nil {
			err = c.deferParts(made, def, own, homes, covered)
		}
		c.here = outer
		if err != nil {
			return err
		}
		parts.groups = append(parts.groups, deferredGroup{part: part, object: made, guard: -1})
		for name := range made.names() {
			c.projection.overlaps = c.projection.overlaps || beside[name]
		}
		maps.Copy(beside, made.names())
	}
	if len(parts.groups)+len(homes) > 0 {
		object.parts = parts
	}
	object.setLeads()
	return nil
}

// names are the response keys of an object's fields, and of those that are deferred from it.
func (o *objectFields) names() map[string]bool {
	names := map[string]bool{}
	for i := range o.fields {
		names[o.fields[i].response] = true
	}
	if o.parts != nil {
		for _, g := range o.parts.groups {
			if g.object != nil {
				maps.Copy(names, g.object.names())
			}
		}
	}
	return names
}

// nextParts are the parts that stand directly in the one at hand and have something in a list, themselves or in parts
// within them.
func (c *compiler) nextParts(order []occurrence) []int {
	var parts []int
	for _, o := range order {
		if part := c.nextPart(o.part); part > 0 && !slices.Contains(parts, part) {
			parts = append(parts, part)
		}
	}
	return parts
}

// nextPart is the outermost part around one that still is within the one at hand, 0 when it is that itself.
func (c *compiler) nextPart(part int) int {
	if part == c.here {
		return 0
	}
	for part > 0 && c.defers[part-1].Parent != c.here {
		part = c.defers[part-1].Parent
	}
	return part
}

func (o *objectFields) setLeads() {
	o.leads = 0
	for i := range o.fields {
		if child := o.fields[i].child; child != nil {
			o.leads |= child.leads
		}
	}
	if o.parts == nil {
		return
	}
	for i := range o.parts.groups {
		o.leads |= o.parts.groups[i].leads()
	}
}

func (g *deferredGroup) leads() execute.Parts {
	leads := execute.Parts(0).With(g.part)
	if g.object != nil {
		leads |= g.object.leads
	}
	for i := range g.open {
		leads |= g.open[i].leads()
	}
	return leads
}

func (s *selection) setLeads() {
	s.leads = 0
	for _, object := range s.byType {
		s.leads |= object.leads
	}
	for _, object := range []*objectFields{s.object, s.anyType} {
		if object != nil {
			s.leads |= object.leads
		}
	}
}

// withOpenParts adds to the fields of an object of unknown type the parts that may want something of it, depending on the type.
func (c *compiler) withOpenParts(object *objectFields, def *ast.Definition, sources []source) *objectFields {
	parts := objectParts{}
	if object.parts != nil {
		parts = *object.parts
	}
	parts.groups, parts.homes = slices.Clone(parts.groups), slices.Clone(parts.homes)
	var walk func(selections []operation.Selection, conditions []operation.Condition, part int, some bool)
	walk = func(selections []operation.Selection, conditions []operation.Condition, part int, some bool) {
		for _, sel := range selections {
			switch sel := sel.(type) {
			case *operation.Field:
				if some && part != c.here {
					parts.groups = c.addOpen(parts.groups, c.chainTo(part), c.guard(and(conditions, sel.Conditions)))
				}
			case *operation.Fragment:
				within := part
				if sel.Defer != nil {
					within = sel.Defer.ID
					if !slices.Contains(parts.homes, within) {
						parts.homes = append(parts.homes, within)
					}
				}
				walk(sel.Selections, and(conditions, sel.Conditions), within, some || !c.coversAll(def, sel.On))
			}
		}
	}
	for _, s := range sources {
		walk(s.selections, s.conditions, s.part, false)
	}
	if len(parts.groups)+len(parts.homes) == 0 {
		return object
	}
	own := *object
	own.parts = &parts
	own.setLeads()
	return &own
}

// chainTo are the parts from the one at hand to another, which is the last.
func (c *compiler) chainTo(part int) []int {
	var chain []int
	for ; part != c.here && part > 0; part = c.defers[part-1].Parent {
		chain = append(chain, part)
	}
	slices.Reverse(chain)
	return chain
}

// addOpen adds groups without objects for a chain of parts that stand in one another. One for several conditions has none.
func (c *compiler) addOpen(groups []deferredGroup, chain []int, guard int32) []deferredGroup {
	if len(chain) == 0 {
		return groups
	}
	at := slices.IndexFunc(groups, func(g deferredGroup) bool { return g.part == chain[0] })
	if at < 0 {
		at = len(groups)
		groups = append(groups, deferredGroup{part: chain[0], guard: guard})
	} else if groups[at].object == nil && groups[at].guard != guard {
		groups[at].guard = -1
	}
	groups[at].typed = groups[at].typed || len(chain) == 1
	groups[at].open = c.addOpen(slices.Clip(groups[at].open), chain[1:], guard)
	return groups
}
