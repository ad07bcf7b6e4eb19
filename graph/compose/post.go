package compose

import (
	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftgraphql/weft/graph/diag"
)

// checkMerged is the stage after merging: the merged schema as a whole, together with what
// merging put off until then.
func (m *merger) checkMerged(doc *ast.SchemaDocument) []diag.Finding {
	m.checkTransitiveAuth()
	m.checkInaccessible(doc)
	return m.deferred
}
