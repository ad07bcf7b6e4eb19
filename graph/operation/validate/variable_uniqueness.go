package validate

import "github.com/vektah/gqlparser/v2/ast"

// variableUniqueness: an operation defines a variable once.
func variableUniqueness(d *document) {
	for _, def := range d.operations {
		first := map[string]*ast.Position{}
		for _, variable := range def.operation.VariableDefinitions {
			if before, again := first[variable.Variable]; again {
				d.report(at(before, variable.Position), "There can be only one variable named \"$%s\".", shown(variable.Variable))
				continue
			}
			first[variable.Variable] = variable.Position
		}
	}
}
