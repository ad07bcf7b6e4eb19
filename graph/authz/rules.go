package authz

import (
	"slices"
	"sort"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
)

// rule is one requirement: either that the caller is authenticated, or that
// the caller has all names of one of the groups, be they scopes or policies.
type rule struct {
	kind   ruleKind
	groups [][]string
}

type ruleKind byte

const (
	authenticated ruleKind = iota
	scopes
	policies
)

func (r rule) met(claims Claims) bool {
	var has []string
	switch r.kind {
	case authenticated:
		return claims.Authenticated
	case scopes:
		has = claims.Scopes
	case policies:
		has = claims.Policies
	}
	for _, group := range r.groups {
		if holdsAll(has, group) {
			return true
		}
	}
	return false
}

func holdsAll(has, wanted []string) bool {
	for _, name := range wanted {
		if !slices.Contains(has, name) {
			return false
		}
	}
	return true
}

// key tells equal rules.
func (r rule) key() string {
	var b strings.Builder
	b.WriteByte('0' + byte(r.kind))
	for _, group := range r.groups {
		b.WriteByte('|')
		for _, name := range group {
			b.WriteString(name)
			b.WriteByte(0)
		}
	}
	return b.String()
}

// rulesOf reads the directives of a field or a type. A directive whose
// argument cannot be read is a rule that nobody meets.
func rulesOf(directives ast.DirectiveList) []rule {
	var rules []rule
	for _, directive := range directives {
		switch directive.Name {
		case "authenticated":
			rules = append(rules, rule{kind: authenticated})
		case "requiresScopes":
			rules = append(rules, rule{kind: scopes, groups: groups(directive, "scopes")})
		case "policy":
			rules = append(rules, rule{kind: policies, groups: groups(directive, "policies")})
		}
	}
	return rules
}

// groups reads a list of lists of names. By the rules of input coercion a
// single value stands for a list of one.
func groups(directive *ast.Directive, argument string) [][]string {
	given := directive.Arguments.ForName(argument)
	if given == nil || given.Value == nil {
		return nil
	}
	var read [][]string
	for _, group := range elements(given.Value) {
		var names []string
		for _, name := range elements(group) {
			names = append(names, name.Raw)
		}
		read = append(read, names)
	}
	return read
}

func elements(value *ast.Value) []*ast.Value {
	if value.Kind != ast.ListValue {
		return []*ast.Value{value}
	}
	list := make([]*ast.Value, len(value.Children))
	for i, child := range value.Children {
		list[i] = child.Value
	}
	return list
}

// ruleSet is numbers of rules, ascending, without duplicates. All must be met.
type ruleSet []int

func (s ruleSet) with(others ...ruleSet) ruleSet {
	all := slices.Clone(s)
	for _, other := range others {
		all = append(all, other...)
	}
	sort.Ints(all)
	return slices.Compact(all)
}
