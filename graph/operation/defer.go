package operation

import (
	"slices"
	"strconv"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftgraphql/weft/graph/gqlerr"
	"github.com/weftgraphql/weft/graph/operation/typesystem"
)

// MaxDefers is how many fragments of an operation are deferred; those beyond are answered with what they stand in,
// as a server is free to do.
const MaxDefers = 60

const deferName = "defer"

// NormalizeDeferred is Normalize with fragments that have @defer kept as such: those whose `if` is true, be it as a
// literal or as a variable that on says is. Where nothing is left to defer, the result is what Normalize gives.
func NormalizeDeferred(schema *ast.Schema, doc *ast.QueryDocument, op *ast.OperationDefinition, maxSelections int, on func(variable string) bool) (*Operation, gqlerr.List) {
	return NewSchema(schema).NormalizeDeferred(doc, op, maxSelections, on)
}

// DeferVariables says whether an operation of a valid document can defer anything, and which variables decide about
// it, sorted.
func DeferVariables(schema *ast.Schema, doc *ast.QueryDocument, op *ast.OperationDefinition) (variables []string, can bool) {
	if op.Operation == ast.Subscription || !typesystem.Defers(schema) {
		return nil, false
	}
	seen := map[string]bool{}
	pending := []ast.SelectionSet{op.SelectionSet}
	look := func(list ast.DirectiveList) {
		directive := list.ForName(deferName)
		if directive == nil {
			return
		}
		variable, literal := deferCondition(directive)
		can = can || literal || variable != ""
		if variable != "" && !slices.Contains(variables, variable) {
			variables = append(variables, variable)
		}
	}
	for len(pending) > 0 {
		set := pending[len(pending)-1]
		pending = pending[:len(pending)-1]
		for _, selection := range set {
			switch node := selection.(type) {
			case *ast.Field:
				pending = append(pending, node.SelectionSet)
			case *ast.InlineFragment:
				look(node.Directives)
				pending = append(pending, node.SelectionSet)
			case *ast.FragmentSpread:
				look(node.Directives)
				if target := doc.Fragments.ForName(node.Name); target != nil && !seen[node.Name] {
					seen[node.Name] = true
					pending = append(pending, target.SelectionSet)
				}
			}
		}
	}
	slices.Sort(variables)
	return variables, can
}

// deferCondition is the variable that decides about a @defer, or what its `if` says without one.
func deferCondition(directive *ast.Directive) (variable string, literal bool) {
	argument := directive.Arguments.ForName("if")
	switch {
	case argument == nil || argument.Value == nil:
		return "", true
	case argument.Value.Kind == ast.Variable:
		return argument.Value.Raw, false
	}
	return "", argument.Value.Raw == "true"
}

// deferOf is the @defer of a fragment, nil when there is none that is to be heeded.
func (n *normalizer) deferOf(directives ast.DirectiveList) *Defer {
	if n.deferring == nil || len(directives) == 0 {
		return nil
	}
	directive := directives.ForName(deferName)
	if directive == nil || !typesystem.Defers(n.types.Schema) {
		return nil
	}
	if variable, on := deferCondition(directive); !on && (variable == "" || !n.deferring(variable)) {
		return nil
	}
	made := &Defer{directive: directive}
	if label := directive.Arguments.ForName("label"); label != nil && label.Value != nil && label.Value.Kind != ast.NullValue {
		made.Label = label.Value.Raw
	}
	return made
}

// same says that two fragments are deferred by one and the same directive of the document, or neither is.
func (d *Defer) same(other *Defer) bool {
	if d == nil || other == nil {
		return d == other
	}
	return d.directive == other.directive
}

// key tells the directive of a spread from those of other spreads of the same fragment.
func (d *Defer) key() string {
	if d == nil {
		return ""
	}
	at := d.directive.Position
	if at == nil {
		return " @defer"
	}
	return " @defer" + strconv.Itoa(at.Start)
}

// numberDefers gives the deferred fragments their IDs and parents. Beyond MaxDefers a fragment is as if it had no @defer.
func numberDefers(selections []Selection) []*Defer {
	var all []*Defer
	var walk func(selections []Selection, parent int)
	walk = func(selections []Selection, parent int) {
		for _, selection := range selections {
			switch node := selection.(type) {
			case *Field:
				walk(node.Selections, parent)
			case *Fragment:
				inner := parent
				switch {
				case node.Defer == nil:
				case len(all) == MaxDefers:
					node.Defer = nil
				default:
					made := *node.Defer
					made.ID, made.Parent = len(all)+1, parent
					node.Defer = &made
					all = append(all, &made)
					inner = made.ID
				}
				walk(node.Selections, inner)
			}
		}
	}
	walk(selections, 0)
	return all
}

func (p *printer) deferred(d *Defer) {
	if d == nil {
		return
	}
	p.b.WriteString(" @defer")
	if d.Label != "" {
		p.b.WriteString("(label: ")
		writeValue(&p.b, &ast.Value{Kind: ast.StringValue, Raw: d.Label})
		p.b.WriteByte(')')
	}
}

// PrintSelections writes selections in normal form as a selection set on one line, deferred fragments left out: what of
// an answer comes at a time; "" when that is nothing.
func PrintSelections(selections []Selection) string {
	kept := withoutDefers(selections)
	if len(kept) == 0 {
		return ""
	}
	p := &printer{flat: true}
	p.block(kept)
	return p.b.String()
}

func withoutDefers(selections []Selection) []Selection {
	var kept []Selection
	for _, selection := range selections {
		switch node := selection.(type) {
		case *Field:
			if len(node.Selections) == 0 {
				kept = append(kept, node)
				continue
			}
			field := *node
			if field.Selections = withoutDefers(node.Selections); len(field.Selections) > 0 {
				kept = append(kept, &field)
			}
		case *Fragment:
			if node.Defer != nil {
				continue
			}
			fragment := *node
			if fragment.Selections = withoutDefers(node.Selections); len(fragment.Selections) > 0 {
				kept = append(kept, &fragment)
			}
		}
	}
	return kept
}
