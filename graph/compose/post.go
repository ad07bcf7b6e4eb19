package compose

import (
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftgraphql/weft/graph/diag"
)

// checkGraphNames refuses subgraphs whose names give a join__Graph value that GraphQL reserves.
func (m *merger) checkGraphNames() {
	for _, sg := range m.subgraphs {
		if strings.HasPrefix(sg.enum, "__") {
			m.late(codeInvalidGraphQL, []diag.Span{sg.span(&ast.Position{Line: 1, Column: 1}, "")},
				"subgraph %q would be called %q in the supergraph, and names that begin with \"__\" are reserved; choose a name with a letter or digit at its beginning", sg.Name, sg.enum)
		}
	}
}

// checkTypeNames refuses types that are called like one of the supergraph's machinery.
func (m *merger) checkTypeNames(doc *ast.SchemaDocument) {
	seen := make(map[string]bool, len(doc.Definitions))
	for _, def := range doc.Definitions {
		if seen[def.Name] {
			m.late(codeInvalidGraphQL, typeSpans(m.sources[def.Name], func(typeSource) string { return "" }),
				"the supergraph has a type %q of its own; rename the one in the subgraph", def.Name)
		}
		seen[def.Name] = true
	}
}

// checkInterfaceDirectives refuses directives that an @interfaceObject brings to an interface,
// where they cannot stand.
func (m *merger) checkInterfaceDirectives(doc *ast.SchemaDocument) {
	for _, name := range m.names {
		if def := m.types[name]; def == nil || def.Kind != ast.Interface {
			continue
		}
		for _, s := range m.sources[name] {
			if !s.sg.isInterfaceObject(s.t) {
				continue
			}
			for _, d := range s.t.Directives {
				if m.fitsInterface(doc, s.sg, d.Directive) {
					continue
				}
				m.late(codeInvalidGraphQL, []diag.Span{s.sg.span(d.Position, "not allowed on an interface"), s.sg.span(s.t.Pos, "an interface in the supergraph")},
					"directive \"@%s\" may not be used on interfaces, and %q, an @interfaceObject, is one in the supergraph", d.Name, name)
			}
		}
	}
}

// fitsInterface says whether an applied directive can stand on an interface of the supergraph,
// or does not get there.
func (m *merger) fitsInterface(doc *ast.SchemaDocument, sg *subgraph, d *ast.Directive) bool {
	if m.custom.composes(sg, d.Name) {
		return true // checkComposed looks at it
	}
	name, _, kept := m.kept(sg, d)
	if !kept {
		return true
	}
	def := doc.Directives.ForName(name)
	return def == nil || slices.Contains(def.Locations, ast.LocationInterface)
}

// checkMerged is the stage after merging: the merged schema as a whole, together with what
// merging put off until then.
func (m *merger) checkMerged(doc *ast.SchemaDocument) []diag.Finding {
	m.checkTransitiveAuth()
	if len(m.deferred) > 0 {
		return m.deferred
	}
	m.checkGraphNames()
	m.checkTypeNames(doc)
	m.checkInterfaceDirectives(doc)
	m.checkComposed()
	if len(m.invalid) > 0 {
		return m.invalid
	}
	m.checkInaccessible(doc)
	return m.deferred
}
