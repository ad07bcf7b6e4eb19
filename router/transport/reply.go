package transport

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"strings"
	"sync"

	"github.com/weftgraphql/weft/graph/execute"
	"github.com/weftgraphql/weft/graph/gqlerr"
	"github.com/weftgraphql/weft/router/cache"
	"github.com/weftgraphql/weft/router/transport/http1"
)

const acceptValue = "application/graphql-response+json, application/json;q=0.9"

// reply is the head of a subgraph's HTTP answer.
type reply interface {
	StatusCode() int
	// Value is a header's first value, nil when there is none; name is in lower case.
	Value(name string) []byte
	Header() http.Header
}

// read makes an answer of an HTTP answer whose head was accepted. The buffer holds the body and is the answer's now.
func (tg *target) read(r reply, body []byte, buffer *http1.Buffer) (answer, error) {
	if encoding := r.Value("content-encoding"); len(encoding) > 0 && !bytes.EqualFold(encoding, []byte("identity")) {
		plain, err := decompress(encoding, body, tg.maxBytes)
		if err != nil {
			buffer.Release()
			return answer{}, err
		}
		got, err := tg.read(decoded{r}, plain.B, plain)
		buffer.Release()
		return got, err
	}
	if err := checkFailure(r, body); err != nil {
		buffer.Release()
		return answer{}, err
	}
	got := answer{body: body, buffer: buffer, policy: cache.Policy{Lifetime: tg.missing}}
	if r.Value("cache-control") != nil {
		got.policy = cache.FromHeaders(r.Header(), tg.missing)
	}
	if len(tg.response) > 0 {
		got.header = apply(tg.response, r.Header(), func(name string) bool { return responseReserved[name] })
	}
	return got, nil
}

// decoded is a reply whose content encoding was taken off.
type decoded struct{ reply }

func (d decoded) Value(name string) []byte {
	if name == "content-encoding" {
		return nil
	}
	return d.reply.Value(name)
}

var gzipReaders sync.Pool

// decompress bounds what comes out.
func decompress(encoding, body []byte, limit int64) (*http1.Buffer, error) {
	if !bytes.EqualFold(encoding, []byte("gzip")) && !bytes.EqualFold(encoding, []byte("x-gzip")) {
		return nil, malformed("The service's answer has a content encoding that was not asked for.", fmt.Errorf("content encoding %q", encoding))
	}
	reader, _ := gzipReaders.Get().(*gzip.Reader)
	if reader == nil {
		reader = &gzip.Reader{}
	}
	defer gzipReaders.Put(reader)
	if err := reader.Reset(bytes.NewReader(body)); err != nil {
		return nil, malformed("The service's answer is not gzip, as it says.", err)
	}
	plain, err := readAll(reader, min(4*int64(len(body)), limit), limit)
	if errors.Is(err, http1.ErrTooLarge) {
		return nil, tooLarge(err)
	}
	if err != nil {
		return nil, malformed("The service's answer is not gzip, as it says.", err)
	}
	return plain, nil
}

const (
	notJSON = iota
	plainJSON
	graphQLResponse
)

// mediaType says which of the types that are read an answer has.
func mediaType(r reply) int {
	name, _, _ := bytes.Cut(r.Value("content-type"), []byte{';'})
	switch name = bytes.TrimSpace(name); {
	case bytes.EqualFold(name, []byte("application/json")):
		return plainJSON
	case bytes.EqualFold(name, []byte("application/graphql-response+json")):
		return graphQLResponse
	}
	return notJSON
}

// checkHead refuses what can be no GraphQL answer before its body is read.
func checkHead(r reply) error {
	status, isJSON := r.StatusCode(), mediaType(r) != notJSON
	switch {
	case status < 200 || (status > 299 && status < 400), status >= 400 && !isJSON:
		return httpFailure(status)
	case !isJSON:
		shown := strings.ToValidUTF8(string(r.Value("content-type")), "?")
		return malformed("The service did not answer with JSON.", fmt.Errorf("content type %.100q", shown))
	}
	return nil
}

// checkFailure lets an answer with an error status pass where it is GraphQL: in the media type made for that, and
// for 4xx where older servers say why in JSON.
func checkFailure(r reply, content []byte) error {
	status := r.StatusCode()
	if status < 400 {
		return nil
	}
	if mediaType(r) == graphQLResponse || status < 500 {
		var shape struct {
			Errors []json.RawMessage `json:"errors"`
		}
		if json.Unmarshal(content, &shape) == nil && len(shape.Errors) > 0 {
			return nil
		}
	}
	return httpFailure(status)
}

func httpFailure(status int) *execute.FetchError {
	return &execute.FetchError{
		Code: gqlerr.SubrequestHTTP, Message: fmt.Sprintf("The service answered with HTTP status %d.", status),
		Extensions: map[string]any{"http": map[string]any{"status": status}}, Cause: fmt.Errorf("HTTP status %d", status),
	}
}

func malformed(message string, cause error) *execute.FetchError {
	return &execute.FetchError{Code: gqlerr.SubrequestMalformed, Message: message, Cause: cause}
}

func tooLarge(cause error) *execute.FetchError {
	return malformed("The service's answer is too large.", fmt.Errorf("%w (limits.subgraph_max_response_bytes)", cause))
}

func endedEarly(cause error) *execute.FetchError {
	return malformed("The service's answer ended early.", cause)
}

func unreachable(cause error) *execute.FetchError {
	return &execute.FetchError{Code: gqlerr.SubrequestHTTP, Message: "The service could not be reached.", Cause: cause}
}

func timedOut(cause error) *execute.FetchError {
	return &execute.FetchError{Code: gqlerr.GatewayTimeout, Message: "The service did not answer in time.", Cause: cause}
}

// networkFailure is an error of a connection.
func networkFailure(err error) *execute.FetchError {
	var network net.Error
	if errors.Is(err, context.DeadlineExceeded) || errors.Is(err, os.ErrDeadlineExceeded) || (errors.As(err, &network) && network.Timeout()) {
		return timedOut(err)
	}
	return unreachable(err)
}
