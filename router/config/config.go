package config

import "time"

// Config is a whole weft.yaml. The zero value is not usable: start from Default.
type Config struct {
	Supergraph     Supergraph     `yaml:"supergraph,omitempty" jsonschema_description:"Which graph is served, and where."`
	Admin          Admin          `yaml:"admin,omitempty" jsonschema_description:"The listener for operators: health and pprof."`
	Playground     Playground     `yaml:"playground,omitempty" jsonschema_description:"The page a browser gets at /."`
	Server         Server         `yaml:"server,omitempty" jsonschema_description:"Deadlines of the HTTP server."`
	Limits         Limits         `yaml:"limits,omitempty" jsonschema_description:"What is refused before it is executed."`
	Authentication Authentication `yaml:"authentication,omitempty" jsonschema_description:"How callers prove who they are."`
	Authorization  Authorization  `yaml:"authorization,omitempty" jsonschema_description:"What callers may see."`
	Cache          Cache          `yaml:"cache,omitempty" jsonschema_description:"Answers and plans that are kept."`
	CORS           CORS           `yaml:"cors,omitempty" jsonschema_description:"Which web pages of other origins may call the graph."`
	CSRF           CSRF           `yaml:"csrf,omitempty" jsonschema_description:"Refusal of requests that any web page could make a browser send."`
	Headers        Headers        `yaml:"headers,omitempty" jsonschema_description:"Which headers go to the subgraphs and come back."`
	TrafficShaping TrafficShaping `yaml:"traffic_shaping,omitempty" jsonschema_description:"Deadlines and sharing of requests."`

	IncludeSubgraphErrors IncludeSubgraphErrors `yaml:"include_subgraph_errors,omitempty" jsonschema_description:"Subgraphs whose error text clients may read. Masked unless set."`
	OverrideSubgraphURL   map[string]string     `yaml:"override_subgraph_url,omitempty" jsonschema_description:"URLs to use in place of those in the supergraph, by subgraph."`
	OverrideLabels        OverrideLabels        `yaml:"override_labels,omitempty" jsonschema_description:"Progressive @override."`
	Log                   Log                   `yaml:"log,omitempty" jsonschema_description:"What is logged to stderr."`

	// Dev is `--dev`: not a key of the file, since a file that is deployed must not carry it.
	Dev bool `yaml:"-"`
}

// Supergraph says which graph is served and where.
type Supergraph struct {
	Listen          string `yaml:"listen,omitempty" jsonschema_description:"host:port of the graph's listener. Default 127.0.0.1:4000."`
	Path            string `yaml:"path,omitempty" jsonschema_description:"Where GraphQL is served. Default /graphql."`
	File            string `yaml:"file,omitempty" jsonschema_description:"Supergraph SDL to serve; relative to the working directory. --supergraph overrides it."`
	Compose         string `yaml:"compose,omitempty" jsonschema_description:"A supergraph.yaml to compose and serve, in place of file."`
	Introspection   *bool  `yaml:"introspection,omitempty" jsonschema_description:"Whether __schema and __type answer. Default: only on a loopback listener or with --dev."`
	ExposeQueryPlan *bool  `yaml:"expose_query_plan,omitempty" jsonschema_description:"Whether the header Apollo-Expose-Query-Plan is honoured. Default: only on a loopback listener or with --dev."`
}

// Admin is the operators' listener.
type Admin struct {
	Listen string `yaml:"listen,omitempty" jsonschema_description:"host:port, or off. Default 127.0.0.1:9090."`
	PProf  bool   `yaml:"pprof" jsonschema_description:"Whether /debug/pprof is served there. Default true."`
}

// Playground is the page for browsers.
type Playground struct {
	Enabled          *bool  `yaml:"enabled,omitempty" jsonschema_description:"Default: only on a loopback listener or with --dev."`
	Operations       string `yaml:"operations,omitempty" jsonschema_description:"Directory of example operations shown as tabs."`
	DevelopmentToken string `yaml:"development_token,omitempty" jsonschema_description:"A token filled in for whoever opens the page. Never set it where others can reach the page."`
}

