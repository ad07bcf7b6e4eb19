package validate

// loneAnonymousOperation: an operation without a name must be the only one.
func loneAnonymousOperation(d *document) {
	if len(d.operations) < 2 {
		return
	}
	for _, def := range d.operations {
		if def.operation.Name == "" {
			d.report(at(def.operation.Position), "This anonymous operation must be the only defined operation.")
		}
	}
}
