package config

import (
	"time"

	"github.com/weftgraphql/weft/graph/limit"
	"github.com/weftgraphql/weft/graph/operation"
)

// Config is a whole weft.yaml. The zero value is not usable: start from Default.
type Config struct {
	Supergraph     Supergraph     `jsonschema_description:"Which graph is served, and where."                                yaml:"supergraph,omitempty"`
	Admin          Admin          `jsonschema_description:"The listener for operators: health and pprof."                    yaml:"admin,omitempty"`
	Playground     Playground     `jsonschema_description:"The page a browser gets at /."                                    yaml:"playground,omitempty"`
	Server         Server         `jsonschema_description:"Deadlines of the HTTP server."                                    yaml:"server,omitempty"`
	Limits         Limits         `jsonschema_description:"What is refused before it is executed."                           yaml:"limits,omitempty"`
	Authentication Authentication `jsonschema_description:"How callers prove who they are."                                  yaml:"authentication,omitempty"`
	Authorization  Authorization  `jsonschema_description:"What callers may see."                                            yaml:"authorization,omitempty"`
	Cache          Cache          `jsonschema_description:"Answers and plans that are kept."                                 yaml:"cache,omitempty"`
	CORS           CORS           `jsonschema_description:"Which web pages of other origins may call the graph."             yaml:"cors,omitempty"`
	CSRF           CSRF           `jsonschema_description:"Refusal of requests that any web page could make a browser send." yaml:"csrf,omitempty"`
	Headers        Headers        `jsonschema_description:"Which headers go to the subgraphs and come back."                 yaml:"headers,omitempty"`
	TrafficShaping TrafficShaping `jsonschema_description:"Deadlines and sharing of requests."                               yaml:"traffic_shaping,omitempty"`

	IncludeSubgraphErrors IncludeSubgraphErrors `jsonschema_description:"Subgraphs whose error text clients may read. Masked unless set." yaml:"include_subgraph_errors,omitempty"`
	OverrideSubgraphURL   map[string]string     `jsonschema_description:"URLs to use in place of those in the supergraph, by subgraph."   yaml:"override_subgraph_url,omitempty"`
	OverrideLabels        OverrideLabels        `jsonschema_description:"Progressive @override."                                          yaml:"override_labels,omitempty"`
	Log                   Log                   `jsonschema_description:"What is logged to stderr."                                       yaml:"log,omitempty"`

	// Dev is `--dev`: not a key of the file, since a file that is deployed must not carry it.
	Dev bool `yaml:"-"`
}

// Supergraph says which graph is served and where.
type Supergraph struct {
	Listen          string `jsonschema_description:"host:port of the graph's listener. Default 127.0.0.1:4000."                                                   yaml:"listen,omitempty"`
	Path            string `jsonschema_description:"Where GraphQL is served. Default /graphql."                                                                   yaml:"path,omitempty"`
	File            string `jsonschema_description:"Supergraph SDL to serve; relative to the working directory. --supergraph overrides it."                       yaml:"file,omitempty"`
	Compose         string `jsonschema_description:"A supergraph.yaml to compose and serve, in place of file."                                                    yaml:"compose,omitempty"`
	Introspection   *bool  `jsonschema_description:"Whether __schema and __type answer. Default: only on a loopback listener or with --dev."                      yaml:"introspection,omitempty"`
	ExposeQueryPlan *bool  `jsonschema_description:"Whether the header Apollo-Expose-Query-Plan is honoured. Default: only on a loopback listener or with --dev." yaml:"expose_query_plan,omitempty"`

	QueryPlanning QueryPlanning `jsonschema_description:"Plans that are kept." yaml:"query_planning,omitempty"`
}

// QueryPlanning is about plans that are kept, as other routers configure it; Cache.Plan bounds them.
type QueryPlanning struct {
	WarmedUpQueries int                `jsonschema:"minimum=0"                                         jsonschema_description:"How many operations, those used most, are planned for a new supergraph before it takes over. 0: none. Default 100." yaml:"warmed_up_queries"`
	Cache           QueryPlanningCache `jsonschema_description:"Another name of a part of cache.plan." yaml:"cache,omitempty"`
}

// QueryPlanningCache has the cache's places; there is one.
type QueryPlanningCache struct {
	InMemory QueryPlanningInMemory `jsonschema_description:"In this process." yaml:"in_memory,omitempty"`
}

// QueryPlanningInMemory bounds the cache by number.
type QueryPlanningInMemory struct {
	Limit int `jsonschema:"minimum=1" jsonschema_description:"Another name of cache.plan.max_entries, which it goes before." yaml:"limit,omitempty"`
}

