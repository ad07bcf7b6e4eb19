package router

import (
	"mime"
	"net/http"

	"github.com/weftgraphql/weft/graph/gqlerr"
	"github.com/weftgraphql/weft/router/config"
	"github.com/weftgraphql/weft/router/request"
)

// crossSite refuses what any web page can make a browser send without asking
// first: a request is let through if its content type makes browsers ask (any
// but the three of HTML forms), or if it has a header that does.
func crossSite(cfg config.CSRF, r *http.Request) *request.Failure {
	if cfg.UnsafeDisabled || asksFirst(r) {
		return nil
	}
	for _, name := range cfg.RequiredHeaders {
		if r.Header.Get(name) != "" {
			return nil
		}
	}
	status := http.StatusBadRequest
	if r.Method == http.MethodPost {
		// No header would make this content type one that is served.
		status = http.StatusUnsupportedMediaType
	}
	return request.Refuse(status, gqlerr.CSRFPrevention,
		"This request could have been sent by any web page, so it is refused. Send the content type application/json, "+
			"or a non-empty header "+cfg.RequiredHeaders[0]+".")
}

// asksFirst says whether a browser would ask (by a preflight) before it sends this to another origin.
func asksFirst(r *http.Request) bool {
	if r.Method != http.MethodGet && r.Method != http.MethodPost { // HEAD is not served at all
		return true
	}
	types := r.Header.Values("Content-Type")
	if len(types) != 1 {
		return false
	}
	if types[0] == "application/json" {
		return true
	}
	kind, _, err := mime.ParseMediaType(types[0])
	if err != nil {
		return false
	}
	switch kind {
	case "application/x-www-form-urlencoded", "multipart/form-data", "text/plain":
		return false
	}
	return true
}
