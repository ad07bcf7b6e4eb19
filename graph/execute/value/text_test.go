package value

import (
	"math/rand/v2"
	"testing"
)

// specialByByte is special, one byte at a time.
func specialByByte(b []byte, i int) int {
	for ; i < len(b); i++ {
		if c := b[i]; c == '"' || c == '\\' || c < ' ' || c >= 0x80 {
			break
		}
	}
	return i
}

// TestSpecial: each byte is told, at every place in a word and in a block, whatever stands around it. Those that stand next
// to the special ones in the code are the fillers.
func TestSpecial(t *testing.T) {
	const length = 80
	for _, filler := range []byte{' ', '!', '#', '[', ']', 'a', 0x7e, 0x7f} {
		for c := range 256 {
			for at := range length {
				b := make([]byte, length)
				for i := range b {
					b[i] = filler
				}
				b[at] = byte(c)
				if got, want := special(b, 3), specialByByte(b, 3); got != want {
					t.Fatalf("%#02x at %d among %q: %d, want %d", c, at, filler, got, want)
				}
			}
		}
	}
	random := rand.New(rand.NewPCG(1, 2))
	for range 20_000 {
		b := make([]byte, random.IntN(length))
		for i := range b {
			b[i] = byte(' ' + random.IntN(0x60))
			if random.IntN(40) == 0 {
				b[i] = byte(random.IntN(256))
			}
		}
		if got, want := special(b, 0), specialByByte(b, 0); got != want {
			t.Fatalf("%q: %d, want %d", b, got, want)
		}
	}
}
