// Package service is the HTTP shape that all of the shop's subgraphs share.
//
// A request passes, in this order: size and media type, the bearer token, the limits of the document (tokens, depth,
// expanded size), GraphQL validation, the requirements of @authenticated and @requiresScopes, the resolvers. The
// answer carries a Cache-Control header made of the schema's @cacheControl hints.
package service

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"mime"
	"net/http"
	"strings"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/executor"
	"github.com/99designs/gqlgen/graphql/handler/lru"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/weftgraphql/weft/internal/backend"
	"github.com/weftgraphql/weft/internal/fault"
	"github.com/weftgraphql/weft/internal/sqldb"
	"github.com/weftgraphql/weft/internal/token"
)

const (
	maxBody       = 4 << 20 // bytes
	cachedQueries = 1000
	timeout       = 10 * time.Second
)

// Options are what every subgraph is started with.
type Options struct {
	Database   sqldb.Source
	Seed       uint64           // of the data that an empty database is filled with
	Verifier   *token.Verifier  // nil trusts no token
	NoBatching bool             // fetch every key alone, to see what batching is worth
	Dev        bool             // tell in extensions.backend what a request cost
	Log        *slog.Logger     // nil logs nothing
	Now        func() time.Time // nil is time.Now
}

// Schema is a subgraph's own part of its service.
type Schema struct {
	Name       string
	Executable graphql.ExecutableSchema
	// PerRequest prepares the context of a request, with its loaders.
	PerRequest func(context.Context) context.Context
	// Close frees what the resolvers hold.
	Close func() error
}

// Service answers GraphQL over HTTP: POST /graphql, GET /health.
type Service struct {
	schema Schema
	opts   Options
	exec   *executor.Executor
	cache  *lru.LRU[*ast.QueryDocument]
	mux    *http.ServeMux
}

// New returns the service of a schema.
func New(schema Schema, opts Options) *Service {
	if opts.Log == nil {
		opts.Log = slog.New(slog.DiscardHandler)
	}
	s := &Service{
		schema: schema, opts: opts,
		exec:  executor.New(schema.Executable),
		cache: lru.New[*ast.QueryDocument](cachedQueries),
		mux:   http.NewServeMux(),
	}
	s.exec.SetQueryCache(s.cache)
	s.exec.SetParserTokenLimit(maxTokens)
	s.exec.SetErrorPresenter(s.present)
	s.exec.SetRecoverFunc(s.recovered)
	s.exec.Use(newFieldRules(schema.Executable.Schema()))
	s.mux.HandleFunc("POST /graphql", s.graphql)
	s.mux.HandleFunc("GET /health", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, `{"status":"UP"}`)
	})
	return s
}

// Close frees what the service holds. It must not be serving any more.
func (s *Service) Close() error { return s.schema.Close() }

func (s *Service) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.mux.ServeHTTP(w, r) }

// graphql answers one request.
func (s *Service) graphql(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), timeout)
	defer cancel()
	params, status, err := readParams(w, r)
	if err != nil {
		s.refuse(w, r, status, err)
		return
	}
	caller, err := s.caller(r)
	if err != nil {
		w.Header().Set("WWW-Authenticate", `Bearer error="invalid_token"`)
		s.refuse(w, r, http.StatusUnauthorized, err)
		return
	}
	if _, known := s.cache.Get(ctx, params.Query); !known {
		if err := checkDocument(params.Query); err != nil {
			s.refuse(w, r, http.StatusBadRequest, err)
			return
		}
	}
	ctx, count := backend.With(token.With(ctx, caller))
	ctx, policy := withPolicy(ctx)
	if s.schema.PerRequest != nil {
		ctx = s.schema.PerRequest(ctx)
	}
	ctx = graphql.StartOperationTrace(ctx)
	op, errs := s.exec.CreateOperationContext(ctx, params)
	if len(errs) > 0 {
		s.write(w, r, http.StatusBadRequest, noStore, &graphql.Response{Errors: refusals(errs)})
		return
	}
	op.DisableIntrospection = false
	next, ctx := s.exec.DispatchOperation(ctx, op)
	response := next(ctx)
	if response == nil { // the request's context ended
		s.refuse(w, r, http.StatusServiceUnavailable, fault.New(fault.Internal, "the request was not answered in time"))
		return
	}
	if s.opts.Dev {
		response.Extensions = map[string]any{"backend": count.Counts()}
	}
	s.write(w, r, http.StatusOK, policy.header(op.Operation.Operation, response.Errors), response)
}

