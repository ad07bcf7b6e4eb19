package validate

// variablesAreInputTypes: a variable's type is a scalar, an enum or an input object.
func variablesAreInputTypes(d *document) {
	for _, def := range d.operations {
		for _, variable := range def.operation.VariableDefinitions {
			name := variable.Type.Name()
			if d.unknownType(name, variable.Type.Position) {
				continue
			}
			if !d.schema.Types[name].IsInputType() {
				d.report(at(variable.Type.Position), "Variable \"$%s\" cannot be non-input type %q.", shown(variable.Variable), variable.Type)
			}
		}
	}
}
