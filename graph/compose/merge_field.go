package compose

import (
	"fmt"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftgraphql/weft/graph/spec"
)

// mergeField merges one field of an object type or interface. What a subgraph marks @external
// does not count for the result, but has to fit it.
func (m *merger) mergeField(def *ast.Definition, name string, sources []fieldSource, types []typeSource) *ast.FieldDefinition {
	own := m.withoutExternal(sources)
	overrides := m.mergeOverrides(def, name, sources)
	resolving := own
	if len(own) == 0 {
		if resolving = m.byInterfaceObject(def, name); len(resolving) == 0 {
			m.externalEverywhere(def.Name, name, sources)
			return nil
		}
		own = sources
	}
	out := &ast.FieldDefinition{Name: name}
	coordinate := def.Name + "." + name

	refs := make([]*ast.Type, len(own))
	texts := make([]described, len(own))
	for i, s := range own {
		refs[i] = s.f.Type
		texts[i] = described{s.sg, s.f.Description, s.f.Position}
	}
	merged := m.mergeTypes(refs, false)
	out.Type = cloneType(merged.typ)
	out.Description = m.description("field \""+coordinate+"\"", texts)
	m.checkFieldTypes(coordinate, own, merged)
	out.Arguments = m.mergeArguments(coordinate, resolving)
	m.checkExternal(coordinate, out, sources, &merged.equal)
	if def.Kind == ast.Object {
		m.checkSharing(def, name, sources, overrides)
	}
	out.Directives = joinFields(sources, types, merged.equal, overrides)
	applied := m.appliedOnField(def, name, resolving)
	if len(m.withoutExternal(sources)) == 0 {
		applied = spreadDirectives(applied)
	}
	out.Directives = append(out.Directives, applied...)
	m.checkMergedOnExternal(sources)
	return out
}

// byInterfaceObject lists the fields by which @interfaceObject resolves this one for all implementations of an interface, but for
// those that its subgraph defines itself, which must not be.
func (m *merger) byInterfaceObject(def *ast.Definition, name string) (out []fieldSource) {
	for _, i := range def.Interfaces {
		for _, s := range m.sources[i] {
			if f := s.t.Field(name); f != nil && s.sg.isInterfaceObject(s.t) && !s.sg.facts.external[f] && s.sg.schema.Type(def.Name) == nil {
				out = append(out, fieldSource{s.sg, f})
			}
		}
	}
	return out
}

func (m *merger) withoutExternal(sources []fieldSource) []fieldSource {
	own := make([]fieldSource, 0, len(sources))
	for _, s := range sources {
		if !s.sg.facts.external[s.f] {
			own = append(own, s)
		}
	}
	return own
}

func (m *merger) checkFieldTypes(coordinate string, sources []fieldSource, merged typeMerge) {
	spans := func() []fieldSource { return sources }
	label := func(s fieldSource) string { return "has type " + typeText(s.f.Type) }
	switch {
	case !merged.compatible:
		m.fail("FIELD_TYPE_MISMATCH", fieldSpans(spans(), label),
			"the type of field %q differs between subgraphs: %s", coordinate, typesByGraph(sources))
	case !merged.equal:
		m.hint("INCONSISTENT_BUT_COMPATIBLE_FIELD_TYPE", fieldSpans(spans(), label),
			"the type of field %q differs between subgraphs but is compatible; the supergraph has %s", coordinate, typeText(merged.typ))
	}
}

func typesByGraph(sources []fieldSource) string {
	byType := map[string][]string{}
	var order []string
	for _, s := range sources {
		t := typeText(s.f.Type)
		if len(byType[t]) == 0 {
			order = append(order, t)
		}
		byType[t] = append(byType[t], s.sg.Name)
	}
	parts := make([]string, len(order))
	for i, t := range order {
		parts[i] = fmt.Sprintf("%q in %s", t, subgraphList(byType[t]))
	}
	return strings.Join(parts, ", ")
}

// joinFields says which subgraphs have the field and how. Nothing is said where every subgraph
// with the type has it in the same plain way.
func joinFields(sources []fieldSource, types []typeSource, equal bool, overrides map[int]override) []*ast.Directive {
	var out []*ast.Directive
	plain := equal && len(sources) == len(types)
	for _, s := range sources {
		o := overrides[s.sg.index]
		if o.dropped {
			plain = false
			continue
		}
		j := joinField{graph: s.sg.enum, external: s.sg.facts.external[s.f], usedOverridden: o.used, label: o.label, override: o.from}
		j.requires = printedFields(s, spec.Requires)
		j.provides = printedFields(s, spec.Provides)
		j.contextArguments = contextArguments(s)
		if !equal {
			j.typ = typeText(s.f.Type)
		}
		// An @override alone need not be told: its source, where there is one, was dropped.
		bare := joinField{graph: j.graph, override: j.override}
		plain = plain && j == bare
		out = append(out, j.directive())
	}
	if plain {
		return nil
	}
	return out
}

func printedFields(s fieldSource, d spec.Directive) string {
	if applied := s.sg.links.First(s.f.Directives, d); applied != nil {
		return printFieldSet(fieldsOf(applied))
	}
	return ""
}

// contextArguments lists the arguments of a field that are filled from a context.
func contextArguments(s fieldSource) *ast.Value {
	var items []*ast.Value
	for _, a := range s.f.Arguments {
		d := s.sg.links.First(a.Directives, spec.FromContext)
		if d == nil {
			continue
		}
		text, _ := stringArg(d, "field")
		name, selection, ok := splitContext(text)
		if !ok {
			continue
		}
		selection = strings.Join(strings.Fields(selection), " ")
		items = append(items, &ast.Value{Kind: ast.ObjectValue, Children: ast.ChildValueList{
			{Name: "context", Value: stringValue(contextName(s.sg, name))},
			{Name: "name", Value: stringValue(a.Name)},
			{Name: "type", Value: stringValue(typeText(a.Type))},
			{Name: "selection", Value: stringValue(selection)},
		}})
	}
	if len(items) == 0 {
		return nil
	}
	return listValue(items...)
}

// contextName is the name of a context in the supergraph: each subgraph has its own.
func contextName(sg *subgraph, name string) string {
	return sg.Name + "__" + name
}
