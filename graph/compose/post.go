package compose

import (
	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftgraphql/weft/graph/diag"
)

// checkMerged is the stage after merging: the merged schema as a whole, together with what
// merging put off until then.
func (m *merger) checkMerged(doc *ast.SchemaDocument) []diag.Finding {
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
