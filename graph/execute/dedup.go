package execute

import (
	"bytes"
	"hash/maphash"

	"github.com/weftgraphql/weft/graph/execute/value"
)

// span is a representation in the request's body.
type span struct {
	start, end int
	hash       uint64
	// sent is the object type that it names, if any.
	sent *typeName
	// anchor is what equal representations must have in common to be sent once; see apart.go.
	anchor value.Ref
}

// dedupTable finds equal representations: by hash, then by comparing their bytes.
type dedupTable struct {
	seed  maphash.Seed
	slots []uint32 // 1 + number of the representation; open addressing
}

// fewSlots is how many there are at first.
const fewSlots = 64

// reset forgets what was added. It costs the same however many there were.
func (d *dedupTable) reset() {
	if d.slots == nil {
		d.seed = maphash.MakeSeed()
		d.slots = make([]uint32, fewSlots)
		return
	}
	d.slots = d.slots[:fewSlots]
	clear(d.slots)
}

// find is the number of a representation that was added.
func (d *dedupTable) find(body, text []byte, state *callState) (number uint32, known bool) {
	hash := maphash.Bytes(d.seed, text)
	mask := uint64(len(d.slots) - 1)
	for at := hash & mask; d.slots[at] != 0; at = (at + 1) & mask {
		old := &state.spans[d.slots[at]-1]
		if old.hash == hash && bytes.Equal(body[old.start:old.end], text) {
			return d.slots[at] - 1, true
		}
	}
	return 0, false
}

// add takes the representation that the body ends with. It returns its number, and whether there was one like it before.
func (d *dedupTable) add(body []byte, start int, anchor value.Ref, state *callState) (number uint32, known bool) {
	text := body[start:]
	hash := maphash.Bytes(d.seed, text) ^ (uint64(anchor.Doc)<<32|uint64(anchor.Node))*0x9E3779B97F4A7C15
	mask := uint64(len(d.slots) - 1)
	at := hash & mask
	for ; d.slots[at] != 0; at = (at + 1) & mask {
		old := &state.spans[d.slots[at]-1]
		if old.hash == hash && old.anchor == anchor && bytes.Equal(body[old.start:old.end], text) {
			return d.slots[at] - 1, true
		}
	}
	state.spans = append(state.spans, span{start: start, end: len(body), hash: hash, anchor: anchor})
	d.slots[at] = uint32(len(state.spans))
	if len(state.spans)*2 > len(d.slots) {
		d.grow(state)
	}
	return uint32(len(state.spans) - 1), false
}

func (d *dedupTable) grow(state *callState) {
	if size := 2 * len(d.slots); size <= cap(d.slots) {
		d.slots = d.slots[:size]
		clear(d.slots)
	} else {
		d.slots = make([]uint32, size)
	}
	mask := uint64(len(d.slots) - 1)
	for i := range state.spans {
		at := state.spans[i].hash & mask
		for d.slots[at] != 0 {
			at = (at + 1) & mask
		}
		d.slots[at] = uint32(i + 1)
	}
}
