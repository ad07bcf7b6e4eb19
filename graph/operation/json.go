package operation

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"
)

const (
	// maxJSONNesting bounds how deep the client's variables nest.
	maxJSONNesting = 128
	// maxJSONValues bounds how many values they have.
	maxJSONValues = 1_000_000
)

// jsonKind is the kind of a JSON value.
type jsonKind byte

const (
	jsonNull jsonKind = iota
	jsonBool
	jsonNumber
	jsonString
	jsonArray
	jsonObject
)

// jsonNode is one value of a parsed JSON text. Nodes refer to each other by
// their place in jsonText.nodes; 0, the root's own place, stands for none.
type jsonNode struct {
	kind jsonKind
	// start and end are the value's bytes in the text.
	start, end int
	// keyStart and keyEnd are the quoted key's bytes, for members of objects.
	keyStart, keyEnd int
	first, next      int
}

// jsonText is a text and the tree of its values. Numbers and strings keep their text.
type jsonText struct {
	text    []byte
	nodes   []jsonNode
	at      int
	nesting int
}

// parseJSON reads one JSON value, strictly by RFC 8259.
func parseJSON(text []byte) (*jsonText, error) {
	if !utf8.Valid(text) {
		return nil, errors.New("they are not valid UTF-8")
	}
	t := &jsonText{text: text}
	t.space()
	if _, err := t.value(); err != nil {
		return nil, err
	}
	if t.space(); t.at < len(t.text) {
		return nil, t.unexpected()
	}
	return t, nil
}

func (t *jsonText) unexpected() error {
	if t.at >= len(t.text) {
		return errors.New("the JSON ends too early")
	}
	r, _ := utf8.DecodeRune(t.text[t.at:])
	return fmt.Errorf("there is an unexpected %q at byte %d of the JSON", r, t.at)
}

func (t *jsonText) space() {
	for t.at < len(t.text) {
		switch t.text[t.at] {
		case ' ', '\t', '\n', '\r':
			t.at++
		default:
			return
		}
	}
}

// value reads a value at t.at and returns its node.
func (t *jsonText) value() (int, error) {
	if t.at >= len(t.text) || len(t.nodes) >= maxJSONValues {
		if t.at < len(t.text) {
			return 0, fmt.Errorf("there are more than %d values in the JSON", maxJSONValues)
		}
		return 0, t.unexpected()
	}
	made := len(t.nodes)
	t.nodes = append(t.nodes, jsonNode{start: t.at})
	var err error
	kind := jsonNull
	switch c := t.text[t.at]; {
	case c == '{':
		kind, err = jsonObject, t.members(made)
	case c == '[':
		kind, err = jsonArray, t.elements(made)
	case c == '"':
		kind, err = jsonString, t.quoted()
	case c == '-' || '0' <= c && c <= '9':
		kind, err = jsonNumber, t.number()
	case c == 't':
		kind, err = jsonBool, t.word("true")
	case c == 'f':
		kind, err = jsonBool, t.word("false")
	default:
		err = t.word("null")
	}
	t.nodes[made].kind, t.nodes[made].end = kind, t.at
	return made, err
}

func (t *jsonText) word(word string) error {
	if !strings.HasPrefix(string(t.text[t.at:min(t.at+len(word), len(t.text))]), word) {
		return t.unexpected()
	}
	t.at += len(word)
	return nil
}

func (t *jsonText) enter() error {
	t.at++
	if t.nesting++; t.nesting > maxJSONNesting {
		return fmt.Errorf("the JSON nests deeper than %d levels", maxJSONNesting)
	}
	return nil
}

// accept consumes c after white space, if it is there.
func (t *jsonText) accept(c byte) bool {
	t.space()
	if t.at < len(t.text) && t.text[t.at] == c {
		t.at++
		return true
	}
	return false
}

func (t *jsonText) elements(parent int) error {
	if err := t.enter(); err != nil {
		return err
	}
	defer func() { t.nesting-- }()
	if t.accept(']') {
		return nil
	}
	for last := 0; ; {
		t.space()
		child, err := t.value()
		if err != nil {
			return err
		}
		t.link(parent, &last, child)
		if t.accept(']') {
			return nil
		}
		if !t.accept(',') {
			return t.unexpected()
		}
	}
}

