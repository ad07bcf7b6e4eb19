package compose

import "github.com/weftgraphql/weft/graph/diag"

// mergeUnion takes every member that any subgraph has.
func (m *merger) mergeUnion(name string) {
	def := m.types[name]
	sources := m.sources[name]
	counts := map[string]int{}
	for _, s := range sources {
		for _, member := range s.t.Members {
			if counts[member.Name]++; counts[member.Name] == 1 {
				def.Types = append(def.Types, member.Name)
			}
			def.Directives = append(def.Directives,
				applied("join__unionMember", arg("graph", enumValue(s.sg.enum)), arg("member", stringValue(member.Name))))
		}
	}
	m.mergeAppliedOnType(def, sources)
	for _, member := range def.Types {
		if counts[member] == len(sources) {
			continue
		}
		var spans []diag.Span
		for _, s := range sources {
			if s.t.HasMember(member) {
				spans = append(spans, s.sg.span(s.t.Pos, "member here"))
			}
		}
		m.hint("INCONSISTENT_UNION_MEMBER", spans, "union %q has member %q in some subgraphs only", name, member)
	}
}
