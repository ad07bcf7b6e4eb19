package router

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftgraphql/weft/graph"
	"github.com/weftgraphql/weft/graph/authz"
	"github.com/weftgraphql/weft/graph/gqlerr"
	"github.com/weftgraphql/weft/graph/operation"
	"github.com/weftgraphql/weft/router/auth"
	"github.com/weftgraphql/weft/router/lifetime"
	"github.com/weftgraphql/weft/router/request"
	"github.com/weftgraphql/weft/router/transport"
)

// exchange is one request on its way through the pipeline: each step fills in what it finds out.
type exchange struct {
	served    *served
	http      *http.Request
	conn      *clientConn // nil where another server than ours serves
	requestID string
	media     request.Media
	// parts is how the client takes an answer in parts, once that is asked.
	parts request.Parts
	// partsOnly: it takes no others.
	partsOnly bool
	exposure  exposure

	request    request.Request
	identity   *auth.Identity // nil for an anonymous caller
	prepared   *prepared
	variables  *operation.Variables
	claims     authz.Claims // what of the identity the operation's plan may depend on
	authorized *graph.Authorized
	labels     []string // the progressive override labels that are on, sorted
	planned    *planned

	// What follows is memory that nearly every request needs, taken with this.

	lifetime lifetime.Context
	session  transport.Session
	made     answer
	id       [1]string // values of headers
	length   [1]string
}

// serveGraphQL is the way of a request.
func (r *Router) serveGraphQL(w http.ResponseWriter, req *http.Request) {
	current := r.served.Load()
	if current == nil {
		failure := request.Refuse(http.StatusServiceUnavailable, gqlerr.Internal, "No supergraph is served yet.")
		failure.Header = http.Header{"Retry-After": {"1"}}
		refuse(w, request.JSON, failure)
		return
	}
	media, acceptable := request.Negotiate(req.Header.Values("Accept"))
	parts := request.Whole
	if !acceptable {
		parts = request.NegotiateParts(req.Header.Values("Accept"))
	}
	if !acceptable && parts == request.Whole {
		refuse(w, request.JSON, request.Refuse(http.StatusNotAcceptable, gqlerr.BadRequest,
			"Answers are application/graphql-response+json or application/json, in UTF-8; the Accept header takes neither."))
		return
	}
	begun := time.Now()
	x := exchangeOf(w)
	x.served, x.http, x.requestID, x.media, x.exposure = current, req, requestID(req), media, r.exposureOf(req)
	x.parts, x.partsOnly = parts, !acceptable
	ctx := &x.lifetime
	ctx.Begin(req.Context(), begun.Add(r.cfg.TrafficShaping.Router.Timeout.Value()))
	defer ctx.End()
	if x.conn = clientConnOf(req.Context()); x.conn != nil {
		x.conn.serve(ctx)
		defer x.conn.forget()
	}
	failure := r.respond(ctx, w, x)
	r.logRequest(ctx, req, x, failure, begun)
	if failure != nil {
		refuse(w, media, failure)
	}
}

// respond takes the steps, in their order, and writes the answer, unless that fails before anything is written.
func (r *Router) respond(ctx context.Context, w http.ResponseWriter, x *exchange) *request.Failure {
	for _, step := range r.steps {
		if failure := step(ctx, x); failure != nil {
			return failure
		}
	}
	if x.inParts() {
		return r.answerInParts(ctx, w, x)
	}
	answer, failure := r.answer(ctx, x)
	if failure == nil {
		answer.write(w, x.media)
		answer.release()
	}
	return failure
}

// step is one step of a request's way before it is executed.
type step func(context.Context, *exchange) *request.Failure

func (r *Router) stepsInOrder() []step {
	return []step{
		r.preventCrossSite,
		r.authenticate,
		r.decode,
		r.prepare,
		r.checkMethod,
		r.coerce,
		r.defers,
		r.authorize,
		r.plan,
	}
}

// maxClientText bounds what is logged of a client's name and version, in bytes.
const maxClientText = 128

