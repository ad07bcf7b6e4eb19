package plan

import (
	"fmt"
	"slices"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftgraphql/weft/graph/operation"
	"github.com/weftgraphql/weft/graph/querygraph"
)

// builder turns solutions into fetches.
type builder struct {
	*solver
	keys    *keyring
	fetches *fetchGraph
	step    int
	// brought are the fetches that bring what contexts are made from, awaiting those that need it.
	brought  map[string]nodeSet
	awaiting []awaited
}

// host is where the fields of a source are asked: a set of a node.
type host struct {
	node *node
	set  *output
}

// frame is one position at which a solution is being built.
type frame struct {
	*builder
	solution *solution
	// types are the runtime types that the solution is built for at once.
	types []string
	// path leads to the objects, filter to those of the frame's types among them (nil: all are).
	path     Path
	filter   []string
	position string
	hosts    []host
	entered  map[*view]*entered
	// touched are the nodes that are asked for the inputs of an entry; nil where nobody wants to know.
	touched *nodeSet
	// forKey: what is built is a key's.
	forKey bool
	// typed: the objects say their type already.
	typed bool
	// given are the conditions under which the objects are there at all.
	given []operation.Condition
	// above are the positions of the objects that these belong to, the nearest last.
	above []place
	// telling are the nodes that tell the types by which the path leads to these objects, though it does not lead through them.
	telling nodeSet
}

// entered is an entry that has been built.
type entered struct {
	call *entityCall
	host host
}

// build makes the fetches of a solution at a position whose sources have hosts.
func (b *builder) build(sol *solution, f frame) {
	f.builder, f.solution = b, sol
	if sol.abstract {
		f.hosts[0].set.typename()
		f.touch(f.hosts[0].node)
		f.variants(sol.variants)
		return
	}
	if f.types == nil {
		f.types = []string{sol.typeName}
	}
	for _, p := range sol.parts {
		f.part(p, nil)
	}
	if sol.typed != nil {
		for _, conditions := range sol.typedFor.each() {
			f.touch(f.hostOf(sol.typed, conditions).node)
		}
	}
	f.variants(sol.variants)
}

// variants builds the solutions per runtime type. What several types are asked in
// the same way is built once for all of them: first what the subgraph at hand
// answers, field by field, then what is answered through entries, for types
// that enter alike.
func (f *frame) variants(variants []variant) {
	local := map[string][]int{}
	var localOrder []string
	entering := map[string][]int{}
	var enteringOrder []string
	for i, v := range variants {
		plain := !v.solution.abstract && v.solution.typed == nil && len(v.solution.variants) == 0
		for n, p := range v.solution.parts {
			if !plain || p.view.entry != nil || p.field.name == typename {
				continue
			}
			id := f.partID(p)
			if local[id] == nil {
				localOrder = append(localOrder, id)
			}
			// A part is named by its variant and its place there.
			local[id] = append(local[id], i<<16|n)
		}
		if v.solution.idle() || plain && !v.solution.enters() {
			continue
		}
		sign := f.signature(v.solution)
		if entering[sign] == nil {
			enteringOrder = append(enteringOrder, sign)
		}
		entering[sign] = append(entering[sign], i)
	}
	for _, id := range localOrder {
		var group []variant
		for _, at := range local[id] {
			group = append(group, variants[at>>16])
		}
		first := local[id][0]
		f.variant(group, len(group) == len(variants), []part{group[0].solution.parts[first&0xffff]})
	}
	for _, sign := range enteringOrder {
		var group []variant
		for _, i := range entering[sign] {
			group = append(group, variants[i])
		}
		f.variant(group, len(group) == len(variants), nil)
	}
}

// partID is equal for parts that are built alike for different types.
func (b *builder) partID(p part) string {
	text := appendConditions(appendField(nil, p.field), p.field.conditions)
	text = append(append(text, ' '), p.in.Type.String()...)
	return string(fmt.Appendf(text, " %p <%d", p.child, p.view.index))
}

// idle says that a solution asks for nothing.
func (s *solution) idle() bool {
	for _, p := range s.parts {
		if p.field.name != typename || p.view.entry != nil {
			return false
		}
	}
	for _, v := range s.variants {
		if !v.solution.idle() {
			return false
		}
	}
	return s.typed == nil && !s.abstract
}

// enters says that a solution makes requests at its own position.
func (s *solution) enters() bool {
	return slices.ContainsFunc(s.parts, func(p part) bool { return p.view.entry != nil })
}

// variant builds a group of variants, or only the parts given, which they share.
func (f *frame) variant(group []variant, complete bool, only []part) {
	var types []string
	for _, v := range group {
		types = append(types, v.typeName)
	}
	below := frame{
		types: types, path: f.path, filter: f.standIns(types), position: f.position,
		touched: f.touched, given: f.given, typed: true, above: f.above, telling: f.telling, forKey: f.forKey,
	}
	if complete && f.complete(group[0], types) {
		below.filter = f.filter
	}
	sources := group[0].sources
	if sources == nil {
		h := f.hosts[0]
		below.hosts = []host{{h.node, h.set.fragment(types)}}
	}
	for i, v := range sources {
		h := f.sourceHost(v)
		if i == 0 && (only == nil || only[0].view.index == 0) {
			h.set = h.set.fragment(types)
		}
		below.hosts = append(below.hosts, h)
	}
	sol := *group[0].solution
	switch {
	case only != nil:
		sol.parts = only
	case !sol.abstract && sol.typed == nil && len(sol.variants) == 0:
		sol.parts = slices.DeleteFunc(slices.Clone(sol.parts), func(p part) bool { return p.view.entry == nil })
	}
	f.build(&sol, below)
}

