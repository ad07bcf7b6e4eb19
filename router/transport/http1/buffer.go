package http1

import (
	"math/bits"
	"sync"
	"sync/atomic"
)

// Buffer is pooled memory with holders, of which the last gives it back.
type Buffer struct {
	B []byte
	// class is -1 for a buffer that is not kept.
	class   int
	holders atomic.Int32
	release func()
}

// Sizes of buffers are powers of two and three steps between, so that little of what is taken is left empty.
const (
	minSize = 4 << 10
	maxSize = 1 << 20 // larger buffers are not kept
	classes = 8*4 + 1
)

var pools [classes]sync.Pool

// classOf is the least class with room for so many bytes, and its size.
func classOf(capacity int) (class, size int) {
	capacity = max(capacity, minSize)
	power := bits.Len(uint(capacity)) - 1 // 1<<power <= capacity
	step := 1 << (power - 2)
	steps := (capacity - 1<<power + step - 1) / step
	return (power-bits.Len(minSize)+1)*4 + steps, 1<<power + steps*step
}

// NewBuffer is an empty buffer of at least that capacity, with one holder.
func NewBuffer(capacity int) *Buffer {
	if capacity > maxSize {
		return newBuffer(-1, capacity)
	}
	class, size := classOf(capacity)
	b, _ := pools[class].Get().(*Buffer)
	if b == nil {
		return newBuffer(class, size)
	}
	b.holders.Store(1)
	return b
}

func newBuffer(class, capacity int) *Buffer {
	b := &Buffer{B: make([]byte, 0, capacity), class: class}
	b.release = b.Release
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
	if b.class >= 0 {
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
