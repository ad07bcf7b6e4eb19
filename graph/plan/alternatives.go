package plan

import (
	"slices"

	"github.com/weftgraphql/weft/graph/querygraph"
)

// What is kept of what was not taken, for Stages.Explain; a planning that nobody wants explained keeps none of it.

// others are the options but one.
func (d *derivation) others(options []option, taken option) []option {
	if !d.explain {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(options), func(o option) bool { return o.view == taken.view })
}

// keepKey adds a key by which a subgraph could be entered, or could not for what is missing.
func (d *derivation) keepKey(list []otherKey, way querygraph.Entry, missing *wanted, level int) []otherKey {
	if !d.explain {
		return nil
	}
	return append(list, otherKey{text: way.Key.Text, missing: missing, level: level})
}

// trials are the different choices of subgraphs that were looked at.
func (p *problem) trials(best *solution) []trial {
	var out []trial
	for _, s := range p.tried {
		made := trial{calls: s.entered(), cost: s.cost, missing: s.missing, taken: s == best}
		at := slices.IndexFunc(out, func(t trial) bool { return slices.Equal(t.calls, made.calls) && t.missing == made.missing })
		switch {
		case at < 0:
			out = append(out, made)
		case made.taken || !out[at].taken && made.cost.less(out[at].cost):
			out[at] = made
		}
	}
	return out
}

// entered are the requests made at the solution's own position, in order.
func (s *solution) entered() []call {
	calls := slices.Clone(s.calls)
	slices.SortFunc(calls, func(a, b call) int {
		if a.level != b.level {
			return a.level - b.level
		}
		return a.subgraph - b.subgraph
	})
	return calls
}
