package compose

import (
	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftgraphql/weft/graph/diag"
)

type described struct {
	sg   *subgraph
	text string
	pos  *ast.Position
}

// description takes the description that most subgraphs give; of several equally frequent
// ones the first. An empty one does not count.
func (m *merger) description(what string, all []described) string {
	counts := map[string]int{}
	best := ""
	for _, d := range all {
		if d.text == "" {
			continue
		}
		counts[d.text]++
	}
	for _, d := range all {
		if d.text != "" && counts[d.text] > counts[best] {
			best = d.text
		}
	}
	if len(counts) > 1 {
		var spans []diag.Span
		for _, d := range all {
			if d.text != "" {
				spans = append(spans, d.sg.span(d.pos, ""))
			}
		}
		m.hint("INCONSISTENT_DESCRIPTION", spans, "the subgraphs describe %s differently; the supergraph takes the most frequent description", what)
	}
	return best
}
