package validate

// allVariablesUsed: an operation, or a fragment it reaches, uses each of its variables.
func allVariablesUsed(d *document) {
	for _, def := range d.operations {
		if len(def.operation.VariableDefinitions) == 0 {
			continue
		}
		used := map[string]bool{}
		if !d.eachUse(def, func(use variableUse) { used[use.name] = true }) {
			return
		}
		for _, variable := range def.operation.VariableDefinitions {
			if used[variable.Variable] {
				continue
			}
			if def.operation.Name == "" {
				d.report(at(variable.Position), "Variable \"$%s\" is never used.", shown(variable.Variable))
			} else {
				d.report(at(variable.Position), "Variable \"$%s\" is never used in operation %q.",
					shown(variable.Variable), shown(def.operation.Name))
			}
		}
	}
}
