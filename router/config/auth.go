package config

import "time"

// Authentication says how callers prove who they are.
type Authentication struct {
	Router RouterAuthentication `yaml:"router,omitempty" jsonschema_description:"Callers of the router."`
}

// RouterAuthentication is about callers of the router.
type RouterAuthentication struct {
	JWT JWT `yaml:"jwt,omitempty" jsonschema_description:"JSON Web Tokens."`
}

// JWT configures JSON Web Tokens. Without JWKS and Secrets no token is read at all.
type JWT struct {
	JWKS                []JWKS         `yaml:"jwks,omitempty" jsonschema_description:"Where the keys are. A token is good when one of these accepts it."`
	Secrets             []SharedSecret `yaml:"shared_secrets,omitempty" jsonschema_description:"Secrets shared with who signs (HS256, HS384, HS512)."`
	HeaderName          string         `yaml:"header_name,omitempty" jsonschema_description:"Default authorization."`
	HeaderValuePrefix   string         `yaml:"header_value_prefix,omitempty" jsonschema_description:"Before the token, in any case of letters. Default Bearer."`
	IgnoreOtherPrefixes bool           `yaml:"ignore_other_prefixes,omitempty" jsonschema_description:"Treat a header with another prefix as no token, in place of refusing it. Default false."`
	Sources             []TokenSource  `yaml:"sources,omitempty" jsonschema_description:"Further places to look for a token, in order, when the header has none."`
	Leeway              Duration       `yaml:"leeway,omitempty" jsonschema_description:"Difference of clocks allowed. Default 60s."`
}

// JWKS is one set of public keys and what a token signed by it must claim.
type JWKS struct {
	URL          string        `yaml:"url" jsonschema:"required" jsonschema_description:"http://, https:// or file://."`
	Issuers      []string      `yaml:"issuers,omitempty" jsonschema_description:"Accepted iss claims; empty: any."`
	Issuer       string        `yaml:"issuer,omitempty" jsonschema_description:"The same as issuers with one entry."`
	Audiences    []string      `yaml:"audiences,omitempty" jsonschema_description:"Accepted aud claims; empty: any."`
	Algorithms   []string      `yaml:"algorithms,omitempty" jsonschema_description:"Accepted algorithms, asymmetric ones only. Default RS256, RS384, RS512, PS256, PS384, PS512, ES256, ES384, ES512, EdDSA."`
	PollInterval Duration      `yaml:"poll_interval,omitempty" jsonschema_description:"How often the keys are read again. Default 60s."`
	Headers      []NamedHeader `yaml:"headers,omitempty" jsonschema_description:"Headers sent when the keys are fetched."`
}

// SharedSecret is a secret both sides know and what a token signed with it must claim.
type SharedSecret struct {
	Secret     string   `yaml:"secret" jsonschema:"required" jsonschema_description:"At least 32 bytes; best written ${env.NAME} or ${file./path}."`
	KeyID      string   `yaml:"key_id,omitempty" jsonschema_description:"When set, only tokens with this kid are tried."`
	Issuers    []string `yaml:"issuers,omitempty"`
	Audiences  []string `yaml:"audiences,omitempty"`
	Algorithms []string `yaml:"algorithms,omitempty" jsonschema_description:"Of HS256, HS384, HS512. Default HS256."`
}

// NamedHeader is a header with its value.
type NamedHeader struct {
	Name  string `yaml:"name" jsonschema:"required"`
	Value string `yaml:"value" jsonschema:"required"`
}

// TokenSource is a place in a request where a token may be.
type TokenSource struct {
	Type        string `yaml:"type" jsonschema:"required,enum=header,enum=cookie"`
	Name        string `yaml:"name" jsonschema:"required"`
	ValuePrefix string `yaml:"value_prefix,omitempty" jsonschema_description:"Headers only; before the token."`
}

// MinSecretBytes is the least length of a shared secret: as long as the shortest hash used.
const MinSecretBytes = 32

// AsymmetricAlgorithms are those a JWKS may allow, in the order they are documented.
func AsymmetricAlgorithms() []string {
	return []string{"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"}
}

// SymmetricAlgorithms are those a shared secret may allow.
func SymmetricAlgorithms() []string { return []string{"HS256", "HS384", "HS512"} }

// DefaultPollInterval is how often keys are read again.
const DefaultPollInterval = Duration(60 * time.Second)

func defaultAuthentication() Authentication {
	return Authentication{Router: RouterAuthentication{JWT: JWT{
		HeaderName: "authorization", HeaderValuePrefix: "Bearer", Leeway: Duration(60 * time.Second),
	}}}
}
