package execute

import (
	"context"
	"fmt"
	"runtime/debug"
	"sync"

	"github.com/weftgraphql/weft/graph/execute/value"
)

// run is one request's execution: its scratch memory and the state of its fetches. All but the bytes
// of fetches in flight is guarded by mu.
type run struct {
	program *Program
	ctx     context.Context //nolint:containedctx // a run is one call of Execute
	request Request

	mu   sync.Mutex
	done sync.Cond // the caller of Execute waits on it
	// ready holds the fetches that may start, in the order of the plan.
	ready []uint32
	// unfinished counts fetches, workers the goroutines but the caller's, starting those that were called and have not
	// come to take a fetch yet.
	unfinished, workers, starting int
	// callerWaits: the caller waits and has not been called.
	callerWaits bool
	// left counts the unfinished fetches of each part, where the answer is taken in parts; see Running.
	left []int

	fetches []fetchState
	// further are requests beyond the first of a fetch; in ready they are numbered after the fetches.
	further []furtherFetch
	// scratch has representations while requests are made of them.
	scratch []byte
	tree    value.Tree
	// docFetch is the fetch that a document of the tree came from.
	docFetch []uint32
	walker   walker
	// entities is scratch of findEntities, twins of join, probe and truths of takeKnown.
	entities []value.Ref
	twins    value.TwinTable
	probe    []byte
	truths   []bool
	// errorRoom and textRoom are how many errors and bytes of their text may still be kept, placesRoom how many objects may
	// be visited to find out where errors belong, in placesSteps.
	errorRoom, textRoom, placesRoom, placesSteps int

	answers Answers
	work    func()
	// panicked: what a fetch was about may be half done, so that nothing of the memory is used again.
	panicked bool
}

// fetchState is what a request knows of one fetch.
type fetchState struct {
	waiting int
	request FetchRequest
	body    []byte
	doc     uint32
	index   *value.Index
	calls   []callState
	// joined: the answer is part of the tree; partly: not all of its entities are, or others are as well.
	// clean: there were no errors in it.
	joined, partly, clean bool
	taken                 []takenDoc
	result                FetchResult
	err                   error
	errors                []complaint
	report                FetchReport
	// prepared: its request is written already. repeated: its operation is not the one planned. open is how many requests of the
	// fetch, beyond one, are not over.
	prepared, repeated bool
	open               int
	// queue are further requests that wait for one of the fetch to be over, by their numbers in ready.
	queue []uint32
}

// The keys of a GraphQL response.
var dataKey, errorsKey = value.Key{Text: "data"}, value.Key{Text: "errors"}

// maxKept is how much scratch memory a run may bring back to the pool.
const maxKept = 8 << 20

// Execute carries out the plan. It returns when all fetches are over, which is soon after ctx is done at the latest. What fails is in Answers.Errors.
func (p *Program) Execute(ctx context.Context, request Request) *Answers {
	r := p.newRun(ctx, request)
	r.mu.Lock()
	for i := range p.fetches {
		if p.fetches[i].dependencies == 0 {
			r.ready = append(r.ready, uint32(i))
		}
	}
	for r.unfinished > 0 {
		if r.step() {
			continue
		}
		r.callerWaits = true
		r.done.Wait()
		if !r.callerWaits {
			r.starting--
		}
		r.callerWaits = false
	}
	for r.workers > 0 {
		r.done.Wait()
	}
	r.collectErrors()
	r.mu.Unlock()
	return &r.answers
}

func (p *Program) newRun(ctx context.Context, request Request) *run {
	r, _ := p.pool.Get().(*run)
	if r == nil {
		r = &run{program: p, fetches: make([]fetchState, len(p.fetches))}
		r.done.L = &r.mu
		r.work = r.workUntilIdle
		for i := range r.fetches {
			r.fetches[i].calls = make([]callState, len(p.fetches[i].calls))
		}
	}
	request.Limits = request.Limits.withDefaults()
	r.ctx, r.request = ctx, request
	r.unfinished = len(p.fetches)
	r.errorRoom, r.textRoom, r.placesRoom = request.Limits.Errors, maxErrorText, request.Limits.Positions
	r.walker.begin(ctx, &r.tree, request.Limits.Positions)
	r.placesSteps = r.walker.steps
	for i := range r.fetches {
		r.fetches[i].waiting = p.fetches[i].dependencies
	}
	r.answers = Answers{Tree: &r.tree, run: r}
	return r
}

// release gives bodies back to the fetcher and the scratch memory to the pool.
func (r *run) release() {
	kept := cap(r.scratch) + cap(r.probe) + cap(r.entities)*8 + r.twins.Size() + r.walker.size()
	for i := range r.further {
		if s := r.further[i].state; s.result.Release != nil {
			s.result.Release()
		}
	}
	clear(r.further)
	r.further = r.further[:0]
	for i := range r.fetches {
		s := &r.fetches[i]
		if s.result.Release != nil {
			s.result.Release()
		}
		kept += cap(s.body)
		for c := range s.calls {
			kept += s.calls[c].size()
			s.calls[c].reset()
		}
		*s = fetchState{body: s.body[:0], calls: s.calls, taken: s.taken[:0]}
	}
	r.tree.Reset()
	r.docFetch = r.docFetch[:0]
	r.ctx, r.walker.ctx, r.request, r.answers = nil, nil, Request{}, Answers{}
	if kept+r.tree.Size() <= maxKept && !r.panicked {
		r.program.pool.Put(r)
	}
}