// Admin is the operators' listener.
type Admin struct {
	Listen string `jsonschema_description:"host:port, or off. Default 127.0.0.1:9090."          yaml:"listen,omitempty"`
	PProf  bool   `jsonschema_description:"Whether /debug/pprof is served there. Default true." yaml:"pprof"`
}

// Playground is the page for browsers.
type Playground struct {
	Enabled          *bool  `jsonschema_description:"Default: only on a loopback listener or with --dev."                                         yaml:"enabled,omitempty"`
	Operations       string `jsonschema_description:"Directory of example operations shown as tabs."                                              yaml:"operations,omitempty"`
	DevelopmentToken string `jsonschema_description:"A token filled in for whoever opens the page. Never set it where others can reach the page." yaml:"development_token,omitempty"`
}

// Server has the HTTP server's deadlines.
type Server struct {
	HeaderReadTimeout Duration `jsonschema_description:"For reading a request's headers. Default 10s."                  yaml:"header_read_timeout,omitempty"`
	BodyReadTimeout   Duration `jsonschema_description:"For reading a request's headers and body. Default 30s."         yaml:"body_read_timeout,omitempty"`
	WriteTimeout      Duration `jsonschema_description:"For writing an answer, once it is there. Default 30s."          yaml:"write_timeout,omitempty"`
	IdleTimeout       Duration `jsonschema_description:"How long an unused connection is kept. Default 2m."             yaml:"idle_timeout,omitempty"`
	DrainTimeout      Duration `jsonschema_description:"How long a shutdown waits for requests in flight. Default 30s." yaml:"drain_timeout,omitempty"`
}

// Limits are refused before anything is executed. Counting is described in the documentation of limits.
type Limits struct {
	MaxDepth              int  `jsonschema:"minimum=1"                                                           jsonschema_description:"Levels of fields. Default 15."                                   yaml:"max_depth,omitempty"`
	MaxHeight             int  `jsonschema:"minimum=1"                                                           jsonschema_description:"Distinct fields. Default 1000."                                  yaml:"max_height,omitempty"`
	MaxAliases            int  `jsonschema:"minimum=1"                                                           jsonschema_description:"Fields with an alias. Default 100."                              yaml:"max_aliases,omitempty"`
	MaxRootFields         int  `jsonschema:"minimum=1"                                                           jsonschema_description:"Fields at the root. Default 50."                                 yaml:"max_root_fields,omitempty"`
	IntrospectionMaxDepth int  `jsonschema:"minimum=1"                                                           jsonschema_description:"Levels of fields below __schema and __type. Default 20."         yaml:"introspection_max_depth,omitempty"`
	ParserMaxTokens       int  `jsonschema:"minimum=1"                                                           jsonschema_description:"Lexical tokens of a document, comments left out. Default 15000." yaml:"parser_max_tokens,omitempty"`
	HTTPMaxRequestBytes   Size `jsonschema_description:"A request's body, after decompression. Default 2MB."     yaml:"http_max_request_bytes,omitempty"`
	HTTPMaxHeaderBytes    Size `jsonschema_description:"A request's headers together. Default 64KB."             yaml:"http_max_header_bytes,omitempty"`
	SubgraphMaxBytes      Size `jsonschema_description:"A subgraph's answer, after decompression. Default 32MB." yaml:"subgraph_max_response_bytes,omitempty"`
}

// Authorization says what callers may see.
type Authorization struct {
	RequireAuthentication bool                    `jsonschema_description:"Refuse every request without a valid token. Default false." yaml:"require_authentication,omitempty"`
	Directives            AuthorizationDirectives `jsonschema_description:"@authenticated, @requiresScopes and @policy."               yaml:"directives,omitempty"`
}

// AuthorizationDirectives configures @authenticated and @requiresScopes.
type AuthorizationDirectives struct {
	Enabled            bool                `jsonschema_description:"Default true."                                                                                                  yaml:"enabled"`
	RejectUnauthorized bool                `jsonschema_description:"Refuse the whole operation when one of its fields is denied, in place of answering null for it. Default false." yaml:"reject_unauthorized,omitempty"`
	Errors             AuthorizationErrors `jsonschema_description:"What is told of denied fields."                                                                                 yaml:"errors,omitempty"`
	ScopeClaims        []string            `jsonschema_description:"Claims that hold scopes: a string separated by spaces, or an array of strings. Default [scope, scp]."           yaml:"scope_claims,omitempty"`
}

