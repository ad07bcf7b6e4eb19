package respond

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/weftgraphql/weft/graph/execute"
	"github.com/weftgraphql/weft/graph/gqlerr"
	"github.com/weftgraphql/weft/graph/operation"
)

const testSchema = `
type Query {
	i: Int  f: Float  s: String  b: Boolean  id: ID  color: Color  any: JSON
	ints: [Int!]  grid: [[Int!]]
	thing: Thing  must: Thing!  things: [Thing]  exact: [Thing!]!  loose: [Thing!]
	node: Node  nodes: [Node]  media: Media  lonely: Lonely
}
type Mutation { a: Int b: Int }
scalar JSON
enum Color { RED GREEN }
interface Node { id: ID! name: String }
interface Lonely { id: ID }
type Thing implements Node { id: ID! name: String! thing: Thing must: Thing! things: [Thing!] n: Int node: Node }
type Other implements Node { id: ID! name: String o: Int }
union Media = Thing | Other
`

func TestWrite(t *testing.T) {
	variables := execute.VariableMap{"yes": []byte("true"), "no": []byte("false")}
	const vars = `query($yes: Boolean!, $no: Boolean!)`
	cannot := func(path, field string) string {
		return "INTERNAL_SERVER_ERROR  [" + path + "]: Cannot return null for non-nullable field " + field + "."
	}
	// sent is for a null that a service sent, where cannot is for what is missing.
	sent := func(path, field string) string {
		return "INTERNAL_SERVER_ERROR s0 [" + path + "]: Cannot return null for non-nullable field " + field + "."
	}
	wrong := func(path, got, field, want string) string {
		return "SUBREQUEST_MALFORMED_RESPONSE s0 [" + path + "]: The service sent " + got + " for " + field + ", where " + want + " should be."
	}
	tests := []struct {
		name, query string
		bodies      []string
		data        string
		errors      []string
	}{
		{name: "the client's order, and only what it asked for", query: `{s i again: s thing{n id}}`,
			bodies: []string{`{"data":{"x":1,"thing":{"id":"1","y":[],"n":2},"again":"b","i":1,"s":"a"}}`},
			data:   `{"s":"a","i":1,"again":"b","thing":{"n":2,"id":"1"}}`},
		{name: "missing and null", query: `{s i thing{n}}`, bodies: []string{`{"data":{"i":null}}`}, data: `{"s":null,"i":null,"thing":null}`},
		{name: "scalars", query: `{i f s b id color any}`,
			bodies: []string{`{"data":{"i":-2147483648,"f":1,"s":"\u0061\"","b":false,"id":12345678901234567890,"color":"RED","any":{"a":[1,{"b":null}]}}}`},
			data:   `{"i":-2147483648,"f":1,"s":"\u0061\"","b":false,"id":"12345678901234567890","color":"RED","any":{"a":[1,{"b":null}]}}`},
		{name: "whole numbers are integers", query: `{i a: i c: i d: i}`, bodies: []string{`{"data":{"i":1.0,"a":2e3,"c":-0.0,"d":-0}}`}, data: `{"i":1,"a":2000,"c":0,"d":0}`},
		{name: "wrong scalars", query: `{i f s b id color a: i c: f d: id e: color g: i any}`,
			bodies: []string{`{"data":{"i":2147483648,"f":"1","s":5,"b":"true","id":true,"color":"BLUE","a":1.5,"c":1e999,"d":1.5,"e":1,"g":[1],"any":"x"}}`},
			data:   `{"i":null,"f":null,"s":null,"b":null,"id":null,"color":null,"a":null,"c":null,"d":null,"e":null,"g":null,"any":"x"}`,
			errors: []string{
				wrong("i", "a number", "Query.i", "a 32-bit integer"), wrong("f", "a string", "Query.f", "a finite number"),
				wrong("s", "a number", "Query.s", "a string"), wrong("b", "a string", "Query.b", "a boolean"), wrong("id", "a boolean", "Query.id", "an ID"),
				"INTERNAL_SERVER_ERROR s0 [color]: The value for Query.color is not one of its enum's.",
				wrong("a", "a number", "Query.i", "a 32-bit integer"), wrong("c", "a number", "Query.f", "a finite number"),
				wrong("d", "a number", "Query.id", "an ID"), wrong("e", "a number", "Query.color", "an enum value"), wrong("g", "a list", "Query.i", "a 32-bit integer"),
			}},
		{name: "wrong shapes", query: `{thing{id} things{id} nodes{id} ints grid}`,
			bodies: []string{`{"data":{"thing":[],"things":{"id":"1"},"nodes":[5,null,[]],"ints":5,"grid":[[1],2,null,[],[3,4]]}}`},
			data:   `{"thing":null,"things":null,"nodes":[null,null,null],"ints":null,"grid":[[1],null,null,[],[3,4]]}`,
			errors: []string{
				wrong("thing", "a list", "Query.thing", "an object"), wrong("things", "an object", "Query.things", "a list"),
				wrong("nodes 0", "a number", "Query.nodes", "an object"), wrong("nodes 2", "a list", "Query.nodes", "an object"),
				wrong("ints", "a number", "Query.ints", "a list"), wrong("grid 1", "a number", "Query.grid", "a list"),
			}},
		{name: "null rises to the nearest nullable", query: `{s thing{n must{must{id}}} i}`,
			bodies: []string{`{"data":{"s":"a","thing":{"n":1,"must":{"must":null}},"i":2}}`},
			data:   `{"s":"a","thing":null,"i":2}`, errors: []string{sent("thing must must", "Thing.must")}},
		{name: "null rises out of lists", query: `{things{id} exact{thing{id}} loose{id} ints grid}`,
			bodies: []string{`{"data":{"things":[{"id":"1"},{"id":null},{}],"exact":[{"thing":{}},{"thing":null}],"loose":[{"id":"1"},null],"ints":[1,null],"grid":[[null],[1]]}}`},
			data:   `{"things":[{"id":"1"},null,null],"exact":[{"thing":null},{"thing":null}],"loose":null,"ints":null,"grid":[null,[1]]}`,
			errors: []string{sent("things 1 id", "Thing.id"), cannot("things 2 id", "Thing.id"), cannot("exact 0 thing id", "Thing.id"),
				sent("loose 1", "Query.loose"), sent("ints 1", "Query.ints"), sent("grid 0 0", "Query.grid")}},
		{name: "null rises to the top", query: `{s must{id}}`, bodies: []string{`{"data":{"s":"a"}}`}, data: `null`, errors: []string{cannot("must", "Query.must")}},
		{name: "a subgraph's error explains", query: `{s thing{name id} loose{id} things{id}}`,
			bodies: []string{`{"data":{"thing":{"id":"1","name":null},"loose":[{}],"things":[{},{}]},"errors":[{"message":"m","path":["thing","name"]},{"message":"n","path":["loose",0,"name","x"]},{"message":"o","path":["things",1]}]}`},
			data:   `{"s":null,"thing":null,"loose":null,"things":[null,null]}`,
			errors: []string{
				"DOWNSTREAM_SERVICE_ERROR s0 [thing name]: m", "DOWNSTREAM_SERVICE_ERROR s0 [loose 0]: n",
				"DOWNSTREAM_SERVICE_ERROR s0 [things 1]: o", cannot("things 0 id", "Thing.id"),
			}},
		{name: "a failed fetch explains", query: `{s must{id}}`, bodies: []string{`<html>`}, data: `null`,
			errors: []string{
				`SUBREQUEST_MALFORMED_RESPONSE s0 [s]: The answer of the service "s0" is not valid JSON: expected a value at byte 0.`,
				`SUBREQUEST_MALFORMED_RESPONSE s0 [must]: The answer of the service "s0" is not valid JSON: expected a value at byte 0.`}},
		{name: "runtime types", query: `{nodes{__typename id ...on Thing{n} ...on Other{o name}} media{...on Node{name}}}`,
			bodies: []string{`{"data":{"nodes":[{"__typename":"Thing","id":"1","n":1,"o":2},{"id":"2","o":2,"__typename":"\u004fther"},{"__typename":"Query","id":"3"},{"id":"4"},{"__typename":null,"id":"5"}],"media":{"__typename":"Other","name":"x"}}}`},
			data:   `{"nodes":[{"__typename":"Thing","id":"1","n":1},{"__typename":"Other","id":"2","o":2,"name":null},null,null,null],"media":{"name":"x"}}`,
			errors: []string{
				"INTERNAL_SERVER_ERROR s0 [nodes 2]: The object for Query.nodes does not have a type that Node may have.",
				"INTERNAL_SERVER_ERROR s0 [nodes 3]: The object for Query.nodes does not have a type that Node may have.",
				"INTERNAL_SERVER_ERROR s0 [nodes 4]: The object for Query.nodes does not have a type that Node may have.",
			}},
		{name: "where the type makes no difference", query: `{nodes{id ...on Node{name}} lonely{id} a: lonely{id __typename}}`,
			bodies: []string{`{"data":{"nodes":[{"id":"1","name":"a"},{"__typename":"Node","id":"2"},{"__typename":"Inaccessible","id":"3"}],"lonely":{"__typename":"Lonely","id":"1"},"a":{"__typename":"Lonely","id":"1"}}}`},
			data:   `{"nodes":[{"id":"1","name":"a"},{"id":"2","name":null},null],"lonely":{"id":"1"},"a":null}`,
			errors: []string{
				"INTERNAL_SERVER_ERROR s0 [nodes 2]: The object for Query.nodes does not have a type that Node may have.",
				"INTERNAL_SERVER_ERROR s0 [a]: The object for Query.lonely does not have a type that Lonely may have.",
			}},
		{name: "the object type's nullability counts", query: `{nodes{__typename name}}`,
			bodies: []string{`{"data":{"nodes":[{"__typename":"Thing","name":null},{"__typename":"Other","name":null}]}}`},
			data:   `{"nodes":[null,{"__typename":"Other","name":null}]}`, errors: []string{sent("nodes 0 name", "Thing.name")}},
		{name: "an object of another type", query: `{thing{n} b: thing{n}}`,
			bodies: []string{`{"data":{"thing":{"__typename":"Other","n":1},"b":{"__typename":"Thing","n":1}}}`}, data: `{"thing":null,"b":{"n":1}}`,
			errors: []string{"INTERNAL_SERVER_ERROR s0 [thing]: The object for Query.thing does not have a type that Thing may have."}},
		{name: "__typename of objects is known", query: `{__typename thing{t: __typename __typename}}`, bodies: []string{`{"data":{"thing":{}}}`},
			data: `{"__typename":"Query","thing":{"t":"Thing","__typename":"Thing"}}`},
		{name: "conditions", query: vars + `{s @include(if:$no) i @include(if:$yes) f @skip(if:$yes) b @skip(if:$no) id @skip(if:$no) @include(if:$no)}`,
			bodies: []string{`{"data":{"s":"a","i":1,"f":2,"b":true,"id":"x"}}`}, data: `{"i":1,"b":true}`},
		{name: "a field stands where it is first wanted", query: vars + `{s @include(if:$no) i s ...@include(if:$yes){f b} b @skip(if:$no) f}`,
			bodies: []string{`{"data":{"s":"a","i":1,"f":2,"b":true}}`}, data: `{"i":1,"s":"a","f":2,"b":true}`},
		{name: "fields of occurrences under different conditions are merged", query: vars + `{thing @include(if:$yes){id thing{n}} thing @include(if:$no){name} thing{thing{id @include(if:$yes)}} thing @skip(if:$no) {n @skip(if:$yes)}}`,
			bodies: []string{`{"data":{"thing":{"id":"1","name":"x","n":1,"thing":{"n":2,"id":"3"}}}}`}, data: `{"thing":{"id":"1","thing":{"n":2,"id":"3"}}}`},
		{name: "fields of fragments are merged", query: `{nodes{...on Thing{node{id}} ...on Node{id} ...on Thing{id node{__typename}}}}`,
			bodies: []string{`{"data":{"nodes":[{"__typename":"Thing","id":"1","node":{"__typename":"Other","id":"2"}},{"__typename":"Other","id":"3"}]}}`},
			data:   `{"nodes":[{"node":{"id":"2","__typename":"Other"},"id":"1"},{"id":"3"}]}`},
		{name: "empty objects", query: `{nodes{...on Other{o}} things{...on Thing @skip(if:true){id} ... on Node @include(if:false){name}}}`,
			bodies: []string{`{"data":{"nodes":[{"__typename":"Thing"}],"things":[{}]}}`}, data: `{"nodes":[{}],"things":[{}]}`},
		{name: "several answers of one object", query: `{thing{id n name things{id n name}}}`,
			bodies: []string{
				`{"data":{"thing":{"id":"1","n":null,"things":[{"id":"a"},{"id":"b"}]}}}`,
				`{"data":{"thing":{"name":"x","n":5,"things":[{"n":1,"name":"y"},{"name":"z"}]}}}`,
			},
			data: `{"thing":{"id":"1","n":5,"name":"x","things":[{"id":"a","n":1,"name":"y"},{"id":"b","n":null,"name":"z"}]}}`},
		{name: "the object's type before the interface object's", query: `{node{__typename id}}`,
			bodies: []string{`{"data":{"node":{"__typename":"Node","id":"1"}}}`, `{"data":{"node":{"__typename":"Other"}}}`}, data: `{"node":{"__typename":"Other","id":"1"}}`},
		{name: "duplicate keys", query: `{s i}`, bodies: []string{`{"data":{"s":"a","i":1,"s":"b"}}`}, data: `{"s":"b","i":1}`},
	}
	schema := loadSchema(t, testSchema)
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			data, errors := respondTo(t, schema, test.query, Input{Variables: variables}, test.bodies...)
			if diff := cmp.Diff(test.data, data); diff != "" {
				t.Errorf("data: %s", diff)
			}
			if diff := cmp.Diff(test.errors, errors); diff != "" {
				t.Errorf("errors: %s", diff)
			}
		})
	}
}

