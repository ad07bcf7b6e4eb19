package lifetime

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

type key struct{}

// TestEnds compares a Context with the standard library's of the same parent and deadline, whoever ends it.
func TestEnds(t *testing.T) {
	cause := errors.New("the client has left")
	tests := []struct {
		name string
		// do ends it, at the earliest after a minute
		do    func(leave context.CancelCauseFunc, end func())
		after time.Duration
	}{
		{"the deadline comes", func(context.CancelCauseFunc, func()) {}, 2 * time.Minute},
		{"the client leaves", func(leave context.CancelCauseFunc, _ func()) { time.Sleep(time.Minute); leave(cause) }, time.Minute},
		{"the request is over", func(_ context.CancelCauseFunc, end func()) { time.Sleep(time.Minute); end() }, time.Minute},
	}
	type outcome struct {
		Before, After, Cause, Child error
		Took                        time.Duration
		Value                       any
		Hooks                       int64
	}
	same := cmp.Comparer(func(a, b error) bool { return errors.Is(a, b) && errors.Is(b, a) })
	for _, test := range tests {
		// Who waits is told in three ways; asking is enough to know, too.
		run := func(begin func(context.Context, time.Time) (context.Context, func())) (got outcome) {
			synctest.Test(t, func(t *testing.T) {
				parent, leave := context.WithCancelCause(context.WithValue(t.Context(), key{}, "value"))
				defer leave(nil)
				ctx, end := begin(parent, time.Now().Add(2*time.Minute))
				defer end()
				child, cancel := context.WithCancel(ctx)
				defer cancel()
				var hooks atomic.Int64
				var watched, stopped Hook
				watched.Watch(ctx, time.Time{}, func() { hooks.Add(1) })
				stopped.Watch(ctx, time.Time{}, func() { hooks.Add(100) })
				if !stopped.Stop() || stopped.Stop() {
					t.Error("a hook is stopped once")
				}
				context.AfterFunc(ctx, func() { hooks.Add(10) })
				got.Before, got.Value = ctx.Err(), ctx.Value(key{})
				begun := time.Now()
				go test.do(leave, end)
				<-ctx.Done()
				got.Took = time.Since(begun)
				synctest.Wait()
				got.After, got.Cause, got.Child, got.Hooks = ctx.Err(), context.Cause(ctx), child.Err(), hooks.Load()
				if watched.Stop() {
					t.Error("a hook that was called is not stopped")
				}
			})
			return got
		}
		want := run(func(parent context.Context, deadline time.Time) (context.Context, func()) {
			return context.WithDeadline(parent, deadline)
		})
		got := run(func(parent context.Context, deadline time.Time) (context.Context, func()) {
			c := &Context{}
			c.Begin(parent, deadline)
			return c, c.End
		})
		if diff := cmp.Diff(want, got, same); diff != "" {
			t.Errorf("%s: %s", test.name, diff)
		}
		if got.Took != test.after || got.Hooks != 11 || got.After == nil {
			t.Errorf("%s: %+v", test.name, got)
		}
	}
}

// TestAsking: nothing is made for who only asks, and still it is told the truth.
func TestAsking(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		parent, leave := context.WithCancel(t.Context())
		var left, late, ended Context
		left.Begin(parent, time.Now().Add(time.Hour))
		late.Begin(t.Context(), time.Now().Add(time.Second))
		ended.Begin(t.Context(), time.Now().Add(time.Hour))
		leave()
		time.Sleep(time.Second)
		ended.End()
		for c, want := range map[*Context]error{&left: context.Canceled, &late: context.DeadlineExceeded, &ended: context.Canceled} {
			if got := c.Err(); !errors.Is(got, want) {
				t.Errorf("got %v, not %v", got, want)
			}
			if c.timer != nil || c.leave != nil || c.done != nil {
				t.Error("something was begun for who only asked")
			}
			called := false
			new(Hook).Watch(c, time.Time{}, func() { called = true })
			if !called {
				t.Error("a hook on what has ended was not called")
			}
			select {
			case <-c.Done():
			default:
				t.Error("Done is open")
			}
		}
	})
}

// TestEarlierDeadline: a context does not outlive its parent's deadline.
func TestEarlierDeadline(t *testing.T) {
	soon := time.Now().Add(time.Hour)
	parent, cancel := context.WithDeadline(t.Context(), soon)
	defer cancel()
	for deadline, want := range map[time.Time]time.Time{soon.Add(time.Hour): soon, soon.Add(-time.Minute): soon.Add(-time.Minute)} {
		var c Context
		c.Begin(parent, deadline)
		if got, ok := c.Deadline(); !ok || !got.Equal(want) {
			t.Errorf("got %v, not %v", got, want)
		}
	}
}

// TestUntil: who is through before the deadline needs no timer; the client's leaving still reaches it.
func TestUntil(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		parent, leave := context.WithCancel(t.Context())
		var c Context
		c.Begin(parent, time.Now().Add(time.Minute))
		defer c.End()
		var early, late Hook
		called := make(chan struct{})
		early.Watch(&c, time.Now().Add(30*time.Second), func() { close(called) })
		if c.timer != nil {
			t.Error("a timer runs for nobody")
		}
		late.Watch(&c, time.Now().Add(2*time.Minute), func() {})
		if c.timer == nil {
			t.Error("nobody would tell that the deadline has come")
		}
		leave()
		<-called
	})
}

// TestHooksComeAndGo: hooks of many goroutines while the context ends. Each is called or stopped, never both.
func TestHooksComeAndGo(t *testing.T) {
	for range 200 {
		var c Context
		c.Begin(t.Context(), time.Now().Add(time.Hour))
		var called, stopped atomic.Int64
		var wait sync.WaitGroup
		for i := range 20 {
			wait.Go(func() {
				for range 5 {
					var h Hook
					h.Watch(&c, time.Now(), func() { called.Add(1) })
					if i%2 == 0 && h.Stop() {
						stopped.Add(1)
					}
				}
			})
		}
		wait.Go(c.End)
		wait.Wait()
		if called.Load()+stopped.Load() != 100 {
			t.Fatalf("%d were called and %d stopped, of 100", called.Load(), stopped.Load())
		}
	}
}

func TestNothingIsAllocated(t *testing.T) {
	parent, leave := context.WithCancel(t.Context())
	defer leave()
	var h Hook
	run := func() {}
	var c Context
	c.Begin(parent, time.Now().Add(time.Hour))
	defer c.End()
	h.Watch(&c, time.Now(), run)
	h.Stop()
	if n := testing.AllocsPerRun(100, func() {
		h.Watch(&c, time.Now(), run)
		if c.Err() != nil || !h.Stop() {
			t.Error("it has ended")
		}
	}); n != 0 {
		t.Errorf("%v allocations for a hook", n)
	}
}
