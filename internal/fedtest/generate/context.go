package generate

import (
	"fmt"
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
)

// contextPart is an argument of a field that is filled from a context.
type contextPart struct {
	name, text string
	t          *ast.Type
	// sets are what is read, of each type that sets the context.
	sets []setField
}

// contextPath is a value that a context can be made of: a field, or a field below it, in lists so deep.
type contextPath struct {
	set   setField
	inner *gField
	of    *gType
	lists int
}

// contexts fill arguments of some fields from objects further up. The query type is on every way to a field, unless a
// mutation leads to it, and sets the context; others may too.
func (c *cut) contexts() {
	if c.family != nil && !c.services[0].fed1 {
		c.belowFamily()
	}
	if !c.chance(35) {
		return
	}
	for _, s := range c.services {
		if s.fed1 || s.types[c.query] == nil {
			continue
		}
		for _, t := range c.entities {
			if s.types[t] == nil || !c.belowQueries(t) {
				continue
			}
			for _, f := range t.fields {
				if owners := c.resolvers(t, f); len(owners) == 1 && owners[0] == s && !f.key && !f.everywhere && !f.input && !f.provided &&
					!c.isOverridden(t, f) && !c.fromInterface(t, f) && c.chance(30) {
					c.fillFromContext(s, t, f)
				}
			}
		}
	}
}

// fromInterface says that an interface has the field, which may then take nothing from a context.
func (c *cut) fromInterface(t *gType, f *gField) bool {
	return slices.ContainsFunc(t.implements, func(i *gType) bool { return i.field(f.name) != nil })
}

// belowQueries says that every way to objects of a type leads through the query type.
func (c *cut) belowQueries(t *gType) bool {
	seen := map[*gType]bool{c.query: true}
	var visit func(from *gType) bool
	visit = func(from *gType) bool {
		if from == nil || seen[from] {
			return false
		}
		seen[from] = true
		return from == t || slices.ContainsFunc(from.members, visit) ||
			slices.ContainsFunc(from.fields, func(f *gField) bool { return visit(f.of) })
	}
	return !visit(c.mutation)
}

// belowFamily has an object read a context that it depends on the type of an object above whether that sets it, where some
// subgraph sees no more of the latter than the interface.
func (c *cut) belowFamily() {
	var ways []*gField
	var seers []*service
	for _, s := range c.services {
		if p := s.types[c.family]; s.role == objects && p != nil && s.types[c.query] != nil {
			ways = append(ways, slices.DeleteFunc(slices.Clone(c.family.fields), func(f *gField) bool {
				return !p.resolves(f.name) || f.of.kind != entity || f.of.familyOf() != nil || !c.belowQueries(f.of)
			})...)
			seers = append(seers, s)
		}
	}
	home := c.services[0]
	if len(ways) == 0 || home.types[c.query] == nil || c.chance(30) {
		return
	}
	t := pick(c.Random, ways).of
	c.need(home, t)
	reader := c.ownLeaf(home, t)
	if c.chance(50) {
		c.ownLeaf(home, pick(c.Random, c.family.members))
	}
	c.fillFromContext(home, t, reader)
	if seer := pick(c.Random, seers); c.chance(70) {
		q := &gField{name: fieldName(c.count), of: c.family, t: c.wrapOutput(c.family.name, true)}
		c.count++
		c.query.fields = append(c.query.fields, q)
		c.addField(seer, c.query, q)
	}
}

// ownLeaf is a new field of a type that the subgraph resolves.
func (c *cut) ownLeaf(s *service, t *gType) *gField {
	of := pick(c.Random, builtIn)
	f := &gField{name: fieldName(c.count), of: of, t: c.wrapOutput(of.name, false)}
	c.count++
	t.fields = append(t.fields, f)
	c.addField(s, t, f)
	return f
}

