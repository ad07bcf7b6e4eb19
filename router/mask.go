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
