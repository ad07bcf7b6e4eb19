package execute

import (
	"context"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/weftgraphql/weft/graph/plan"
)

// TestFetchesStartAsSoonAsTheyCan lets one of two roots answer only after what depends on the other was asked.
func TestFetchesStartAsSoonAsTheyCan(t *testing.T) {
	asked := make(chan struct{})
	s := &fakeSubgraphs{answer: func(_ context.Context, req *FetchRequest) (string, error) {
		switch req.Fetch.ID {
		case 0:
			<-asked
			return `{"data":{"slow":1}}`, nil
		case 1:
			return `{"data":{"me":{"__typename":"User","id":"1"}}}`, nil
		}
		close(asked)
		return `{"data":{"_entities":[{"name":"x"}]}}`, nil
	}}
	tree, errs := execute(t, s, Request{}, rootFetch(0, "a", "slow"), rootFetch(1, "b", "me"), entityFetch(2, "c", []int{1}, entity("User", key("id"), "me")))
	want := object{"slow": "1", "me": object{"__typename": `"User"`, "id": `"1"`, "name": `"x"`}}
	if diff := cmp.Diff(want, tree); diff != "" || errs != nil {
		t.Error(diff, errs)
	}
}

// TestReadyFetchesRunSideBySide has fetches that answer only when all of them were asked.
func TestReadyFetchesRunSideBySide(t *testing.T) {
	const n = 6
	for _, first := range []int{0, 1} {
		var gate sync.WaitGroup
		gate.Add(n)
		s := &fakeSubgraphs{answer: func(_ context.Context, req *FetchRequest) (string, error) {
			if req.Fetch.ID >= first {
				gate.Done()
				gate.Wait()
			}
			return `{"data":{"x":1}}`, nil
		}}
		var fetches []*plan.Fetch
		for i := range n + first {
			f := rootFetch(i, "a", "x")
			if first == 1 && i > 0 {
				f.DependsOn = []int{0}
			}
			fetches = append(fetches, f)
		}
		if _, errs := execute(t, s, Request{}, fetches...); errs != nil {
			t.Error(errs)
		}
	}
}

func TestParallelFetchesAreBounded(t *testing.T) {
	var now, most atomic.Int32
	s := &fakeSubgraphs{answer: func(context.Context, *FetchRequest) (string, error) {
		n := now.Add(1)
		for old := most.Load(); n > old && !most.CompareAndSwap(old, n); old = most.Load() {
		}
		defer now.Add(-1)
		return `{"data":{"x":1}}`, nil
	}}
	var fetches []*plan.Fetch
	for i := range 50 {
		fetches = append(fetches, rootFetch(i, "a", "x"))
	}
	if _, errs := execute(t, s, Request{Limits: Limits{Parallel: 3}}, fetches...); errs != nil {
		t.Error(errs)
	}
	if most.Load() > 3 || len(s.sent) != 50 {
		t.Errorf("%d side by side, %d sent", most.Load(), len(s.sent))
	}
}

// TestEarlierPartsGoFirst has one fetch at a time: what the primary answer needs is asked before what is deferred.
func TestEarlierPartsGoFirst(t *testing.T) {
	var asked []int // one at a time
	s := &fakeSubgraphs{answer: func(_ context.Context, req *FetchRequest) (string, error) {
		asked = append(asked, req.Fetch.ID)
		if req.Fetch.ID == 0 {
			return `{"data":{"me":{"__typename":"User","id":"1"}}}`, nil
		}
		return `{"data":{"_entities":[{"x":1}]}}`, nil
	}}
	fetches := []*plan.Fetch{rootFetch(0, "a", "me")}
	for id, deferred := range [][]int{1: {2}, 2: {1}, 3: {1, 2}, 4: nil} {
		if id > 0 {
			f := entityFetch(id, "b", []int{0}, entity("User", key("id"), "me"))
			f.Deferred = deferred
			fetches = append(fetches, f)
		}
	}
	program, err := Compile(&plan.Plan{Fetches: fetches, Deferred: []plan.Deferred{{ID: 1}, {ID: 2, Parent: 1}}}, nil, Options{})
	if err != nil {
		t.Fatal(err)
	}
	running := program.Start(t.Context(), Request{Fetcher: s, Limits: Limits{Parallel: 1}})
	defer running.Release()
	for part := range 3 {
		running.Wait(Parts(0).With(part))
	}
	if diff := cmp.Diff([]int{0, 4, 2, 3, 1}, asked); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestTasksRunWhereTheyAreTold(t *testing.T) {
	var tasks sync.WaitGroup
	var started atomic.Int32
	s := bodies(`{"data":{"x":1}}`, `{"data":{"y":1}}`)
	tree, errs := execute(t, s, Request{Go: func(task func()) {
		started.Add(1)
		tasks.Go(task)
	}}, rootFetch(0, "a", "x"), rootFetch(1, "b", "y"))
	tasks.Wait()
	if diff := cmp.Diff(object{"x": "1", "y": "1"}, tree); diff != "" || errs != nil || started.Load() != 1 {
		t.Error(diff, errs, started.Load())
	}
}

// TestProgramIsShared runs one program from many goroutines, its scratch memory going round.
func TestProgramIsShared(t *testing.T) {
	program := compile(t, usersPlan()...)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 50 {
				s := bodies(usersAnswer, `{"data":{"_entities":[{"name":"one"},{"name":"two"}]}}`)
				answers := program.Execute(t.Context(), Request{Fetcher: s})
				one, two := object{"__typename": `"User"`, "id": `"1"`, "name": `"one"`}, object{"__typename": `"User"`, "id": `"2"`, "name": `"two"`}
				want := object{"users": list{object{"friend": one}, object{"friend": two}}, "me": object{"friend": one}}
				if diff := cmp.Diff(want, plain(answers.Tree, answers.Tree.Root(nil))); diff != "" || answers.Errors != nil {
					t.Error(diff, answers.Errors)
				}
				answers.Release()
			}
		})
	}
	wg.Wait()
}
