package transport

import (
	"errors"
	"io"

	"github.com/weftgraphql/weft/graph/execute"
	"github.com/weftgraphql/weft/router/transport/http1"
)

// plainExchange is an exchange over HTTP/1.1 without TLS.
type plainExchange struct {
	http1.Exchange
	target *target
}

func (x *plainExchange) run() (answer, error) {
	response, err := x.Run()
	if err != nil {
		return answer{}, plainFailure(err)
	}
	return x.target.read(response, response.Body, response.Buffer())
}

func (x *plainExchange) interrupt() { x.Interrupt() }
func (x *plainExchange) resume()    { x.Resume() }
func (x *plainExchange) abort()     { x.Abort() }

// acceptHead refuses what can be no GraphQL answer before its body is read.
func acceptHead(r *http1.Response) error { return checkHead(r) }

// plainFailure puts an error into words for clients.
func plainFailure(err error) error {
	if errors.Is(err, http1.ErrInterrupted) {
		return err
	}
	if _, ok := errors.AsType[*execute.FetchError](err); ok {
		return err
	}
	switch {
	case errors.Is(err, http1.ErrTooLarge), errors.Is(err, http1.ErrHeader):
		return tooLarge(err)
	case errors.Is(err, io.ErrUnexpectedEOF):
		return endedEarly(err)
	case errors.Is(err, http1.ErrMalformed):
		return malformed("The service did not answer with HTTP.", err)
	default:
		return networkFailure(err)
	}
}
