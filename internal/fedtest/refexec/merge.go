package refexec

import (
	"fmt"
	"sort"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// checkFieldsMerge is the validation rule "field selection merging" for a document that passed the other rules.
// gqlparser's own misses conflicts between nested fragments and between variables inside argument values.
// https://spec.graphql.org/October2021/#sec-Field-Selection-Merging
func checkFieldsMerge(doc *ast.QueryDocument) *gqlerror.Error {
	m := merger{fragments: doc.Fragments, merged: map[fieldPair]bool{}, shaped: map[fieldPair]bool{}}
	for _, operation := range doc.Operations {
		m.fieldsInSetCanMerge(operation.SelectionSet)
	}
	for _, fragment := range doc.Fragments {
		m.fieldsInSetCanMerge(fragment.SelectionSet)
	}
	return m.conflict
}

type fieldPair [2]*ast.Field

// merger remembers the pairs it has seen, which keeps the rule from taking exponential time.
type merger struct {
	fragments      ast.FragmentDefinitionList
	merged, shaped map[fieldPair]bool
	conflict       *gqlerror.Error // the first
}

// fieldsInSetCanMerge is the rule for the union of some selection sets.
// https://spec.graphql.org/October2021/#FieldsInSetCanMerge()
func (m *merger) fieldsInSetCanMerge(sets ...ast.SelectionSet) {
	for _, pair := range m.pairs(sets) {
		if m.conflict != nil || m.merged[pair] {
			continue
		}
		m.merged[pair] = true
		a, b := pair[0], pair[1]
		m.sameResponseShape(pair)
		sameParent := a.ObjectDefinition == b.ObjectDefinition
		bothObjects := a.ObjectDefinition.Kind == ast.Object && b.ObjectDefinition.Kind == ast.Object
		if !sameParent && bothObjects {
			continue // no object has both
		}
		if a.Name != b.Name {
			m.fail(pair, "they are different fields, %s and %s", a.Name, b.Name)
		}
		if printArguments(a) != printArguments(b) {
			m.fail(pair, "their arguments differ")
		}
		m.fieldsInSetCanMerge(a.SelectionSet, b.SelectionSet)
	}
}

// sameResponseShape is the weaker rule for fields of different objects.
// https://spec.graphql.org/October2021/#SameResponseShape()
func (m *merger) sameResponseShape(pair fieldPair) {
	if m.conflict != nil || m.shaped[pair] {
		return
	}
	m.shaped[pair] = true
	a, b := pair[0], pair[1]
	ta, tb := fieldType(a), fieldType(b)
	composite := len(a.SelectionSet) > 0 && len(b.SelectionSet) > 0
	if wrapping(ta) != wrapping(tb) || !composite && ta.Name() != tb.Name() {
		m.fail(pair, "their types %s and %s differ in shape", ta, tb)
		return
	}
	for _, inner := range m.pairs([]ast.SelectionSet{a.SelectionSet, b.SelectionSet}) {
		m.sameResponseShape(inner)
	}
}

// pairs returns all pairs of a field with itself or another of the same response key. A field's pair with itself
// makes the rules look at its selections.
func (m *merger) pairs(sets []ast.SelectionSet) []fieldPair {
	groups := map[string][]*ast.Field{}
	visited := map[string]bool{}
	for _, set := range sets {
		m.collect(set, groups, visited)
	}
	keys := make([]string, 0, len(groups))
	for key := range groups {
		keys = append(keys, key)
	}
	sort.Strings(keys)
	var pairs []fieldPair
	for _, key := range keys {
		for i, a := range groups[key] {
			for _, b := range groups[key][i:] {
				pairs = append(pairs, fieldPair{a, b})
			}
		}
	}
	return pairs
}

func (m *merger) collect(set ast.SelectionSet, groups map[string][]*ast.Field, visited map[string]bool) {
	for _, selection := range set {
		switch s := selection.(type) {
		case *ast.Field:
			groups[s.Alias] = append(groups[s.Alias], s)
		case *ast.InlineFragment:
			m.collect(s.SelectionSet, groups, visited)
		case *ast.FragmentSpread:
			if !visited[s.Name] {
				visited[s.Name] = true
				m.collect(m.fragments.ForName(s.Name).SelectionSet, groups, visited)
			}
		}
	}
}

func (m *merger) fail(pair fieldPair, format string, args ...any) {
	if m.conflict != nil {
		return
	}
	m.conflict = gqlerror.ErrorPosf(pair[1].Position, "Fields %q conflict: %s.", pair[0].Alias, fmt.Sprintf(format, args...))
}

// fieldType knows that __typename is never null, which gqlparser does not.
func fieldType(field *ast.Field) *ast.Type {
	if field.Name == "__typename" {
		return ast.NonNullNamedType("String", nil)
	}
	return field.Definition.Type
}

// wrapping is a type without its innermost name.
func wrapping(t *ast.Type) string {
	text := t.String()
	return strings.Replace(text, t.Name(), "", 1)
}

func printArguments(field *ast.Field) string {
	list := make([]string, len(field.Arguments))
	for i, argument := range field.Arguments {
		list[i] = argument.Name + ":" + printValue(argument.Value)
	}
	sort.Strings(list)
	return strings.Join(list, ",")
}

// printValue prints a literal such that equal ones are printed equal.
func printValue(v *ast.Value) string {
	if v.Kind != ast.ListValue && v.Kind != ast.ObjectValue {
		return v.String()
	}
	list := make([]string, len(v.Children))
	for i, child := range v.Children {
		list[i] = child.Name + ":" + printValue(child.Value)
	}
	if v.Kind == ast.ListValue {
		return "[" + strings.Join(list, ",") + "]"
	}
	sort.Strings(list)
	return "{" + strings.Join(list, ",") + "}"
}
