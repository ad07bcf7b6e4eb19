package value

import (
	"bytes"
	"hash/maphash"
)

// Twins are objects of one document with equal bytes under the same mark, such as the key of an entity that stands at many
// places, or all that a list of reviews says of the same author. The first of them stands for all: what is laid
// on it, or on an object in it, is laid on each.

// twin in node.layer means that the rest is the node that stands for this one.
const twin = 1 << 31

// Bounds on the work for what may not pay.
const (
	// smallTwin is how many values a small object holds at most. Small ones are always compared.
	smallTwin = 8
	// triedTwins is how many larger objects of a mark are compared before the first twin is found among them.
	triedTwins = 16
	// largestTwin is how many bytes an object may have to be compared at all.
	largestTwin = 16 << 10
	// hashedEnd is how much of each end of an object is hashed, in bytes: where objects differ, their keys nearly always do, and
	// those stand first.
	hashedEnd = 128
	// unlikeTwins is with how many objects of the same hash one is compared before it is taken for one without a twin.
	unlikeTwins = 8
)

// TwinTable is scratch memory of Twins. The zero value is ready.
type TwinTable struct {
	seed  maphash.Seed
	slots []twinSlot
	marks []twinMark
	// nearest are positions in marks of those with objects left, as a heap: the one whose next object comes first is the first.
	nearest []uint32
}

type twinSlot struct {
	hash uint64
	node uint32 // 0 for none
	mark uint32
}

// twinMark is the state of one list of marked objects: those kept, where the next one is, and how many larger ones were tried.
type twinMark struct {
	number, kept, next int
	tried, found       int
}

// Twins finds the twins among the objects of the marks that say so, and leaves of each one among the marked; objects
// in those that are left out are left out, too. Nothing may have been laid on any of them yet.
func (x *Index) Twins(marks []bool, table *TwinTable) {
	objects := 0
	table.marks = table.marks[:0]
	for number, twins := range marks {
		if twins && len(x.Marked(number)) > 0 {
			objects += len(x.marks[number])
			table.marks = append(table.marks, twinMark{number: number})
		}
	}
	if objects < 2 {
		return
	}
	table.reset(objects)
	table.order(x)
	// In the document's order, so that an object comes before those in it.
	left := uint32(0)
	for {
		m, n := table.nextMarked(x)
		if m == nil {
			break
		}
		if n < left {
			continue
		}
		if first := x.twinOf(n, m, table); first != n {
			x.nodes[first].flags |= hasTwins
			x.nodes[n].layer = twin | first
			left = x.nodes[n].next
			continue
		}
		x.marks[m.number][m.kept] = n
		m.kept++
	}
	for i := range table.marks {
		m := &table.marks[i]
		x.marks[m.number] = x.marks[m.number][:m.kept]
	}
}

// order begins to go through all marked objects.
func (t *TwinTable) order(x *Index) {
	t.nearest = t.nearest[:0]
	for i := range t.marks {
		t.nearest = append(t.nearest, uint32(i))
	}
	for at := len(t.nearest)/2 - 1; at >= 0; at-- {
		t.sink(x, at)
	}
}

// nextMarked is the first object, in the document's order, that was not looked at; of nil is the end.
func (t *TwinTable) nextMarked(x *Index) (of *twinMark, n uint32) {
	if len(t.nearest) == 0 {
		return nil, 0
	}
	of = &t.marks[t.nearest[0]]
	list := x.marks[of.number]
	n = list[of.next]
	if of.next++; of.next == len(list) {
		last := len(t.nearest) - 1
		t.nearest[0] = t.nearest[last]
		t.nearest = t.nearest[:last]
	}
	t.sink(x, 0)
	return of, n
}

// sink brings one of the nearest to its place in the heap.
func (t *TwinTable) sink(x *Index, at int) {
	for {
		least := at
		for child := 2*at + 1; child <= 2*at+2 && child < len(t.nearest); child++ {
			if t.before(x, t.nearest[child], t.nearest[least]) {
				least = child
			}
		}
		if least == at {
			return
		}
		t.nearest[at], t.nearest[least] = t.nearest[least], t.nearest[at]
		at = least
	}
}

// before says whether the next object of one mark comes before another's; of the same object the lesser mark is first.
func (t *TwinTable) before(x *Index, a, b uint32) bool {
	first, second := &t.marks[a], &t.marks[b]
	m, n := x.marks[first.number][first.next], x.marks[second.number][second.next]
	return m < n || m == n && a < b
}

// twinOf is the object that stands for this one, which may be itself.
func (x *Index) twinOf(n uint32, m *twinMark, table *TwinTable) uint32 {
	small := x.nodes[n].next-n <= smallTwin
	if !small {
		if m.found == 0 && m.tried >= triedTwins || x.nodes[n].end-x.nodes[n].start > largestTwin {
			return n
		}
		m.tried++
	}
	first := table.add(x, n, uint32(m.number))
	if !small && first != n {
		m.found++
	}
	return first
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

// add is the first object that was added with the same mark and bytes. With too many that only seem to be like it, it is not
// looked for, and not added.
func (t *TwinTable) add(x *Index, n, mark uint32) (first uint32) {
	raw := x.Raw(n)
	hash := t.hash(raw, mark)
	mask := uint64(len(t.slots) - 1)
	at := hash & mask
	for unlike := 0; t.slots[at].node != 0; at = (at + 1) & mask {
		slot := &t.slots[at]
		if slot.hash != hash || slot.mark != mark {
			continue
		}
		if bytes.Equal(x.Raw(slot.node), raw) {
			return slot.node
		}
		if unlike++; unlike == unlikeTwins {
			return n
		}
	}
	t.slots[at] = twinSlot{hash: hash, node: n, mark: mark}
	return n
}

// hash is of a mark, and of an object's size and its ends.
func (t *TwinTable) hash(raw []byte, mark uint32) uint64 {
	const odd = 0x9e3779b97f4a7c15
	about := uint64(mark)<<32 | uint64(len(raw))
	if len(raw) <= 2*hashedEnd {
		return about*odd ^ maphash.Bytes(t.seed, raw)
	}
	begin, end := maphash.Bytes(t.seed, raw[:hashedEnd]), maphash.Bytes(t.seed, raw[len(raw)-hashedEnd:])
	return (about*odd^begin)*odd ^ end
}

// Size is the memory that the table keeps, in bytes.
func (t *TwinTable) Size() int { return cap(t.slots)*16 + cap(t.marks)*40 + cap(t.nearest)*4 }

// HasTwins says whether an object stands for others, too.
func (x *Index) HasTwins(n uint32) bool { return x.nodes[n].flags&hasTwins != 0 }
