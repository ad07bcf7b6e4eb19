package validate

import (
	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftgraphql/weft/graph/operation/typesystem"
)

// deferSite is a @defer with the type that its fragment stands in.
type deferSite struct {
	directive *ast.Directive
	parent    *ast.Definition
}

func (def *definition) defers() []deferSite {
	var out []deferSite
	for _, site := range def.inlines {
		if directive := site.node.Directives.ForName("defer"); directive != nil {
			out = append(out, deferSite{directive, site.parent})
		}
	}
	for _, site := range def.spreads {
		if directive := site.node.Directives.ForName("defer"); directive != nil {
			out = append(out, deferSite{directive, site.parent})
		}
	}
	return out
}

// deferOnRootField: the root fields of mutations and subscriptions are not deferred.
func deferOnRootField(d *document) {
	if !typesystem.Defers(d.schema) {
		return
	}
	for _, def := range d.all() {
		for _, site := range def.defers() {
			if site.parent != nil && (site.parent == d.schema.Mutation || site.parent == d.schema.Subscription) {
				d.report(at(site.directive.Position), "The directive \"@defer\" cannot be used on fields of the root type %q, only on queries and below.", site.parent.Name)
			}
		}
	}
}

// deferInSubscription: a subscription defers nothing, unless a variable may say otherwise.
func deferInSubscription(d *document) {
	if !typesystem.Defers(d.schema) {
		return
	}
	for _, def := range d.operations {
		if def.operation.Operation != ast.Subscription {
			continue
		}
		reached, ok := d.reach(def)
		if !ok {
			return
		}
		for _, within := range append(reached, def) {
			for _, site := range within.defers() {
				argument := site.directive.Arguments.ForName("if")
				if argument == nil || argument.Value.Kind != ast.Variable && argument.Value.Raw != "false" {
					d.report(at(site.directive.Position), "The directive \"@defer\" cannot be used in subscriptions; set its \"if\" to false for them.")
				}
			}
		}
	}
}

// deferLabels: labels are strings in the document, each used once.
func deferLabels(d *document) {
	if !typesystem.Defers(d.schema) {
		return
	}
	first := map[string]*ast.Position{}
	for _, def := range d.all() {
		for _, site := range def.defers() {
			label := site.directive.Arguments.ForName("label")
			if label == nil || label.Value == nil || label.Value.Kind == ast.NullValue {
				continue
			}
			if label.Value.Kind == ast.Variable {
				d.report(at(label.Position), "The label of \"@defer\" must be a string in the document, not a variable.")
				continue
			}
			if before, again := first[label.Value.Raw]; again {
				d.report(at(before, site.directive.Position), "The label %q is used for more than one \"@defer\".", shown(label.Value.Raw))
				continue
			}
			first[label.Value.Raw] = site.directive.Position
		}
	}
}