// readParams reads the request's body. The status says how to refuse when it returns an error.
func readParams(w http.ResponseWriter, r *http.Request) (*graphql.RawParams, int, error) {
	if media, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || media != "application/json" {
		return nil, http.StatusUnsupportedMediaType, fault.New(fault.BadRequest, "send Content-Type: application/json")
	}
	start := graphql.Now()
	decoder := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxBody))
	decoder.UseNumber()
	params := &graphql.RawParams{}
	if err := decoder.Decode(params); err != nil {
		if tooLarge := new(http.MaxBytesError); errors.As(err, &tooLarge) {
			return nil, http.StatusRequestEntityTooLarge, fault.New(fault.BadRequest, "the body is larger than %d bytes", maxBody)
		}
		return nil, http.StatusBadRequest, fault.New(fault.BadRequest, "the body is not a GraphQL request in JSON")
	}
	if _, err := decoder.Token(); err != io.EOF {
		return nil, http.StatusBadRequest, fault.New(fault.BadRequest, "the body goes on after the GraphQL request")
	}
	if params.Query == "" {
		return nil, http.StatusBadRequest, fault.New(fault.BadRequest, "the body has no query")
	}
	params.Headers = r.Header
	params.ReadTime = graphql.TraceTiming{Start: start, End: graphql.Now()}
	return params, 0, nil
}

// caller returns who sent the request, nil for nobody, or an error when the token is not valid.
func (s *Service) caller(r *http.Request) (*token.Caller, error) {
	values := r.Header.Values("Authorization")
	if len(values) == 0 {
		return nil, nil
	}
	scheme, raw, ok := strings.Cut(values[0], " ")
	if len(values) > 1 || !ok || !strings.EqualFold(scheme, "Bearer") {
		return nil, fault.New(fault.Unauthenticated, "send one Authorization header: Bearer and a token")
	}
	if s.opts.Verifier == nil {
		return nil, fault.New(fault.Unauthenticated, "this service trusts no tokens")
	}
	caller, err := s.opts.Verifier.Verify(strings.TrimSpace(raw))
	if err != nil {
		return nil, fault.New(fault.Unauthenticated, "%v", err)
	}
	return caller, nil
}

// refuse answers a request that did not run.
func (s *Service) refuse(w http.ResponseWriter, r *http.Request, status int, err error) {
	s.write(w, r, status, noStore, &graphql.Response{Errors: gqlerror.List{s.present(r.Context(), err)}})
}

// write sends a response. With media type application/json a request that is well-formed HTTP is answered with 200.
func (s *Service) write(w http.ResponseWriter, r *http.Request, status int, cacheControl string, response *graphql.Response) {
	body, err := json.Marshal(answer{Errors: response.Errors, Data: response.Data, Extensions: response.Extensions})
	if err != nil {
		s.opts.Log.ErrorContext(r.Context(), "marshal response", "subgraph", s.schema.Name, "error", err)
		http.Error(w, "internal error", http.StatusInternalServerError)
		return
	}
	media := "application/json"
	if strings.Contains(r.Header.Get("Accept"), "application/graphql-response+json") {
		media = "application/graphql-response+json"
	} else if status == http.StatusBadRequest && !requestIsMalformed(response) {
		status = http.StatusOK
	}
	w.Header().Set("Content-Type", media+"; charset=utf-8")
	w.Header().Set("Cache-Control", cacheControl)
	w.WriteHeader(status)
	_, _ = w.Write(body) // the client may have gone
}

// answer is the body of a response. One that did not run has no data, not even null.
type answer struct {
	Errors     gqlerror.List   `json:"errors,omitempty"`
	Data       json.RawMessage `json:"data,omitempty"`
	Extensions map[string]any  `json:"extensions,omitempty"`
}

// requestIsMalformed tells a body that is no GraphQL request from a document that is refused.
func requestIsMalformed(response *graphql.Response) bool {
	for _, err := range response.Errors {
		if err.Extensions["code"] == string(fault.BadRequest) {
			return true
		}
	}
	return false
}
