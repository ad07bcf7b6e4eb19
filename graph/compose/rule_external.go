package compose

import (
	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftgraphql/weft/graph/diag"
)

// externalEverywhere is the rule EXTERNAL_MISSING_ON_BASE: some subgraph must resolve a field.
func (m *merger) externalEverywhere(typ, name string, sources []fieldSource) {
	var names []string
	for _, s := range sources {
		names = append(names, s.sg.Name)
	}
	m.fail("EXTERNAL_MISSING_ON_BASE", fieldSpans(sources, func(fieldSource) string { return "external here" }),
		"field \"%s.%s\" is marked @external in every subgraph that has it (%s), so that none resolves it", typ, name, subgraphList(names))
}

// checkExternal holds what subgraphs say of an external field against what the field is.
func (m *merger) checkExternal(at string, merged *ast.FieldDefinition, sources []fieldSource, equal *bool) {
	var wrong []fieldSource
	// Where those that resolve the field agree on its type, it has to be that very type.
	agreed := *equal
	for _, s := range sources {
		if !s.sg.facts.external[s.f] {
			continue
		}
		if !sameType(s.f.Type, merged.Type) {
			*equal = false
			if agreed || !m.isSubtype(s.f.Type, merged.Type) {
				wrong = append(wrong, s)
			}
		}
		for _, a := range merged.Arguments {
			m.checkExternalArgument(at, a, s, sources)
		}
	}
	if len(wrong) == 0 {
		return
	}
	m.fail("EXTERNAL_TYPE_MISMATCH", fieldSpans(sources, func(s fieldSource) string {
		if s.sg.facts.external[s.f] {
			return "external, with type " + typeText(s.f.Type)
		}
		return "has type " + typeText(s.f.Type)
	}), "the type of field %q where it is marked @external does not fit the one it has: %s", at, typesByGraph(sources))
}

func (m *merger) checkExternalArgument(at string, a *ast.ArgumentDefinition, s fieldSource, sources []fieldSource) {
	where := at + "(" + a.Name + ":)"
	spans := []diag.Span{s.sg.span(s.f.Position, "external here")}
	for _, o := range sources {
		if !o.sg.facts.external[o.f] {
			spans = append(spans, o.sg.span(o.f.Position, "resolved here"))
		}
	}
	have := s.f.Arguments.ForName(a.Name)
	if have == nil {
		m.fail("EXTERNAL_ARGUMENT_MISSING", spans, "argument %q is missing in subgraph %q, where the field is marked @external", where, s.sg.Name)
		return
	}
	if !sameType(have.Type, a.Type) && !m.isSubtype(a.Type, have.Type) {
		m.fail("EXTERNAL_ARGUMENT_TYPE_MISMATCH", spans, "argument %q has type %s in subgraph %q, where the field is marked @external, but is %s",
			where, typeText(have.Type), s.sg.Name, typeText(a.Type))
	}
	if valueKey(have.DefaultValue) != valueKey(a.DefaultValue) {
		m.fail("EXTERNAL_ARGUMENT_DEFAULT_MISMATCH", spans, "argument %q has another default value in subgraph %q, where the field is marked @external", where, s.sg.Name)
	}
}

// checkMergedOnExternal is the rule MERGED_DIRECTIVE_APPLICATION_ON_EXTERNAL: what goes into
// the supergraph must be said by a subgraph that resolves the field.
func (m *merger) checkMergedOnExternal(sources []fieldSource) {
	for _, s := range sources {
		if !s.sg.facts.external[s.f] {
			continue
		}
		for _, d := range s.f.Directives {
			if _, _, ok := m.kept(s.sg, d); !ok || m.custom.definitions[d.Name] != nil {
				continue
			}
			spans := []diag.Span{s.sg.span(d.Position, "")}
			for _, own := range m.withoutExternal(sources) {
				spans = append(spans, own.sg.span(own.f.Position, "resolved here"))
			}
			m.fail("MERGED_DIRECTIVE_APPLICATION_ON_EXTERNAL", spans,
				"@%s cannot be applied to external field %q in subgraph %q: apply it where the field is resolved", d.Name, s.f.Coordinate(), s.sg.Name)
		}
	}
}