// AuthorizationErrors says what is told of denied fields.
type AuthorizationErrors struct {
	Response string `jsonschema:"enum=errors,enum=extensions,enum=disabled"             jsonschema_description:"Where the answer has the error of a denied field: errors, extensions (as authorizationErrors), or nowhere (disabled). Default errors." yaml:"response,omitempty"`
	Log      bool   `jsonschema_description:"Whether denials are logged. Default true." yaml:"log"`
}

// Cache configures what is kept between requests.
type Cache struct {
	Response ResponseCache `jsonschema_description:"Answers of queries, kept as long as every subgraph's Cache-Control allows." yaml:"response,omitempty"`
	Plan     PlanCache     `jsonschema_description:"Parsed operations and their plans."                                         yaml:"plan,omitempty"`
}

// ResponseCache keeps answers of queries.
type ResponseCache struct {
	Enabled       bool     `jsonschema_description:"Default true. Nothing is kept unless subgraphs answer with Cache-Control."                                                 yaml:"enabled"`
	MaxBytes      Size     `jsonschema_description:"Memory for answers kept in process. Default 64MB."                                                                         yaml:"max_bytes,omitempty"`
	MaxEntryBytes Size     `jsonschema_description:"Answers larger than this are not kept. Default 2MB."                                                                       yaml:"max_entry_bytes,omitempty"`
	MaxTTL        Duration `jsonschema_description:"Nothing is kept longer, whatever a subgraph says. Default 24h."                                                            yaml:"max_ttl,omitempty"`
	DefaultMaxAge Duration `jsonschema_description:"For subgraph answers without Cache-Control. Default 0s: not kept."                                                         yaml:"default_max_age,omitempty"`
	IgnoreHeaders []string `jsonschema_description:"Headers sent to subgraphs that change no answer and are left out of the cache's key. Tracing headers are left out always." yaml:"ignore_headers,omitempty"`
	Redis         Redis    `jsonschema_description:"Keep answers in Redis, shared by all routers, behind the memory of this one."                                              yaml:"redis,omitempty"`
}

// Redis is where answers are shared between routers. It is never on the critical path.
type Redis struct {
	URLs    []string `jsonschema_description:"redis:// or rediss:// URLs; several are a cluster. Empty: no Redis."               yaml:"urls,omitempty"`
	Timeout Duration `jsonschema_description:"For one command; after it the answer is fetched from the subgraphs. Default 20ms." yaml:"timeout,omitempty"`
	Prefix  string   `jsonschema_description:"Before every key. Default weft:."                                                  yaml:"prefix,omitempty"`
}

// PlanCache bounds what is kept of operations.
type PlanCache struct {
	MaxEntries int  `jsonschema:"minimum=1"                                                       jsonschema_description:"Operations and plans kept, together. Default 10000." yaml:"max_entries,omitempty"`
	MaxBytes   Size `jsonschema_description:"Memory for them, estimated, together. Default 64MB." yaml:"max_bytes,omitempty"`
}

// CSRF is on unless it is said to be off.
type CSRF struct {
	UnsafeDisabled  bool     `jsonschema_description:"Default false."                                                                                                                                   yaml:"unsafe_disabled,omitempty"`
	RequiredHeaders []string `jsonschema_description:"One of these headers lets a request pass that a browser sends without asking first. Default [apollo-require-preflight, x-apollo-operation-name]." yaml:"required_headers,omitempty"`
}

// CORS says which pages of other origins may call. Its own Origins are the first policy.
type CORS struct {
	AllowAnyOrigin   bool         `jsonschema_description:"Any page may call, without credentials. Default false."                          yaml:"allow_any_origin,omitempty"`
	Origins          []string     `jsonschema_description:"Origins that may call, such as https://shop.example."                            yaml:"origins,omitempty"`
	MatchOrigins     []string     `jsonschema_description:"RE2 expressions for origins; they must match the whole origin."                  yaml:"match_origins,omitempty"`
	AllowCredentials bool         `jsonschema_description:"Whether pages may send cookies. Default false."                                  yaml:"allow_credentials,omitempty"`
	AllowHeaders     []string     `jsonschema_description:"Headers pages may send. Empty: those they ask for."                              yaml:"allow_headers,omitempty"`
	ExposeHeaders    []string     `jsonschema_description:"Headers of the answer pages may read."                                           yaml:"expose_headers,omitempty"`
	Methods          []string     `jsonschema_description:"Default [GET, POST, OPTIONS]."                                                   yaml:"methods,omitempty"`
	MaxAge           Duration     `jsonschema_description:"How long browsers remember the permission. Default: browsers' own."              yaml:"max_age,omitempty"`
	Policies         []CORSPolicy `jsonschema_description:"Different answers for different origins; the first that knows the origin holds." yaml:"policies,omitempty"`
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
	Router    RouterTraffic              `jsonschema_description:"Requests of clients."                                              yaml:"router,omitempty"`
	All       SubgraphTraffic            `jsonschema_description:"Requests to all subgraphs."                                        yaml:"all,omitempty"`
	Subgraphs map[string]SubgraphTraffic `jsonschema_description:"Requests to single subgraphs; what is left out is taken from all." yaml:"subgraphs,omitempty"`
}

