package validate

import (
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
)

// singleRootField: a subscription selects exactly one root field, none of
// introspection, and none that depends on variables.
func singleRootField(d *document) {
	for _, def := range d.operations {
		if def.operation.Operation == ast.Subscription {
			d.subscription(def)
		}
	}
}

func (d *document) subscription(def *definition) {
	root := rootFields{document: d, seen: map[string]bool{}}
	root.collect(def.operation.SelectionSet)
	subject := "Anonymous Subscription"
	if def.operation.Name != "" {
		subject = `Subscription "` + shown(def.operation.Name) + `"`
	}
	if len(root.conditional) > 0 {
		d.report(root.conditional, "%s must not use `@skip` or `@include` directives in the top level selection.", subject)
		return
	}
	keys := map[string]bool{}
	var extra []*ast.Position
	for _, field := range root.fields {
		if keys[field.Alias] = true; len(keys) > 1 && len(extra) < maxSuggestions {
			extra = append(extra, field.Position)
		}
	}
	if len(extra) > 0 {
		d.report(extra, "%s must select only one top level field.", subject)
	}
	for _, field := range root.fields {
		if strings.HasPrefix(field.Name, "__") {
			d.report(at(field.Position), "%s must not select an introspection top level field.", subject)
		}
	}
}

// rootFields gathers the fields of a root selection through fragments.
type rootFields struct {
	*document
	seen        map[string]bool
	fields      []*ast.Field
	conditional []*ast.Position
}

func (r *rootFields) collect(first ast.SelectionSet) {
	pending := []ast.SelectionSet{first}
	for len(pending) > 0 {
		set := pending[0]
		pending = pending[1:]
		if !r.spend(1 + len(set)) {
			return
		}
		for _, selection := range set {
			switch node := selection.(type) {
			case *ast.Field:
				r.check(node.Directives)
				r.fields = append(r.fields, node)
			case *ast.InlineFragment:
				r.check(node.Directives)
				pending = append(pending, node.SelectionSet)
			case *ast.FragmentSpread:
				r.check(node.Directives)
				if target := r.named[node.Name]; target != nil && !r.seen[node.Name] {
					r.seen[node.Name] = true
					pending = append(pending, target.fragment.SelectionSet)
				}
			}
		}
	}
}

func (r *rootFields) check(list ast.DirectiveList) {
	for _, directive := range list {
		if (directive.Name == "skip" || directive.Name == "include") && len(r.conditional) < maxSuggestions {
			r.conditional = append(r.conditional, directive.Position)
		}
	}
}
