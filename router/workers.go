package router

import "sync/atomic"

// maxIdleWorkers bounds the goroutines that wait for something to do.
const maxIdleWorkers = 256

// workers run tasks on goroutines that were used before: their stacks have grown already. No task waits for another one: when all
// are busy there is a new one.
type workers struct {
	tasks chan func()
	stop  chan struct{}
	idle  atomic.Int32
}

func newWorkers() *workers {
	return &workers{tasks: make(chan func()), stop: make(chan struct{})}
}

// do runs a task on another goroutine.
func (w *workers) do(task func()) {
	select {
	case w.tasks <- task:
	default:
		go w.run(task)
	}
}

func (w *workers) run(task func()) {
	for {
		task()
		if w.idle.Add(1) > maxIdleWorkers {
			w.idle.Add(-1)
			return
		}
		select {
		case task = <-w.tasks:
			w.idle.Add(-1)
		case <-w.stop:
			return
		}
	}
}

// close ends the idle workers, and the others when they have done their task.
func (w *workers) close() { close(w.stop) }
