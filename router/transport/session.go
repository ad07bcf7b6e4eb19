package transport

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"sort"
	"sync"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftgraphql/weft/graph/execute"
	"github.com/weftgraphql/weft/graph/gqlerr"
	"github.com/weftgraphql/weft/router/cache"
	"github.com/weftgraphql/weft/router/flight"
)

// Session sends the fetches of one client's request. Its Fetch may be called concurrently.
type Session struct {
	targets   *Targets
	incoming  http.Header
	requestID string

	mu       sync.Mutex
	outgoing map[string]http.Header // by target.rules
	policies map[int]cache.Policy   // by fetch
	headers  map[int]http.Header    // by fetch: what the response rules let through
}

// answer is what a subgraph answered; it may be shared and is not changed.
type answer struct {
	body   []byte
	policy cache.Policy
	header http.Header
}

// Fetch sends one request, or joins an identical query that is in flight.
func (s *Session) Fetch(ctx context.Context, req *execute.FetchRequest) (execute.FetchResult, error) {
	tg := s.targets.byName[req.Fetch.Service]
	if tg == nil || tg.url == nil {
		return execute.FetchResult{}, s.failed(ctx, req, &execute.FetchError{
			Code: gqlerr.SubrequestHTTP, Message: "The service has no address.", Cause: errors.New("no usable URL"),
		})
	}
	header := s.headersFor(tg)
	got, err := s.send(ctx, tg, header, req)
	if err != nil {
		return execute.FetchResult{}, s.failed(ctx, req, err)
	}
	s.mu.Lock()
	s.policies[req.Fetch.ID] = got.policy
	if len(got.header) > 0 {
		if s.headers == nil {
			s.headers = map[int]http.Header{}
		}
		s.headers[req.Fetch.ID] = got.header
	}
	s.mu.Unlock()
	return execute.FetchResult{Body: got.body}, nil
}

func (s *Session) send(ctx context.Context, tg *target, header http.Header, req *execute.FetchRequest) (answer, error) {
	query := req.Fetch.Kind == ast.Query
	if !query || !tg.deduplicate {
		ctx, cancel := tg.withTimeout(ctx)
		defer cancel()
		return s.targets.client.roundTrip(ctx, tg, header, s.requestID, req.Body, query, s.targets.maxBytes)
	}
	// Everything that goes over the wire is in the key, but for the id of the request.
	key := fingerprint(cache.NewKey("subgraph query").Text(tg.name).Text(tg.url.String()).Bytes(req.Body), header, nil).Key()
	// Shared work may outlive this call, and req's bytes with it.
	body := slices.Clone(req.Body)
	got, shared, err := s.targets.client.shared.Do(ctx, key, tg.timeout, func(ctx context.Context) (answer, error) {
		return s.targets.client.roundTrip(ctx, tg, header, s.requestID, body, true, s.targets.maxBytes)
	})
	if p := (*flight.PanicError)(nil); errors.As(err, &p) {
		return answer{}, &execute.FetchError{Code: gqlerr.Internal, Message: "The service could not be asked.", Cause: p}
	}
	if shared && err == nil && len(got.header["Set-Cookie"]) > 0 {
		// A cookie may be a session, which belongs to one client.
		ctx, cancel := tg.withTimeout(ctx)
		defer cancel()
		return s.targets.client.roundTrip(ctx, tg, header, s.requestID, req.Body, true, s.targets.maxBytes)
	}
	if err != nil && ctx.Err() == nil && errors.Is(err, context.DeadlineExceeded) {
		return answer{}, timedOut(err)
	}
	return got, err
}

// failed notes that an answer is missing, so that the client's answer is not kept, and logs why.
func (s *Session) failed(ctx context.Context, req *execute.FetchRequest, err error) error {
	s.mu.Lock()
	s.policies[req.Fetch.ID] = cache.Policy{}
	s.mu.Unlock()
	if failure, ok := errors.AsType[*execute.FetchError](err); ok {
		s.targets.client.logger.Warn("a subgraph could not be asked", "subgraph", req.Fetch.Service, "request_id", s.requestID,
			"code", failure.Code, "error", failure.Cause)
	} else if errors.Is(err, context.DeadlineExceeded) || errors.Is(context.Cause(ctx), context.DeadlineExceeded) {
		s.targets.client.logger.Warn("a subgraph had not answered when the request's time was over", "subgraph", req.Fetch.Service,
			"request_id", s.requestID)
	}
	return err
}

