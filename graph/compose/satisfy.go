package compose

import (
	"context"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftgraphql/weft/graph/diag"
	"github.com/weftgraphql/weft/graph/sdl"
	"github.com/weftgraphql/weft/graph/spec"
)

// Bounds on the search. The steps count the fields looked at, of types, of keys and of requirements.
const (
	maxSatisfySteps  = 20_000_000
	maxSatisfyErrors = 50
)

// node is a place in the search: an object type reached by a path of fields, with the
// subgraphs that a plan can be at when it gets there.
type node struct {
	typ      string
	at       places
	contexts string // the contexts set above, joined
	parent   *node
	step     string // the field or fragment that led here
}

// search walks the API schema breadth first, so that the first path found to a field that
// cannot be answered is the shortest.
type search struct {
	*solver
	queue []*node
	seen  map[string]bool
	// left are the object types of an abstract type, with its places and contexts, that the search has not gone on to.
	left     map[string][]string
	entered  map[string]bool         // where the search has gone on to what is provided for some object types only
	runtime  map[string]runtimeTypes // what shared fields return, by their places
	labelled map[*sdl.Type]string    // what canBe says
	reported map[string]bool
	checked  map[string]bool
	errs     []diag.Finding
	hints    []diag.Finding
	hidden   string
	contexts bool
	setBy    map[string][]string                   // what contextsOf gave
	read     map[string][]string                   // what readFrom gives
	above    map[*subgraph]map[string][]typeSource // the abstract types of each type, once asked for
}

// checkSatisfiable is the last stage: every field that a client can ask for has to be
// answerable on every path that leads to it.
func (m *merger) checkSatisfiable(ctx context.Context, maxSteps int) (errs, hints []diag.Finding) {
	if maxSteps <= 0 {
		maxSteps = maxSatisfySteps
	}
	steps := 0
	reported, checked := map[string]bool{}, map[string]bool{}
	for _, labels := range labelSettings(m.overrideLabels()) {
		s := &search{solver: newSolver(ctx, m, labels, maxSteps), seen: map[string]bool{}, left: map[string][]string{}, entered: map[string]bool{},
			runtime: map[string]runtimeTypes{}, labelled: map[*sdl.Type]string{}, setBy: map[string][]string{}, above: map[*subgraph]map[string][]typeSource{}, reported: reported, checked: checked}
		if m.features.used[spec.Inaccessible] {
			s.hidden = m.features.names[spec.Inaccessible]
		}
		s.contexts = m.features.used[spec.Context]
		s.steps = steps
		s.run()
		steps = s.steps
		errs, hints = append(errs, s.errs...), append(hints, s.hints...)
		if s.spent() {
			break
		}
	}
	return errs, hints
}

// labelSetting says which progressive overrides count as on: all or none, but for one.
type labelSetting struct {
	on     bool
	except string
}

func (l labelSetting) isOn(label string) bool { return l.on != (label == l.except) }

// maxLabels bounds how many labels are looked at one by one.
const maxLabels = 32

// labelSettings lists the settings that are searched: every label on, every label off, and each
// label on or off by itself, since a field may need what another label decides.
func labelSettings(labels []string) []labelSetting {
	out := []labelSetting{{on: true}}
	if len(labels) == 0 {
		return out
	}
	out = append(out, labelSetting{on: false})
	if len(labels) == 1 {
		return out
	}
	for _, label := range labels[:min(len(labels), maxLabels)] {
		out = append(out, labelSetting{true, label}, labelSetting{false, label})
	}
	return out
}

// overrideLabels are the labels of progressive overrides, sorted.
func (m *merger) overrideLabels() []string {
	labels := map[string]bool{}
	for _, byGraph := range m.overrides {
		for _, o := range byGraph {
			if o.label != "" {
				labels[o.label] = true
			}
		}
	}
	return sortedKeys(labels)
}

