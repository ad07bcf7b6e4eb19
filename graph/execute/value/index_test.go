package value

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

// decode builds what encoding/json would, out of the index: numbers as json.Number.
func decode(x *Index, n uint32) any {
	switch x.Kind(n) {
	case Null:
		return nil
	case True, False:
		return x.Kind(n) == True
	case Number:
		return json.Number(x.Raw(n))
	case String:
		return x.Text(n)
	case List:
		list := []any{}
		for i, to := x.Children(n); i < to; i = x.Next(i) {
			list = append(list, decode(x, i))
		}
		return list
	case Object:
		object := map[string]any{}
		for i, to := x.Children(n); i < to; i = x.Next(i) {
			object[x.Key(i)] = decode(x, i)
		}
		return object
	}
	panic("no such kind")
}

func reference(body []byte) (any, error) {
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.UseNumber()
	var v any
	err := decoder.Decode(&v)
	return v, err
}

func depth(body []byte) int {
	depth, deepest := 0, 0
	for _, c := range body {
		switch c {
		case '[', '{':
			depth++
			deepest = max(deepest, depth)
		case ']', '}':
			depth--
		}
	}
	return deepest
}

// checkAgainstReference compares the index with encoding/json on any bytes.
func checkAgainstReference(t *testing.T, body []byte) {
	t.Helper()
	var x Index
	err := x.Parse(body, Limits{})
	want := json.Valid(body) && utf8.Valid(body)
	if err != nil {
		if want && depth(body) <= MaxDepth {
			t.Fatalf("refused %q: %v", body, err)
		}
		var syntax *SyntaxError
		if !errors.As(err, &syntax) || syntax.Offset > len(body) {
			t.Fatalf("bad error %#v for %q", err, body)
		}
		if x.Len() != 0 {
			t.Fatalf("nodes left after an error: %d", x.Len())
		}
		return
	}
	if !want {
		t.Fatalf("accepted %q", body)
	}
	expected, err := reference(body)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(expected, decode(&x, Root)); diff != "" {
		t.Fatalf("%q: -encoding/json +index\n%s", body, diff)
	}
	checkLookups(t, &x, Root, expected)
}

// checkLookups asks for every key of every object, from every expectation.
func checkLookups(t *testing.T, x *Index, n uint32, expected any) {
	switch expected := expected.(type) {
	case []any:
		k := 0
		for i, to := x.Children(n); i < to; i = x.Next(i) {
			checkLookups(t, x, i, expected[k])
			k++
		}
		if x.Count(n) != len(expected) {
			t.Fatalf("count %d, want %d", x.Count(n), len(expected))
		}
	case map[string]any:
		if x.Count(n) > 64 {
			return
		}
		for key, value := range expected {
			for i, to := x.Children(n); i < to; i = x.Next(i) {
				found := x.Find(n, Key{Text: key}, i)
				if found == 0 {
					t.Fatalf("key %q not found", key)
				}
				if diff := cmp.Diff(value, decode(x, found)); diff != "" {
					t.Fatalf("key %q: %s", key, diff)
				}
			}
			checkLookups(t, x, x.Lookup(n, key), value)
		}
		if x.Lookup(n, "no such key, surely") != 0 {
			t.Fatal("found a key that is not there")
		}
	}
}

