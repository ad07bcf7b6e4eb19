// Package request is GraphQL over HTTP: an HTTP request is read into a Request,
// and what went wrong before anything was executed is a Failure that knows its
// status. It follows the GraphQL-over-HTTP specification and reads nothing
// beyond its bounds.
package request

import (
	"encoding/json"
	"net/http"

	"github.com/weftgraphql/weft/graph/gqlerr"
)

// Request is a GraphQL request, however it was sent.
type Request struct {
	Query string
	// OperationName is "" when the client named none.
	OperationName string
	// Variables and Extensions are JSON objects, nil when the client sent none.
	Variables, Extensions json.RawMessage
}

// Failure is a request that is refused before it is executed.
type Failure struct {
	// Status is what HTTP says, where the request was no GraphQL request or not allowed.
	Status int
	Errors gqlerr.List
	// Header has what the status asks for (Allow, Accept-Encoding, ...); may be nil.
	Header http.Header
}

// Refuse is a Failure of one error.
func Refuse(status int, code, message string) *Failure {
	return &Failure{Status: status, Errors: gqlerr.List{{Message: message, Code: code}}}
}

// Text is the messages of the errors.
func (f *Failure) Text() string { return f.Errors.Error() }