func TestIntrospectionIsGiven(t *testing.T) {
	data, errors := respondTo(t, loadSchema(t, testSchema), `{a: __schema{description} i __type(name:"X"){name}}`,
		Input{Introspection: map[string][]byte{"a": []byte(`{"description":null}`), "__type": []byte(`null`)}}, `{"data":{"i":1}}`)
	if diff := cmp.Diff(`{"a":{"description":null},"i":1,"__type":null}`, data); diff != "" || errors != nil {
		t.Error(diff, errors)
	}
}

func TestNothingFetched(t *testing.T) {
	schema := loadSchema(t, testSchema)
	response := project(t, schema, normalize(t, schema, `{__typename i}`)).Write(Input{})
	defer response.Release()
	if got := string(response.Bytes()); got != `{"data":{"__typename":"Query","i":null}}` {
		t.Error(got)
	}
}

func TestDeniedFieldsAreNullWithoutFurtherErrors(t *testing.T) {
	schema := loadSchema(t, testSchema)
	op := normalize(t, schema, `{s thing{id n} things{thing{id}} must{n}}`)
	deny := func(f operation.Selection) { field := f.(*operation.Field); field.Denied, field.Selections = true, nil }
	deny(op.Selections[0])
	deny(op.Selections[1].(*operation.Field).Selections[0])
	refusal := gqlerr.List{{Message: "denied", Path: []any{"thing", "id"}, Code: gqlerr.UnauthorizedFieldOrType}}
	answers := run(t, answer{`{"data":{"thing":{"n":1},"things":[{"thing":{"id":null}}],"must":{"n":1},"s":"secret"}}`}, fetches([]string{""}, "s", "thing", "things", "must")...)
	defer answers.Release()
	response := project(t, schema, op).Write(Input{Answers: answers, Errors: refusal})
	defer response.Release()
	want := `{"data":{"s":null,"thing":null,"things":[{"thing":null}],"must":{"n":1}},"errors":[` +
		`{"message":"denied","path":["thing","id"],"extensions":{"code":"UNAUTHORIZED_FIELD_OR_TYPE"}},` +
		`{"message":"Cannot return null for non-nullable field Thing.id.","path":["things",0,"thing","id"],"extensions":{"code":"INTERNAL_SERVER_ERROR","service":"s0"}}]}`
	if diff := cmp.Diff(want, string(response.Bytes())); diff != "" {
		t.Error(diff)
	}
}

