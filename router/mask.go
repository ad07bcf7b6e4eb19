package router

import (
	"errors"
	"strings"
	"sync"
	"time"

	"github.com/weftgraphql/weft/graph/execute"
	"github.com/weftgraphql/weft/graph/gqlerr"
)

// downstreamError is the code of an error whose own code only the subgraph knows.
const downstreamError = "DOWNSTREAM_SERVICE_ERROR"

const (
	// maxMaskedLogged is how many masked errors of one answer are logged, maxMaskedPerSecond how many of all answers.
	maxMaskedLogged    = 3
	maxMaskedPerSecond = 20
	// maxMaskedText bounds what of an error's message is logged, in bytes.
	maxMaskedText = 500
)

// masked hides what subgraphs wrote, but for those whose errors clients may read. Which service failed, and where in
// the answer, stays; what was hidden is logged for operators.
func (r *Router) masked(requestID string, errs gqlerr.List) gqlerr.List {
	if len(errs) == 0 {
		return nil
	}
	r.logCauses(requestID, errs)
	out := make(gqlerr.List, len(errs))
	hidden := 0
	for i, e := range errs {
		if e.Foreign && !r.cfg.IncludeErrorsOf(e.Service) {
			if hidden++; hidden <= maxMaskedLogged {
				r.logMasked(requestID, e)
			}
			e = &gqlerr.Error{Message: "The service reported an error.", Path: e.Path, Code: downstreamError, Service: e.Service}
		}
		out[i] = e
	}
	if hidden > maxMaskedLogged {
		r.logger.Debug("more errors of subgraphs were masked", "request_id", requestID, "errors", hidden-maxMaskedLogged)
	}
	return out
}

// logCauses tells operators what was wrong inside, once for all places in the answer where it shows.
func (r *Router) logCauses(requestID string, errs gqlerr.List) {
	var last error
	for _, e := range errs {
		if e.Cause == nil || e.Cause == last { //nolint:errorlint // the very same
			continue
		}
		last = e.Cause
		if panicked, is := errors.AsType[*execute.PanicError](e.Cause); is {
			r.logger.Error("asking a subgraph panicked", "request_id", requestID, "subgraph", e.Service, "panic", panicked.Value, "stack", string(panicked.Stack))
			continue
		}
		if omitted, ok := r.maskedLog.allow(time.Now()); ok {
			r.logger.Warn("a subgraph's answer could not be used", "request_id", requestID, "subgraph", e.Service, "path", e.Path, "error", e.Cause,
				"left_out_before", omitted)
		}
	}
}

// logMasked tells operators what a client is not told. A subgraph that reports an error for every request must not fill
// the disk: beyond the bound errors are only counted, and the next line says how many were.
func (r *Router) logMasked(requestID string, e *gqlerr.Error) {
	omitted, ok := r.maskedLog.allow(time.Now())
	if !ok {
		return
	}
	message := e.Message
	if len(message) > maxMaskedText {
		message = strings.ToValidUTF8(message[:maxMaskedText], "") + " ..."
	}
	attributes := []any{"request_id", requestID, "subgraph", e.Service, "path", e.Path, "code", e.Code, "message", message}
	if omitted > 0 {
		attributes = append(attributes, "left_out_before", omitted)
	}
	r.logger.Warn("a subgraph reported an error that the client is not shown", attributes...)
}

// logQuota lets so many lines through in a second and counts the others. The zero value lets none through.
type logQuota struct {
	perSecond int

	mu      sync.Mutex
	second  int64
	used    int
	omitted int
}

// allow says whether a line may be logged now, and how many were left out since the last one.
func (q *logQuota) allow(now time.Time) (omitted int, ok bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if second := now.Unix(); second != q.second {
		q.second, q.used = second, 0
	}
	if q.used >= q.perSecond {
		q.omitted++
		return 0, false
	}
	q.used++
	omitted, q.omitted = q.omitted, 0
	return omitted, true
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
