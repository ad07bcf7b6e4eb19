package generate

import (
	"fmt"
	"slices"
	"strings"
)

// Scopes and Policies are those that generated graphs ask for.
var (
	Scopes   = []string{"read", "write", "x:y"}
	Policies = []string{"senior", "trusted"}
)

// guard asks callers of some graphs to show something for some fields and types. What field sets rest on is left alone:
// who has it has to show as much.
func (c *cut) guard() {
	if !c.chance(35) {
		return
	}
	spared := c.neededTypes()
	c.spareMixedFamily(spared)
	for _, t := range slices.Concat(c.entities, c.values, []*gType{c.query}, c.roots(), c.families()) {
		for _, f := range t.fields {
			if c.mayGuard(t, f, spared) && c.chance(10) {
				c.guardField(t, f)
			}
		}
	}
	for _, t := range slices.Concat(c.entities, c.values, c.enums, c.scalars) {
		if !spared[t] && c.chance(6) {
			c.guardType(t)
		}
	}
}

func (c *cut) mayGuard(t *gType, f *gField, spared map[*gType]bool) bool {
	switch {
	case f.key, f.input, f.everywhere, c.inputOfFamily(t, f), t.kind == family && f == t.fields[0]:
		return false
	case t.kind == value, t.kind == family, c.fromFamily(t, f):
		return !spared[t]
	}
	return true
}

// guardType has some of the subgraphs that have a type ask for something.
func (c *cut) guardType(t *gType) {
	for _, s := range c.services {
		if s.types[t] != nil && !s.fed1 && c.chance(70) {
			s.types[t].guard = c.requirement()
		}
	}
}

// spareMixedFamily spares an entity interface whose types have its fields as something else than it has: where only the
// interface is known, a null of what is denied stops where the interface has it, and not where the object's type does.
func (c *cut) spareMixedFamily(spared map[*gType]bool) {
	if c.family == nil || !c.mixedFamily() {
		return
	}
	for _, t := range append(c.families(), c.family.members...) {
		spared[t] = true
		for _, f := range t.fields {
			spared[f.of] = true
		}
	}
}

// inputOfFamily says that the field is required of the interface that the type belongs to.
func (c *cut) inputOfFamily(t *gType, f *gField) bool {
	return c.fromFamily(t, f) && t.familyOf().field(f.name).input
}

// mixedFamily says that members have fields of the interface as something else than it has.
func (c *cut) mixedFamily() bool {
	return slices.ContainsFunc(c.family.members, func(m *gType) bool {
		return slices.ContainsFunc(c.family.fields, func(f *gField) bool { return m.field(f.name).t.String() != f.t.String() })
	})
}

func (c *cut) roots() []*gType {
	if c.mutation == nil {
		return nil
	}
	return []*gType{c.mutation}
}

func (c *cut) families() []*gType {
	if c.family == nil {
		return nil
	}
	return []*gType{c.family}
}

// guardField has some of the subgraphs that resolve a field ask for something; all of it counts.
func (c *cut) guardField(t *gType, f *gField) {
	for _, s := range c.services {
		p := s.types[t]
		if p == nil || s.fed1 || !p.resolves(f.name) || t.kind == family && s.role == home || c.isOverridden(t, f) {
			continue
		}
		if c.chance(70) {
			p.fields[f.name].guard = c.requirement()
		}
	}
}

// requirement is one of the directives, or two.
func (c *cut) requirement() string {
	groups := func(names []string) string {
		var out []string
		for range c.upTo(1, 2) {
			var group []string
			for _, name := range some(c.Random, names, 1) {
				group = append(group, quote(name))
			}
			out = append(out, "["+strings.Join(group, " ")+"]")
		}
		return "[" + strings.Join(out, " ") + "]"
	}
	all := []string{
		" @authenticated",
		fmt.Sprintf(" @requiresScopes(scopes: %s)", groups(Scopes)),
		fmt.Sprintf(" @policy(policies: %s)", groups(Policies)),
	}
	text := pick(c.Random, all)
	if c.chance(20) {
		if other := pick(c.Random, all); other != text {
			text += other
		}
	}
	return text
}

// neededTypes are those that @requires, however deep, rests on.
func (c *cut) neededTypes() map[*gType]bool {
	needed := map[*gType]bool{}
	var need func(t *gType)
	need = func(t *gType) {
		if needed[t] {
			return
		}
		needed[t] = true
		for _, m := range t.members {
			need(m)
		}
		for _, f := range t.fields {
			if t.kind != entity || f.key || f.of.isLeaf() {
				need(f.of)
			}
		}
	}
	for _, s := range c.services {
		for _, t := range s.order {
			for _, f := range s.types[t].fields {
				for _, from := range f.contexts {
					for _, set := range from.sets {
						need(set.of)
						need(set.field.of)
					}
				}
				for _, set := range f.requires {
					need(t)
					need(set.of)
					if set.field != nil {
						need(set.field.of)
					}
				}
			}
		}
	}
	return needed
}
