package plan

import (
	"slices"
	"strconv"
	"strings"

	"github.com/weftgraphql/weft/graph/operation"
)

// maxLevelJoins bounds how often two fetches of different levels are tried as one,
// for each try looks at the whole graph.
const maxLevelJoins = 200

// joinSamePosition joins entity fetches of one subgraph at one position: those
// for different runtime types, for different needs, or of different levels where
// the earlier can wait without making the plan deeper.
func joinSamePosition(g *fetchGraph) {
	g.setLevels()
	var order []string
	groups := map[string][]*node{}
	for _, n := range g.nodes {
		at := n.place()
		if groups[at] == nil {
			order = append(order, at)
		}
		groups[at] = append(groups[at], n)
	}
	by := map[*node]*node{}
	for _, at := range order {
		groups[at] = joinEqualLevels(groups[at], by)
	}
	g.replace(by)
	tries := 0
	for _, at := range order {
		g.joinLevels(groups[at], &tries)
	}
}

// joinLevels joins those of some nodes that can be joined whatever their levels, trying each pair.
func (g *fetchGraph) joinLevels(group []*node, tries *int) {
	for i := 0; i < len(group); i++ {
		for j := i + 1; j < len(group) && *tries < maxLevelJoins; j++ {
			if *tries++; g.joinAcrossLevels(group[i], group[j]) {
				group = slices.Delete(group, j, j+1)
				j--
			}
		}
	}
}

// place is equal for nodes that may be joined.
func (n *node) place() string {
	text := strconv.Itoa(n.subgraph) + " " + strconv.Itoa(n.step) + " " + string(n.kind) + n.partsText()
	if n.root != nil {
		return text + " root " + strings.Join(texts(n.paths), " ")
	}
	return text + " " + strings.Join(texts(n.calls[0].paths), " ")
}

func joinEqualLevels(group []*node, by map[*node]*node) []*node {
	var out []*node
	for _, n := range group {
		into := slices.IndexFunc(out, func(other *node) bool { return other.level == n.level && other.joins(n) })
		if into < 0 {
			out = append(out, n)
			continue
		}
		out[into].absorb(n)
		by[n] = out[into]
	}
	return out
}

// joins says whether two nodes ask one subgraph for the same objects.
func (n *node) joins(other *node) bool {
	if n.subgraph != other.subgraph || n.step != other.step || (n.root == nil) != (other.root == nil) || n.kind != other.kind {
		return false
	}
	if n.root != nil {
		// The root of a mutation itself has its steps, which were joined as far as may be.
		return (n.kind == queryKind || len(n.paths) > 0) && equalPaths(n.paths, other.paths)
	}
	return len(n.calls) == 1 && len(other.calls) == 1 && n.calls[0].joins(other.calls[0])
}

// joins says whether two calls can be one. Inputs that are fetched under a condition
// are not there otherwise, so they must not become inputs of what is wanted
// under another.
func (c *entityCall) joins(other *entityCall) bool {
	if !equalPaths(c.paths, other.paths) || valuesText(c.contexts) != valuesText(other.contexts) {
		return false
	}
	for _, mine := range c.representations {
		for _, theirs := range other.representations {
			same := mine.On == theirs.On && mine.TypeName == theirs.TypeName
			if !same && slices.ContainsFunc(mine.Types, func(name string) bool { return slices.Contains(theirs.Types, name) }) {
				return false // an object has but one representation in a call
			}
			if same && !agree(mine.Fields, theirs.Fields) {
				return false // one input, with different arguments
			}
			if same && !slices.Equal(mine.Types, theirs.Types) && c.set.text() != other.set.text() {
				return false // an interface object cannot be asked one thing for one type, and another for another
			}
		}
	}
	return c.demand.equal(other.demand) || representationsText(c.representations) == representationsText(other.representations)
}

// agree says whether fields of one name come from one key, all the way down.
func agree(a, b []RepresentationField) bool {
	for _, x := range a {
		for _, y := range b {
			if x.Name == y.Name && (x.Source != y.Source || !agree(x.Fields, y.Fields)) {
				return false
			}
		}
	}
	return true
}

// joinAcrossLevels merges two nodes if that is possible without a cycle or a
// deeper plan: into one call, or as two calls of one request.
func (g *fetchGraph) joinAcrossLevels(a, b *node) bool {
	one := a.joins(b)
	if !one && (a.root != nil || b.root != nil) || g.reaches(a, b) || g.reaches(b, a) {
		return false
	}
	if g.setLevels(); a.level != b.level && g.deepens(a, b) {
		return false
	}
	if one {
		a.absorb(b)
	} else {
		a.calls = append(a.calls, b.calls...)
	}
	g.replace(map[*node]*node{b: a})
	return true
}

// absorb takes over what another node at the same position asks.
func (n *node) absorb(other *node) {
	if n.root != nil {
		n.given = mergeGiven(n.root, other.root, n.given, other.given)
		n.demand.join(other.demand)
		return
	}
	mine, theirs := n.calls[0], other.calls[0]
	mine.given = mergeGiven(mine.set, theirs.set, mine.given, theirs.given)
	mine.demand.join(theirs.demand)
	for _, r := range theirs.representations {
		mine.representations = addRepresentation(mine.representations, r)
	}
}

// mergeGiven merges a set into another. What only one of them is under goes over to its items; what both are
// under is returned.
func mergeGiven(into, from *output, mine, theirs []operation.Condition) []operation.Condition {
	var both []operation.Condition
	for _, c := range mine {
		if slices.Contains(theirs, c) {
			both = append(both, c)
		}
	}
	into.under(beyond(mine, both))
	from.under(beyond(theirs, both))
	into.merge(from)
	return both
}

func beyond(conditions, known []operation.Condition) []operation.Condition {
	return slices.DeleteFunc(slices.Clone(conditions), func(c operation.Condition) bool { return slices.Contains(known, c) })
}

// under puts the fields of a set under conditions. __typename is asked for all the same: what other
// fields belong to depends on it.
func (o *output) under(conditions []operation.Condition) {
	if len(conditions) == 0 {
		return
	}
	items := o.items
	o.items, o.index = nil, nil
	for _, it := range items {
		switch {
		case len(it.on) > 0:
			it.sub.under(conditions)
		case it.name != typename:
			it.conditions = bothConditions(conditions, it.conditions)
		}
		o.add(it)
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

// deepens says whether the plan would be deeper if one node waited for all that both wait for. What is deferred from what they
// are made for counts for less than their number.
func (g *fetchGraph) deepens(a, b *node) bool {
	for _, n := range g.nodes {
		n.trial = 0
	}
	var visit func(n *node) int
	visit = func(n *node) int {
		if n == b {
			n = a
		}
		if n.trial > 0 {
			return n.trial
		}
		level := 0
		for _, dep := range n.deps {
			level = max(level, visit(dep))
		}
		if n == a {
			for _, dep := range b.deps {
				level = max(level, visit(dep))
			}
		}
		n.trial = level + 1
		return n.trial
	}
	depth, deepened := 0, 0
	for _, n := range g.nodes {
		if slices.Equal(n.parts, a.parts) {
			depth, deepened = max(depth, n.level), max(deepened, visit(n))
		}
	}
	return deepened > depth
}

func equalPaths(a, b []Path) bool {
	return slices.EqualFunc(a, b, equalPath)
}

func equalPath(a, b Path) bool {
	return slices.EqualFunc(a, b, func(x, y Segment) bool {
		return x.Key == y.Key && x.List == y.List && slices.Equal(x.Types, y.Types)
	})
}