// Server has the HTTP server's deadlines.
type Server struct {
	HeaderReadTimeout Duration `yaml:"header_read_timeout,omitempty" jsonschema_description:"For reading a request's headers. Default 10s."`
	BodyReadTimeout   Duration `yaml:"body_read_timeout,omitempty" jsonschema_description:"For reading a request's headers and body. Default 30s."`
	WriteTimeout      Duration `yaml:"write_timeout,omitempty" jsonschema_description:"For writing an answer, once it is there. Default 30s."`
	IdleTimeout       Duration `yaml:"idle_timeout,omitempty" jsonschema_description:"How long an unused connection is kept. Default 2m."`
	DrainTimeout      Duration `yaml:"drain_timeout,omitempty" jsonschema_description:"How long a shutdown waits for requests in flight. Default 30s."`
}

// Limits are refused before anything is executed. Counting is described in the documentation of limits.
type Limits struct {
	MaxDepth              int  `yaml:"max_depth,omitempty" jsonschema:"minimum=1" jsonschema_description:"Levels of fields. Default 15."`
	MaxHeight             int  `yaml:"max_height,omitempty" jsonschema:"minimum=1" jsonschema_description:"Distinct fields. Default 1000."`
	MaxAliases            int  `yaml:"max_aliases,omitempty" jsonschema:"minimum=1" jsonschema_description:"Fields with an alias. Default 100."`
	MaxRootFields         int  `yaml:"max_root_fields,omitempty" jsonschema:"minimum=1" jsonschema_description:"Fields at the root. Default 50."`
	IntrospectionMaxDepth int  `yaml:"introspection_max_depth,omitempty" jsonschema:"minimum=1" jsonschema_description:"Levels of fields below __schema and __type. Default 20."`
	ParserMaxTokens       int  `yaml:"parser_max_tokens,omitempty" jsonschema:"minimum=1" jsonschema_description:"Lexical tokens of a document, comments left out. Default 15000."`
	HTTPMaxRequestBytes   Size `yaml:"http_max_request_bytes,omitempty" jsonschema_description:"A request's body, after decompression. Default 2MB."`
	HTTPMaxHeaderBytes    Size `yaml:"http_max_header_bytes,omitempty" jsonschema_description:"A request's headers together. Default 64KB."`
	SubgraphMaxBytes      Size `yaml:"subgraph_max_response_bytes,omitempty" jsonschema_description:"A subgraph's answer, after decompression. Default 32MB."`
}

// Authorization says what callers may see.
type Authorization struct {
	RequireAuthentication bool                    `yaml:"require_authentication,omitempty" jsonschema_description:"Refuse every request without a valid token. Default false."`
	Directives            AuthorizationDirectives `yaml:"directives,omitempty" jsonschema_description:"@authenticated, @requiresScopes and @policy."`
}

// AuthorizationDirectives configures @authenticated and @requiresScopes.
type AuthorizationDirectives struct {
	Enabled            bool     `yaml:"enabled" jsonschema_description:"Default true."`
	RejectUnauthorized bool     `yaml:"reject_unauthorized,omitempty" jsonschema_description:"Refuse the whole operation when one of its fields is denied, in place of answering null for it. Default false."`
	ScopeClaims        []string `yaml:"scope_claims,omitempty" jsonschema_description:"Claims that hold scopes: a string separated by spaces, or an array of strings. Default [scope, scp]."`
}

// Cache configures what is kept between requests.
type Cache struct {
	Response ResponseCache `yaml:"response,omitempty" jsonschema_description:"Answers of queries, kept as long as every subgraph's Cache-Control allows."`
	Plan     PlanCache     `yaml:"plan,omitempty" jsonschema_description:"Parsed operations and their plans."`
}

