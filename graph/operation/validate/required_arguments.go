package validate

import "github.com/vektah/gqlparser/v2/ast"

// requiredArguments: an argument of non-null type without a default must be given.
func requiredArguments(d *document) {
	for _, def := range d.all() {
		for _, field := range def.fields {
			if field.def != nil {
				d.missingArguments(field.node.Arguments, field.def.Arguments, `Field "`+field.def.Name+`"`, field.node.Position)
			}
		}
		for _, site := range def.directives {
			for _, directive := range site.list {
				if known := d.schema.Directives[directive.Name]; known != nil {
					d.missingArguments(directive.Arguments, known.Arguments, `Directive "@`+known.Name+`"`, directive.Position)
				}
			}
		}
	}
}

func (d *document) missingArguments(given ast.ArgumentList, defs ast.ArgumentDefinitionList, where string, position *ast.Position) {
	for _, def := range defs {
		if def.Type.NonNull && def.DefaultValue == nil && given.ForName(def.Name) == nil {
			d.report(at(position), "%s argument %q of type %q is required, but it was not provided.", where, def.Name, def.Type)
		}
	}
}
