package fedtest

import (
	"context"
	"fmt"
	"net/http/httptest"
	"sync"

	"github.com/weftgraphql/weft/internal/fedtest/mock"
)

// Running is the mock subgraphs of a suite. It is safe for concurrent use; Close it after use.
type Running struct {
	subgraphs map[string]*mock.Subgraph

	mu       sync.Mutex
	requests []mock.Request
	servers  map[string]*httptest.Server // started when they are first asked for
}

// Subgraph returns a mock by its name, nil if there is none.
func (r *Running) Subgraph(name string) *mock.Subgraph { return r.subgraphs[name] }

// Do has a subgraph answer a request body without a socket. An unknown subgraph is an error.
func (r *Running) Do(ctx context.Context, subgraph string, body []byte) ([]byte, error) {
	s := r.subgraphs[subgraph]
	if s == nil {
		return nil, fmt.Errorf("there is no subgraph %q", subgraph)
	}
	return s.Do(ctx, body), nil
}

// URLs serves the subgraphs on loopback, from the first call on, and returns their URLs by name.
func (r *Running) URLs() map[string]string {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.servers == nil {
		r.servers = map[string]*httptest.Server{}
		for name, s := range r.subgraphs {
			r.servers[name] = httptest.NewServer(s)
		}
	}
	urls := map[string]string{}
	for name, server := range r.servers {
		urls[name] = server.URL
	}
	return urls
}

// Requests returns the requests the subgraphs got since the start or the last ResetRequests, in the order they
// were answered.
func (r *Running) Requests() []mock.Request {
	r.mu.Lock()
	defer r.mu.Unlock()
	return append([]mock.Request(nil), r.requests...)
}

// ResetRequests forgets the requests got so far.
func (r *Running) ResetRequests() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.requests = nil
}

func (r *Running) record(req mock.Request) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.requests = append(r.requests, req)
}

// Close ends the servers.
func (r *Running) Close() {
	r.mu.Lock()
	servers := r.servers
	r.servers = nil
	r.mu.Unlock()
	for _, server := range servers {
		server.Close()
	}
}
