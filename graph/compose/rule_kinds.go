package compose

import (
	"slices"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftgraphql/weft/graph/diag"
	"github.com/weftgraphql/weft/graph/sdl"
	"github.com/weftgraphql/weft/graph/spec"
)

// kindMismatch is the rule TYPE_KIND_MISMATCH.
func (m *merger) kindMismatch(name string, sources []typeSource) {
	m.fail("TYPE_KIND_MISMATCH", typeSpans(sources, func(s typeSource) string { return sdl.KindWord(s.t.Kind) + " here" }),
		"type %q is of different kinds in different subgraphs", name)
}

// checkExtensionBase is the rule EXTENSION_WITH_NO_BASE: what some subgraph extends, some
// subgraph has to define.
func (m *merger) checkExtensionBase(name string, sources []typeSource) {
	if m.isRoot(name) {
		return
	}
	if slices.ContainsFunc(sources, func(s typeSource) bool { return s.sg.defines(s.t) }) {
		return
	}
	for _, s := range sources {
		if !s.t.Extended && !s.sg.typeHas(s.t, spec.Extends) {
			continue
		}
		m.fail("EXTENSION_WITH_NO_BASE", []diag.Span{s.sg.span(s.t.Pos, "extended here")},
			"subgraph %q extends type %q, but no subgraph defines it", s.sg.Name, name)
	}
}

// defines says whether the type is defined in the subgraph, and not just extended. What
// federation 1 extends was lifted to a definition.
func (sg *subgraph) defines(t *sdl.Type) bool {
	return sg.fed1 && hasFields(t.Kind) || t.Defined
}

// checkQueries is the rule NO_QUERIES.
func (m *merger) checkQueries() {
	for _, s := range m.sources[sdl.DefaultRoots["query"]] {
		if len(s.t.Fields) > 0 {
			return
		}
	}
	var spans []diag.Span
	for _, sg := range m.subgraphs {
		pos := &ast.Position{Line: 1, Column: 1}
		if t := sg.schema.Type(sdl.DefaultRoots[ast.Query]); t != nil && t.Pos != nil {
			pos = t.Pos
		}
		spans = append(spans, sg.span(pos, "no queries here"))
	}
	m.errors = append(m.errors, diag.Finding{
		Code: "NO_QUERIES", Spans: spans,
		Message: "no subgraph has a field on the query root type, so that there is nothing to ask the supergraph for",
		Help:    "give type Query a field in one of the subgraphs",
	})
}
