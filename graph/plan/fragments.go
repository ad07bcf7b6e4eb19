package plan

import (
	"slices"
	"strconv"
)

// A request that asks the same of one type at several places says it once, as a fragment, where that makes it shorter.

// fragments finds the sets of a request that repeat.
type fragments struct {
	// usable says whether a type condition may name a type.
	usable func(typeName string) bool
	ids    map[string]int // by content
	// shapes by number.
	shapes []setShape
	// order is that of the fragments' definitions.
	order []int
	// text is scratch memory.
	text []byte
}

// setShape is one distinct content of sets.
type setShape struct {
	first *output
	count int
	// name is that of the fragment that the set is, "" for none.
	name string
}

func newFragments(usable func(string) bool) *fragments {
	return &fragments{usable: usable, ids: map[string]int{}}
}

// find numbers the sets of a request and chooses those that become fragments.
func (f *fragments) find(sets []*output) {
	for _, o := range sets {
		f.number(o)
	}
	seen := map[int]bool{}
	for _, o := range sets {
		f.count(o, seen)
	}
	if !slices.ContainsFunc(f.shapes, func(shape setShape) bool { return shape.count > 1 && f.usable(shape.first.typeName) }) {
		return
	}
	// A set's number is greater than those of the sets below it, so that their lengths are known.
	lengths := make([]int, len(f.shapes))
	for id, shape := range f.shapes {
		lengths[id] = f.length(shape.first, lengths)
		if shape.count < 2 || !f.usable(shape.first.typeName) {
			continue
		}
		name := "F" + strconv.Itoa(len(f.order))
		inline := shape.count * lengths[id]
		spread := shape.count * len("{..."+name+"}")
		definition := len("fragment "+name+" on "+shape.first.typeName) + lengths[id]
		if spread+definition < inline {
			f.shapes[id].name = name
			f.order = append(f.order, id)
			lengths[id] = len("{..." + name + "}")
		}
	}
}

// number gives equal sets one number.
func (f *fragments) number(o *output) {
	for _, it := range o.items {
		if it.sub != nil {
			f.number(it.sub)
		}
	}
	text := f.text[:0]
	text = append(text, o.typeName...)
	for _, it := range o.items {
		text = append(text, '\n')
		if len(it.on) > 0 {
			text = it.appendID(text)
		} else {
			text = append(append(text, it.requestKey()...), ':')
			text = append(append(text, it.name...), it.argsText...)
			text = appendConditions(text, it.conditions)
		}
		if it.sub != nil {
			text = append(strconv.AppendInt(append(text, '{'), int64(it.sub.number), 10), '}')
		}
	}
	f.text = text
	id, known := f.ids[string(text)]
	if !known {
		id = len(f.shapes)
		f.ids[string(text)] = id
		f.shapes = append(f.shapes, setShape{first: o})
	}
	o.number = id
}

// count counts where a set stands; what is below a set that stands at several places is counted once, as if
// that were a fragment.
func (f *fragments) count(o *output, seen map[int]bool) {
	id := o.number
	f.shapes[id].count++
	if seen[id] && f.usable(o.typeName) {
		return
	}
	seen[id] = true
	for _, it := range o.items {
		if it.sub == nil {
			continue
		}
		for range max(1, len(it.on)) {
			f.count(it.sub, seen)
		}
	}
}

// length is how long a set is in print, with its braces.
func (f *fragments) length(o *output, lengths []int) int {
	n := len("{}")
	p := &printer{variables: map[string]bool{}, headsOnly: true}
	for i, it := range o.items {
		if len(it.on) > 0 {
			for _, on := range it.on {
				n += len("...on "+on) + lengths[it.sub.number]
			}
			continue
		}
		if i > 0 {
			n++
		}
		p.field(it)
		if it.sub != nil {
			n += lengths[it.sub.number]
		}
	}
	return n + p.text.Len()
}

// spread is the name of the fragment that a set is written as, "" for none.
func (f *fragments) spread(o *output) string {
	if f == nil {
		return ""
	}
	return f.shapes[o.number].name
}
