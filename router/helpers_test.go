package router

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/parser"
	"go.uber.org/goleak"

	"github.com/weftgraphql/weft/graph/compose"
	"github.com/weftgraphql/weft/graph/supergraph"
	"github.com/weftgraphql/weft/router/config"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const federation = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.12", import: ["@key", "@shareable", "@authenticated", "@requiresScopes", "@override"])
`

const catalogSDL = federation + `
type Query {
  hello(name: String = "you"): String
  price: Int
  me: String
  who: String
  open: String
  guarded: String @authenticated
  admin: String @requiresScopes(scopes: [["admin"]])
  broken: String
  slow: String
  moved: String
}
type Mutation { bump: Int }
`

const stockSDL = federation + `
type Query {
  stock: Int
  moved: String @override(from: "catalog", label: "percent(50)")
  back: Back
}
type Back { mutation: Mutation }
type Mutation { restock: Int }
`

// subgraph is a service whose root fields are functions of the request.
type subgraph struct {
	*httptest.Server
	calls  atomic.Int64
	fields map[string]func(w http.ResponseWriter, r *http.Request) any
}

func newSubgraph(t testing.TB, fields map[string]func(http.ResponseWriter, *http.Request) any) *subgraph {
	s := &subgraph{fields: fields}
	s.Server = httptest.NewServer(http.HandlerFunc(s.serve))
	t.Cleanup(func() { s.CloseClientConnections(); s.Close() })
	return s
}

func (s *subgraph) serve(w http.ResponseWriter, r *http.Request) {
	s.calls.Add(1)
	var request struct {
		Query     string         `json:"query"`
		Variables map[string]any `json:"variables"`
	}
	body, _ := io.ReadAll(r.Body)
	if err := json.Unmarshal(body, &request); err != nil {
		panic(err)
	}
	doc, err := parser.ParseQuery(&ast.Source{Input: request.Query})
	if err != nil {
		panic(err)
	}
	data, errs := map[string]any{}, []any{}
	for _, selection := range doc.Operations[0].SelectionSet {
		field := selection.(*ast.Field)
		value := s.fields[field.Name](w, r)
		if failure, ok := value.(error); ok {
			errs = append(errs, map[string]any{"message": failure.Error(), "path": []any{field.Alias}, "extensions": map[string]any{"code": "DATABASE", "trace": "db.internal"}})
			value = nil
		}
		data[field.Alias] = value
	}
	answer := map[string]any{"data": data}
	if len(errs) > 0 {
		answer["errors"] = errs
	}
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(answer)
}

// world is a router with its two subgraphs.
type world struct {
	*Router
	catalog, stock *subgraph
	log            *lockedBuffer
}

type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

func cached(value any, policy string) func(http.ResponseWriter, *http.Request) any {
	return func(w http.ResponseWriter, _ *http.Request) any {
		if policy != "" {
			w.Header().Add("Cache-Control", policy)
		}
		return value
	}
}

const secret = "a-secret-for-tests-of-thirty-two-bytes"

func token(subject, scope string) string {
	signed, err := jwt.NewWithClaims(jwt.SigningMethodHS256, jwt.MapClaims{
		"sub": subject, "scope": scope, "exp": time.Now().Add(time.Hour).Unix(),
	}).SignedString([]byte(secret))
	if err != nil {
		panic(err)
	}
	return signed
}

func newWorld(t testing.TB, change func(*config.Config)) *world {
	t.Helper()
	release := make(chan struct{})
	t.Cleanup(func() { close(release) })
	w := &world{log: &lockedBuffer{}}
	w.catalog = newSubgraph(t, map[string]func(http.ResponseWriter, *http.Request) any{
		"hello": cached("hello", "max-age=60"), "open": cached("open", ""), "guarded": cached("guarded", "max-age=60"),
		"admin": cached("admin", "max-age=60"), "price": cached(5, "max-age=60"), "moved": cached("from catalog", ""),
		"broken": func(http.ResponseWriter, *http.Request) any { return fmt.Errorf("dial tcp db.internal:5432: refused") },
		"bump":   cached(1, "max-age=60"),
		"me": func(w http.ResponseWriter, r *http.Request) any {
			w.Header().Set("Cache-Control", "private, max-age=60")
			return "for " + r.Header.Get("X-Caller") + strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")
		},
		"who": func(w http.ResponseWriter, r *http.Request) any {
			w.Header().Set("Cache-Control", "max-age=60")
			return r.Header.Get("X-Caller")
		},
		"slow": func(_ http.ResponseWriter, r *http.Request) any {
			select {
			case <-release:
			case <-r.Context().Done():
			}
			return "slow"
		},
	})
	w.stock = newSubgraph(t, map[string]func(http.ResponseWriter, *http.Request) any{
		"stock": cached(7, "max-age=30"), "moved": cached("from stock", ""),
		"back": cached(map[string]any{"mutation": map[string]any{"__typename": "Mutation"}}, "max-age=30"),
	})
	composed := compose.Compose(context.Background(), []compose.Subgraph{
		{Name: "catalog", URL: w.catalog.URL, SDL: catalogSDL}, {Name: "stock", URL: w.stock.URL, SDL: stockSDL},
	}, compose.Options{})
	if !composed.OK() {
		t.Fatalf("%+v", composed.Errors)
	}
	sg, err := supergraph.Parse("supergraph.graphql", composed.SDL)
	if err != nil {
		t.Fatal(err)
	}
	cfg := config.Default()
	cfg.Authentication.Router.JWT.Secrets = []config.SharedSecret{{Secret: secret}}
	if change != nil {
		change(cfg)
	}
	w.Router, err = New(cfg, Options{Logger: slog.New(slog.NewTextHandler(w.log, nil))})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(w.Close)
	w.Serve(sg, "one")
	return w
}

// reply is an answer as a client sees it.
type reply struct {
	status int
	header http.Header
	body   string
}

func (r reply) code() string {
	var shape struct {
		Errors []struct {
			Extensions struct{ Code string }
		}
	}
	if json.Unmarshal([]byte(r.body), &shape) != nil || len(shape.Errors) == 0 {
		return ""
	}
	return shape.Errors[0].Extensions.Code
}

func (w *world) do(r *http.Request) reply {
	recorder := httptest.NewRecorder()
	w.ServeHTTP(recorder, r)
	return reply{recorder.Code, recorder.Header(), recorder.Body.String()}
}

func newRequest(query string, headers ...string) *http.Request {
	body, _ := json.Marshal(map[string]any{"query": query})
	r := httptest.NewRequest(http.MethodPost, "/graphql", bytes.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	return r
}

func (w *world) post(query string, headers ...string) reply {
	return w.do(newRequest(query, headers...))
}

const responseJSON = "application/graphql-response+json"

// redisURL is a real Redis for tests, or the test is skipped.
func redisURL(t *testing.T) string {
	t.Helper()
	address := os.Getenv("WEFT_TEST_REDIS")
	if address == "" {
		t.Skip("WEFT_TEST_REDIS is not set (host:port of a Redis for tests): skipped")
	}
	if !strings.Contains(address, "://") {
		address = "redis://" + address
	}
	return address
}

func withBody(r *http.Request, body string) *http.Request {
	r.Body, r.ContentLength = io.NopCloser(strings.NewReader(body)), int64(len(body))
	return r
}
