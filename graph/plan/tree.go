package plan

import (
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftgraphql/weft/graph/operation"
)

// Tree is a plan in the vocabulary that tools for federated graphs read:
// sequences and parallels of fetches. It shows a plan; what is carried out is
// the Plan, whose fetches start when what they need is there.
type Tree struct {
	// Node is nil when nothing is fetched.
	Node *Node
	plan *Plan
}

// Node is one node of a Tree.
type Node struct {
	// Kind is Sequence, Parallel, Condition, Flatten, Fetch, BatchFetch, Defer or Subscription.
	Kind string
	// Nodes of a Sequence or Parallel; the one node of a Flatten.
	Nodes []*Node
	// Condition is a variable's name; If and Else are what is done when it is true or false, nil for nothing.
	Condition string
	If, Else  *Node
	// Path of a Flatten: keys, "@" for all elements of a list, "|[A,B]" behind either for some types only.
	Path []string
	// Fetch of a Fetch, BatchFetch or Subscription.
	Fetch *Fetch
	// Call is the entity call of a Fetch below a Flatten.
	Call *EntityCall
	// ID of a Fetch or BatchFetch that a deferred part waits for; "" for others.
	ID string
	// Defer of a Defer.
	Defer *DeferNode
}

// Tree arranges the plan's fetches.
func (p *Plan) Tree() *Tree {
	if len(p.Deferred) > 0 {
		return &Tree{Node: p.deferTree(), plan: p}
	}
	return &Tree{Node: arrange(p.Fetches), plan: p}
}

// arrange puts independent groups side by side; within a group what waits for
// nothing comes first.
func arrange(fetches []*Fetch) *Node {
	groups := independent(fetches)
	nodes := make([]*Node, 0, len(groups))
	for _, group := range groups {
		nodes = append(nodes, sequence(group))
	}
	return many("Parallel", nodes)
}

func sequence(group []*Fetch) *Node {
	inside := map[int]bool{}
	for _, f := range group {
		inside[f.ID] = true
	}
	var first []*Node
	var rest []*Fetch
	for _, f := range group {
		if slices.ContainsFunc(f.DependsOn, func(id int) bool { return inside[id] }) {
			rest = append(rest, f)
			continue
		}
		first = append(first, leafNode(f))
	}
	nodes := []*Node{many("Parallel", first)}
	if len(rest) > 0 {
		below := arrange(rest)
		if below.Kind == "Sequence" {
			nodes = append(nodes, below.Nodes...)
		} else {
			nodes = append(nodes, below)
		}
	}
	return many("Sequence", nodes)
}

func many(kind string, nodes []*Node) *Node {
	switch len(nodes) {
	case 0:
		return nil
	case 1:
		return nodes[0]
	}
	return &Node{Kind: kind, Nodes: nodes}
}

// independent groups fetches that have to do with one another, in order of their first.
func independent(fetches []*Fetch) [][]*Fetch {
	parent := map[int]int{}
	find := func(id int) int {
		for parent[id] != id {
			id = parent[id]
		}
		return id
	}
	for _, f := range fetches {
		parent[f.ID] = f.ID
	}
	for _, f := range fetches {
		for _, dep := range f.DependsOn {
			if _, inside := parent[dep]; inside {
				parent[find(f.ID)] = find(dep)
			}
		}
	}
	var groups [][]*Fetch
	index := map[int]int{}
	for _, f := range fetches {
		root := find(f.ID)
		i, ok := index[root]
		if !ok {
			i = len(groups)
			index[root] = i
			groups = append(groups, nil)
		}
		groups[i] = append(groups[i], f)
	}
	return groups
}

func leafNode(f *Fetch) *Node {
	node := &Node{Kind: "Fetch", Fetch: f}
	switch {
	case f.Kind == ast.Subscription:
		node.Kind = "Subscription"
	case len(f.Entities) > 1 || len(f.Entities) == 1 && len(f.Entities[0].Paths) > 1 || len(f.Paths) > 1:
		node.Kind = "BatchFetch"
	case len(f.Entities) == 1:
		node.Call = &f.Entities[0]
		node = flatten(f.Entities[0].Paths[0], node)
	case len(f.Paths) == 1:
		node = flatten(f.Paths[0], node)
	}
	if len(f.Conditions) == 1 {
		node = conditional(f.Conditions[0], node)
	}
	return node
}

func flatten(path Path, node *Node) *Node {
	if len(path) == 0 {
		return node
	}
	return &Node{Kind: "Flatten", Path: path.Strings(), Nodes: []*Node{node}}
}

func conditional(conditions []operation.Condition, node *Node) *Node {
	for _, c := range slices.Backward(conditions) {
		made := &Node{Kind: "Condition", Condition: c.Variable}
		if c.Skip {
			made.Else = node
		} else {
			made.If = node
		}
		node = made
	}
	return node
}

// Strings writes a path as tools do: keys, "@" for the elements of a list, and
// "|[A,B]" behind the step where only some types are meant.
func (p Path) Strings() []string {
	var out []string
	for _, s := range p {
		switch {
		case s.Key != "":
			out = append(out, s.Key)
		case s.List:
			out = append(out, "@")
		case len(out) == 0:
			out = append(out, "|["+strings.Join(s.Types, ",")+"]")
		default:
			out[len(out)-1] += "|[" + strings.Join(s.Types, ",") + "]"
		}
	}
	return out
}

// String joins the steps with dots.
func (p Path) String() string { return strings.Join(p.Strings(), ".") }
