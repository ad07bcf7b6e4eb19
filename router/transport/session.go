package transport

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"sort"
	"sync"

	"github.com/weftgraphql/weft/graph/execute"
	"github.com/weftgraphql/weft/graph/gqlerr"
	"github.com/weftgraphql/weft/router/cache"
)

// Session sends the fetches of one client's request: Targets.Begin makes it ready. Its Fetch may be called concurrently.
type Session struct {
	targets   *Targets
	incoming  http.Header
	requestID string

	mu       sync.Mutex
	outgoing []sessionHeaders
	few      [2]sessionHeaders // the memory of outgoing: most subgraphs have the same rules
	// answered: there was an answer, or one is missing. policy is the strictest of all.
	answered bool
	policy   cache.Policy
	headers  []fetchHeaders
}

// sessionHeaders are the headers for all targets with the same rules.
type sessionHeaders struct {
	rules    string
	outgoing outgoing
}

// fetchHeaders are what the response rules let through of a fetch's answer.
type fetchHeaders struct {
	fetch  int
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
	out := s.headersFor(tg)
	got, shared, err := tg.ask(ctx, out, s.requestID, req, tg.deduplicate)
	if shared && err == nil && len(got.header["Set-Cookie"]) > 0 {
		// A cookie may be a session, which belongs to one client.
		got.release()
		got, _, err = tg.ask(ctx, out, s.requestID, req, false)
	}
	if err != nil {
		return execute.FetchResult{}, s.failed(ctx, req, err)
	}
	s.note(req.Fetch.ID, got.policy, got.header)
	return execute.FetchResult{Body: got.body, Release: got.buffer.ReleaseFunc(), Memo: got.memo}, nil
}

// note keeps what an answer says besides its body.
func (s *Session) note(fetch int, policy cache.Policy, header http.Header) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.answered {
		policy = s.policy.Restrict(policy)
	}
	s.answered, s.policy = true, policy
	if len(header) > 0 {
		s.headers = append(s.headers, fetchHeaders{fetch, header})
	}
}

// failed notes that an answer is missing, so that the client's answer is not kept, and logs why.
func (s *Session) failed(ctx context.Context, req *execute.FetchRequest, err error) error {
	s.note(req.Fetch.ID, cache.Policy{}, nil)
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
func (s *Session) headersFor(tg *target) *outgoing {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i := range s.outgoing {
		if s.outgoing[i].rules == tg.rules {
			return &s.outgoing[i].outgoing
		}
	}
	made := sessionHeaders{rules: tg.rules}
	if trace := traceContext(s.incoming); len(tg.request) > 0 || len(trace) > 0 {
		made.outgoing = newOutgoing(applyOver(trace, tg.request, s.incoming, nil))
	}
	if s.outgoing == nil {
		s.outgoing = s.few[:0]
	}
	// Where the list moves, those who have the elements before keep them: they do not change any more.
	s.outgoing = append(s.outgoing, made)
	return &s.outgoing[len(s.outgoing)-1].outgoing
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
		fingerprint(key.Text(tg.rules), s.headersFor(tg).header, ignored)
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
	return s.policy
}

// ResponseHeaders are the headers for the client, in the order of the plan's fetches: of several subgraphs
// that send one header all values go out, each once. It is nil when there are none.
func (s *Session) ResponseHeaders() http.Header {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.headers) == 0 {
		return nil
	}
	slices.SortStableFunc(s.headers, func(a, b fetchHeaders) int { return a.fetch - b.fetch })
	out := http.Header{}
	for _, of := range s.headers {
		for name, values := range of.header {
			for _, value := range values {
				if !slices.Contains(out[name], value) {
					out[name] = append(out[name], value)
				}
			}
		}
	}
	return out
}

// Own says that this request's headers went out to one of the services, or that others of any name might have: the answer is good for a
// request with the very same headers only.
func (s *Session) Own(services []string) bool {
	return slices.ContainsFunc(services, func(service string) bool {
		tg := s.targets.byName[service]
		return tg != nil && (tg.varying || !equalButForTracing(s.headersFor(tg).header, tg.constant))
	})
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
