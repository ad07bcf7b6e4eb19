package respond

import (
	"context"
	"sync"
	"testing"

	"github.com/weftgraphql/weft/graph/execute"
	"github.com/weftgraphql/weft/graph/execute/value"
)

// sharingServices give the same memo with the same answer.
type sharingServices struct {
	services execute.Fetcher
	mu       sync.Mutex
	memos    map[string]*value.Memo
}

func (s *sharingServices) Fetch(ctx context.Context, req *execute.FetchRequest) (execute.FetchResult, error) {
	result, err := s.services.Fetch(ctx, req)
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.memos[string(result.Body)] == nil {
		s.memos[string(result.Body)] = &value.Memo{}
	}
	result.Memo = s.memos[string(result.Body)]
	return result, err
}

// TestSharedAnswers: requests that share the subgraphs' answers, and what they find out about them, each lay their own on them. The
// answer is the one that a request gets alone.
func TestSharedAnswers(t *testing.T) {
	program, projection, request := benchmarkParts(t)
	write := func(request execute.Request) string {
		answers := program.Execute(t.Context(), request)
		response := projection.Write(Input{Answers: answers})
		answers.Release()
		defer response.Release()
		return string(response.Bytes())
	}
	alone := write(request)
	request.Fetcher = &sharingServices{services: request.Fetcher, memos: map[string]*value.Memo{}}
	var wait sync.WaitGroup
	for range 8 {
		wait.Go(func() {
			for range 10 {
				if got := write(request); got != alone {
					t.Errorf("got %d bytes that differ from the %d of a request alone", len(got), len(alone))
					return
				}
			}
		})
	}
	wait.Wait()
}
