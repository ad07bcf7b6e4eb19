package validate

import "github.com/vektah/gqlparser/v2/ast"

// allVariableUsagesAreAllowed: a variable's type fits the place where it is used.
func allVariableUsagesAreAllowed(d *document) {
	for _, def := range d.operations {
		if len(def.operation.VariableDefinitions) == 0 {
			continue
		}
		defined := variableNames(def.operation)
		ok := d.eachUse(def, func(use variableUse) {
			variable := defined[use.name]
			if variable == nil || use.expected == nil || d.schema.Types[variable.Type.Name()] == nil {
				return
			}
			d.allowedUse(variable, use)
		})
		if !ok {
			return
		}
	}
}

func (d *document) allowedUse(variable *ast.VariableDefinition, use variableUse) {
	if !allowedVariableUsage(variable, use) {
		d.report(at(variable.Position, use.position), "Variable \"$%s\" of type %q used in position expecting type %q.",
			shown(use.name), shownType(variable.Type), use.expected)
		return
	}
	if use.oneOf != nil && !variable.Type.NonNull {
		d.report(at(variable.Position, use.position),
			"Variable \"$%s\" is of type %q but must be non-nullable to be used for OneOf Input Object %q.",
			shown(use.name), shownType(variable.Type), use.oneOf.Name)
	}
}

func allowedVariableUsage(variable *ast.VariableDefinition, use variableUse) bool {
	if !use.expected.NonNull || variable.Type.NonNull {
		return compatible(variable.Type, use.expected)
	}
	hasDefault := variable.DefaultValue != nil && variable.DefaultValue.Kind != ast.NullValue
	if !hasDefault && !use.hasDefault {
		return false
	}
	nullable := *use.expected
	nullable.NonNull = false
	return compatible(variable.Type, &nullable)
}

// compatible is AreTypesCompatible of the specification.
func compatible(variable, location *ast.Type) bool {
	for {
		if location.NonNull && !variable.NonNull {
			return false
		}
		if (location.Elem == nil) != (variable.Elem == nil) {
			return false
		}
		if location.Elem == nil {
			return location.NamedType == variable.NamedType
		}
		variable, location = variable.Elem, location.Elem
	}
}

// shownType prints a type that the client wrote.
func shownType(t *ast.Type) string { return shown(t.String()) }
