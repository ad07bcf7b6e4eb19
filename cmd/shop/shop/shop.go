// Package shop assembles the reference graph: its six subgraphs, in one process or some of them, and the JWKS of
// the development tokens.
//
// The handler answers
//
//	POST /NAME/graphql           each subgraph that is served
//	GET  /NAME/health
//	GET  /health
//	GET  /.well-known/jwks.json  the key that verifies development tokens
package shop

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/weftgraphql/weft/internal/seed"
	"github.com/weftgraphql/weft/internal/service"
	"github.com/weftgraphql/weft/internal/sqldb"
	"github.com/weftgraphql/weft/internal/token"
	"github.com/weftgraphql/weft/subgraphs/accounts"
	"github.com/weftgraphql/weft/subgraphs/inventory"
	"github.com/weftgraphql/weft/subgraphs/orders"
	"github.com/weftgraphql/weft/subgraphs/products"
	"github.com/weftgraphql/weft/subgraphs/reviews"
	"github.com/weftgraphql/weft/subgraphs/shipping"
)

// open has how each subgraph is opened.
var open = map[string]func(context.Context, service.Options) (*service.Service, error){
	accounts.Name:  accounts.New,
	inventory.Name: inventory.New,
	orders.Name:    orders.New,
	products.Name:  products.New,
	reviews.Name:   reviews.New,
	shipping.Name:  shipping.New,
}

// Names are the subgraphs there are.
var Names = []string{accounts.Name, inventory.Name, orders.Name, products.Name, reviews.Name, shipping.Name}

// DefaultSeed is the seed that documentation and tests use.
const DefaultSeed = seed.Default

// Config says what is served. The zero Config serves everything from memory, with a key that ends with the process.
type Config struct {
	Only       []string // subgraphs; none means all
	Postgres   string   // DSN of a database for all subgraphs; each has its own tables
	SQLite     string   // file of such a database; neither means in memory
	Seed       uint64   // of the data that an empty database is filled with; 0 is DefaultSeed
	NoBatching bool     // fetch every key alone, to see what batching is worth
	Dev        bool     // tell in extensions.backend what a request cost behind the subgraph
	KeyFile    string   // where the development key is kept; "" makes one that ends with the process
	JWKS       string   // URL of the keys to verify tokens with, instead of the development key
	Log        *slog.Logger
	Now        func() time.Time // nil is time.Now
}

// Shop is a running reference graph. It holds databases until it is closed.
type Shop struct {
	services map[string]*service.Service
	key      *token.Key
	now      func() time.Time
}

// New opens the subgraphs of a configuration. ctx bounds the opening and the background work, such as reading a JWKS
// again.
func New(ctx context.Context, config Config) (*Shop, error) {
	names, err := chosen(config.Only)
	if err != nil {
		return nil, err
	}
	key, err := openKey(config.KeyFile)
	if err != nil {
		return nil, err
	}
	verifier := token.NewVerifier(key.Public())
	if config.JWKS != "" {
		if verifier, err = token.NewRemoteVerifier(ctx, config.JWKS); err != nil {
			return nil, err
		}
	}
	s := &Shop{services: make(map[string]*service.Service), key: key, now: config.Now}
	if s.now == nil {
		s.now = time.Now
	}
	opts := service.Options{
		Database: sqldb.Source{Postgres: config.Postgres, SQLite: config.SQLite},
		Seed:     config.Seed, Verifier: verifier, NoBatching: config.NoBatching, Dev: config.Dev,
		Log: config.Log, Now: s.now,
	}
	if opts.Seed == 0 {
		opts.Seed = DefaultSeed
	}
	opened := make([]*service.Service, len(names))
	group, opening := errgroup.WithContext(ctx)
	if config.SQLite != "" {
		group.SetLimit(1) // one file has one writer at a time
	}
	for i, name := range names {
		group.Go(func() (err error) {
			opened[i], err = open[name](opening, opts)
			return err
		})
	}
	err = group.Wait()
	for i, svc := range opened {
		if svc != nil {
			s.services[names[i]] = svc
		}
	}
	if err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

func openKey(file string) (*token.Key, error) {
	if file == "" {
		return token.NewKey()
	}
	return token.OpenKey(file)
}

// UnknownSubgraphError says that a configuration names a subgraph that there is not.
type UnknownSubgraphError struct{ Name string }

func (e *UnknownSubgraphError) Error() string {
	return fmt.Sprintf("there is no subgraph %q; there are %s", e.Name, strings.Join(Names, ", "))
}

// chosen checks the names of subgraphs.
func chosen(only []string) ([]string, error) {
	if len(only) == 0 {
		return Names, nil
	}
	for _, name := range only {
		if !slices.Contains(Names, name) {
			return nil, &UnknownSubgraphError{name}
		}
	}
	only = slices.Clone(only)
	slices.Sort(only)
	return slices.Compact(only), nil
}

// Handler serves all subgraphs below their names, and the JWKS.
func (s *Shop) Handler() http.Handler {
	mux := http.NewServeMux()
	for name, svc := range s.services {
		mux.Handle("/"+name+"/", http.StripPrefix("/"+name, svc))
	}
	jwks := s.key.JWKS()
	mux.HandleFunc("GET /.well-known/jwks.json", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/jwk-set+json")
		w.Header().Set("Cache-Control", "max-age=60, public")
		_, _ = w.Write(jwks)
	})
	mux.HandleFunc("GET /health", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write([]byte(`{"status":"UP"}`))
	})
	return mux
}

// Subgraph returns the handler of one subgraph, which answers POST /graphql, or nil when it is not served.
func (s *Shop) Subgraph(name string) http.Handler {
	if svc, ok := s.services[name]; ok {
		return svc
	}
	return nil
}

// Token signs a development token.
func (s *Shop) Token(subject string, scopes []string, ttl time.Duration) (string, error) {
	return s.key.Sign(subject, scopes, s.now(), ttl)
}

// Close frees the databases. The handlers must not be serving any more.
func (s *Shop) Close() error {
	var errs []error
	for _, name := range Names {
		if svc := s.services[name]; svc != nil {
			errs = append(errs, svc.Close())
		}
	}
	return errors.Join(errs...)
}
