package compose

import (
	"context"

	"github.com/weftgraphql/weft/graph/diag"
)

func (m *merger) checkMerged() []diag.Finding {
	return m.deferred
}
func (m *merger) checkSatisfiable(context.Context) (errs, hints []diag.Finding) { return nil, nil }
func lift(sgs []*subgraph) ([]*subgraph, []diag.Finding)                        { return sgs, nil }

func (v *validator) checkAuth()     {}
func (v *validator) checkCosts()    {}
func (v *validator) checkContexts() {}
