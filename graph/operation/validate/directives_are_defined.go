package validate

// directivesAreDefined: a directive is one of the schema's.
func directivesAreDefined(d *document) {
	for _, def := range d.all() {
		for _, site := range def.directives {
			for _, directive := range site.list {
				if d.schema.Directives[directive.Name] == nil {
					d.report(at(directive.Position), "Unknown directive \"@%s\".", shown(directive.Name))
				}
			}
		}
	}
}
