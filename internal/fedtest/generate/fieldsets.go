package generate

import (
	"slices"
	"strings"
)

func braces(inner []setField) string {
	if len(inner) == 0 {
		return ""
	}
	return " { " + joinSets(inner) + " }"
}

// innerFields selects below a composite field of a field set: leaves of values, of entities keys and fields that become
// external, of abstract types fragments on what the owners of the field know too.
func (c *cut) innerFields(s *service, t *gType, owners []*service) []setField {
	var out []setField
	switch t.kind {
	case value:
		list := leaves(t)
		if len(list) == 0 {
			return []setField{{of: t, text: "__typename"}}
		}
		for _, f := range some(c.Random, list, 1) {
			out = append(out, setField{of: t, text: f.name + c.constants(f)})
		}
	case entity:
		for _, k := range s.types[t].keys {
			lacks := func(o *service) bool { return !c.keyWithin(map[*service]bool{o: true}, t, k.key) }
			if !strings.Contains(k.key.text, "{") && !slices.ContainsFunc(owners, lacks) {
				out = append(out, setField{of: t, text: k.key.text})
				break
			}
		}
		out = append(out, c.externalLeaves(s, t)...)
		if len(out) == 0 {
			out = append(out, setField{of: t, text: "__typename"})
		}
	case unionKind, iface:
		out = append(out, setField{of: t, text: "__typename"})
		for _, m := range c.membersIn(s, t) {
			everywhere := !slices.ContainsFunc(owners, func(o *service) bool { return !slices.Contains(c.membersIn(o, t), m) })
			if m.kind == value && everywhere && c.chance(70) {
				inner := c.innerFields(s, m, nil)
				out = append(out, setField{of: m, text: "... on " + m.name + braces(inner), inner: inner})
			}
		}
		if len(out) > 1 && c.chance(70) {
			out = out[1:]
		}
	}
	return out
}

func joinSets(set []setField) string {
	texts := make([]string, len(set))
	for i, f := range set {
		texts[i] = f.text
	}
	return strings.Join(texts, " ")
}

// externalLeaves makes some plain fields of an entity external in a subgraph that does not resolve them.
func (c *cut) externalLeaves(s *service, t *gType) []setField {
	var out []setField
	p := s.types[t]
	for _, x := range t.fields {
		there := p.fields[x.name]
		known := there == nil || there.external
		if !known || x.key || x.everywhere || len(x.args) > 0 || len(x.needs) > 0 || c.isOverridden(t, x) || c.fromFamily(t, x) ||
			len(c.resolvers(t, x)) == 0 || !x.of.isLeaf() || !c.chance(50) {
			continue
		}
		c.addExternal(s, t, x)
		x.input = true
		out = append(out, setField{of: t, field: x, text: x.name})
	}
	return out
}

// membersIn is the object types that an abstract type has in a subgraph.
func (c *cut) membersIn(s *service, t *gType) []*gType {
	if t.kind == unionKind {
		return s.types[t].members
	}
	var out []*gType
	for _, m := range s.order {
		if m.kind != iface && slices.Contains(s.types[m].implements, t) {
			out = append(out, m)
		}
	}
	return out
}

func leaves(t *gType) []*gField {
	return slices.DeleteFunc(slices.Clone(t.fields), func(f *gField) bool { return !f.of.isLeaf() })
}

// constants are the arguments of a required field.
func (c *cut) constants(f *gField) string {
	var list []string
	for _, a := range f.args {
		if a.t.NonNull && a.defaultValue == "" || c.chance(50) {
			list = append(list, a.name+": "+c.literal(a.t, a.of, 0))
		}
	}
	if len(list) == 0 {
		return ""
	}
	return "(" + strings.Join(list, " ") + ")"
}

func (c *cut) addExternal(s *service, t *gType, f *gField) {
	if p := s.types[t]; p.fields[f.name] == nil {
		c.addField(s, t, f)
		p.fields[f.name].external = true
	}
}
