// Package mock is a generic mock subgraph: it interprets a declarative description of what a subgraph answers
// (the data.json of a conformance suite) and executes operations on it, over HTTP or by a plain call.
package mock

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"sync"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftgraphql/weft/internal/fedtest/refexec"
)

// maxBody bounds request bodies, in bytes.
const maxBody = 16 << 20

// Subgraph answers GraphQL requests as one subgraph of a suite. It is safe for concurrent use.
type Subgraph struct {
	name   string
	sdl    string
	schema *ast.Schema
	data   *SubgraphData
	state  *State

	mu       sync.Mutex
	requests []Request
	observe  func(Request)
}

// Request is a request a subgraph got, and what it answered.
type Request struct {
	Subgraph      string
	Query         string
	OperationName string
	Variables     map[string]any // numbers are json.Number
	Response      []byte
	// Invalid says why the request was not executed at all: it did not parse, or is not valid for the
	// subgraph's schema. Empty for a good one. A router that sends such a request has a fault.
	Invalid string
}

// New makes a subgraph from its SDL and data. State is shared by the subgraphs of a suite. Observe, which may be
// nil, is called after each request, possibly concurrently.
func New(name, sdl string, data *SubgraphData, state *State, observe func(Request)) (*Subgraph, error) {
	schema, err := CompleteSchema(name, sdl)
	if err != nil {
		return nil, err
	}
	if data == nil {
		data = &SubgraphData{}
	}
	return &Subgraph{name: name, sdl: sdl, schema: schema, data: data, state: state, observe: observe}, nil
}

// Name is the subgraph's name.
func (s *Subgraph) Name() string { return s.name }

// SDL is the subgraph's SDL as it was given.
func (s *Subgraph) SDL() string { return s.sdl }

// Schema is the SDL made complete. It must not be changed.
func (s *Subgraph) Schema() *ast.Schema { return s.schema }

// Requests returns the requests got so far, in the order they were answered.
func (s *Subgraph) Requests() []Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Request(nil), s.requests...)
}

// Do answers a request body, {"query", "variables", "operationName"}, with a response body. Bad requests are
// answered with errors.
func (s *Subgraph) Do(ctx context.Context, body []byte) []byte {
	req, response := s.answer(ctx, body)
	req.Subgraph = s.name
	req.Response = mustMarshal(response)
	if !response.Executed {
		req.Invalid = response.Errors[0].Message
	}
	s.mu.Lock()
	s.requests = append(s.requests, req)
	s.mu.Unlock()
	if s.observe != nil {
		s.observe(req)
	}
	return req.Response
}

func (s *Subgraph) answer(ctx context.Context, body []byte) (Request, *refexec.Response) {
	var in struct {
		Query         string         `json:"query"`
		OperationName string         `json:"operationName"`
		Variables     map[string]any `json:"variables"`
	}
	dec := json.NewDecoder(bytes.NewReader(body))
	dec.UseNumber()
	if err := dec.Decode(&in); err != nil {
		return Request{Query: string(body)}, failure(fmt.Errorf("request body: %w", err))
	}
	req := Request{Query: in.Query, OperationName: in.OperationName, Variables: in.Variables}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return req, failure(errors.New("request body: text after the JSON value"))
	}
	return req, refexec.Do(ctx, s.schema, resolver{s}, refexec.Request{
		Query:         in.Query,
		OperationName: in.OperationName,
		Variables:     in.Variables,
		Root:          map[string]any{},
	})
}

func failure(err error) *refexec.Response {
	return &refexec.Response{Errors: []*refexec.Error{{Message: err.Error()}}}
}

// mustMarshal prints a response. Custom scalars come from JSON, so there is nothing that cannot be printed.
func mustMarshal(response *refexec.Response) []byte {
	out, err := response.MarshalJSON()
	if err != nil {
		out, _ = failure(err).MarshalJSON()
	}
	return out
}

// ServeHTTP answers POST requests, always with status 200 as application/json.
func (s *Subgraph) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodPost {
		w.Header().Set("Allow", http.MethodPost)
		http.Error(w, "only POST is possible here", http.StatusMethodNotAllowed)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if err != nil {
		_, _ = w.Write(mustMarshal(failure(err)))
		return
	}
	_, _ = w.Write(s.Do(r.Context(), body))
}
