package compose

import (
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

// checkMerged is the stage after merging: the merged schema as a whole, together with what
// merging put off until then.
func (m *merger) checkMerged(doc *ast.SchemaDocument) []diag.Finding {
	m.checkGraphNames()
	m.checkTypeNames(doc)
	if len(m.deferred) > 0 {
		return m.deferred
	}
	m.checkTransitiveAuth()
	if len(m.deferred) > 0 {
		return m.deferred
	}
	m.checkInaccessible(doc)
	return m.deferred
}
