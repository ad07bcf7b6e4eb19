package plan

import (
	"slices"

	"github.com/weftgraphql/weft/graph/operation"
)

// ride lets requests that only deferred parts need come with one that is made anyway, for what those parts come after, where
// they ask no more of the same objects than keys and what that is asked for.
func (g *fetchGraph) ride(defers []*operation.Defer) {
	if len(defers) == 0 {
		return
	}
	g.setLevels()
	by := map[*node]*node{}
	for _, n := range g.nodes {
		if len(n.parts) == 0 || n.root != nil || len(n.calls) != 1 {
			continue
		}
		for _, earlier := range g.nodes {
			if earlier != n && by[earlier] == nil && n.comesAfter(earlier, defers) && earlier.level <= n.level && earlier.joins(n) && earlier.carries(n) {
				earlier.absorb(n)
				by[n], n.deps = earlier, nil // the same representations need nothing more
				break
			}
		}
	}
	g.replace(by)
}

// comesAfter says whether a node is made for deferred parts that another is made for, too, or for what they stand in.
func (n *node) comesAfter(other *node, defers []*operation.Defer) bool {
	return n.partsText() != other.partsText() && (len(other.parts) == 0 || !slices.ContainsFunc(n.parts, func(part int) bool {
		return !covers(other.parts, part, defers)
	}))
}

// carries says whether a call asks for all that another does, but for keys, of the same objects and whenever that is made.
func (n *node) carries(other *node) bool {
	mine, theirs := n.calls[0], other.calls[0]
	return (mine.demand.always || mine.demand.equal(theirs.demand)) &&
		representationsText(mine.representations) == representationsText(theirs.representations) && theirs.set.onlyKeysBeside(mine.set)
}

// onlyKeysBeside says whether a set asks for keys only, beside what another does.
func (o *output) onlyKeysBeside(other *output) bool {
	for _, it := range o.items {
		switch {
		case it.forKey || it.name == typename || other.covers(it):
		case len(it.on) == 0:
			return false
		default:
			known := other.find(it)
			if known == nil {
				known = &outputItem{sub: newOutput("")}
			}
			if !it.sub.onlyKeysBeside(known.sub) {
				return false
			}
		}
	}
	return true
}
