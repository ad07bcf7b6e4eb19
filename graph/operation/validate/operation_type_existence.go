package validate

// operationTypeExistence: an operation's kind must have a root type.
func operationTypeExistence(d *document) {
	for _, def := range d.operations {
		if def.scope == nil {
			d.report(at(def.operation.Position), "The schema has no %s root type, so it cannot execute this operation.", def.operation.Operation)
		}
	}
}
