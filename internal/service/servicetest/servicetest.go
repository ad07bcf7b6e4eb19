// Package servicetest asks a subgraph over HTTP and compares its answers.
package servicetest

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/weftgraphql/weft/internal/service"
	"github.com/weftgraphql/weft/internal/token"
)

// Now is the time in every test.
var Now = time.Date(2026, time.July, 1, 12, 0, 0, 0, time.UTC)

// Subgraph is a subgraph under test.
type Subgraph struct {
	t       *testing.T
	handler http.Handler
	key     *token.Key
}

// Open is the New function of a subgraph's package.
type Open func(context.Context, service.Options) (*service.Service, error)

// Start opens a subgraph with the default data in memory. It is closed when the test ends.
func Start(t *testing.T, open Open, change ...func(*service.Options)) *Subgraph {
	t.Helper()
	key, err := token.NewKey()
	if err != nil {
		t.Fatal(err)
	}
	opts := service.Options{
		Seed: 1, Verifier: token.NewVerifier(key.Public()), Dev: true, Now: func() time.Time { return Now },
	}
	for _, c := range change {
		c(&opts)
	}
	svc, err := open(t.Context(), opts)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := svc.Close(); err != nil {
			t.Error(err)
		}
	})
	return &Subgraph{t: t, handler: svc, key: key}
}

// In returns the same subgraph for a subtest, which is told of what fails.
func (s *Subgraph) In(t *testing.T) *Subgraph { return &Subgraph{t: t, handler: s.handler, key: s.key} }

// Token signs a token that the subgraph trusts.
func (s *Subgraph) Token(subject string, scopes ...string) string {
	s.t.Helper()
	signed, err := s.key.Sign(subject, scopes, time.Now(), time.Hour)
	if err != nil {
		s.t.Fatal(err)
	}
	return signed
}

// Request is one request. Bearer is a token, or "" for none.
type Request struct {
	Query     string
	Variables map[string]any
	Bearer    string
}

// Answer is what came back.
type Answer struct {
	Status     int
	Header     http.Header
	Data       json.RawMessage `json:"data"`
	Errors     []Error         `json:"errors"`
	Extensions struct {
		Backend map[string]int `json:"backend"`
	} `json:"extensions"`
}

// Error is an error of an answer.
type Error struct {
	Message    string `json:"message"`
	Path       []any  `json:"path"`
	Extensions struct {
		Code string `json:"code"`
	} `json:"extensions"`
}

// Ask sends a request.
func (s *Subgraph) Ask(r Request) Answer {
	s.t.Helper()
	body, err := json.Marshal(map[string]any{"query": r.Query, "variables": r.Variables})
	if err != nil {
		s.t.Fatal(err)
	}
	request := httptest.NewRequestWithContext(s.t.Context(), http.MethodPost, "/graphql", bytes.NewReader(body))
	request.Header.Set("Content-Type", "application/json")
	if r.Bearer != "" {
		request.Header.Set("Authorization", "Bearer "+r.Bearer)
	}
	return s.Do(request)
}

// Do sends a request as it is.
func (s *Subgraph) Do(request *http.Request) Answer {
	s.t.Helper()
	recorder := httptest.NewRecorder()
	s.handler.ServeHTTP(recorder, request)
	answer := Answer{Status: recorder.Code, Header: recorder.Header()}
	body, err := io.ReadAll(recorder.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	if err := json.Unmarshal(body, &answer); err != nil {
		s.t.Fatalf("answer %d is no JSON: %v\n%s", recorder.Code, err, body)
	}
	return answer
}

// Want asks and compares the data, written as JSON, and requires that there are no errors.
func (s *Subgraph) Want(r Request, data string) Answer {
	s.t.Helper()
	answer := s.Ask(r)
	if len(answer.Errors) > 0 {
		s.t.Errorf("%s\nerrors: %+v", r.Query, answer.Errors)
	}
	s.compare(r.Query, answer, data)
	return answer
}

// WantCodes asks and compares the data and the codes of the errors.
func (s *Subgraph) WantCodes(r Request, data string, codes ...string) Answer {
	s.t.Helper()
	answer := s.Ask(r)
	var got []string
	for _, err := range answer.Errors {
		got = append(got, err.Extensions.Code)
	}
	if diff := cmp.Diff(codes, got); diff != "" {
		s.t.Errorf("%s\ncodes of errors (-want +got):\n%s%+v", r.Query, diff, answer.Errors)
	}
	s.compare(r.Query, answer, data)
	return answer
}

func (s *Subgraph) compare(query string, answer Answer, data string) {
	s.t.Helper()
	if data == "" {
		if answer.Data != nil {
			s.t.Errorf("%s\ndata: %s, want none", query, answer.Data)
		}
		return
	}
	if answer.Data == nil {
		s.t.Errorf("%s\nno data", query)
		return
	}
	if diff := cmp.Diff(decode(s.t, []byte(data)), decode(s.t, answer.Data)); diff != "" {
		s.t.Errorf("%s\ndata (-want +got):\n%s", query, diff)
	}
}

func decode(t *testing.T, text []byte) any {
	t.Helper()
	var value any
	if err := json.Unmarshal(text, &value); err != nil {
		t.Fatalf("%v: %s", err, text)
	}
	return value
}
