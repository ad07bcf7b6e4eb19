package router

import (
	"bytes"
	"encoding/json"

	"github.com/weftgraphql/weft/graph/respond"
)

// refuse has a fragment fail that has a null where a value went out with another one: the null rose out of what only this
// fragment selects, to what both do, and what went out is not taken back.
func (s *sentFields) refuse(d *respond.Delivered) {
	if len(d.Errors) == 0 {
		return
	}
	for _, piece := range d.Pieces {
		if retracts(s.objects[pathKey(piece.Path)], piece.Data) {
			d.Failed, d.Pieces = true, nil
			return
		}
	}
}

// retracts says whether an object has null somewhere where more than that was sent.
func retracts(sent map[string]json.RawMessage, object []byte) bool {
	type pair struct{ before, now json.RawMessage }
	var left []pair
	compare := func(sent map[string]json.RawMessage, fields []sentField) {
		for _, f := range fields {
			if before, known := sent[f.name]; known && !bytes.Equal(before, f.value) {
				left = append(left, pair{before, f.value})
			}
		}
	}
	fields, _ := membersOf(object)
	compare(sent, fields)
	for len(left) > 0 {
		last := left[len(left)-1]
		left = left[:len(left)-1]
		if string(last.now) == "null" {
			return true
		}
		if fields, isObject := membersOf(last.now); isObject {
			before, _ := membersOf(last.before)
			was := make(map[string]json.RawMessage, len(before))
			for _, f := range before {
				was[f.name] = f.value
			}
			compare(was, fields)
			continue
		}
		var was, is []json.RawMessage
		if json.Unmarshal(last.before, &was) != nil || json.Unmarshal(last.now, &is) != nil {
			continue
		}
		for i := range min(len(was), len(is)) {
			if !bytes.Equal(was[i], is[i]) {
				left = append(left, pair{was[i], is[i]})
			}
		}
	}
	return false
}
