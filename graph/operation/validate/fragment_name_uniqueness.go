package validate

// fragmentNameUniqueness: a document defines a fragment's name once.
func fragmentNameUniqueness(d *document) {
	for _, def := range d.fragments {
		if first := d.named[def.fragment.Name]; first != def {
			d.report(at(first.fragment.Position, def.fragment.Position), "There can be only one fragment named %q.", shown(def.fragment.Name))
		}
	}
}
