package plan

// dropRedundantDependencies takes out what a node waits for anyway, through another.
func dropRedundantDependencies(g *fetchGraph) {
	for _, n := range g.nodes {
		for dep := range n.deps {
			for other := range n.deps {
				if other != dep && other.reaches(dep) {
					delete(n.deps, dep)
					break
				}
			}
		}
	}
}
