package validate

import "github.com/vektah/gqlparser/v2/ast"

// argumentUniqueness: an argument is given once.
func argumentUniqueness(d *document) {
	for _, def := range d.all() {
		for _, field := range def.fields {
			d.repeatedArguments(field.node.Arguments)
		}
		for _, site := range def.directives {
			for _, directive := range site.list {
				d.repeatedArguments(directive.Arguments)
			}
		}
	}
}

func (d *document) repeatedArguments(list ast.ArgumentList) {
	if len(list) < 2 {
		return
	}
	first := make(map[string]*ast.Position, len(list))
	for _, argument := range list {
		if before, again := first[argument.Name]; again {
			d.report(at(before, argument.Position), "There can be only one argument named %q.", shown(argument.Name))
			continue
		}
		first[argument.Name] = argument.Position
	}
}
