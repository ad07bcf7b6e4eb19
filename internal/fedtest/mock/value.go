package mock

import (
	"encoding/json"
	"strconv"
	"strings"

	"github.com/weftgraphql/weft/internal/fedtest/jsonvalue"
)

// maxDepth bounds walks through values, which may be cyclic by reference.
const maxDepth = 100

// deref follows a {"$ref": label} to the object with that label. A label that is not there gives nil.
func (d *SubgraphData) deref(v any) any {
	for range maxDepth {
		object, ok := v.(map[string]any)
		if !ok || len(object) != 1 {
			return v
		}
		label, ok := object["$ref"].(string)
		if !ok {
			return v
		}
		v = d.Objects[label]
	}
	return nil
}

// walk follows a dotted path through objects and lists; nil where it leads nowhere. The empty path is v itself.
func (d *SubgraphData) walk(v any, dotted string) any {
	v = d.deref(v)
	if dotted == "" {
		return v
	}
	for step := range strings.SplitSeq(dotted, ".") {
		switch t := v.(type) {
		case map[string]any:
			v = d.deref(t[step])
		case []any:
			i, err := strconv.Atoi(step)
			if err != nil || i < 0 || i >= len(t) {
				return nil
			}
			v = d.deref(t[i])
		default:
			return nil
		}
	}
	return v
}

// equal compares two values as JSON, references followed; values nested too deeply are not equal.
func (d *SubgraphData) equal(a, b any) bool {
	return d.equalAt(a, b, 0)
}

func (d *SubgraphData) equalAt(a, b any, depth int) bool {
	if depth > maxDepth {
		return false
	}
	a, b = d.deref(a), d.deref(b)
	switch a := a.(type) {
	case map[string]any:
		other, ok := b.(map[string]any)
		if !ok || len(a) != len(other) {
			return false
		}
		for name, v := range a {
			w, has := other[name]
			if !has || !d.equalAt(v, w, depth+1) {
				return false
			}
		}
		return true
	case []any:
		other, ok := b.([]any)
		if !ok || len(a) != len(other) {
			return false
		}
		for i := range a {
			if !d.equalAt(a[i], other[i], depth+1) {
				return false
			}
		}
		return true
	default:
		return jsonvalue.Equal(a, b)
	}
}

func toFloat(v any) (float64, bool) {
	n, ok := jsonvalue.Number(v)
	if !ok {
		return 0, false
	}
	f, err := n.Float64()
	return f, err == nil
}

// toText is how concat and counter names write a value; numbers are in shortest form.
func toText(v any) (string, bool) {
	switch v := v.(type) {
	case string:
		return v, true
	case bool:
		return strconv.FormatBool(v), true
	case json.Number:
		f, err := v.Float64()
		if _, intErr := v.Int64(); intErr == nil || err != nil {
			return v.String(), true
		}
		n, _ := jsonvalue.Number(f)
		return n.String(), true
	}
	n, ok := jsonvalue.Number(v)
	return n.String(), ok
}
