package execute

import (
	"context"
	"fmt"
	"math/bits"
	"slices"

	"github.com/weftgraphql/weft/graph/gqlerr"
	"github.com/weftgraphql/weft/graph/plan"
)

// Parts is a set of parts of an answer: bit 0 is the primary one, bit n the deferred part with the ID n.
type Parts uint64

// Has says whether a part is in the set.
func (p Parts) Has(part int) bool { return p&(1<<part) != 0 }

// With is the set with one more part.
func (p Parts) With(part int) Parts { return p | 1<<part }

// Without is the set without a part.
func (p Parts) Without(part int) Parts { return p &^ (1 << part) }

// partsOf are the parts that a fetch is made for.
func partsOf(f *plan.Fetch) Parts {
	if len(f.Deferred) == 0 {
		return Parts(1)
	}
	var parts Parts
	for _, part := range f.Deferred {
		parts = parts.With(part)
	}
	return parts
}

// heldUpBy has for each fetch the parts that cannot be complete without it: those it is made for and those that stand in them.
func heldUpBy(p *plan.Plan) []Parts {
	held := make([]Parts, len(p.Fetches))
	for i, f := range p.Fetches {
		held[i] = partsOf(f)
		for _, d := range p.Deferred { // a part comes after the one it stands in
			if held[i].Has(d.Parent) {
				held[i] = held[i].With(d.ID)
			}
		}
	}
	return held
}

// Running is an execution whose answer is taken in parts: the fetches of later parts go on while the earlier ones are
// written. One goroutine uses it, and must Release it.
type Running struct {
	run    *run
	cancel context.CancelFunc
}

// Start begins to carry out a plan with deferred parts. All fetches begin as soon as what they depend on is there, those of the primary
// answer like those of deferred parts.
func (p *Program) Start(ctx context.Context, request Request) *Running {
	ctx, cancel := context.WithCancel(ctx)
	r := p.newRun(ctx, request)
	r.request.Limits.Parallel++ // the caller, who is counted among those that fetch, only waits
	r.left = make([]int, len(p.plan.Deferred)+1)
	r.mu.Lock()
	defer r.mu.Unlock()
	for i := range p.fetches {
		for part := range r.left {
			if p.holdUp[i].Has(part) {
				r.left[part]++
			}
		}
		if p.fetches[i].dependencies == 0 {
			r.ready = append(r.ready, uint32(i))
		}
	}
	r.callForHelp()
	return &Running{run: r, cancel: cancel}
}

// partsDone counts a fetch that is over.
func (r *run) partsDone(f *fetch) {
	done := false
	for part := range r.left {
		if r.program.holdUp[f.id].Has(part) {
			r.left[part]--
			done = done || r.left[part] == 0
		}
	}
	if done {
		r.done.Signal()
	}
}

// Wait returns, of these parts, those whose fetches and those of the parts they stand in are all over, as soon as there are any. None have to be waited for
// when the set is empty. It returns soon after the context of Start is done, since then all fetches end.
func (x *Running) Wait(parts Parts) Parts {
	r := x.run
	r.mu.Lock()
	defer r.mu.Unlock()
	for parts != 0 {
		var over Parts
		for part, left := range r.left {
			if parts.Has(part) && left == 0 {
				over = over.With(part)
			}
		}
		if over != 0 {
			return over
		}
		r.done.Wait()
	}
	return 0
}

// Read gives the answers that are there, while no others are joined to them. Their Errors are those of the fetches made
// for the part. Nothing of them may be kept when read returns.
func (x *Running) Read(part int, read func(*Answers)) {
	r := x.run
	r.mu.Lock()
	defer r.mu.Unlock()
	r.answers.sight = Parts(1)
	for p := part; p > 0; p = r.program.plan.Deferred[p-1].Parent {
		r.answers.sight = r.answers.sight.With(p)
	}
	r.answers.Errors = r.errorsOf(Parts(0).With(part), r.answers.sight.Without(part))
	read(&r.answers)
}

// next takes the fetch that is to start first: what earlier parts of the answer need goes before what later ones do.
func (r *run) next() uint32 {
	first := 0
	if r.left != nil {
		for i, id := range r.ready {
			if r.firstPart(id) < r.firstPart(r.ready[first]) {
				first = i
			}
		}
	}
	id := r.ready[first]
	r.ready = slices.Delete(r.ready, first, first+1)
	return id
}

// firstPart is the first of the parts that a fetch in ready is made for; a part comes after the one it stands in.
func (r *run) firstPart(id uint32) int {
	f, _ := r.at(id)
	return bits.TrailingZeros64(uint64(r.program.madeFor[f.id]))
}

// errorsOf are the errors of the fetches made for some of the parts, each once, in the order of the plan. A field of which
// several subgraphs were asked for a share fails once, however many of them say so: an answer has one error for each place.
// Nor does it fail again where a fetch for an earlier part, which took it for something else, has said so.
func (r *run) errorsOf(parts, earlier Parts) gqlerr.List {
	var errors gqlerr.List
	seen := map[string]bool{}
	failed := map[string]int{} // the fetch that said first that the field at a path failed
	for i := range r.fetches {
		if r.program.madeFor[i]&earlier == 0 {
			continue
		}
		for j := range r.fetches[i].errors {
			if e := &r.fetches[i].errors[j]; e.ofField {
				failed[e.place()] = i
			}
		}
	}
	for i := range r.fetches {
		if r.program.madeFor[i]&parts == 0 {
			continue
		}
		for j := range r.fetches[i].errors {
			e := &r.fetches[i].errors[j]
			path := e.place()
			identity := fmt.Sprintf("%q %q %q %s", e.Service, e.Code, e.Message, path)
			if seen[identity] {
				continue
			}
			if e.ofField {
				if first, known := failed[path]; known && first != i {
					continue
				}
				failed[path] = i
			}
			seen[identity] = true
			errors = append(errors, e.Error)
		}
	}
	return errors
}

// Release ends what still goes on, waits until it has ended and gives the memory back.
func (x *Running) Release() {
	x.cancel()
	r := x.run
	r.mu.Lock()
	for r.unfinished > 0 || r.workers > 0 {
		r.done.Wait()
	}
	r.mu.Unlock()
	r.left = nil
	r.release()
}
