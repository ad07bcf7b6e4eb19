package compose

import (
	"context"

	"github.com/weftgraphql/weft/graph/diag"
)

func (v *validator) checkReferences() {}
func (v *validator) checkGraphQL()    {}
func (v *validator) checkFederation() {}
func (m *merger) checkMerged() []diag.Finding {
	return m.deferred
}
func (m *merger) checkSatisfiable(context.Context) (errs, hints []diag.Finding) { return nil, nil }
func lift(sgs []*subgraph) ([]*subgraph, []diag.Finding)                        { return sgs, nil }
