package http1

import (
	"net/http"
	"net/textproto"
)

// Response is an answer. It belongs to its Exchange, which must not begin anew before the response is no longer looked at.
type Response struct {
	status int
	// Body is within the buffer.
	Body []byte

	buffer   *Buffer
	exchange *Exchange
}

// StatusCode is the answer's status.
func (r *Response) StatusCode() int { return r.status }

// Value is a header's first value, nil when there is none; name is in lower case.
func (r *Response) Value(name string) []byte {
	b := r.bytes()
	for _, f := range r.exchange.head.fields {
		if equalFold(b[f.name:f.nameEnd], name) {
			return b[f.value:f.valueEnd]
		}
	}
	return nil
}

// Header has all headers.
func (r *Response) Header() http.Header {
	b, fields := r.bytes(), r.exchange.head.fields
	header := make(http.Header, len(fields))
	for _, f := range fields {
		name := textproto.CanonicalMIMEHeaderKey(string(b[f.name:f.nameEnd]))
		header[name] = append(header[name], string(b[f.value:f.valueEnd]))
	}
	return header
}

func (r *Response) bytes() []byte {
	if r.buffer != nil {
		return r.buffer.B
	}
	return r.exchange.buffer.B
}

// Buffer is what holds the body, with one holder, who must release it.
func (r *Response) Buffer() *Buffer { return r.buffer }
