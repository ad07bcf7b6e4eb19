package operation

import (
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
)

// conditionsOf reads @skip and @include: the conditions that remain where those
// in holds are known, without duplicates and in a canonical order; never says
// that they cannot hold together.
func conditionsOf(directives ast.DirectiveList, holds []Condition) (conditions []Condition, never bool) {
	for _, directive := range directives {
		if directive.Name != "skip" && directive.Name != "include" {
			continue
		}
		skip := directive.Name == "skip"
		argument := directive.Arguments.ForName("if")
		if argument == nil || argument.Value == nil {
			continue
		}
		if argument.Value.Kind != ast.Variable {
			if (argument.Value.Raw == "true") == skip {
				return nil, true
			}
			continue
		}
		condition := Condition{Variable: argument.Value.Raw, Skip: skip}
		opposite := Condition{Variable: condition.Variable, Skip: !skip}
		if slices.Contains(holds, opposite) || slices.Contains(conditions, opposite) {
			return nil, true
		}
		if !slices.Contains(holds, condition) && !slices.Contains(conditions, condition) {
			conditions = append(conditions, condition)
		}
	}
	slices.SortFunc(conditions, compareConditions)
	return conditions, false
}

func compareConditions(a, b Condition) int {
	if order := strings.Compare(a.Variable, b.Variable); order != 0 {
		return order
	}
	switch {
	case a.Skip == b.Skip:
		return 0
	case b.Skip:
		return -1
	}
	return 1
}

// union is both lists as one; neither is changed.
func union(a, b []Condition) []Condition {
	if len(b) == 0 {
		return a
	}
	return append(slices.Clone(a), b...)
}

func conditionsKey(conditions []Condition) string {
	if len(conditions) == 0 {
		return ""
	}
	var b strings.Builder
	for _, condition := range conditions {
		if condition.Skip {
			b.WriteString(" -")
		} else {
			b.WriteString(" +")
		}
		b.WriteString(condition.Variable)
	}
	return b.String()
}
