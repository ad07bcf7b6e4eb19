package operation

import (
	"slices"

	"github.com/vektah/gqlparser/v2/ast"
)

// between says whether an entry behind a field's may add to the same object: a field of that response key under other
// conditions, or a fragment that may have one. What such an entry adds comes before what is
// merged into the field later, so that then this must not be merged.
func (l *level) between(known *entry, response string) bool {
	for _, e := range slices.Backward(l.entries) {
		switch {
		case e == known:
			return false
		case e.field != nil:
			if e.field.ResponseKey == response {
				return true
			}
		case l.selects(e, response):
			return true
		}
	}
	return false
}

// selects says whether a fragment's entry selects a response key, whatever the types and conditions.
func (l *level) selects(e *entry, response string) bool {
	if e.keysOf != len(e.below) {
		e.keys, e.keysOf = map[string]bool{}, len(e.below)
		spread := map[string]bool{}
		for _, set := range e.below {
			l.responseKeys(set, e.keys, spread)
		}
	}
	return e.keys[response]
}

func (l *level) responseKeys(set ast.SelectionSet, keys, spread map[string]bool) {
	for _, selection := range set {
		if !l.step(selection.GetPosition()) {
			return
		}
		switch node := selection.(type) {
		case *ast.Field:
			keys[node.Alias] = true
		case *ast.InlineFragment:
			l.responseKeys(node.SelectionSet, keys, spread)
		case *ast.FragmentSpread:
			if target := l.fragments[node.Name]; target != nil && !spread[node.Name] {
				spread[node.Name] = true
				l.responseKeys(target.SelectionSet, keys, spread)
			}
		}
	}
}
