package router

import "github.com/weftgraphql/weft/graph/gqlerr"

// downstreamError is the code of an error whose own code only the subgraph knows.
const downstreamError = "DOWNSTREAM_SERVICE_ERROR"

// masked hides what subgraphs wrote, but for those whose errors clients may read. Which service failed, and where in
// the answer, stays.
func (r *Router) masked(errs gqlerr.List) gqlerr.List {
	out := make(gqlerr.List, len(errs))
	for i, e := range errs {
		if e.Foreign && !r.cfg.IncludeErrorsOf(e.Service) {
			e = &gqlerr.Error{Message: "The service reported an error.", Path: e.Path, Code: downstreamError, Service: e.Service}
		}
		out[i] = e
	}
	return out
}

// denials moves the errors of denied fields to where the configuration wants them, and logs that there were any.
func (r *Router) denials(x *exchange, errs gqlerr.List, extensions map[string]any) gqlerr.List {
	rules := r.cfg.Authorization.Directives.Errors
	var denied, others gqlerr.List
	for _, e := range errs {
		if e.Code == gqlerr.UnauthorizedFieldOrType && !e.Foreign {
			denied = append(denied, e)
		} else {
			others = append(others, e)
		}
	}
	if len(denied) == 0 {
		return errs
	}
	if rules.Log {
		r.logger.Info("fields were denied", "request_id", x.requestID, "operation", x.prepared.Operation.Name, "fields", len(denied), "first", denied[0].Path)
	}
	switch rules.Response {
	case "extensions":
		extensions["authorizationErrors"] = denied
		return others
	case "disabled":
		return others
	}
	return errs
}
