package plan

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/weftgraphql/weft/graph/operation"
)

// Deferred is a part of an answer that may come after what it stands in: a fragment with @defer.
type Deferred struct {
	// ID is the fragment's, operation.Defer.ID; Parent is the part that this one stands in, 0 for the primary answer.
	ID, Parent int
	// Label is the client's, "" for none.
	Label string
	// Path leads to the objects that the fragment is about.
	Path Path
	// Selections are the fragment's; none where authorization refused what it stands in.
	Selections []operation.Selection
}

// While planning, to stand in a deferred fragment is a condition like another: whatever is wanted under it only, inputs
// of inputs included, bears it, so that in the end each fetch says for which parts of the answer it is made. Then
// the conditions are taken off again (see separate). No variable's name begins as theirs do.
const deferPrefix = "@defer "

func deferCondition(id int) operation.Condition {
	return operation.Condition{Variable: deferPrefix + strconv.Itoa(id)}
}

// deferID is the deferred fragment that a condition stands for, 0 for none.
func deferID(c operation.Condition) int {
	text, ok := strings.CutPrefix(c.Variable, deferPrefix)
	if !ok {
		return 0
	}
	id, _ := strconv.Atoi(text)
	return id
}

// innermost is the deferred part among conditions that stands in all the others; IDs are numbered from the outside in. 0: none.
func innermost(conditions []operation.Condition) int {
	part := 0
	for _, c := range conditions {
		part = max(part, deferID(c))
	}
	return part
}

func withoutDefers(conditions []operation.Condition) []operation.Condition {
	if innermost(conditions) == 0 {
		return conditions
	}
	return slices.DeleteFunc(slices.Clone(conditions), func(c operation.Condition) bool { return deferID(c) > 0 })
}

// separate tells fetches that the primary answer needs from those that only deferred parts do, and takes the
// conditions off by which that was known.
func (g *fetchGraph) separate(op *operation.Operation) {
	if len(op.Defers) == 0 {
		return
	}
	all := make([]operation.Condition, len(op.Defers))
	for i, d := range op.Defers {
		all[i] = deferCondition(d.ID)
	}
	for _, n := range g.nodes {
		n.parts = n.partsOf(op.Defers)
		for _, o := range n.outputs() {
			o.assume(all)
		}
		n.demand, n.given = n.demand.withoutDefers(), withoutDefers(n.given)
		for _, call := range n.calls {
			call.demand, call.given = call.demand.withoutDefers(), withoutDefers(call.given)
		}
	}
	g.closeParts(op.Defers)
}

// partsOf are the deferred parts that a node is wanted for; none when the primary answer wants it.
func (n *node) partsOf(defers []*operation.Defer) []int {
	demands := []demand{n.demand}
	if n.root == nil {
		demands = demands[:0]
		for _, call := range n.calls {
			demands = append(demands, call.demand)
		}
	}
	var parts []int
	for _, d := range demands {
		if d.always || len(d.any) == 0 {
			return nil
		}
		for _, conditions := range d.any {
			part := innermost(conditions)
			if part == 0 {
				return nil
			}
			parts = append(parts, part)
		}
	}
	return outermost(parts, defers)
}

// outermost leaves out parts that stand in others of the list: they come later, and need nothing more.
func outermost(parts []int, defers []*operation.Defer) []int {
	slices.Sort(parts)
	parts = slices.Compact(parts)
	return slices.DeleteFunc(slices.Clone(parts), func(part int) bool {
		return covers(parts, defers[part-1].Parent, defers)
	})
}

// covers says whether a part, or one that it stands in, is in the list.
func covers(parts []int, part int, defers []*operation.Defer) bool {
	for ; part > 0; part = defers[part-1].Parent {
		if slices.Contains(parts, part) {
			return true
		}
	}
	return false
}

// closeParts sees to it that no fetch waits for one of a later part. A mutation's step does not wait for what the
// steps before defer.
func (g *fetchGraph) closeParts(defers []*operation.Defer) {
	for changed := true; changed; {
		changed = false
		for _, n := range g.nodes {
			for _, dep := range slices.Clone(n.deps) {
				switch {
				case len(dep.parts) == 0:
				case n.step != dep.step:
					n.deps.drop(dep)
				case len(n.parts) == 0:
					dep.parts, changed = nil, true
				default:
					for _, part := range n.parts {
						if !covers(dep.parts, part, defers) {
							dep.parts, changed = outermost(append(slices.Clone(dep.parts), part), defers), true
						}
					}
				}
			}
		}
	}
}

func (d demand) withoutDefers() demand {
	out := demand{always: d.always}
	for _, conditions := range d.any {
		out.add(withoutDefers(conditions))
	}
	return out
}

// partsText is equal for fetches of equal parts, which alone may become one: none is to wait for another part's.
func (n *node) partsText() string {
	if len(n.parts) == 0 {
		return ""
	}
	return fmt.Sprint(n.parts)
}

// deferredParts lists the deferred fragments with where they stand.
func deferredParts(op *operation.Operation) []Deferred {
	if len(op.Defers) == 0 {
		return nil
	}
	out := make([]Deferred, len(op.Defers))
	for i, d := range op.Defers {
		out[i] = Deferred{ID: d.ID, Parent: d.Parent, Label: d.Label}
	}
	var walk func(selections []operation.Selection, path Path)
	walk = func(selections []operation.Selection, path Path) {
		for _, selection := range selections {
			switch s := selection.(type) {
			case *operation.Field:
				if len(s.Selections) == 0 {
					continue
				}
				below := append(slices.Clone(path), Segment{Key: s.Key})
				for t := s.Definition.Type; t.Elem != nil; t = t.Elem {
					below = append(below, Segment{List: true})
				}
				walk(s.Selections, below)
			case *operation.Fragment:
				if d := s.Defer; d != nil {
					out[d.ID-1].Path, out[d.ID-1].Selections = path, s.Selections
				}
				walk(s.Selections, path)
			}
		}
	}
	walk(op.Selections, nil)
	return out
}