func (c *cut) fillFromContext(s *service, t *gType, f *gField) {
	f.input, f.contextual = true, true // it is not to be read for itself
	paths := c.contextPaths(s, c.query)
	var members []contextPath // of the family, which nobody may know to be on the way
	if c.family != nil && c.chance(60) {
		for _, m := range c.family.members {
			if s.types[m] != nil && m != t {
				members = append(members, c.contextPaths(s, m)...)
			}
		}
	}
	switch {
	case len(members) > 0:
		like := pick(c.Random, members)
		if paths = alike(paths, like); len(paths) == 0 {
			c.queryField(s, like.of, inLists(like.of.name, like.lists))
			paths = alike(c.contextPaths(s, c.query), like)
		}
	case len(paths) == 0:
		of := pick(c.Random, builtIn)
		c.queryField(s, of, c.wrapOutput(of.name, false))
		paths = c.contextPaths(s, c.query)
	}
	name := fmt.Sprintf("ctx%d", c.count)
	c.count++
	chosen := []contextPath{pick(c.Random, paths)}
	if s.roots[0] == c.query.name {
		for _, other := range s.order {
			fit := alike(c.contextPaths(s, other), chosen[0])
			if (other.kind == entity || other.kind == value) && len(fit) > 0 && (c.chance(50) || other.familyOf() != nil && c.chance(50)) {
				chosen = append(chosen, pick(c.Random, fit))
			}
		}
	}
	part := contextPart{name: "from" + name, t: inLists(chosen[0].of.name, chosen[0].lists)}
	for _, p := range chosen {
		part.sets = append(part.sets, c.readFromContext(s, p, name))
	}
	part.text = contextText(name, part.sets)
	s.types[t].fields[f.name].contexts = append(s.types[t].fields[f.name].contexts, part)
	c.makeResolvable(s, t)
}

// queryField adds a field to the query type, which the subgraph resolves.
func (c *cut) queryField(s *service, of *gType, t *ast.Type) {
	q := &gField{name: fieldName(c.count), of: of, t: t}
	c.count++
	c.query.fields = append(c.query.fields, q)
	c.addField(s, c.query, q)
}

func inLists(name string, depth int) *ast.Type {
	t := ast.NamedType(name, nil)
	for range depth {
		t = ast.ListType(t, nil)
	}
	return t
}

// alike are those of some values that are of the same type as another.
func alike(paths []contextPath, like contextPath) []contextPath {
	return slices.DeleteFunc(paths, func(p contextPath) bool { return p.of != like.of || p.lists != like.lists })
}

// readFromContext has a type set the context, and the field be one that others may rest on.
func (c *cut) readFromContext(s *service, p contextPath, name string) setField {
	c.addExternal(s, p.set.of, p.set.field)
	p.set.field.input = true
	if p.inner != nil {
		p.inner.input = true
	}
	s.types[p.set.of].contexts = append(s.types[p.set.of].contexts, name)
	return p.set
}

func contextText(name string, sets []setField) string {
	if len(sets) == 1 {
		return "$" + name + " { " + sets[0].text + " }"
	}
	var text strings.Builder
	text.WriteString("$" + name)
	for _, set := range sets {
		text.WriteString(" ... on " + set.of.name + " { " + set.text + " }")
	}
	return text.String()
}

// contextPaths are the values that a context set on a type can be made of: leaves, those that only others resolve among
// them, and leaves of the type's objects.
func (c *cut) contextPaths(s *service, t *gType) []contextPath {
	var out []contextPath
	p := s.types[t]
	for _, x := range t.fields {
		if !c.readable(t, x) {
			continue
		}
		there := p.fields[x.name]
		if slices.Contains(builtIn, x.of) {
			if there != nil || t.kind == entity && len(c.resolvers(t, x)) > 0 {
				out = append(out, contextPath{set: setField{of: t, field: x, text: x.name}, of: x.of, lists: lists(x.t)})
			}
			continue
		}
		if there == nil || there.external || x.of.kind != value && x.of.kind != entity {
			continue
		}
		for _, y := range x.of.fields {
			if below := s.types[x.of].fields[y.name]; below != nil && !below.external && slices.Contains(builtIn, y.of) && c.readable(x.of, y) {
				set := setField{of: t, field: x, text: x.name + " { " + y.name + " }"}
				out = append(out, contextPath{set: set, inner: y, of: y.of, lists: lists(x.t) + lists(y.t)})
			}
		}
	}
	return out
}

// readable says that a field can be read for a context.
func (c *cut) readable(t *gType, x *gField) bool {
	return !x.contextual && !x.everywhere && len(x.args) == 0 && len(x.needs) == 0 && !c.isOverridden(t, x) && !c.fromFamily(t, x)
}

func lists(t *ast.Type) int {
	n := 0
	for ; t.Elem != nil; t = t.Elem {
		n++
	}
	return n
}
