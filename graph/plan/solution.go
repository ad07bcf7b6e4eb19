package plan

import (
	"slices"

	"github.com/weftgraphql/weft/graph/querygraph"
	"github.com/weftgraphql/weft/graph/supergraph"
)

// A position is a place in the tree of answers, where objects of one static
// type stand. A solution says how a set of selections is answered there.
//
// Objects are seen through views: a source is a view that is there already
// (the subgraph that brought the object), an entry makes a further one.

// source is a view of an object that is given.
type source struct {
	subgraph int
	// as is the name of the type in the subgraph.
	as string
	// provides are fields that may be asked here although they are external; nil without.
	provides *wanted
	// level is after how many requests the view is there, counted from the position's first source.
	level int
	// keysOnly: the view may give keys and inputs, but not answers, since it was
	// made before the object's type was known.
	keysOnly bool
	// apart is nil but where what is solved is to be asked apart from what the view's own request asks: then the view
	// gives keys, and what its request is asked for anyway.
	apart *comesAnyway
	// part is the deferred part that the view's own request is made for, if less than what its object stands in: where
	// only that wants to know the object's type. 0: that of the object.
	part int
	// env is that of the position.
	env *environment
}

// view is a source or an entry.
type view struct {
	source
	// index of the source, when entry is nil.
	index int
	entry *entry
}

// entry is how a view is made: by a representation sent to a subgraph.
type entry struct {
	way querygraph.Entry
	// key and inputs are where the representation's fields come from; inputs are those of @requires.
	key, inputs coverage
	requires    supergraph.FieldSet
	// contexts are the arguments from contexts of what is asked through the entry.
	contexts []contextInput
	// others are the keys that were not taken, where they are kept.
	others []otherKey
}

// otherKey is a key by which a subgraph could be entered too: what of it is missing, or after how many requests it would be.
type otherKey struct {
	text    string
	missing *wanted
	level   int
}

// part is one field answered through one view.
type part struct {
	field *field
	view  *view
	// in is the subgraph's copy of the field; nil for __typename.
	in *supergraph.FieldIn
	// child is the solution below a composite field; nil for leaves.
	child *solution
	// others are the ways to answer it that were not taken, where they are kept.
	others []option
}

// coverage is how a set of selections is answered from some views.
type coverage struct {
	parts []part
	// ready is the level after which all of it is there.
	ready int
	// again are fields that deferred parts want more of than is answered.
	again []item
	// missing is what cannot be answered from these views; nil or empty when nothing.
	missing *wanted
	lost    int // leaves in missing
}

// solution is how one set of selections is answered at one kind of position.
type solution struct {
	// typeName is the static type in the subgraph of the first source.
	typeName string
	// abstract: typeName is an interface or union there.
	abstract bool
	parts    []part
	// variants are for each runtime type what is wanted beyond parts.
	variants []variant
	// typed is the view that says the type of an interface object; nil when none is needed.
	typed *view
	// typedFor is when the type is needed.
	typedFor demand
	// again are fields that deferred parts want more of, which is yet to be solved.
	again []item
	// missing is what cannot be answered from here.
	missing *wanted
	lost    int
	cost    cost
	calls   []call
	kids    []kid
	// laterCalls and laterKids are those that only deferred parts need.
	laterCalls []call
	laterKids  []kid
	// trials are the choices of subgraphs to enter that this one was chosen from, where they are kept.
	trials []trial
}

// trial is what entering some subgraphs would come to.
type trial struct {
	calls   []call
	cost    cost
	missing *wanted
	taken   bool
	// deferred: it is for what is deferred only.
	deferred bool
}

// variant is the solution for one runtime type.
type variant struct {
	typeName string
	solution *solution
	// sources are the views, of the enclosing solution, that are the sources of this one;
	// nil when it has the enclosing solution's own source.
	sources []*view
}

// call is a request that a solution makes at its own position.
type call struct{ subgraph, level int }

// kid is a solution below, under a field.
type kid struct {
	key, name, argsText string
	child               *solution
}

// cost of a solution. Less depth counts before fewer fetches, and these before
// less data: a hop weighs more than any number of fields it could save.
type cost struct {
	// depth is the number of requests that wait for one another, fetches how many there
	// are, weight how many fields are asked.
	depth, fetches, weight int
	// laterDepth and laterFetches are those of deferred parts: they count after all that comes first, which is to be as if they were not.
	laterDepth, laterFetches int
}

// after is the cost of what is below a view that is there after some requests.
func (c cost) after(level int) cost {
	c.depth += level
	if c.laterFetches > 0 {
		c.laterDepth += level
	}
	return c
}

// and is the cost of both.
func (c cost) and(other cost) cost {
	return cost{
		max(c.depth, other.depth), c.fetches + other.fetches, c.weight + other.weight,
		max(c.laterDepth, other.laterDepth), c.laterFetches + other.laterFetches,
	}
}

// requestsFirst is the cost as far as it is one of requests that something waits for that comes first.
func (c cost) requestsFirst() cost { return cost{depth: c.depth, fetches: c.fetches} }

