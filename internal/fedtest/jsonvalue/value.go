// Package jsonvalue holds JSON values whose object members keep their order, and the comparison of such values
// that the conformance runner and the reference executor judge by.
//
// A value is one of nil, bool, string, json.Number, any Go integer or float, []any, *Object or map[string]any.
package jsonvalue

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// MaxDepth is how many arrays and objects may be nested in one another; Parse refuses deeper input and Equal and
// Diff take deeper values for different.
const MaxDepth = 2000

// Member is one name and value of an Object.
type Member struct {
	Name  string
	Value any
}

// Object is a JSON object that keeps its members in the order they were added. The zero value is an empty object.
type Object struct {
	Members []Member
}

// Add appends a member. The caller sees to it that the name is not there yet.
func (o *Object) Add(name string, value any) {
	o.Members = append(o.Members, Member{Name: name, Value: value})
}

// Get returns the value of the member with that name.
func (o *Object) Get(name string) (any, bool) {
	if o == nil {
		return nil, false
	}
	for i := range o.Members {
		if o.Members[i].Name == name {
			return o.Members[i].Value, true
		}
	}
	return nil, false
}

// MarshalJSON writes the members in their order.
func (o *Object) MarshalJSON() ([]byte, error) {
	if o == nil {
		return []byte("null"), nil
	}
	var buf bytes.Buffer
	buf.WriteByte('{')
	for i, m := range o.Members {
		if i > 0 {
			buf.WriteByte(',')
		}
		name, err := Marshal(m.Name)
		if err != nil {
			return nil, err
		}
		value, err := Marshal(m.Value)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", m.Name, err)
		}
		buf.Write(name)
		buf.WriteByte(':')
		buf.Write(value)
	}
	buf.WriteByte('}')
	return buf.Bytes(), nil
}

// Marshal is json.Marshal without HTML escaping, so that what is shown is what was meant.
func Marshal(v any) ([]byte, error) {
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimRight(buf.Bytes(), "\n"), nil
}

// Parse reads exactly one JSON value. Objects come as *Object, arrays as []any, numbers as json.Number. It fails
// on a name that is twice in one object, on text after the value and on nesting deeper than MaxDepth, all of which
// encoding/json lets pass and which are faults in a response.
func Parse(data []byte) (any, error) {
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.UseNumber()
	v, err := parseValue(dec, 0)
	if err != nil {
		if errors.Is(err, io.EOF) {
			err = io.ErrUnexpectedEOF
		}
		return nil, fmt.Errorf("not JSON: %w (at byte %d)", err, dec.InputOffset())
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("not JSON: text after the value (at byte %d)", dec.InputOffset())
	}
	return v, nil
}

func parseValue(dec *json.Decoder, depth int) (any, error) {
	if depth > MaxDepth {
		return nil, fmt.Errorf("nested deeper than %d", MaxDepth)
	}
	tok, err := dec.Token()
	if err != nil {
		return nil, err
	}
	switch tok {
	case json.Delim('['):
		return parseArray(dec, depth)
	case json.Delim('{'):
		return parseObject(dec, depth)
	default:
		return tok, nil
	}
}

func parseArray(dec *json.Decoder, depth int) (any, error) {
	list := []any{}
	for dec.More() {
		v, err := parseValue(dec, depth+1)
		if err != nil {
			return nil, err
		}
		list = append(list, v)
	}
	_, err := dec.Token() // the closing bracket
	return list, err
}

func parseObject(dec *json.Decoder, depth int) (any, error) {
	obj := &Object{}
	seen := map[string]bool{}
	for dec.More() {
		tok, err := dec.Token()
		if err != nil {
			return nil, err
		}
		name, ok := tok.(string)
		if !ok {
			return nil, fmt.Errorf("object name is %v, not a string", tok)
		}
		if seen[name] {
			return nil, fmt.Errorf("name %q is twice in one object", name)
		}
		seen[name] = true
		v, err := parseValue(dec, depth+1)
		if err != nil {
			return nil, err
		}
		obj.Add(name, v)
	}
	_, err := dec.Token() // the closing brace
	return obj, err
}
