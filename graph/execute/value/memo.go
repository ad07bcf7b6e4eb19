package value

import (
	"slices"
	"sync/atomic"
)

// Memo is for a document that several requests index, each for itself, since each lays its own on it: what the first has found,
// by parsing and of twins, the others copy. That is much less work than to find it again. The zero value is ready; a Memo is safe
// for concurrent use.
type Memo struct {
	first atomic.Pointer[indexed]
	twins atomic.Pointer[twinned]
}

// indexed is an index as it was after parsing. It is not changed.
type indexed struct {
	layout *Layout
	nodes  []node
	marks  [][]uint32
}

// twinned is what Twins did to an index by that layout. It is not changed.
type twinned struct {
	layout *Layout
	nodes  int
	pairs  []twinPair
	marks  [][]uint32
}

// twinPair is an object and the one that stands for it.
type twinPair struct{ node, first uint32 }

// memoNodes is how many values a document may have that is kept in a Memo.
const memoNodes = 1 << 16

// ParseShared is ParseAs for a document of which others may know the same memo, which may be nil. The memo must be of this
// document only.
func (x *Index) ParseShared(body []byte, layout *Layout, limits Limits, memo *Memo) error {
	if memo == nil {
		return x.ParseAs(body, layout, limits)
	}
	known := memo.first.Load()
	if known != nil && known.layout == layout && len(known.nodes) <= limits.nodes() {
		x.become(known, body)
		return nil
	}
	if err := x.ParseAs(body, layout, limits); err != nil {
		return err
	}
	if known == nil && len(x.nodes) <= memoNodes {
		memo.first.CompareAndSwap(nil, x.asParsed(layout))
	}
	return nil
}

func (x *Index) asParsed(layout *Layout) *indexed {
	made := &indexed{layout: layout, nodes: slices.Clone(x.nodes)}
	if layout != nil {
		made.marks = make([][]uint32, layout.Marks)
		for i := range made.marks {
			made.marks[i] = slices.Clone(x.marks[i])
		}
	}
	return made
}

func (x *Index) become(known *indexed, body []byte) {
	x.Reset()
	x.body, x.nodes = body, append(x.nodes, known.nodes...)
	if known.layout == nil {
		return
	}
	x.keys = known.layout.Keys
	for i, marked := range x.lists(len(known.marks))[:len(known.marks)] {
		x.marks[i] = append(marked, known.marks[i]...)
	}
}

// TwinsShared is Twins for an index that ParseShared made with this layout and this memo. It is the same marks that say so for all
// who have the layout.
func (x *Index) TwinsShared(layout *Layout, marks []bool, table *TwinTable, memo *Memo) {
	if memo == nil {
		x.Twins(marks, table)
		return
	}
	known := memo.twins.Load()
	if known != nil && known.layout == layout && known.nodes == len(x.nodes) {
		x.becomeTwinned(known)
		return
	}
	x.Twins(marks, table)
	if known == nil && len(x.nodes) <= memoNodes {
		memo.twins.CompareAndSwap(nil, x.asTwinned(layout, len(marks)))
	}
}

func (x *Index) asTwinned(layout *Layout, marks int) *twinned {
	made := &twinned{layout: layout, nodes: len(x.nodes)}
	for n := range x.nodes {
		if l := x.nodes[n].layer; l&twin != 0 {
			made.pairs = append(made.pairs, twinPair{node: uint32(n), first: l &^ twin})
		}
	}
	for mark := range marks {
		made.marks = append(made.marks, slices.Clone(x.Marked(mark)))
	}
	return made
}

func (x *Index) becomeTwinned(known *twinned) {
	for _, pair := range known.pairs {
		x.nodes[pair.node].layer = twin | pair.first
		x.nodes[pair.first].flags |= hasTwins
	}
	for mark, marked := range known.marks {
		if mark < len(x.marks) {
			x.marks[mark] = append(x.marks[mark][:0], marked...)
		}
	}
}
