package generate

import "slices"

// override lets fields be taken from another subgraph that has them too.
func (c *cut) override() {
	for _, t := range slices.Concat(c.entities, []*gType{c.query}) {
		for _, f := range t.fields {
			owners := c.resolvers(t, f)
			if f.key || f.everywhere || len(owners) != 1 || owners[0].fed1 || f.of.isAbstract() || !c.chance(12) || c.fromFamily(t, f) {
				continue
			}
			var others []*service
			for _, s := range c.services {
				if s != owners[0] && (s.types[t] != nil || t == c.query) && c.canHave(s, f.of) {
					others = append(others, s)
				}
			}
			if len(others) == 0 {
				continue
			}
			from := pick(c.Random, others)
			c.need(from, t)
			part := owners[0].types[t].fields[f.name]
			taken := c.addField(from, t, f)
			part.override, taken.overridden = from.name, owners[0].name
			f.input = true // neither required nor provided
			if c.chance(50) {
				part.label, taken.sometimes = pick(c.Random, []string{"beta", "rollout-1", "team:a"}), true
				f.everywhere = true
			}
		}
	}
}

func (c *cut) isOverridden(t *gType, f *gField) bool {
	return slices.ContainsFunc(c.services, func(s *service) bool {
		p := s.types[t]
		return p != nil && p.fields[f.name] != nil && p.fields[f.name].override != ""
	})
}

func (c *cut) fromFamily(t *gType, f *gField) bool {
	family := t.familyOf()
	return family != nil && family.field(f.name) != nil
}
