package refexec

import (
	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/weftgraphql/weft/internal/fedtest/jsonvalue"
)

// Response is what a request is answered with.
type Response struct {
	// Executed tells a response with data, null included, from one to a request that was refused.
	Executed bool
	// Data has the response keys in the order of the specification; nil is null. Leaves are nil, bool, int64,
	// float64, string and whatever resolvers gave for custom scalars.
	Data   *jsonvalue.Object
	Errors []*Error
}

// Error is an error of a response.
type Error struct {
	Message   string     `json:"message"`
	Locations []Location `json:"locations,omitempty"`
	// Path has response keys (string) and list indexes (int); nil for an error that belongs to no field.
	Path []any `json:"path,omitempty"`
	// Denied: it is about a field of Request.Denied.
	Denied bool `json:"-"`
}

// Location is a place in the document, line and column counted from 1.
type Location struct {
	Line   int `json:"line"`
	Column int `json:"column"`
}

// MarshalJSON writes errors first, as the specification suggests, and data only if the operation was executed.
func (r *Response) MarshalJSON() ([]byte, error) {
	out := &jsonvalue.Object{}
	if len(r.Errors) > 0 {
		out.Add("errors", r.Errors)
	}
	if r.Executed {
		out.Add("data", r.Data)
	}
	return out.MarshalJSON()
}

func requestError(err error) *Response {
	return &Response{Errors: []*Error{{Message: err.Error()}}}
}

func requestErrors(list gqlerror.List) *Response {
	r := &Response{}
	for _, err := range list {
		out := &Error{Message: err.Message}
		for _, l := range err.Locations {
			out.Locations = append(out.Locations, Location{Line: l.Line, Column: l.Column})
		}
		r.Errors = append(r.Errors, out)
	}
	return r
}

// path is a response path, from its last element to its first. A nil path is the root.
type path struct {
	parent  *path
	element any
}

func (p *path) field(responseKey string) *path { return &path{parent: p, element: responseKey} }

func (p *path) index(i int) *path { return &path{parent: p, element: i} }

func (p *path) elements() []any {
	n := 0
	for q := p; q != nil; q = q.parent {
		n++
	}
	if n == 0 {
		return nil
	}
	list := make([]any, n)
	for q := p; q != nil; q = q.parent {
		n--
		list[n] = q.element
	}
	return list
}
