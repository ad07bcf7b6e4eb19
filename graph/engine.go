// Package graph is Weft's federation engine: a supergraph goes in once, and
// then operations go in and answers come out.
//
// A request takes these steps, each a method of Engine that takes the value of
// the one before, so that a server can keep what may be kept:
//
//	prepared, errs := engine.Prepare(query, operationName)   // by the request's text
//	variables, errs := engine.Variables(prepared, raw)       // never
//	authorized := engine.Authorize(prepared, claims)         // never; cheap
//	planned, err := engine.Plan(ctx, authorized, labels)     // by Authorized.Key and the labels that are on
//	response := engine.Execute(ctx, planned, request)        // never
//
// For a client that takes its answer in parts, an operation that Defers goes through
// Deferred after Variables, and a plan that is InParts is carried out by
// ExecuteInParts: first the primary answer, then the deferred fragments as they are there.
//
// The engine opens no sockets and reads no clock: subgraphs are reached through
// the execute.Fetcher that a request brings, deadlines come by context. It is
// immutable and may be used by any number of goroutines; a new supergraph is a
// new Engine.
package graph

import (
	"github.com/weftgraphql/weft/graph/authz"
	"github.com/weftgraphql/weft/graph/execute"
	"github.com/weftgraphql/weft/graph/introspect"
	"github.com/weftgraphql/weft/graph/limit"
	"github.com/weftgraphql/weft/graph/operation"
	"github.com/weftgraphql/weft/graph/plan"
	"github.com/weftgraphql/weft/graph/supergraph"
)

// Options bound and shape what an Engine does. The zero value is safe: the
// defaults of the packages hold, and there is no introspection.
type Options struct {
	// Parse bounds a document's tokens and nesting.
	Parse operation.ParseLimits
	// Limits bound an operation; nil means limit.Default().
	Limits *limit.Limits
	// MaxSelections bounds a normalised operation; 0 means operation.DefaultMaxSelections.
	MaxSelections int
	// Introspection lets clients ask for __schema and __type. Without it, errors also suggest no names.
	Introspection bool
	// PlanBudget is how many options a planning may look at; 0 means plan.DefaultBudget.
	PlanBudget int
	// Execute bounds what one request may take.
	Execute execute.Limits
	// AskAgain: entities that are known from an earlier answer of a request are asked for all the same.
	AskAgain bool
	// MaxAnswer bounds the data of an answer in bytes; 0 means respond.DefaultMaxBytes.
	MaxAnswer int
	// MaxIntrospection bounds an introspection's answer in bytes; 0 means introspect.DefaultMaxBytes.
	MaxIntrospection int
}

// Engine answers operations over one supergraph.
type Engine struct {
	supergraph    *supergraph.Supergraph
	schema        *operation.Schema
	options       Options
	limits        limit.Limits
	planner       *plan.Planner
	authorizer    *authz.Authorizer
	labels        labelIndex
	introspection introspect.Options
}

// New makes the engine of a supergraph.
func New(sg *supergraph.Supergraph, options Options) *Engine {
	limits := limit.Default()
	if options.Limits != nil {
		limits = *options.Limits
	}
	return &Engine{
		supergraph: sg, options: options, limits: limits,
		schema:        operation.NewSchema(sg.API),
		planner:       plan.New(sg),
		authorizer:    authz.New(sg),
		labels:        indexLabels(sg),
		introspection: introspect.Options{MaxBytes: options.MaxIntrospection},
	}
}

// Supergraph is the model the engine was made from. It must not be changed.
func (e *Engine) Supergraph() *supergraph.Supergraph { return e.supergraph }
