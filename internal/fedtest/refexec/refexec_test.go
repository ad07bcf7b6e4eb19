package refexec

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/parser"
	"github.com/vektah/gqlparser/v2/validator"
	"github.com/vektah/gqlparser/v2/validator/rules"

	"github.com/weftgraphql/weft/internal/fedtest/jsonvalue"
)

const testSDL = `
schema { query: Root mutation: Mutation subscription: Sub }
type Sub { s: Int }
type Root {
  echo(i: Int, f: Float, s: String, b: Boolean, id: ID, e: Color, in: In, list: [Int!], nested: [[Int]], any: Any, def: Int = 7, must: Int! = 3): Any
  one(in: One): Any
  req(x: Int!): Int
  obj: Obj
  objNN: Obj!
  node: Node
  list: [Obj]
  color: Color
  bad: BadType
  bools: [Boolean]
}
scalar Any
enum Color { RED GREEN @deprecated(reason: "no") }
input In { a: Int = 5 b: String! c: In list: [In!] }
input One @oneOf { x: Int y: Int }
interface Node { id: ID! }
interface Named implements Node { id: ID! name: String }
union Both = Obj | Other
type Obj implements Named & Node { id: ID! name: String n: Int nn: Int! other: Other! otherN: Other self: Obj ints: [Int!] intsNN: [Int!]! objs: [Obj!] both: Both lists: [[Int!]!] }
type Other implements Node { id: ID! x: Int! y: Int! }
type BadType { v: Int }
type Mutation { first: Int second: Int fail: Int! obj: Obj }
`

// tree resolves fields from nested maps: an error value fails the field, a func() any is called, and the field
// named echo or one answers its arguments.
type tree struct{}

func (tree) Resolve(_ context.Context, _ *ast.Definition, field *ast.FieldDefinition, parent any, args map[string]any) (any, error) {
	if field.Name == "echo" || field.Name == "one" {
		return args, nil
	}
	value := parent.(map[string]any)[field.Name]
	if call, ok := value.(func() any); ok {
		value = call()
	}
	if err, ok := value.(error); ok {
		return nil, err
	}
	return value, nil
}

func (tree) ResolveType(_ context.Context, _ *ast.Definition, value any) (string, error) {
	if name, ok := value.(map[string]any)["is"].(string); ok {
		return name, nil
	}
	return "", errors.New("no type")
}