// Of several selections of one response key, those that are allowed count, whatever their order.
func TestDeniedBesideAllowed(t *testing.T) {
	schema := loadSchema(t, testSchema)
	op := normalize(t, schema, `query($x: Boolean!, $y: Boolean!){i @skip(if: $y) i @skip(if: $x) i @include(if: $x)}`)
	for _, test := range []struct {
		denied    []int
		variables string
		want      string
	}{
		{nil, `{"x":true,"y":false}`, `{"data":{"i":1}}`},
		{[]int{0}, `{"x":true,"y":false}`, `{"data":{"i":1}}`},
		{[]int{0, 1}, `{"x":true,"y":false}`, `{"data":{"i":1}}`},
		{[]int{0, 1}, `{"x":false,"y":false}`, `{"data":{"i":null}}`},
		{[]int{0, 2}, `{"x":true,"y":false}`, `{"data":{"i":null}}`},
		{[]int{0, 2}, `{"x":false,"y":true}`, `{"data":{"i":1}}`},
		{[]int{0, 1, 2}, `{"x":false,"y":true}`, `{"data":{"i":null}}`},
	} {
		trimmed := *op
		trimmed.Selections = slices.Clone(op.Selections)
		for _, n := range test.denied {
			field := *op.Selections[n].(*operation.Field)
			field.Denied = true
			trimmed.Selections[n] = &field
		}
		variables, errs := operation.CoerceVariables(schema, op.Variables, []byte(test.variables))
		if errs != nil {
			t.Fatal(errs)
		}
		answers := run(t, answer{`{"data":{"i":1}}`}, fetches([]string{""}, "i")...)
		response := project(t, schema, &trimmed).Write(Input{Answers: answers, Variables: variables})
		if got := string(response.Bytes()); got != test.want {
			t.Errorf("denied %v, variables %s: %s, want %s", test.denied, test.variables, got, test.want)
		}
		response.Release()
		answers.Release()
	}
}

