package plan

import (
	"slices"
	"strconv"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftgraphql/weft/graph/operation"
	"github.com/weftgraphql/weft/graph/supergraph"
)

// An argument with @fromContext is filled from the nearest object above the field's own whose type sets the context. What it
// selects there is wanted of that object as if it were asked for (withContextInputs), and the field is asked by an entry
// of its own, as one with @requires is. How far up the object is, is part of the position (environment).

// maxContextRounds is how often a solution is looked for again without the reads that it does not need.
const maxContextRounds = 3

// contextKey is a context as one subgraph reads it.
type contextKey struct {
	subgraph int
	name     string
}

// contextRead is a value that something below an object takes from a context.
type contextRead struct {
	contextKey
	selection  supergraph.FieldSet
	conditions []operation.Condition
}

func (r contextRead) id() string {
	text := strconv.AppendInt(nil, int64(r.subgraph), 10)
	text = append(text, " "+r.name+" "+r.selection.Text...)
	return string(appendConditions(text, r.conditions))
}

// environment says how far above a position the objects are that set the contexts read at it or below: 1 is the object
// that the position's own belong to. Equal environments are one pointer, nil is the empty one.
type environment struct {
	up map[contextKey]int
}

// contextInput is an argument filled from an object so many levels above.
type contextInput struct {
	argument supergraph.ContextArgument
	up       int
}

// contextReads is what a solver knows of the contexts that are read; nil where the graph has none.
type contextReads struct {
	memo         map[collectKey][]contextRead
	environments map[string]*environment
	// seen are the fields that read contexts, unused those that are not to: see Planner.paths.
	seen, unused map[need0]bool
}

func newContextReads() *contextReads {
	return &contextReads{memo: map[collectKey][]contextRead{}, environments: map[string]*environment{}, seen: map[need0]bool{}}
}

// takesInputs says that a field is answered by an entry of its own, which brings what it depends on.
func takesInputs(in *supergraph.FieldIn) bool {
	return !in.Requires.Empty() || len(in.ContextArguments) > 0
}

// reads are the contexts that are read at and below objects of one type and set further up.
func (s *solver) reads(set *wanted, typeName string) []contextRead {
	key := collectKey{set, typeName}
	if known, ok := s.contexts.memo[key]; ok {
		return known
	}
	s.contexts.memo[key] = nil
	g := s.gatherReads(set, typeName)
	for _, r := range g.below.list {
		if !s.graph.SetsContext(typeName, r.name, r.subgraph) {
			g.own.add(r, nil)
		}
	}
	s.contexts.memo[key] = g.own.list
	return g.own.list
}

// withContextInputs adds to a flat set what is read from objects of the type because it sets contexts.
func (s *solver) withContextInputs(typeName string, set *wanted) *wanted {
	if s.contexts == nil || set.empty() {
		return set
	}
	if g := s.gatherReads(set, typeName); len(g.inputs) > 0 {
		return s.in.set(append(g.inputs, set.items...))
	}
	return set
}

// typeDecides says whether something at or below a field of an interface's objects reads a context of which their type decides
// whether they set it, or to which value.
func (s *solver) typeDecides(typeName string, it item) bool {
	if it.field.name == typename {
		return false
	}
	for _, r := range s.gatherReads(s.in.set([]item{it}), typeName).below.list {
		if s.graph.SetsContext(typeName, r.name, r.subgraph) {
			if _, depending := s.splitByType(s.fieldSet(r.selection), typeName); !depending.empty() {
				return true
			}
			continue
		}
		if slices.ContainsFunc(s.graph.PossibleTypes(typeName), func(name string) bool { return s.graph.SetsContext(name, r.name, r.subgraph) }) {
			return true
		}
	}
	return false
}

func (e *environment) has(key contextKey) bool { return e != nil && e.up[key] > 0 }

// readsGatherer finds the contexts read by fields of objects of one type, and by what these need.
type readsGatherer struct {
	*solver
	typeName string
	// own are the reads of the objects' own fields, below those of what is under them; inputs are what the
	// latter select on these objects.
	own, below readList
	inputs     []item
	fields     map[string]bool
	queue      []item
}

// readList has each read once.
type readList struct {
	list  []contextRead
	known map[string]bool
}

// add says whether the read is a new one.
func (l *readList) add(r contextRead, conditions []operation.Condition) bool {
	r.conditions = bothConditions(conditions, r.conditions)
	id := r.id()
	if l.known[id] {
		return false
	}
	if l.known == nil {
		l.known = map[string]bool{}
	}
	l.known[id] = true
	l.list = append(l.list, r)
	return true
}

func (s *solver) gatherReads(set *wanted, typeName string) *readsGatherer {
	g := &readsGatherer{solver: s, typeName: typeName, fields: map[string]bool{}}
	g.push(set, nil, false)
	g.work()
	return g
}

func (g *readsGatherer) work() {
	for len(g.queue) > 0 {
		f := g.queue[0].field
		g.queue = g.queue[1:]
		g.budget.spend(1)
		g.ownReads(f)
		g.readsBelow(f)
	}
}

// push puts the fields of a set on the worklist, each once.
func (g *readsGatherer) push(set *wanted, conditions []operation.Condition, context bool) []item {
	if set.empty() {
		return nil
	}
	var pushed []item
	for _, it := range g.in.collect(set, g.typeName).items {
		f := *it.field
		f.conditions = bothConditions(conditions, f.conditions)
		f.context = f.context || context
		id := string(appendSetID(appendConditions(appendField(nil, &f), f.conditions), f.sub))
		if g.fields[id] || f.name == typename && !context {
			continue
		}
		g.fields[id] = true
		pushed = append(pushed, item{field: &f})
		if f.name != typename {
			g.queue = append(g.queue, item{field: &f})
		}
	}
	return pushed
}

