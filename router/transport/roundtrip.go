package transport

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net"
	"net/http"
	"os"

	"github.com/weftgraphql/weft/graph/execute"
	"github.com/weftgraphql/weft/graph/gqlerr"
	"github.com/weftgraphql/weft/router/cache"
)

// roundTrip makes one HTTP request. Its errors are *execute.FetchError, or the
// context's when the client's request has ended.
func (c *Client) roundTrip(ctx context.Context, tg *target, header http.Header, requestID string, body []byte, query bool, maxBytes int64) (answer, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, tg.url.String(), bytes.NewReader(body))
	if err != nil {
		return answer{}, unreachable(err)
	}
	r.Header = header.Clone()
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Accept", "application/graphql-response+json, application/json;q=0.9")
	if r.Header.Get("User-Agent") == "" {
		r.Header.Set("User-Agent", "weft")
	}
	if requestID != "" {
		r.Header.Set("X-Request-ID", requestID)
	}
	if query {
		// An empty Idempotency-Key is not sent; it lets net/http send a query again when a kept connection
		// turns out to be closed. A mutation is never sent twice.
		r.Header["Idempotency-Key"] = []string{}
	}
	response, err := c.http.Do(r)
	if err != nil {
		return answer{}, transportFailure(ctx, err)
	}
	defer func() { _ = response.Body.Close() }()
	if err := checkHead(response); err != nil {
		return answer{}, err
	}
	content, err := readAnswer(response, maxBytes)
	if err != nil {
		if errors.Is(err, errTooLarge) {
			return answer{}, malformed("The service's answer is too large.", err)
		}
		if errors.Is(err, io.ErrUnexpectedEOF) {
			return answer{}, malformed("The service's answer ended early.", err)
		}
		return answer{}, transportFailure(ctx, err)
	}
	if err := checkFailure(response, content); err != nil {
		return answer{}, err
	}
	return answer{
		body:   content,
		policy: cache.FromHeaders(response.Header, c.cfg.Cache.Response.DefaultMaxAge.Value()),
		header: apply(tg.response, response.Header, func(name string) bool { return responseReserved[name] }),
	}, nil
}

var errTooLarge = errors.New("the answer is larger than limits.subgraph_max_response_bytes")

// readAnswer reads at most limit bytes, counted after decompression.
func readAnswer(response *http.Response, limit int64) ([]byte, error) {
	if response.ContentLength > limit {
		return nil, errTooLarge
	}
	var buffer bytes.Buffer
	if response.ContentLength > 0 {
		buffer.Grow(int(response.ContentLength) + bytes.MinRead)
	}
	if _, err := buffer.ReadFrom(io.LimitReader(response.Body, limit+1)); err != nil {
		return nil, err
	}
	if int64(buffer.Len()) > limit {
		return nil, errTooLarge
	}
	return buffer.Bytes(), nil
}

func mediaType(response *http.Response) string {
	name, _, err := mime.ParseMediaType(response.Header.Get("Content-Type"))
	if err != nil {
		return ""
	}
	return name
}

// checkHead refuses what can be no GraphQL answer before its body is read.
func checkHead(response *http.Response) error {
	name := mediaType(response)
	isJSON := name == "application/json" || name == "application/graphql-response+json"
	switch {
	case response.StatusCode < 200 || (response.StatusCode > 299 && response.StatusCode < 400), response.StatusCode >= 400 && !isJSON:
		return httpFailure(response.StatusCode)
	case !isJSON:
		return malformed("The service did not answer with JSON.", fmt.Errorf("content type %q", name))
	}
	return nil
}

// checkFailure lets an answer with an error status pass where it is GraphQL: in the media type made for that, and
// for 4xx where older servers say why in JSON.
func checkFailure(response *http.Response, content []byte) error {
	if response.StatusCode < 400 {
		return nil
	}
	name := mediaType(response)
	if name == "application/graphql-response+json" || (name == "application/json" && response.StatusCode < 500) {
		var shape struct {
			Errors []json.RawMessage `json:"errors"`
		}
		if json.Unmarshal(content, &shape) == nil && len(shape.Errors) > 0 {
			return nil
		}
	}
	return httpFailure(response.StatusCode)
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

func unreachable(cause error) *execute.FetchError {
	return &execute.FetchError{Code: gqlerr.SubrequestHTTP, Message: "The service could not be reached.", Cause: cause}
}

func timedOut(cause error) *execute.FetchError {
	return &execute.FetchError{Code: gqlerr.GatewayTimeout, Message: "The service did not answer in time.", Cause: cause}
}

func transportFailure(ctx context.Context, err error) error {
	if errors.Is(ctx.Err(), context.Canceled) {
		return ctx.Err()
	}
	var network net.Error
	if errors.Is(err, context.DeadlineExceeded) || errors.Is(err, os.ErrDeadlineExceeded) || (errors.As(err, &network) && network.Timeout()) {
		return timedOut(err)
	}
	return unreachable(err)
}
