package validate

import "github.com/vektah/gqlparser/v2/ast"

// directivesAreUniquePerLocation: a directive that is not repeatable stands once at a place.
func directivesAreUniquePerLocation(d *document) {
	for _, def := range d.all() {
		for _, site := range def.directives {
			if len(site.list) < 2 {
				continue
			}
			first := make(map[string]*ast.Position, len(site.list))
			for _, directive := range site.list {
				known := d.schema.Directives[directive.Name]
				if known == nil || known.IsRepeatable {
					continue
				}
				if before, again := first[directive.Name]; again {
					d.report(at(before, directive.Position), "The directive \"@%s\" can only be used once at this location.", known.Name)
					continue
				}
				first[directive.Name] = directive.Position
			}
		}
	}
}
