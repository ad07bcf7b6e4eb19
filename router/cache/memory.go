package cache

import (
	"math"
	"time"

	"github.com/maypok86/otter/v2"
)

// Memory keeps entries in this process, bounded in bytes; what is used often stays.
type Memory struct{ entries *otter.Cache[Key, *Entry] }

// NewMemory makes a Memory of at most maxBytes. Close ends its housekeeping.
func NewMemory(maxBytes int64) *Memory {
	return &Memory{entries: otter.Must(&otter.Options[Key, *Entry]{
		MaximumWeight: uint64(maxBytes),
		Weigher:       func(_ Key, e *Entry) uint32 { return uint32(min(e.size(), math.MaxInt32)) },
		// Expiry here only frees memory; whether an entry may be used is asked of the entry itself.
		ExpiryCalculator: otter.ExpiryWritingFunc(func(e otter.Entry[Key, *Entry]) time.Duration {
			return max(e.Value.Policy.Lifetime, time.Millisecond)
		}),
	})}
}

// Get returns what is kept under key, whether fresh or not.
func (m *Memory) Get(key Key) (*Entry, bool) { return m.entries.GetIfPresent(key) }

// Put keeps an entry.
func (m *Memory) Put(key Key, e *Entry) { m.entries.Set(key, e) }

// Clear forgets everything.
func (m *Memory) Clear() { m.entries.InvalidateAll() }

// Close ends the housekeeping.
func (m *Memory) Close() { m.entries.StopAllGoroutines() }
