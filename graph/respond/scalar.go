package respond

import (
	"bytes"
	"math"
	"strconv"

	"github.com/weftgraphql/weft/graph/execute/value"
)

// scalar writes a leaf by the rules of result coercion (specification 3.5, 3.9). It returns false, with
// an error noted, for a value that its type does not have.
func (w *writer) scalar(f *field, ref value.Ref) bool {
	x := w.tree.Doc(ref.Doc)
	k, raw := x.Kind(ref.Node), x.Raw(ref.Node)
	switch f.kind {
	case text:
		if k != value.String {
			return w.wrongShape(ref, "a string")
		}
	case boolean:
		if k != value.True && k != value.False {
			return w.wrongShape(ref, "a boolean")
		}
	case id:
		return w.id(k, raw, ref)
	case integer:
		return w.integer(k, raw, ref)
	case float:
		if k != value.Number || !finite(raw) {
			return w.wrongShape(ref, "a finite number")
		}
	case enum:
		if k != value.String {
			return w.wrongShape(ref, "an enum value")
		}
		name, plain := x.PlainText(ref.Node)
		if !plain {
			name = []byte(x.Text(ref.Node))
		}
		if !f.enum[string(name)] {
			return w.unknownEnumValue(ref)
		}
	}
	w.out = append(w.out, raw...)
	return true
}

func (w *writer) id(k value.Kind, raw []byte, ref value.Ref) bool {
	switch {
	case k == value.String:
		w.out = append(w.out, raw...)
		return true
	case k == value.Number && !bytes.ContainsAny(raw, ".eE"):
		w.out = append(w.out, '"')
		w.out = append(w.out, raw...)
		w.out = append(w.out, '"')
		return true
	}
	return w.wrongShape(ref, "an ID")
}

var zero = []byte{'0'}

// integer accepts 32 bits; 1.0 and 1e3 are whole numbers too.
func (w *writer) integer(k value.Kind, raw []byte, ref value.Ref) bool {
	if k != value.Number {
		return w.wrongShape(ref, "a 32-bit integer")
	}
	if n, ok := smallInteger(raw); ok {
		if n < math.MinInt32 || n > math.MaxInt32 {
			return w.wrongShape(ref, "a 32-bit integer")
		}
		if n == 0 {
			raw = zero // there is no other
		}
		w.out = append(w.out, raw...)
		return true
	}
	n, err := strconv.ParseFloat(string(raw), 64)
	if err != nil || n != math.Trunc(n) || n < math.MinInt32 || n > math.MaxInt32 {
		return w.wrongShape(ref, "a 32-bit integer")
	}
	w.out = strconv.AppendInt(w.out, int64(n), 10)
	return true
}

// smallInteger reads up to 11 characters of digits and sign.
func smallInteger(raw []byte) (n int64, ok bool) {
	if len(raw) > 11 {
		return 0, false
	}
	digits := raw
	if digits[0] == '-' {
		digits = digits[1:]
	}
	for _, c := range digits {
		if c < '0' || c > '9' {
			return 0, false
		}
		n = n*10 + int64(c-'0')
	}
	if raw[0] == '-' {
		n = -n
	}
	return n, true
}

// finite says whether a valid number fits into 64 bits of floating point. Without an exponent, up to 300 digits do.
func finite(raw []byte) bool {
	if len(raw) <= 300 && !bytes.ContainsAny(raw, "eE") {
		return true
	}
	n, err := strconv.ParseFloat(string(raw), 64)
	return err == nil && !math.IsInf(n, 0)
}
