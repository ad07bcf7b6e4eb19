package value

// Extract is what is taken of an object: some of its members, under keys of their own.
type Extract struct{ entries []ExtractEntry }

// ExtractEntry takes the member From under the key To.
type ExtractEntry struct {
	From, To Key
	// Below is what is taken of the object or the objects under it, nil for a value that is taken whole.
	Below *Extract
	// Condition is the number of the condition under which it is taken at all, -1 for always.
	Condition int
}

// Add adds an entry. It returns false when one of its keys has no number.
func (e *Extract) Add(entry ExtractEntry) bool {
	if entry.From.id == notAsked || entry.To.id == notAsked {
		return false
	}
	e.entries = append(e.entries, entry)
	return true
}

// Share makes x an empty index over the same document, for Take.
func (x *Index) Share(other *Index) {
	x.Reset()
	x.body, x.keys = other.body, other.keys
	// Node 0 is never a member.
	x.nodes = append(x.nodes, node{kind: Null, next: 1})
}

// Take copies what is extracted of an object of the document that x shares. holds has the truth of each condition. It returns 0, and
// changes nothing, when something that is wanted isn't there, or x would have more than limit values.
func (x *Index) Take(from *Index, object uint32, what *Extract, holds []bool, limit int) uint32 {
	before := len(x.nodes)
	if !x.takeObject(from, object, what, holds, limit, &node{}) {
		x.nodes = x.nodes[:before]
		return 0
	}
	return uint32(before)
}

// takeObject is as deep as what is extracted.
func (x *Index) takeObject(from *Index, object uint32, what *Extract, holds []bool, limit int, as *node) bool {
	self := len(x.nodes)
	old := &from.nodes[object]
	x.nodes = append(x.nodes, node{
		start: old.start, end: old.end, key: as.key, keyLen: as.keyLen, kind: Object, flags: asked | as.flags,
	})
	for i := range what.entries {
		e := &what.entries[i]
		if e.Condition >= 0 && !holds[e.Condition] {
			continue
		}
		member := from.Get(object, e.From)
		if member == 0 || len(x.nodes) >= limit || !x.takeValue(from, member, e, holds, limit) {
			return false
		}
		if e.To.id == typeNameID {
			x.nodes[self].flags |= saysType
		}
	}
	x.nodes[self].next = uint32(len(x.nodes))
	return true
}

func (x *Index) takeValue(from *Index, member uint32, e *ExtractEntry, holds []bool, limit int) bool {
	as := node{keyLen: e.To.id, flags: numberedKey}
	switch kind := from.nodes[member].kind; {
	case e.Below == nil || kind == Null:
		return x.takeWhole(from, member, limit, &as)
	case kind == List:
		return x.takeList(from, member, e, holds, limit, &as)
	case kind == Object:
		return x.takeObject(from, member, e.Below, holds, limit, &as)
	}
	return false
}

// takeList is as deep as lists may be nested.
func (x *Index) takeList(from *Index, list uint32, e *ExtractEntry, holds []bool, limit int, as *node) bool {
	self := len(x.nodes)
	old := &from.nodes[list]
	x.nodes = append(x.nodes, node{start: old.start, end: old.end, keyLen: as.keyLen, kind: List, flags: as.flags})
	for i, to := from.Children(list); i < to; i = from.Next(i) {
		if len(x.nodes) >= limit {
			return false
		}
		ok := false
		switch from.nodes[i].kind {
		case Null:
			ok = x.takeWhole(from, i, limit, &node{})
		case List:
			ok = x.takeList(from, i, e, holds, limit, &node{})
		case Object:
			ok = x.takeObject(from, i, e.Below, holds, limit, &node{})
		}
		if !ok {
			return false
		}
	}
	x.nodes[self].next = uint32(len(x.nodes))
	return true
}

// takeWhole copies a value and all it contains.
func (x *Index) takeWhole(from *Index, n uint32, limit int, as *node) bool {
	end := from.nodes[n].next
	if len(x.nodes)+int(end-n) > limit {
		return false
	}
	self := uint32(len(x.nodes))
	for i := n; i < end; i++ {
		copied := from.nodes[i]
		copied.next += self - n
		copied.layer = 0
		copied.flags &^= hasTwins
		x.nodes = append(x.nodes, copied)
	}
	first := &x.nodes[self]
	first.key, first.keyLen = as.key, as.keyLen
	first.flags = first.flags&^(numberedKey|rawKey|renamedKey) | as.flags
	return true
}
