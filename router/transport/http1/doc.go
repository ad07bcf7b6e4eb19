// Package http1 is an HTTP/1.1 client for services that are asked all the
// time: a request's bytes go out in one write, and the answer is read into one
// buffer, head and body, without a goroutine of its own. On Unix writing, waiting
// and reading are one turn, so that nothing is read in vain. It does POST over
// plain TCP; TLS, HTTP/2 and proxies are net/http's business.
//
// A Host keeps connections to one address. An Exchange is one request and its
// answer; it can be interrupted from another goroutine, and gone on with where
// it stopped.
//
// Answers are read strictly where leniency is dangerous (framing, names of
// headers, folded lines) and completely otherwise: Content-Length, chunked with
// extensions and trailers, close-delimited, 1xx before the answer, HTTP/1.0.
// All of it is bounded.
package http1
