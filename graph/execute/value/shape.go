package value

import (
	"encoding/binary"
	"slices"
)

// Shape is what is expected of the objects at one place of a document: their keys, in the order in which they were asked
// for. A document that has them so is indexed fastest; any other is indexed all the same. Keys that a shape
// doesn't have are left out: nobody asked for them.
type Shape struct {
	fields []shapeField
	// byKey is set where there are too many fields to look at each.
	byKey map[string]int
	// marks are the numbers of the lists in which objects of this shape are noted.
	marks []int
}

// shapeField is a key of a shape.
type shapeField struct {
	text string
	id   uint16
	// pattern is `"key":`; word its beginning under mask, as a little-endian number.
	pattern    string
	word, mask uint64
	// child is the shape of the objects under this key, through lists; nil for leaves.
	child *Shape
}

// Layout is what is expected of a document: the shape of its top object, and into how many lists objects are noted.
type Layout struct {
	Root  *Shape
	Keys  *Keys
	Marks int
}

// mappedFields is from how many fields on a shape has a map of them.
const mappedFields = 16

// NewShape begins a shape without keys.
func NewShape() *Shape { return &Shape{} }

// Mark makes objects of this shape be noted in a list of the index, by its number.
func (s *Shape) Mark(number int) {
	if !slices.Contains(s.marks, number) {
		s.marks = append(s.marks, number)
	}
}

// Add puts a key at the end of the shape, unless it is there, and gives the shape of what stands under it: nil for a
// leaf. A key that is added as a leaf and as an object has the object's shape. It returns false when the key can't be numbered.
func (s *Shape) Add(key Key, leaf bool) (child *Shape, ok bool) {
	if key.id == notAsked {
		return nil, false
	}
	at := slices.IndexFunc(s.fields, func(f shapeField) bool { return f.id == key.id })
	if at < 0 {
		at = len(s.fields)
		s.fields = append(s.fields, newShapeField(key))
		if len(s.fields) >= mappedFields {
			s.mapFields()
		}
	}
	f := &s.fields[at]
	if !leaf && f.child == nil {
		f.child = NewShape()
	}
	return f.child, true
}

func newShapeField(key Key) shapeField {
	f := shapeField{text: key.Text, id: key.id, pattern: string(AppendQuoted(nil, key.Text)) + ":"}
	var first [8]byte
	n := copy(first[:], f.pattern)
	f.word = binary.LittleEndian.Uint64(first[:])
	f.mask = ^uint64(0) >> (64 - 8*n)
	return f
}

func (s *Shape) mapFields() {
	if s.byKey == nil {
		s.byKey = map[string]int{}
	}
	for i := len(s.byKey); i < len(s.fields); i++ {
		s.byKey[s.fields[i].text] = i
	}
}

// AppendSignature appends bytes that are the same for shapes with the same keys in the same order, through all levels, and differ for
// others of the same Keys. It is as deep as the shape.
func (s *Shape) AppendSignature(dst []byte) []byte {
	for i := range s.fields {
		dst = binary.AppendUvarint(dst, uint64(s.fields[i].id)<<1)
		if child := s.fields[i].child; child != nil {
			dst = append(child.AppendSignature(append(dst, 1)), 3)
		}
	}
	return dst
}

// at says whether the field's key and colon stand at b[i:].
func (f *shapeField) at(b []byte, i int) bool {
	if i+8 > len(b) {
		return i+len(f.pattern) <= len(b) && string(b[i:i+len(f.pattern)]) == f.pattern
	}
	if binary.LittleEndian.Uint64(b[i:])&f.mask != f.word {
		return false
	}
	end := i + len(f.pattern)
	return len(f.pattern) <= 8 || end <= len(b) && string(b[i+8:end]) == f.pattern[8:]
}

// find is the position of a key, from where it is expected on, -1 when the shape does not have it.
func (s *Shape) find(text []byte, from int) int {
	if s.byKey != nil {
		if at, ok := s.byKey[string(text)]; ok {
			return at
		}
		return -1
	}
	for at := from; at < len(s.fields); at++ {
		if s.fields[at].text == string(text) {
			return at
		}
	}
	for at := range min(from, len(s.fields)) {
		if s.fields[at].text == string(text) {
			return at
		}
	}
	return -1
}
