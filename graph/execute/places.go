package execute

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/weftgraphql/weft/graph/execute/value"
	"github.com/weftgraphql/weft/graph/plan"
)

// Most entity calls are about objects that one fetch brings and that all stand at the same places of its answer. Such objects
// are noted while the answer is indexed, and the tree need not be walked to find them: each object of the
// answer counts once, however often it stands in the tree. What follows from the plan for that is found out here.

// place is where objects stand in the answer of a fetch.
type place struct {
	shape *value.Shape
	// fields are the places below, by the keys of the tree.
	fields map[string]*place
	// ambiguous: its key is another one for some types of objects.
	ambiguous bool
	// entered are the calls that enter the place or go through it, and on to where.
	entered []entry
	// typed: whether they do depends on the types of objects on the way.
	typed bool
	// marked is 1 + the number of the list in which its objects are noted for these calls, 0 for none.
	marked int
	// noted is 1 + the number of the list in which all objects are noted to be reused, 0 for none.
	noted int
}

// entry is a call, by the numbers of its fetch and its own, and what of its path follows.
type entry struct {
	fetch, call int
	rest        string
}

// mount is a fetch's answer, or the entities of one of its calls, laid somewhere in the tree.
type mount struct {
	fetch int
	// separate: the answer's objects are not the only ones that stand there for it. There is a document for some paths of
	// its own, or another request with another answer.
	separate bool
	root     *place
}

// source is where a call finds objects: in the answer of a fetch, under a mark, of these types. path is the number of the
// call's path.
type source struct {
	fetch, mark int
	path        uint32
	types       [][]string
}

// equal: the same objects are found. Two paths may lead to one place, for different types of objects.
func (s *source) equal(other source) bool {
	return other.fetch == s.fetch && other.mark == s.mark && slices.EqualFunc(other.types, s.types, slices.Equal[[]string])
}

// finder finds out where the calls of a program can find their objects.
type finder struct {
	program *Program
	// mounts are by the keys that lead to them.
	mounts map[string][]mount
	// marks are by fetch and entries.
	marks map[string]int
	// found is the only place for each path of each call, in order; nil for none or several.
	found []*place
	from  []int
}

// findSources gives the calls whose objects can be noted their sources. What takes values from contexts, or is to be kept
// apart for them, goes by where an object stands, for which the tree has to be walked.
func (p *Program) findSources() {
	f := finder{program: p, mounts: map[string][]mount{}, marks: map[string]int{}}
	for i := range p.fetches {
		if p.fetches[i].layout == nil {
			return // anything may stand anywhere
		}
		f.mount(i, &p.fetches[i])
	}
	for i := range p.fetches {
		for c := range p.fetches[i].calls {
			for _, path := range p.fetches[i].calls[c].paths {
				f.enter(i, c, path)
			}
		}
	}
	at := 0
	for i := range p.fetches {
		for c := range p.fetches[i].calls {
			call := &p.fetches[i].calls[c]
			paths := len(call.paths)
			if !call.whole && call.apart == nil && p.fetches[i].Repeat == nil {
				f.settle(call, f.found[at:at+paths], f.from[at:at+paths])
			}
			at += paths
		}
	}
}

func (f *finder) mount(id int, from *fetch) {
	if len(from.calls) == 0 {
		f.mounts[""] = append(f.mounts[""], mount{fetch: id, root: from.places[0]})
		return
	}
	for c := range from.calls {
		for _, path := range from.calls[c].paths {
			at := path.keys()
			call := &from.calls[c]
			separate := call.separate || call.whole && call.apart != nil || from.Repeat != nil
			f.mounts[at] = append(f.mounts[at], mount{fetch: id, separate: separate, root: from.places[c]})
		}
	}
}

// enter notes a path at each place that it leads through, and which place it leads to.
func (f *finder) enter(id, c int, path route) {
	keys, typed, types := path.keys(), path.dependsOnTypes(), ""
	if conditions := path.typesAtEnd(); conditions != nil {
		types = fmt.Sprint(conditions)
	}
	var found *place
	from, several := 0, false
	for begin := 0; begin < len(keys); begin += strings.IndexByte(keys[begin:], '.') + 1 {
		for _, m := range f.mounts[keys[:begin]] {
			p := m.root
			for at := begin; p != nil && !p.ambiguous && at < len(keys); {
				end := at + strings.IndexByte(keys[at:], '.')
				if p = p.fields[keys[at:end]]; p == nil {
					break
				}
				at = end + 1
				p.typed = p.typed || typed
				p.entered = append(p.entered, entry{id, c, keys[at:] + types})
			}
			if p != nil {
				several = several || p.ambiguous || m.separate || found != nil && found != p
				found, from = p, m.fetch
			}
		}
	}
	if several || typed {
		found = nil
	}
	f.found, f.from = append(f.found, found), append(f.from, from)
}

