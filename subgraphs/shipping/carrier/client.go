package carrier

import (
	"context"
	"sync"
	"time"

	"github.com/maypok86/otter/v2"

	"github.com/weftgraphql/weft/internal/backend"
)

const (
	// concurrency is how many questions a service has open at its carrier.
	concurrency = 8
	// Answers are kept for a while: a tariff changes with the seasons, not with the seconds.
	cachedAnswers = 10_000
	cachedFor     = 10 * time.Minute
)

// Client asks a carrier, at most a few questions at a time, and keeps the answers. It is safe for concurrent use.
type Client struct {
	carrier Carrier
	slots   chan struct{}
	quotes  *otter.Cache[Parcel, *Quote]
	days    *otter.Cache[Route, *int]
}

// NewClient returns a client of a carrier. Without caching it asks every question anew.
func NewClient(carrier Carrier, caching bool) *Client {
	c := &Client{carrier: carrier, slots: make(chan struct{}, concurrency)}
	if caching {
		c.quotes = otter.Must(&otter.Options[Parcel, *Quote]{
			MaximumSize: cachedAnswers, ExpiryCalculator: otter.ExpiryWriting[Parcel, *Quote](cachedFor),
		})
		c.days = otter.Must(&otter.Options[Route, *int]{
			MaximumSize: cachedAnswers, ExpiryCalculator: otter.ExpiryWriting[Route, *int](cachedFor),
		})
	}
	return c
}

// Close frees the answers that are kept. It must not be asked any more.
func (c *Client) Close() {
	if c.quotes != nil {
		c.quotes.StopAllGoroutines()
		c.days.StopAllGoroutines()
	}
}

// Answer is what became of one question: one that fails takes no other with it.
type Answer[V any] struct {
	Value V
	Err   error
}

// Quotes asks for the quotes of several parcels.
func (c *Client) Quotes(ctx context.Context, parcels []Parcel) map[Parcel]Answer[*Quote] {
	return askAll(ctx, c.slots, c.quotes, parcels, c.carrier.Quote)
}

// TransitDays asks for the days of several routes.
func (c *Client) TransitDays(ctx context.Context, routes []Route) map[Route]Answer[*int] {
	return askAll(ctx, c.slots, c.days, routes, c.carrier.TransitDays)
}

// askAll asks a question for each key that has no answer yet. It returns when all are answered, or ctx ends.
func askAll[K comparable, V any](
	ctx context.Context, slots chan struct{}, cache *otter.Cache[K, V], keys []K, ask func(context.Context, K) (V, error),
) map[K]Answer[V] {
	var (
		answers = make(map[K]Answer[V], len(keys))
		mu      sync.Mutex
		open    sync.WaitGroup
	)
	answer := func(key K, a Answer[V]) {
		mu.Lock()
		defer mu.Unlock()
		answers[key] = a
	}
	for _, key := range keys {
		if cache != nil {
			if value, ok := cache.GetIfPresent(key); ok {
				answer(key, Answer[V]{Value: value})
				continue
			}
		}
		// The slot is taken before the goroutine is started, so that there are never more of them than slots.
		select {
		case slots <- struct{}{}:
		case <-ctx.Done():
			answer(key, Answer[V]{Err: ctx.Err()})
			continue
		}
		open.Go(func() {
			defer func() { <-slots }()
			backend.Add(ctx, backend.Carrier)
			value, err := ask(ctx, key)
			if err == nil && cache != nil {
				cache.Set(key, value)
			}
			answer(key, Answer[V]{Value: value, Err: err})
		})
	}
	open.Wait()
	return answers
}
