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
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/weftgraphql/weft/graph/supergraph"
	"github.com/weftgraphql/weft/router/config"
	"github.com/weftgraphql/weft/router/transport/http1"
)

const (
	dialTimeout = 5 * time.Second
	// Idle connections are kept for as many requests as are usually in flight: dialling costs more than they do.
	idlePerHost      = 512
	idleTimeout      = 90 * time.Second
	keepAlive        = 30 * time.Second
	maxAnswerHeaders = 256 << 10
)

// Client holds the connections to all subgraphs. It is safe for concurrent use.
type Client struct {
	cfg    *config.Config
	http   *http.Client
	pool   *http.Transport
	logger *slog.Logger

	mu sync.Mutex
	// hosts are those asked over plain HTTP/1.1, by address.
	hosts map[string]*http1.Host
}

// NewClient makes a client for a configuration. Close it when no request is in flight any more.
func NewClient(cfg *config.Config, logger *slog.Logger) *Client {
	dialer := &net.Dialer{Timeout: dialTimeout, KeepAlive: keepAlive}
	pool := &http.Transport{
		Proxy: http.ProxyFromEnvironment, DialContext: dialer.DialContext,
		TLSHandshakeTimeout: dialTimeout, MaxIdleConnsPerHost: idlePerHost, IdleConnTimeout: idleTimeout,
		MaxResponseHeaderBytes: maxAnswerHeaders, ForceAttemptHTTP2: true, WriteBufferSize: 16 << 10, ReadBufferSize: 16 << 10,
	}
	return &Client{
		cfg: cfg, pool: pool, logger: logger, hosts: map[string]*http1.Host{},
		http: &http.Client{
			Transport: pool,
			// A redirect could send the caller's headers to a host nobody configured.
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
	}
}

// Close closes idle connections.
func (c *Client) Close() {
	c.pool.CloseIdleConnections()
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, host := range c.hosts {
		host.Close()
	}
}

// host is where to ask a URL over plain HTTP/1.1; nil where that will not do: for TLS (and with it HTTP/2), through a
// proxy, and for what only net/http knows to spell.
func (c *Client) host(u *url.URL) *http1.Host {
	if u.Scheme != "http" || u.User != nil || strings.ContainsFunc(u.Host, func(r rune) bool { return r <= ' ' || r >= 0x7f || r == '%' }) {
		return nil
	}
	if proxy, err := http.ProxyFromEnvironment(&http.Request{URL: u}); err != nil || proxy != nil {
		return nil
	}
	address := u.Host
	if u.Port() == "" {
		address = net.JoinHostPort(u.Hostname(), "80")
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	host := c.hosts[address]
	if host == nil {
		dialer := &net.Dialer{KeepAlive: keepAlive}
		host = http1.NewHost(http1.Options{
			Dial:        func(ctx context.Context) (net.Conn, error) { return dialer.DialContext(ctx, "tcp", address) },
			DialTimeout: dialTimeout, IdleTimeout: idleTimeout, MaxHeader: maxAnswerHeaders,
		})
		c.hosts[address] = host
	}
	return host
}

// Targets are the subgraphs of one supergraph with what the configuration says about each.
type Targets struct {
	client *Client
	byName map[string]*target
}

// target is one subgraph.
type target struct {
	name   string
	client *Client
	// url is nil where there is none that can be used; host is nil where net/http has to ask.
	url  *url.URL
	host *http1.Host
	// head is what each request begins with.
	head        []byte
	timeout     time.Duration
	maxBytes    int64
	missing     time.Duration // the life of an answer without Cache-Control
	deduplicate bool
	calls       *callTable
	expected    [64]http1.Expectation
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
	t := &Targets{client: c, byName: make(map[string]*target, len(subgraphs))}
	for _, subgraph := range subgraphs {
		address := subgraph.URL
		if override, set := c.cfg.OverrideSubgraphURL[subgraph.Name]; set {
			address = override
		}
		traffic := c.cfg.Traffic(subgraph.Name)
		own, hasOwn := c.cfg.Headers.Subgraphs[subgraph.Name]
		tg := &target{
			name: subgraph.Name, client: c, timeout: traffic.Timeout.Value(), calls: newCallTable(),
			maxBytes: int64(c.cfg.Limits.SubgraphMaxBytes), missing: c.cfg.Cache.Response.DefaultMaxAge.Value(),
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
		if u, err := parseTarget(address); err != nil {
			c.logger.Warn("a subgraph cannot be asked: its URL is not usable; set override_subgraph_url", "subgraph", subgraph.Name, "error", err)
		} else {
			tg.url, tg.host = u, c.host(u)
			tg.head = []byte("POST " + u.RequestURI() + " HTTP/1.1\r\nHost: " + u.Host +
				"\r\nContent-Type: application/json\r\nAccept: " + acceptValue + "\r\nAccept-Encoding: gzip\r\n")
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

// Begin makes s the session of a client's request. It must be new.
func (t *Targets) Begin(s *Session, incoming http.Header, requestID string) {
	s.targets, s.incoming, s.requestID = t, incoming, requestID
}

// Session begins a client's request.
func (t *Targets) Session(incoming http.Header, requestID string) *Session {
	s := &Session{}
	t.Begin(s, incoming, requestID)
	return s
}

// Varies are the client's headers that are passed on to any of the services by name, sorted.
func (t *Targets) Varies(services []string) []string {
	var names []string
	for _, service := range services {
		if tg := t.byName[service]; tg != nil {
			for _, name := range tg.varies {
				if !tracing[name] {
					names = append(names, name)
				}
			}
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// Waiting is how many fetches wait for queries in flight that may be shared, at this moment.
func (t *Targets) Waiting() int {
	waiting := 0
	for _, tg := range t.byName {
		waiting += tg.calls.waiting()
	}
	return waiting
}