func TestBytes(t *testing.T) {
	if got := string(Refuse(gqlerr.List{{Message: "no"}}).Bytes()); got != `{"errors":[{"message":"no"}]}` {
		t.Error(got)
	}
	schema := loadSchema(t, testSchema)
	response := project(t, schema, normalize(t, schema, `{i}`)).Write(Input{})
	defer response.Release()
	response.Extensions = map[string]any{"b": 1, "a": "x"}
	if got := string(response.Bytes()); got != `{"data":{"i":null},"extensions":{"a":"x","b":1}}` {
		t.Error(got)
	}
	if got := string(response.Bytes()); got != `{"data":{"i":null},"extensions":{"a":"x","b":1}}` {
		t.Error("a second time:", got)
	}
	for range 2000 {
		response.Errors = append(response.Errors, &gqlerr.Error{Message: strings.Repeat("x", 500)})
	}
	if got := response.Bytes(); len(got) > 256<<10 || !strings.Contains(string(got), " more errors are left out.") {
		t.Errorf("%d bytes of errors", len(got))
	}
}

func TestAnswerThatIsTooLarge(t *testing.T) {
	schema := loadSchema(t, testSchema)
	body := `{"data":{"things":[` + strings.Repeat(`{"id":"1"},`, 100) + `{"id":"1"}]}}`
	data, errors := respondTo(t, schema, `{things{id}}`, Input{MaxBytes: 500}, body)
	if data != "null" || cmp.Diff(errors, []string{"INTERNAL_SERVER_ERROR  []: The answer is larger than 500 bytes."}) != "" {
		t.Error(data, errors)
	}
	if data, errors := respondTo(t, schema, `{things{id}}`, Input{}, body); len(data) < 500 || errors != nil {
		t.Error(data, errors)
	}
}

