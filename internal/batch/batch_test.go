package batch_test

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"testing/synctest"

	"github.com/google/go-cmp/cmp"

	"github.com/weftgraphql/weft/internal/batch"
)

// recorder is a Fetch that knows one- and two-letter words and remembers what it was asked.
type recorder struct {
	mu    sync.Mutex
	calls [][]string
	err   error
}

func (r *recorder) fetch(_ context.Context, keys []string) (map[string]int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	keys = slices.Clone(keys)
	slices.Sort(keys)
	r.calls = append(r.calls, keys)
	found := make(map[string]int)
	for _, key := range keys {
		if len(key) < 3 {
			found[key] = len(key)
		}
	}
	return found, r.err
}

// loadAll asks for each key from a goroutine of its own, as fields of a list do.
func loadAll(t *testing.T, l *batch.Loader[string, int], keys ...string) []int {
	t.Helper()
	values := make([]int, len(keys))
	var wait sync.WaitGroup
	for i, key := range keys {
		wait.Go(func() {
			value, err := l.Load(t.Context(), key)
			if err != nil {
				t.Error(err)
			}
			values[i] = value
		})
	}
	wait.Wait()
	return values
}

func TestLoadCollectsKeys(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var r recorder
		l := batch.New(true, r.fetch)
		if diff := cmp.Diff([]int{1, 2, 0, 1}, loadAll(t, l, "a", "bb", "ccc", "a")); diff != "" {
			t.Error(diff)
		}
		loadAll(t, l, "a", "bb") // known
		if diff := cmp.Diff([][]string{{"a", "bb", "ccc"}}, r.calls); diff != "" {
			t.Error(diff)
		}
	})
}

func TestManyFetchesAtOnceAndPrimes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var r recorder
		l := batch.New(true, r.fetch)
		values, err := l.Many(t.Context(), []string{"bb", "ccc", "a", "bb"})
		if diff := cmp.Diff([]int{2, 0, 1, 2}, values); diff != "" || err != nil {
			t.Error(diff, err)
		}
		loadAll(t, l, "a", "ccc")
		if diff := cmp.Diff([][]string{{"a", "bb", "ccc"}}, r.calls); diff != "" {
			t.Error(diff)
		}
		if _, err := l.Many(t.Context(), nil); err != nil || len(r.calls) != 1 {
			t.Errorf("no keys were fetched: %v, %v", r.calls, err)
		}
	})
}

func TestWithoutBatchingEveryKeyIsFetchedAlone(t *testing.T) {
	var r recorder
	l := batch.New(false, r.fetch)
	if _, err := l.Many(t.Context(), []string{"a", "bb", "a"}); err != nil {
		t.Error(err)
	}
	loadAll(t, l, "a")
	if diff := cmp.Diff([][]string{{"a"}, {"bb"}, {"a"}, {"a"}}, r.calls); diff != "" {
		t.Error(diff)
	}
}

func TestErrorsReachEveryKey(t *testing.T) {
	for _, batching := range []bool{true, false} {
		r := recorder{err: errors.New("down")}
		l := batch.New(batching, r.fetch)
		if _, err := l.Load(t.Context(), "a"); !errors.Is(err, r.err) {
			t.Errorf("Load: %v", err)
		}
		if _, err := l.Many(t.Context(), []string{"b"}); !errors.Is(err, r.err) {
			t.Errorf("Many: %v", err)
		}
	}
}