// headersFor are the headers that the rules make for a subgraph; targets with the same rules share them.
func (s *Session) headersFor(tg *target) http.Header {
	s.mu.Lock()
	defer s.mu.Unlock()
	header, made := s.outgoing[tg.rules]
	if !made {
		header = applyOver(traceContext(s.incoming), tg.request, s.incoming, nil)
		s.outgoing[tg.rules] = header
	}
	return header
}

// Fingerprint adds to a key all headers that the services would be sent and that may change their answers:
// those the rules let through, but not ignored ones (canonical names) and those that only trace.
func (s *Session) Fingerprint(key *cache.KeyBuilder, services []string, ignored map[string]bool) *cache.KeyBuilder {
	seen := map[string]bool{}
	for _, service := range services {
		tg := s.targets.byName[service]
		if tg == nil || seen[tg.rules] {
			continue
		}
		seen[tg.rules] = true
		fingerprint(key.Text(tg.rules), s.headersFor(tg), ignored)
	}
	return key
}

// tracing headers differ with every request and change no answer.
var tracing = map[string]bool{
	"X-Request-Id": true, "Traceparent": true, "Tracestate": true, "Baggage": true, "X-Correlation-Id": true, "X-Amzn-Trace-Id": true,
	"X-Cloud-Trace-Context": true, "X-B3-Traceid": true, "X-B3-Spanid": true, "X-B3-Parentspanid": true, "X-B3-Sampled": true, "B3": true,
}

func fingerprint(key *cache.KeyBuilder, header http.Header, ignored map[string]bool) *cache.KeyBuilder {
	names := make([]string, 0, len(header))
	for name := range header {
		if !tracing[name] && !ignored[name] {
			names = append(names, name)
		}
	}
	sort.Strings(names)
	key.List(names)
	for _, name := range names {
		key.List(header[name])
	}
	return key
}

// Policy is the strictest of all answers' policies; without any answer nothing may be kept.
func (s *Session) Policy() cache.Policy {
	s.mu.Lock()
	defer s.mu.Unlock()
	var policy cache.Policy
	first := true
	for _, p := range s.policies {
		if first {
			policy, first = p, false
			continue
		}
		policy = policy.Restrict(p)
	}
	return policy
}

// ResponseHeaders are the headers for the client, in the order of the plan's fetches: of several subgraphs
// that send one header all values go out, each once.
func (s *Session) ResponseHeaders() http.Header {
	s.mu.Lock()
	defer s.mu.Unlock()
	fetches := make([]int, 0, len(s.headers))
	for id := range s.headers {
		fetches = append(fetches, id)
	}
	sort.Ints(fetches)
	out := http.Header{}
	for _, id := range fetches {
		for name, values := range s.headers[id] {
			for _, value := range values {
				if !slices.Contains(out[name], value) {
					out[name] = append(out[name], value)
				}
			}
		}
	}
	return out
}

// Dependence is what of a client's headers the services' answers may depend on.
type Dependence struct {
	// Names are the headers that are passed on by name whenever a client sends them, sorted.
	Names []string
	// Own: this request's headers did go out, or others of any name might: the answer is good for a request with the
	// very same headers only.
	Own bool
}

// Dependence of the answers of the services.
func (s *Session) Dependence(services []string) Dependence {
	var d Dependence
	var seen []string
	for _, service := range services {
		tg := s.targets.byName[service]
		if tg == nil || slices.Contains(seen, tg.rules) {
			continue
		}
		seen = append(seen, tg.rules)
		d.Own = d.Own || tg.varying || !equalButForTracing(s.headersFor(tg), tg.constant)
		for _, name := range tg.varies {
			if !tracing[name] {
				d.Names = append(d.Names, name)
			}
		}
	}
	slices.Sort(d.Names)
	d.Names = slices.Compact(d.Names)
	return d
}

func equalButForTracing(a, b http.Header) bool {
	covers := func(a, b http.Header) bool {
		for name, values := range a {
			if !tracing[name] && !slices.Equal(values, b[name]) {
				return false
			}
		}
		return true
	}
	return covers(a, b) && covers(b, a)
}
