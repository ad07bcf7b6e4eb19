package generate

import (
	"slices"
)

// role is how a subgraph sees the family.
type role int

const (
	plain   role = iota // its members may be there, the interface not
	home                // the interface with its key, and all members
	objects             // the interface as one object type, no members
)

// service is one subgraph.
type service struct {
	name  string
	fed1  bool
	role  role
	types map[*gType]*typePart
	order []*gType // as they came
	roots [2]string
}

// typePart is a type as one subgraph has it.
type typePart struct {
	fields     map[string]*fieldPart
	order      []string
	keys       []*keyPart
	implements []*gType // with members of interfaces: what the type implements here
	members    []*gType // of a union
	contexts   []string // that it sets
	guard      string   // directives
}

type keyPart struct {
	key          *gKey
	unresolvable bool
}

type fieldPart struct {
	field              *gField
	external           bool
	override, label    string // the subgraph it is taken from, and when
	overridden         string // the subgraph that takes it
	sometimes          bool   // overridden under a label
	requires, provides []setField
	contexts           []contextPart
	guard              string // directives
}

// resolves says that the field is there and not external.
func (p *typePart) resolves(name string) bool {
	f := p.fields[name]
	return f != nil && !f.external
}

// setField is a field in a field set, with arguments and selections.
type setField struct {
	of    *gType
	field *gField
	text  string
	inner []setField // external fields further down
}

// cut is the graph spread over subgraphs.
type cut struct {
	*whole
	services []*service
}

var serviceNames = []string{"accounts", "products", "my-reviews", "Inventory", "x_y", "s5"}

func newCut(g *whole, n int) *cut {
	c := &cut{whole: g}
	at := g.Perm(len(serviceNames))
	for i := range n {
		s := &service{name: serviceNames[at[i]], types: map[*gType]*typePart{}, roots: [2]string{"Query", "Mutation"}}
		s.fed1 = g.chance(15)
		c.services = append(c.services, s)
	}
	c.castRoles()
	c.placeEntities()
	c.placeRoots()
	c.placeFamily()
	for _, s := range c.services {
		if len(s.order) == 0 {
			c.placeRoot(s, c.query)
		}
	}
	c.split()
	c.link()
	c.leadBack()
	c.settleInterfaces()
	c.override()
	c.require()
	c.provide()
	c.contexts()
	c.settleInterfaces()
	c.connect()
	for _, s := range c.services {
		if s.types[c.query] == nil { // a schema definition without a query type leaves no room for _entities
			s.roots = [2]string{"Query", "Mutation"}
		}
	}
	c.tidy()
	c.guard()
	return c
}

func (c *cut) castRoles() {
	if c.family == nil {
		return
	}
	for i, s := range c.services {
		switch {
		case i == 0:
			s.role, s.fed1 = home, false
		case s.fed1:
		case c.chance(60):
			s.role = objects
		case c.chance(20):
			s.role = home
		}
	}
}

// canHave says whether a subgraph can know a type with all that it needs.
func (c *cut) canHave(s *service, t *gType) bool { return c.canHaveAll(s, t, map[*gType]bool{}) }

func (c *cut) canHaveAll(s *service, t *gType, seen map[*gType]bool) bool {
	if seen[t] {
		return true
	}
	seen[t] = true
	switch {
	case t.kind == root:
		return s.types[t] != nil
	case t.kind == family:
		return s.role != plain
	case t.familyOf() != nil:
		return s.role != objects
	case t.kind == value:
		for _, f := range t.fields {
			if !c.canHaveAll(s, f.of, seen) {
				return false
			}
		}
	case t.kind == iface || t.kind == unionKind:
		for _, super := range t.implements {
			if !c.canHaveAll(s, super, seen) {
				return false
			}
		}
		return c.canHaveAll(s, t.members[0], seen)
	}
	return true
}

// need gives a subgraph a type, in the least form that makes sense.
func (c *cut) need(s *service, t *gType) {
	if s.types[t] != nil || slices.Contains(builtIn, t) {
		return
	}
	p := &typePart{fields: map[string]*fieldPart{}}
	s.types[t] = p
	s.order = append(s.order, t)
	switch t.kind {
	case input:
		for _, f := range t.fields {
			c.need(s, f.of)
		}
	case value:
		for _, f := range t.fields {
			c.addField(s, t, f)
		}
	case entity:
		k := pick(c.Random, t.keys)
		if t.familyOf() != nil {
			k = t.keys[0]
		}
		c.addKey(s, t, k, c.chance(25) && !s.fed1 && t.familyOf() == nil)
	case unionKind:
		c.addMembers(s, t, func(m *gType) { p.members = append(p.members, m) })
	case iface:
		for _, super := range t.implements {
			c.need(s, super)
		}
		c.addMembers(s, t, func(m *gType) { c.implement(s, m, t) })
	case family:
		c.needFamily(s, t)
	}
}

