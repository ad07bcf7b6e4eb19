package validate

import "github.com/vektah/gqlparser/v2/ast"

// operationNameUniqueness: a document names an operation only once.
func operationNameUniqueness(d *document) {
	first := map[string]*ast.Position{}
	for _, def := range d.operations {
		name := def.operation.Name
		if name == "" {
			continue
		}
		if before, again := first[name]; again {
			d.report(at(before, def.operation.Position), "There can be only one operation named %q.", shown(name))
			continue
		}
		first[name] = def.operation.Position
	}
}
