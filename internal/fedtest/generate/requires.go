package generate

import "slices"

// require makes fields depend on others of their object that other subgraphs have.
func (c *cut) require() {
	c.requireOfFamily()
	for _, t := range c.entities {
		for _, f := range t.fields {
			owners := c.resolvers(t, f)
			if f.key || f.everywhere || f.input || len(owners) != 1 || !c.chance(25) || c.fromFamily(t, f) {
				continue
			}
			if part := owners[0].types[t].fields[f.name]; part.override == "" && len(part.provides) == 0 {
				c.requireInputs(owners[0], t, f)
			}
		}
	}
}

func (c *cut) requireInputs(s *service, t *gType, f *gField) {
	p := s.types[t]
	var able []*gField
	for _, x := range t.fields {
		if p.fields[x.name] == nil && !x.key && !x.everywhere && len(c.resolvers(t, x)) > 0 && !c.isOverridden(t, x) &&
			!c.fromFamily(t, x) && !dependsOn(x, f) && c.canHave(s, x.of) && x.of.kind != root && x.of.kind != family {
			able = append(able, x)
		}
	}
	if len(able) == 0 {
		return
	}
	c.Shuffle(len(able), func(i, j int) { able[i], able[j] = able[j], able[i] })
	for _, x := range able[:min(len(able), c.upTo(1, 2))] {
		p.fields[f.name].requires = append(p.fields[f.name].requires, c.requireInput(s, t, f, x))
	}
	c.makeResolvable(s, t)
}

func (c *cut) requireInput(s *service, t *gType, f, x *gField) setField {
	c.addExternal(s, t, x)
	f.needs = append(f.needs, x)
	x.input = true
	set := setField{of: t, field: x, text: x.name + c.constants(x)}
	inner := c.innerFields(s, x.of, c.resolvers(t, x))
	set.text += braces(inner)
	set.inner = inner
	return set
}

// requireOfFamily lets a field of the interface as an object depend on one that the home has.
func (c *cut) requireOfFamily() {
	if c.family == nil {
		return
	}
	for _, s := range c.services {
		p := s.types[c.family]
		if s.role != objects || p == nil {
			continue
		}
		for _, name := range slices.Clone(p.order) {
			part := p.fields[name]
			if name == "id" || part.external || !c.chance(40) {
				continue
			}
			for _, x := range c.family.fields[1:] {
				if p.fields[x.name] == nil && x.of.isLeaf() && c.services[0].types[c.family].resolves(x.name) && len(x.needs) == 0 && len(part.field.needs) == 0 {
					part.requires = append(part.requires, c.requireInput(s, c.family, part.field, x))
					break
				}
			}
		}
	}
}

func dependsOn(x, f *gField) bool {
	return x == f || slices.ContainsFunc(x.needs, func(n *gField) bool { return dependsOn(n, f) })
}

// makeResolvable gives a subgraph a key by which it can be entered.
func (c *cut) makeResolvable(s *service, t *gType) {
	p := s.types[t]
	for _, k := range p.keys {
		if !k.unresolvable {
			return
		}
	}
	p.keys[0].unresolvable = false
}