// addMembers takes the anchor and some of the other types.
func (c *cut) addMembers(s *service, t *gType, add func(*gType)) {
	for i, m := range t.members {
		if i == 0 || c.chance(50) && c.canHave(s, m) {
			c.need(s, m)
			add(m)
		}
	}
}

// implement makes a type implement an interface in a subgraph, and those that the interface implements.
func (c *cut) implement(s *service, m, i *gType) {
	c.need(s, m)
	c.need(s, i)
	for _, t := range append([]*gType{i}, i.implements...) {
		if p := s.types[m]; !slices.Contains(p.implements, t) {
			p.implements = append(p.implements, t)
		}
	}
	// The first field keeps the interface from being empty.
	for _, t := range append([]*gType{i}, i.implements...) {
		c.addField(s, m, m.field(t.fields[0].name))
	}
}

func (c *cut) needFamily(s *service, t *gType) {
	if s.role == home {
		for _, m := range t.members {
			c.need(s, m)
			c.addKey(s, m, m.keys[0], false)
			s.types[m].implements = append(s.types[m].implements, t)
		}
	}
	c.addField(s, t, t.fields[0])
	s.types[t].keys = append(s.types[t].keys, &keyPart{key: t.members[0].keys[0]})
}

func (c *cut) addKey(s *service, t *gType, k *gKey, unresolvable bool) {
	p := s.types[t]
	for _, other := range p.keys {
		if other.key == k {
			other.unresolvable = other.unresolvable && unresolvable
			return
		}
	}
	p.keys = append(p.keys, &keyPart{k, unresolvable})
	for _, name := range k.fields {
		f := t.field(name)
		c.addField(s, t, f)
		if f.of.kind == entity {
			c.addField(s, f.of, f.of.field("id"))
		}
	}
}

// addField gives a subgraph a field that it resolves.
func (c *cut) addField(s *service, t *gType, f *gField) *fieldPart {
	p := s.types[t]
	if part := p.fields[f.name]; part != nil {
		part.external = false
		return part
	}
	part := &fieldPart{field: f}
	p.fields[f.name] = part
	p.order = append(p.order, f.name)
	c.need(s, f.of)
	for _, a := range f.args {
		c.need(s, a.of)
	}
	return part
}

// placeEntities spreads the fields of entities over the subgraphs that have them.
func (c *cut) placeEntities() {
	for _, t := range c.entities {
		holders := some(c.Random, c.services, 1)
		if family := t.familyOf(); family != nil {
			holders = slices.DeleteFunc(holders, func(s *service) bool { return s.role == objects })
			if !slices.Contains(holders, c.services[0]) {
				holders = append(holders, c.services[0])
			}
			c.need(c.services[0], family)
		}
		for _, s := range holders {
			c.need(s, t)
			for _, k := range t.keys {
				if c.chance(25) {
					c.addKey(s, t, k, !s.fed1 && c.chance(15))
				}
			}
		}
		for _, f := range t.fields {
			c.placeField(t, f, holders)
		}
	}
}

func (c *cut) placeField(t *gType, f *gField, holders []*service) {
	if f.key && len(c.resolvers(t, f)) > 0 {
		return
	}
	if family := t.familyOf(); family != nil && family.field(f.name) != nil {
		return // with the family
	}
	able := slices.DeleteFunc(slices.Clone(holders), func(s *service) bool { return !c.canHave(s, f.of) })
	if len(able) == 0 {
		c.need(c.services[0], t)
		able = c.services[:1]
	}
	owners := []*service{pick(c.Random, able)}
	if c.chance(15) {
		owners = some(c.Random, able, 1)
	}
	for _, s := range owners {
		c.addField(s, t, f)
	}
}

