package router

import (
	"bytes"
	"context"
	"errors"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/weftgraphql/weft/graph"
	"github.com/weftgraphql/weft/graph/gqlerr"
	"github.com/weftgraphql/weft/graph/respond"
	"github.com/weftgraphql/weft/router/cache"
	"github.com/weftgraphql/weft/router/flight"
	"github.com/weftgraphql/weft/router/request"
	"github.com/weftgraphql/weft/router/transport"
)

// answer is what a client gets. It is immutable, and may be shared once its body is its own.
type answer struct {
	body   []byte
	header http.Header
	policy cache.Policy
	stored time.Time
	// visible is what caches between here and the client must know.
	visible visibility
	// caller is whom a private answer is for.
	caller string
	// whole: nothing failed, so that what the policy says is what the subgraphs say.
	whole bool
	// interrupted is why the answer is not whole: the request's time was over, or its client left.
	interrupted error
	// response has the body's memory, unless that is the answer's own.
	response *respond.Response
}

// own makes the body the answer's own, so that it may live on.
func (a *answer) own() {
	if a.response != nil {
		a.body = bytes.Clone(a.body)
		a.release()
	}
}

// release gives the body's memory back.
func (a *answer) release() {
	if a.response != nil {
		a.response.Release()
		a.response = nil
	}
}

// answer executes an operation, or takes its answer from the cache or from an equal query in flight.
func (r *Router) answer(ctx context.Context, x *exchange) (*answer, *request.Failure) {
	session := &x.session
	x.served.targets.Begin(session, x.http.Header, x.requestID)
	if x.exposure != exposeNothing {
		return r.answerWithPlan(ctx, x, session)
	}
	shareAll := r.cfg.TrafficShaping.Router.DeduplicateRequests
	if !x.planned.reads || len(x.planned.Plan.Fetches) == 0 || (r.responses == nil && !shareAll) {
		return checked(r.execute(ctx, x, session, nil), nil)
	}
	if !shareAll && x.planned.life.Load() == lifeNever && !r.responses.Shared() {
		// There is nothing to find, and to wait for another's answer would be in vain.
		made := r.execute(ctx, x, session, nil)
		if made.policy.Storable() {
			x.planned.life.Store(lifeSome)
			r.store(r.keyOf(x, session), x.identity.Key(), cache.DemandOf(x.http.Header), made)
		}
		return checked(made, nil)
	}
	return r.answerQuery(ctx, x, session, r.keyOf(x, session))
}

// answerQuery looks in the cache first. Of equal queries that miss it one is executed: the others wait,
// and take its answer only if it is theirs too.
func (r *Router) answerQuery(ctx context.Context, x *exchange, session *transport.Session, key cache.Key) (*answer, *request.Failure) {
	caller, demand := x.identity.Key(), cache.DemandOf(x.http.Header)
	flightKey, wait := key, false
	if r.responses != nil {
		found := r.responses.Lookup(ctx, key, caller, demand)
		if found.Entry != nil {
			return fromEntry(found.Entry, caller, visibilityOf(x, session, found.Entry.Policy)), nil
		}
		wait = !found.Uncacheable && (!found.PerCaller || caller != "") && !demand.NoStore && !demand.NoCache && demand.MaxAge != 0
		if found.PerCaller {
			flightKey = key.For(caller)
		}
	}
	// Requests of one caller (and all anonymous ones, whose forwarded headers are in the key) may share more than the
	// cache may: even what must not be kept.
	shareAll := r.cfg.TrafficShaping.Router.DeduplicateRequests
	if shareAll {
		flightKey, wait = key.For("in flight for "+caller), true
	}
	run := func(ctx context.Context) *answer {
		made := r.execute(ctx, x, session, nil)
		x.planned.learn(made)
		r.store(key, caller, demand, made)
		return made
	}
	if !wait {
		return checked(run(ctx), nil)
	}
	limit := r.cfg.TrafficShaping.Router.Timeout.Value()
	made, shared, err := r.inFlight.Do(ctx, flightKey, limit, func(ctx context.Context) (*answer, error) {
		// Another run may have ended between this request's look into the cache and its turn.
		if r.responses != nil {
			if found := r.responses.Recheck(key, caller, demand); found.Entry != nil {
				return fromEntry(found.Entry, caller, visibilityOf(x, session, found.Entry.Policy)), nil
			}
		}
		made := run(ctx)
		made.own()
		return made, nil
	})
	if p := (*flight.PanicError)(nil); errors.As(err, &p) {
		panic(p)
	}
	if err == nil && shared && (made.setsCookie() || (!shareAll && !made.fits(caller))) {
		return checked(run(ctx), nil)
	}
	return checked(made, err)
}

// fits says whether a shared answer may be given to a caller.
func (a *answer) fits(caller string) bool {
	return a.policy.Storable() && a.interrupted == nil && (!a.policy.Private || (caller != "" && a.caller == caller))
}

// setsCookie: a cookie may be a session, which belongs to one client.
func (a *answer) setsCookie() bool { return len(a.header["Set-Cookie"]) > 0 }

func checked(a *answer, err error) (*answer, *request.Failure) {
	if err != nil {
		return nil, refusal(http.StatusBadRequest, err)
	}
	if a.interrupted != nil {
		a.release()
		return nil, refusal(http.StatusGatewayTimeout, a.interrupted)
	}
	return a, nil
}

// learn notes whether answers of this plan can be kept.
func (p *planned) learn(a *answer) {
	if a.policy.Storable() {
		p.life.Store(lifeSome)
	} else if a.whole {
		p.life.CompareAndSwap(lifeUnknown, lifeNever)
	}
}

