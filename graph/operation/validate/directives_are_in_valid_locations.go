package validate

import "slices"

// directivesAreInValidLocations: a directive stands where its definition allows it.
func directivesAreInValidLocations(d *document) {
	for _, def := range d.all() {
		for _, site := range def.directives {
			for _, directive := range site.list {
				known := d.schema.Directives[directive.Name]
				if known != nil && !slices.Contains(known.Locations, site.location) {
					d.report(at(directive.Position), "Directive \"@%s\" may not be used on %s.", known.Name, site.location)
				}
			}
		}
	}
}
