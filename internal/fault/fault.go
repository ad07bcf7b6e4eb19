// Package fault holds the errors that a caller of the shop's services may see.
// Every other error is an internal one: it is logged, and the caller learns only that it happened.
package fault

import "fmt"

// Code classifies an error for machines; it is sent as extensions.code.
type Code string

// The codes clients of GraphQL services know.
const (
	BadUserInput    Code = "BAD_USER_INPUT"
	Unauthenticated Code = "UNAUTHENTICATED"
	Forbidden       Code = "FORBIDDEN"
	NotFound        Code = "NOT_FOUND"
	Conflict        Code = "CONFLICT"
	Internal        Code = "INTERNAL_SERVER_ERROR"
	BadRequest      Code = "BAD_REQUEST"
	TooComplex      Code = "COST_ESTIMATED_TOO_EXPENSIVE"
	TooDeep         Code = "MAX_DEPTH_LIMIT"
	ParseFailed     Code = "GRAPHQL_PARSE_FAILED"
	Invalid         Code = "GRAPHQL_VALIDATION_FAILED"
)

// Error is an error whose message is meant for the caller.
type Error struct {
	Code    Code
	Message string
}

// New returns an error with a formatted message.
func New(code Code, format string, args ...any) *Error {
	return &Error{Code: code, Message: fmt.Sprintf(format, args...)}
}

// BadInput returns a BAD_USER_INPUT error: the caller can mend it by sending something else.
func BadInput(format string, args ...any) *Error { return New(BadUserInput, format, args...) }

func (e *Error) Error() string { return e.Message }
