package generate

import "slices"

// provide lets a field bring along fields of entities that its subgraph does not resolve otherwise.
func (c *cut) provide() {
	for _, s := range c.services {
		for _, t := range slices.Clone(s.order) {
			if t.kind != root && t.kind != entity {
				continue
			}
			for _, name := range slices.Clone(s.types[t].order) {
				part := s.types[t].fields[name]
				f := part.field
				if !part.external && part.overridden == "" && part.override == "" && len(part.requires) == 0 && len(c.resolvers(t, f)) == 1 && c.chance(30) {
					part.provides = c.provided(s, f.of, 0)
				}
			}
		}
	}
}

// provided selects what a field of the type brings along; empty if there is nothing.
func (c *cut) provided(s *service, t *gType, depth int) []setField {
	var out []setField
	switch t.kind {
	case entity:
		out = c.externalLeaves(s, t)
		for _, x := range out {
			x.field.provided = true
		}
	case value:
		for _, f := range t.fields {
			if depth == 0 && len(f.args) == 0 && (f.of.kind == entity || f.of.kind == unionKind) && f.of.familyOf() == nil {
				if inner := c.provided(s, f.of, depth+1); len(inner) > 0 {
					out = append(out, setField{of: t, text: f.name + braces(inner), inner: inner})
				}
			}
		}
	case unionKind, iface:
		for _, m := range c.membersIn(s, t) {
			if m.kind != entity {
				continue
			}
			if inner := c.provided(s, m, depth+1); len(inner) > 0 {
				out = append(out, setField{of: m, text: "... on " + m.name + braces(inner), inner: inner})
			}
		}
	}
	return out
}
