package http1

import (
	"bytes"
	"errors"
	"fmt"
	"net/http"
	"strings"
)

// Errors of answers that are none. They say nothing of the answer's content.
var (
	ErrMalformed = errors.New("this is no HTTP answer")
	ErrHeader    = errors.New("the answer's head is too large")
	ErrTooLarge  = errors.New("the answer's body is too large")
)

func malformed(what string) error { return fmt.Errorf("%w: %s", ErrMalformed, what) }

// field is a header as it stands in the buffer.
type field struct{ name, nameEnd, value, valueEnd int32 }

// framing is how a body ends.
type framing uint8

const (
	untilClose framing = iota
	byLength
	byChunks
)

// head is an answer's status line and headers, as far as they have been read.
type head struct {
	status int
	fields []field
	// line is where the line begins that is read next, scanned up to where it has no end.
	line, scanned int
	// end is where the body begins; 0 until the head is whole.
	end     int
	framing framing
	length  int64 // -1: none was given
	// keep: the connection may be used again.
	keep, closing bool
	old           bool // HTTP/1.0
}

func (h *head) reset() {
	*h = head{fields: h.fields[:0], length: -1}
}

// read takes the lines that are there. It returns true when the head is whole.
func (h *head) read(b []byte) (bool, error) {
	for {
		at := bytes.IndexByte(b[h.scanned:], '\n')
		if at < 0 {
			h.scanned = len(b)
			return false, nil
		}
		from, to := h.line, h.scanned+at
		h.line, h.scanned = to+1, to+1
		if to > from && b[to-1] == '\r' {
			to--
		}
		switch {
		case h.status == 0:
			if err := h.statusLine(b[from:to]); err != nil {
				return false, err
			}
		case from == to:
			h.end = h.line
			return true, h.finish()
		default:
			if err := h.field(b, from, to); err != nil {
				return false, err
			}
		}
	}
}

func (h *head) statusLine(line []byte) error {
	// HTTP/1.1 200 OK
	if len(line) < 12 || string(line[:7]) != "HTTP/1." || line[8] != ' ' || (len(line) > 12 && line[12] != ' ') {
		return malformed("its first line is no status line of HTTP/1")
	}
	switch line[7] {
	case '1':
		h.keep = true
	case '0':
		h.old = true
	default:
		return malformed("its version is unknown")
	}
	for _, c := range line[9:12] {
		if c < '0' || c > '9' {
			return malformed("its status is no number")
		}
		h.status = h.status*10 + int(c-'0')
	}
	if h.status < 100 {
		return malformed("its status is no status")
	}
	return nil
}

func (h *head) field(b []byte, from, to int) error {
	colon := bytes.IndexByte(b[from:to], ':')
	if colon <= 0 {
		return malformed("a header has no name") // among them a folded line
	}
	name, value, end := b[from:from+colon], from+colon+1, to
	for _, c := range name {
		if !tokenByte[c] {
			return malformed("a header's name is none")
		}
	}
	for value < end && (b[value] == ' ' || b[value] == '\t') {
		value++
	}
	for end > value && (b[end-1] == ' ' || b[end-1] == '\t') {
		end--
	}
	for _, c := range b[value:end] {
		if (c < ' ' && c != '\t') || c == 0x7f {
			return malformed("a header has control characters")
		}
	}
	h.fields = append(h.fields, field{int32(from), int32(from + colon), int32(value), int32(end)})
	return h.frame(name, b[value:end])
}

// frame takes what says where the body ends and whether the connection lives on.
func (h *head) frame(name, value []byte) error {
	switch {
	case equalFold(name, "content-length"):
		length, ok := parseLength(value)
		if !ok || (h.length >= 0 && h.length != length) {
			return malformed("its length is none, or there are two")
		}
		h.length = length
	case equalFold(name, "transfer-encoding"):
		if h.framing == byChunks || !equalFold(value, "chunked") {
			return malformed("its transfer encoding is not chunked")
		}
		h.framing = byChunks
	case equalFold(name, "connection"):
		for len(value) > 0 {
			option, rest, _ := bytes.Cut(value, []byte{','})
			option, value = bytes.TrimSpace(option), rest
			if equalFold(option, "close") {
				h.closing = true
			} else if equalFold(option, "keep-alive") {
				h.keep = true // HTTP/1.0 says so
			}
		}
	}
	return nil
}

func (h *head) finish() error {
	h.keep = h.keep && !h.closing
	switch {
	case h.status == http.StatusSwitchingProtocols:
		return malformed("it switches to another protocol")
	case h.framing == byChunks && h.old:
		return malformed("it has chunks, which its version does not know")
	case h.framing == byChunks:
		// A length beside chunks is an old trick to make two readers see two answers.
		h.keep = h.keep && h.length < 0
	case h.status < 200 || h.status == http.StatusNoContent || h.status == http.StatusNotModified:
		h.framing, h.length = byLength, 0
	case h.length >= 0:
		h.framing = byLength
	default:
		h.keep = false
	}
	return nil
}

func parseLength(text []byte) (int64, bool) {
	if len(text) == 0 || len(text) > 18 {
		return 0, false
	}
	var n int64
	for _, c := range text {
		if c < '0' || c > '9' {
			return 0, false
		}
		n = n*10 + int64(c-'0')
	}
	return n, true
}

// equalFold compares with a text in lower case.
func equalFold(b []byte, lower string) bool {
	return len(b) == len(lower) && strings.EqualFold(string(b), lower)
}

// tokenByte are the bytes that names of headers are made of.
var tokenByte = func() (table [256]bool) {
	for c := range table {
		letter, digit := 'a' <= c|0x20 && c|0x20 <= 'z', '0' <= c && c <= '9'
		table[c] = letter || digit || strings.IndexByte("!#$%&'*+-.^_`|~", byte(c)) >= 0
	}
	return table
}()
