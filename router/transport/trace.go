package transport

import (
	"net/http"
	"strings"
)

// maxTraceState bounds what is passed on of tracestate, in bytes; W3C Trace Context asks for at least 512.
const maxTraceState = 4 << 10

// traceContext is the W3C trace context that a request came with: it goes to every subgraph, so that their spans join the client's trace.
// A traceparent that is none is dropped, and tracestate with it.
func traceContext(in http.Header) http.Header {
	parents := in["Traceparent"]
	if len(parents) != 1 || !validTraceParent(parents[0]) {
		return nil
	}
	out := http.Header{"Traceparent": parents}
	if states := in["Tracestate"]; len(states) > 0 && len(strings.Join(states, ",")) <= maxTraceState {
		out["Tracestate"] = states
	}
	return out
}

// validTraceParent says whether a text is version, trace id, parent id and flags, as W3C Trace Context has them. Later
// versions may have more at the end.
func validTraceParent(text string) bool {
	const length = len("00-00000000000000000000000000000000-0000000000000000-00")
	if len(text) < length || len(text) > 256 || text[2] != '-' || text[35] != '-' || text[52] != '-' {
		return false
	}
	version, trace, parent, flags := text[:2], text[3:35], text[36:52], text[53:length]
	if len(text) > length && (version == "00" || text[length] != '-') {
		return false
	}
	return isHex(version) && version != "ff" && isHex(trace) && strings.Trim(trace, "0") != "" &&
		isHex(parent) && strings.Trim(parent, "0") != "" && isHex(flags)
}

func isHex(text string) bool {
	for _, c := range []byte(text) {
		if (c < '0' || c > '9') && (c < 'a' || c > 'f') {
			return false
		}
	}
	return true
}
