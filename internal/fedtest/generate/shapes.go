package generate

import "slices"

// split gives a few entities a field whose value is in pieces: each subgraph with the field has other fields of it,
// so that the router has to come back to the entity.
func (c *cut) split() {
	for _, t := range c.entities {
		if !c.chance(15) || t.familyOf() != nil {
			continue
		}
		var holders []*service
		for _, s := range c.services {
			if s.types[t] != nil {
				holders = append(holders, s)
			}
		}
		if len(holders) < 2 {
			continue
		}
		v := &gType{name: t.name + "Piece", kind: value}
		f := &gField{name: "piece", of: v, t: c.wrapOutput(v.name, true), everywhere: true}
		t.fields = append(t.fields, f)
		c.values = append(c.values, v)
		for _, s := range holders {
			s.types[v] = &typePart{fields: map[string]*fieldPart{}}
			s.order = append(s.order, v)
			c.addField(s, t, f)
			g := &gField{name: fieldName(c.count), of: pick(c.Random, builtIn)}
			g.t = c.wrapOutput(g.of.name, false)
			c.count++
			v.fields = append(v.fields, g)
			c.addField(s, v, g)
		}
	}
}

// leadBack gives a few objects a field that leads to a root type again.
func (c *cut) leadBack() {
	for _, s := range c.services {
		root, name := c.query, "Query"
		if c.mutation != nil && s.types[c.mutation] != nil && c.chance(40) {
			root, name = c.mutation, "Mutation"
		}
		if s.types[root] == nil || !c.chance(10) {
			continue
		}
		for _, t := range slices.Clone(s.order) {
			if t.kind == entity && c.chance(50) {
				f := &gField{name: fieldName(c.count), of: root, t: c.wrap(name, 0)}
				c.count++
				t.fields = append(t.fields, f)
				c.addField(s, t, f)
				return
			}
		}
	}
}

// link gives the entities of a graph, where several subgraphs have them, a field that leads on to entities and a leaf in each of these
// subgraphs: the way from one entity to the next goes back and forth between subgraphs, and comes by the same entities again.
func (c *cut) link() {
	if !c.chance(55) {
		return
	}
	for _, t := range c.entities {
		if t.familyOf() != nil {
			continue
		}
		for _, s := range c.services {
			if s.types[t] == nil {
				continue
			}
			var targets []*gType
			for _, other := range c.entities {
				if s.types[other] != nil && other.familyOf() == nil {
					targets = append(targets, other)
				}
			}
			to := pick(c.Random, targets) // t is one
			f := &gField{name: fieldName(c.count), of: to, t: c.wrapOutput(to.name, true)}
			leaf := &gField{name: fieldName(c.count + 1), of: pick(c.Random, builtIn)}
			leaf.t = c.wrapOutput(leaf.of.name, false)
			c.count += 2
			t.fields = append(t.fields, f, leaf)
			c.addField(s, t, f)
			c.addField(s, t, leaf)
		}
	}
}
