package validate

import "github.com/vektah/gqlparser/v2/ast"

// argumentNames: fields and directives take only the arguments they define.
func argumentNames(d *document) {
	for _, def := range d.all() {
		for _, field := range def.fields {
			if field.def != nil {
				d.unknownArguments(field.node.Arguments, field.def.Arguments, `field "`+field.parent.Name+"."+field.def.Name+`"`)
			}
		}
		for _, site := range def.directives {
			for _, directive := range site.list {
				if known := d.schema.Directives[directive.Name]; known != nil {
					d.unknownArguments(directive.Arguments, known.Arguments, `directive "@`+known.Name+`"`)
				}
			}
		}
	}
}

func (d *document) unknownArguments(given ast.ArgumentList, defs ast.ArgumentDefinitionList, where string) {
	for _, argument := range given {
		if defs.ForName(argument.Name) != nil || d.full() {
			continue
		}
		names := make([]string, len(defs))
		for i, def := range defs {
			names[i] = def.Name
		}
		d.report(at(argument.Position), "Unknown argument %q on %s.%s", shown(argument.Name), where, d.didYouMean("", argument.Name, names))
	}
}
