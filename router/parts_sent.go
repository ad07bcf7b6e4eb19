package router

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"

	"github.com/weftgraphql/weft/graph/gqlerr"
	"github.com/weftgraphql/weft/graph/respond"
)

// sentFields are the fields that went out with deferred fragments, for a form in which each is to go out once: what several
// fragments select comes with the first of them. The primary answer's fields come with no fragment anyway.
type sentFields struct {
	objects map[string]map[string]json.RawMessage // by path, as JSON
	errors  map[string]bool
}

// maxSentDepth bounds how deep values are compared; what is deeper and differs is sent again.
const maxSentDepth = 64

// newErrors are a fragment's errors without those that went out with the same fields before. One that failed has all of its own.
func (s *sentFields) newErrors(d *respond.Delivered) gqlerr.List {
	var out gqlerr.List
	for _, e := range d.Errors {
		id := fmt.Sprintf("%#v %q", e.Path, e.Message)
		if d.Failed || !s.errors[id] {
			out = append(out, e)
		}
		if s.errors == nil {
			s.errors = map[string]bool{}
		}
		s.errors[id] = s.errors[id] || !d.Failed
	}
	return out
}

// rest are a fragment's pieces without what went out before. Of one that has errors a piece remains to carry them.
func (s *sentFields) rest(d *respond.Delivered) []respond.Piece {
	var out []respond.Piece
	for _, piece := range d.Pieces {
		out = s.object(out, piece.Path, piece.Data, 0)
	}
	if len(out) == 0 && len(d.Pieces) > 0 && len(d.Errors) > 0 {
		out = []respond.Piece{{Path: d.Path, Data: []byte("{}")}}
	}
	return out
}

// object appends the pieces for an object, and for those below it of which a part went out before.
func (s *sentFields) object(out []respond.Piece, path []any, data []byte, depth int) []respond.Piece {
	fields, ok := membersOf(data)
	if !ok {
		return append(out, respond.Piece{Path: path, Data: data})
	}
	sent := s.at(path)
	var rest []sentField
	first := len(out)
	out = append(out, respond.Piece{Path: path})
	for _, f := range fields {
		before, known := sent[f.name]
		if known && (bytes.Equal(before, f.value) || depth < maxSentDepth && s.below(&out, append(slices.Clip(path), f.name), before, f.value, depth+1)) {
			continue
		}
		if known { // null went out in it where this fragment has more
			f.value = joined(before, f.value, depth)
		}
		sent[f.name] = f.value
		rest = append(rest, f)
	}
	if len(rest) == 0 {
		return slices.Delete(out, first, first+1)
	}
	out[first].Data = objectOf(rest)
	return out
}

// below appends what is new in a value, where it and the one that went out are both objects, or lists of as many. It returns false where they
// are not, so that the value has to go out as it is.
func (s *sentFields) below(out *[]respond.Piece, path []any, before, now []byte, depth int) bool {
	old, isObject := membersOf(before)
	if _, ok := membersOf(now); isObject && ok {
		sent := s.at(path)
		for _, f := range old {
			if _, known := sent[f.name]; !known {
				sent[f.name] = f.value
			}
		}
		*out = s.object(*out, path, now, depth)
		return true
	}
	var was, is []json.RawMessage
	if json.Unmarshal(before, &was) != nil || json.Unmarshal(now, &is) != nil || len(was) != len(is) || was == nil || is == nil || depth >= maxSentDepth {
		return false
	}
	from := len(*out)
	for i := range is {
		if !bytes.Equal(was[i], is[i]) && !s.below(out, append(slices.Clip(path), i), was[i], is[i], depth+1) {
			*out = (*out)[:from]
			return false
		}
	}
	return true
}

// joined is a value with what else of it went out before, for clients that put what comes in the place of what they have.
func joined(before, now json.RawMessage, depth int) json.RawMessage {
	if depth >= maxSentDepth {
		return now
	}
	if old, isObject := membersOf(before); isObject {
		fields, ok := membersOf(now)
		if !ok {
			return now
		}
		at := make(map[string]int, len(old))
		for i, f := range old {
			at[f.name] = i
		}
		for _, f := range fields {
			if i, known := at[f.name]; known {
				old[i].value = joined(old[i].value, f.value, depth+1)
			} else {
				old = append(old, f)
			}
		}
		return objectOf(old)
	}
	var was, is []json.RawMessage
	if json.Unmarshal(before, &was) != nil || json.Unmarshal(now, &is) != nil || len(was) != len(is) || len(is) == 0 {
		return now
	}
	text := []byte{'['}
	for i := range is {
		if i > 0 {
			text = append(text, ',')
		}
		text = append(text, joined(was[i], is[i], depth+1)...)
	}
	return append(text, ']')
}

// objectOf is the JSON object of some members.
func objectOf(fields []sentField) json.RawMessage {
	text := []byte{'{'}
	for i, f := range fields {
		if i > 0 {
			text = append(text, ',')
		}
		text = append(append(append(text, f.quoted...), ':'), f.value...)
	}
	return append(text, '}')
}

// at are the fields of the object at a path that went out.
func (s *sentFields) at(path []any) map[string]json.RawMessage {
	key := pathKey(path)
	if s.objects == nil {
		s.objects = map[string]map[string]json.RawMessage{}
	}
	if s.objects[key] == nil {
		s.objects[key] = map[string]json.RawMessage{}
	}
	return s.objects[key]
}

// pathKey is a path as JSON.
func pathKey(path []any) string {
	key, err := json.Marshal(append([]any{}, path...))
	if err != nil { // a path can be written
		return ""
	}
	return string(key)
}

// sentField is a member of a JSON object.
type sentField struct {
	name   string
	quoted string
	value  json.RawMessage
}

// membersOf are the members of a JSON object, in order; ok is false for anything else.
func membersOf(data []byte) (fields []sentField, ok bool) {
	decoder := json.NewDecoder(bytes.NewReader(data))
	if token, err := decoder.Token(); err != nil || token != json.Delim('{') {
		return nil, false
	}
	for decoder.More() {
		token, err := decoder.Token()
		name, isName := token.(string)
		var f sentField
		if err != nil || !isName || decoder.Decode(&f.value) != nil {
			return nil, false
		}
		f.name, f.quoted = name, strconv.Quote(name) // names are plain: letters, digits and _
		fields = append(fields, f)
	}
	return fields, true
}
