package validate

// fragmentsOnCompositeTypes: a type condition is an object, interface or union.
func fragmentsOnCompositeTypes(d *document) {
	for _, def := range d.all() {
		if def.fragment != nil && d.isLeaf(def.fragment.TypeCondition) {
			d.report(at(def.fragment.Position), "Fragment %q cannot condition on non composite type %q.",
				shown(def.fragment.Name), def.fragment.TypeCondition)
		}
		for _, inline := range def.inlines {
			if d.isLeaf(inline.node.TypeCondition) {
				d.report(at(inline.node.Position), "Fragment cannot condition on non composite type %q.", inline.node.TypeCondition)
			}
		}
	}
}

// isLeaf says that name is a type, but none that has fields to select.
func (d *document) isLeaf(name string) bool {
	def := d.schema.Types[name]
	return def != nil && !def.IsCompositeType()
}
