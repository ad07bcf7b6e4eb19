package request

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"math/bits"
	"strings"
	"unicode/utf8"
)

// scan reads a body in one pass. It takes what nearly all clients send; ok is false for everything else, good or bad: that is
// for decodeObject, which also knows how to say what is wrong. The Request's variables and extensions are parts of body.
func scan(body []byte, depth int) (r Request, ok bool) {
	if !utf8.Valid(body) || depth > maxScanDepth {
		return r, false
	}
	s := scanner{text: body, depth: depth}
	if !s.next('{') {
		return r, false
	}
	var seen uint8
	for first := true; ; first = false {
		if s.next('}') {
			break
		}
		if !first && !s.next(',') {
			return r, false
		}
		key, plain := s.string()
		if !plain || !s.next(':') {
			return r, false
		}
		s.space()
		if !s.member(&r, key, &seen) {
			return r, false
		}
	}
	s.space()
	return r, s.at == len(s.text)
}

// scanner reads valid JSON; each of its methods gives up at what it does not take.
type scanner struct {
	text  []byte
	at    int
	depth int
}

const (
	seenQuery uint8 = 1 << iota
	seenOperationName
	seenVariables
	seenExtensions
)

// member reads the value of a key.
func (s *scanner) member(r *Request, key []byte, seen *uint8) bool {
	from := s.at
	var bit uint8
	switch string(key) {
	case "query":
		bit = seenQuery
	case "operationName":
		bit = seenOperationName
	case "variables":
		bit = seenVariables
	case "extensions":
		bit = seenExtensions
	default:
		return s.value()
	}
	if *seen&bit != 0 {
		return false
	}
	*seen |= bit
	if s.at < len(s.text) && s.text[s.at] == 'n' {
		return s.literal("null")
	}
	switch bit {
	case seenQuery, seenOperationName:
		text, ok := s.unescaped()
		if bit == seenQuery {
			r.Query = text
		} else {
			r.OperationName = text
		}
		return ok
	}
	if s.at >= len(s.text) || s.text[s.at] != '{' || !s.value() {
		return false
	}
	if raw := json.RawMessage(s.text[from:s.at:s.at]); bit == seenVariables {
		r.Variables = raw
	} else {
		r.Extensions = raw
	}
	return true
}

func (s *scanner) space() {
	for s.at < len(s.text) {
		switch s.text[s.at] {
		case ' ', '\n', '\r', '\t':
			s.at++
		default:
			return
		}
	}
}

// next takes a character, after white space.
func (s *scanner) next(c byte) bool {
	s.space()
	if s.at < len(s.text) && s.text[s.at] == c {
		s.at++
		return true
	}
	return false
}

func (s *scanner) literal(text string) bool {
	if !bytes.HasPrefix(s.text[s.at:], []byte(text)) {
		return false
	}
	s.at += len(text)
	return true
}

// string takes a string and returns what is between its quotes; plain is false when that is not its content.
func (s *scanner) string() (content []byte, plain bool) {
	if !s.next('"') {
		return nil, false
	}
	from, plain := s.at, true
	for {
		s.at += plainRun(s.text[s.at:])
		if s.at >= len(s.text) {
			return nil, false
		}
		switch c := s.text[s.at]; {
		case c == '"':
			s.at++
			return s.text[from : s.at-1], plain
		case c == '\\':
			plain = false
			s.at = min(s.at+2, len(s.text))
		default:
			return nil, false
		}
	}
}

// plainRun is how many bytes at the beginning are neither a quote nor a backslash nor a control character: eight are looked
// at together. A byte of a word that has its lowest match has its highest bit set, which is 0x80.
func plainRun(b []byte) int {
	const ones, highs = 0x0101010101010101, 0x8080808080808080
	i := 0
	for ; i+8 <= len(b); i += 8 {
		word := binary.LittleEndian.Uint64(b[i:])
		quote, backslash := word^(ones*'"'), word^(ones*'\\')
		match := ((quote-ones)&^quote | (backslash-ones)&^backslash | (word-ones*' ')&^word) & highs
		if match != 0 {
			return i + bits.TrailingZeros64(match)/8
		}
	}
	for i < len(b) && b[i] != '"' && b[i] != '\\' && b[i] >= ' ' {
		i++
	}
	return i
}

