package validate

// leafFieldSelections: objects need a selection of subfields, leaves have none.
func leafFieldSelections(d *document) {
	for _, def := range d.all() {
		for _, field := range def.fields {
			if field.def == nil {
				continue
			}
			named := d.schema.Types[field.def.Type.Name()]
			if named == nil {
				continue
			}
			selects := len(field.node.SelectionSet) > 0
			switch {
			case named.IsLeafType() && selects:
				d.report(at(field.node.SelectionSet[0].GetPosition()),
					"Field %q must not have a selection since type %q has no subfields.", field.node.Name, field.def.Type)
			case named.IsCompositeType() && !selects:
				d.report(at(field.node.Position),
					"Field %q of type %q must have a selection of subfields. Did you mean \"%s { ... }\"?", field.node.Name, field.def.Type, field.node.Name)
			}
		}
	}
}