func (s *search) run() {
	for _, op := range []ast.Operation{ast.Query, ast.Mutation, ast.Subscription} {
		name := sdl.DefaultRoots[op]
		if def := s.m.types[name]; def == nil || s.isHidden(def.Directives) {
			continue
		}
		var at places
		for _, src := range s.m.sources[name] {
			at = append(at, position{sg: src.sg, t: src.t})
		}
		s.push(&node{typ: name, at: at, step: string(op)})
	}
	var n *node
	for len(s.queue) > 0 && len(s.errs) < maxSatisfyErrors {
		n, s.queue = s.queue[0], s.queue[1:]
		if !s.within(n, func() { s.visit(n) }) {
			return
		}
	}
	if s.contexts && n != nil {
		s.within(n, s.contextCircles)
	}
}

// within carries out a part of the search, and gives the search up where the budget ends in it: what was found then does not count.
func (s *search) within(n *node, part func()) bool {
	errs, hints := len(s.errs), len(s.hints)
	if !s.spent() {
		part()
	}
	if !s.spent() {
		return true
	}
	s.errs, s.hints = s.errs[:errs], s.hints[:hints]
	s.giveUp(n)
	return false
}

// giveUp reports that the search ends undone, and where it had got to.
func (s *search) giveUp(n *node) {
	f := diag.Finding{
		Code:    "MAX_VALIDATION_SUBGRAPH_PATHS_EXCEEDED",
		Message: "there are too many ways through the subgraphs to check that every query can be answered; the search was at\n" + queryText(n, "..."),
	}
	for _, src := range s.m.sources[n.typ] {
		if src.t.Pos != nil { // no text has the root type of a subgraph without root fields
			f.Spans = append(f.Spans, src.sg.span(src.t.Pos, "the search ended here"))
		}
	}
	if err := s.ended(); err != nil {
		f.Notes = append(f.Notes, "composition was stopped: "+err.Error())
	}
	s.errs = append(s.errs, f)
}

func (s *search) push(n *node) {
	id := s.id(n.typ, n.at) + n.contexts
	if !s.seen[id] {
		s.seen[id] = true
		s.queue = append(s.queue, n)
	}
}

func (s *search) isHidden(list ast.DirectiveList) bool {
	return s.hidden != "" && list.ForName(s.hidden) != nil
}

// visit checks every field of the type at the places reached.
func (s *search) visit(n *node) {
	def := s.m.types[n.typ]
	having, below := n.having(), ""
	if s.contexts {
		below = s.setContexts(n)
	}
	for _, f := range def.Fields {
		s.steps += len(having[f.Name]) + 1
		if s.isHidden(f.Directives) {
			continue
		}
		next := s.followHere(n, f.Name, having[f.Name])
		if len(next) == 0 {
			s.unanswered(n, f)
			continue
		}
		target := s.m.types[f.Type.Name()]
		if target == nil || s.isHidden(target.Directives) {
			continue
		}
		switch target.Kind {
		case ast.Object:
			s.push(&node{typ: target.Name, at: s.expand(target.Name, next), contexts: below, parent: n, step: f.Name})
		case ast.Interface, ast.Union:
			s.abstract(n, f, target, next, below)
		}
	}
}

// having lists by field the places that have it.
func (n *node) having() map[string]places {
	out := map[string]places{}
	for _, p := range n.at {
		for _, f := range p.t.Fields {
			out[f.Name] = append(out[f.Name], p)
		}
	}
	return out
}

// followHere is follow, and holds arguments filled from a context against the contexts set on
// the way.
func (s *search) followHere(n *node, name string, having places) places {
	var out places
	for _, p := range having {
		f := p.t.Field(name)
		if !s.resolves(n.typ, p, f) || s.contexts && s.withoutContext(n, p, f) != "" {
			continue
		}
		if next := s.landing(p, f); !out.has(next) {
			out = append(out, next)
		}
	}
	return out
}
