package jsonvalue

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestParseKeepsOrder(t *testing.T) {
	const text = `{"z":1,"a":[true,null,"<é>",{"y":{},"b":[]}],"m":1.50}`
	v, err := Parse([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	out, err := Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(text, string(out)); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestParseRefuses(t *testing.T) {
	for _, tt := range []struct{ text, want string }{
		{``, "unexpected EOF"},
		{`{"a":1,"a":2}`, `name "a" is twice`},
		{`{"a":{"b":1,"b":1}}`, `name "b" is twice`},
		{`{} x`, "text after the value"},
		{`{"a":1}{}`, "text after the value"},
		{`{"a":`, "unexpected EOF"},
		{`[1,]`, "not JSON"},
		{`<html>`, "not JSON"},
		{strings.Repeat("[", MaxDepth+2), "nested deeper"},
		{strings.Repeat(`{"a":`, MaxDepth+2), "nested deeper"},
	} {
		if _, err := Parse([]byte(tt.text)); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%.20s: got error %v, want one with %q", tt.text, err, tt.want)
		}
	}
}

func TestDiff(t *testing.T) {
	for _, tt := range []struct {
		name, want, got string
		order           Order
		lines           []string
	}{
		{"equal", `{"a":[1,{"b":null}]}`, `{"a":[1,{"b":null}]}`, SameOrder, nil},
		{"numbers by value", `[10,10.0,1e1,0.5]`, `[10.0,1e1,10,5e-1]`, SameOrder, nil},
		{"large integers are exact", `9007199254740993`, `9007199254740992`, AnyOrder, []string{"$: want 9007199254740993, got 9007199254740992"}},
		{"number and text", `10`, `"10"`, AnyOrder, []string{`$: want 10, got "10"`}},
		{"order of members ignored", `{"a":1,"b":2}`, `{"b":2,"a":1}`, AnyOrder, nil},
		{"order of members", `{"x":{"a":1,"b":2}}`, `{"x":{"b":2,"a":1}}`, SameOrder, []string{"$.x: want the members in the order a, b, got b, a"}},
		{"order of elements", `[1,2]`, `[2,1]`, AnyOrder, []string{"$[0]: want 1, got 2", "$[1]: want 2, got 1"}},
		{"absent is not null", `{}`, `{"a":null}`, AnyOrder, []string{"$.a: not wanted, got null"}},
		{"null is not absent", `{"a":null}`, `{}`, AnyOrder, []string{"$.a: missing, want null"}},
		{"lengths", `[[1]]`, `[[1,2]]`, AnyOrder, []string{"$[0]: want 1 elements, got 2"}},
		{"kinds", `{"a":[],"b":{},"c":false}`, `{"a":{},"b":null,"c":0}`, AnyOrder, []string{"$.a: want [], got {}", "$.b: want {}, got null", "$.c: want false, got 0"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			want, err := Parse([]byte(tt.want))
			if err != nil {
				t.Fatal(err)
			}
			got, err := Parse([]byte(tt.got))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.lines, Diff(want, got, tt.order)); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

// The same JSON in the shapes that Go code makes of it.
func TestEqualAcrossShapes(t *testing.T) {
	parsed, err := Parse([]byte(`{"b":[1,2.5,"x",true],"a":null}`))
	if err != nil {
		t.Fatal(err)
	}
	var decoded any
	if err := json.Unmarshal([]byte(`{"a":null,"b":[1.0,2.5,"x",true]}`), &decoded); err != nil {
		t.Fatal(err)
	}
	built := map[string]any{"a": (*Object)(nil), "b": []any{uint8(1), float32(2.5), "x", true}}
	for name, other := range map[string]any{"decoded": decoded, "built": built} {
		if !Equal(parsed, other) || !Equal(other, parsed) {
			t.Errorf("%s: not equal: %v", name, Diff(parsed, other, AnyOrder))
		}
	}
}

func TestNumberIsShortest(t *testing.T) {
	for want, v := range map[string]any{"110": 110.0, "0.1": 0.1, "-3": int32(-3), "7": json.Number("7"), "100000000000000000000": 1e20} {
		if got, ok := Number(v); !ok || got.String() != want {
			t.Errorf("Number(%v) = %s, %v, want %s", v, got, ok, want)
		}
	}
	for _, v := range []any{nil, "1", true, []any{}} {
		if _, ok := Number(v); ok {
			t.Errorf("%v was taken for a number", v)
		}
	}
}
