package plan

import (
	"slices"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftgraphql/weft/graph/operation"
)

// fetchGraph is the fetches being built: what they ask, and which waits for
// which. The rewrites of the optimise stage work on it.
type fetchGraph struct {
	nodes []*node
	// walks counts those that mark nodes as seen.
	walks int
}

// node is one request.
type node struct {
	id       int
	subgraph int
	kind     ast.Operation
	// step counts the root fields of a mutation: a step is done before the next begins.
	step int
	// parts are the deferred parts of the answer that it is made for; none: the primary answer needs it.
	parts []int
	// root is what a root fetch asks, nil for an entity fetch. paths say where its answer goes, none: the root.
	root  *output
	paths []Path
	calls []*entityCall
	deps  nodeSet
	// demand and given of a root fetch; those of an entity fetch are with its calls.
	demand demand
	given  []operation.Condition
	// level, trial and seen belong to the walk that is under way: see setLevels, deepens and those that count g.walks.
	level, trial int
	seen         int
}

// nodeSet is a few nodes, each once.
type nodeSet []*node

func (s nodeSet) has(n *node) bool { return slices.Contains(s, n) }

func (s *nodeSet) add(n *node) {
	if !s.has(n) {
		*s = append(*s, n)
	}
}

func (s *nodeSet) drop(n *node) {
	*s = slices.DeleteFunc(*s, func(other *node) bool { return other == n })
}

// entityCall is one `_entities` field of a node.
type entityCall struct {
	paths           []Path
	representations []Representation
	set             *output
	demand          demand
	// contexts are values that arguments in the set take from objects further up.
	contexts []ContextValue
	// given are conditions that the set's items stand under besides their own.
	given []operation.Condition
}

// demand is the disjunction of the conditions under which something is wanted.
type demand struct {
	always bool
	any    [][]operation.Condition
}

// add says whether the condition is a new one.
func (d *demand) add(conditions []operation.Condition) bool {
	if d.always {
		return false
	}
	if len(conditions) == 0 {
		d.always, d.any = true, nil
		return true
	}
	for _, known := range d.any {
		if equalConditions(known, conditions) {
			return false
		}
	}
	d.any = append(d.any, conditions)
	return true
}

// each is every condition, one that is empty when there is none.
func (d demand) each() [][]operation.Condition {
	if d.always {
		return [][]operation.Condition{nil}
	}
	return d.any
}

// text is equal for equal demands.
func (d demand) text() string {
	var text []byte
	for _, conditions := range d.any {
		text = appendConditions(append(text, '|'), conditions)
	}
	return string(text)
}

func (d demand) equal(other demand) bool {
	return d.always == other.always && slices.EqualFunc(d.any, other.any, equalConditions)
}

func (d *demand) join(other demand) {
	if other.always {
		d.add(nil)
	}
	for _, conditions := range other.any {
		d.add(conditions)
	}
}

// output is a selection set sent to a subgraph. Order is that of first need.
type output struct {
	// typeName is the static type in the subgraph; "" for a set of fragments only.
	typeName string
	items    []*outputItem
	// index has the items by their ids, once they are more than few.
	index map[string]*outputItem
	// number is equal for equal sets of a request, once fragments.find has been there.
	number int
}

// outputItem is a field, or a fragment on some types when on is not empty.
type outputItem struct {
	key, name  string
	arguments  ast.ArgumentList
	argsText   string
	contexts   []contextArgument // further arguments, of an entity call with contexts
	conditions []operation.Condition
	// typ is the field's type in the subgraph.
	typ *ast.Type
	on  []string
	sub *output
	// forKey: it is asked for a representation's key, and for nothing else.
	forKey bool
	// alias replaces key in the request where the key cannot be used there.
	alias string
}

// requestKey is the response key in the request.
func (it *outputItem) requestKey() string {
	if it.alias != "" {
		return it.alias
	}
	return it.key
}

func newOutput(typeName string) *output { return &output{typeName: typeName} }

// appendID appends what is equal for equal items of a set.
func (it *outputItem) appendID(text []byte) []byte {
	if len(it.on) > 0 {
		text = append(text, "on"...)
		for _, on := range it.on {
			text = append(append(text, ' '), on...)
		}
		return text
	}
	text = append(append(append(text, it.key...), ' '), it.name...)
	return appendConditions(append(text, it.argsText...), it.conditions)
}

// same says whether two items have equal ids.
func (it *outputItem) same(other *outputItem) bool {
	if len(it.on) > 0 || len(other.on) > 0 {
		return slices.Equal(it.on, other.on)
	}
	return it.key == other.key && it.name == other.name && it.argsText == other.argsText && equalConditions(it.conditions, other.conditions)
}

