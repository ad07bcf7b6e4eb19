package config

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/weftgraphql/weft/graph/limit"
	"github.com/weftgraphql/weft/graph/operation"
)

func env(pairs ...string) Environment {
	return func(name string) (string, bool) {
		for i := 0; i+1 < len(pairs); i += 2 {
			if pairs[i] == name {
				return pairs[i+1], true
			}
		}
		return "", false
	}
}

func TestDefaultIsValidAndSafe(t *testing.T) {
	cfg := Default()
	if problems := cfg.Validate(); len(problems) > 0 {
		t.Fatalf("the defaults are not valid: %v", problems)
	}
	cfg.Supergraph.Listen = "0.0.0.0:4000"
	if cfg.Introspection() || cfg.PlaygroundEnabled() || cfg.ExposeQueryPlan() || cfg.IncludeErrorsOf("a") || cfg.CSRF.UnsafeDisabled {
		t.Error("on a public listener the defaults show the graph's insides")
	}
	for _, listen := range []string{"127.0.0.1:4000", "[::1]:4000", "localhost:4000"} {
		cfg.Supergraph.Listen = listen
		if !cfg.Introspection() || !cfg.PlaygroundEnabled() {
			t.Errorf("%s is loopback, but introspection or playground is off", listen)
		}
	}
	for _, listen := range []string{":4000", "0.0.0.0:4000", "10.0.0.1:4000", "[::]:4000"} {
		cfg.Supergraph.Listen = listen
		if cfg.Introspection() {
			t.Errorf("%s is not loopback, but introspection is on", listen)
		}
	}
}

func TestParseKeepsDefaultsOfWhatIsLeftOut(t *testing.T) {
	source := `
# a comment
supergraph:
  listen: "0.0.0.0:${env.PORT:-8080}"
  introspection: ${env.INTROSPECT}
limits:
  max_depth: ${env.DEPTH}
  http_max_request_bytes: 3MB
traffic_shaping:
  all: {timeout: 1m30s}
  subgraphs:
    products:
      timeout: 250ms
headers:
  all:
    request:
      - propagate: {named: x-user}
      - propagate:
          matching: ^x-trace-.*$
      - insert:
          name: x-price
          value: 5$$
authentication:
  router:
    jwt:
      jwks:
        - url: https://id.example/keys
          issuers: [https://id.example]
`
	cfg, err := Parse("weft.yaml", []byte(source), env("DEPTH", "7", "INTROSPECT", "true"))
	if err != nil {
		t.Fatal(err)
	}
	want := Default()
	yes := true
	want.Supergraph.Listen, want.Supergraph.Introspection = "0.0.0.0:8080", &yes
	want.Limits.MaxDepth, want.Limits.HTTPMaxRequestBytes = 7, 3_000_000
	want.TrafficShaping.All.Timeout = Duration(90 * time.Second)
	want.TrafficShaping.Subgraphs = map[string]SubgraphTraffic{"products": {Timeout: Duration(250 * time.Millisecond)}}
	want.Headers.All.Request = []HeaderRule{
		{Propagate: &PropagateHeader{Named: "x-user"}},
		{Propagate: &PropagateHeader{Matching: "^x-trace-.*$"}},
		{Insert: &InsertHeader{Name: "x-price", Value: "5$"}},
	}
	want.Authentication.Router.JWT.JWKS = []JWKS{{URL: "https://id.example/keys", Issuers: []string{"https://id.example"}}}
	if diff := cmp.Diff(want, cfg); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if got := cfg.Traffic("products"); got.Timeout.Value() != 250*time.Millisecond || !*got.DeduplicateQuery {
		t.Errorf("products' traffic is %+v", got)
	}
}