// standIns adds to interface objects the types that their objects may turn out to be.
func (f *frame) standIns(types []string) []string {
	out := types
	for _, name := range types {
		if t := f.graph.Supergraph().Types[name]; t != nil && t.Def.Kind == ast.Interface {
			out = slices.Concat(out, f.graph.PossibleTypes(name))
		}
	}
	return out
}

// complete says whether the types are all that an object can be at the source.
func (f *frame) complete(v variant, types []string) bool {
	subgraph := f.hosts[0].node.subgraph
	if v.sources != nil {
		subgraph = v.sources[0].subgraph
	}
	return len(f.graph.RuntimeTypes(f.solution.typeName, subgraph)) == len(types)
}

// signature is equal for solutions that are built alike for different types.
func (b *builder) signature(sol *solution) string {
	if sol.abstract || sol.typed != nil || len(sol.variants) > 0 {
		return fmt.Sprintf("%p", sol)
	}
	var text []byte
	var parts func(list []part)
	views := map[*view]int{}
	parts = func(list []part) {
		for _, p := range list {
			text = appendConditions(appendField(text, p.field), p.field.conditions)
			if p.in != nil {
				text = append(append(text, ' '), p.in.Type.String()...)
			}
			text = fmt.Appendf(text, " %p ", p.child)
			if p.view.entry == nil {
				text = fmt.Appendf(text, "<%d\n", p.view.index)
				continue
			}
			if n, ok := views[p.view]; ok {
				text = fmt.Appendf(text, "<v%d\n", n)
				continue
			}
			views[p.view] = len(views)
			e := p.view.entry
			as := e.way.As
			if as == sol.typeName {
				as = "~"
			}
			text = fmt.Appendf(text, "<- %d %s %d {%s} {%s} %s(\n", p.view.subgraph, as, p.view.level, e.way.Key.Text, e.requires.Text, contextsText(e.contexts))
			parts(e.key.parts)
			text = append(text, "|\n"...)
			parts(e.inputs.parts)
			text = append(text, ")\n"...)
		}
	}
	parts(sol.parts)
	return string(text)
}

func (f *frame) touch(n *node) {
	if f.touched != nil {
		f.touched.add(n)
	}
}

// sourceHost is the host of a view that has been entered, or is a source itself.
func (f *frame) sourceHost(v *view) host {
	if e := f.entered[v]; e != nil {
		return e.host
	}
	return f.hostOf(v, nil)
}

// hostOf is where a view's fields are asked. An entry is built on first use; its
// inputs are wanted under the conditions of all that is asked through it.
func (f *frame) hostOf(v *view, conditions []operation.Condition) host {
	if v.entry == nil {
		return f.hosts[v.index]
	}
	e := f.entered[v]
	if e == nil {
		e = f.enter(v)
		if f.entered == nil {
			f.entered = map[*view]*entered{}
		}
		f.entered[v] = e
	}
	demand := &e.host.node.demand
	if e.call != nil {
		demand = &e.call.demand
	}
	if demand.add(bothConditions(f.given, conditions)) && e.call != nil {
		f.inputs(v, e, conditions)
	}
	return e.host
}

func (f *frame) enter(v *view) *entered {
	n := &node{id: len(f.fetches.nodes), subgraph: v.subgraph, kind: ast.Query, step: f.step, given: f.given}
	f.fetches.nodes = append(f.fetches.nodes, n)
	for _, h := range f.hosts {
		n.deps.add(h.node)
	}
	for _, known := range f.telling {
		n.deps.add(known)
	}
	if v.entry.way.Key.Empty() {
		n.root = newOutput(v.as)
		if v.as == f.graph.Root(ast.Mutation) {
			n.kind = ast.Mutation
		}
		if len(f.hosts) > 0 {
			n.paths = []Path{f.path}
		}
		return &entered{host: host{n, n.root}}
	}
	call := &entityCall{paths: []Path{f.path}, set: newOutput(""), given: f.given}
	n.calls = []*entityCall{call}
	types := f.types
	if v.as != f.solution.typeName {
		types = []string{v.as}
	}
	inside := call.set.fragment(types)
	if f.graph.Shape(v.as, v.subgraph) == querygraph.Abstract {
		inside.typename()
	}
	for _, typeName := range f.types {
		call.representations = append(call.representations, f.representation(v, typeName))
	}
	if len(v.entry.contexts) > 0 {
		f.contexts(v, n, call)
	}
	return &entered{call: call, host: host{n, inside}}
}

// inputs asks for what an entry's representation needs.
func (f *frame) inputs(v *view, e *entered, conditions []operation.Condition) {
	var touched nodeSet
	outer := f.touched
	f.touched = &touched
	outerKey := f.forKey
	f.forKey = true
	for _, p := range v.entry.key.parts {
		f.part(p, conditions)
	}
	f.forKey = false
	for _, p := range v.entry.inputs.parts {
		f.part(p, conditions)
	}
	f.touched, f.forKey = outer, outerKey
	for _, n := range touched {
		e.host.node.deps.add(n)
		f.touch(n)
	}
	e.host.node.deps.drop(e.host.node)
	// The object's own type goes into the representation.
	if h := f.hosts[0]; !f.typed && f.graph.Shape(f.solution.typeName, h.node.subgraph) == querygraph.Object {
		h.set.typename()
	}
}