// unescaped takes a string with its escapes undone.
func (s *scanner) unescaped() (string, bool) {
	from := s.at
	content, plain := s.string()
	if content == nil {
		return "", false
	}
	if plain {
		return string(content), true
	}
	if out, ok := unescape(content); ok {
		return out, true
	}
	// Escapes by number, with all that can be said about surrogates.
	var text string
	err := json.Unmarshal(s.text[from:s.at], &text)
	return text, err == nil
}

// shortEscapes are those of one character.
var shortEscapes = [256]byte{'"': '"', '\\': '\\', '/': '/', 'b': '\b', 'f': '\f', 'n': '\n', 'r': '\r', 't': '\t'}

func unescape(content []byte) (string, bool) {
	var out strings.Builder
	out.Grow(len(content))
	for {
		at := bytes.IndexByte(content, '\\')
		if at < 0 {
			out.Write(content)
			return out.String(), true
		}
		meant := byte(0)
		if at+1 < len(content) {
			meant = shortEscapes[content[at+1]]
		}
		if meant == 0 {
			return "", false
		}
		out.Write(content[:at])
		out.WriteByte(meant)
		content = content[at+2:]
	}
}

// maxScanDepth is how deep scan can follow: a bit of nesting's kinds for each level.
const maxScanDepth = 64

// value takes any value. It keeps the kinds of what is open as bits: 1 for an object.
func (s *scanner) value() bool {
	var kinds uint64
	for open := 0; ; {
		s.space()
		if s.at >= len(s.text) {
			return false
		}
		switch c := s.text[s.at]; c {
		case '{', '[':
			// The body's own object is the first level.
			if open++; open+1 > s.depth {
				return false
			}
			kinds <<= 1
			if c == '{' {
				kinds |= 1
			}
			s.at++
			s.space()
			if s.at < len(s.text) && s.text[s.at] == c+2 {
				break // it is empty, and closed below
			}
			if c == '{' && !s.key() {
				return false
			}
			continue
		case '"':
			if !s.checkedString() {
				return false
			}
		case 't', 'f', 'n':
			if !s.literal("true") && !s.literal("false") && !s.literal("null") {
				return false
			}
		default:
			if !s.number() {
				return false
			}
		}
		if done, ok := s.closing(&open, &kinds); done || !ok {
			return ok
		}
	}
}

// closing comes after a value, and after the opening of what is empty: it takes what closes here, up to the next value.
func (s *scanner) closing(open *int, kinds *uint64) (done, ok bool) {
	for *open > 0 {
		s.space()
		if s.at >= len(s.text) {
			return false, false
		}
		c, object := s.text[s.at], *kinds&1 == 1
		s.at++
		switch {
		case c == ',':
			return false, !object || s.key()
		case (object && c != '}') || (!object && c != ']'):
			return false, false
		}
		*open--
		*kinds >>= 1
	}
	return true, true
}

// key takes a member's name and the colon after it.
func (s *scanner) key() bool {
	s.space()
	return s.checkedString() && s.next(':')
}

// checkedString takes a string whose escapes are valid.
func (s *scanner) checkedString() bool {
	if s.at >= len(s.text) || s.text[s.at] != '"' {
		return false
	}
	for s.at++; ; s.at++ {
		s.at += plainRun(s.text[s.at:])
		if s.take('"') {
			return true
		}
		if !s.take('\\') || s.at >= len(s.text) {
			return false
		}
		if c := s.text[s.at]; c == 'u' {
			if s.at+4 >= len(s.text) || !isHex(s.text[s.at+1:s.at+5]) {
				return false
			}
			s.at += 4
		} else if shortEscapes[c] == 0 {
			return false
		}
	}
}

func isHex(digits []byte) bool {
	for _, c := range digits {
		if (c < '0' || c > '9') && (c|0x20 < 'a' || c|0x20 > 'f') {
			return false
		}
	}
	return true
}

// number takes a number as JSON has it.
func (s *scanner) number() bool {
	s.take('-')
	if !s.take('0') && s.digits() == 0 {
		return false
	}
	if s.take('.') && s.digits() == 0 {
		return false
	}
	if s.take('e') || s.take('E') {
		if !s.take('+') {
			s.take('-')
		}
		return s.digits() > 0
	}
	return true
}

// take takes a character where it stands.
func (s *scanner) take(c byte) bool {
	if s.at < len(s.text) && s.text[s.at] == c {
		s.at++
		return true
	}
	return false
}

func (s *scanner) digits() int {
	from := s.at
	for s.at < len(s.text) && s.text[s.at] >= '0' && s.text[s.at] <= '9' {
		s.at++
	}
	return s.at - from
}
