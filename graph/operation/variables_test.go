package operation

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/weftgraphql/weft/graph/gqlerr"
)

// coerce coerces raw for an operation with those variable definitions and
// prints the values in order of definition.
func coerce(t *testing.T, definitions, raw string) (string, gqlerr.List) {
	t.Helper()
	schema := loadSchema(t, testSchema)
	doc, errs := Parse("query("+definitions+") { me { id } }", ParseLimits{})
	if errs != nil {
		t.Fatal(errs)
	}
	values, errs := CoerceVariables(schema, doc.Operations[0].VariableDefinitions, []byte(raw))
	if errs != nil {
		return "", errs
	}
	var names []string
	for _, definition := range doc.Operations[0].VariableDefinitions {
		names = append(names, definition.Variable)
	}
	out := values.AppendObject(nil, names)
	if !json.Valid(out) {
		t.Errorf("no JSON: %s", out)
	}
	return string(out), nil
}

func TestCoerceVariables(t *testing.T) {
	for _, test := range []struct{ name, definitions, raw, want string }{
		{"nothing given", `$a: Int`, ``, `{}`},
		{"null given for all", `$a: Int`, `null`, `{}`},
		{"null given", `$a: Int`, `{"a": null}`, `{"a":null}`},
		{"defaults", `$a: Int = 1, $b: String = "x\"y", $c: [Color!] = RED, $d: ID = 5, $e: Filter = {limit: null}, $f: Int = null, $g: [[Int]] = 1`, `{}`,
			`{"a":1,"b":"x\"y","c":["RED"],"d":"5","e":{"text":"all","limit":null,"colors":["RED"]},"f":null,"g":[[1]]}`},
		{"null instead of the default", `$a: Int = 1`, `{"a": null}`, `{"a":null}`},
		{"Int", `$a: Int, $b: Int, $c: Int, $d: Int`, `{"a": 2147483647, "b": -2147483648, "c": 1.0, "d": 1e3}`, `{"a":2147483647,"b":-2147483648,"c":1,"d":1000}`},
		{"Float", `$a: Float, $b: Float`, `{"a": 1, "b": -1.5e-3}`, `{"a":1,"b":-1.5e-3}`},
		{"ID", `$a: ID, $b: ID, $c: ID`, `{"a": 7, "b": "x", "c": 12345678901234567890}`, `{"a":"7","b":"x","c":"12345678901234567890"}`},
		{"String and Boolean", `$a: String!, $b: Boolean`, `{"a": "é\u00e9\n", "b": false}`, `{"a":"é\u00e9\n","b":false}`},
		{"enum", `$a: Color, $b: [Color]`, `{"a": "\u0052ED", "b": ["GREEN", null]}`, `{"a":"RED","b":["GREEN",null]}`},
		{"lists of one", `$a: [[Int]], $b: [[Int]], $c: [Int!]!`, `{"a": 1, "b": [1, [2, null]], "c": 3}`, `{"a":[[1]],"b":[[1],[2,null]],"c":[3]}`},
		{"input object", `$f: Filter`, `{"f": {"nested": {"colors": "BLUE", "text": "b"}, "text": "a"}}`,
			`{"f":{"text":"a","limit":5,"colors":["RED"],"nested":{"text":"b","limit":5,"colors":["BLUE"]}}}`},
		{"the last of two keys", `$f: Strict`, `{"f": {"must": "x", "must": 1}}`, `{"f":{"must":1}}`},
		{"oneOf", `$l: Lookup`, `{"l": {"strict": {"must": 1}}}`, `{"l":{"strict":{"must":1}}}`},
		{"own scalars as they are", `$d: Date, $e: Date`, `{"d": {"a": [1.50, 1e999, "\ud83d\ude00"], "b": {}}, "e": 12345678901234567890.10}`,
			`{"d":{"a":[1.50,1e999,"\ud83d\ude00"],"b":{}},"e":12345678901234567890.10}`},
		{"others are ignored", `$a: Int`, `{"b": {"deep": [[]]}, "a": 1}`, `{"a":1}`},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, errs := coerce(t, test.definitions, test.raw)
			if errs != nil {
				t.Fatal(errs)
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("values (-want +got):\n%s", diff)
			}
		})
	}
}