// RouterTraffic is about requests of clients.
type RouterTraffic struct {
	Timeout             Duration `jsonschema_description:"For a whole request. Default 60s."                                                               yaml:"timeout,omitempty"`
	DeduplicateRequests bool     `jsonschema_description:"Whole identical queries in flight share one execution. Default false."                           yaml:"deduplicate_requests,omitempty"`
	ReuseEntities       *bool    `jsonschema_description:"What an earlier answer of the same query has of an entity is not asked for again. Default true." yaml:"reuse_entities,omitempty"`
}

// SubgraphTraffic is about requests to subgraphs.
type SubgraphTraffic struct {
	Timeout          Duration `jsonschema_description:"For one request to a subgraph. Default 30s."                  yaml:"timeout,omitempty"`
	DeduplicateQuery *bool    `jsonschema_description:"Identical queries in flight share one request. Default true." yaml:"deduplicate_query,omitempty"`
}

// IncludeSubgraphErrors says whose error text clients may read.
type IncludeSubgraphErrors struct {
	All       bool            `jsonschema_description:"Default false."              yaml:"all,omitempty"`
	Subgraphs map[string]bool `jsonschema_description:"By subgraph; overrides all." yaml:"subgraphs,omitempty"`
}

// OverrideLabels configures progressive @override.
type OverrideLabels struct {
	Force []string `jsonschema_description:"Labels that count as on, whatever their percentage." yaml:"force,omitempty"`
}

// Log says what goes to stderr.
type Log struct {
	Level  string `jsonschema:"enum=debug,enum=info,enum=warn,enum=error" jsonschema_description:"Default info." yaml:"level,omitempty"`
	Format string `jsonschema:"enum=text,enum=json"                       jsonschema_description:"Default text." yaml:"format,omitempty"`
}

// Default is the configuration that holds with no file at all.
func Default() *Config {
	yes, limits := true, limit.Default()
	return &Config{
		Supergraph: Supergraph{Listen: "127.0.0.1:4000", Path: "/graphql", QueryPlanning: QueryPlanning{WarmedUpQueries: 100}},
		Admin:      Admin{Listen: "127.0.0.1:9090", PProf: true},
		Server: Server{
			HeaderReadTimeout: Duration(10 * time.Second),
			BodyReadTimeout:   Duration(30 * time.Second),
			WriteTimeout:      Duration(30 * time.Second),
			IdleTimeout:       Duration(2 * time.Minute),
			DrainTimeout:      Duration(30 * time.Second),
		},
		Limits: Limits{
			MaxDepth: limits.Depth, MaxHeight: limits.Height, MaxAliases: limits.Aliases,
			MaxRootFields: limits.RootFields, IntrospectionMaxDepth: limits.IntrospectionDepth,
			ParserMaxTokens:     operation.DefaultMaxTokens,
			HTTPMaxRequestBytes: 2_000_000,
			HTTPMaxHeaderBytes:  64 << 10,
			SubgraphMaxBytes:    32_000_000,
		},
		Authentication: defaultAuthentication(),
		Authorization: Authorization{Directives: AuthorizationDirectives{
			Enabled: true, ScopeClaims: []string{"scope", "scp"},
			Errors: AuthorizationErrors{Response: "errors", Log: true},
		}},
		Cache: Cache{
			Response: ResponseCache{
				Enabled: true, MaxBytes: 64_000_000, MaxEntryBytes: 2_000_000, MaxTTL: Duration(24 * time.Hour),
				Redis: Redis{Timeout: Duration(20 * time.Millisecond), Prefix: "weft:"},
			},
			Plan: PlanCache{MaxEntries: 10_000, MaxBytes: 64_000_000},
		},
		CORS: CORS{Methods: []string{"GET", "POST", "OPTIONS"}},
		CSRF: CSRF{RequiredHeaders: []string{"apollo-require-preflight", "x-apollo-operation-name"}},
		TrafficShaping: TrafficShaping{
			Router: RouterTraffic{Timeout: Duration(60 * time.Second), ReuseEntities: &yes},
			All:    SubgraphTraffic{Timeout: Duration(30 * time.Second), DeduplicateQuery: &yes},
		},
		Log: Log{Level: "info", Format: "text"},
	}
}
