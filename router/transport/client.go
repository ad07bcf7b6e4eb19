package transport

import (
	"context"
	"fmt"
	"iter"
	"log/slog"
	"maps"
	"net"
	"net/http"
	"net/url"
	"time"

	"github.com/weftgraphql/weft/graph/supergraph"
	"github.com/weftgraphql/weft/router/cache"
	"github.com/weftgraphql/weft/router/config"
	"github.com/weftgraphql/weft/router/flight"
)

const (
	dialTimeout = 5 * time.Second
	// Idle connections are kept for as many requests as are usually in flight: dialling costs more than they do.
	idlePerHost      = 512
	idleTimeout      = 90 * time.Second
	maxAnswerHeaders = 256 << 10
)

// Client holds the connections to all subgraphs. It is safe for concurrent use.
type Client struct {
	cfg    *config.Config
	http   *http.Client
	pool   *http.Transport
	logger *slog.Logger
	shared flight.Group[cache.Key, answer]
}

// NewClient makes a client for a configuration. Close it when no request is in flight any more.
func NewClient(cfg *config.Config, logger *slog.Logger) *Client {
	dialer := &net.Dialer{Timeout: dialTimeout, KeepAlive: 30 * time.Second}
	pool := &http.Transport{
		Proxy: http.ProxyFromEnvironment, DialContext: dialer.DialContext,
		TLSHandshakeTimeout: dialTimeout, MaxIdleConnsPerHost: idlePerHost, IdleConnTimeout: idleTimeout,
		MaxResponseHeaderBytes: maxAnswerHeaders, ForceAttemptHTTP2: true, WriteBufferSize: 16 << 10, ReadBufferSize: 16 << 10,
	}
	return &Client{
		cfg: cfg, pool: pool, logger: logger,
		http: &http.Client{
			Transport: pool,
			// A redirect could send the caller's headers to a host nobody configured.
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
	}
}

// Waiting is how many fetches wait for queries in flight at this moment.
func (c *Client) Waiting() int { return c.shared.Waiting() }

// Close closes idle connections.
func (c *Client) Close() { c.pool.CloseIdleConnections() }

// Targets are the subgraphs of one supergraph with what the configuration says about each.
type Targets struct {
	client   *Client
	byName   map[string]*target
	maxBytes int64
}

// target is one subgraph.
type target struct {
	name        string
	url         *url.URL
	urlErr      error
	timeout     time.Duration
	deduplicate bool
	request     []rule
	response    []rule
	// rules is equal for targets that make the same headers of the same request.
	rules string
	// constant are the headers that the rules make of a request without any.
	constant http.Header
	// varies are the client's headers that rules pass on by name; varying says that some pass on by expression.
	varies  []string
	varying bool
}

// Targets resolves a supergraph's subgraphs. A subgraph without a usable URL is no error
// until it is asked, since a graph may be served in parts; it is logged.
func (c *Client) Targets(subgraphs []*supergraph.Subgraph) *Targets {
	t := &Targets{client: c, byName: make(map[string]*target, len(subgraphs)), maxBytes: int64(c.cfg.Limits.SubgraphMaxBytes)}
	for _, subgraph := range subgraphs {
		address := subgraph.URL
		if override, set := c.cfg.OverrideSubgraphURL[subgraph.Name]; set {
			address = override
		}
		traffic := c.cfg.Traffic(subgraph.Name)
		own, hasOwn := c.cfg.Headers.Subgraphs[subgraph.Name]
		tg := &target{
			name: subgraph.Name, timeout: traffic.Timeout.Value(),
			deduplicate: traffic.DeduplicateQuery == nil || *traffic.DeduplicateQuery,
			request:     compile(c.cfg.Headers.All.Request, own.Request),
			response:    compile(c.cfg.Headers.All.Response, own.Response),
		}
		tg.constant = apply(tg.request, http.Header{}, nil)
		for _, r := range tg.request {
			if r.kind == propagate && r.pattern == nil {
				tg.varies = append(tg.varies, r.name)
			}
			tg.varying = tg.varying || (r.kind == propagate && r.pattern != nil)
		}
		if hasOwn {
			tg.rules = subgraph.Name
		}
		if tg.url, tg.urlErr = parseTarget(address); tg.urlErr != nil {
			c.logger.Warn("a subgraph cannot be asked: its URL is not usable; set override_subgraph_url", "subgraph", subgraph.Name, "error", tg.urlErr)
		}
		t.byName[subgraph.Name] = tg
	}
	c.warnOfUnknown(t)
	return t
}

// warnOfUnknown reports subgraphs that the configuration names and the graph does not have: most are misspelt.
func (c *Client) warnOfUnknown(t *Targets) {
	warn := func(key string, names iter.Seq[string]) {
		for name := range names {
			if t.byName[name] == nil {
				c.logger.Warn("the configuration names a subgraph that the graph does not have", "key", key+"."+name)
			}
		}
	}
	warn("override_subgraph_url", maps.Keys(c.cfg.OverrideSubgraphURL))
	warn("headers.subgraphs", maps.Keys(c.cfg.Headers.Subgraphs))
	warn("traffic_shaping.subgraphs", maps.Keys(c.cfg.TrafficShaping.Subgraphs))
	warn("include_subgraph_errors.subgraphs", maps.Keys(c.cfg.IncludeSubgraphErrors.Subgraphs))
}

func parseTarget(address string) (*url.URL, error) {
	u, err := url.Parse(address)
	if err != nil {
		return nil, err
	}
	if (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" {
		return nil, fmt.Errorf("%q does not start with http:// or https://", u.Redacted())
	}
	return u, nil
}

// Session begins a client's request.
func (t *Targets) Session(incoming http.Header, requestID string) *Session {
	return &Session{targets: t, incoming: incoming, requestID: requestID, outgoing: map[string]http.Header{}, policies: map[int]cache.Policy{}}
}

// withTimeout bounds a context by the subgraph's timeout.
func (tg *target) withTimeout(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeout(ctx, tg.timeout)
}
