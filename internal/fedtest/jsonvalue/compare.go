package jsonvalue

import (
	"encoding/json"
	"fmt"
	"reflect"
	"sort"
	"strconv"
	"strings"
)

// Order says whether the order of an object's members counts in a comparison.
type Order bool

// The two ways to compare objects.
const (
	AnyOrder  Order = false
	SameOrder Order = true
)

// Equal reports whether two values are the same JSON value: numbers by value (10 equals 10.0), lists in order,
// objects by name.
func Equal(a, b any) bool {
	return len(Diff(a, b, AnyOrder)) == 0
}

// Diff lists where got departs from want, one line a place, each beginning with the path of the place ("$" is the
// whole value). An empty list means equal.
func Diff(want, got any, order Order) []string {
	d := differ{order: order}
	d.compare("$", want, got, 0)
	return d.lines
}

type differ struct {
	order Order
	lines []string
}

func (d *differ) report(path, format string, args ...any) {
	d.lines = append(d.lines, path+": "+fmt.Sprintf(format, args...))
}

func (d *differ) compare(path string, want, got any, depth int) {
	if depth > MaxDepth {
		d.report(path, "nested deeper than %d", MaxDepth)
		return
	}
	want, got = normalize(want), normalize(got)
	switch w := want.(type) {
	case *Object:
		if g, ok := got.(*Object); ok {
			d.compareObjects(path, w, g, depth)
			return
		}
	case []any:
		if g, ok := got.([]any); ok {
			d.compareLists(path, w, g, depth)
			return
		}
	case json.Number:
		if g, ok := got.(json.Number); ok && numbersEqual(w, g) {
			return
		}
	default:
		if reflect.TypeOf(want) == reflect.TypeOf(got) && reflect.DeepEqual(want, got) {
			return
		}
	}
	d.report(path, "want %s, got %s", Show(want), Show(got))
}

func (d *differ) compareObjects(path string, want, got *Object, depth int) {
	for _, m := range want.Members {
		g, ok := got.Get(m.Name)
		if !ok {
			d.report(path+"."+m.Name, "missing, want %s", Show(m.Value))
			continue
		}
		d.compare(path+"."+m.Name, m.Value, g, depth+1)
	}
	for _, m := range got.Members {
		if _, ok := want.Get(m.Name); !ok {
			d.report(path+"."+m.Name, "not wanted, got %s", Show(m.Value))
		}
	}
	if d.order == SameOrder {
		if w, g := names(want), names(got); w != g {
			d.report(path, "want the members in the order %s, got %s", w, g)
		}
	}
}

func (d *differ) compareLists(path string, want, got []any, depth int) {
	if len(want) != len(got) {
		d.report(path, "want %d elements, got %d", len(want), len(got))
	}
	for i := range min(len(want), len(got)) {
		d.compare(fmt.Sprintf("%s[%d]", path, i), want[i], got[i], depth+1)
	}
}

func names(o *Object) string {
	list := make([]string, len(o.Members))
	for i, m := range o.Members {
		list[i] = m.Name
	}
	return strings.Join(list, ", ")
}

// normalize brings the Go shapes of one JSON kind down to a single one.
func normalize(v any) any {
	switch v := v.(type) {
	case *Object:
		if v == nil {
			return nil
		}
	case map[string]any:
		obj := &Object{}
		for name := range v {
			obj.Add(name, v[name])
		}
		sort.Slice(obj.Members, func(i, j int) bool { return obj.Members[i].Name < obj.Members[j].Name })
		return obj
	}
	if n, ok := Number(v); ok {
		return n
	}
	return v
}

// Number returns the JSON text of a Go number or json.Number, in shortest form for floats (110, not 110.0). It
// reports false for anything else.
func Number(v any) (json.Number, bool) {
	switch v := v.(type) {
	case json.Number:
		return v, true
	case float64:
		return json.Number(strconv.FormatFloat(v, 'f', -1, 64)), true
	case float32:
		return json.Number(strconv.FormatFloat(float64(v), 'f', -1, 32)), true
	}
	rv := reflect.ValueOf(v)
	switch {
	case !rv.IsValid():
		return "", false
	case rv.CanInt():
		return json.Number(strconv.FormatInt(rv.Int(), 10)), true
	case rv.CanUint():
		return json.Number(strconv.FormatUint(rv.Uint(), 10)), true
	default:
		return "", false
	}
}

// numbersEqual compares as integers where both are, so that large ones are not rounded together.
func numbersEqual(a, b json.Number) bool {
	if a == b {
		return true
	}
	ai, aerr := a.Int64()
	bi, berr := b.Int64()
	if aerr == nil && berr == nil {
		return ai == bi
	}
	af, aerr := a.Float64()
	bf, berr := b.Float64()
	return aerr == nil && berr == nil && af == bf
}

// Show prints a value as JSON on one line, cut where it would flood a report.
func Show(v any) string {
	const most = 300
	text, err := Marshal(v)
	if err != nil {
		return fmt.Sprintf("%v (%v)", v, err)
	}
	if len(text) > most {
		return string(text[:most]) + "..."
	}
	return string(text)
}