func testSchema(t *testing.T) *ast.Schema {
	t.Helper()
	schema, err := validator.LoadSchema(validator.Prelude, &ast.Source{Name: "test", Input: testSDL})
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

func run(t *testing.T, query, variables string, root map[string]any) string {
	t.Helper()
	req := Request{Query: query, Root: root}
	if variables != "" {
		if err := json.Unmarshal([]byte(variables), &req.Variables); err != nil {
			t.Fatal(err)
		}
	}
	response := Do(t.Context(), testSchema(t), tree{}, req)
	for _, e := range response.Errors {
		e.Locations = nil
	}
	out, err := response.MarshalJSON()
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

func compare(t *testing.T, want, got string) {
	t.Helper()
	w, err := jsonvalue.Parse([]byte(want))
	if err != nil {
		t.Fatalf("want: %v", err)
	}
	g, err := jsonvalue.Parse([]byte(got))
	if err != nil {
		t.Fatalf("got: %v", err)
	}
	for _, line := range jsonvalue.Diff(w, g, jsonvalue.SameOrder) {
		t.Error(line)
	}
}

func TestSelections(t *testing.T) {
	other := map[string]any{"is": "Other", "id": "o", "x": 1, "y": 2}
	obj := map[string]any{"is": "Obj", "id": 1, "name": "n", "n": 2, "nn": 3, "other": other, "both": other}
	obj["self"] = obj
	root := map[string]any{"obj": obj, "node": obj, "list": []map[string]any{obj, nil}}
	for _, tt := range []struct{ name, query, variables, want string }{
		{"order of first appearance, fields merged", `{ obj { n ...F self { n } name } list { id } o: obj { id } } fragment F on Obj { id n self { id other { y } } }`, ``,
			`{"data":{"obj":{"n":2,"id":"1","self":{"id":"1","other":{"y":2},"n":2},"name":"n"},"list":[{"id":"1"},null],"o":{"id":"1"}}}`},
		{"a fragment counts once", `{ obj { ...A name ...A n } } fragment A on Obj { n name }`, ``, `{"data":{"obj":{"n":2,"name":"n"}}}`},
		{"a skipped spread may come again", `{ obj { ...A @skip(if: true) name ...A } } fragment A on Obj { n }`, ``, `{"data":{"obj":{"name":"n","n":2}}}`},
		{"type conditions", `{ node { __typename ... on Named { name } ... on Other { x } ... on Node { id } ... { kind: __typename } } obj { both { ... on Obj { n } ... on Other { x } ... on Node { id } } } }`, ``,
			`{"data":{"node":{"__typename":"Obj","name":"n","id":"1","kind":"Obj"},"obj":{"both":{"x":1,"id":"o"}}}}`},
		{"skip and include", `query ($t: Boolean!, $f: Boolean = false) { obj { a: n @skip(if: $t) b: n @include(if: $t) c: n @include(if: $f) d: n @skip(if: $f) @include(if: true) e: n @skip(if: true) @include(if: true) } }`, `{"t":true}`,
			`{"data":{"obj":{"b":2,"d":2}}}`},
		{"nothing left", `{ obj { n @skip(if: true) } }`, ``, `{"data":{"obj":{}}}`},
		{"typename of the root", `{ __typename t: __typename }`, ``, `{"data":{"__typename":"Root","t":"Root"}}`},
	} {
		t.Run(tt.name, func(t *testing.T) { compare(t, tt.want, run(t, tt.query, tt.variables, root)) })
	}
}

func TestNullPropagation(t *testing.T) {
	boom := errors.New("boom")
	good := map[string]any{"id": "g", "x": 1, "y": 2}
	half := map[string]any{"id": "h", "x": boom, "y": nil}
	for _, tt := range []struct {
		name, query string
		root        map[string]any
		want        string
	}{
		{"nullable field", `{ obj { n name } }`, map[string]any{"obj": map[string]any{"n": boom, "name": "x"}},
			`{"errors":[{"message":"boom","path":["obj","n"]}],"data":{"obj":{"n":null,"name":"x"}}}`},
		{"non-null field", `{ color obj { nn n } }`, map[string]any{"color": "RED", "obj": map[string]any{"nn": boom, "n": 1}},
			`{"errors":[{"message":"boom","path":["obj","nn"]}],"data":{"color":"RED","obj":null}}`},
		{"all the way", `{ objNN { other { y } } color }`, map[string]any{"objNN": map[string]any{"other": half}, "color": "RED"},
			`{"errors":[{"message":"null for a non-null field of type Int!","path":["objNN","other","y"]}],"data":null}`},
		{"siblings are executed all the same", `{ obj { otherN { x y } n } }`, map[string]any{"obj": map[string]any{"otherN": half, "n": boom}},
			`{"errors":[{"message":"boom","path":["obj","otherN","x"]},{"message":"null for a non-null field of type Int!","path":["obj","otherN","y"]},{"message":"boom","path":["obj","n"]}],"data":{"obj":{"otherN":null,"n":null}}}`},
		{"elements that must not be null", `{ obj { ints objs { nn } n } }`,
			map[string]any{"obj": map[string]any{"ints": []any{1, nil, "x"}, "objs": []any{map[string]any{"nn": 1}, map[string]any{"nn": nil}}, "n": 1}},
			`{"errors":[{"message":"null for a non-null field of type Int!","path":["obj","ints",1]},{"message":"\"x\" is not a value of type Int","path":["obj","ints",2]},{"message":"null for a non-null field of type Int!","path":["obj","objs",1,"nn"]}],"data":{"obj":{"ints":null,"objs":null,"n":1}}}`},
		{"a list that must not be null", `{ list { intsNN } }`, map[string]any{"list": []any{map[string]any{"intsNN": nil}, map[string]any{"intsNN": []int{1}}, map[string]any{"intsNN": []any{nil}}}},
			`{"errors":[{"message":"null for a non-null field of type [Int!]!","path":["list",0,"intsNN"]},{"message":"null for a non-null field of type Int!","path":["list",2,"intsNN",0]}],"data":{"list":[null,{"intsNN":[1]},null]}}`},
		{"lists of lists", `{ obj { lists } }`, map[string]any{"obj": map[string]any{"lists": []any{[]int{1}, []any{nil}}}},
			`{"errors":[{"message":"null for a non-null field of type Int!","path":["obj","lists",1,0]}],"data":{"obj":{"lists":null}}}`},
		{"a list where none is", `{ list { n } obj { ints } }`, map[string]any{"list": map[string]any{}, "obj": map[string]any{"ints": 3}},
			`{"errors":[{"message":"a value that is not a list for type [Obj]","path":["list"]},{"message":"a value that is not a list for type [Int!]","path":["obj","ints"]}],"data":{"list":null,"obj":{"ints":null}}}`},
		{"abstract types", `{ node { id } obj { both { __typename } } }`, map[string]any{"node": map[string]any{"is": "BadType"}, "obj": map[string]any{"both": map[string]any{}}},
			`{"errors":[{"message":"runtime type \"BadType\" is not a possible type of Node","path":["node"]},{"message":"no type","path":["obj","both"]}],"data":{"node":null,"obj":{"both":null}}}`},
		{"an interface is no runtime type", `{ node { id } }`, map[string]any{"node": map[string]any{"is": "Named"}},
			`{"errors":[{"message":"runtime type \"Named\" is not a possible type of Node","path":["node"]}],"data":{"node":null}}`},
		{"elements that fail", `{ list { n } obj { objs { nn } } }`,
			map[string]any{"list": []any{boom, map[string]any{"n": 1}}, "obj": map[string]any{"objs": []any{boom}}},
			`{"errors":[{"message":"boom","path":["list",0]},{"message":"boom","path":["obj","objs",0]}],"data":{"list":[null,{"n":1}],"obj":{"objs":null}}}`},
		{"alias in the path", `{ a: obj { b: otherN { c: x } } }`, map[string]any{"obj": map[string]any{"otherN": half}},
			`{"errors":[{"message":"boom","path":["a","b","c"]}],"data":{"a":{"b":null}}}`},
		{"nothing wrong", `{ obj { other { x y } } }`, map[string]any{"obj": map[string]any{"other": good}}, `{"data":{"obj":{"other":{"x":1,"y":2}}}}`},
	} {
		t.Run(tt.name, func(t *testing.T) { compare(t, tt.want, run(t, tt.query, "", tt.root)) })
	}
}

func TestArguments(t *testing.T) {
	for _, tt := range []struct{ name, query, variables, want string }{
		{"absent, null and default", `{ echo(s: null) }`, ``, `{"echo":{"s":null,"def":7,"must":3}}`},
		{"literals", `{ echo(i: 1, f: 2, s: "x", b: true, id: 4, e: RED, list: 1, nested: [[1, null], null, 3], def: null, must: 0) }`, ``,
			`{"echo":{"i":1,"f":2,"s":"x","b":true,"id":"4","e":"RED","list":[1],"nested":[[1,null],null,[3]],"def":null,"must":0}}`},
		{"input object with defaults", `{ echo(in: {b: "x", c: {b: "y", a: null}, list: {b: "z"}}) }`, ``,
			`{"echo":{"in":{"a":5,"b":"x","c":{"a":null,"b":"y"},"list":[{"a":5,"b":"z"}]},"def":7,"must":3}}`},
		{"custom scalar", `query ($v: Int = 2) { echo(any: {x: [1, 2.5, "s", RED, $v, null]}) }`, ``, `{"echo":{"any":{"x":[1,2.5,"s","RED",2,null]},"def":7,"must":3}}`},
		{"variables", `query ($i: Int, $f: Float, $id: ID, $in: In, $l: [Int!], $e: Color, $any: Any) { echo(i: $i, f: $f, id: $id, in: $in, list: $l, e: $e, any: $any) }`,
			`{"i":1,"f":2,"id":3,"in":{"b":"x"},"l":4,"e":"GREEN","any":{"a":[1]}}`, `{"echo":{"i":1,"f":2,"id":"3","in":{"a":5,"b":"x"},"list":[4],"e":"GREEN","any":{"a":[1]},"def":7,"must":3}}`},
		{"variables without value are as if not written", `query ($i: Int, $s: String, $a: Int) { echo(i: $i, def: $i, s: $s, in: {b: "x", a: $a}) }`, `{"s":null}`,
			`{"echo":{"s":null,"in":{"a":5,"b":"x"},"def":7,"must":3}}`},
		{"defaults of variables", `query ($i: Int = 4, $in: In = {b: "d"}) { echo(i: $i, in: $in) }`, ``, `{"echo":{"i":4,"in":{"a":5,"b":"d"},"def":7,"must":3}}`},
		{"null against the default of a variable", `query ($i: Int = 4) { echo(i: $i) }`, `{"i":null}`, `{"echo":{"i":null,"def":7,"must":3}}`},
		{"element without value", `query ($i: Int) { echo(nested: [[1, $i]]) }`, ``, `{"echo":{"nested":[[1,null]],"def":7,"must":3}}`},
		{"one of", `{ one(in: {x: 1}) }`, ``, `{"one":{"in":{"x":1}}}`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := run(t, tt.query, tt.variables, nil)
			want, err := jsonvalue.Parse([]byte(`{"data":` + tt.want + `}`))
			if err != nil {
				t.Fatal(err)
			}
			value, err := jsonvalue.Parse([]byte(got))
			if err != nil {
				t.Fatal(err)
			}
			for _, line := range jsonvalue.Diff(want, value, jsonvalue.AnyOrder) {
				t.Error(line)
			}
		})
	}
}

func TestBadArguments(t *testing.T) {
	for _, tt := range []struct{ name, query, variables, want string }{
		{"required", `query ($x: Int!) { req(x: $x) }`, ``, `{"errors":[{"message":"variable $x of type Int! is required"}]}`},
		{"null", `query ($x: Int!) { req(x: $x) }`, `{"x":null}`, `{"errors":[{"message":"variable $x of type Int! must not be null"}]}`},
		{"null for a default position is a field error", `query ($x: Int = 1) { req(x: $x) color }`, `{"x":null}`,
			`{"errors":[{"message":"argument \"x\": variable $x is null for the non-null type Int!","path":["req"]}],"data":{"req":null,"color":null}}`},
		{"fraction", `query ($x: Int) { echo(i: $x) }`, `{"x":1.5}`, `{"errors":[{"message":"variable $x: 1.5 is not a value of Int"}]}`},
		{"33 bits", `query ($x: Int) { echo(i: $x) }`, `{"x":2147483648}`, `{"errors":[{"message":"variable $x: 2.147483648e+09 is not a value of Int"}]}`},
		{"text for a number", `query ($x: Int) { echo(i: $x) }`, `{"x":"1"}`, `{"errors":[{"message":"variable $x: 1 is not a value of Int"}]}`},
		{"number for text", `query ($x: String) { echo(s: $x) }`, `{"x":1}`, `{"errors":[{"message":"variable $x: 1 is not a value of String"}]}`},
		{"number for boolean", `query ($x: Boolean) { echo(b: $x) }`, `{"x":1}`, `{"errors":[{"message":"variable $x: 1 is not a value of Boolean"}]}`},
		{"enum", `query ($x: Color) { echo(e: $x) }`, `{"x":"BLUE"}`, `{"errors":[{"message":"variable $x: BLUE is not a value of Color"}]}`},
		{"unknown field", `query ($x: In) { echo(in: $x) }`, `{"x":{"b":"","z":1}}`, `{"errors":[{"message":"variable $x: input type In has no field z"}]}`},
		{"missing field", `query ($x: In) { echo(in: $x) }`, `{"x":{"c":{}}}`, `{"errors":[{"message":"variable $x: In.b: a value of type String! is required"}]}`},
		{"nested null", `query ($x: [Int!]) { echo(list: $x) }`, `{"x":[1,null]}`, `{"errors":[{"message":"variable $x: element 1: null for the non-null type Int!"}]}`},
		{"scalar for object", `query ($x: In) { echo(in: $x) }`, `{"x":3}`, `{"errors":[{"message":"variable $x: 3 is not a value of input type In"}]}`},
		{"two of one", `query ($x: One) { one(in: $x) }`, `{"x":{"x":1,"y":2}}`, `{"errors":[{"message":"variable $x: input type One takes exactly one field, got 2"}]}`},
		{"null of one", `query ($x: One) { one(in: $x) }`, `{"x":{"x":null}}`, `{"errors":[{"message":"variable $x: One.x must not be null"}]}`},
		{"subscription", `subscription { s }`, ``, `{"errors":[{"message":"operation type \"subscription\" is not supported"}]}`},
		{"two operations", `query A { color } query B { color }`, ``, `{"errors":[{"message":"the document has 2 operations: operationName must say which one to execute"}]}`},
		{"syntax", `{ color`, ``, `{"errors":[{"message":"Expected Name, found <EOF>"}]}`},
	} {
		t.Run(tt.name, func(t *testing.T) { compare(t, tt.want, run(t, tt.query, tt.variables, map[string]any{})) })
	}
}

func TestFieldMerging(t *testing.T) {
	schema := testSchema(t)
	for _, tt := range []struct{ name, query, want string }{
		{"same field", `{ obj { n } obj { n name } }`, ``},
		{"same arguments in another order", `{ a: echo(i: 1, in: {a: 1, b: "x"}) a: echo(in: {b: "x", a: 1}, i: 1) }`, ``},
		{"different fields", `{ obj { a: n a: name } }`, `Fields "a" conflict: their types Int and String differ in shape.`},
		{"different fields of one type", `{ obj { a: n a: nn } obj { x: ints } list { x: n } }`, `Fields "a" conflict: their types Int and Int! differ in shape.`},
		{"different names", `{ a: color a: color b: obj { id } b: node { id } }`, `Fields "b" conflict: they are different fields, obj and node.`},
		{"arguments", `{ echo(i: 1) echo(i: 2) }`, `Fields "echo" conflict: their arguments differ.`},
		{"arguments against none", `{ echo echo(i: 2) }`, `Fields "echo" conflict: their arguments differ.`},
		{"variables inside values", `query ($x: Int, $y: Int) { echo(in: {a: $x, b: ""}) echo(in: {a: $y, b: ""}) }`, `Fields "echo" conflict: their arguments differ.`},
		{"order of a list", `{ echo(list: [1, 2]) echo(list: [2, 1]) }`, `Fields "echo" conflict: their arguments differ.`},
		{"different objects may differ in names", `{ node { ... on Obj { a: nn } ... on Other { a: x } } }`, ``},
		{"but not in shape", `{ node { ... on Obj { a: n } ... on Other { a: x } } }`, `Fields "a" conflict: their types Int and Int! differ in shape.`},
		{"nor in the shape below", `{ node { ... on Obj { a: self { b: n } } ... on Obj { a: self { b: ints } } } }`, `Fields "b" conflict: their types Int and [Int!] differ in shape.`},
		{"an interface and an object overlap", `{ node { a: id ... on Obj { a: name } } }`, `Fields "a" conflict: their types ID! and String differ in shape.`},
		{"through nested fragments", `{ node { ...A } obj { both { ...B } } } fragment A on Named { ... on Node { ...C ... on Obj { a: n } } } fragment B on Both { ... on Obj { n } } fragment C on Node { ... on Obj { a: name } }`,
			`Fields "a" conflict: their types String and Int differ in shape.`},
		{"in an unmerged selection", `{ obj { self { a: n a: id } } }`, `Fields "a" conflict: their types Int and ID! differ in shape.`},
		{"below merged fields", `{ obj { self { a: n } } obj { self { a: id } } }`, `Fields "a" conflict: their types Int and ID! differ in shape.`},
		{"typename", `{ obj { a: __typename a: __typename } __typename }`, ``},
		{"typename against a field", `{ obj { a: __typename a: name } }`, `Fields "a" conflict: their types String! and String differ in shape.`},
		{"typename of another object", `{ node { ... on Obj { a: __typename } ... on Other { a: id } } }`, `Fields "a" conflict: their types String! and ID! differ in shape.`},
		{"introspection", `{ __schema { types { name } types { kind } } }`, ``},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, errs := Parse(schema, tt.query)
			got := ""
			if len(errs) > 0 {
				got = errs[0].Message
			}
			if got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

// A chain of fragments that each use the next one twice must not be walked twice at each step.
func TestFieldMergingIsNotExponential(t *testing.T) {
	query := "{ obj { ...F0 } }"
	for i := range 60 {
		query += fmt.Sprintf(" fragment F%d on Obj { self { ...F%d } a: self { ...F%d } self { ...F%d } }", i, i+1, i+1, i+1)
	}
	query += " fragment F60 on Obj { n }"
	schema := testSchema(t)
	doc, err := parser.ParseQuery(&ast.Source{Input: query})
	if err != nil {
		t.Fatal(err)
	}
	noRules := rules.NewRules()
	validator.ValidateWithRules(schema, doc, noRules) // annotates the document
	if err := checkFieldsMerge(doc); err != nil {
		t.Error(err)
	}
}

func TestMutationIsSerial(t *testing.T) {
	var order []string
	step := func(name string, value any) func() any {
		return func() any { order = append(order, name); return value }
	}
	root := map[string]any{"first": step("first", 1), "second": step("second", errors.New("no")), "fail": step("fail", errors.New("boom")),
		"obj": map[string]any{"n": step("n", 1), "id": "1"}}
	compare(t, `{"errors":[{"message":"no","path":["b"]},{"message":"boom","path":["fail"]}],"data":null}`,
		run(t, `mutation { a: first obj { n } b: second fail c: first }`, "", root))
	if diff := cmp.Diff([]string{"first", "n", "second", "fail"}, order); diff != "" {
		t.Errorf("order (-want +got)\n%s", diff)
	}
}

func TestCancelledContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	response := Do(ctx, testSchema(t), tree{}, Request{Query: `{ color }`, Root: map[string]any{"color": "RED"}})
	if len(response.Errors) != 1 || response.Errors[0].Message != context.Canceled.Error() {
		t.Errorf("got errors %v", response.Errors)
	}
}

func TestCoerceResult(t *testing.T) {
	type named string
	type flag bool
	text := "RED"
	schema := testSchema(t)
	for _, tt := range []struct {
		typeName string
		value    any
		want     any // nil: an error
	}{
		{"Int", 1, int64(1)}, {"Int", 1.0, int64(1)}, {"Int", json.Number("1"), int64(1)}, {"Int", json.Number("1.0"), int64(1)}, {"Int", "12", int64(12)}, {"Int", uint8(3), int64(3)},
		{"Int", 1.5, nil}, {"Int", int64(1) << 31, nil}, {"Int", -(int64(1) << 31), -(int64(1) << 31)}, {"Int", "1.0", nil}, {"Int", true, nil}, {"Int", []any{}, nil}, {"Int", "", nil},
		{"Float", 1, 1.0}, {"Float", json.Number("1.5"), 1.5}, {"Float", "1.5", 1.5}, {"Float", "NaN", nil}, {"Float", true, nil},
		{"String", "x", "x"}, {"String", named("x"), "x"}, {"String", 1.0, "1"}, {"String", true, "true"}, {"String", map[string]any{}, nil}, {"String", &text, "RED"},
		{"Boolean", true, true}, {"Boolean", flag(true), true}, {"Boolean", 0, false}, {"Boolean", 2.5, true}, {"Boolean", "true", nil},
		{"ID", "x", "x"}, {"ID", 1, "1"}, {"ID", json.Number("10"), "10"}, {"ID", 1.5, nil}, {"ID", true, nil},
		{"Color", "RED", "RED"}, {"Color", named("GREEN"), "GREEN"}, {"Color", "BLUE", nil}, {"Color", 1, nil},
		{"Any", 1.5, 1.5}, {"Any", "x", "x"},
	} {
		t.Run(fmt.Sprintf("%s %v", tt.typeName, tt.value), func(t *testing.T) {
			got, err := CoerceResult(schema.Types[tt.typeName], tt.value)
			if (err != nil) != (tt.want == nil) || err == nil && got != tt.want {
				t.Errorf("got %#v, %v, want %#v", got, err, tt.want)
			}
		})
	}
}

func TestIntrospection(t *testing.T) {
	const query = `{
  __schema { description queryType { name } mutationType { name } subscriptionType { name } directives { name isRepeatable args { name } } }
  obj: __type(name: "Obj") { kind name fields { name type { kind ofType { name } } } interfaces { name } possibleTypes { name } enumValues { name } inputFields { name } ofType { name } isOneOf }
  node: __type(name: "Node") { kind possibleTypes { name } fields { name isDeprecated deprecationReason } }
  both: __type(name: "Both") { possibleTypes { name } fields { name } }
  color: __type(name: "Color") { enumValues { name } all: enumValues(includeDeprecated: true) { name isDeprecated deprecationReason } }
  in: __type(name: "In") { inputFields { name defaultValue type { kind name ofType { kind name ofType { name kind } } } } }
  one: __type(name: "One") { isOneOf specifiedByURL description __typename }
  none: __type(name: "None") { name }
}`
	got := run(t, query, "", nil)
	value, err := jsonvalue.Parse([]byte(got))
	if err != nil {
		t.Fatal(err)
	}
	data, _ := value.(*jsonvalue.Object).Get("data")
	part := func(name string) any {
		v, _ := data.(*jsonvalue.Object).Get(name)
		return v
	}
	if errs, ok := value.(*jsonvalue.Object).Get("errors"); ok {
		t.Fatalf("errors: %s", jsonvalue.Show(errs))
	}
	schema := part("__schema").(*jsonvalue.Object)
	if directives, _ := schema.Get("directives"); len(directives.([]any)) < 5 {
		t.Errorf("got directives %s", jsonvalue.Show(directives))
	}
	for name, want := range map[string]string{
		"node":  `{"kind":"INTERFACE","possibleTypes":[{"name":"Obj"},{"name":"Other"}],"fields":[{"name":"id","isDeprecated":false,"deprecationReason":null}]}`,
		"both":  `{"possibleTypes":[{"name":"Obj"},{"name":"Other"}],"fields":null}`,
		"color": `{"enumValues":[{"name":"RED"}],"all":[{"name":"RED","isDeprecated":false,"deprecationReason":null},{"name":"GREEN","isDeprecated":true,"deprecationReason":"no"}]}`,
		"in": `{"inputFields":[{"name":"a","defaultValue":"5","type":{"kind":"SCALAR","name":"Int","ofType":null}},{"name":"b","defaultValue":null,"type":{"kind":"NON_NULL","name":null,"ofType":{"kind":"SCALAR","name":"String","ofType":null}}},
			{"name":"c","defaultValue":null,"type":{"kind":"INPUT_OBJECT","name":"In","ofType":null}},{"name":"list","defaultValue":null,"type":{"kind":"LIST","name":null,"ofType":{"kind":"NON_NULL","name":null,"ofType":{"name":"In","kind":"INPUT_OBJECT"}}}}]}`,
		"one":  `{"isOneOf":true,"specifiedByURL":null,"description":null,"__typename":"__Type"}`,
		"none": `null`,
	} {
		w, err := jsonvalue.Parse([]byte(want))
		if err != nil {
			t.Fatal(err)
		}
		for _, line := range jsonvalue.Diff(w, part(name), jsonvalue.SameOrder) {
			t.Errorf("%s: %s", name, line)
		}
	}
	obj := part("obj").(*jsonvalue.Object)
	interfaces, _ := obj.Get("interfaces")
	if got := jsonvalue.Show(interfaces); got != `[{"name":"Named"},{"name":"Node"}]` {
		t.Errorf("interfaces of Obj: %s", got)
	}
	for _, name := range []string{"possibleTypes", "enumValues", "inputFields", "ofType", "isOneOf"} {
		if v, has := obj.Get(name); !has || v != nil {
			t.Errorf("%s of an object type is %s, want null", name, jsonvalue.Show(v))
		}
	}
}
