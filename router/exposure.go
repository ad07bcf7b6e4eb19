package router

import (
	"context"
	"net/http"
	"strings"

	"github.com/weftgraphql/weft/router/cache"
	"github.com/weftgraphql/weft/router/request"
	"github.com/weftgraphql/weft/router/transport"
)

// exposure is whether a client gets the query plan with its answer, or in place of it.
type exposure int

const (
	exposeNothing exposure = iota
	exposePlan
	exposePlanOnly
)

func (r *Router) exposureOf(req *http.Request) exposure {
	if !r.cfg.ExposeQueryPlan() {
		return exposeNothing
	}
	switch strings.ToLower(strings.TrimSpace(req.Header.Get("Apollo-Expose-Query-Plan"))) {
	case "true":
		return exposePlan
	case "dry-run":
		return exposePlanOnly
	}
	return exposeNothing
}

// answerWithPlan answers around the cache, since it is about what happens without it.
func (r *Router) answerWithPlan(ctx context.Context, x *exchange, session *transport.Session) (*answer, *request.Failure) {
	shown, err := x.planned.Plan.Tree().JSON()
	if err != nil {
		return nil, internalFailure()
	}
	if x.exposure == exposePlanOnly {
		body := append(append([]byte(`{"data":null,"extensions":{"queryPlan":`), shown...), "}}"...)
		return &answer{body: body, visible: visibility{vary: x.planned.vary}}, nil
	}
	made, failure := checked(r.execute(ctx, x, session, map[string]any{"queryPlan": rawJSON(shown)}), nil)
	if failure == nil {
		made.policy = cache.Policy{}
	}
	return made, failure
}

// rawJSON is JSON already.
type rawJSON []byte

// MarshalJSON writes it as it is.
func (j rawJSON) MarshalJSON() ([]byte, error) { return j, nil }