// TestWorkThatNullsUndoIsBounded: what is written and taken away again counts, too, though it does not stand in the answer.
func TestWorkThatNullsUndoIsBounded(t *testing.T) {
	schema := loadSchema(t, `type Query { groups: [Group] } type Group { members: [Member!]! } type Member { id: ID! }`)
	group := `{"members":[` + strings.Repeat(`{"id":"1"},`, 100) + `null]}`
	body := func(groups int) string {
		return `{"data":{"groups":[` + strings.Repeat(group+",", groups) + `{"members":[]}]}}`
	}
	const each = len(`{"members":[`) + 100*len(`{"id":"1"},`) + len(`]}`) // of a group, when the null comes
	data, errors := respondTo(t, schema, `{groups{members{id}}}`, Input{MaxBytes: 2000}, body(undonePerLimit*2000/each))
	if want := `{"groups":[` + strings.Repeat("null,", undonePerLimit*2000/each) + `{"members":[]}]}`; data != want || len(errors) != undonePerLimit*2000/each {
		t.Error(data, errors)
	}
	data, errors = respondTo(t, schema, `{groups{members{id}}}`, Input{MaxBytes: 2000}, body(1+undonePerLimit*2000/each))
	if data != "null" || len(errors) == 0 || errors[len(errors)-1] != "INTERNAL_SERVER_ERROR  []: Nulls took away more than 8000 bytes of the answer." {
		t.Error(data, errors)
	}
}
