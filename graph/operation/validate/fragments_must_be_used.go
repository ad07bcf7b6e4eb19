package validate

// fragmentsMustBeUsed: some operation spreads every fragment, directly or not.
func fragmentsMustBeUsed(d *document) {
	if len(d.fragments) == 0 {
		return
	}
	reached, ok := d.reach(d.operations...)
	if !ok {
		return
	}
	used := make(map[string]bool, len(reached))
	for _, def := range reached {
		used[def.fragment.Name] = true
	}
	for _, def := range d.fragments {
		if !used[def.fragment.Name] {
			d.report(at(def.fragment.Position), "Fragment %q is never used.", shown(def.fragment.Name))
		}
	}
}
