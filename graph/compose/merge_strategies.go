package compose

import (
	"slices"
	"strconv"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftgraphql/weft/graph/spec"
)

type strategy func(all []application) ast.ArgumentList

// strategies says how the arguments of a directive are merged that may stand only once on an
// element, for those directives where something better is known than to pick one.
var strategies = map[spec.Directive]strategy{
	spec.Cost: func(all []application) ast.ArgumentList {
		return ast.ArgumentList{arg("weight", maxOf(all, "weight"))}
	},
	spec.ListSize:       mergeListSize,
	spec.RequiresScopes: func(all []application) ast.ArgumentList { return mergeAuth(all, "scopes") },
	spec.Policy:         func(all []application) ast.ArgumentList { return mergeAuth(all, "policies") },
}

func valuesOf(all []application, name string) []*ast.Value {
	var out []*ast.Value
	for _, a := range all {
		if arg := a.args.ForName(name); arg != nil && arg.Value.Kind != ast.NullValue {
			out = append(out, arg.Value)
		}
	}
	return out
}

// maxOf is the greatest of the integers given, nil when there is none.
func maxOf(all []application, name string) *ast.Value {
	var best *ast.Value
	most := int64(0)
	for _, v := range valuesOf(all, name) {
		n, err := strconv.ParseInt(v.Raw, 10, 64)
		if err == nil && (best == nil || n > most) {
			best, most = intValue(v.Raw), n
		}
	}
	return best
}

func mergeListSize(all []application) ast.ArgumentList {
	var out ast.ArgumentList
	if v := maxOf(all, "assumedSize"); v != nil {
		out = append(out, arg("assumedSize", v))
	}
	for _, name := range []string{"slicingArguments", "sizedFields"} {
		if v := unionOf(all, name); v != nil {
			out = append(out, arg(name, v))
		}
	}
	one := true
	for _, v := range valuesOf(all, "requireOneSlicingArgument") {
		one = one && v.Raw == "true"
	}
	return append(out, arg("requireOneSlicingArgument", boolValue(one)))
}

func unionOf(all []application, name string) *ast.Value {
	values := valuesOf(all, name)
	if len(values) == 0 {
		return nil
	}
	out := listValue()
	seen := map[string]bool{}
	for _, v := range values {
		for _, c := range listItems(v) {
			if !seen[c.Raw] {
				seen[c.Raw] = true
				out.Children = append(out.Children, &ast.ChildValue{Value: stringValue(c.Raw)})
			}
		}
	}
	return out
}

// listItems reads a list; a single value stands for a list of one.
func listItems(v *ast.Value) []*ast.Value {
	if v.Kind != ast.ListValue {
		return []*ast.Value{v}
	}
	out := make([]*ast.Value, len(v.Children))
	for i, c := range v.Children {
		out[i] = c.Value
	}
	return out
}

// maxClauses bounds what multiplying out authorization requirements may come to.
const maxClauses = 4096

// mergeAuth demands what every subgraph demands: each gives alternatives of things all needed,
// so that the alternatives are multiplied out. No alternatives are no demand.
func mergeAuth(all []application, name string) ast.ArgumentList {
	var acc dnf
	for _, v := range valuesOf(all, name) {
		switch next := readDNF(v); {
		case len(next) == 0:
		case len(acc) == 0:
			acc = next
		default:
			acc = acc.and(next)
		}
	}
	return ast.ArgumentList{arg(name, acc.value())}
}

// dnf is a list of alternatives, each a sorted list of what it needs, in order.
type dnf [][]string

func readDNF(v *ast.Value) dnf {
	var out dnf
	for _, clause := range listItems(v) {
		var items []string
		for _, item := range listItems(clause) {
			items = append(items, item.Raw)
		}
		slices.Sort(items)
		out = append(out, items)
	}
	slices.SortStableFunc(out, slices.Compare)
	return out
}

func (d dnf) and(e dnf) dnf {
	if len(d)*len(e) > maxClauses {
		// Too many alternatives: demand the first of each, which is a safe answer.
		d, e = d[:1], e[:1]
	}
	var out dnf
	for _, a := range d {
		for _, b := range e {
			clause := slices.Clone(a)
			for _, item := range b {
				if _, ok := slices.BinarySearch(a, item); !ok {
					clause = append(clause, item)
				}
			}
			slices.Sort(clause)
			out = append(out, clause)
		}
	}
	return out.simplify()
}

// simplify drops alternatives that ask for more than another one does; the shortest come first.
func (d dnf) simplify() dnf {
	slices.SortStableFunc(d, func(a, b []string) int { return len(a) - len(b) })
	var out dnf
	for _, clause := range d {
		weaker := slices.ContainsFunc(out, func(other []string) bool { return containsAll(clause, other) })
		if !weaker {
			out = append(out, clause)
		}
	}
	return out
}

func containsAll(all, some []string) bool {
	for _, s := range some {
		if _, ok := slices.BinarySearch(all, s); !ok {
			return false
		}
	}
	return true
}

// implies says whether whoever meets d also meets e: every alternative of d contains one of e.
func (d dnf) implies(e dnf) bool {
	for _, a := range d {
		if !slices.ContainsFunc(e, func(b []string) bool { return containsAll(a, b) }) {
			return false
		}
	}
	return true
}

func (d dnf) value() *ast.Value {
	out := listValue()
	for _, clause := range d {
		items := listValue()
		for _, item := range clause {
			items.Children = append(items.Children, &ast.ChildValue{Value: stringValue(item)})
		}
		out.Children = append(out.Children, &ast.ChildValue{Value: items})
	}
	return out
}
