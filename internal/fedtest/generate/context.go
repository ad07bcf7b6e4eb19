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
	leaf  string
	lists int
}

// contexts fill arguments of some fields from objects further up. The query type is on every way to a field, unless a
// mutation leads to it, and sets the context; others may too.
func (c *cut) contexts() {
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
					!c.isOverridden(t, f) && !c.fromFamily(t, f) && c.chance(30) {
					c.fillFromContext(s, t, f)
				}
			}
		}
	}
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

func (c *cut) fillFromContext(s *service, t *gType, f *gField) {
	f.input, f.contextual = true, true // it is not to be read for itself
	paths := c.contextPaths(s, c.query)
	if len(paths) == 0 {
		of := pick(c.Random, builtIn)
		q := &gField{name: fieldName(c.count), of: of, t: c.wrapOutput(of.name, false)}
		c.count++
		c.query.fields = append(c.query.fields, q)
		c.addField(s, c.query, q)
		paths = c.contextPaths(s, c.query)
	}
	name := fmt.Sprintf("ctx%d", c.count)
	c.count++
	chosen := []contextPath{pick(c.Random, paths)}
	if s.roots[0] == c.query.name {
		for _, other := range s.order {
			alike := slices.DeleteFunc(c.contextPaths(s, other), func(p contextPath) bool {
				return p.leaf != chosen[0].leaf || p.lists != chosen[0].lists
			})
			// Where an interface object is on the way, nobody knows whether an object of the family sets the context.
			if (other.kind == entity || other.kind == value) && other.familyOf() == nil && len(alike) > 0 && c.chance(50) {
				chosen = append(chosen, pick(c.Random, alike))
			}
		}
	}
	part := contextPart{name: "from" + name, t: ast.NamedType(chosen[0].leaf, nil)}
	for range chosen[0].lists {
		part.t = ast.ListType(part.t, nil)
	}
	for _, p := range chosen {
		part.sets = append(part.sets, c.readFromContext(s, p, name))
	}
	part.text = contextText(name, part.sets)
	s.types[t].fields[f.name].contexts = append(s.types[t].fields[f.name].contexts, part)
	c.makeResolvable(s, t)
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
				out = append(out, contextPath{set: setField{of: t, field: x, text: x.name}, leaf: x.of.name, lists: lists(x.t)})
			}
			continue
		}
		if there == nil || there.external || x.of.kind != value && x.of.kind != entity {
			continue
		}
		for _, y := range x.of.fields {
			if below := s.types[x.of].fields[y.name]; below != nil && !below.external && slices.Contains(builtIn, y.of) && c.readable(x.of, y) {
				set := setField{of: t, field: x, text: x.name + " { " + y.name + " }"}
				out = append(out, contextPath{set: set, inner: y, leaf: y.of.name, lists: lists(x.t) + lists(y.t)})
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