// settle gives a call its sources, if there is one for each of its paths.
func (f *finder) settle(c *call, found []*place, from []int) {
	if slices.Contains(found, nil) {
		return
	}
	for i, p := range found {
		s := source{fetch: from[i], mark: f.mark(from[i], p), path: uint32(i), types: c.paths[i].typesAtEnd()}
		if !slices.ContainsFunc(c.sources, s.equal) {
			c.sources = append(c.sources, s)
		}
	}
}

// mark is the number of the list that a place's objects are noted in. Places of one answer that are entered by the same
// calls in the same way and of which the same is asked share one, since the same is laid on their objects and read of them.
// Equal objects are the same, too, unless it goes by their types or by what stands above them.
func (f *finder) mark(fetch int, p *place) int {
	if p.marked > 0 {
		return p.marked - 1
	}
	slices.SortFunc(p.entered, func(a, b entry) int {
		return cmp.Or(a.fetch-b.fetch, a.call-b.call, strings.Compare(a.rest, b.rest))
	})
	p.entered = slices.Compact(p.entered)
	identity := strconv.AppendInt(nil, int64(fetch), 10)
	for _, e := range p.entered {
		identity = strconv.AppendInt(append(identity, ' '), int64(e.fetch), 10)
		identity = strconv.AppendInt(append(identity, '.'), int64(e.call), 10)
		identity = append(append(identity, ':'), e.rest...)
	}
	identity = p.shape.AppendSignature(append(identity, '\n'))
	at := &f.program.fetches[fetch]
	mark, ok := f.marks[string(identity)]
	if !ok {
		mark = at.newMark(true)
		f.marks[string(identity)] = mark
	}
	if p.typed || slices.ContainsFunc(p.entered, f.takesContexts) {
		at.marks[mark] = false
	}
	p.shape.Mark(mark)
	p.marked = mark + 1
	return mark
}

func (f *finder) takesContexts(e entry) bool {
	return len(f.program.fetches[e.fetch].calls[e.call].contexts) > 0
}

// newMark is the number of a new list of objects; twins says whether equal ones are the same.
func (f *fetch) newMark(twins bool) int {
	f.marks = append(f.marks, twins)
	f.layout.Marks = len(f.marks)
	return len(f.marks) - 1
}

// keys are those of a route, each with a dot behind it, without lists and types.
func (p route) keys() string {
	var keys []byte
	for _, step := range p {
		if step.key.Text != "" {
			keys = append(append(keys, step.key.Text...), '.')
		}
	}
	return string(keys)
}

// dependsOnTypes says whether a type condition stands before the route's end.
func (p route) dependsOnTypes() bool {
	for len(p) > 0 && len(p[len(p)-1].types) > 0 {
		p = p[:len(p)-1]
	}
	return slices.ContainsFunc(p, func(step segment) bool { return len(step.types) > 0 })
}

// typesAtEnd are the types of objects that the route leads to, nil for any.
func (p route) typesAtEnd() (types [][]string) {
	for ; len(p) > 0 && len(p[len(p)-1].types) > 0; p = p[:len(p)-1] {
		types = append(types, p[len(p)-1].types)
	}
	return types
}

// rename gives a place of an answer the key that it has in the tree.
func (p *place) rename(re *plan.Rename) {
	ambiguous := false
	for _, step := range re.Path {
		switch {
		case len(step.Types) > 0:
			ambiguous = true
		case step.Key != "":
			if p = p.fields[step.Key]; p == nil {
				return
			}
		}
	}
	below := p.fields[re.From]
	if below == nil {
		return
	}
	if other := p.fields[re.To]; other != nil {
		other.ambiguous, below.ambiguous = true, true
		return
	}
	below.ambiguous = below.ambiguous || ambiguous
	p.fields[re.To] = below
	if !ambiguous {
		delete(p.fields, re.From)
	}
}
