package plan

import (
	"cmp"
	"slices"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftgraphql/weft/graph/querygraph"
	"github.com/weftgraphql/weft/graph/supergraph"
)

// problem is one set of fields wanted of objects of one type, seen through sources.
type problem struct {
	*solver
	// typeName is the type of the objects: an object type, or the interface
	// whose objects' types are not known yet.
	typeName string
	sources  []*view
	base     int // level at which the object is there
	set      *wanted
	// typedBy is the subgraph that is to say the type of an interface object, -1 for any.
	typedBy int
	// local: nothing may be entered, here and below.
	local bool
	// needs are the fields with @requires that may play a part.
	needs []need
	// ways into subgraphs, in their order.
	ways []querygraph.Ways
	// tried are the solutions looked at, where they are kept.
	tried []*solution
	env   *environment
}

// need is a field with @requires, or with arguments from contexts, in one subgraph: it is
// answered by an entry of its own, made when the inputs are there.
type need struct {
	name     string
	subgraph int
	as       string
	requires supergraph.FieldSet
	contexts []contextInput
}

// derivation is what can be reached at a position when only some subgraphs may
// be entered: the least fixpoint of "a view is there when some key of it is
// covered by the views before it", level by level. Levels only grow along a
// derivation, so what it yields is never cyclic.
type derivation struct {
	*problem
	views []*view
	// needed has the entry of each of the problem's needs, nil before there is one.
	needed []*view
	// leaf is scratch memory: the options of a leaf.
	leaf []option
	// patience: what one view answers within so many requests is not asked of several. soonest is after how many one
	// view would have answered something that is asked of several to save hops; 0 if nothing is.
	patience, soonest int
}

// need0 is a need without what cannot be compared.
type need0 struct {
	name     string
	subgraph int
	as       string
}

func (s *solver) newProblem(typeName string, sources []source, set *wanted) *problem {
	p := &problem{solver: s, typeName: typeName, typedBy: -1}
	for i, src := range sources {
		p.sources = append(p.sources, &view{source: src, index: i})
	}
	if len(sources) > 0 {
		p.base, p.env = sources[0].level, sources[0].env
	}
	p.set = s.withContextInputs(typeName, set)
	return p
}

// prepare finds the ways and needs; it is left out while the sources do.
func (p *problem) prepare() {
	p.ways = p.graph.Ways(p.typeName)
	if p.isRoot() {
		p.ways = p.rootWays()
	}
	for _, ways := range p.ways {
		if slices.ContainsFunc(ways.Entries, func(way querygraph.Entry) bool { return p.graph.TakesInputs(way.As, ways.Subgraph) }) {
			p.findNeeds()
			break
		}
	}
}

// rootWays: a root is entered from anywhere, without a key.
func (p *problem) rootWays() []querygraph.Ways {
	var out []querygraph.Ways
	for i := range p.graph.Subgraphs() {
		entries := p.graph.Entries(p.typeName, i)
		if p.graph.Shape(p.typeName, i) == querygraph.Object {
			entries = []querygraph.Entry{{Subgraph: i, As: p.typeName}}
		}
		if len(entries) > 0 {
			out = append(out, querygraph.Ways{Subgraph: i, Entries: entries})
		}
	}
	return out
}

// findNeeds finds the fields that take inputs, among those wanted, those of keys, and those that are inputs themselves.
func (p *problem) findNeeds() {
	names := map[string]bool{}
	var queue []string
	push := func(set *wanted) {
		if set == nil {
			return
		}
		for _, it := range p.in.collect(set, p.typeName).items {
			if !names[it.field.name] {
				names[it.field.name] = true
				queue = append(queue, it.field.name)
			}
		}
	}
	push(p.set)
	for _, ways := range p.ways {
		for _, way := range ways.Entries {
			push(p.fieldSet(way.Key))
		}
	}
	for len(queue) > 0 {
		name := queue[0]
		queue = queue[1:]
		for _, ways := range p.ways {
			var seen []string
			for _, way := range ways.Entries {
				if slices.Contains(seen, way.As) || way.Key.Empty() {
					continue // only a representation can carry inputs
				}
				seen = append(seen, way.As)
				in := p.ownField(way.As, name, ways.Subgraph)
				if in == nil || !takesInputs(in) {
					continue
				}
				contexts, ok := p.inputsFrom(p.env, ways.Subgraph, in)
				if ok && !p.ignores(need0{name, ways.Subgraph, way.As}) {
					p.needs = append(p.needs, need{name, ways.Subgraph, way.As, in.Requires, contexts})
					push(p.fieldSet(in.Requires))
				}
			}
		}
	}
}

// isRoot says whether the objects are the root of queries or of mutations, which a field can give again.
func (p *problem) isRoot() bool { return p.typeName == p.graph.Root(queryKind) || p.isMutation() }

// isMutation says whether each field asked is an execution of its own.
func (p *problem) isMutation() bool { return p.typeName == p.graph.Root(ast.Mutation) }