// ResponseCache keeps answers of queries.
type ResponseCache struct {
	Enabled       bool     `yaml:"enabled" jsonschema_description:"Default true. Nothing is kept unless subgraphs answer with Cache-Control."`
	MaxBytes      Size     `yaml:"max_bytes,omitempty" jsonschema_description:"Memory for answers kept in process. Default 64MB."`
	MaxEntryBytes Size     `yaml:"max_entry_bytes,omitempty" jsonschema_description:"Answers larger than this are not kept. Default 2MB."`
	MaxTTL        Duration `yaml:"max_ttl,omitempty" jsonschema_description:"Nothing is kept longer, whatever a subgraph says. Default 24h."`
	DefaultMaxAge Duration `yaml:"default_max_age,omitempty" jsonschema_description:"For subgraph answers without Cache-Control. Default 0s: not kept."`
	IgnoreHeaders []string `yaml:"ignore_headers,omitempty" jsonschema_description:"Headers sent to subgraphs that change no answer and are left out of the cache's key. Tracing headers are left out always."`
	Redis         Redis    `yaml:"redis,omitempty" jsonschema_description:"Keep answers in Redis, shared by all routers, behind the memory of this one."`
}

// Redis is where answers are shared between routers. It is never on the critical path.
type Redis struct {
	URLs    []string `yaml:"urls,omitempty" jsonschema_description:"redis:// or rediss:// URLs; several are a cluster. Empty: no Redis."`
	Timeout Duration `yaml:"timeout,omitempty" jsonschema_description:"For one command; after it the answer is fetched from the subgraphs. Default 20ms."`
	Prefix  string   `yaml:"prefix,omitempty" jsonschema_description:"Before every key. Default weft:."`
}

// PlanCache bounds what is kept of operations.
type PlanCache struct {
	MaxEntries int  `yaml:"max_entries,omitempty" jsonschema:"minimum=1" jsonschema_description:"Operations and plans kept, each. Default 5000."`
	MaxBytes   Size `yaml:"max_bytes,omitempty" jsonschema_description:"Memory for them, estimated, each. Default 64MB."`
}

// CSRF is on unless it is said to be off.
type CSRF struct {
	UnsafeDisabled  bool     `yaml:"unsafe_disabled,omitempty" jsonschema_description:"Default false."`
	RequiredHeaders []string `yaml:"required_headers,omitempty" jsonschema_description:"One of these headers lets a request pass that a browser sends without asking first. Default [apollo-require-preflight, x-apollo-operation-name]."`
}

// CORS says which pages of other origins may call. Its own Origins are the first policy.
type CORS struct {
	AllowAnyOrigin   bool         `yaml:"allow_any_origin,omitempty" jsonschema_description:"Any page may call, without credentials. Default false."`
	Origins          []string     `yaml:"origins,omitempty" jsonschema_description:"Origins that may call, such as https://shop.example."`
	MatchOrigins     []string     `yaml:"match_origins,omitempty" jsonschema_description:"RE2 expressions for origins; they must match the whole origin."`
	AllowCredentials bool         `yaml:"allow_credentials,omitempty" jsonschema_description:"Whether pages may send cookies. Default false."`
	AllowHeaders     []string     `yaml:"allow_headers,omitempty" jsonschema_description:"Headers pages may send. Empty: those they ask for."`
	ExposeHeaders    []string     `yaml:"expose_headers,omitempty" jsonschema_description:"Headers of the answer pages may read."`
	Methods          []string     `yaml:"methods,omitempty" jsonschema_description:"Default [GET, POST, OPTIONS]."`
	MaxAge           Duration     `yaml:"max_age,omitempty" jsonschema_description:"How long browsers remember the permission. Default: browsers' own."`
	Policies         []CORSPolicy `yaml:"policies,omitempty" jsonschema_description:"Different answers for different origins; the first that knows the origin holds."`
}

// CORSPolicy is what some origins may do. What it leaves out is taken from CORS.
type CORSPolicy struct {
	Origins          []string `yaml:"origins,omitempty"`
	MatchOrigins     []string `yaml:"match_origins,omitempty"`
	AllowCredentials *bool    `yaml:"allow_credentials,omitempty"`
	AllowHeaders     []string `yaml:"allow_headers,omitempty"`
	ExposeHeaders    []string `yaml:"expose_headers,omitempty"`
	Methods          []string `yaml:"methods,omitempty"`
	MaxAge           Duration `yaml:"max_age,omitempty"`
}