func (t *jsonText) members(parent int) error {
	if err := t.enter(); err != nil {
		return err
	}
	defer func() { t.nesting-- }()
	if t.accept('}') {
		return nil
	}
	for last := 0; ; {
		t.space()
		start := t.at
		if t.at >= len(t.text) || t.text[t.at] != '"' {
			return t.unexpected()
		}
		if err := t.quoted(); err != nil {
			return err
		}
		end := t.at
		if !t.accept(':') {
			return t.unexpected()
		}
		t.space()
		child, err := t.value()
		if err != nil {
			return err
		}
		t.nodes[child].keyStart, t.nodes[child].keyEnd = start, end
		t.link(parent, &last, child)
		if t.accept('}') {
			return nil
		}
		if !t.accept(',') {
			return t.unexpected()
		}
	}
}

func (t *jsonText) link(parent int, last *int, child int) {
	if *last == 0 {
		t.nodes[parent].first = child
	} else {
		t.nodes[*last].next = child
	}
	*last = child
}

func (t *jsonText) quoted() error {
	for t.at++; t.at < len(t.text); t.at++ {
		switch c := t.text[t.at]; {
		case c == '"':
			t.at++
			return nil
		case c < 0x20:
			return t.unexpected()
		case c == '\\':
			if t.at++; t.at >= len(t.text) {
				return t.unexpected()
			}
			if err := t.escape(); err != nil {
				return err
			}
		}
	}
	return t.unexpected()
}

func (t *jsonText) escape() error {
	switch t.text[t.at] {
	case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
		return nil
	case 'u':
		for range 4 {
			if t.at++; t.at >= len(t.text) || !isHex(t.text[t.at]) {
				return t.unexpected()
			}
		}
		return nil
	}
	return t.unexpected()
}

func isHex(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c && c <= 'f' || 'A' <= c && c <= 'F'
}

func (t *jsonText) number() error {
	if t.text[t.at] == '-' {
		t.at++
	}
	if t.at < len(t.text) && t.text[t.at] == '0' {
		t.at++
	} else if !t.digits() {
		return t.unexpected()
	}
	if t.at < len(t.text) && t.text[t.at] == '.' {
		if t.at++; !t.digits() {
			return t.unexpected()
		}
	}
	if t.at < len(t.text) && (t.text[t.at] == 'e' || t.text[t.at] == 'E') {
		t.at++
		if t.at < len(t.text) && (t.text[t.at] == '+' || t.text[t.at] == '-') {
			t.at++
		}
		if !t.digits() {
			return t.unexpected()
		}
	}
	return nil
}

func (t *jsonText) digits() bool {
	start := t.at
	for t.at < len(t.text) && '0' <= t.text[t.at] && t.text[t.at] <= '9' {
		t.at++
	}
	return t.at > start
}

// raw is the value's own text.
func (t *jsonText) raw(node int) []byte { return t.text[t.nodes[node].start:t.nodes[node].end] }

// key is the name of an object's member, unquoted.
func (t *jsonText) key(node int) string {
	return unquoted(t.text[t.nodes[node].keyStart:t.nodes[node].keyEnd])
}

func unquoted(quoted []byte) string {
	plain := quoted[1 : len(quoted)-1]
	if !strings.Contains(string(plain), `\`) {
		return string(plain)
	}
	var text string
	if err := json.Unmarshal(quoted, &text); err != nil {
		return string(plain)
	}
	return text
}

// appendCompact writes a value as it is, without white space.
func (t *jsonText) appendCompact(out []byte, node int) []byte {
	switch n := t.nodes[node]; n.kind {
	case jsonArray:
		out = append(out, '[')
		for child := n.first; child != 0; child = t.nodes[child].next {
			if child != n.first {
				out = append(out, ',')
			}
			out = t.appendCompact(out, child)
		}
		return append(out, ']')
	case jsonObject:
		out = append(out, '{')
		for child := n.first; child != 0; child = t.nodes[child].next {
			if child != n.first {
				out = append(out, ',')
			}
			out = append(out, t.text[t.nodes[child].keyStart:t.nodes[child].keyEnd]...)
			out = append(out, ':')
			out = t.appendCompact(out, child)
		}
		return append(out, '}')
	}
	return append(out, t.raw(node)...)
}
