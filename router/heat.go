package router

import (
	"math/rand/v2"
	"sync/atomic"
	"time"
)

const (
	// halfLife is after how long a use counts half.
	halfLife = 10 * time.Minute
	// sampled: one use in so many is counted, as so many, so that those who use the same thing at once don't wait for each other.
	sampled = 8
)

// heat is how much something was used lately: its uses, halved with every half-life. The zero value is cold.
type heat struct {
	// state has the half-life's number in its upper half, and the uses up to then in its lower.
	state atomic.Uint64
}

// use counts a use, on average. It is cheap.
func (h *heat) use() {
	if rand.Uint32()%sampled == 0 { //nolint:gosec // nobody gains by guessing which uses are counted
		h.add(sampled, time.Now())
	}
}

// add counts uses.
func (h *heat) add(uses uint32, now time.Time) {
	for {
		before := h.state.Load()
		after := uint64(epochOf(now))<<32 | min(uint64(cooled(before, now))+uint64(uses), 1<<32-1)
		if h.state.CompareAndSwap(before, after) {
			return
		}
	}
}

// cooled is how many uses are left at a time of a heat's state.
func cooled(state uint64, now time.Time) uint32 {
	halvings := int64(epochOf(now)) - int64(state>>32)
	return uint32(state) >> min(max(halvings, 0), 32)
}

func epochOf(now time.Time) uint32 { return uint32(now.Unix() / int64(halfLife/time.Second)) }
