package value

import (
	"fmt"
	"math"
	"slices"
)

// Kind is what a JSON value is.
type Kind uint8

// The kinds of JSON values. Invalid is the kind of no value.
const (
	Invalid Kind = iota
	Null
	False
	True
	Number
	String
	List
	Object
)

var kindNames = [...]string{"nothing", "null", "a boolean", "a boolean", "a number", "a string", "a list", "an object"}

// String names the kind for error messages, with its article.
func (k Kind) String() string { return kindNames[k] }

// MaxDepth is how deep lists and objects may be nested.
const MaxDepth = 512

// DefaultMaxNodes bounds the values of one document where Parse is given no bound: at 24
// bytes each they take at most 48 MB.
const DefaultMaxNodes = 2 << 20

// Flags of a node.
const (
	// scanAll: keys of the object repeat, hold escapes or are too many to have been compared;
	// look at all of them, the last that fits counts.
	scanAll = 1 << iota
	// rawKey: the key holds escapes or is longer than keyLen can say.
	rawKey
	// renamedKey: key is a position in Index.names.
	renamedKey
	// escaped: the string holds backslashes.
	escaped
	// saysType: the object has a key of the length of __typename that begins as it does.
	saysType
	// numberedKey: keyLen is the number of the key.
	numberedKey
	// asked: the object has a shape, and so the keys of its members are numbered.
	asked
	// hasTwins: the object stands for others with the same bytes.
	hasTwins
)

// slowKey in keyLen means that a comparison of bytes can't decide; see flags.
const slowKey = math.MaxUint16

// node is one value. Children of a container follow it; next leads past them.
type node struct {
	start, end uint32 // the value's bytes, quotes and brackets included
	next       uint32 // the node after this value
	key        uint32 // where the key's text begins, after its quote
	layer      uint32 // 1 + index of the first layer in Tree.layers, 0 for none; see twin
	keyLen     uint16
	kind       Kind
	flags      uint8
}

// Index is the table over one document. The zero value is ready for Parse and
// may be used again with its memory. The document's bytes must not change while the Index is read.
type Index struct {
	body  []byte
	nodes []node
	names []string
	keys  *Keys
	marks [][]uint32      // the objects that shapes mark
	open  []openContainer // Parse's stack
}

// Root is the node of the document's top value.
const Root = 0

// Len is the number of values in the document.
func (x *Index) Len() int { return len(x.nodes) }

// Bytes is the size of the document.
func (x *Index) Bytes() int { return len(x.body) }

// Kind of the value.
func (x *Index) Kind(n uint32) Kind { return x.nodes[n].kind }

// Raw is the value's bytes as the document has them.
func (x *Index) Raw(n uint32) []byte {
	e := &x.nodes[n]
	return x.body[e.start:e.end]
}

// Next is the node after the value and all it contains.
func (x *Index) Next(n uint32) uint32 { return x.nodes[n].next }

// Children is the range of nodes in which the elements or members of a container are:
// the first is at from (when from < to), each other at Next of the one before.
func (x *Index) Children(n uint32) (from, to uint32) { return n + 1, x.nodes[n].next }

// Count is the number of elements or members of a container.
func (x *Index) Count(n uint32) int {
	count := 0
	for i, to := x.Children(n); i < to; i = x.nodes[i].next {
		count++
	}
	return count
}

// KeyIs says whether the member stands under this key.
func (x *Index) KeyIs(n uint32, key Key) bool {
	e := &x.nodes[n]
	switch {
	case e.flags&numberedKey != 0:
		if key.id != notAsked {
			return e.keyLen == key.id
		}
		return e.keyLen != notAsked && x.keys.texts[e.keyLen] == key.Text
	case e.keyLen == slowKey:
		return x.slowKeyIs(e, key.Text)
	}
	return int(e.keyLen) == len(key.Text) && string(x.body[e.key:e.key+uint32(e.keyLen)]) == key.Text
}

func (x *Index) slowKeyIs(e *node, key string) bool {
	if e.flags&renamedKey != 0 {
		return x.names[e.key] == key
	}
	return textIs(x.body[e.key:], key)
}

// Find looks for a member of an object. It tries at first, which should be where the key is expected or
// the object's first child; then it scans. It returns 0, which is never a member, when there is none.
func (x *Index) Find(object uint32, key Key, expected uint32) uint32 {
	e := &x.nodes[object]
	if e.flags&(scanAll|asked) == asked && key.id != notAsked {
		nodes := x.nodes
		for i := expected; i < e.next; i = nodes[i].next {
			if nodes[i].keyLen == key.id {
				return i
			}
		}
		for i := object + 1; i < expected; i = nodes[i].next {
			if nodes[i].keyLen == key.id {
				return i
			}
		}
		return 0
	}
	if e.flags&scanAll != 0 {
		return x.findLast(object, key)
	}
	if found := x.between(expected, e.next, key); found != 0 {
		return found
	}
	return x.between(object+1, expected, key)
}

