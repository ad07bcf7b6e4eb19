package validate

import (
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
)

// fragmentSpreadsMustNotFormCycles: no fragment spreads itself, directly or
// not. A depth-first walk with its own stack: each spread is followed once.
func fragmentSpreadsMustNotFormCycles(d *document) {
	const (
		open = 1
		done = 2
	)
	state := map[*definition]int{}
	for _, start := range d.fragments {
		if state[start] != 0 {
			continue
		}
		state[start] = open
		path := []step{{def: start}}
		for len(path) > 0 {
			top := &path[len(path)-1]
			if top.next == len(top.def.spreads) {
				state[top.def] = done
				path = path[:len(path)-1]
				continue
			}
			spread := top.def.spreads[top.next]
			top.next++
			target := d.named[spread.node.Name]
			switch {
			case target == nil:
			case state[target] == open:
				d.cyclic = true
				d.reportCycle(path, target)
			case state[target] == 0:
				state[target] = open
				path = append(path, step{def: target})
			}
		}
	}
}

// step is a fragment on the walk's path; the spread followed is the one before next.
type step struct {
	def  *definition
	next int
}

// reportCycle tells of the part of the path that leads from target back to it.
func (d *document) reportCycle(path []step, target *definition) {
	start := len(path) - 1
	for start > 0 && path[start].def != target {
		start--
	}
	var (
		spreads []*ast.Position
		via     []string
	)
	for i, step := range path[start:] {
		if i >= 10 {
			via = append(via, "...")
			break
		}
		spreads = append(spreads, step.def.spreads[step.next-1].node.Position)
		if i > 0 {
			via = append(via, `"`+shown(step.def.fragment.Name)+`"`)
		}
	}
	through := ""
	if len(via) > 0 {
		through = " via " + strings.Join(via, ", ")
	}
	d.report(spreads, "Cannot spread fragment %q within itself%s.", shown(target.fragment.Name), through)
}
