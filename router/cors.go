package router

import (
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/weftgraphql/weft/router/config"
)

// cors lets pages of other origins call, by the Fetch standard. Without any origin configured it adds
// no header, and browsers refuse.
type cors struct{ policies []corsPolicy }

type corsPolicy struct {
	any         bool
	origins     map[string]bool
	expressions []*regexp.Regexp
	credentials bool
	allow       []string
	expose      string
	methods     string
	maxAge      string
}

func newCORS(cfg config.CORS) *cors {
	c := &cors{}
	for _, own := range cfg.Policies {
		merged := config.CORS{
			Origins: own.Origins, MatchOrigins: own.MatchOrigins, AllowCredentials: cfg.AllowCredentials,
			AllowHeaders: orElse(own.AllowHeaders, cfg.AllowHeaders), ExposeHeaders: orElse(own.ExposeHeaders, cfg.ExposeHeaders),
			Methods: orElse(own.Methods, cfg.Methods), MaxAge: cfg.MaxAge,
		}
		if own.AllowCredentials != nil {
			merged.AllowCredentials = *own.AllowCredentials
		}
		if own.MaxAge > 0 {
			merged.MaxAge = own.MaxAge
		}
		c.policies = append(c.policies, newCORSPolicy(merged))
	}
	if cfg.AllowAnyOrigin || len(cfg.Origins)+len(cfg.MatchOrigins) > 0 {
		c.policies = append(c.policies, newCORSPolicy(cfg))
	}
	return c
}

func newCORSPolicy(cfg config.CORS) corsPolicy {
	p := corsPolicy{
		any: cfg.AllowAnyOrigin, origins: map[string]bool{}, credentials: cfg.AllowCredentials, allow: cfg.AllowHeaders,
		expose: strings.Join(cfg.ExposeHeaders, ", "), methods: strings.Join(cfg.Methods, ", "),
	}
	for _, origin := range cfg.Origins {
		p.origins[strings.ToLower(origin)] = true
	}
	for _, expression := range cfg.MatchOrigins {
		p.expressions = append(p.expressions, regexp.MustCompile(`^(?:`+expression+`)$`))
	}
	if cfg.MaxAge > 0 {
		p.maxAge = strconv.FormatInt(int64(cfg.MaxAge.Value().Seconds()), 10)
	}
	return p
}

func orElse(own, general []string) []string {
	if len(own) > 0 {
		return own
	}
	return general
}

func (p *corsPolicy) knows(origin string) bool {
	if p.any || p.origins[strings.ToLower(origin)] {
		return true
	}
	return slices.ContainsFunc(p.expressions, func(e *regexp.Regexp) bool { return e.MatchString(origin) })
}

// wrap answers preflights, and says on other answers who may read them.
func (c *cors) wrap(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if len(c.policies) > 0 {
			// The answer differs by origin, also for a request without one.
			w.Header().Add("Vary", "Origin")
		}
		policy := c.policyFor(r.Header.Get("Origin"))
		if policy != nil {
			policy.allowOrigin(w.Header(), r.Header.Get("Origin"))
		}
		if r.Method == http.MethodOptions {
			preflight(w, r, policy)
			return
		}
		if policy != nil && policy.expose != "" {
			w.Header().Set("Access-Control-Expose-Headers", policy.expose)
		}
		next.ServeHTTP(w, r)
	})
}

func (c *cors) policyFor(origin string) *corsPolicy {
	if origin == "" {
		return nil
	}
	for i := range c.policies {
		if c.policies[i].knows(origin) {
			return &c.policies[i]
		}
	}
	return nil
}

func (p *corsPolicy) allowOrigin(header http.Header, origin string) {
	if p.any && !p.credentials {
		origin = "*"
	}
	header.Set("Access-Control-Allow-Origin", origin)
	if p.credentials {
		header.Set("Access-Control-Allow-Credentials", "true")
	}
}

// preflight answers OPTIONS, which is never executed.
func preflight(w http.ResponseWriter, r *http.Request, policy *corsPolicy) {
	header := w.Header()
	header.Set("Allow", "GET, POST, OPTIONS")
	if policy != nil && r.Header.Get("Access-Control-Request-Method") != "" {
		header.Add("Vary", "Access-Control-Request-Headers")
		header.Set("Access-Control-Allow-Methods", policy.methods)
		if len(policy.allow) > 0 {
			header.Set("Access-Control-Allow-Headers", strings.Join(policy.allow, ", "))
		} else if asked := r.Header.Get("Access-Control-Request-Headers"); headerList(asked) {
			header.Set("Access-Control-Allow-Headers", asked)
		}
		if policy.maxAge != "" {
			header.Set("Access-Control-Max-Age", policy.maxAge)
		}
	}
	w.WriteHeader(http.StatusNoContent)
}

// headerList says whether a text is names of headers, so that it may be repeated in an answer.
func headerList(text string) bool {
	if text == "" || len(text) > 4096 {
		return false
	}
	for name := range strings.SplitSeq(text, ",") {
		if !config.ValidHeaderName(strings.TrimSpace(name)) {
			return false
		}
	}
	return true
}