// between looks for a member among siblings.
func (x *Index) between(from, to uint32, key Key) uint32 {
	for i := from; i < to; i = x.nodes[i].next {
		if x.KeyIs(i, key) {
			return i
		}
	}
	return 0
}

// IsAt says whether the member at this node of an object is the one that counts under this key.
// The node may be past the object's end.
func (x *Index) IsAt(object, n uint32, key Key) bool {
	e := &x.nodes[object]
	return n < e.next && e.flags&scanAll == 0 && x.KeyIs(n, key)
}

func (x *Index) findLast(object uint32, key Key) uint32 {
	found := uint32(0)
	for i, to := x.Children(object); i < to; i = x.nodes[i].next {
		if x.KeyIs(i, key) {
			found = i
		}
	}
	return found
}

// Get is Find without an expectation.
func (x *Index) Get(object uint32, key Key) uint32 { return x.Find(object, key, object+1) }

// Lookup is Get by a text, where speed does not matter.
func (x *Index) Lookup(object uint32, key string) uint32 { return x.Get(object, Key{Text: key}) }

// Marked are the objects whose shapes have this mark, in the document's order.
func (x *Index) Marked(mark int) []uint32 {
	if mark >= len(x.marks) {
		return nil
	}
	return x.marks[mark]
}

// lists are as many empty lists of marked objects.
func (x *Index) lists(count int) [][]uint32 {
	for len(x.marks) < count {
		x.marks = append(x.marks, nil)
	}
	return x.marks
}

// TypeName is the node of an object's __typename, 0 when it has none.
func (x *Index) TypeName(object uint32) uint32 {
	if x.nodes[object].flags&(saysType|scanAll) == 0 {
		return 0
	}
	return x.Get(object, typeName)
}

// StringIs says whether the value is a string of this text.
func (x *Index) StringIs(n uint32, text string) bool {
	e := &x.nodes[n]
	if e.kind != String {
		return false
	}
	if e.flags&escaped == 0 {
		return string(x.body[e.start+1:e.end-1]) == text
	}
	return textIs(x.body[e.start+1:], text)
}

// Text is the text of a string, unescaped. It allocates.
func (x *Index) Text(n uint32) string {
	e := &x.nodes[n]
	if e.kind != String {
		return ""
	}
	if e.flags&escaped == 0 {
		return string(x.body[e.start+1 : e.end-1])
	}
	return string(unescape(nil, x.body[e.start+1:]))
}

// PlainText is the text of a string that holds no escapes, without allocating.
func (x *Index) PlainText(n uint32) (text []byte, ok bool) {
	e := &x.nodes[n]
	if e.kind != String || e.flags&escaped != 0 {
		return nil, false
	}
	return x.body[e.start+1 : e.end-1], true
}

// Key is the key of a member, unescaped; empty for one that nobody asked for. It allocates.
func (x *Index) Key(n uint32) string {
	e := &x.nodes[n]
	switch {
	case e.flags&numberedKey != 0:
		return x.keys.texts[e.keyLen]
	case e.flags&renamedKey != 0:
		return x.names[e.key]
	case e.keyLen == slowKey:
		return string(unescape(nil, x.body[e.key:]))
	}
	return string(x.body[e.key : e.key+uint32(e.keyLen)])
}

// Rename gives a member another key. It is for the time before the document is shared with others.
func (x *Index) Rename(n uint32, key Key) {
	e := &x.nodes[n]
	if e.flags&numberedKey != 0 && key.id != notAsked {
		e.keyLen = key.id
		return
	}
	id := slices.Index(x.names, key.Text)
	if id < 0 {
		id = len(x.names)
		x.names = append(x.names, key.Text)
	}
	e.key, e.keyLen = uint32(id), slowKey
	e.flags = e.flags&^(rawKey|numberedKey) | renamedKey
}

// Reset forgets the document and keeps the memory.
func (x *Index) Reset() {
	x.body = nil
	x.nodes = x.nodes[:0]
	clear(x.names)
	x.names = x.names[:0]
	x.keys = nil
	for i := range x.marks {
		x.marks[i] = x.marks[i][:0]
	}
}

// CopyFrom makes x a second index over the same document, which can be given layers of its own.
func (x *Index) CopyFrom(other *Index) {
	x.body = other.body
	x.nodes = append(x.nodes[:0], other.nodes...)
	x.names = append(x.names[:0], other.names...)
	x.keys = other.keys
}

// SyntaxError says what is wrong with a document.
type SyntaxError struct {
	// Offset is the position of the byte, from 0.
	Offset int
	// Problem never quotes the document.
	Problem string
}

// Error makes *SyntaxError an error.
func (e *SyntaxError) Error() string { return fmt.Sprintf("%s at byte %d", e.Problem, e.Offset) }