// workUntilIdle is what the other goroutines do: take fetches as long as there are any.
func (r *run) workUntilIdle() {
	r.mu.Lock()
	r.starting--
	for r.step() {
	}
	r.workers--
	if r.workers == 0 {
		r.done.Signal()
	}
	r.mu.Unlock()
}

// step takes one fetch through: it is called and returns with mu held, which is free while the subgraph is asked.
// It returns false when there is nothing to start.
func (r *run) step() bool {
	if len(r.ready) == 0 {
		return false
	}
	f, s := r.at(r.next())
	s.report.Fetch = f.Fetch
	if s.prepared || r.guarded(s, func() bool { return r.prepare(f, s) }) {
		r.callForHelp()
		r.mu.Unlock()
		r.fetch(f, s)
		r.mu.Lock()
		r.guarded(s, func() bool { r.take(f, s); return true })
	} else {
		s.report.Skipped = s.err == nil
	}
	r.finish(f, s)
	return true
}

// at is a fetch that is ready, or a further request of one.
func (r *run) at(id uint32) (*fetch, *fetchState) {
	if n := uint32(len(r.fetches)); id >= n {
		further := r.further[id-n]
		return &r.program.fetches[further.id], further.state
	}
	return &r.program.fetches[id], &r.fetches[id]
}

// callForHelp sees to it that there is a goroutine for each fetch that may start.
func (r *run) callForHelp() {
	wanted := len(r.ready) - r.starting
	if wanted > 0 && r.callerWaits {
		r.callerWaits = false
		r.starting++
		wanted--
		r.done.Signal()
	}
	for ; wanted > 0 && r.workers < r.request.Limits.Parallel-1; wanted-- {
		r.workers++
		r.starting++
		if r.request.Go != nil {
			r.request.Go(r.work)
		} else {
			go r.work()
		}
	}
}

// finish reports a fetch and lets those that waited for it start.
func (r *run) finish(f *fetch, s *fetchState) {
	if s.err != nil {
		r.panicked = r.panicked || isPanic(s.err)
		r.guarded(s, func() bool { r.failed(f, s); return true })
	}
	if o := r.request.Observer; o != nil && o.FetchDone != nil {
		s.report.Err = s.err
		r.guarded(s, func() bool { o.FetchDone(s.report); return true })
	}
	first := &r.fetches[f.id]
	if len(first.queue) > 0 {
		r.ready, first.queue = append(r.ready, first.queue[0]), first.queue[1:]
	}
	if first.open > 0 {
		first.open--
	} else {
		r.complete(f, first)
	}
	r.unfinished--
	if r.unfinished == 0 {
		r.done.Signal()
	}
}

// complete lets go on what waited for a fetch of which all requests are over.
func (r *run) complete(f *fetch, s *fetchState) {
	for _, further := range r.further {
		if further.id == f.id {
			s.errors = append(s.errors, further.state.errors...)
		}
	}
	for _, id := range f.dependents {
		r.fetches[id].waiting--
		if r.fetches[id].waiting == 0 {
			r.ready = append(r.ready, id)
		}
	}
	if r.left != nil {
		r.partsDone(f)
	}
}

// fetch asks the subgraph and indexes what it answers; it runs without the lock.
func (r *run) fetch(f *fetch, s *fetchState) {
	defer func() {
		if p := recover(); p != nil {
			s.err = &PanicError{p, debug.Stack()}
		}
	}()
	s.result, s.err = r.request.Fetcher.Fetch(r.ctx, &s.request)
	if s.err != nil {
		return
	}
	s.report.ResponseBytes = len(s.result.Body)
	layout := f.layout
	if s.repeated {
		layout = nil // it has no place for the aliases
	}
	if err := s.index.ParseShared(s.result.Body, layout, value.Limits{Nodes: r.request.Limits.Nodes}, s.result.Memo); err != nil {
		s.err = malformed("is not valid JSON: %v", err)
		return
	}
	if len(f.Renames) > 0 {
		rename(s, f)
	}
}

// guarded contains a panic of one step to its fetch.
func (r *run) guarded(s *fetchState, step func() bool) (ok bool) {
	defer func() {
		if p := recover(); p != nil {
			r.panicked = true
			r.walker.writer.grouping = nil // what is prepared next has its own
			s.err, ok = &PanicError{p, debug.Stack()}, false
		}
	}()
	return step()
}

// PanicError is a panic that was contained to the fetch that it came from. It is for logs.
type PanicError struct {
	Value any
	// Stack is that of the goroutine that panicked.
	Stack []byte
}

// Error says what was panicked with.
func (e *PanicError) Error() string { return fmt.Sprintf("panic: %v", e.Value) }
