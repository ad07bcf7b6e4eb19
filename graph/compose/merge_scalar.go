package compose

// mergeScalar merges a scalar, of which there is nothing but its directives.
func (m *merger) mergeScalar(name string) {
	m.mergeAppliedOnType(m.types[name], m.sources[name])
}