// derive reaches what can be reached by entering the allowed subgraphs. The
// sources' own subgraphs may always be entered again for @requires.
func (p *problem) derive(allowed []bool) *derivation {
	d := &derivation{problem: p, views: slices.Clip(p.sources), needed: make([]*view, len(p.needs))}
	if allowed == nil {
		return d
	}
	pending := p.entrances(allowed)
	waiting := make([]int, len(p.needs))
	for i := range waiting {
		waiting[i] = i
	}
	for level := p.base + 1; ; {
		next, progress := 0, false
		later := func(at int) {
			if next == 0 || at < next {
				next = at
			}
		}
		closed := pending[:0]
		for _, at := range pending {
			v := d.enter(at.subgraph, at.as, need{})
			if v != nil && v.level <= level {
				d.views = append(d.views, v)
				progress = true
				continue
			}
			if v != nil {
				later(v.level)
			}
			closed = append(closed, at)
		}
		pending = closed
		kept := waiting[:0]
		for _, i := range waiting {
			n := p.needs[i]
			if !allowed[n.subgraph] && !p.isSource(n.subgraph) {
				continue
			}
			v := d.enter(n.subgraph, n.as, n)
			if v != nil && v.level <= level {
				d.needed[i] = d.sameEntry(v)
				progress = true
				continue
			}
			if v != nil {
				later(v.level)
			}
			kept = append(kept, i)
		}
		waiting = kept
		switch {
		case progress:
			level++
		case next > level:
			level = next
		default:
			return d
		}
	}
}

// entrance is a subgraph with what the object is there.
type entrance struct {
	subgraph int
	as       string
}

// entrances are those of the allowed subgraphs, without what is a source already.
func (p *problem) entrances(allowed []bool) []entrance {
	var out []entrance
	for _, ways := range p.ways {
		if !allowed[ways.Subgraph] {
			continue
		}
		for _, way := range ways.Entries {
			at := entrance{ways.Subgraph, way.As}
			known := slices.ContainsFunc(p.sources, func(v *view) bool {
				return v.subgraph == at.subgraph && v.as == at.as && v.full()
			})
			if !known && !slices.Contains(out, at) {
				out = append(out, at)
			}
		}
	}
	return out
}

// isSource says whether a subgraph is a full view of the object already.
func (p *problem) isSource(subgraph int) bool {
	for _, v := range p.sources {
		if v.subgraph == subgraph && v.full() {
			return true
		}
	}
	return false
}

// enter is the earliest entry into a subgraph, by the key that asks for the fewest requests, rather one that is never
// null than one that may be, and the cheapest among equals; nil when there is none yet. The need is what the entry is made for, if anything.
func (d *derivation) enter(subgraph int, as string, n need) *view {
	var inputs coverage
	if !n.requires.Empty() {
		inputs = d.cover(d.in.collect(d.fieldSet(n.requires), d.typeName), forInputs, 0)
		if inputs.lost > 0 {
			return nil
		}
	}
	var best *view
	var bestCost keyCost
	var others []otherKey
	for _, way := range querygraph.EntriesOf(d.ways, subgraph) {
		if way.As != as {
			continue
		}
		key := coverage{ready: d.base}
		if !way.Key.Empty() {
			key = d.cover(d.in.collect(d.fieldSet(way.Key), d.typeName), forKey, 0)
			if key.lost > 0 {
				others = d.keepKey(others, way, key.missing, 0)
				continue
			}
			if d.mayLose(key.parts) {
				continue
			}
		}
		level := max(d.base, key.ready, inputs.ready) + 1
		if len(d.sources) == 0 {
			level = 1
		}
		made := &view{
			source: source{subgraph: subgraph, as: way.As, level: level, env: d.env},
			entry:  &entry{way: way, key: key, inputs: inputs, requires: n.requires, contexts: n.contexts},
		}
		total := keyCost{cost: (&solution{parts: key.parts}).settle().cost, mayBeNull: d.mayBeNull(d.typeName, d.fieldSet(way.Key))}
		total.depth = level
		others = d.keepKey(others, way, nil, level)
		if best == nil || total.less(bestCost) {
			best, bestCost = made, total
		}
	}
	if best != nil {
		best.entry.others = others
	}
	return best
}

// keyCost is what it costs to enter a subgraph by a key. An object whose key is null cannot be entered.
type keyCost struct {
	cost
	mayBeNull bool
}

func (c keyCost) less(other keyCost) bool {
	if c.mayBeNull != other.mayBeNull && c.depth == other.depth && c.fetches == other.fetches {
		return other.mayBeNull
	}
	return c.cost.less(other.cost)
}

// mayBeNull says whether something that a key selects of a type may be null.
func (s *solver) mayBeNull(typeName string, key *wanted) bool {
	if key == nil {
		return false
	}
	return slices.ContainsFunc(key.items, func(it item) bool {
		if it.field == nil {
			return s.mayBeNull(cmp.Or(it.on, typeName), it.sub)
		}
		if it.field.name == typename {
			return false
		}
		def := s.graph.Definition(typeName, it.field.name)
		return def == nil || !def.Type.NonNull || s.mayBeNull(def.Type.Name(), it.field.sub)
	})
}

// ignores says whether a field is not to be answered from its contexts; see Planner.paths.
func (s *solver) ignores(id need0) bool { return s.contexts != nil && s.contexts.unused[id] }

// sameEntry joins an entry for @requires with one for another field that is made
// at the same time in the same subgraph: one representation can hold both inputs.
func (d *derivation) sameEntry(v *view) *view {
	for _, other := range d.needed {
		if other != nil && other.subgraph == v.subgraph && other.as == v.as && other.level == v.level &&
			other.entry.way.Key.Text == v.entry.way.Key.Text && other.entry.requires.Text == v.entry.requires.Text &&
			contextsText(other.entry.contexts) == contextsText(v.entry.contexts) {
			return other
		}
	}
	return v
}
