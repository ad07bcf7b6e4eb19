package router

import (
	"fmt"
	"log/slog"
	"net/http"
	"net/textproto"
	"os"
	"slices"
	"sync/atomic"

	"github.com/weftgraphql/weft/graph"
	"github.com/weftgraphql/weft/graph/limit"
	"github.com/weftgraphql/weft/graph/operation"
	"github.com/weftgraphql/weft/router/auth"
	"github.com/weftgraphql/weft/router/cache"
	"github.com/weftgraphql/weft/router/config"
	"github.com/weftgraphql/weft/router/flight"
	"github.com/weftgraphql/weft/router/playground"
	"github.com/weftgraphql/weft/router/transport"
)

// Options are what a Router takes beside its configuration. The zero value is usable.
type Options struct {
	// Logger by default logs nothing.
	Logger *slog.Logger
}

// Router serves one graph over HTTP. It is an http.Handler, safe for
// concurrent use. Until Serve was called it answers 503.
type Router struct {
	cfg      *config.Config
	logger   *slog.Logger
	verifier *auth.Verifier
	client   *transport.Client
	// responses is nil when the response cache is off.
	responses *cache.Responses
	// ignored are headers left out of the cache's keys; tokenHeaders are where a token may be.
	ignored      map[string]bool
	tokenHeaders []string
	cors         *cors
	handler      http.Handler
	steps        []step
	workers      *workers
	onWorker     func(task func())

	served   atomic.Pointer[served]
	swaps    swaps
	draining atomic.Bool
	// inFlight shares executions of equal queries.
	inFlight flight.Group[cache.Key, *answer]
	// maskedLog bounds what is logged of masked errors.
	maskedLog logQuota
}

// served is one supergraph with all that was made from it: replaced as a whole.
type served struct {
	// id tells one supergraph's text from another's.
	id      string
	engine  *graph.Engine
	targets *transport.Targets
	plans   *planCache
}

// New makes a Router of a checked configuration. It fails on what the
// configuration names and is not there: key files, example operations. Close it
// when no request is in flight any more.
func New(cfg *config.Config, options Options) (*Router, error) {
	if problems := cfg.Validate(); len(problems) > 0 {
		return nil, &config.Error{Problems: problems}
	}
	r := &Router{cfg: cfg, logger: options.Logger, ignored: map[string]bool{}, cors: newCORS(cfg.CORS), maskedLog: logQuota{perSecond: maxMaskedPerSecond}}
	if r.logger == nil {
		r.logger = slog.New(slog.DiscardHandler)
	}
	for _, name := range cfg.Cache.Response.IgnoreHeaders {
		r.ignored[textproto.CanonicalMIMEHeaderKey(name)] = true
	}
	r.tokenHeaders = tokenHeaders(cfg.Authentication.Router.JWT)
	pages, err := playgroundHandler(cfg)
	if err != nil {
		return nil, err
	}
	r.verifier, err = auth.New(cfg.Authentication.Router.JWT, auth.Options{
		ScopeClaims: cfg.Authorization.Directives.ScopeClaims, Logger: r.logger,
	})
	if err != nil {
		return nil, err
	}
	if r.responses, err = newResponses(cfg.Cache.Response, r.logger); err != nil {
		r.verifier.Close()
		return nil, err
	}
	r.client = transport.NewClient(cfg, r.logger)
	r.workers = newWorkers()
	r.onWorker = r.workers.do
	r.steps = r.stepsInOrder()
	r.handler = r.routes(pages)
	return r, nil
}

func tokenHeaders(cfg config.JWT) []string {
	if !cfg.Enabled() {
		return nil
	}
	names := []string{textproto.CanonicalMIMEHeaderKey(cfg.HeaderName)}
	for _, source := range cfg.Sources {
		name := "Cookie"
		if source.Type == "header" {
			name = textproto.CanonicalMIMEHeaderKey(source.Name)
		}
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}

func newResponses(cfg config.ResponseCache, logger *slog.Logger) (*cache.Responses, error) {
	if !cfg.Enabled {
		return nil, nil //nolint:nilnil // no cache
	}
	options := cache.Options{MaxEntryBytes: int64(cfg.MaxEntryBytes), MaxTTL: cfg.MaxTTL.Value()}
	if len(cfg.Redis.URLs) > 0 {
		redis, err := cache.NewRedis(cfg.Redis, int64(cfg.MaxEntryBytes), logger)
		if err != nil {
			return nil, err
		}
		options.Redis = redis
	}
	options.Memory = cache.NewMemory(int64(cfg.MaxBytes))
	return cache.NewResponses(options), nil
}

// playgroundHandler is nil when there is no playground.
func playgroundHandler(cfg *config.Config) (http.Handler, error) {
	if !cfg.PlaygroundEnabled() {
		return nil, nil //nolint:nilnil // no playground
	}
	options := playground.Options{Endpoint: cfg.Supergraph.Path, PlanEnabled: cfg.ExposeQueryPlan()}
	if token := cfg.Playground.DevelopmentToken; token != "" {
		options.DevelopmentToken = func() string { return token }
	}
	if directory := cfg.Playground.Operations; directory != "" {
		operations, err := playground.ReadOperations(os.DirFS(directory))
		if err != nil {
			return nil, fmt.Errorf("playground.operations: %w", err)
		}
		options.Operations = operations
	}
	return playground.Handler(options), nil
}

func (r *Router) engineOptions() graph.Options {
	limits, reuse := r.cfg.Limits, r.cfg.TrafficShaping.Router.ReuseEntities
	return graph.Options{
		Parse: operation.ParseLimits{MaxTokens: limits.ParserMaxTokens},
		Limits: &limit.Limits{
			Depth: limits.MaxDepth, Height: limits.MaxHeight, Aliases: limits.MaxAliases,
			RootFields: limits.MaxRootFields, IntrospectionDepth: limits.IntrospectionMaxDepth,
		},
		Introspection: r.cfg.Introspection(),
		AskAgain:      reuse != nil && !*reuse,
	}
}

// Close ends the router's background work.
func (r *Router) Close() {
	r.verifier.Close()
	if r.responses != nil {
		r.responses.Close()
	}
	r.swaps.close()
	if current := r.served.Load(); current != nil {
		current.plans.close()
	}
	r.client.Close()
	r.workers.close()
}

// ServeHTTP answers a request.
func (r *Router) ServeHTTP(w http.ResponseWriter, req *http.Request) { r.handler.ServeHTTP(w, req) }