// execute carries out the plan, once for an exchange. The answer is to be released.
func (r *Router) execute(ctx context.Context, x *exchange, session *transport.Session, extensions map[string]any) *answer {
	response := x.served.engine.Execute(ctx, x.planned.Planned, graph.Request{Variables: x.variables, Fetcher: session, Go: r.onWorker})
	made := &x.made
	*made = answer{
		header: session.ResponseHeaders(), policy: session.Policy(), caller: x.identity.Key(),
		whole: len(response.Errors) == 0, interrupted: ctx.Err(), response: response,
	}
	if len(extensions) > 0 {
		maps.Copy(ensure(&response.Extensions), extensions)
	}
	if !made.whole {
		response.Errors = r.masked(x.requestID, r.denials(x, response.Errors, ensure(&response.Extensions)))
	}
	// What a caller was given a cookie with must not be kept on its way either.
	if !made.whole || !x.planned.reads || made.interrupted != nil || made.setsCookie() {
		made.policy = cache.Policy{}
	}
	if made.policy.Storable() {
		made.stored = time.Now()
	}
	made.policy.Lifetime = min(made.policy.Lifetime, r.cfg.Cache.Response.MaxTTL.Value())
	made.visible = visibilityOf(x, session, made.policy)
	made.body = response.Bytes()
	return made
}

func ensure(m *map[string]any) map[string]any {
	if *m == nil {
		*m = map[string]any{}
	}
	return *m
}

func (r *Router) store(key cache.Key, caller string, demand cache.Demand, a *answer) {
	if r.responses == nil || demand.NoStore || a.interrupted != nil {
		return
	}
	if a.policy.Storable() {
		a.own()
	}
	r.responses.Store(key, caller, &cache.Entry{Body: a.body, Header: a.header, Policy: a.policy, Stored: a.stored})
}

// keyOf is the name of an answer: everything that it can depend on.
func (r *Router) keyOf(x *exchange, session *transport.Session) cache.Key {
	names := x.planned.variables
	key := cache.NewKey("answer").Text(x.served.id).
		// The operation in its normal form, and which of its requirements the caller meets.
		Text(x.authorized.Key()).
		Text(x.prepared.Operation.Name).
		List(names).Bytes(x.variables.AppendObject(nil, names)).
		List(x.labels)
	return session.Fingerprint(key, x.planned.services, r.ignored).Key()
}

// visibility is what caches between the router and the client must know of an answer.
type visibility struct {
	// vary are the client's headers it depends on.
	vary []string
	// ownOnly: no cache may share it, whatever the policy says.
	ownOnly bool
}

func visibilityOf(x *exchange, session *transport.Session, policy cache.Policy) visibility {
	return visibility{
		vary: x.planned.vary,
		// Which requirements a caller meets is in no header that a cache could compare. What nobody may keep, nobody shares.
		ownOnly: policy.Storable() && (x.authorized.Decision.Variant != "" || session.Own(x.planned.services)),
	}
}

func merged(a, b []string) []string {
	all := slices.Concat(a, b)
	slices.Sort(all)
	return slices.Compact(all)
}

func fromEntry(e *cache.Entry, caller string, visible visibility) *answer {
	return &answer{body: e.Body, header: e.Header, policy: e.Policy, stored: e.Stored, caller: caller, visible: visible}
}

// write answers with 200: whatever was executed is a success of HTTP.
func (a *answer) write(w http.ResponseWriter, media request.Media) {
	header := w.Header()
	for name, values := range a.header {
		header[name] = append(header[name], values...)
	}
	policy := a.policy
	policy.Private = policy.Private || a.visible.ownOnly
	if policy.Storable() {
		header.Set("Cache-Control", policy.Header())
		if age := int64(time.Since(a.stored) / time.Second); age > 0 {
			header.Set("Age", strconv.FormatInt(age, 10))
		}
	} else {
		header["Cache-Control"] = noStore
	}
	if others := header["Vary"]; len(others) > 0 {
		header["Vary"] = append(slices.Clip(others), a.visible.vary...)
	} else {
		header["Vary"] = a.visible.vary
	}
	writeBody(w, media, http.StatusOK, a.body)
}

// Header values that are the same in all answers. They are shared, and clipped: to add one makes a copy.
var (
	noStore = []string{"no-store"}
	noSniff = []string{"nosniff"}
	types   = [...][]string{
		request.JSON:            {request.JSON.ContentType()},
		request.GraphQLResponse: {request.GraphQLResponse.ContentType()},
	}
)

func writeBody(w http.ResponseWriter, media request.Media, status int, body []byte) {
	header := w.Header()
	header["Content-Type"] = types[media]
	header["X-Content-Type-Options"] = noSniff
	x := exchangeOf(w)
	x.length[0] = strconv.Itoa(len(body))
	header["Content-Length"] = x.length[:]
	if x.conn != nil {
		x.conn.hold()
		defer x.conn.release()
	}
	w.WriteHeader(status)
	_, _ = w.Write(body)
}

// refuse answers a request that was not executed.
func refuse(w http.ResponseWriter, media request.Media, failure *request.Failure) {
	header := w.Header()
	maps.Copy(header, failure.Header)
	header.Set("Cache-Control", "no-store")
	writeBody(w, media, media.Status(failure.Status, wellFormed(failure.Errors)), request.EncodeErrors(failure.Errors))
}

// wellFormed says that the request was a GraphQL request, whose document or variables are at fault.
func wellFormed(errs gqlerr.List) bool {
	return len(errs) > 0 && errs[0].Code != gqlerr.BadRequest && errs[0].Code != gqlerr.CSRFPrevention && errs[0].Code != "PERSISTED_QUERY_NOT_SUPPORTED"
}
