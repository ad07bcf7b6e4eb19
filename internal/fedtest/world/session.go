package world

import (
	"fmt"
	"sync"
)

// Session is one execution of an operation: what was asked of the subgraphs, and what was wrong with it. It is safe
// for concurrent use.
type Session struct {
	// Labels are the override labels that are on.
	Labels map[string]bool
	Caller Caller

	mu         sync.Mutex
	requests   []Request
	violations []string
	mutations  []string
}

// Request is what a subgraph was asked and answered.
type Request struct {
	Subgraph, Body, Response string
	// Invalid says why the request was not executed, "" if it was.
	Invalid string
}

// Requests are those got so far, in the order they were answered.
func (s *Session) Requests() []Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Request(nil), s.requests...)
}

// Violations are the things a router must not ask for and did.
func (s *Session) Violations() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]string(nil), s.violations...)
}

// Mutations are the root fields that ran, with their arguments, in order.
func (s *Session) Mutations() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]string(nil), s.mutations...)
}

func (s *Session) violation(format string, args ...any) error {
	err := fmt.Errorf(format, args...)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.violations = append(s.violations, err.Error())
	return err
}

func (s *Session) mutation(field, args string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.mutations = append(s.mutations, field+"("+args+")")
}

func (s *Session) request(r Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.requests = append(s.requests, r)
}
