// Package gqlerr is the error a client sees: one entry of a GraphQL response's
// `errors` list, shaped as the specification's section 7.1.2 has it, with the
// code and the service in `extensions` under the names clients of federated
// graphs already know.
package gqlerr

import (
	"encoding/json"
	"maps"
	"strings"
)

// Codes that clients find in `extensions.code`.
const (
	ParseFailed             = "GRAPHQL_PARSE_FAILED"
	ValidationFailed        = "GRAPHQL_VALIDATION_FAILED"
	BadUserInput            = "BAD_USER_INPUT"
	BadRequest              = "BAD_REQUEST"
	OperationResolution     = "OPERATION_RESOLUTION_FAILURE"
	Unauthenticated         = "UNAUTHENTICATED"
	Forbidden               = "FORBIDDEN"
	UnauthorizedFieldOrType = "UNAUTHORIZED_FIELD_OR_TYPE"
	MaxDepth                = "MAX_DEPTH_LIMIT"
	MaxHeight               = "MAX_HEIGHT_LIMIT"
	MaxAliases              = "MAX_ALIASES_LIMIT"
	MaxRootFields           = "MAX_ROOT_FIELDS_LIMIT"
	MaxTokens               = "MAX_TOKENS_LIMIT"
	CSRFPrevention          = "CSRF_PREVENTION_FAILED"
	IntrospectionDisabled   = "INTROSPECTION_DISABLED"
	SubrequestHTTP          = "SUBREQUEST_HTTP_ERROR"
	SubrequestMalformed     = "SUBREQUEST_MALFORMED_RESPONSE"
	GatewayTimeout          = "GATEWAY_TIMEOUT"
	// Downstream is an error that a subgraph reported without a code of its own.
	Downstream = "DOWNSTREAM_SERVICE_ERROR"
	Internal   = "INTERNAL_SERVER_ERROR"
	// QueryPlanning is an operation that composition let through and no plan can answer.
	QueryPlanning = "QUERY_PLANNING_FAILED"
)

// Error is one GraphQL error.
type Error struct {
	Message   string
	Locations []Location
	// Path leads to the field that failed, in the client's response keys:
	// strings and ints. Empty when the error belongs to no field.
	Path []any
	// Code goes to extensions.code.
	Code string
	// Service goes to extensions.service: the subgraph that failed.
	Service string
	// Extensions are further entries; "code" and "service" here are overruled by the fields above.
	Extensions map[string]any
	// Foreign: a subgraph wrote Message, Code and Extensions, so they are not shown to clients
	// unless the configuration says so.
	Foreign bool
	// Cause is what was wrong inside, for logs: it is never shown. nil where there is none, or where it was logged already.
	Cause error
}

// Location is a place in the client's document; line and column count from 1.
type Location struct {
	Line   int `json:"line"`
	Column int `json:"column"`
}

// Error makes *Error an error.
func (e *Error) Error() string { return e.Message }

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Cause }

// MarshalJSON writes the error as the specification has it.
func (e *Error) MarshalJSON() ([]byte, error) {
	extensions := map[string]any{}
	maps.Copy(extensions, e.Extensions)
	if e.Code != "" {
		extensions["code"] = e.Code
	}
	if e.Service != "" {
		extensions["service"] = e.Service
	}
	return json.Marshal(struct {
		Message    string         `json:"message"`
		Locations  []Location     `json:"locations,omitempty"`
		Path       []any          `json:"path,omitempty"`
		Extensions map[string]any `json:"extensions,omitempty"`
	}{e.Message, e.Locations, e.Path, extensions})
}

// List is several errors, in the order they are answered.
type List []*Error //nolint:errname // it reads as gqlerr.List

// Error joins the messages, one a line.
func (l List) Error() string {
	messages := make([]string, len(l))
	for i, e := range l {
		messages[i] = e.Message
	}
	return strings.Join(messages, "\n")
}
