package authz

import (
	"slices"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftgraphql/weft/graph/operation/typesystem"
)

// Composers write on an interface and its fields what the types that implement it demand together, so that a client who
// asks through the interface is held to all of it. Such a requirement says nothing new of any one of these types. What
// an interface demands beyond that, its owner has written, who means the data behind it.

// derivedType says whether an interface demands just what its objects do together.
func (r *reader) derivedType(iface *ast.Definition) bool {
	var together []rule
	for _, object := range typesystem.Possible(r.sg.Schema, iface) {
		together = append(together, rulesOf(object.Directives)...)
	}
	return equivalent(rulesOf(iface.Directives), together)
}

// derivedField says the same of a field of an interface.
func (r *reader) derivedField(iface *ast.Definition, field *ast.FieldDefinition) bool {
	var together []rule
	for _, object := range typesystem.Possible(r.sg.Schema, iface) {
		if own := object.Fields.ForName(field.Name); own != nil {
			together = append(together, rulesOf(own.Directives)...)
		}
	}
	return equivalent(rulesOf(field.Directives), together)
}

// equivalent says whether just those who meet all rules of one list meet all of the other.
func equivalent(a, b []rule) bool {
	for _, kind := range []ruleKind{authenticated, scopes, policies} {
		x, okX := together(a, kind)
		y, okY := together(b, kind)
		if !okX || !okY || !implies(x, y) || !implies(y, x) {
			return false
		}
	}
	return true
}

// maxGroups bounds the alternatives of rules that are met together.
const maxGroups = 1024

// together is the alternatives of all rules of a kind, multiplied out; one that asks for nothing where there is no rule.
// It reports false when there are too many.
func together(rules []rule, kind ruleKind) ([][]string, bool) {
	out := [][]string{nil}
	for _, rule := range rules {
		if rule.kind != kind {
			continue
		}
		groups := rule.groups
		if kind == authenticated {
			groups = [][]string{{"authenticated"}}
		}
		if len(out)*len(groups) > maxGroups {
			return nil, false
		}
		var next [][]string
		for _, known := range out {
			for _, group := range groups {
				next = append(next, slices.Concat(known, group))
			}
		}
		out = next
	}
	return out, true
}

// implies says whether who has all of one of the groups has all of one of the others.
func implies(groups, others [][]string) bool {
	return !slices.ContainsFunc(groups, func(group []string) bool {
		return !slices.ContainsFunc(others, func(other []string) bool { return holdsAll(group, other) })
	})
}
