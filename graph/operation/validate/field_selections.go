package validate

import (
	"sort"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftgraphql/weft/graph/operation/typesystem"
)

// fieldSelections: a selected field must be defined on the type in scope.
func fieldSelections(d *document) {
	for _, def := range d.all() {
		for _, field := range def.fields {
			if field.parent == nil || field.def != nil {
				continue
			}
			if d.full() {
				return
			}
			d.report(at(field.node.Position), "Cannot query field %q on type %q.%s",
				shown(field.node.Name), field.parent.Name, d.suggestField(field.parent, field.node.Name))
		}
	}
}

// suggestField names types that have the field, or else fields with a similar name.
func (d *document) suggestField(parent *ast.Definition, name string) string {
	if d.options.HideSuggestions {
		return ""
	}
	if parent.IsAbstractType() {
		if types := d.typesWith(parent, name); len(types) > 0 {
			return " Did you mean to use an inline fragment on " + orList(types) + "?"
		}
	}
	names := make([]string, len(parent.Fields))
	for i, field := range parent.Fields {
		names[i] = field.Name
	}
	return d.didYouMean("", name, names)
}

// typesWith lists the types within abstract that have a field of that name:
// interfaces first, those with the most implementations before others.
func (d *document) typesWith(abstract *ast.Definition, name string) []string {
	interfaces := map[string]int{}
	var objects []string
	for _, object := range typesystem.Possible(d.schema, abstract) {
		if d.types.InputField(object, name) == nil {
			continue
		}
		objects = append(objects, object.Name)
		for _, iface := range object.Interfaces {
			if def := d.schema.Types[iface]; def != nil && d.types.InputField(def, name) != nil {
				interfaces[iface]++
			}
		}
	}
	names := make([]string, 0, len(interfaces)+len(objects))
	for iface := range interfaces {
		names = append(names, iface)
	}
	sort.Slice(names, func(i, j int) bool {
		if interfaces[names[i]] != interfaces[names[j]] {
			return interfaces[names[i]] > interfaces[names[j]]
		}
		return names[i] < names[j]
	})
	sort.Strings(objects)
	return append(names, objects...)
}
