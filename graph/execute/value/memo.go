package value

import (
	"slices"
	"sync/atomic"
)

// Memo is for a document that several requests index, each for itself, since each lays its own on it: what the first has found,
// the others copy. It is much less work than to read the document again. The zero value is ready; a Memo is safe for concurrent use.
type Memo struct{ first atomic.Pointer[indexed] }

// indexed is an index as it was after parsing. It is not changed.
type indexed struct {
	layout *Layout
	nodes  []node
	marks  [][]uint32
}

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
