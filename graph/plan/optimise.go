package plan

import "github.com/weftgraphql/weft/graph/operation"

// optimise rewrites the fetches until they are as few as the rewrites make
// them. Each is a file; the order matters: what joins fetches of one position
// sees them before they are put into batches.
func (b *builder) optimise(g *fetchGraph, op *operation.Operation) {
	g.ride(op.Defers)
	joinSamePosition(g)
	batchCalls(g, b.keys)
	dropRedundantDependencies(g)
	for _, n := range g.nodes {
		n.liftConditions()
		for _, o := range n.outputs() {
			o.tidy()
		}
		b.hoist(n)
		b.lower(n)
		for _, o := range n.outputs() {
			b.fill(o, n.subgraph)
		}
	}
}
