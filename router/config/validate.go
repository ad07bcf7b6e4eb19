package config

import (
	"fmt"
	"net"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml/ast"
)

// Validate reports what is wrong with values, each for itself and together.
func (c *Config) Validate() []Problem { return validate(c, nil, nil) }

// checks collects problems; places and broken may be nil when the values come from no file.
type checks struct {
	places map[string]ast.Node
	// broken are the paths of values that could not be read and of keys that nobody knows.
	broken   []string
	problems []Problem
}

// unread says that a value is not what the file meant, so that a complaint about it would mislead: something at, above or below it could
// not be read, or it is not set where a key beside it is unknown, perhaps misspelt.
func (c *checks) unread(path string) bool {
	_, set := c.places[path]
	parent := path[:max(strings.LastIndexByte(path, '.'), 0)]
	return slices.ContainsFunc(c.broken, func(broken string) bool {
		return broken == path || below(path, broken) || below(broken, path) || (!set && parent != "" && below(broken, parent))
	})
}

// below says whether a path leads to something inside of another one.
func below(path, above string) bool {
	rest, found := strings.CutPrefix(path, above)
	return found && rest != "" && (rest[0] == '.' || rest[0] == '[')
}

// failf reports a problem at a key, or at the nearest key above it that the file sets.
func (c *checks) failf(path, format string, args ...any) {
	if c.unread(path) {
		return
	}
	var node ast.Node
	for at := path; at != ""; {
		if n, ok := c.places[at]; ok {
			node = n
			break
		}
		at = at[:max(strings.LastIndexAny(at, ".["), 0)]
	}
	c.problems = append(c.problems, problemAt(node, path+": "+fmt.Sprintf(format, args...)))
}

func (c *checks) atLeast(path string, value, least int64) {
	if value < least {
		c.failf(path, "must be at least %d", least)
	}
}

func (c *checks) oneOf(path, value string, allowed ...string) {
	if !slices.Contains(allowed, value) {
		c.failf(path, "%q is none of %s", value, strings.Join(allowed, ", "))
	}
}

func validate(cfg *Config, places map[string]ast.Node, broken []string) []Problem {
	c := &checks{places: places, broken: broken}
	c.listeners(cfg)
	c.limits(cfg)
	c.authentication(cfg.Authentication.Router.JWT)
	c.headers("headers.all", cfg.Headers.All)
	for name, rules := range cfg.Headers.Subgraphs {
		c.headers("headers.subgraphs."+name, rules)
	}
	c.cors(cfg.CORS)
	for i, header := range cfg.CSRF.RequiredHeaders {
		c.headerName(fmt.Sprintf("csrf.required_headers[%d]", i), header)
	}
	if !cfg.CSRF.UnsafeDisabled && len(cfg.CSRF.RequiredHeaders) == 0 {
		c.failf("csrf.required_headers", "at least one header is needed; to do without the protection set csrf.unsafe_disabled")
	}
	for name, address := range cfg.OverrideSubgraphURL {
		c.webURL("override_subgraph_url."+name, address, "http", "https")
	}
	for i, address := range cfg.Cache.Response.Redis.URLs {
		c.webURL(fmt.Sprintf("cache.response.redis.urls[%d]", i), address, "redis", "rediss")
	}
	if cfg.Authorization.RequireAuthentication && !cfg.Authentication.Router.JWT.Enabled() && !c.unread("authentication") {
		c.failf("authorization.require_authentication", "needs keys under authentication.router.jwt, or no request could pass")
	}
	c.oneOf("authorization.directives.errors.response", cfg.Authorization.Directives.Errors.Response, "errors", "extensions", "disabled")
	c.oneOf("log.level", cfg.Log.Level, "debug", "info", "warn", "error")
	c.oneOf("log.format", cfg.Log.Format, "text", "json")
	sortProblems(c.problems)
	return c.problems
}

func sortProblems(problems []Problem) {
	slices.SortStableFunc(problems, func(a, b Problem) int {
		if a.Line != b.Line {
			return a.Line - b.Line
		}
		return strings.Compare(a.Message, b.Message)
	})
}

