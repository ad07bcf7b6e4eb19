package value

import (
	"bytes"
	"hash/maphash"
)

// Twins are objects of one document with equal bytes and nothing but scalars in them, such as the key of an entity
// that stands at many places. The first of them stands for all: what is laid on it is laid on each.

// twin in node.layer means that the rest is the node that stands for this one.
const twin = 1 << 31

// maxTwin is how many values an object with twins may hold.
const maxTwin = 16

// TwinTable is scratch memory of Twins. The zero value is ready.
type TwinTable struct {
	seed  maphash.Seed
	slots []twinSlot
}

type twinSlot struct {
	hash uint64
	node uint32 // 0 for none
}

// Twins finds the twins among the objects with a mark, and leaves one of each among the marked. Nothing may have been laid
// on them yet.
func (x *Index) Twins(mark int, table *TwinTable) {
	if len(x.Marked(mark)) < 2 {
		return
	}
	table.reset(len(x.marks[mark]))
	kept := x.marks[mark][:0]
	for _, n := range x.marks[mark] {
		if !x.isFlat(n) {
			kept = append(kept, n)
			continue
		}
		if first := table.add(x, n); first != n {
			x.nodes[first].flags |= hasTwins
			x.nodes[n].layer = twin | first
			continue
		}
		kept = append(kept, n)
	}
	x.marks[mark] = kept
}

// isFlat says whether an object holds a few scalars only.
func (x *Index) isFlat(object uint32) bool {
	end := x.nodes[object].next
	if end-object > maxTwin {
		return false
	}
	for i := object + 1; i < end; i++ {
		if k := x.nodes[i].kind; k == List || k == Object {
			return false
		}
	}
	return true
}

// reset makes room for as many objects.
func (t *TwinTable) reset(objects int) {
	if t.slots == nil {
		t.seed = maphash.MakeSeed()
	}
	size := 16
	for size < 2*objects {
		size *= 2
	}
	if cap(t.slots) < size {
		t.slots = make([]twinSlot, size)
		return
	}
	t.slots = t.slots[:size]
	clear(t.slots)
}

// add is the first object that was added with the same bytes.
func (t *TwinTable) add(x *Index, n uint32) (first uint32) {
	raw := x.Raw(n)
	hash := maphash.Bytes(t.seed, raw)
	mask := uint64(len(t.slots) - 1)
	at := hash & mask
	for ; t.slots[at].node != 0; at = (at + 1) & mask {
		if slot := &t.slots[at]; slot.hash == hash && bytes.Equal(x.Raw(slot.node), raw) {
			return slot.node
		}
	}
	t.slots[at] = twinSlot{hash: hash, node: n}
	return n
}

// HasTwins says whether an object stands for others, too.
func (x *Index) HasTwins(n uint32) bool { return x.nodes[n].flags&hasTwins != 0 }