// find gives the item that is equal, nil when there is none.
func (o *output) find(it *outputItem) *outputItem {
	if o.index != nil {
		return o.index[string(it.appendID(nil))]
	}
	for _, known := range o.items {
		if known.same(it) {
			return known
		}
	}
	return nil
}

// add puts an item in, or gives the equal one that is in already.
func (o *output) add(it *outputItem) *outputItem {
	if known := o.find(it); known != nil {
		known.forKey = known.forKey && it.forKey
		return known
	}
	o.items = append(o.items, it)
	o.indexed(it)
	return it
}

// indexed notes an item that was put in: sets are searched item by item until there are more than few.
func (o *output) indexed(it *outputItem) {
	switch {
	case o.index != nil:
		o.index[string(it.appendID(nil))] = it
	case len(o.items) > few:
		o.reindex()
	}
}

func (o *output) reindex() {
	o.index = nil
	if len(o.items) <= few {
		return
	}
	o.index = make(map[string]*outputItem, len(o.items))
	for _, it := range o.items {
		o.index[string(it.appendID(nil))] = it
	}
}

// typenameType is the type of __typename.
var typenameType = ast.NonNullNamedType("String", nil)

// typename asks for __typename.
func (o *output) typename() {
	it := &outputItem{key: typename, name: typename, typ: typenameType}
	if o.find(it) != nil {
		return
	}
	o.items = slices.Insert(o.items, 0, it)
	o.indexed(it)
}

// fragment is the part of the set for objects of the given types.
func (o *output) fragment(types []string) *output {
	if len(types) == 1 && types[0] == o.typeName {
		return o
	}
	name := ""
	if len(types) == 1 {
		name = types[0]
	}
	return o.add(&outputItem{on: types, sub: newOutput(name)}).sub
}

// remove takes items out.
func (o *output) remove(out func(*outputItem) bool) {
	o.items = slices.DeleteFunc(o.items, out)
	o.reindex()
}

// merge adds all of another set.
func (o *output) merge(other *output) {
	for _, it := range other.items {
		if it.name == typename {
			o.typename()
			continue
		}
		known := o.add(it)
		if known != it && it.sub != nil {
			known.sub.merge(it.sub)
		}
	}
}

// setLevels gives each node its level: 1 for those that wait for none.
func (g *fetchGraph) setLevels() {
	for _, n := range g.nodes {
		n.level = 0
	}
	for _, n := range g.nodes {
		n.setLevel()
	}
}

func (n *node) setLevel() int {
	if n.level > 0 {
		return n.level
	}
	level := 0
	for _, dep := range n.deps {
		level = max(level, dep.setLevel())
	}
	n.level = level + 1
	return n.level
}

// reaches says whether one node waits for another, however indirectly.
func (g *fetchGraph) reaches(n, other *node) bool {
	g.walks++
	return n.waitsFor(other, g.walks)
}

func (n *node) waitsFor(other *node, walk int) bool {
	n.seen = walk
	for _, dep := range n.deps {
		if dep == other || dep.seen != walk && dep.waitsFor(other, walk) {
			return true
		}
	}
	return false
}

// replace takes nodes out; what waited for one, and what it waited for, goes over to the node that stands for it.
func (g *fetchGraph) replace(by map[*node]*node) {
	if len(by) == 0 {
		return
	}
	standing := func(n *node) *node {
		for by[n] != nil {
			n = by[n]
		}
		return n
	}
	kept := make([]*node, 0, len(g.nodes)-len(by))
	for _, n := range g.nodes {
		if standing(n) == n {
			kept = append(kept, n)
		}
	}
	waiting := make(map[*node]nodeSet, len(by)) // what those taken out waited for, by those that stand for them
	for _, n := range g.nodes {
		if into := standing(n); into != n {
			waiting[into] = append(waiting[into], n.deps...)
		}
	}
	for _, n := range kept {
		if more := waiting[n]; more != nil {
			n.deps = append(n.deps, more...)
		} else if !slices.ContainsFunc(n.deps, func(dep *node) bool { return by[dep] != nil }) {
			continue
		}
		g.walks++
		n.seen = g.walks
		deps := n.deps[:0]
		for _, dep := range n.deps {
			if dep = standing(dep); dep.seen != g.walks {
				dep.seen = g.walks
				deps = append(deps, dep)
			}
		}
		clear(n.deps[len(deps):])
		n.deps = deps
	}
	g.nodes = kept
}