var documents = []string{
	`null`, `true`, `false`, ` 1 `, `-0`, `-1.5e+10`, `0.1E-2`, `""`, `"a"`, `[]`, `{}`, `[ ]`, `{ }`,
	`{"a":1,"b":[1,2,{"c":null}],"d":{"e":"f"}}`,
	"\t{\r\n \"a\" : [ 1 , 2 ] , \"b\" : { } }\n",
	`{"a":1,"a":2}`, `{"a":{"x":1},"b":2,"a":{"y":1}}`, `{"":1,"\u0000":2}`,
	`{"\u0061":1,"b\n":2}`, `{"\u0061":1,"a":2}`, `{"a":1,"\u0061":2}`, `{"\ud83d\ude00":1,"😀":2}`,
	`"\ud800"`, `"\ud800\ud800"`, `"\ud800\u0061"`, `"\udc00\ud800x"`, `"\ud83d\ude00"`, `"\\\"\/\b\f\n\r\t\u00e9"`,
	"\"Z\u00fcrich \u6771\u4eac \U0001f600 ends\"", "\"" + strings.Repeat("\u6771\u4eac", 6) + "\"", `"exactly 8"`, `"0123456789abcdef\\"`, `"01234567\\"`,
	`{"ab":1,"ba":2,"aab":3,"abb":4,"bb":5}`,
	// Wrong ones.
	``, ` `, `{`, `[`, `"`, `"a`, `"\`, `"\u12`, `"\u12g4"`, `"\x"`, `{"a"}`, `{"a":}`, `{"a":1,}`, `{,}`, `[,]`, `[1,]`, `[1 2]`, `{a:1}`,
	`{"a":1]`, `[1}`, `]`, `}`, `[]]`, `{}{}`, `01`, `-`, `+1`, `1.`, `.5`, `1e`, `1e+`, `--1`, `0x1`, `NaN`, `Infinity`, `nul`, `nullx`, `True`, `truefalse`,
	"\"a\nb\"", "\"\x00\"", "\"\x7f\"", "\"\x1f234567\"", "\"\xff\"", "\"\xc3\"", "\"\xed\xa0\x80\"", "\"abcdefgh\xc3\x28\"", "\xef\xbb\xbf{}", "{\"\xff\":1}",
	"\v1", "\f[]", "\x00", "[1]\x00", "<html></html>", `{"data":{"a":"b`,
}

func TestIndexAgreesWithEncodingJSON(t *testing.T) {
	for _, document := range documents {
		checkAgainstReference(t, []byte(document))
		for pad := 1; pad < 9; pad++ {
			// Every alignment of the words that strings are read by.
			checkAgainstReference(t, []byte(strings.Repeat(" ", pad)+`["`+strings.Repeat("x", pad)+`",`+document+`]`))
		}
	}
}

func TestIndexOfManyKeys(t *testing.T) {
	for _, count := range []int{comparedKeys - 1, comparedKeys, comparedKeys + 1, 500} {
		var b strings.Builder
		for i := range count {
			fmt.Fprintf(&b, `,"key%d":%d`, i, i)
		}
		body := "{" + b.String()[1:] + `,"key3":"last"}`
		var x Index
		if err := x.Parse([]byte(body), Limits{}); err != nil {
			t.Fatal(err)
		}
		for _, key := range []string{"key3", "key17"} {
			want := `17`
			if key == "key3" {
				want = `"last"`
			}
			if got := string(x.Raw(x.Lookup(Root, key))); got != want {
				t.Errorf("%d keys: %s = %s, want %s", count, key, got, want)
			}
		}
	}
}

func TestIndexOfLongKey(t *testing.T) {
	for _, length := range []int{slowKey - 1, slowKey, slowKey + 1} {
		key := strings.Repeat("k", length)
		var x Index
		if err := x.Parse([]byte(`{"`+key+`":1}`), Limits{}); err != nil {
			t.Fatal(err)
		}
		if x.Lookup(Root, key) == 0 || x.Lookup(Root, key[1:]) != 0 || x.Key(x.Lookup(Root, key)) != key {
			t.Errorf("key of %d bytes is not found, or one that is not there is", length)
		}
	}
}

