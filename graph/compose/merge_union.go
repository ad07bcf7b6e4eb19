package compose

import "github.com/weftgraphql/weft/graph/diag"

// mergeUnion takes every member that any subgraph has.
func (m *merger) mergeUnion(name string) {
	def := m.types[name]
	sources := m.sources[name]
	counts := map[string]int{}
	here := make([]map[string]bool, len(sources))
	spans := map[string][]diag.Span{}
	for i, s := range sources {
		here[i] = make(map[string]bool, len(s.t.Members))
		for _, member := range s.t.Members {
			here[i][member.Name] = true
			if counts[member.Name]++; counts[member.Name] == 1 {
				def.Types = append(def.Types, member.Name)
			}
			spans[member.Name] = append(spans[member.Name], s.sg.span(member.Pos, "member here"))
			def.Directives = append(def.Directives,
				applied("join__unionMember", arg("graph", enumValue(s.sg.enum)), arg("member", stringValue(member.Name))))
		}
	}
	m.mergeAppliedOnType(def, sources)
	for _, member := range def.Types {
		if counts[member] == len(sources) {
			continue
		}
		for i, s := range sources {
			if !here[i][member] {
				spans[member] = append(spans[member], s.sg.span(s.t.Pos, "not a member here"))
			}
		}
		m.hint("INCONSISTENT_UNION_MEMBER", spans[member], "union %q has member %q in some subgraphs only", name, member)
	}
}
