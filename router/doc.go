// Package router is the server around the engine: New makes an http.Handler of
// a configuration, Router.Serve gives it a supergraph (and another one later,
// without a pause), Server listens.
//
// The way of a request is in pipeline.go, each step visible and in order:
// negotiate, prevent cross-site requests, authenticate, decode, prepare,
// coerce variables, authorize, plan, execute or take from the cache, answer. Every
// transport goes through it, so there is one lock on one door.
package router
