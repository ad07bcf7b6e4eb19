package validate

import "github.com/vektah/gqlparser/v2/ast"

// allVariableUsesDefined: an operation defines the variables it uses, those
// used by its fragments included.
func allVariableUsesDefined(d *document) {
	for _, def := range d.operations {
		defined := variableNames(def.operation)
		ok := d.eachUse(def, func(use variableUse) {
			if defined[use.name] != nil {
				return
			}
			if def.operation.Name == "" {
				d.report(at(use.position, def.operation.Position), "Variable \"$%s\" is not defined.", shown(use.name))
			} else {
				d.report(at(use.position, def.operation.Position), "Variable \"$%s\" is not defined by operation %q.",
					shown(use.name), shown(def.operation.Name))
			}
		})
		if !ok {
			return
		}
	}
}

func variableNames(operation *ast.OperationDefinition) map[string]*ast.VariableDefinition {
	names := make(map[string]*ast.VariableDefinition, len(operation.VariableDefinitions))
	for _, variable := range operation.VariableDefinitions {
		if names[variable.Variable] == nil {
			names[variable.Variable] = variable
		}
	}
	return names
}

// eachUse calls visit for the uses of variables in an operation and the
// fragments it reaches; false when the step budget ran out.
func (d *document) eachUse(operation *definition, visit func(variableUse)) bool {
	reached, ok := d.reach(operation)
	if !ok {
		return false
	}
	for _, def := range append([]*definition{operation}, reached...) {
		if !d.spend(len(def.uses)) {
			return false
		}
		for _, use := range def.uses {
			visit(use)
		}
	}
	return true
}