func TestCoerceVariablesRefuses(t *testing.T) {
	for _, test := range []struct {
		name, definitions, raw string
		want                   []string
	}{
		{"missing and null", `$a: Int!, $b: Int!`, `{"b": null}`, []string{
			`1:7 Variable "$a" of required type "Int!" was not provided.`, `1:17 Variable "$b" of non-null type "Int!" must not be null.`,
		}},
		{"scalars", `$a: Int, $b: Int, $c: Float, $d: String, $e: Boolean, $f: ID`, `{"a": 1.5, "b": 2147483648, "c": "1", "d": 1, "e": "true", "f": 1.5}`, []string{
			`1:7 Variable "$a" got invalid value 1.5; Int cannot represent non-integer value: 1.5`,
			`1:16 Variable "$b" got invalid value 2147483648; Int cannot represent non 32-bit signed integer value: 2147483648`,
			`1:25 Variable "$c" got invalid value "1"; Float cannot represent non numeric value: "1"`,
			`1:36 Variable "$d" got invalid value 1; String cannot represent a non string value: 1`,
			`1:48 Variable "$e" got invalid value "true"; Boolean cannot represent a non boolean value: "true"`,
			`1:61 Variable "$f" got invalid value 1.5; ID cannot represent value: 1.5`,
		}},
		{"an infinite Float", `$a: Float`, `{"a": 1e999}`, []string{`1:7 Variable "$a" got invalid value 1e999; Float cannot represent non numeric value: 1e999`}},
		{"enum", `$a: Color, $b: Color`, `{"a": "PINK", "b": 1}`, []string{
			`1:7 Variable "$a" got invalid value "PINK"; Value "PINK" does not exist in "Color" enum.`,
			`1:18 Variable "$b" got invalid value 1; Enum "Color" cannot represent non-string value: 1.`,
		}},
		{"paths", `$f: [Filter!]!`, `{"f": [{}, {"nested": {"colors": ["RED", null, "PINK"], "txt": 1}}, null]}`, []string{
			`1:7 Variable "$f" got invalid value null at "f[1].nested.colors[1]"; Expected non-nullable type "Color!" not to be null.`,
			`1:7 Variable "$f" got invalid value "PINK" at "f[1].nested.colors[2]"; Value "PINK" does not exist in "Color" enum.`,
			`1:7 Variable "$f" got invalid value {"colors": ["RED", null, "PINK"], "txt": 1} at "f[1].nested"; Field "txt" is not defined by type "Filter".`,
			`1:7 Variable "$f" got invalid value null at "f[2]"; Expected non-nullable type "Filter!" not to be null.`,
		}},
		{"required field", `$s: Strict`, `{"s": {}}`, []string{`1:7 Variable "$s" got invalid value {}; Field "must" of required type "Int!" was not provided.`}},
		{"no object", `$s: Strict`, `{"s": [1]}`, []string{`1:7 Variable "$s" got invalid value [1]; Expected type "Strict" to be an object.`}},
		{"oneOf", `$a: Lookup, $b: Lookup, $c: Lookup`, `{"a": {}, "b": {"id": 1, "name": null}, "c": {"id": null}}`, []string{
			`1:7 Variable "$a" got invalid value {}; Exactly one key must be specified for OneOf type "Lookup".`,
			`1:19 Variable "$b" got invalid value {"id": 1, "name": null}; Exactly one key must be specified for OneOf type "Lookup".`,
			`1:31 Variable "$c" got invalid value null at "c.id"; Field "id" must be non-null.`,
		}},
		{"no object at all", `$a: Int`, `[1]`, []string{`The variables must be a JSON object.`}},
		{"broken JSON", `$a: Int`, `{"a": 01}`, []string{`The variables cannot be read: there is an unexpected '1' at byte 7 of the JSON.`}},
		{"too deep", `$a: Date`, `{"a": ` + strings.Repeat("[", 200) + strings.Repeat("]", 200) + `}`,
			[]string{`The variables cannot be read: the JSON nests deeper than 128 levels.`}},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, errs := coerce(t, test.definitions, test.raw)
			if diff := cmp.Diff(test.want, messages(errs)); diff != "" {
				t.Errorf("errors (-want +got):\n%s", diff)
			}
			for _, failure := range errs {
				if failure.Code != gqlerr.BadUserInput {
					t.Errorf("code %q", failure.Code)
				}
			}
		})
	}
}

