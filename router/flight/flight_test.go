package flight

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestOneRunForAll(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var g Group[string, int]
		var runs atomic.Int64
		var wait sync.WaitGroup
		for range 1000 {
			wait.Go(func() {
				value, _, err := g.Do(t.Context(), "k", time.Minute, func(context.Context) (int, error) {
					time.Sleep(time.Second)
					return int(runs.Add(1)), nil
				})
				if value != 1 || err != nil {
					t.Errorf("got %d, %v", value, err)
				}
			})
		}
		wait.Wait()
		if runs.Load() != 1 {
			t.Errorf("%d runs", runs.Load())
		}
		if value, shared, _ := g.Do(t.Context(), "k", time.Minute, func(context.Context) (int, error) { return 7, nil }); value != 7 || shared {
			t.Error("a result was kept after its run")
		}
	})
}

func TestFirstCallersLeavingFailsNobody(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var g Group[string, string]
		first, leave := context.WithCancel(t.Context())
		work := func(ctx context.Context) (string, error) {
			select {
			case <-time.After(time.Second):
				return "done", nil
			case <-ctx.Done():
				return "", ctx.Err()
			}
		}
		var wait sync.WaitGroup
		wait.Go(func() {
			if _, _, err := g.Do(first, "k", time.Minute, work); !errors.Is(err, context.Canceled) {
				t.Errorf("who left got %v", err)
			}
		})
		synctest.Wait()
		wait.Go(func() {
			if value, shared, err := g.Do(t.Context(), "k", time.Minute, work); value != "done" || !shared || err != nil {
				t.Errorf("who stayed got %q, %v", value, err)
			}
		})
		synctest.Wait()
		leave()
		wait.Wait()
	})
}

func TestWorkEndsWhenAllHaveLeft(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var g Group[string, int]
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		go func() {
			_, _, _ = g.Do(ctx, "k", time.Hour, func(ctx context.Context) (int, error) {
				<-ctx.Done()
				ended <- ctx.Err()
				return 0, ctx.Err()
			})
		}()
		synctest.Wait()
		cancel()
		if err := <-ended; !errors.Is(err, context.Canceled) {
			t.Errorf("got %v", err)
		}
	})
}

func TestLimitAndPanic(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var g Group[int, int]
		_, _, err := g.Do(t.Context(), 1, time.Second, func(ctx context.Context) (int, error) { <-ctx.Done(); return 0, ctx.Err() })
		if !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("got %v", err)
		}
		_, _, err = g.Do(t.Context(), 2, time.Second, func(context.Context) (int, error) { panic("boom") })
		if p := (*PanicError)(nil); !errors.As(err, &p) || p.Value != "boom" || len(p.Stack) == 0 {
			t.Errorf("got %v", err)
		}
	})
}
