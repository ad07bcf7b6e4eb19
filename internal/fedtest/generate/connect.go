package generate

import "slices"

// connect adds keys until every field can be reached from every subgraph in which an object may come up.
func (c *cut) connect() {
	// A key that is added may bring another entity into a subgraph, which must then be connected in turn.
	for again := true; again; {
		again = false
		for _, t := range c.entities {
			for _, s := range c.services {
				if s.types[t] != nil || c.seesAsObject(s, t) {
					again = c.connectFrom(s, t) || again
				}
			}
		}
	}
	c.settleInterfaces()
}

func (c *cut) seesAsObject(s *service, t *gType) bool {
	f := t.familyOf()
	return f != nil && s.role == objects && s.types[f] != nil
}

// connectFrom adds one key if something cannot be reached, and says so.
func (c *cut) connectFrom(s *service, t *gType) bool {
	reached := c.reach(s, t)
	for _, f := range t.fields {
		owners := c.resolvers(t, f)
		if c.fromFamily(t, f) {
			continue // by the family's id, which all have
		}
		within := 0
		for _, o := range owners {
			if reached[o] && c.canEnter(o, t, f) {
				within++
			}
		}
		if len(owners) == 0 || within == len(owners) || within > 0 && !f.everywhere {
			continue
		}
		for _, o := range owners {
			if !reached[o] || !c.canEnter(o, t, f) {
				k := t.keys[0]
				if p := s.types[t]; p != nil {
					k = pick(c.Random, p.keys).key
				}
				c.addKey(o, t, k, false)
				return true
			}
		}
	}
	return false
}

// canEnter says that a field which requires others can be asked for again with them.
func (c *cut) canEnter(s *service, t *gType, f *gField) bool {
	return len(f.needs) == 0 || slices.ContainsFunc(s.types[t].keys, func(k *keyPart) bool { return !k.unresolvable })
}

// reach is the subgraphs that an object can be asked for in, coming from one.
func (c *cut) reach(from *service, t *gType) map[*service]bool {
	reached := map[*service]bool{from: true}
	for again := true; again; {
		again = false
		for _, s := range c.services {
			p := s.types[t]
			if reached[s] || p == nil {
				continue
			}
			for _, k := range p.keys {
				if !k.unresolvable && !reached[s] && c.keyWithin(reached, t, k.key) {
					reached[s], again = true, true
				}
			}
		}
	}
	return reached
}

// keyWithin says that one of the subgraphs has all of the key's fields.
func (c *cut) keyWithin(reached map[*service]bool, t *gType, k *gKey) bool {
	for s := range reached {
		if p := s.types[t]; p != nil && !slices.ContainsFunc(k.fields, func(name string) bool { return !p.resolves(name) }) {
			return true
		}
		if c.seesAsObject(s, t) && k.text == "id" {
			return true
		}
	}
	return false
}
