package router

import (
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"net/http"
	"net/http/pprof"
	"runtime/debug"
	"strings"

	"github.com/weftgraphql/weft/graph/gqlerr"
	"github.com/weftgraphql/weft/router/flight"
	"github.com/weftgraphql/weft/router/request"
)

// routes is the handler of the graph's listener. pages may be nil.
func (r *Router) routes(pages http.Handler) http.Handler {
	mux := http.NewServeMux()
	mux.Handle(r.cfg.Supergraph.Path, r.cors.wrap(http.HandlerFunc(r.serveGraphQL)))
	r.health(mux)
	if pages != nil {
		mux.Handle("/{$}", forBrowsers(pages))
		mux.Handle("/playground/", pages)
	}
	mux.HandleFunc("/", notFound)
	return r.contained(r.identified(r.boundedHeaders(mux)))
}

// AdminHandler is the handler of the operators' listener: health, and pprof where it is on.
func (r *Router) AdminHandler() http.Handler {
	mux := http.NewServeMux()
	r.health(mux)
	if r.cfg.Admin.PProf {
		mux.HandleFunc("/debug/pprof/", pprof.Index)
		mux.HandleFunc("/debug/pprof/cmdline", pprof.Cmdline)
		mux.HandleFunc("/debug/pprof/profile", pprof.Profile)
		mux.HandleFunc("/debug/pprof/symbol", pprof.Symbol)
		mux.HandleFunc("/debug/pprof/trace", pprof.Trace)
	}
	mux.HandleFunc("/", notFound)
	return r.contained(mux)
}

func (r *Router) health(mux *http.ServeMux) {
	answer := func(up bool) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) { writeHealth(w, up) }
	}
	mux.HandleFunc("GET /health/live", answer(true))
	mux.HandleFunc("GET /health/ready", func(w http.ResponseWriter, _ *http.Request) { writeHealth(w, r.Ready()) })
}

// Ready says whether a supergraph is served and the router is not about to stop.
func (r *Router) Ready() bool { return r.served.Load() != nil && !r.draining.Load() }

func writeHealth(w http.ResponseWriter, up bool) {
	status, text := http.StatusOK, "UP"
	if !up {
		status, text = http.StatusServiceUnavailable, "DOWN"
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = fmt.Fprintf(w, "{\"status\":%q}\n", text)
}

// forBrowsers shows pages to who asks for HTML, and says to others where the graph is.
func forBrowsers(pages http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.Contains(strings.ToLower(r.Header.Get("Accept")), "text/html") || r.Method == http.MethodHead {
			pages.ServeHTTP(w, r)
			return
		}
		notFound(w, r)
	})
}

func notFound(w http.ResponseWriter, _ *http.Request) {
	refuse(w, request.JSON, request.Refuse(http.StatusNotFound, gqlerr.BadRequest, "There is nothing at this path."))
}

// requestIDHeader is in canonical form, in which net/http keeps names: looking it up makes no other string.
const requestIDHeader = "X-Request-Id"

// requestID is the id that identified has given.
func requestID(req *http.Request) string {
	if values := req.Header[requestIDHeader]; len(values) > 0 {
		return values[0]
	}
	return ""
}

// identified gives each request an id and echoes it: the client's own, where it is short and plain, or a new one.
func (r *Router) identified(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		id := requestID(req)
		if !plainID(id) {
			var random [16]byte
			_, _ = rand.Read(random[:])
			id = hex.EncodeToString(random[:])
		}
		// One list for both: nobody adds to it.
		x := exchangeOf(w)
		x.id[0] = id
		only := x.id[:]
		req.Header[requestIDHeader], w.Header()[requestIDHeader] = only, only
		next.ServeHTTP(w, req)
	})
}

// boundedHeaders refuses requests whose headers are larger than the limit together.
func (r *Router) boundedHeaders(next http.Handler) http.Handler {
	limit := int(r.cfg.Limits.HTTPMaxHeaderBytes)
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		size := len(req.RequestURI)
		for name, values := range req.Header {
			for _, value := range values {
				size += len(name) + len(value) + len(": \r\n")
			}
		}
		if size > limit {
			refuse(w, request.JSON, request.Refuse(http.StatusRequestHeaderFieldsTooLarge, gqlerr.BadRequest,
				fmt.Sprintf("The request's headers are larger than %d bytes.", limit)))
			return
		}
		next.ServeHTTP(w, req)
	})
}

func plainID(id string) bool {
	if id == "" || len(id) > 128 {
		return false
	}
	for _, c := range []byte(id) {
		letter, digit := 'a' <= c|0x20 && c|0x20 <= 'z', '0' <= c && c <= '9'
		if !letter && !digit && strings.IndexByte("._:/+=@-", c) < 0 {
			return false
		}
	}
	return true
}

// contained turns a panic into an answer: one request fails, the process lives.
func (r *Router) contained(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		watched := &watchedWriter{ResponseWriter: w}
		defer func() {
			p := recover()
			if p == nil {
				return
			}
			if p == http.ErrAbortHandler { //nolint:errorlint // the sentinel is compared as net/http does
				panic(p)
			}
			stack := debug.Stack()
			if elsewhere, ok := p.(*flight.PanicError); ok {
				stack = elsewhere.Stack
			}
			r.logger.Error("a request panicked", "request_id", requestID(req), "panic", p, "stack", string(stack))
			if watched.begun {
				// The answer cannot be taken back; the client must not take it for whole.
				panic(http.ErrAbortHandler)
			}
			refuse(w, request.JSON, internalFailure())
		}()
		next.ServeHTTP(watched, req)
	})
}

// watchedWriter notes whether the answer has begun, and has the memory of its exchange.
type watchedWriter struct {
	http.ResponseWriter
	begun    bool
	exchange exchange
}

// exchangeOf is the exchange that w answers.
func exchangeOf(w http.ResponseWriter) *exchange {
	if watched, ok := w.(*watchedWriter); ok {
		return &watched.exchange
	}
	return &exchange{}
}

func (w *watchedWriter) WriteHeader(status int) {
	w.begun = true
	w.ResponseWriter.WriteHeader(status)
}

func (w *watchedWriter) Write(b []byte) (int, error) {
	w.begun = true
	return w.ResponseWriter.Write(b)
}

// Unwrap lets http.ResponseController reach the writer below.
func (w *watchedWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }

func internalFailure() *request.Failure {
	return request.Refuse(http.StatusInternalServerError, gqlerr.Internal, "The request could not be answered.")
}
