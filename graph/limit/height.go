package limit

import (
	"github.com/vektah/gqlparser/v2/ast"
)

// heightBudget bounds the selections read for the height, for each field that
// the limit allows: fields selected many times over at one place.
const heightBudget = 50

// height counts the distinct fields of the answer: places (a path of response
// keys) rather than selections. It stops where the limit is exceeded, so that
// its time is bounded by the limit, and counts a document that merges too many
// selections into few fields as exceeding it. Introspection has a limit of its
// own: its root fields count, what is below them does not.
func (c *counter) height(root ast.SelectionSet, limit int) int {
	h := heights{counter: c, limit: limit, budget: limit*heightBudget + 100_000}
	pending := [][]ast.SelectionSet{{root}}
	for atRoot := true; len(pending) > 0; atRoot = false {
		sets := pending[len(pending)-1]
		pending = append(pending[:len(pending)-1], h.place(sets, atRoot)...)
		if h.count > limit || h.budget < 0 {
			return max(h.count, limit+1)
		}
	}
	return h.count
}

type heights struct {
	*counter
	limit, count, budget int
}

// place counts the response keys of sets that meet at one place, and returns
// the sets below each of them.
func (h *heights) place(sets []ast.SelectionSet, atRoot bool) [][]ast.SelectionSet {
	var (
		keys   = map[string]int{}
		below  [][]ast.SelectionSet
		spread = map[string]bool{}
	)
	for len(sets) > 0 && h.budget >= 0 {
		set := sets[0]
		sets = sets[1:]
		h.budget -= 1 + len(set)
		for _, selection := range set {
			switch node := selection.(type) {
			case *ast.Field:
				at, known := keys[node.Alias]
				if !known {
					at = len(below)
					keys[node.Alias] = at
					below = append(below, nil)
					if h.count++; h.count > h.limit {
						return nil
					}
				}
				if len(node.SelectionSet) > 0 && !(atRoot && (node.Name == "__schema" || node.Name == "__type")) {
					below[at] = append(below[at], node.SelectionSet)
				}
			case *ast.InlineFragment:
				sets = append(sets, node.SelectionSet)
			case *ast.FragmentSpread:
				if target := h.fragments[node.Name]; target != nil && !spread[node.Name] {
					spread[node.Name] = true
					sets = append(sets, target.definition.SelectionSet)
				}
			}
		}
	}
	kept := below[:0]
	for _, sets := range below {
		if len(sets) > 0 {
			kept = append(kept, sets)
		}
	}
	return kept
}