func TestAllMistakesAreReportedTogether(t *testing.T) {
	source := `limits:
  max_dpeth: 3
  max_aliases: -1
  max_height: many
supergraph:
  listen: nowhere
authentication:
  router:
    jwt:
      jkws: []
authorization:
  require_authentication: true
headers:
  all:
    request:
      - propgate: {named: a}
      - insert: {name: "x y", value: 1}
cors:
  origins: [shop.example]
  max_age: soon
override_subgraph_url:
  stock: nowhere
log:
  levle: trace
  format: xml
`
	_, err := Parse("weft.yaml", []byte(source), env())
	report := (*Error)(nil)
	if !errors.As(err, &report) {
		t.Fatalf("got %v", err)
	}
	var got []string
	for _, p := range report.Problems {
		got = append(got, fmt.Sprintf("%d %s", p.Line, p.Message))
	}
	// What follows from another mistake only is not among them: that no keys are configured, that a rule is none.
	want := []string{
		`2 unknown key "max_dpeth" in limits: did you mean "max_depth"?`,
		"3 limits.max_aliases: must be at least 1",
		"4 limits.max_height: a whole number is expected",
		`6 supergraph.listen: "nowhere" is no address: write host:port, such as 127.0.0.1:4000`,
		`10 unknown key "jkws" in authentication.router.jwt: did you mean "jwks"?`,
		`16 unknown key "propgate" in headers.all.request[0]: did you mean "propagate"?`,
		`17 headers.all.request[1].insert.name: "x y" is no header's name`,
		`19 cors.origins[0]: "shop.example" is no origin: write scheme and host, such as https://shop.example, without a path`,
		`20 cors.max_age: "soon" is no duration: write a number with a unit, such as 5s, 250ms or 1m30s`,
		"22 override_subgraph_url.stock: is no URL that starts with http:// or https://",
		`24 unknown key "levle" in log: did you mean "level"?`,
		`25 log.format: "xml" is none of text, json`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestDefaultsOfOperationsAreTheEngines(t *testing.T) {
	got, want := Default().Limits, limit.Default()
	if got.MaxDepth != want.Depth || got.MaxHeight != want.Height || got.MaxAliases != want.Aliases || got.MaxRootFields != want.RootFields ||
		got.IntrospectionMaxDepth != want.IntrospectionDepth || got.ParserMaxTokens != operation.DefaultMaxTokens {
		t.Errorf("%+v, but the engine has %+v", got, want)
	}
	schema, err := JSONSchema()
	if err != nil {
		t.Fatal(err)
	}
	for _, said := range []string{
		fmt.Sprintf("Levels of fields. Default %d.", want.Depth), fmt.Sprintf("Distinct fields. Default %d.", want.Height),
		fmt.Sprintf("Fields with an alias. Default %d.", want.Aliases), fmt.Sprintf("Fields at the root. Default %d.", want.RootFields),
		fmt.Sprintf("Levels of fields below __schema and __type. Default %d.", want.IntrospectionDepth),
		fmt.Sprintf("comments left out. Default %d.", operation.DefaultMaxTokens),
	} {
		if !strings.Contains(string(schema), said) {
			t.Errorf("the schema does not say %q", said)
		}
	}
}

func TestMistakesNameTheirLine(t *testing.T) {
	tests := []struct{ name, source, want string }{
		{"unknown key", "limits:\n  max_dpeth: 3\n",
			"weft.yaml:2:3: unknown key \"max_dpeth\" in limits: did you mean \"max_depth\"?\n    2 |   max_dpeth: 3\n      |   ^"},
		{"unknown key at the top", "limit:\n  max_depth: 3\n",
			"weft.yaml:1:1: unknown key \"limit\" in the top level: did you mean \"limits\"?\n    1 | limit:\n      | ^"},
		{"wrong type", "limits:\n  max_depth: deep\n",
			"weft.yaml:2:14: limits.max_depth: a whole number is expected\n    2 |   max_depth: deep\n      |              ^"},
		{"duration without unit", "traffic_shaping:\n  all:\n    timeout: 5\n",
			"weft.yaml:3:14: traffic_shaping.all.timeout: \"5\" is no duration: write a number with a unit, such as 5s, 250ms or 1m30s\n    3 |     timeout: 5\n      |              ^"},
		{"no size", "limits:\n  http_max_request_bytes: 2 parsecs\n",
			"weft.yaml:2:27: limits.http_max_request_bytes: \"2 parsecs\" is no size: units are B, KB, MB, GB, KiB, MiB and GiB\n    2 |   http_max_request_bytes: 2 parsecs\n      |                           ^"},
		{"variable not set", "supergraph:\n  listen: ${env.NOWHERE}\n",
			"weft.yaml:2:11: supergraph.listen: the environment variable NOWHERE is not set: set it, or write ${env.NOWHERE:-default}\n    2 |   listen: ${env.NOWHERE}\n      |           ^"},
		{"list for a mapping", "cors:\n  - a\n", "weft.yaml:2:3: cors must be a mapping, not a list\n    2 |   - a\n      |   ^"},
		{"symmetric algorithm for public keys", "authentication:\n  router:\n    jwt:\n      jwks:\n        - url: https://id.example/keys\n          algorithms: [HS256]\n",
			"weft.yaml:6:24: authentication.router.jwt.jwks[0].algorithms[0]: \"HS256\" cannot be allowed here: it must be one of RS256, RS384, RS512, PS256, PS384, PS512, ES256, ES384, ES512, EdDSA\n    6 |           algorithms: [HS256]\n      |                        ^"},
		{"two kinds in a rule", "headers:\n  all:\n    request:\n      - propagate: {named: a}\n        remove: {named: b}\n",
			"weft.yaml:4:18: headers.all.request[0]: exactly one of propagate, insert and remove is expected"},
		{"credentials for anyone", "cors:\n  allow_any_origin: true\n  allow_credentials: true\n",
			"weft.yaml:2:21: cors.allow_any_origin: with allow_credentials any page could act as its visitor: name the origins"},
		{"authentication without keys", "authorization:\n  require_authentication: true\n",
			"weft.yaml:2:27: authorization.require_authentication: needs keys under authentication.router.jwt, or no request could pass"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, err := Parse("weft.yaml", []byte(test.source), env())
			report := (*Error)(nil)
			if !errors.As(err, &report) {
				t.Fatalf("got %v", err)
			}
			if !strings.HasPrefix(report.Error(), test.want) {
				t.Errorf("got\n%s\nwant\n%s", report, test.want)
			}
		})
	}
}

func TestSeveralMistakesAreReportedTogether(t *testing.T) {
	_, err := Parse("w.yaml", []byte("suprgraph: {}\nlimits:\n  max_depth: x\ncsrff: 1\n"), env())
	report := (*Error)(nil)
	if !errors.As(err, &report) || len(report.Problems) != 3 {
		t.Fatalf("got %v", err)
	}
}

func TestHostileFiles(t *testing.T) {
	for name, source := range map[string]string{
		"not YAML":       "a: [1, 2",
		"a list":         "- 1\n",
		"a scalar":       "hello",
		"nested deep":    strings.Repeat("{a: ", 300) + "1" + strings.Repeat("}", 300),
		"aliases":        "limits: &x {max_depth: 3}\ncors: *x\n",
		"two documents":  "limits: {}\n---\nlimits: {}\n",
		"duplicate keys": "limits: {}\nlimits: {}\n",
		"open brace":     "supergraph: {listen: '${env.X'}\n",
		"other brace":    "supergraph: {listen: '${X}'}\n",
	} {
		if _, err := Parse("w.yaml", []byte(source), env()); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	for name, source := range map[string]string{"empty": "", "only a comment": "# nothing\n", "empty sections": "limits:\ncors:\n"} {
		if cfg, err := Parse("w.yaml", []byte(source), env()); err != nil || cmp.Diff(Default(), cfg) != "" {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestPrecedence(t *testing.T) {
	file := filepath.Join(t.TempDir(), "weft.yaml")
	if err := os.WriteFile(file, []byte("supergraph:\n  listen: 1.1.1.1:1\n  compose: from-file.yaml\nadmin: {listen: off}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	cfg, err := Resolve(Flags{Listen: "2.2.2.2:2", Supergraph: "flag.graphql"},
		env("WEFT_CONFIG", file, "WEFT_LISTEN", "3.3.3.3:3", "WEFT_ADMIN_LISTEN", "4.4.4.4:4", "WEFT_LOG_LEVEL", "debug", "WEFT_SUPERGRAPH", "env.graphql"))
	if err != nil {
		t.Fatal(err)
	}
	got := []string{cfg.Supergraph.Listen, cfg.Admin.Listen, cfg.Log.Level, cfg.Supergraph.File, cfg.Supergraph.Compose}
	if diff := cmp.Diff([]string{"2.2.2.2:2", "4.4.4.4:4", "debug", "flag.graphql", ""}, got); diff != "" {
		t.Error(diff)
	}
	if _, err := Resolve(Flags{Listen: "nonsense"}, env()); err == nil || err.Error() != `supergraph.listen: "nonsense" is no address: write host:port, such as 127.0.0.1:4000` {
		t.Errorf("got %v", err)
	}
	if _, err := Resolve(Flags{Config: file + ".missing"}, env()); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("got %v", err)
	}
}

func TestIncludedFile(t *testing.T) {
	file := filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(file, []byte("0123456789abcdef0123456789abcdef\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	cfg, err := Parse("w", []byte("authentication: {router: {jwt: {shared_secrets: [{secret: '${file."+file+"}'}]}}}"), env())
	if err != nil {
		t.Fatal(err)
	}
	if got := cfg.Authentication.Router.JWT.Secrets[0].Secret; got != "0123456789abcdef0123456789abcdef" {
		t.Errorf("got %q", got)
	}
}

func TestJSONSchemaKnowsEveryKey(t *testing.T) {
	raw, err := JSONSchema()
	if err != nil {
		t.Fatal(err)
	}
	var schema struct {
		Properties           map[string]any            `json:"properties"`
		AdditionalProperties *bool                     `json:"additionalProperties"`
		Defs                 map[string]map[string]any `json:"$defs"`
		Required             []string                  `json:"required"`
	}
	if err := json.Unmarshal(raw, &schema); err != nil {
		t.Fatal(err)
	}
	if schema.AdditionalProperties == nil || *schema.AdditionalProperties || len(schema.Required) > 0 {
		t.Errorf("unknown keys must be refused and none required: %s", raw[:400])
	}
	for _, key := range []string{"supergraph", "cors", "limits", "headers", "traffic_shaping", "override_labels"} {
		if schema.Properties[key] == nil {
			t.Errorf("%s is missing", key)
		}
	}
	if got := schema.Defs["TrafficShaping"]["additionalProperties"]; got != false {
		t.Errorf("nested unknown keys are let through: %v", got)
	}
}

func TestJSONSchemaTakesExpansions(t *testing.T) {
	raw, err := JSONSchema()
	if err != nil {
		t.Fatal(err)
	}
	var schema struct {
		Defs map[string]struct {
			Properties map[string]any `json:"properties"`
		} `json:"$defs"`
	}
	if err := json.Unmarshal(raw, &schema); err != nil {
		t.Fatal(err)
	}
	expanded := map[string]any{"type": "string", "pattern": `\$\{(env|file)\..+\}`}
	want := map[string]any{
		"description": "Levels of fields. Default 15.",
		"oneOf":       []any{map[string]any{"type": "integer", "minimum": 1.0}, expanded},
	}
	if diff := cmp.Diff(want, schema.Defs["Limits"].Properties["max_depth"]); diff != "" {
		t.Error(diff)
	}
	want = map[string]any{"description": "Default true.", "oneOf": []any{map[string]any{"type": "boolean"}, expanded}}
	if diff := cmp.Diff(want, schema.Defs["AuthorizationDirectives"].Properties["enabled"]); diff != "" {
		t.Error(diff)
	}
}

func FuzzParse(f *testing.F) {
	f.Add("limits: {max_depth: 3}")
	f.Add("headers: {all: {request: [{insert: {name: a, value: '${env.A:-b}'}}]}}")
	f.Fuzz(func(t *testing.T, source string) {
		cfg, err := Parse("w.yaml", []byte(source), env())
		if (cfg == nil) == (err == nil) {
			t.Fatal("neither or both of configuration and error")
		}
		if err != nil {
			_ = err.Error()
		}
	})
}

// The number of plans has two names: other routers' goes before our own.
func TestPlanCacheByItsOtherName(t *testing.T) {
	for text, want := range map[string]PlanCache{
		"": {MaxEntries: 10_000, MaxBytes: 64_000_000},
		"cache: {plan: {max_entries: 7, max_bytes: 1MB}}":                                                               {MaxEntries: 7, MaxBytes: 1_000_000},
		"supergraph: {query_planning: {cache: {in_memory: {limit: 512}}}}":                                              {MaxEntries: 512, MaxBytes: 64_000_000},
		"supergraph: {query_planning: {cache: {in_memory: {limit: 5}}}}\ncache: {plan: {max_entries: 7, max_bytes: 9}}": {MaxEntries: 5, MaxBytes: 9},
	} {
		cfg, err := Parse("weft.yaml", []byte(text), nil)
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		if got := cfg.PlanCache(); got != want {
			t.Errorf("%s: %+v, want %+v", text, got, want)
		}
	}
	for _, text := range []string{
		"supergraph: {query_planning: {warmed_up_queries: -1}}",
		"supergraph: {query_planning: {cache: {in_memory: {limit: -1}}}}",
	} {
		if _, err := Parse("weft.yaml", []byte(text), nil); err == nil {
			t.Errorf("%s is taken", text)
		}
	}
}
