package value

// Ref is a value in a Tree: a document and a node in it.
type Ref struct{ Doc, Node uint32 }

// layer is one object laid on another; a chain of them belongs to a node, in order of rank.
type layer struct {
	ref  Ref
	next uint32 // 1 + index of the next layer, 0 at the end
	rank uint32
}

// Tree joins documents into one tree of answers. It is used by one goroutine at a time.
// An object of the tree consists of parts: an object of one document and those layered on it.
type Tree struct {
	docs   []*Index
	used   int
	layers []layer
	roots  []layer
}

// Reset forgets all documents and keeps the memory.
func (t *Tree) Reset() {
	for _, doc := range t.docs[:t.used] {
		doc.Reset()
	}
	t.used = 0
	t.layers, t.roots = t.layers[:0], t.roots[:0]
}

// Size is the memory that the tree keeps, in bytes, bodies left out.
func (t *Tree) Size() int {
	size := (cap(t.layers) + cap(t.roots)) * 16
	for _, doc := range t.docs {
		size += cap(doc.nodes) * 24
	}
	return size
}

// NewDoc adds an empty document. The Index may be parsed into by another goroutine,
// as long as the tree is not asked about this document meanwhile.
func (t *Tree) NewDoc() (id uint32, x *Index) {
	if t.used == len(t.docs) {
		t.docs = append(t.docs, new(Index))
	}
	t.used++
	return uint32(t.used - 1), t.docs[t.used-1]
}

// Doc is the document of this number.
func (t *Tree) Doc(id uint32) *Index { return t.docs[id] }

// AddRoot makes an object part of the tree's root. Parts are ordered by rank.
func (t *Tree) AddRoot(ref Ref, rank uint32) {
	at := len(t.roots)
	for at > 0 && t.roots[at-1].rank > rank {
		at--
	}
	t.roots = append(t.roots, layer{})
	copy(t.roots[at+1:], t.roots[at:])
	t.roots[at] = layer{ref: ref, rank: rank}
}

// Root appends the parts of the tree's root.
func (t *Tree) Root(dst []Ref) []Ref {
	for _, root := range t.roots {
		dst = t.Parts(dst, root.ref)
	}
	return dst
}

// Attach lays an object on another one, once however often it is asked to. Layers are ordered by rank.
func (t *Tree) Attach(base, object Ref, rank uint32) {
	if l := t.docs[base.Doc].nodes[base.Node].layer; l&twin != 0 {
		base.Node = l &^ twin
	}
	at := &t.docs[base.Doc].nodes[base.Node].layer
	for *at != 0 {
		l := &t.layers[*at-1]
		if l.ref == object {
			return
		}
		if l.rank > rank {
			break
		}
		at = &l.next
	}
	next := *at
	// The append may move what at points into, so the link is set before.
	*at = uint32(len(t.layers) + 1)
	t.layers = append(t.layers, layer{ref: object, next: next, rank: rank})
}

// Parts appends an object, or the one that stands for it, and all that is layered on it.
func (t *Tree) Parts(dst []Ref, ref Ref) []Ref {
	nodes := t.docs[ref.Doc].nodes
	l := nodes[ref.Node].layer
	if l&twin != 0 {
		ref.Node = l &^ twin
		l = nodes[ref.Node].layer
	}
	dst = append(dst, ref)
	if l == 0 {
		return dst
	}
	return t.layered(dst, l)
}

// layered appends chains of layers, and the chains of what they consist of: without recursion, as parts are their own worklist.
func (t *Tree) layered(dst []Ref, first uint32) []Ref {
	at := len(dst)
	for l := first; l != 0; l = t.layers[l-1].next {
		dst = append(dst, t.layers[l-1].ref)
	}
	for ; at < len(dst); at++ {
		ref := dst[at]
		for l := t.docs[ref.Doc].nodes[ref.Node].layer; l != 0; l = t.layers[l-1].next {
			dst = append(dst, t.layers[l-1].ref)
		}
	}
	return dst
}

// Kind of the value.
func (t *Tree) Kind(r Ref) Kind { return t.docs[r.Doc].nodes[r.Node].kind }

// Leaf is what the parts of an object hold under a key when it is not gone into: the first that is not null, else any.
func (t *Tree) Leaf(parts []Ref, key Key) (leaf Ref, found bool) {
	for _, part := range parts {
		x := t.docs[part.Doc]
		if n := x.Get(part.Node, key); n != 0 {
			leaf, found = Ref{part.Doc, n}, true
			if x.nodes[n].kind != Null {
				break
			}
		}
	}
	return leaf, found
}

// Members appends what the parts of an object (an object in one document each) hold under a key: lists as
// they are, objects with their layers, scalars as they are. Nulls count only where no part has a value.
// found says whether any part has the key at all. dst must not alias parts' free capacity unless it begins after them.
func (t *Tree) Members(dst, parts []Ref, key Key) (result []Ref, found bool) {
	for _, part := range parts {
		x := t.docs[part.Doc]
		n := x.Get(part.Node, key)
		if n == 0 {
			continue
		}
		found = true
		switch x.nodes[n].kind {
		case Null:
		case Object:
			dst = t.Parts(dst, Ref{part.Doc, n})
		default:
			dst = append(dst, Ref{part.Doc, n})
		}
	}
	return dst, found
}
