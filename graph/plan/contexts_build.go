package plan

import (
	"slices"
	"strconv"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftgraphql/weft/graph/gqlerr"
)

// place is a position above a frame, with the types of its objects.
type place struct {
	position string
	types    []string
}

// awaited is an entity fetch that needs values of objects above its own.
type awaited struct {
	node *node
	// of are the fields it needs: keys of builder.brought.
	of []string
}

// contextArgument is an argument of an item that takes one of its call's contexts.
type contextArgument struct {
	name    string
	context int // index in entityCall.contexts
}

// broughtKey is under which it is noted which fetches bring a field that a context is made from.
func broughtKey(position, key string) string { return position + " " + key }

// contextInput builds a field that a context is made from, and notes which fetches bring it.
func (f *frame) contextInput(p part) {
	outer := f.touched
	f.touched = &nodeSet{}
	source := f.contextSource(f.position, f.solution.typeName, p.field)
	if f.solution.typeName == f.graph.Root(ast.Mutation) && p.field.name != typename {
		own := *p.field
		own.key = source
		p.field = &own
	}
	f.plainPart(p, nil)
	key := broughtKey(f.position, source)
	brought := f.brought[key]
	for _, n := range *f.touched {
		if outer != nil {
			outer.add(n)
		}
		brought.add(n)
	}
	f.brought[key] = brought
	f.touched = outer
}

// contexts gives a call the values that an entry's arguments take from objects above.
func (f *frame) contexts(v *view, n *node, call *entityCall) {
	waits := awaited{node: n}
	for _, in := range v.entry.contexts {
		at := f.above[len(f.above)-in.up]
		value := ContextValue{Type: in.argument.Type, Up: in.up}
		for _, typeName := range at.types {
			fields := f.contextFields(f.in.collect(f.fieldSet(in.argument.Selection), typeName), typeName, at.position)
			for i := range fields {
				waits.of = append(waits.of, broughtKey(at.position, fields[i].Source))
				if len(at.types) > 1 {
					fields[i].Types = f.standIns([]string{typeName})
				}
			}
			value.Fields = append(value.Fields, fields...)
		}
		call.contexts = append(call.contexts, value)
	}
	f.awaiting = append(f.awaiting, waits)
}

// contextFields say where in an object of one type the fields of a flat set are kept.
func (f *frame) contextFields(set *wanted, typeName, position string) []RepresentationField {
	var out []RepresentationField
	if set == nil {
		return nil
	}
	for _, it := range set.items {
		field := RepresentationField{Name: it.field.name, Source: f.contextSource(position, typeName, it.field)}
		def := f.graph.Definition(typeName, it.field.name)
		if def == nil || it.field.sub == nil {
			out = append(out, field)
			continue
		}
		under, static := below(position, field.Source), def.Type.Name()
		types := f.standingFor(static)
		for _, name := range types {
			inner := f.contextFields(f.in.collect(it.field.sub, name), name, under)
			for i := range inner {
				if len(types) > 1 {
					inner[i].Types = []string{name}
				}
			}
			field.Fields = append(field.Fields, inner...)
		}
		out = append(out, field)
	}
	return out
}

// contextSource is the key under which a field that a context is made from stands.
func (f *frame) contextSource(position, typeName string, field *field) string {
	switch {
	case field.name == typename:
		return typename
	case typeName == f.graph.Root(ast.Mutation):
		return f.keys.separate(position, field.name, field.argsText)
	}
	return f.keys.key(position, field.name, field.argsText)
}

// contextArguments are the arguments of a field that its call's contexts fill.
func (f *frame) contextArguments(p part) []contextArgument {
	if p.in == nil || p.view.entry == nil {
		return nil
	}
	var out []contextArgument
	for _, argument := range p.in.ContextArguments {
		at := slices.IndexFunc(p.view.entry.contexts, func(in contextInput) bool {
			return in.argument.Context == argument.Context && in.argument.Selection.Text == argument.Selection.Text &&
				in.argument.Type.String() == argument.Type.String()
		})
		out = append(out, contextArgument{argument.Name, at})
	}
	return out
}

// contextArgumentsText goes into what tells items apart.
func contextArgumentsText(arguments []contextArgument) string {
	var text strings.Builder
	for _, a := range arguments {
		text.WriteString("(" + a.name + ":$" + strconv.Itoa(a.context) + ")")
	}
	return text.String()
}

// awaitContexts lets the fetches that take values from objects above wait for those that bring them.
func (b *builder) awaitContexts() error {
	for _, a := range b.awaiting {
		for _, key := range a.of {
			for _, n := range b.brought[key] {
				a.node.deps.add(n)
			}
		}
	}
	for _, a := range b.awaiting {
		if b.fetches.reaches(a.node, a.node) {
			return &gqlerr.Error{Code: gqlerr.QueryPlanning, Message: "no plan answers the operation: a field of " +
				strings.Join(a.node.calls[0].representations[0].Types, ", ") + " takes an argument from a context whose value depends on that field"}
		}
	}
	b.awaiting = nil
	return nil
}

// broughtBy notes that a fetch has become part of another.
func (b *builder) broughtBy(into, gone *node) {
	for key, nodes := range b.brought {
		if nodes.has(gone) {
			nodes.drop(gone)
			nodes.add(into)
			b.brought[key] = nodes
		}
	}
}

// valuesText is equal for contexts that are made alike.
func valuesText(list []ContextValue) string {
	var text strings.Builder
	for _, c := range list {
		text.WriteString(c.Type.String() + "^" + strconv.Itoa(c.Up))
		writeRepresentationFields(&text, c.Fields)
	}
	return text.String()
}

// definition is that of a variable in a document's head.
func definition(variable string, t *ast.Type) string { return "$" + variable + ":" + t.String() }

// takesContexts says whether arguments in the node's calls are filled from contexts.
func (n *node) takesContexts() bool {
	return slices.ContainsFunc(n.calls, func(c *entityCall) bool { return len(c.contexts) > 0 })
}
