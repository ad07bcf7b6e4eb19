package differ

import (
	"testing"

	"github.com/weftgraphql/weft/internal/fedtest/jsonvalue"
	"github.com/weftgraphql/weft/internal/fedtest/refexec"
)

func wanted(t *testing.T, data string, paths ...[]any) *refexec.Response {
	t.Helper()
	value, err := jsonvalue.Parse([]byte(data))
	if err != nil {
		t.Fatal(err)
	}
	object, _ := value.(*jsonvalue.Object)
	r := &refexec.Response{Executed: true, Data: object}
	for _, p := range paths {
		r.Errors = append(r.Errors, &refexec.Error{Message: "m", Path: p})
	}
	return r
}

func TestJudge(t *testing.T) {
	at := func(path ...any) []any { return path }
	tests := []struct {
		name string
		want *refexec.Response
		got  string
		kind string
	}{
		{"equal", wanted(t, `{"a":1,"b":[{"c":null}]}`), `{"data":{"a":1,"b":[{"c":null}]}}`, ""},
		{"order of keys", wanted(t, `{"a":1,"b":2}`), `{"data":{"b":2,"a":1}}`, KindData},
		{"a key too many", wanted(t, `{"a":1}`), `{"data":{"a":1,"b":2}}`, KindData},
		{"a name twice", wanted(t, `{"a":1}`), `{"data":{"a":1,"a":1}}`, KindMalformed},
		{"no answer", wanted(t, `{"a":1}`), ``, KindMalformed},
		{"refused", wanted(t, `{"a":1}`), `{"errors":[{"message":"no"}]}`, KindRefused},
		{"both refuse", &refexec.Response{Errors: []*refexec.Error{{Message: "m"}}}, `{"errors":[{"message":"no"}]}`, ""},
		{"answered though invalid", &refexec.Response{Errors: []*refexec.Error{{Message: "m"}}}, `{"data":{"a":1}}`, KindRefusal},
		{"error at the null", wanted(t, `{"a":null}`, at("a")), `{"data":{"a":null},"errors":[{"message":"x","path":["a"]}]}`, ""},
		{"no error at the null", wanted(t, `{"a":null}`, at("a")), `{"data":{"a":null}}`, KindMissingError},
		{"error below an exact null", wanted(t, `{"a":null}`, at("a")), `{"data":{"a":null},"errors":[{"message":"x","path":["a","b"]}]}`, KindMissingError},
		{"any error below a null that rose", wanted(t, `{"a":null}`, at("a", "b"), at("a", "c")), `{"data":{"a":null},"errors":[{"message":"x","path":["a","c"]}]}`, ""},
		{"no error below a null that rose", wanted(t, `{"a":null}`, at("a", "b")), `{"data":{"a":null}}`, KindMissingError},
		{"data is null", wanted(t, `null`, at("a", "b")), `{"data":null,"errors":[{"message":"x","path":["a"]}]}`, ""},
		{"data is null without reason", wanted(t, `null`, at("a", "b")), `{"data":null}`, KindMissingError},
		{"error for a value", wanted(t, `{"a":1}`), `{"data":{"a":1},"errors":[{"message":"x","path":["a"]}]}`, KindExtraError},
		{"two errors at one null", wanted(t, `{"a":null}`, at("a")), `{"data":{"a":null},"errors":[{"message":"x","path":["a"]},{"message":"y","path":["a"]}]}`, KindExtraError},
		{"two errors below a null that rose", wanted(t, `{"a":null}`, at("a", "b")), `{"data":{"a":null},"errors":[{"message":"x","path":["a","b"]},{"message":"y","path":["a","c"]}]}`, ""},
		{"error for a silent null", wanted(t, `{"a":null}`), `{"data":{"a":null},"errors":[{"message":"x","path":["a"]}]}`, KindExtraError},
		{"error without path", wanted(t, `{"a":1}`), `{"data":{"a":1},"errors":[{"message":"x"}]}`, KindMalformed},
		{"error of a field not selected", wanted(t, `{"a":{"b":1}}`), `{"data":{"a":{"b":1}},"errors":[{"message":"x","path":["a","z"]}]}`, ""},
		{"error in a list", wanted(t, `{"a":[{"b":1},null]}`, at("a", 1)), `{"data":{"a":[{"b":1},null]},"errors":[{"message":"x","path":["a",1]}]}`, ""},
		{"error at the wrong element", wanted(t, `{"a":[1,null]}`, at("a", 1)), `{"data":{"a":[1,null]},"errors":[{"message":"x","path":["a",0]}]}`, KindExtraError},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if kind, detail := judge(test.want, []byte(test.got)); kind != test.kind {
				t.Errorf("got %q (%s), want %q", kind, detail, test.kind)
			}
		})
	}
}

func TestCheckMutations(t *testing.T) {
	tests := []struct {
		want, got []string
		failed    bool
		kind      string
	}{
		{[]string{"a", "b"}, []string{"a", "b"}, false, ""},
		{[]string{"a", "b"}, []string{"b", "a"}, false, KindMutations},
		{[]string{"a"}, []string{"a", "a"}, false, KindMutations},
		{[]string{"a"}, []string{"a", "b"}, true, ""},
		{[]string{"a", "b"}, []string{"a"}, true, KindMutations},
	}
	for _, test := range tests {
		if kind, _ := checkMutations(test.want, test.got, test.failed); kind != test.kind {
			t.Errorf("want %v got %v: %q, want %q", test.want, test.got, kind, test.kind)
		}
	}
}

func TestCheckSomeMutations(t *testing.T) {
	for _, test := range []struct {
		want, got []string
		failed    bool
		stopped   bool
		kind      string
	}{
		{[]string{"a", "b"}, []string{"b", "a"}, false, false, ""},
		{[]string{"a", "a"}, []string{"a"}, false, false, ""},
		{[]string{"a"}, []string{"a", "a"}, false, false, KindMutations},
		{[]string{"a"}, []string{"b"}, true, false, KindMutations},
		{[]string{"a"}, []string{"a", "b"}, true, true, ""},
		{[]string{"a"}, []string{"a", "a"}, true, true, ""},
		{[]string{"a", "b"}, []string{"a"}, false, false, KindMutations},
		{[]string{"a", "b"}, []string{"a"}, true, false, ""},
	} {
		if kind, _ := checkSomeMutations(test.want, test.got, test.failed, test.stopped); kind != test.kind {
			t.Errorf("want %v got %v: %q, want %q", test.want, test.got, kind, test.kind)
		}
	}
}
