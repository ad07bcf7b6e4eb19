package compose

import (
	"fmt"
	"strings"
)

// nameGraphs gives every subgraph its join__Graph value: the name in capitals with everything
// else made "_", a leading digit preceded by "_". Names that come out alike are all numbered,
// in the order of the subgraphs.
func nameGraphs(subgraphs []*subgraph) {
	alike := map[string][]*subgraph{}
	var order []string
	for _, sg := range subgraphs {
		name := graphName(sg.Name)
		if len(alike[name]) == 0 {
			order = append(order, name)
		}
		alike[name] = append(alike[name], sg)
	}
	for _, name := range order {
		group := alike[name]
		for i, sg := range group {
			sg.enum = name
			if len(group) > 1 {
				sg.enum = fmt.Sprintf("%s_%d", name, i+1)
			}
		}
	}
	dodge(subgraphs)
}

// dodge numbers on where a numbered name meets a name that was spelled that way.
func dodge(subgraphs []*subgraph) {
	taken := map[string]bool{}
	for _, sg := range subgraphs {
		for n := 1; taken[sg.enum]; n++ {
			sg.enum = fmt.Sprintf("%s_%d", graphName(sg.Name), n)
		}
		taken[sg.enum] = true
	}
}

func graphName(name string) string {
	var b strings.Builder
	for i, r := range strings.ToUpper(name) {
		switch {
		case 'A' <= r && r <= 'Z' || r == '_':
			b.WriteRune(r)
		case '0' <= r && r <= '9':
			if i == 0 {
				b.WriteByte('_')
			}
			b.WriteRune(r)
		default:
			b.WriteByte('_')
		}
	}
	return b.String()
}
