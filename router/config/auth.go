package config

import "time"

// Authentication says how callers prove who they are.
type Authentication struct {
	Router RouterAuthentication `jsonschema_description:"Callers of the router." yaml:"router,omitempty"`
}

// RouterAuthentication is about callers of the router.
type RouterAuthentication struct {
	JWT JWT `jsonschema_description:"JSON Web Tokens." yaml:"jwt,omitempty"`
}

// JWT configures JSON Web Tokens. Without JWKS and Secrets no token is read at all.
type JWT struct {
	JWKS                []JWKS         `jsonschema_description:"Where the keys are. A token is good when one of these accepts it."                       yaml:"jwks,omitempty"`
	Secrets             []SharedSecret `jsonschema_description:"Secrets shared with who signs (HS256, HS384, HS512)."                                    yaml:"shared_secrets,omitempty"`
	HeaderName          string         `jsonschema_description:"Default authorization."                                                                  yaml:"header_name,omitempty"`
	HeaderValuePrefix   string         `jsonschema_description:"Before the token, in any case of letters. Default Bearer."                               yaml:"header_value_prefix,omitempty"`
	IgnoreOtherPrefixes bool           `jsonschema_description:"Treat a header with another prefix as no token, in place of refusing it. Default false." yaml:"ignore_other_prefixes,omitempty"`
	Sources             []TokenSource  `jsonschema_description:"Further places to look for a token, in order, when the header has none."                 yaml:"sources,omitempty"`
	Leeway              Duration       `jsonschema_description:"Difference of clocks allowed. Default 60s."                                              yaml:"leeway,omitempty"`
}

// JWKS is one set of public keys and what a token signed by it must claim.
type JWKS struct {
	URL          string        `jsonschema:"required"                                                                                                                             jsonschema_description:"http://, https:// or file://." yaml:"url"`
	Issuers      []string      `jsonschema_description:"Accepted iss claims; empty: any."                                                                                         yaml:"issuers,omitempty"`
	Issuer       string        `jsonschema_description:"The same as issuers with one entry."                                                                                      yaml:"issuer,omitempty"`
	Audiences    []string      `jsonschema_description:"Accepted aud claims; empty: any."                                                                                         yaml:"audiences,omitempty"`
	Algorithms   []string      `jsonschema_description:"Accepted algorithms, asymmetric ones only. Default RS256, RS384, RS512, PS256, PS384, PS512, ES256, ES384, ES512, EdDSA." yaml:"algorithms,omitempty"`
	PollInterval Duration      `jsonschema_description:"How often the keys are read again. Default 60s."                                                                          yaml:"poll_interval,omitempty"`
	Headers      []NamedHeader `jsonschema_description:"Headers sent when the keys are fetched."                                                                                  yaml:"headers,omitempty"`
}

// SharedSecret is a secret both sides know and what a token signed with it must claim.
type SharedSecret struct {
	Secret     string   `jsonschema:"required"                                                   jsonschema_description:"At least 32 bytes; best written ${env.NAME} or ${file./path}." yaml:"secret"`
	KeyID      string   `jsonschema_description:"When set, only tokens with this kid are tried." yaml:"key_id,omitempty"`
	Issuers    []string `yaml:"issuers,omitempty"`
	Audiences  []string `yaml:"audiences,omitempty"`
	Algorithms []string `jsonschema_description:"Of HS256, HS384, HS512. Default HS256."         yaml:"algorithms,omitempty"`
}

// NamedHeader is a header with its value.
type NamedHeader struct {
	Name  string `jsonschema:"required" yaml:"name"`
	Value string `jsonschema:"required" yaml:"value"`
}

// TokenSource is a place in a request where a token may be.
type TokenSource struct {
	Type        string `jsonschema:"required,enum=header,enum=cookie"            yaml:"type"`
	Name        string `jsonschema:"required"                                    yaml:"name"`
	ValuePrefix string `jsonschema_description:"Headers only; before the token." yaml:"value_prefix,omitempty"`
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