// logRequest tells, at level debug, who asked for what and how it ended.
func (r *Router) logRequest(ctx context.Context, req *http.Request, x *exchange, failure *request.Failure, begun time.Time) {
	if !r.logger.Enabled(ctx, slog.LevelDebug) {
		return
	}
	attributes := []any{"request_id", requestID(req), "duration", time.Since(begun)}
	for _, about := range []struct{ key, header string }{{"client_name", "-Client-Name"}, {"client_version", "-Client-Version"}} {
		if value := cmp.Or(req.Header.Get("Graphql"+about.header), req.Header.Get("Apollographql"+about.header)); value != "" {
			attributes = append(attributes, about.key, strings.ToValidUTF8(value[:min(len(value), maxClientText)], ""))
		}
	}
	if x != nil && x.prepared != nil {
		attributes = append(attributes, "operation", x.prepared.Operation.Name, "kind", x.prepared.Operation.Kind)
	}
	if failure != nil {
		attributes = append(attributes, "status", failure.Status, "code", failure.Errors[0].Code)
	}
	r.logger.DebugContext(ctx, "request", attributes...)
}

func (r *Router) preventCrossSite(_ context.Context, x *exchange) *request.Failure {
	return crossSite(r.cfg.CSRF, x.http)
}

func (r *Router) authenticate(ctx context.Context, x *exchange) (failure *request.Failure) {
	x.identity, failure = r.verifier.Authenticate(ctx, x.http)
	if failure == nil && x.identity == nil && r.cfg.Authorization.RequireAuthentication {
		failure = request.Refuse(http.StatusUnauthorized, gqlerr.Unauthenticated, "A token is required.")
		failure.Header = http.Header{"Www-Authenticate": {"Bearer"}}
	}
	return failure
}

func (r *Router) decode(_ context.Context, x *exchange) (failure *request.Failure) {
	x.request, failure = request.Decode(x.http, request.Limits{Bytes: int64(r.cfg.Limits.HTTPMaxRequestBytes)})
	return failure
}

// prepare parses, validates, limits and normalises, or finds that it was done before.
func (r *Router) prepare(ctx context.Context, x *exchange) *request.Failure {
	prepared, err := x.served.plans.prepared(ctx, x.request.Query, x.request.OperationName)
	x.prepared = prepared
	return refusal(http.StatusBadRequest, err)
}

func (r *Router) checkMethod(_ context.Context, x *exchange) *request.Failure {
	if x.http.Method != http.MethodGet || x.prepared.Operation.Kind == ast.Query {
		return nil
	}
	failure := request.Refuse(http.StatusMethodNotAllowed, gqlerr.BadRequest, "GET is for queries only: send a mutation by POST.")
	failure.Header = http.Header{"Allow": {"POST"}}
	return failure
}

func (r *Router) coerce(_ context.Context, x *exchange) *request.Failure {
	variables, errs := x.served.engine.Variables(x.prepared.Prepared, x.request.Variables)
	x.variables = variables
	if len(errs) > 0 {
		return &request.Failure{Status: http.StatusBadRequest, Errors: errs}
	}
	return nil
}

// authorize takes out of the operation what the caller may not see, before anything is planned or fetched.
func (r *Router) authorize(_ context.Context, x *exchange) *request.Failure {
	rules := r.cfg.Authorization.Directives
	if x.identity != nil && rules.Enabled {
		x.claims = authz.Claims{Authenticated: true, Scopes: x.identity.Scopes}
	}
	x.authorized = x.served.plans.authorized(x.prepared, x.claims)
	if denied := x.authorized.Decision.ErrorsFor(x.variables); len(denied) > 0 && rules.RejectUnauthorized {
		status := http.StatusForbidden
		if x.identity == nil {
			status = http.StatusUnauthorized
		}
		return &request.Failure{Status: status, Errors: denied}
	}
	return nil
}

func (r *Router) plan(ctx context.Context, x *exchange) *request.Failure {
	x.labels = activeLabels(x.prepared.Labels, r.cfg.OverrideLabels.Force, x.identity.Key(), x.requestID)
	planned, err := x.served.plans.planned(ctx, x.prepared, x.authorized, planUse{x.claims, x.labels})
	x.planned = planned
	return refusal(http.StatusBadRequest, err)
}

// refusal is the Failure of an error of the engine: about the operation with the status given, or about time.
func refusal(status int, err error) *request.Failure {
	if err == nil {
		return nil
	}
	var about *operationError
	switch {
	case errors.As(err, &about):
		return &request.Failure{Status: status, Errors: about.errors}
	case errors.Is(err, context.DeadlineExceeded):
		return request.Refuse(http.StatusGatewayTimeout, gqlerr.GatewayTimeout, "The request could not be answered in time.")
	case errors.Is(err, context.Canceled):
		return request.Refuse(statusClientClosed, gqlerr.BadRequest, "The client has left.")
	default:
		return internalFailure()
	}
}

// statusClientClosed is what logs show for a client that left before its answer; nobody receives it.
const statusClientClosed = 499
