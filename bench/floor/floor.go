// Package floor is no gateway but the lower bound of one: for each request it makes a fixed plan of subgraph calls with
// prebuilt bodies, throws the answers away, and writes an answer that was there before. What it costs is what HTTP
// costs; the work of a gateway comes on top.
package floor

import (
	"encoding/json"
	"fmt"
	"os"
	"sync"
)

// Call is one subgraph call.
type Call struct {
	Path string `json:"path"`
	Body string `json:"body"`
}

// Plan is made of stages: the calls of a stage are made at the same time, each stage after the one before.
type Plan struct {
	Name   string   `json:"name"`
	Stages [][]Call `json:"stages"`
}

// ReadPlan reads a plan from a JSON file.
func ReadPlan(file string) (*Plan, error) {
	content, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	p := &Plan{}
	if err := json.Unmarshal(content, p); err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	return p, nil
}

// caller makes one call; the answer is in buffer's memory where it fits.
type caller func(call *Call, buffer []byte) ([]byte, error)

// runner carries a plan out.
type runner struct {
	plan    *Plan
	call    caller
	buffers sync.Pool
}

func newRunner(plan *Plan, call caller) *runner {
	calls := 0
	for _, stage := range plan.Stages {
		calls += len(stage)
	}
	return &runner{plan: plan, call: call, buffers: sync.Pool{New: func() any {
		buffers := make([][]byte, calls)
		return &buffers
	}}}
}

func (r *runner) run() error {
	pooled := r.buffers.Get().(*[][]byte) //nolint:forcetypeassert // nothing else is put there
	defer r.buffers.Put(pooled)
	free := *pooled
	for _, stage := range r.plan.Stages {
		if err := r.stage(stage, free); err != nil {
			return err
		}
		free = free[len(stage):]
	}
	return nil
}

// stage makes the first call on the goroutine it runs on, and each other on one of its own.
func (r *runner) stage(calls []Call, buffers [][]byte) (err error) {
	var wait sync.WaitGroup
	errs := make([]error, len(calls))
	for i := 1; i < len(calls); i++ {
		wait.Go(func() { buffers[i], errs[i] = r.call(&calls[i], buffers[i][:0]) })
	}
	if len(calls) > 0 {
		buffers[0], errs[0] = r.call(&calls[0], buffers[0][:0])
	}
	wait.Wait()
	for _, e := range errs {
		if e != nil {
			return e
		}
	}
	return nil
}