func TestIndexLimits(t *testing.T) {
	nested := func(n int) string { return strings.Repeat("[", n) + strings.Repeat("]", n) }
	tests := []struct {
		name, body string
		limits     Limits
		problem    string
	}{
		{"deepest", nested(MaxDepth), Limits{}, ""},
		{"too deep", nested(MaxDepth + 1), Limits{}, "nested too deep at byte 512"},
		{"100,000 lists", nested(100_000), Limits{}, "nested too deep at byte 512"},
		{"100,000 lists never closed", strings.Repeat(`{"a":[`, 50_000), Limits{}, "nested too deep at byte 1536"},
		{"as many values as may be", `[1,2,3]`, Limits{Nodes: 4}, ""},
		{"too many values", `[1,2,3,4]`, Limits{Nodes: 4}, "too many values at byte 7"},
		{"truncated", `{"data":{"a":[1,`, Limits{}, "unexpected end at byte 16"},
		{"html", `<html>`, Limits{}, "expected a value at byte 0"},
		{"two", `{} {}`, Limits{}, "something after the document at byte 3"},
		{"brackets", `{"a":[1}`, Limits{}, "expected a comma or the end of a list or object at byte 7"},
	}
	var x Index
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			problem := ""
			if err := x.Parse([]byte(test.body), test.limits); err != nil {
				problem = err.Error()
			}
			if problem != test.problem {
				t.Errorf("got %q, want %q", problem, test.problem)
			}
		})
	}
}

func TestRename(t *testing.T) {
	var x Index
	if err := x.Parse([]byte(`{"_a1":1,"b":{"_a1":2}}`), Limits{}); err != nil {
		t.Fatal(err)
	}
	x.Rename(x.Lookup(Root, "_a1"), Key{Text: "a"})
	inner := x.Lookup(Root, "b")
	x.Rename(x.Lookup(inner, "_a1"), Key{Text: "a"})
	want := map[string]any{"a": json.Number("1"), "b": map[string]any{"a": json.Number("2")}}
	if diff := cmp.Diff(want, decode(&x, Root)); diff != "" {
		t.Error(diff)
	}
	if x.Lookup(Root, "_a1") != 0 || x.Lookup(Root, "a") == 0 {
		t.Error("lookups don't follow the new name")
	}
}

func TestStringIs(t *testing.T) {
	tests := []struct {
		body, text string
		want       bool
	}{
		{`"User"`, "User", true}, {`"User"`, "Use", false}, {`"User"`, "Users", false},
		{`"\u0055ser"`, "User", true}, {`"\u0055ser"`, "Use", false}, {`"\u0055ser"`, "Users", false},
		{`"\ud83d\ude00"`, "😀", true}, {`5`, "5", false}, {`null`, "null", false},
	}
	for _, test := range tests {
		var x Index
		if err := x.Parse([]byte(test.body), Limits{}); err != nil {
			t.Fatal(err)
		}
		if got := x.StringIs(Root, test.text); got != test.want {
			t.Errorf("StringIs(%s, %q) = %v", test.body, test.text, got)
		}
	}
}

func TestIndexAllocatesNothingWhenUsedAgain(t *testing.T) {
	body := sample(200)
	var x Index
	if err := x.Parse(body, Limits{}); err != nil {
		t.Fatal(err)
	}
	allocations := testing.AllocsPerRun(20, func() {
		if err := x.Parse(body, Limits{}); err != nil {
			t.Fatal(err)
		}
	})
	if allocations != 0 {
		t.Errorf("%v allocations", allocations)
	}
}

func FuzzIndex(f *testing.F) {
	for _, document := range documents {
		f.Add([]byte(document))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		checkAgainstReference(t, body)
		checkShaped(t, body, uint64(len(body)))
	})
}

// sample is an `_entities` answer of n objects.
func sample(n int) []byte {
	var b bytes.Buffer
	b.WriteString(`{"data":{"_entities":[`)
	for i := range n {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, `{"__typename":"Product","id":"p%d","name":"Product number %d","price":%d.5,"inStock":true,`+
			`"reviews":[{"id":"r%d","body":"Lorem ipsum dolor sit amet, consectetur adipiscing elit, sed do eiusmod tempor","author":{"id":"u%d"}}]}`,
			i, i, i*3, i, i%17)
	}
	b.WriteString(`]}}`)
	return b.Bytes()
}

func BenchmarkParse(b *testing.B) {
	body := sample(300)
	var x Index
	b.SetBytes(int64(len(body)))
	b.ReportAllocs()
	for b.Loop() {
		if err := x.Parse(body, Limits{}); err != nil {
			b.Fatal(err)
		}
	}
}