func TestDefaultsCannotBlowUp(t *testing.T) {
	schema := loadSchema(t, `type Query { a(b: [B]): Int } input B { text: String = "`+strings.Repeat("x", 10_000)+`" }`)
	doc, _ := Parse(`query($b: [B]) { a(b: $b) }`, ParseLimits{})
	raw := `{"b": [` + strings.TrimSuffix(strings.Repeat("{},", 10_000), ",") + `]}`
	_, errs := CoerceVariables(schema, doc.Operations[0].VariableDefinitions, []byte(raw))
	want := []string{"1:7 The variables are larger than 16777216 bytes once their defaults are filled in."}
	if diff := cmp.Diff(want, messages(errs)); diff != "" {
		t.Errorf("errors (-want +got):\n%s", diff)
	}
}

func TestConditionsHold(t *testing.T) {
	doc, _ := Parse(`query($t: Boolean = true, $f: Boolean, $n: Boolean) { me { id } }`, ParseLimits{})
	values, errs := CoerceVariables(loadSchema(t, testSchema), doc.Operations[0].VariableDefinitions, []byte(`{"f": false}`))
	if errs != nil {
		t.Fatal(errs)
	}
	for _, test := range []struct {
		conditions []Condition
		want       bool
	}{
		{nil, true},
		{[]Condition{{Variable: "t"}}, true},
		{[]Condition{{Variable: "t", Skip: true}}, false},
		{[]Condition{{Variable: "t"}, {Variable: "f", Skip: true}}, true},
		{[]Condition{{Variable: "t"}, {Variable: "f"}}, false},
		{[]Condition{{Variable: "n"}}, false},
	} {
		if got := values.Hold(test.conditions); got != test.want {
			t.Errorf("%v: got %t", test.conditions, got)
		}
	}
}

// TestJSONAgreesWithTheStandardLibrary compares what is JSON and what is not.
func TestJSONAgreesWithTheStandardLibrary(t *testing.T) {
	for _, text := range []string{
		``, ` `, `null`, `nul`, `nulll`, `true`, `tru`, `false`, `0`, `-`, `-0`, `01`, `1.`, `1.5`, `.5`, `1e`, `1e+`, `1E-5`, `+1`, `1 2`,
		`""`, `"`, `"\`, `"\x"`, `"\u12"`, `"\u12g4"`, `"\u1234"`, "\"\t\"", "\"\x7f\"", `"é"`, `[]`, `[`, `[1`, `[1,`, `[1,]`, `[,]`, ` [ 1 , 2 ] `,
		`{}`, `{`, `{"a"`, `{"a":`, `{"a":1`, `{"a":1,`, `{"a":1,}`, `{a:1}`, `{"a" : 1 , "b":[{}]}`, `{"a":1 "b":2}`, `[1}`, "\ufeff{}", `'a'`, `NaN`,
	} {
		_, err := parseJSON([]byte(text))
		if got, want := err == nil, json.Valid([]byte(text)); got != want {
			t.Errorf("%q: valid %t, want %t (%v)", text, got, want, err)
		}
	}
	if _, err := parseJSON([]byte("\"\xff\"")); err == nil {
		t.Error("invalid UTF-8 was accepted")
	}
}

func ExampleVariables_AppendObject() {
	values := &Variables{values: map[string][]byte{"a": []byte(`1`), "b": []byte(`"x"`)}}
	fmt.Println(string(values.AppendObject(nil, []string{"b", "none", "a"})))
	// Output: {"b":"x","a":1}
}
