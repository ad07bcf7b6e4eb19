package plan

import "slices"

// dropRedundantDependencies takes out what a node waits for anyway, through another.
func dropRedundantDependencies(g *fetchGraph) {
	for _, n := range g.nodes {
		all := slices.Clone(n.deps)
		n.deps = slices.DeleteFunc(n.deps, func(dep *node) bool {
			return slices.ContainsFunc(all, func(other *node) bool { return other != dep && g.reaches(other, dep) })
		})
	}
}