// placeFamily spreads the interface's own fields: some are for the homes, some for those who see one object type.
func (c *cut) placeFamily() {
	if c.family == nil {
		return
	}
	var homes, seers []*service
	for _, s := range c.services {
		switch s.role {
		case home:
			homes = append(homes, s)
		case objects:
			seers = append(seers, s)
		}
	}
	for _, s := range homes {
		c.need(s, c.family)
	}
	for _, f := range c.family.fields[1:] {
		able := slices.DeleteFunc(slices.Clone(seers), func(s *service) bool { return !c.canHave(s, f.of) })
		if len(able) > 0 && c.chance(60) {
			s := pick(c.Random, able)
			c.need(s, c.family)
			c.addField(s, c.family, f)
			for _, m := range c.family.members { // as the interface has it
				*m.field(f.name) = *f
			}
			continue
		}
		for _, m := range c.family.members {
			for _, s := range homes {
				c.addField(s, m, m.field(f.name))
				c.addField(s, c.family, f)
			}
		}
	}
}

func (c *cut) placeRoots() {
	for i, s := range c.services {
		if i > 0 && c.chance(20) {
			continue
		}
		for range c.upTo(1, 3) {
			c.placeRoot(s, c.query)
		}
	}
	if c.mutation != nil {
		for range c.upTo(1, 4) {
			c.placeRoot(pick(c.Random, c.services), c.mutation)
		}
	}
	for _, s := range c.services {
		if c.chance(15) {
			s.roots[0] = "RootQuery"
		}
		if c.chance(15) {
			s.roots[1] = "Mut"
		}
	}
}

func (c *cut) placeRoot(s *service, t *gType) {
	var f *gField
	for range 20 {
		f = c.newField(t)
		if c.canHave(s, f.of) {
			break
		}
		f = nil
	}
	if f == nil {
		f = &gField{name: fieldName(c.count), of: builtIn[0], t: c.wrap("Int", 0)}
		c.count++
	}
	if t.field(f.name) != nil {
		f.name = fieldName(c.count)
		c.count++
	}
	t.fields = append(t.fields, f)
	c.need(s, t)
	c.addField(s, t, f)
	if t == c.query && c.chance(15) {
		if other := pick(c.Random, c.services); c.canHave(other, f.of) {
			c.need(other, t)
			c.addField(other, t, f)
		}
	}
}

// resolvers are the subgraphs that resolve a field.
func (c *cut) resolvers(t *gType, f *gField) []*service {
	var out []*service
	for _, s := range c.services {
		if p := s.types[t]; p != nil && p.resolves(f.name) && (p.fields[f.name].overridden == "" || p.fields[f.name].sometimes) {
			out = append(out, s)
		}
	}
	return out
}

// settleInterfaces lets more types implement what they can, and gives each interface the fields that all of its
// types have in the subgraph. What one interface lacks in all of them, those above it lose too.
func (c *cut) settleInterfaces() {
	for _, s := range c.services {
		for _, t := range slices.Clone(s.order) {
			for _, i := range t.implements {
				if i.kind == iface && t.kind != iface && s.types[i] != nil && !slices.Contains(s.types[t].implements, i) && c.chance(60) {
					c.implement(s, t, i)
				}
			}
		}
	}
	for _, i := range slices.Backward(c.interfaces) { // sub-interfaces first
		for _, s := range c.services {
			if s.types[i] != nil {
				c.settle(s, i)
			}
		}
	}
}

func (c *cut) settle(s *service, i *gType) {
	p := s.types[i]
	for _, f := range i.fields {
		if p.fields[f.name] != nil || !c.inAll(s, i, f) || !c.inSubs(i, f) {
			continue
		}
		c.addField(s, i, f)
	}
}

// inAll says that all types which implement the interface in the subgraph have the field there.
func (c *cut) inAll(s *service, i *gType, f *gField) bool {
	for _, t := range s.order {
		if p := s.types[t]; t.kind != iface && slices.Contains(p.implements, i) && !p.resolves(f.name) {
			return false
		}
	}
	return true
}

// inSubs says that the interfaces which implement this one have the field in some subgraph.
func (c *cut) inSubs(i *gType, f *gField) bool {
	for _, sub := range c.interfaces {
		if slices.Contains(sub.implements, i) && c.known(sub) && len(c.resolvers(sub, f)) == 0 {
			return false
		}
	}
	return true
}

func (c *cut) known(t *gType) bool {
	return slices.ContainsFunc(c.services, func(s *service) bool { return s.types[t] != nil })
}
