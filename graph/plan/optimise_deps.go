package plan

import "slices"

// dropRedundantDependencies takes out what a node waits for anyway, through another.
func dropRedundantDependencies(g *fetchGraph) {
	for _, n := range g.nodes {
		if len(n.deps) < 2 {
			continue
		}
		g.walks++
		for _, dep := range n.deps {
			dep.seeBelow(g.walks)
		}
		n.deps = slices.DeleteFunc(n.deps, func(dep *node) bool { return dep.seen == g.walks })
	}
}

// seeBelow marks all that a node waits for, however indirectly.
func (n *node) seeBelow(walk int) {
	for _, dep := range n.deps {
		if dep.seen != walk {
			dep.seen = walk
			dep.seeBelow(walk)
		}
	}
}
