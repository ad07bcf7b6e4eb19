package operation

import (
	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftgraphql/weft/graph/operation/typesystem"
)

// entry is a field or a fragment on its way into the result, with the
// selection sets that are merged below it.
type entry struct {
	field    *Field
	fragment *Fragment
	within   scope
	below    []ast.SelectionSet
	// keys are the response keys in the first keysOf sets of a fragment.
	keys   map[string]bool
	keysOf int
}

// build makes the selections of sets that stand in one scope.
func (n *normalizer) build(sets []ast.SelectionSet, in scope) []Selection {
	if n.levels++; n.levels > maxLevels {
		n.fail(nil, "The operation nests fields deeper than %d levels.", maxLevels)
	}
	defer func() { n.levels-- }()
	if n.failure != nil {
		return nil
	}
	l := &level{normalizer: n, in: in, fields: map[fieldKey]*entry{}, spread: map[string]bool{}}
	for _, set := range sets {
		l.add(set)
	}
	return l.finish()
}

// level gathers the selections of one scope, in order of first appearance.
type level struct {
	*normalizer
	in      scope
	entries []*entry
	fields  map[fieldKey]*entry
	// spread has the fragments, with their conditions, that are part of the level already.
	spread map[string]bool
}

type fieldKey struct{ response, conditions string }

func (l *level) add(set ast.SelectionSet) {
	for _, selection := range set {
		if !l.step(selection.GetPosition()) {
			return
		}
		switch node := selection.(type) {
		case *ast.Field:
			l.addField(node)
		case *ast.InlineFragment:
			conditions, never := conditionsOf(node.Directives, l.in.holds)
			if !never {
				l.addFragment(node.TypeCondition, conditions, l.deferOf(node.Directives), node.SelectionSet)
			}
		case *ast.FragmentSpread:
			l.addSpread(node)
		}
	}
}

func (l *level) addSpread(node *ast.FragmentSpread) {
	target := l.fragments[node.Name]
	if target == nil {
		l.fail(node.Position, "Unknown fragment %q.", shorten(node.Name, 100))
		return
	}
	conditions, never := conditionsOf(node.Directives, l.in.holds)
	if never {
		return
	}
	// What a fragment adds a second time under the same conditions is there already.
	deferred := l.deferOf(node.Directives)
	key := node.Name + conditionsKey(conditions) + deferred.key()
	if l.spread[key] {
		return
	}
	l.spread[key] = true
	if l.spreads++; l.spreads > maxSpreads {
		l.fail(node.Position, "The operation spreads fragments within fragments deeper than %d.", maxSpreads)
		return
	}
	l.addFragment(target.TypeCondition, conditions, deferred, target.SelectionSet)
	l.spreads--
}

// addFragment dissolves a fragment that always holds, drops one that never
// does, and keeps any other with its place in the order.
func (l *level) addFragment(condition string, conditions []Condition, deferred *Defer, set ast.SelectionSet) {
	inner := scope{def: l.in.def, possible: l.in.possible, holds: l.in.holds}
	if condition != "" && condition != l.in.def.Name {
		def := l.types.Schema.Types[condition]
		if def == nil || !def.IsCompositeType() {
			l.fail(nil, "Unknown type %q.", shorten(condition, 100))
			return
		}
		possible := l.types.Objects(def)
		if !l.in.possible.Intersects(possible) {
			return
		}
		if !dissolves(l.in, def, possible) {
			inner.def, inner.possible = def, l.in.possible.Intersection(possible)
		}
	}
	if inner.def == l.in.def && len(conditions) == 0 && deferred == nil {
		l.add(set)
		return
	}
	inner.holds = union(l.in.holds, conditions)
	fragment := &Fragment{On: inner.def, Conditions: conditions, Defer: deferred}
	if last := l.last(); last != nil && sameFragment(last.fragment, fragment) {
		last.below = append(last.below, set)
		return
	}
	l.entries = append(l.entries, &entry{fragment: fragment, within: inner, below: []ast.SelectionSet{set}})
}

// dissolves says that a type condition holds for every object in scope, and
// that its fields can be selected on the type in scope.
func dissolves(in scope, condition *ast.Definition, possible typesystem.Objects) bool {
	if !in.possible.Within(possible) {
		return false
	}
	return in.def.Kind == ast.Object || condition.Kind == ast.Union || typesystem.Implements(in.def, condition.Name)
}

func sameFragment(a, b *Fragment) bool {
	return a != nil && a.On == b.On && conditionsKey(a.Conditions) == conditionsKey(b.Conditions) && a.Defer.same(b.Defer)
}

func (l *level) last() *entry {
	if len(l.entries) == 0 {
		return nil
	}
	return l.entries[len(l.entries)-1]
}

func (l *level) addField(node *ast.Field) {
	conditions, never := conditionsOf(node.Directives, l.in.holds)
	if never {
		return
	}
	key := fieldKey{node.Alias, conditionsKey(conditions)}
	if known := l.fields[key]; known != nil {
		if len(node.SelectionSet) == 0 {
			return
		}
		if !l.between(known, node.Alias) {
			known.below = append(known.below, node.SelectionSet)
			return
		}
	}
	made, ok := l.newField(node, conditions)
	if !ok {
		return
	}
	l.fields[key] = made
	l.entries = append(l.entries, made)
}

func (l *level) newField(node *ast.Field, conditions []Condition) (*entry, bool) {
	field := &Field{
		ResponseKey: node.Alias, Key: node.Alias, Name: node.Name, Parent: l.in.def,
		Arguments: node.Arguments, Conditions: conditions, Position: node.Position,
	}
	made := &entry{field: field}
	if node.Name == typesystem.Typename {
		return made, true
	}
	def := l.types.Field(l.in.def, node.Name)
	if def == nil {
		l.fail(node.Position, "Cannot query field %q on type %q.", shorten(node.Name, 100), l.in.def.Name)
		return nil, false
	}
	field.Definition = def
	if len(node.SelectionSet) > 0 {
		named := l.types.Schema.Types[def.Type.Name()]
		if named == nil || !named.IsCompositeType() {
			l.fail(node.Position, "Field %q must not have a selection since type %q has no subfields.", field.Name, def.Type)
			return nil, false
		}
		made.below = []ast.SelectionSet{node.SelectionSet}
		made.within = l.scope(named)
		made.within.holds = union(l.in.holds, conditions)
	}
	return made, true
}

// finish builds what is below the entries. A fragment of which nothing stays is
// dropped, and fragments that then stand side by side become one.
func (l *level) finish() []Selection {
	var (
		made []Selection
		last *entry
	)
	for _, next := range l.entries {
		if l.failure != nil {
			return nil
		}
		if next.field != nil {
			l.count(next.field.Position)
			if len(next.below) > 0 {
				if next.field.Selections = l.build(next.below, next.within); next.field.Selections == nil {
					next.field.Selections = []Selection{}
				}
			}
			made, last = append(made, next.field), nil
			continue
		}
		selections := l.build(next.below, next.within)
		if len(selections) == 0 {
			continue
		}
		if last != nil && sameFragment(last.fragment, next.fragment) {
			last.below = append(last.below, next.below...)
			last.fragment.Selections = l.build(last.below, last.within)
			continue
		}
		l.count(nil)
		next.fragment.Selections = selections
		made, last = append(made, next.fragment), next
	}
	return made
}
