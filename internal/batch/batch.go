// Package batch loads values by key, many at a time: the second and third defence against N+1.
//
// A Loader belongs to one request. Keys that are known together are fetched at once by Many, without waiting;
// keys that different fields ask for one by one are collected by Load for about a millisecond.
package batch

import (
	"context"
	"time"

	"github.com/graph-gophers/dataloader/v7"
)

const (
	// wait is how long the first key of a batch waits for others. dataloader's own 16 ms would be spent
	// idle once for every nested level of a query.
	wait = time.Millisecond
	// capacity bounds a batch; a full one is fetched without waiting.
	capacity = 500
)

// Fetch returns the values there are for keys; a key without one is left out. It is never called without keys,
// and never with a key twice.
type Fetch[K comparable, V any] func(ctx context.Context, keys []K) (map[K]V, error)

// Loader fetches each key at most once. Make one for each request: it remembers what it has seen.
type Loader[K comparable, V any] struct {
	fetch Fetch[K, V]
	inner *dataloader.Loader[K, V]
}

// New returns a loader. With batching off, every key is fetched alone and none is remembered, which shows what
// the batches are worth.
func New[K comparable, V any](batching bool, fetch Fetch[K, V]) *Loader[K, V] {
	l := &Loader[K, V]{fetch: fetch}
	if batching {
		l.inner = dataloader.NewBatchedLoader(l.results,
			dataloader.WithWait[K, V](wait),
			dataloader.WithBatchCapacity[K, V](capacity))
	}
	return l
}

// Load returns the value of one key, the zero value when there is none.
func (l *Loader[K, V]) Load(ctx context.Context, key K) (V, error) {
	if l.inner == nil {
		found, err := l.fetch(ctx, []K{key})
		return found[key], err
	}
	return l.inner.Load(ctx, key)()
}

// Many returns the values of keys, in their order, with the zero value where there is none.
// It fetches at once, and primes the loader for the fields that ask for the same keys later.
func (l *Loader[K, V]) Many(ctx context.Context, keys []K) ([]V, error) {
	values := make([]V, len(keys))
	if l.inner == nil {
		for i, key := range keys {
			value, err := l.Load(ctx, key)
			if err != nil {
				return nil, err
			}
			values[i] = value
		}
		return values, nil
	}
	if len(keys) == 0 {
		return values, nil
	}
	found, err := l.fetch(ctx, unique(keys))
	if err != nil {
		return nil, err
	}
	for i, key := range keys {
		values[i] = found[key]
		l.inner.Prime(ctx, key, values[i])
	}
	return values, nil
}

func (l *Loader[K, V]) results(ctx context.Context, keys []K) []*dataloader.Result[V] {
	results := make([]*dataloader.Result[V], len(keys))
	found, err := l.fetch(ctx, keys)
	for i, key := range keys {
		results[i] = &dataloader.Result[V]{Data: found[key], Error: err}
	}
	return results
}

func unique[K comparable](keys []K) []K {
	seen := make(map[K]struct{}, len(keys))
	out := make([]K, 0, len(keys))
	for _, key := range keys {
		if _, ok := seen[key]; !ok {
			seen[key] = struct{}{}
			out = append(out, key)
		}
	}
	return out
}

// Map returns f of each item: representations to keys, rows to models.
func Map[A, B any](items []A, f func(A) B) []B {
	out := make([]B, len(items))
	for i, item := range items {
		out[i] = f(item)
	}
	return out
}

// ByKey returns the items as a map, for a Fetch with one value a key.
func ByKey[K comparable, V any](items []V, key func(V) K) map[K]*V {
	out := make(map[K]*V, len(items))
	for i := range items {
		out[key(items[i])] = &items[i]
	}
	return out
}

// GroupBy returns the items as a map of lists in their order, for a Fetch with a list a key.
func GroupBy[K comparable, V any](items []V, key func(V) K) map[K][]V {
	out := make(map[K][]V)
	for _, item := range items {
		k := key(item)
		out[k] = append(out[k], item)
	}
	return out
}