func (c *checks) listeners(cfg *Config) {
	c.address("supergraph.listen", cfg.Supergraph.Listen)
	if cfg.Admin.Listen != "off" {
		c.address("admin.listen", cfg.Admin.Listen)
		if cfg.Admin.Listen == cfg.Supergraph.Listen && !strings.HasSuffix(cfg.Admin.Listen, ":0") && !c.unread("supergraph.listen") {
			c.failf("admin.listen", "is also supergraph.listen: operators' pages must not stand beside the graph")
		}
	}
	path := cfg.Supergraph.Path
	if !strings.HasPrefix(path, "/") || strings.ContainsAny(path, "?#{} ") || path == "/" || strings.HasPrefix(path, "/health/") || strings.HasPrefix(path, "/playground/") {
		c.failf("supergraph.path", "%q cannot serve GraphQL: write a path such as /graphql", path)
	}
	if cfg.Supergraph.File != "" && cfg.Supergraph.Compose != "" {
		c.failf("supergraph.compose", "file and compose exclude each other")
	}
	for path, value := range map[string]Duration{
		"server.header_read_timeout": cfg.Server.HeaderReadTimeout, "server.body_read_timeout": cfg.Server.BodyReadTimeout,
		"server.write_timeout": cfg.Server.WriteTimeout, "server.idle_timeout": cfg.Server.IdleTimeout,
		"traffic_shaping.router.timeout": cfg.TrafficShaping.Router.Timeout,
		"traffic_shaping.all.timeout":    cfg.TrafficShaping.All.Timeout,
	} {
		if value <= 0 {
			c.failf(path, "must be more than nothing: every wait has an end")
		}
	}
}

func (c *checks) limits(cfg *Config) {
	for path, value := range map[string]int64{
		"limits.max_depth": int64(cfg.Limits.MaxDepth), "limits.max_height": int64(cfg.Limits.MaxHeight),
		"limits.max_aliases": int64(cfg.Limits.MaxAliases), "limits.max_root_fields": int64(cfg.Limits.MaxRootFields),
		"limits.introspection_max_depth":     int64(cfg.Limits.IntrospectionMaxDepth),
		"limits.parser_max_tokens":           int64(cfg.Limits.ParserMaxTokens),
		"limits.http_max_request_bytes":      int64(cfg.Limits.HTTPMaxRequestBytes),
		"limits.http_max_header_bytes":       int64(cfg.Limits.HTTPMaxHeaderBytes),
		"limits.subgraph_max_response_bytes": int64(cfg.Limits.SubgraphMaxBytes),
		"cache.plan.max_entries":             int64(cfg.Cache.Plan.MaxEntries),
		"cache.plan.max_bytes":               int64(cfg.Cache.Plan.MaxBytes),
		"cache.response.max_bytes":           int64(cfg.Cache.Response.MaxBytes),
		"cache.response.max_entry_bytes":     int64(cfg.Cache.Response.MaxEntryBytes),
		"cache.response.redis.timeout":       int64(cfg.Cache.Response.Redis.Timeout),
	} {
		c.atLeast(path, value, 1)
	}
	planning := cfg.Supergraph.QueryPlanning
	c.atLeast("supergraph.query_planning.warmed_up_queries", int64(planning.WarmedUpQueries), 0)
	c.atLeast("supergraph.query_planning.cache.in_memory.limit", int64(planning.Cache.InMemory.Limit), 0)
}

func (c *checks) authentication(jwt JWT) {
	const base = "authentication.router.jwt."
	c.headerName(base+"header_name", jwt.HeaderName)
	for i, set := range jwt.JWKS {
		path := fmt.Sprintf("%sjwks[%d]", base, i)
		c.webURL(path+".url", set.URL, "http", "https", "file")
		c.algorithms(path+".algorithms", set.Algorithms, AsymmetricAlgorithms())
		for j, header := range set.Headers {
			c.headerName(fmt.Sprintf("%s.headers[%d].name", path, j), header.Name)
		}
	}
	for i, secret := range jwt.Secrets {
		path := fmt.Sprintf("%sshared_secrets[%d]", base, i)
		if len(secret.Secret) < MinSecretBytes {
			c.failf(path+".secret", "has %d bytes; at least %d are needed", len(secret.Secret), MinSecretBytes)
		}
		c.algorithms(path+".algorithms", secret.Algorithms, SymmetricAlgorithms())
	}
	for i, source := range jwt.Sources {
		path := fmt.Sprintf("%ssources[%d]", base, i)
		c.oneOf(path+".type", source.Type, "header", "cookie")
		c.headerName(path+".name", source.Name)
		if source.Type == "cookie" && source.ValuePrefix != "" {
			c.failf(path+".value_prefix", "is for headers only")
		}
	}
}

