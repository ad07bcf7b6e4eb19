package differ

import (
	"testing"

	"github.com/weftgraphql/weft/internal/fedtest/jsonvalue"
)

// TestWithDenied: what the parts deny may be null where the whole has a value, and nothing else may.
func TestWithDenied(t *testing.T) {
	for _, test := range []struct {
		got  string
		same bool
	}{
		{`{"a":[{"b":1,"c":1},{"b":2,"c":2}]}`, true},
		{`{"a":[{"b":null,"c":1},{"b":2,"c":2}]}`, true},
		{`{"a":[{"b":1,"c":null},{"b":2,"c":2}]}`, false},
		{`{"a":[null,{"b":2,"c":2}]}`, true},
		{`{"a":[null,null]}`, true},
		{`{"a":null}`, true},
		{`{"a":[null,{"b":2,"c":null}]}`, false},
		{`{"a":[{"c":1},{"b":2,"c":2}]}`, false},
		{`{"a":[{"b":3,"c":1},{"b":2,"c":2}]}`, false},
	} {
		whole, err := jsonvalue.Parse([]byte(`{"a":[{"b":1,"c":1},{"b":2,"c":2}]}`))
		if err != nil {
			t.Fatal(err)
		}
		got, err := jsonvalue.Parse([]byte(test.got))
		if err != nil {
			t.Fatal(err)
		}
		if parts := (&inParts{data: got, denials: [][]any{{"a", "@", "x"}, {"z", "@", "b"}}}); test.got != `{"a":[{"b":1,"c":1},{"b":2,"c":2}]}` &&
			len(jsonvalue.Diff(parts.withDenied(whole, got, []any{}), got, jsonvalue.AnyOrder)) == 0 {
			t.Errorf("%s: is the same although nothing of it was denied", test.got)
		}
		parts := &inParts{data: got, denials: [][]any{{"a", "@", "b"}}}
		if lines := jsonvalue.Diff(parts.withDenied(whole, got, []any{}), got, jsonvalue.AnyOrder); (len(lines) == 0) != test.same {
			t.Errorf("%s: %v", test.got, lines)
		}
	}
}
