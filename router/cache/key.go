package cache

import (
	"crypto/sha256"
	"encoding/binary"
	"hash"
)

// Key names an answer. It is a hash, so that tokens and variables are in no memory dump's or Redis's keys.
type Key [sha256.Size]byte

// KeyBuilder hashes parts so that no two lists of parts give one hash input: each goes with its length.
type KeyBuilder struct{ hash hash.Hash }

// NewKey begins a key; kind keeps keys of different purposes apart.
func NewKey(kind string) *KeyBuilder {
	b := &KeyBuilder{hash: sha256.New()}
	return b.Text(kind)
}

// Text adds a part.
func (b *KeyBuilder) Text(part string) *KeyBuilder { return b.Bytes([]byte(part)) }

// Bytes adds a part.
func (b *KeyBuilder) Bytes(part []byte) *KeyBuilder {
	var length [8]byte
	binary.BigEndian.PutUint64(length[:], uint64(len(part)))
	_, _ = b.hash.Write(length[:])
	_, _ = b.hash.Write(part)
	return b
}

// List adds a list of parts as one part.
func (b *KeyBuilder) List(parts []string) *KeyBuilder {
	var length [8]byte
	binary.BigEndian.PutUint64(length[:], uint64(len(parts)))
	b.Bytes(length[:])
	for _, part := range parts {
		b.Text(part)
	}
	return b
}

// Key is the key of all parts so far.
func (b *KeyBuilder) Key() Key { return Key(b.hash.Sum(nil)) }

// For is the key of the same answer for one caller only.
func (k Key) For(identity string) Key {
	return NewKey("private").Bytes(k[:]).Text(identity).Key()
}
