package plan

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/weftgraphql/weft/graph/operation"
	"github.com/weftgraphql/weft/graph/querygraph"
)

// StageNames are the stages of planning that can be shown, in their order.
var StageNames = []string{"normalized", "querygraph", "paths", "fetches", "plan"}

// Stages are the values that planning goes through, each made from the one before.
type Stages struct {
	// Operation is what was planned, in normal form.
	Operation *operation.Operation
	// Plan is what came out.
	Plan *Plan

	paths   []step
	fetches string
	graph   *querygraph.Graph
	labels  querygraph.Labels
}

// Stages plans as Plan does and keeps what each stage made, to be shown.
func (p *Planner) Stages(ctx context.Context, op *operation.Operation, opts Options) (*Stages, error) {
	return p.run(ctx, op, opts, true)
}

// Text shows one of StageNames; an error names those there are.
func (s *Stages) Text(stage string) (string, error) {
	switch stage {
	case "normalized":
		return operation.Print(s.Operation), nil
	case "querygraph":
		return s.graph.Text(), nil
	case "paths":
		w := &pathsWriter{graph: s.graph}
		for _, step := range s.paths {
			w.solution(step.solution, 0)
		}
		return w.text.String(), nil
	case "fetches":
		return s.fetches, nil
	case "plan":
		return s.Plan.Tree().Text(), nil
	}
	return "", fmt.Errorf("there is no stage %q; there are %s", stage, strings.Join(StageNames, ", "))
}

// pathsWriter prints solutions: which subgraph answers each field, and how it is come by.
type pathsWriter struct {
	text  strings.Builder
	graph *querygraph.Graph
}

func (w *pathsWriter) line(depth int, format string, args ...any) {
	w.text.WriteString(strings.Repeat("  ", depth))
	fmt.Fprintf(&w.text, format+"\n", args...)
}

func (w *pathsWriter) solution(s *solution, depth int) {
	shown := map[*view]bool{}
	for _, p := range s.parts {
		w.view(p.view, depth, shown)
		if p.field.key == wish {
			continue
		}
		w.part(p, depth)
	}
	for _, v := range s.variants {
		w.line(depth, "... on %s", v.typeName)
		w.solution(v.solution, depth+1)
	}
}

func (w *pathsWriter) part(p part, depth int) {
	name := p.field.name + p.field.argsText
	if p.field.key != "" && p.field.key != p.field.name {
		name = p.field.key + ": " + name
	}
	w.line(depth, "%s  <- %s", name, w.service(p.view.subgraph))
	if p.child != nil {
		w.solution(p.child, depth+1)
	}
}

// view shows an entry before the first field that is asked through it.
func (w *pathsWriter) view(v *view, depth int, shown map[*view]bool) {
	if v.entry == nil || shown[v] {
		return
	}
	shown[v] = true
	e := v.entry
	if e.way.Key.Empty() {
		return
	}
	why := ""
	if !e.requires.Empty() {
		why = " for @requires(" + strings.Join(strings.Fields(e.requires.Text), " ") + ")"
	}
	w.line(depth, "-> enter %s as %s by @key(%s), step %d%s", w.service(v.subgraph), e.way.As,
		strings.Join(strings.Fields(e.way.Key.Text), " "), v.level, why)
	for _, c := range e.contexts {
		w.line(depth+1, "%s", w.context(c))
	}
	for _, p := range slices.Concat(e.key.parts, e.inputs.parts) {
		w.view(p.view, depth+1, shown)
		w.part(p, depth+1)
	}
}

// context says which argument takes what from where.
func (w *pathsWriter) context(c contextInput) string {
	return fmt.Sprintf("@fromContext(%s %s) from %s up", c.argument.Context, oneLine(c.argument.Selection.Text), count(c.up, "level"))
}

func (w *pathsWriter) service(subgraph int) string {
	return w.graph.Supergraph().Subgraphs[subgraph].Name
}

// text shows the fetches before they are optimised.
func (g *fetchGraph) text(graph *querygraph.Graph) string {
	var text strings.Builder
	g.setLevels()
	for _, n := range g.nodes {
		var deps []string
		for _, other := range g.nodes {
			if n.deps.has(other) {
				deps = append(deps, strconv.Itoa(other.id))
			}
		}
		fmt.Fprintf(&text, "#%d %s step %d", n.id, graph.Supergraph().Subgraphs[n.subgraph].Name, n.level)
		if len(deps) > 0 {
			text.WriteString(" after " + strings.Join(deps, ", "))
		}
		for _, path := range n.paths {
			text.WriteString(" at " + path.String())
		}
		for _, call := range n.calls {
			text.WriteString(" at " + texts(call.paths)[0])
		}
		if len(n.parts) > 0 {
			text.WriteString(" deferred for " + strings.Trim(n.partsText(), "[]"))
		}
		text.WriteByte('\n')
		for _, o := range n.outputs() {
			p := &printer{variables: map[string]bool{}}
			p.selections(o)
			text.WriteString("  " + p.text.String() + "\n")
		}
	}
	return text.String()
}
