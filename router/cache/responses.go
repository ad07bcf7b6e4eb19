package cache

import (
	"context"
	"time"
)

// Responses keeps answers: in memory, and behind it in Redis when there is one.
type Responses struct {
	memory   *Memory
	redis    *Redis // may be nil
	maxEntry int64
	maxTTL   time.Duration
	now      func() time.Time
}

// Options are what Responses need.
type Options struct {
	Memory *Memory
	// Redis may be nil.
	Redis *Redis
	// MaxEntryBytes bounds one answer, MaxTTL how long any is kept.
	MaxEntryBytes int64
	MaxTTL        time.Duration
	// Now is the clock, by default time.Now.
	Now func() time.Time
}

// NewResponses puts the stores together. Close closes them.
func NewResponses(o Options) *Responses {
	if o.Now == nil {
		o.Now = time.Now
	}
	return &Responses{memory: o.Memory, redis: o.Redis, maxEntry: o.MaxEntryBytes, maxTTL: o.MaxTTL, now: o.Now}
}

// Shared says whether others can have stored answers.
func (c *Responses) Shared() bool { return c.redis != nil }

// Close ends the stores' work.
func (c *Responses) Close() {
	c.memory.Close()
	if c.redis != nil {
		c.redis.Close()
	}
}

// Forget drops what is kept in this process's memory.
func (c *Responses) Forget() { c.memory.Clear() }

// Found is what is known about a key.
type Found struct {
	// Entry is the answer, nil when there is none.
	Entry *Entry
	// PerCaller: answers of this key are for single callers.
	PerCaller bool
	// Uncacheable: a recent answer of this key could not be kept, so that waiting for another's would be in vain.
	Uncacheable bool
}

// Lookup finds the answer for a caller ("" is nobody in particular, who is given nothing that is kept per caller).
func (c *Responses) Lookup(ctx context.Context, key Key, caller string, demand Demand) Found {
	return c.lookup(key, caller, demand, func(key Key) *Entry { return c.get(ctx, key) })
}

// Recheck is Lookup in this process's memory only: for who has just missed, and was then overtaken.
func (c *Responses) Recheck(key Key, caller string, demand Demand) Found {
	return c.lookup(key, caller, demand, c.getHere)
}

func (c *Responses) lookup(key Key, caller string, demand Demand, get func(Key) *Entry) Found {
	entry := get(key)
	if entry == nil {
		return Found{}
	}
	found := Found{PerCaller: entry.PerCaller, Uncacheable: !entry.PerCaller && len(entry.Body) == 0}
	if entry.PerCaller {
		entry = nil
		if caller != "" {
			entry = get(key.For(caller))
		}
	}
	if entry != nil && len(entry.Body) > 0 && demand.takes(entry.Age(c.now())) {
		found.Entry = entry
	}
	return found
}

// takes says whether a client wants a kept answer of this age; max-age=0 means none, however young.
func (d Demand) takes(age time.Duration) bool {
	return !d.NoCache && !d.NoStore && (d.MaxAge < 0 || (d.MaxAge > 0 && age <= d.MaxAge))
}

// getHere finds a fresh entry in memory.
func (c *Responses) getHere(key Key) *Entry {
	if entry, ok := c.memory.Get(key); ok && entry.Fresh(c.now()) {
		return entry
	}
	return nil
}

// get finds a fresh entry, and takes one from Redis into memory.
func (c *Responses) get(ctx context.Context, key Key) *Entry {
	if entry := c.getHere(key); entry != nil || c.redis == nil {
		return entry
	}
	now := c.now()
	entry, ok := c.redis.Get(ctx, key)
	if !ok || !entry.Fresh(now) || entry.Stored.After(now.Add(time.Minute)) {
		return nil
	}
	c.memory.Put(key, entry)
	return entry
}

// uncacheableFor is how long it is remembered that an answer could not be kept.
const uncacheableFor = 5 * time.Second

// Store keeps an answer under its policy: a public one for all, a private one for its caller. An
// answer that must not be kept leaves a note, so that equal requests don't wait for each other.
func (c *Responses) Store(key Key, caller string, entry *Entry) {
	bounded := *entry
	bounded.Policy.Lifetime = min(entry.Policy.Lifetime, c.maxTTL)
	entry = &bounded
	tooLarge := int64(entry.size()) > c.maxEntry || len(entry.Header["Set-Cookie"]) > 0
	switch {
	case !entry.Policy.Storable() || tooLarge:
		c.memory.Put(key, &Entry{Policy: Policy{Lifetime: uncacheableFor}, Stored: c.now()})
	case entry.Policy.Private:
		c.put(key, &Entry{PerCaller: true, Policy: Policy{Lifetime: entry.Policy.Lifetime}, Stored: entry.Stored})
		if caller != "" {
			c.put(key.For(caller), entry)
		}
	default:
		c.put(key, entry)
	}
}

func (c *Responses) put(key Key, entry *Entry) {
	c.memory.Put(key, entry)
	if c.redis != nil {
		c.redis.Put(key, entry)
	}
}
