package validate

// fragmentSpreadTargetDefined: a spread names a fragment of the document.
func fragmentSpreadTargetDefined(d *document) {
	for _, def := range d.all() {
		for _, spread := range def.spreads {
			if d.named[spread.node.Name] == nil {
				d.report(at(spread.node.Position), "Unknown fragment %q.", shown(spread.node.Name))
			}
		}
	}
}
