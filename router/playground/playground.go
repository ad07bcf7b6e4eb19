// Package playground serves GraphiQL with the example operations as tabs and a
// panel that shows the query plan of the operation being edited.
//
// The web app is built from web/ (npm) into dist/, which is embedded. A binary
// built without Node serves a page that says how to get the full one instead.
// Nothing is loaded from anywhere but the handler itself.
package playground

import (
	"net/http"
	"strings"
)

// Options say what the playground shows. The zero value is a playground for
// "/graphql" without examples and without query plans.
type Options struct {
	// Title is shown in the page and as its title; "" is "Weft playground".
	Title string
	// Endpoint is where GraphQL is served, as a path of the same origin; "" is "/graphql".
	// Subscriptions are sent to the same path by WebSocket (graphql-transport-ws).
	Endpoint string
	// Operations are opened as tabs, in this order.
	Operations []Operation
	// DefaultHeaders are filled into the headers editor of new tabs and of operations;
	// an operation's own header wins.
	DefaultHeaders map[string]string
	// DevelopmentToken gives the token that replaces ${TOKEN} in headers; nil, or a function that
	// returns "", leaves ${TOKEN} to the user. It is called whenever a page is opened, so a token
	// that expires can be renewed, and must be safe for concurrent use. Whoever can open the page
	// can read the token: never give a real user's.
	DevelopmentToken func() string
	// PlanEnabled shows the query plan panel. Set it only when the router answers
	// `Apollo-Expose-Query-Plan: dry-run`; a router that ignores the header would run the operation.
	PlanEnabled bool
}

// Handler serves the playground: the page at "/", everything else below
// "/playground/". Mount it on both; other paths get 404. It answers GET and HEAD
// only, and sets its own security headers. Do not wrap it in CORS: the
// configuration it serves may hold the development token.
func Handler(options Options) http.Handler {
	mux := http.NewServeMux()
	if pages := embedded(); pages.complete() {
		mux.Handle("/{$}", pages.page("index.html"))
		mux.Handle("/playground/assets/", pages)
		mux.Handle("/playground/licenses.md", pages)
	} else {
		mux.Handle("/{$}", unbuilt())
	}
	mux.Handle("/playground/config.json", newConfiguration(options))
	mux.HandleFunc("/playground/{$}", func(w http.ResponseWriter, _ *http.Request) {
		// Relative, so that it stays below whatever prefix a proxy has taken off.
		w.Header().Set("Location", "../")
		w.WriteHeader(http.StatusFound)
	})
	return guard(mux)
}

// Built says whether the web app is in this binary.
func Built() bool { return embedded().complete() }

// contentSecurityPolicy allows nothing from elsewhere. What is not 'self': Monaco
// positions its parts by style attributes and injected style elements, and
// GraphiQL's style sheet carries its fonts and a few images as data URLs.
// 'self' in connect-src covers WebSockets of the same host.
var contentSecurityPolicy = strings.Join([]string{
	"default-src 'none'",
	"script-src 'self'",
	"worker-src 'self'",
	"style-src 'self' 'unsafe-inline'",
	"font-src 'self' data:",
	"img-src 'self' data:",
	"connect-src 'self'",
	"base-uri 'none'",
	"form-action 'none'",
	"frame-ancestors 'none'",
}, "; ")

// guard refuses all methods but GET and HEAD and sets the security headers. The
// policy goes on every answer, since a worker is bound by that of its own script.
func guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		header := w.Header()
		header.Set("Content-Security-Policy", contentSecurityPolicy)
		header.Set("X-Content-Type-Options", "nosniff")
		header.Set("X-Frame-Options", "DENY")
		header.Set("Referrer-Policy", "same-origin")
		header.Set("Cross-Origin-Opener-Policy", "same-origin")
		header.Set("Cross-Origin-Resource-Policy", "same-origin")
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			header.Set("Allow", "GET, HEAD")
			http.Error(w, "The playground answers GET and HEAD only.", http.StatusMethodNotAllowed)
			return
		}
		next.ServeHTTP(w, r)
	})
}
