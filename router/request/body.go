package request

import (
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strings"

	"github.com/weftgraphql/weft/graph/gqlerr"
)

// readBody reads at most limit bytes, on the wire and after decompression: a
// longer body is refused without being held.
func readBody(r *http.Request, limit int64) ([]byte, *Failure) {
	if r.ContentLength > limit {
		discard(r)
		return nil, tooLarge(limit)
	}
	if r.Body == nil {
		return nil, nil
	}
	source := io.Reader(r.Body)
	switch encoding := strings.ToLower(strings.TrimSpace(strings.Join(r.Header.Values("Content-Encoding"), ","))); encoding {
	case "", "identity":
	case "gzip", "x-gzip":
		decompressed, err := gzip.NewReader(io.LimitReader(source, limit+1))
		if err != nil {
			return nil, readFailure(err)
		}
		defer func() { _ = decompressed.Close() }()
		source = decompressed
	default:
		failure := Refuse(http.StatusUnsupportedMediaType, gqlerr.BadRequest, "The body's content encoding must be gzip, or none.")
		failure.Header = http.Header{"Accept-Encoding": {"gzip"}}
		return nil, failure
	}
	body, err := readAll(source, r.ContentLength, limit)
	if int64(len(body)) > limit {
		discard(r)
		return nil, tooLarge(limit)
	}
	if err != nil {
		return nil, readFailure(err)
	}
	return body, nil
}

// firstRead bounds the memory taken for a body on the word of its length, before any of it came; unknownRead is what is taken for one
// that does not say its length.
const (
	firstRead   = 64 << 10
	unknownRead = 512
)

// readAll is io.ReadAll, for a body whose length is mostly known. It reads no further than one byte beyond the limit.
func readAll(source io.Reader, length, limit int64) ([]byte, error) {
	if length < 0 {
		length = unknownRead
	}
	body := make([]byte, 0, min(length+1, firstRead))
	for {
		n, err := source.Read(body[len(body):min(int64(cap(body)), limit+1)])
		body = body[:len(body)+n]
		if err == io.EOF || int64(len(body)) > limit {
			return body, nil
		}
		if err != nil {
			return body, err
		}
		if len(body) == cap(body) {
			body = append(body, 0)[:len(body)]
		}
	}
}

// maxDiscard bounds what is read of a body that was refused.
const maxDiscard = 64 << 20

// discard reads on, into nothing, since many clients look for an answer only after they have sent all: closing
// the connection on them would hide why. It ends at the bound, at the server's deadline, or with the client.
func discard(r *http.Request) {
	if r.ContentLength > maxDiscard || r.Header.Get("Expect") != "" {
		return
	}
	_, _ = io.CopyN(io.Discard, r.Body, maxDiscard)
}

func tooLarge(limit int64) *Failure {
	return Refuse(http.StatusRequestEntityTooLarge, gqlerr.BadRequest, fmt.Sprintf("The request's body is larger than %d bytes.", limit))
}

func readFailure(err error) *Failure {
	var network net.Error
	if errors.Is(err, os.ErrDeadlineExceeded) || errors.Is(err, context.DeadlineExceeded) || (errors.As(err, &network) && network.Timeout()) {
		return Refuse(http.StatusRequestTimeout, gqlerr.BadRequest, "The request's body did not arrive in time.")
	}
	if errors.Is(err, gzip.ErrHeader) || errors.Is(err, gzip.ErrChecksum) {
		return bad("The request's body is not gzip, as its content encoding says.")
	}
	return bad("The request's body could not be read to its end.")
}