func (c *checks) algorithms(path string, given, allowed []string) {
	for i, algorithm := range given {
		if !slices.Contains(allowed, algorithm) {
			c.failf(fmt.Sprintf("%s[%d]", path, i), "%q cannot be allowed here: it must be one of %s", algorithm, strings.Join(allowed, ", "))
		}
	}
}

func (c *checks) headers(path string, rules HeaderRules) {
	for _, direction := range []struct {
		name  string
		rules []HeaderRule
	}{{"request", rules.Request}, {"response", rules.Response}} {
		for i, rule := range direction.rules {
			c.headerRule(fmt.Sprintf("%s.%s[%d]", path, direction.name, i), rule)
		}
	}
}

func (c *checks) headerRule(path string, rule HeaderRule) {
	kinds := 0
	if p := rule.Propagate; p != nil {
		kinds++
		c.selector(path+".propagate", p.Named, p.Matching)
		if p.Matching != "" && (p.Rename != "" || p.Default != "") {
			c.failf(path+".propagate", "rename and default go with named, not with matching")
		}
		if p.Rename != "" {
			c.headerName(path+".propagate.rename", p.Rename)
		}
		c.headerValue(path+".propagate.default", p.Default)
	}
	if in := rule.Insert; in != nil {
		kinds++
		c.headerName(path+".insert.name", in.Name)
		c.headerValue(path+".insert.value", in.Value)
	}
	if r := rule.Remove; r != nil {
		kinds++
		c.selector(path+".remove", r.Named, r.Matching)
	}
	if kinds != 1 {
		c.failf(path, "exactly one of propagate, insert and remove is expected")
	}
}

func (c *checks) selector(path, named, matching string) {
	if (named == "") == (matching == "") {
		c.failf(path, "exactly one of named and matching is expected")
	}
	if named != "" {
		c.headerName(path+".named", named)
	}
	c.expression(path+".matching", matching)
}

func (c *checks) headerName(path, name string) {
	if !ValidHeaderName(name) {
		c.failf(path, "%q is no header's name", name)
	}
}

func (c *checks) headerValue(path, value string) {
	if !ValidHeaderValue(value) {
		c.failf(path, "holds characters that no header may have")
	}
}

func (c *checks) expression(path, expression string) {
	if _, err := regexp.Compile(expression); err != nil {
		c.failf(path, "is no RE2 expression: %v", err)
	}
}

func (c *checks) cors(cors CORS) {
	c.origins("cors", cors.Origins, cors.MatchOrigins)
	if cors.AllowAnyOrigin && cors.AllowCredentials {
		c.failf("cors.allow_any_origin", "with allow_credentials any page could act as its visitor: name the origins")
	}
	for i, policy := range cors.Policies {
		path := fmt.Sprintf("cors.policies[%d]", i)
		c.origins(path, policy.Origins, policy.MatchOrigins)
		if len(policy.Origins)+len(policy.MatchOrigins) == 0 {
			c.failf(path, "names no origin")
		}
	}
}

func (c *checks) origins(path string, origins, expressions []string) {
	for i, origin := range origins {
		u, err := url.Parse(origin)
		if err != nil || u.Scheme == "" || u.Host == "" || u.Path != "" || u.RawQuery != "" || u.User != nil {
			c.failf(fmt.Sprintf("%s.origins[%d]", path, i), "%q is no origin: write scheme and host, such as https://shop.example, without a path", origin)
		}
	}
	for i, expression := range expressions {
		c.expression(fmt.Sprintf("%s.match_origins[%d]", path, i), expression)
	}
}

func (c *checks) address(path, address string) {
	_, port, err := net.SplitHostPort(address)
	if number, portErr := strconv.Atoi(port); err != nil || portErr != nil || number < 0 || number > 65535 {
		c.failf(path, "%q is no address: write host:port, such as 127.0.0.1:4000", address)
	}
}

func (c *checks) webURL(path, address string, schemes ...string) {
	u, err := url.Parse(address)
	if err != nil || !slices.Contains(schemes, u.Scheme) || (u.Scheme != "file" && u.Host == "") || (u.Scheme == "file" && u.Path == "") {
		c.failf(path, "is no URL that starts with %s://", strings.Join(schemes, ":// or "))
	}
}
