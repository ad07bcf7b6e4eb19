package introspect

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftgraphql/weft/graph/gqlerr"
	"github.com/weftgraphql/weft/graph/limit"
	"github.com/weftgraphql/weft/graph/operation"
)

var update = flag.Bool("update", false, "write testdata/graphiql.golden.json anew")

func load(t testing.TB) *ast.Schema {
	t.Helper()
	sdl, err := os.ReadFile("testdata/schema.graphqls")
	if err != nil {
		t.Fatal(err)
	}
	schema, err := gqlparser.LoadSchema(&ast.Source{Name: "schema.graphqls", Input: string(sdl)})
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

func run(t testing.TB, schema *ast.Schema, document, variables string, options Options) ([]Answer, *gqlerr.Error) {
	t.Helper()
	doc, errs := operation.Parse(document, operation.ParseLimits{})
	if errs == nil {
		errs = operation.Validate(schema, doc)
	}
	if errs == nil {
		errs = limit.Check(doc, doc.Operations[0], limit.Default())
	}
	if errs != nil {
		t.Fatal(errs)
	}
	op, errs := operation.Normalize(schema, doc, doc.Operations[0], 0)
	if errs != nil {
		t.Fatal(errs)
	}
	values, errs := operation.CoerceVariables(schema, op.Variables, []byte(variables))
	if errs != nil {
		t.Fatal(errs)
	}
	return Execute(schema, op, values, options)
}

// TestGraphiQL sends the query that GraphiQL sends and compares what it says
// of the schema's own types with a golden file.
func TestGraphiQL(t *testing.T) {
	document, err := os.ReadFile("testdata/graphiql.graphql")
	if err != nil {
		t.Fatal(err)
	}
	answers, failure := run(t, load(t), string(document), "", Options{})
	if failure != nil {
		t.Fatal(failure)
	}
	if len(answers) != 1 || answers[0].ResponseKey != "__schema" || !json.Valid(answers[0].JSON) {
		t.Fatalf("answers %v", answers)
	}
	var schema struct {
		Description      json.RawMessage
		QueryType        json.RawMessage
		MutationType     json.RawMessage
		SubscriptionType json.RawMessage
		Types            []json.RawMessage
		Directives       []json.RawMessage
	}
	if err := json.Unmarshal(answers[0].JSON, &schema); err != nil {
		t.Fatal(err)
	}
	var names []string
	kept := schema.Types[:0]
	for _, raw := range schema.Types {
		var named struct{ Name string }
		if err := json.Unmarshal(raw, &named); err != nil {
			t.Fatal(err)
		}
		names = append(names, named.Name)
		if !strings.HasPrefix(named.Name, "__") {
			kept = append(kept, raw)
		}
	}
	schema.Types = kept
	want := strings.Fields(`Boolean Change Filter Float Hit ID Int Lookup Named Node Opaque Other Root String Tag Thing Time
		__Directive __DirectiveLocation __EnumValue __Field __InputValue __Schema __Type __TypeKind`)
	if diff := cmp.Diff(want, names); diff != "" {
		t.Errorf("types (-want +got):\n%s", diff)
	}
	got, err := json.MarshalIndent(schema, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	got = append(got, '\n')
	const golden = "testdata/graphiql.golden.json"
	if *update {
		if err := os.WriteFile(golden, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	expected, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(expected, got) {
		t.Errorf("introspection (-want +got):\n%s", cmp.Diff(string(expected), string(got)))
	}
}

func TestExecute(t *testing.T) {
	schema := load(t)
	for _, test := range []struct{ name, document, variables, want string }{
		{"a type that is not there", `{ __type(name: "Gone") { name } }`, "", `__type=null`},
		{"aliases, order and typename", `{ b: __type(name: "Tag") { k: kind __typename name } node(id: 1) { id } a: __schema { __typename queryType { n: name } } }`, "",
			`b={"k":"ENUM","__typename":"__Type","name":"Tag"} a={"__typename":"__Schema","queryType":{"n":"Root"}}`},
		{"deprecated ones are left out by default", `{ __type(name: "Tag") { enumValues { name } } root: __type(name: "Root") { fields { name args { name } } } in: __type(name: "Filter") { inputFields { name } } }`, "",
			`__type={"enumValues":[{"name":"NEW"}]} root={"fields":[{"name":"node","args":[{"name":"id"}]},{"name":"search","args":[{"name":"filter"},{"name":"by"}]}]} in={"inputFields":[{"name":"text"},{"name":"limit"},{"name":"tags"}]}`},
		{"arguments by variables", `query($n: String!, $d: Boolean) { __type(name: $n) { enumValues(includeDeprecated: $d) { name isDeprecated deprecationReason } } }`, `{"n": "\u0054ag", "d": true}`,
			`__type={"enumValues":[{"name":"NEW","isDeprecated":false,"deprecationReason":null},{"name":"OLD","isDeprecated":true,"deprecationReason":"age"}]}`},
		{"fields merged across conditions", `query($a: Boolean!, $b: Boolean!) { ... @include(if: $a) { __schema { queryType { name } } } __schema { queryType { kind } } __type(name: "Tag") @skip(if: $b) { name } }`,
			`{"a": true, "b": true}`, `__schema={"queryType":{"name":"Root","kind":"OBJECT"}}`},
		{"conditions below", `query($a: Boolean!) { __type(name: "Tag") { name @include(if: $a) kind @skip(if: $a) } }`, `{"a": false}`, `__type={"kind":"ENUM"}`},
		{"wrapped types", `{ __type(name: "Root") { fields(includeDeprecated: true) { type { kind name ofType { kind ofType { kind ofType { kind ofType { kind name } } } } } } } }`, "",
			`__type={"fields":[{"type":{"kind":"INTERFACE","name":"Node","ofType":null}},{"type":{"kind":"LIST","name":null,"ofType":{"kind":"NON_NULL","ofType":{"kind":"LIST","ofType":{"kind":"NON_NULL","ofType":{"kind":"UNION","name":"Hit"}}}}}},{"type":{"kind":"SCALAR","name":"String","ofType":null}}]}`},
	} {
		t.Run(test.name, func(t *testing.T) {
			answers, failure := run(t, schema, test.document, test.variables, Options{})
			if failure != nil {
				t.Fatal(failure)
			}
			var got []string
			for _, answer := range answers {
				got = append(got, answer.ResponseKey+"="+string(answer.JSON))
			}
			if diff := cmp.Diff(test.want, strings.Join(got, " ")); diff != "" {
				t.Errorf("answers (-want +got):\n%s", diff)
			}
		})
	}
}

func TestExecuteIsBounded(t *testing.T) {
	document := `{ __schema { types { fields { type { fields { type { fields { type { fields { type { name } } } } } } } } } } }`
	_, failure := run(t, load(t), document, "", Options{MaxBytes: 1_000})
	if failure == nil || !strings.Contains(failure.Message, "larger than 1000 bytes") {
		t.Errorf("got %v, want a refusal", failure)
	}
}
