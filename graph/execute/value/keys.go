package value

import "math"

// Keys numbers the keys that the answers to one operation are read by, so that finding a member is a comparison of
// numbers. It is filled while an operation is made ready and not changed afterwards. A nil *Keys numbers nothing:
// what it makes is compared as text.
type Keys struct {
	ids   map[string]uint16
	texts []string
}

// Key is a key to look for. Its number means something to documents that were parsed with the same Keys only.
type Key struct {
	Text string
	id   uint16
}

// Numbers that are always the same; notAsked is that of a key that a shape does not have.
const (
	notAsked = iota
	typeNameID
)

// maxKeys is how many keys are numbered; others are compared as text.
const maxKeys = math.MaxUint16 - 1

// typeName is the key of __typename, whatever the Keys.
var typeName = Key{Text: "__typename", id: typeNameID}

// NewKeys begins a table.
func NewKeys() *Keys {
	return &Keys{
		ids:   map[string]uint16{"__typename": typeNameID},
		texts: []string{notAsked: "", typeNameID: "__typename"},
	}
}

// Key is the key with this text, numbered if it was not.
func (k *Keys) Key(text string) Key {
	if k == nil {
		return Key{Text: text}
	}
	id, ok := k.ids[text]
	if !ok {
		if len(k.texts) >= maxKeys {
			return Key{Text: text}
		}
		id = uint16(len(k.texts))
		k.ids[text] = id
		k.texts = append(k.texts, text)
	}
	return Key{Text: text, id: id}
}