// ownReads are those of a field of the objects, and of the fields that it requires.
func (g *readsGatherer) ownReads(f *field) {
	for i := range g.graph.Subgraphs() {
		for _, as := range g.names(i) {
			in, id := g.ownField(as, f.name, i), need0{f.name, i, as}
			if in == nil || g.contexts.unused[id] {
				continue
			}
			if !in.Requires.Empty() {
				g.push(g.fieldSet(in.Requires), f.conditions, false)
			}
			for _, argument := range in.ContextArguments {
				g.contexts.seen[id] = true
				g.own.add(contextRead{contextKey: contextKey{i, argument.Context}, selection: argument.Selection}, f.conditions)
			}
		}
	}
}

// names are what the type is called in a subgraph.
func (g *readsGatherer) names(subgraph int) []string {
	names := []string{g.typeName}
	for _, way := range g.graph.Entries(g.typeName, subgraph) {
		if !slices.Contains(names, way.As) {
			names = append(names, way.As)
		}
	}
	return names
}

// readsBelow are those under a field. What the objects here set the context for is selected on them.
func (g *readsGatherer) readsBelow(f *field) {
	for _, r := range g.solver.readsBelow(g.typeName, f) {
		if g.below.add(r, f.conditions) && g.graph.SetsContext(g.typeName, r.name, r.subgraph) {
			g.inputs = append(g.inputs, g.push(g.fieldSet(r.selection), bothConditions(f.conditions, r.conditions), true)...)
		}
	}
}

// readsBelow are the contexts that are read under a field of an object.
func (s *solver) readsBelow(typeName string, f *field) []contextRead {
	def := s.graph.Definition(typeName, f.name)
	if def == nil || f.sub == nil {
		return nil
	}
	var out []contextRead
	for _, name := range s.standingFor(def.Type.Name()) {
		out = append(out, s.reads(f.sub, name)...)
	}
	return out
}

// standingFor are the types that objects of a static type are planned as.
func (s *solver) standingFor(name string) []string {
	types := s.graph.PossibleTypes(name)
	if t := s.graph.Supergraph().Types[name]; t != nil && t.Def.Kind == ast.Interface && t.IsInterfaceObject {
		types = append(slices.Clone(types), name)
	}
	return types
}

// environmentBelow is the environment under a field of an object, as far as it matters there.
func (s *solver) environmentBelow(above *environment, typeName string, f *field) *environment {
	if s.contexts == nil || f.sub == nil {
		return nil
	}
	up := map[contextKey]int{}
	var parts []string
	for _, r := range s.readsBelow(typeName, f) {
		if up[r.contextKey] > 0 {
			continue
		}
		switch {
		case s.graph.SetsContext(typeName, r.name, r.subgraph):
			up[r.contextKey] = 1
		case above.has(r.contextKey):
			up[r.contextKey] = above.up[r.contextKey] + 1
		default:
			continue
		}
		parts = append(parts, strconv.Itoa(r.subgraph)+" "+r.name+" "+strconv.Itoa(up[r.contextKey]))
	}
	if len(parts) == 0 {
		return nil
	}
	slices.Sort(parts)
	id := strings.Join(parts, "\n")
	if s.contexts.environments[id] == nil {
		s.contexts.environments[id] = &environment{up: up}
	}
	return s.contexts.environments[id]
}

// inputsFrom are the arguments of a subgraph's field that are filled from contexts. ok is false where a context is not set above.
func (s *solver) inputsFrom(env *environment, subgraph int, in *supergraph.FieldIn) (inputs []contextInput, ok bool) {
	for _, argument := range in.ContextArguments {
		key := contextKey{subgraph, argument.Context}
		if !env.has(key) {
			return nil, false
		}
		inputs = append(inputs, contextInput{argument, env.up[key]})
	}
	return inputs, true
}

// contextsText is equal for inputs of equal values.
func contextsText(inputs []contextInput) string {
	var text strings.Builder
	for _, in := range inputs {
		text.WriteString(strconv.Itoa(in.up) + " " + in.argument.Context + " " + in.argument.Selection.Text + " " + in.argument.Type.String() + "\n")
	}
	return text.String()
}

// unusedReaders are the fields that could have been answered from a context and were not, or were not wanted after all.
func (s *solver) unusedReaders(steps []step) map[need0]bool {
	if s.contexts == nil || len(s.contexts.seen) == 0 {
		return nil
	}
	used, out := readersOf(steps), map[need0]bool{}
	for id := range s.contexts.seen {
		if !used[id] {
			out[id] = true
		}
	}
	return out
}

// readersOf are the fields with arguments from contexts that solutions ask for.
func readersOf(steps []step) map[need0]bool {
	out := map[need0]bool{}
	seen := map[*solution]bool{}
	var visit func(s *solution)
	var parts func(list []part)
	parts = func(list []part) {
		for _, p := range list {
			if p.in != nil && len(p.in.ContextArguments) > 0 {
				out[need0{p.field.name, p.view.subgraph, p.view.as}] = true
			}
			if e := p.view.entry; e != nil {
				parts(e.key.parts)
				parts(e.inputs.parts)
			}
			if p.child != nil {
				visit(p.child)
			}
		}
	}
	visit = func(s *solution) {
		if seen[s] {
			return
		}
		seen[s] = true
		parts(s.parts)
		if s.typed != nil {
			parts([]part{{field: &field{}, view: s.typed}})
		}
		for _, v := range s.variants {
			visit(v.solution)
		}
	}
	for _, step := range steps {
		visit(step.solution)
	}
	return out
}
