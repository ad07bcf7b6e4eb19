package http1

import (
	"math/bits"
	"sync"
	"sync/atomic"
)

// Buffer is pooled memory with holders, of which the last gives it back.
type Buffer struct {
	B       []byte
	class   int
	holders atomic.Int32
	release func()
}

const (
	minClass = 12 // 4 KiB
	maxClass = 20 // 1 MiB; larger buffers are not kept
)

var pools [maxClass + 1]sync.Pool

// NewBuffer is an empty buffer of at least that capacity, with one holder.
func NewBuffer(capacity int) *Buffer {
	class := max(bits.Len(uint(max(capacity, 1)-1)), minClass)
	if class > maxClass {
		b := &Buffer{B: make([]byte, 0, capacity), class: class}
		b.release = b.Release
		b.holders.Store(1)
		return b
	}
	b, _ := pools[class].Get().(*Buffer)
	if b == nil {
		b = &Buffer{B: make([]byte, 0, 1<<class), class: class}
		b.release = b.Release
	}
	b.holders.Store(1)
	return b
}

// Hold adds holders.
func (b *Buffer) Hold(more int) { b.holders.Add(int32(more)) }

// Release is called once by each holder, which must not look at the bytes afterwards.
func (b *Buffer) Release() {
	if b.holders.Add(-1) > 0 {
		return
	}
	b.B = b.B[:0]
	if b.class <= maxClass {
		pools[b.class].Put(b)
	}
}

// ReleaseFunc is Release as a value, made only once.
func (b *Buffer) ReleaseFunc() func() { return b.release }

// grown has room for so many bytes and the content of b, which must have one holder and is given back.
func (b *Buffer) grown(capacity int) *Buffer {
	larger := NewBuffer(capacity)
	larger.B = append(larger.B, b.B...)
	b.Release()
	return larger
}
