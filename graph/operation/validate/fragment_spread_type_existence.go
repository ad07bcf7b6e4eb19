package validate

import "github.com/vektah/gqlparser/v2/ast"

// fragmentSpreadTypeExistence: a type condition names a type of the schema.
func fragmentSpreadTypeExistence(d *document) {
	for _, def := range d.all() {
		if def.fragment != nil {
			d.unknownType(def.fragment.TypeCondition, def.fragment.Position)
		}
		for _, inline := range def.inlines {
			if inline.node.TypeCondition != "" {
				d.unknownType(inline.node.TypeCondition, inline.node.Position)
			}
		}
	}
}

// unknownType reports a name that is no type's, and says whether it did.
func (d *document) unknownType(name string, position *ast.Position) bool {
	if d.schema.Types[name] != nil {
		return false
	}
	if !d.full() {
		names := make([]string, 0, len(d.schema.Types))
		for known := range d.schema.Types {
			names = append(names, known)
		}
		d.report(at(position), "Unknown type %q.%s", shown(name), d.didYouMean("", name, names))
	}
	return true
}
