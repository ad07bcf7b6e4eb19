package transport

import (
	"net/http"
	"slices"
	"strconv"

	"github.com/weftgraphql/weft/router/transport/http1"
)

// outgoing are the headers that a request's rules make for a subgraph.
type outgoing struct {
	header http.Header
	// block are those that an answer may depend on, as they go over the wire; trace those that only trace.
	block, trace []byte
	// agent: a rule has set User-Agent.
	agent bool
}

// newOutgoing writes headers in the order of their names, so that equal ones are equal bytes. The router's own request
// id goes before one that rules let through.
func newOutgoing(header http.Header) outgoing {
	out := outgoing{header: header, agent: len(header["User-Agent"]) > 0 && header["User-Agent"][0] != ""}
	var few [8]string
	names, size := few[:0], 0
	for name, values := range header {
		names = append(names, name)
		for _, value := range values {
			size += len(name) + len(": \r\n") + len(value)
		}
	}
	slices.Sort(names)
	out.block = make([]byte, 0, size)
	for _, name := range names {
		for _, value := range header[name] {
			switch {
			case !sendable(value):
			case tracing[name]:
				if name != "X-Request-Id" {
					out.trace = appendHeader(out.trace, name, value)
				}
			case name != "User-Agent" || out.agent:
				out.block = appendHeader(out.block, name, value)
			}
		}
	}
	return out
}

func appendHeader(b []byte, name, value string) []byte {
	b = append(append(b, name...), ": "...)
	return append(append(b, value...), "\r\n"...)
}

// sendable says whether a value can stand in one line. Servers and the configuration let no other in; this is the last door.
func sendable(value string) bool {
	for _, c := range []byte(value) {
		if (c < ' ' && c != '\t') || c == 0x7f {
			return false
		}
	}
	return true
}

// wire is a request as it goes over the wire, in pooled memory.
type wire struct {
	buffer *http1.Buffer
	// block and body are where these parts are in the buffer.
	blockFrom, blockTo, body int
}

const agentHeader = "User-Agent: weft\r\n"

// newWire writes a request to a target.
func newWire(tg *target, out *outgoing, requestID string, body []byte) wire {
	const most = len(agentHeader) + len("X-Request-ID: \r\nContent-Length: 00000000000000000000\r\n\r\n")
	w := wire{buffer: http1.NewBuffer(most + len(tg.head) + len(out.block) + len(out.trace) + len(requestID) + len(body))}
	b := w.buffer.B
	b = append(b, tg.head...)
	if !out.agent {
		b = append(b, agentHeader...)
	}
	w.blockFrom = len(b)
	b = append(b, out.block...)
	w.blockTo = len(b)
	b = append(b, out.trace...)
	if requestID != "" {
		b = appendHeader(b, "X-Request-ID", requestID)
	}
	b = append(b, "Content-Length: "...)
	b = strconv.AppendInt(b, int64(len(body)), 10)
	b = append(b, "\r\n\r\n"...)
	w.body = len(b)
	b = append(b, body...)
	w.buffer.B = b
	return w
}

// parts are what an answer depends on: the headers and the body. Which target it goes to is known otherwise.
func (w *wire) parts() (block, body []byte) {
	return w.buffer.B[w.blockFrom:w.blockTo], w.buffer.B[w.body:]
}
