package generate

import (
	"slices"
	"strings"
)

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

func (c *cut) fromFamily(t *gType, f *gField) bool {
	family := t.familyOf()
	return family != nil && family.field(f.name) != nil
}

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

func dependsOn(x, f *gField) bool {
	return x == f || slices.ContainsFunc(x.needs, func(n *gField) bool { return dependsOn(n, f) })
}

func (c *cut) isOverridden(t *gType, f *gField) bool {
	return slices.ContainsFunc(c.services, func(s *service) bool {
		p := s.types[t]
		return p != nil && p.fields[f.name] != nil && p.fields[f.name].override != ""
	})
}

func (c *cut) addExternal(s *service, t *gType, f *gField) {
	if p := s.types[t]; p.fields[f.name] == nil {
		c.addField(s, t, f)
		p.fields[f.name].external = true
	}
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

// tidy takes back what later steps made pointless: requiring or providing what the subgraph resolves by now, and
// external fields that no field set names.
func (c *cut) tidy() {
	for c.dropInterfaceFields() {
	}
	for _, s := range c.services {
		used := map[*fieldPart]bool{}
		for _, t := range s.order {
			for _, part := range s.types[t].fields {
				if part.external {
					continue
				}
				if slices.ContainsFunc(part.requires, func(f setField) bool { return !s.types[f.of].fields[f.field.name].external }) {
					part.requires = nil
				}
				if !allExternal(s, part.provides) {
					part.provides = nil
				}
				markUsed(s, part.requires, used)
				markUsed(s, part.provides, used)
			}
		}
		for _, t := range s.order {
			p := s.types[t]
			p.order = slices.DeleteFunc(p.order, func(name string) bool {
				return p.fields[name].external && !used[p.fields[name]]
			})
		}
	}
}

func allExternal(s *service, set []setField) bool {
	return !slices.ContainsFunc(set, func(f setField) bool {
		return f.field != nil && !s.types[f.of].fields[f.field.name].external || !allExternal(s, f.inner)
	})
}

func markUsed(s *service, set []setField, used map[*fieldPart]bool) {
	for _, f := range set {
		if f.field != nil {
			used[s.types[f.of].fields[f.field.name]] = true
		}
		markUsed(s, f.inner, used)
	}
}

// dropInterfaceFields takes from interfaces what types that came to implement them later lack.
func (c *cut) dropInterfaceFields() bool {
	dropped := false
	for _, i := range c.interfaces {
		for _, s := range c.services {
			p := s.types[i]
			if p == nil {
				continue
			}
			p.order = slices.DeleteFunc(p.order, func(name string) bool {
				f := i.field(name)
				drop := f != i.fields[0] && !(c.inAll(s, i, f) && c.inSubs(i, f))
				if drop {
					delete(p.fields, name)
					dropped = true
				}
				return drop
			})
		}
	}
	return dropped
}

// leadBack gives a few objects a field that leads to the query type again.
func (c *cut) leadBack() {
	for _, s := range c.services {
		if s.types[c.query] == nil || !c.chance(10) {
			continue
		}
		for _, t := range slices.Clone(s.order) {
			if t.kind == entity && c.chance(50) {
				f := &gField{name: fieldName(c.count), of: c.query, t: c.wrap("Query", 0)}
				c.count++
				t.fields = append(t.fields, f)
				c.addField(s, t, f)
				return
			}
		}
	}
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