// TrafficShaping has deadlines and sharing.
type TrafficShaping struct {
	Router    RouterTraffic              `yaml:"router,omitempty" jsonschema_description:"Requests of clients."`
	All       SubgraphTraffic            `yaml:"all,omitempty" jsonschema_description:"Requests to all subgraphs."`
	Subgraphs map[string]SubgraphTraffic `yaml:"subgraphs,omitempty" jsonschema_description:"Requests to single subgraphs; what is left out is taken from all."`
}

// RouterTraffic is about requests of clients.
type RouterTraffic struct {
	Timeout             Duration `yaml:"timeout,omitempty" jsonschema_description:"For a whole request. Default 60s."`
	DeduplicateRequests bool     `yaml:"deduplicate_requests,omitempty" jsonschema_description:"Whole identical queries in flight share one execution. Default false."`
}

// SubgraphTraffic is about requests to subgraphs.
type SubgraphTraffic struct {
	Timeout          Duration `yaml:"timeout,omitempty" jsonschema_description:"For one request to a subgraph. Default 30s."`
	DeduplicateQuery *bool    `yaml:"deduplicate_query,omitempty" jsonschema_description:"Identical queries in flight share one request. Default true."`
}

// IncludeSubgraphErrors says whose error text clients may read.
type IncludeSubgraphErrors struct {
	All       bool            `yaml:"all,omitempty" jsonschema_description:"Default false."`
	Subgraphs map[string]bool `yaml:"subgraphs,omitempty" jsonschema_description:"By subgraph; overrides all."`
}

// OverrideLabels configures progressive @override.
type OverrideLabels struct {
	Force []string `yaml:"force,omitempty" jsonschema_description:"Labels that count as on, whatever their percentage."`
}

// Log says what goes to stderr.
type Log struct {
	Level  string `yaml:"level,omitempty" jsonschema:"enum=debug,enum=info,enum=warn,enum=error" jsonschema_description:"Default info."`
	Format string `yaml:"format,omitempty" jsonschema:"enum=text,enum=json" jsonschema_description:"Default text."`
}

// Default is the configuration that holds with no file at all.
func Default() *Config {
	yes := true
	return &Config{
		Supergraph: Supergraph{Listen: "127.0.0.1:4000", Path: "/graphql"},
		Admin:      Admin{Listen: "127.0.0.1:9090", PProf: true},
		Server: Server{
			HeaderReadTimeout: Duration(10 * time.Second),
			BodyReadTimeout:   Duration(30 * time.Second),
			WriteTimeout:      Duration(30 * time.Second),
			IdleTimeout:       Duration(2 * time.Minute),
			DrainTimeout:      Duration(30 * time.Second),
		},
		Limits: Limits{
			MaxDepth: 15, MaxHeight: 1000, MaxAliases: 100, MaxRootFields: 50, IntrospectionMaxDepth: 20,
			ParserMaxTokens:     15_000,
			HTTPMaxRequestBytes: 2_000_000,
			HTTPMaxHeaderBytes:  64 << 10,
			SubgraphMaxBytes:    32_000_000,
		},
		Authentication: defaultAuthentication(),
		Authorization: Authorization{Directives: AuthorizationDirectives{
			Enabled: true, ScopeClaims: []string{"scope", "scp"},
		}},
		Cache: Cache{
			Response: ResponseCache{
				Enabled: true, MaxBytes: 64_000_000, MaxEntryBytes: 2_000_000, MaxTTL: Duration(24 * time.Hour),
				Redis: Redis{Timeout: Duration(20 * time.Millisecond), Prefix: "weft:"},
			},
			Plan: PlanCache{MaxEntries: 5000, MaxBytes: 64_000_000},
		},
		CORS: CORS{Methods: []string{"GET", "POST", "OPTIONS"}},
		CSRF: CSRF{RequiredHeaders: []string{"apollo-require-preflight", "x-apollo-operation-name"}},
		TrafficShaping: TrafficShaping{
			Router: RouterTraffic{Timeout: Duration(60 * time.Second)},
			All:    SubgraphTraffic{Timeout: Duration(30 * time.Second), DeduplicateQuery: &yes},
		},
		Log: Log{Level: "info", Format: "text"},
	}
}
