package plan

import (
	"slices"
)

// joinSamePosition joins entity fetches of one subgraph at one position: those
// for different runtime types, for different needs, or of different levels where
// the earlier can wait without making the plan deeper.
func joinSamePosition(g *fetchGraph) {
	for changed := true; changed; {
		changed = false
		levels := g.levels()
		for i, a := range g.nodes {
			for _, b := range g.nodes[i+1:] {
				if !a.joins(b) || !g.join(a, b, levels) {
					continue
				}
				changed = true
				break
			}
			if changed {
				break
			}
		}
	}
}

// joins says whether two nodes ask one subgraph for the same objects.
func (n *node) joins(other *node) bool {
	if n.subgraph != other.subgraph || n.step != other.step || (n.root == nil) != (other.root == nil) || n.kind != other.kind {
		return false
	}
	if n.root != nil {
		return n.kind == queryKind && equalPaths(n.paths, other.paths)
	}
	return len(n.calls) == 1 && len(other.calls) == 1 && n.calls[0].joins(other.calls[0])
}

// joins says whether two calls can be one. Inputs that are fetched under a condition
// are not there otherwise, so they must not become inputs of what is wanted
// under another.
func (c *entityCall) joins(other *entityCall) bool {
	if !equalPaths(c.paths, other.paths) {
		return false
	}
	for _, mine := range c.representations {
		for _, theirs := range other.representations {
			same := mine.On == theirs.On && mine.TypeName == theirs.TypeName
			if !same && slices.ContainsFunc(mine.Types, func(name string) bool { return slices.Contains(theirs.Types, name) }) {
				return false // an object has but one representation in a call
			}
			if same && !slices.Equal(mine.Types, theirs.Types) && c.set.text() != other.set.text() {
				return false // an interface object cannot be asked one thing for one type, and another for another
			}
		}
	}
	return c.demand.equal(other.demand) || representationsText(c.representations) == representationsText(other.representations)
}

// join merges two nodes if that is possible without a cycle or a deeper plan.
func (g *fetchGraph) join(a, b *node, levels map[*node]int) bool {
	if a.reaches(b) || b.reaches(a) {
		return false
	}
	if levels[a] != levels[b] && g.depthWith(a, b) > maxLevel(levels) {
		return false
	}
	a.absorb(b)
	g.replace(b, a)
	return true
}

// absorb takes over what another node at the same position asks.
func (n *node) absorb(other *node) {
	if n.root != nil {
		n.root.merge(other.root)
		n.demand.join(other.demand)
		return
	}
	mine, theirs := n.calls[0], other.calls[0]
	mine.set.merge(theirs.set)
	mine.demand.join(theirs.demand)
	for _, r := range theirs.representations {
		mine.representations = addRepresentation(mine.representations, r)
	}
}

func addRepresentation(list []Representation, r Representation) []Representation {
	for i, known := range list {
		if known.On == r.On && known.TypeName == r.TypeName && slices.Equal(known.Types, r.Types) {
			list[i].Fields = joinFields(slices.Clone(known.Fields), r.Fields)
			return list
		}
	}
	return append(list, r)
}

// depthWith is how deep the plan would be if one node waited for all that both wait for.
func (g *fetchGraph) depthWith(a, b *node) int {
	trial := &fetchGraph{}
	copies := map[*node]*node{}
	for _, n := range g.nodes {
		copies[n] = &node{id: n.id, deps: map[*node]bool{}}
	}
	copies[b] = copies[a]
	for _, n := range g.nodes {
		for dep := range n.deps {
			copies[n].deps[copies[dep]] = true
		}
	}
	for _, n := range g.nodes {
		if n != b {
			trial.nodes = append(trial.nodes, copies[n])
		}
	}
	return maxLevel(trial.levels())
}

func maxLevel(levels map[*node]int) int {
	out := 0
	for _, level := range levels {
		out = max(out, level)
	}
	return out
}

func equalPaths(a, b []Path) bool {
	return slices.EqualFunc(a, b, equalPath)
}

func equalPath(a, b Path) bool {
	return slices.EqualFunc(a, b, func(x, y Segment) bool {
		return x.Key == y.Key && x.List == y.List && slices.Equal(x.Types, y.Types)
	})
}
