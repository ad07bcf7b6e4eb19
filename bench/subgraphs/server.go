package subgraphs

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/valyala/fasthttp"
)

const (
	maxRemembered  = 4096
	maxTraced      = 1000
	contentType    = "application/json"
	maxRequestBody = 4 << 20
)

// Stats is what was asked of the subgraphs since the last time somebody looked.
type Stats struct {
	Calls int64 `json:"calls"`
	// Sent and Received are bytes of bodies, as the gateway sees them.
	Sent     int64 `json:"sent"`
	Received int64 `json:"received"`
}

// Call is one call that was traced.
type Call struct {
	Subgraph string `json:"subgraph"`
	// At is when it came in, in microseconds since the epoch.
	At   int64  `json:"at"`
	Body string `json:"body"`
}

// Server answers for all subgraphs: POST /accounts and so on. GET /stats gives the Stats and begins them anew;
// POST /trace begins a trace, GET /trace gives the calls since then; GET /health answers when the server is up.
type Server struct {
	delay    time.Duration
	services map[string]*service

	memoLock sync.RWMutex
	memo     map[string]map[string][]byte
	kept     int

	calls, sent, received atomic.Int64

	tracing   atomic.Bool
	traceLock sync.Mutex
	traced    []Call
}

// NewServer makes a server that waits for delay before each answer of a subgraph.
func NewServer(delay time.Duration) *Server {
	s := &Server{delay: delay, services: map[string]*service{}, memo: map[string]map[string][]byte{}}
	for _, one := range services() {
		s.services["/"+one.name] = one
		s.memo[one.name] = map[string][]byte{}
	}
	return s
}

// Run listens on an address until ctx is done.
func (s *Server) Run(ctx context.Context, address string) error {
	server := &fasthttp.Server{
		Handler: s.Handle, NoDefaultServerHeader: true, NoDefaultDate: true, MaxRequestBodySize: maxRequestBody,
		ReadBufferSize: 16 << 10, CloseOnShutdown: true,
	}
	failed := make(chan error, 1)
	go func() { failed <- server.ListenAndServe(address) }()
	select {
	case err := <-failed:
		return fmt.Errorf("subgraphs: %w", err)
	case <-ctx.Done():
		return server.Shutdown()
	}
}

// Handle is the server's handler.
func (s *Server) Handle(ctx *fasthttp.RequestCtx) {
	path := ctx.Path()
	if one := s.services[string(path)]; one != nil && ctx.IsPost() {
		s.graphql(ctx, one)
		return
	}
	switch string(path) {
	case "/health":
	case "/stats":
		respond(ctx, Stats{Calls: s.calls.Swap(0), Sent: s.sent.Swap(0), Received: s.received.Swap(0)})
	case "/trace":
		s.traceLock.Lock()
		defer s.traceLock.Unlock()
		if ctx.IsPost() {
			s.traced = nil
		} else {
			respond(ctx, s.traced)
		}
		s.tracing.Store(ctx.IsPost())
	default:
		ctx.SetStatusCode(fasthttp.StatusNotFound)
	}
}

func (s *Server) graphql(ctx *fasthttp.RequestCtx, one *service) {
	at := time.Now()
	body := ctx.PostBody()
	answer, err := s.answer(one, body)
	if err != nil {
		answer = strconv.AppendQuote([]byte(`{"errors":[{"message":`), err.Error())
		answer = append(answer, "}]}"...)
	}
	s.calls.Add(1)
	s.sent.Add(int64(len(body)))
	s.received.Add(int64(len(answer)))
	if s.tracing.Load() {
		s.traceLock.Lock()
		if len(s.traced) < maxTraced {
			s.traced = append(s.traced, Call{one.name, at.UnixMicro(), string(body)})
		}
		s.traceLock.Unlock()
	}
	if s.delay > 0 {
		time.Sleep(s.delay)
	}
	ctx.SetContentType(contentType)
	ctx.Response.SetBodyRaw(answer)
}

// answer executes a request, or finds the answer that it had before.
func (s *Server) answer(one *service, body []byte) ([]byte, error) {
	memo := s.memo[one.name]
	s.memoLock.RLock()
	answer, found := memo[string(body)]
	s.memoLock.RUnlock()
	if found {
		return answer, nil
	}
	answer, err := one.answer(body)
	if err != nil {
		return nil, err
	}
	s.memoLock.Lock()
	defer s.memoLock.Unlock()
	if s.kept < maxRemembered {
		memo[string(body)] = answer
		s.kept++
	}
	return answer, nil
}

func respond(ctx *fasthttp.RequestCtx, value any) {
	content, err := json.Marshal(value)
	if err != nil {
		ctx.Error(err.Error(), fasthttp.StatusInternalServerError)
		return
	}
	ctx.SetContentType(contentType)
	ctx.SetBody(content)
}