// requests are all of them.
func (c cost) requests() int { return c.fetches + c.laterFetches }

// askedAgain is what asking one more subgraph for the same field weighs: more than any fields it may save, for what is asked
// once may yet be asked along with others.
const askedAgain = 1000

func (c cost) less(other cost) bool {
	if c.depth != other.depth {
		return c.depth < other.depth
	}
	if c.fetches != other.fetches {
		return c.fetches < other.fetches
	}
	if c.weight != other.weight {
		return c.weight < other.weight
	}
	if c.laterDepth != other.laterDepth {
		return c.laterDepth < other.laterDepth
	}
	return c.laterFetches < other.laterFetches
}

// better compares two ways to answer the same set.
func (s *solution) better(other *solution) bool {
	if other == nil {
		return true
	}
	if s.lost != other.lost {
		return s.lost < other.lost
	}
	return s.cost.less(other.cost)
}

// leaves counts the leaf fields of a set.
func leaves(set *wanted) int {
	if set == nil {
		return 0
	}
	return set.leaves
}

// settle computes a solution's cost from its parts and variants.
func (s *solution) settle() *solution {
	t := tally{solution: s}
	if s.typed != nil && s.typedFor.deferred() {
		t.parts(slices.DeleteFunc(slices.Clone(s.parts), func(p part) bool { return p.field.name == typename }))
		s.addDeferred((&solution{typed: s.typed, variants: s.variants}).settle())
	} else {
		t.parts(s.parts)
		t.types()
	}
	s.countFetches()
	s.lost = leaves(s.missing)
	return s
}

// types counts what depends on the objects' types.
func (t *tally) types() {
	s := t.solution
	if s.typed != nil {
		t.view(s.typed)
	}
	for _, variant := range s.variants {
		below := variant.solution
		s.cost.depth, s.cost.laterDepth = max(s.cost.depth, below.cost.depth), max(s.cost.laterDepth, below.cost.laterDepth)
		s.cost.weight += below.cost.weight
		for _, c := range below.calls {
			t.call(c)
		}
		for _, k := range below.kids {
			t.kid(k)
		}
		s.addLater(below.laterCalls, below.laterKids)
	}
}

// addDeferred counts a solution that only deferred parts need.
func (s *solution) addDeferred(l *solution) {
	s.addLater(l.calls, l.kids)
	s.addLater(l.laterCalls, l.laterKids)
	s.cost.laterDepth = max(s.cost.laterDepth, l.cost.depth, l.cost.laterDepth)
}

func (s *solution) countFetches() {
	s.cost.fetches, s.cost.laterFetches = len(s.calls), len(s.laterCalls)
	for _, k := range s.kids {
		s.cost.fetches += k.child.cost.fetches
		s.cost.laterFetches += k.child.cost.laterFetches
	}
	for _, k := range s.laterKids {
		s.cost.laterFetches += k.child.cost.requests()
	}
}

func (s *solution) addLater(calls []call, kids []kid) {
	for _, c := range calls {
		if !slices.Contains(s.laterCalls, c) {
			s.laterCalls = append(s.laterCalls, c)
		}
	}
	for _, k := range kids {
		if !slices.Contains(s.laterKids, k) {
			s.laterKids = append(s.laterKids, k)
		}
	}
}

// tally counts what a solution comes to: each request and each solution below a field once.
type tally struct {
	*solution
	views []*view
	// seen are the kids, once they are more than few.
	seen map[kid]bool
}

func (t *tally) parts(parts []part) {
	for i, p := range parts {
		t.view(p.view)
		t.cost.weight++
		if i > 0 && p.field.sharedWith(parts[i-1].field) {
			t.cost.weight += askedAgain
		}
		depth := p.view.level
		if p.child != nil {
			depth += p.child.cost.depth
			t.cost.weight += p.child.cost.weight
			t.kid(kid{p.field.key, p.field.name, p.field.argsText, p.child})
			if later := p.child.cost.laterDepth; later > 0 {
				t.cost.laterDepth = max(t.cost.laterDepth, p.view.level+later)
			}
		}
		t.cost.depth = max(t.cost.depth, depth)
	}
}

func (t *tally) view(v *view) {
	if v.entry == nil || slices.Contains(t.views, v) {
		return
	}
	t.views = append(t.views, v)
	t.call(call{v.subgraph, v.level})
	t.cost.depth = max(t.cost.depth, v.level)
	t.parts(v.entry.key.parts)
	t.parts(v.entry.inputs.parts)
}

func (t *tally) call(c call) {
	if !slices.Contains(t.calls, c) {
		t.calls = append(t.calls, c)
	}
}

func (t *tally) kid(k kid) {
	if t.seen == nil && len(t.kids) < few {
		if !slices.Contains(t.kids, k) {
			t.kids = append(t.kids, k)
		}
		return
	}
	if t.seen == nil {
		t.seen = map[kid]bool{}
		for _, known := range t.kids {
			t.seen[known] = true
		}
	}
	if !t.seen[k] {
		t.seen[k] = true
		t.kids = append(t.kids, k)
	}
}
