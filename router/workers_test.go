package router

import (
	"sync"
	"sync/atomic"
	"testing"
)

func TestWorkersNeverWaitForEachOther(t *testing.T) {
	w := newWorkers()
	defer w.close()
	const tasks = 2 * maxIdleWorkers
	for range 3 {
		var all, here sync.WaitGroup
		all.Add(tasks)
		var ran atomic.Int32
		for range tasks {
			here.Add(1)
			w.do(func() {
				defer here.Done()
				all.Done()
				all.Wait() // for all the others
				ran.Add(1)
			})
		}
		here.Wait()
		if ran.Load() != tasks {
			t.Errorf("%d tasks ran", ran.Load())
		}
	}
	waitFor(t, func() bool { return w.idle.Load() <= maxIdleWorkers })
}
