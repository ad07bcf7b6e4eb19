package respond

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestProjectionsDoNotGrowWithTheTypes: what is asked of all types of an interface is kept once, however many there are, and a
// fragment adds for the types that it is for.
func TestProjectionsDoNotGrowWithTheTypes(t *testing.T) {
	few, many := wideSchema(t, 20), wideSchema(t, 600)
	queries := map[string]string{
		"fields":           `{ nodes { __typename id f0 f1 } }`,
		"nested":           `{ nodes { related { others { related { id } } } } }`,
		"fragments":        `{ nodes { id ... on T3 { own3 } ... on T7 { own7 related { id } } } }`,
		"an own interface": `{ nodes { id ... on Node { f1 ... on T1 { f2 } } } }`,
	}
	for name, query := range queries {
		t.Run(name, func(t *testing.T) {
			a, b := project(t, few, normalize(t, few, query)), project(t, many, normalize(t, many, query))
			if a.Fields() != b.Fields() || a.Fields() > 60 {
				t.Errorf("%d fields for 20 types, %d for 600", a.Fields(), b.Fields())
			}
		})
	}
}

const alikeSchema = `
type Query { all: [Thing] }
interface Thing { id: ID! rank: Int part: Part tags: [String] }
interface Named { id: ID! name: String }
interface Part { id: ID! }
type Wheel implements Part { id: ID! size: Int }
type Door implements Part { id: ID! color: String }
type Car implements Thing & Named { id: ID! rank: Int! part: Wheel tags: [String] name: String }
type Van implements Thing & Named { id: ID! rank: Int! part: Wheel! tags: [String] name: String }
type Shed implements Thing & Named { id: ID! rank: Int part: Door tags: [String!] name: String! }
type Rock implements Thing { id: ID! rank: Int part: Part tags: [String] }
type Sand implements Thing { id: ID! rank: Int part: Part tags: [String] }
type Lake implements Named { id: ID! name: String }
`

// TestTypesThatShareFields: types of which the same is asked share their fields, and still each says its own name, in the answer and in
// errors; those whose fields are of other types, or that a fragment is for, have their own.
func TestTypesThatShareFields(t *testing.T) {
	const answer = `{"data":{"all":[` +
		`{"__typename":"Car","id":"1","rank":null,"name":"c","part":{"__typename":"Wheel","id":"w","size":1},"tags":null},` +
		`{"__typename":"Van","id":"2","rank":2,"name":"v","part":null,"tags":["x",null]},` +
		`{"__typename":"Shed","id":"3","rank":null,"name":null,"part":{"__typename":"Door","id":"d","color":"red"},"tags":["x",null]},` +
		`{"__typename":"Rock","id":"4","rank":"hard","part":{"__typename":"Wheel","id":"w"},"tags":["x",null]},` +
		`{"__typename":"Sand","id":"5","rank":5,"part":{"__typename":"Door","id":"d"},"tags":7},` +
		`{"__typename":"Lake","id":"6","name":"l"}]}}`
	tests := []struct {
		name, query, data string
		errors            []string
	}{
		{"the same of all", `{all{__typename id}}`,
			`{"all":[{"__typename":"Car","id":"1"},{"__typename":"Van","id":"2"},{"__typename":"Shed","id":"3"},{"__typename":"Rock","id":"4"},{"__typename":"Sand","id":"5"},null]}`,
			[]string{"INTERNAL_SERVER_ERROR s0 [all 5]: The object for Query.all does not have a type that Thing may have."}},
		{"own nullability", `{all{rank}}`, `{"all":[null,{"rank":2},{"rank":null},{"rank":null},{"rank":5},null]}`, []string{
			"INTERNAL_SERVER_ERROR s0 [all 0 rank]: Cannot return null for non-nullable field Car.rank.",
			"SUBREQUEST_MALFORMED_RESPONSE s0 [all 3 rank]: The service sent a string for Rock.rank, where a 32-bit integer should be.",
			"INTERNAL_SERVER_ERROR s0 [all 5]: The object for Query.all does not have a type that Thing may have.",
		}},
		{"own types of fields", `{all{part{__typename}tags}}`,
			`{"all":[{"part":{"__typename":"Wheel"},"tags":null},null,{"part":{"__typename":"Door"},"tags":null},{"part":{"__typename":"Wheel"},"tags":["x",null]},{"part":{"__typename":"Door"},"tags":null},null]}`,
			[]string{
				"INTERNAL_SERVER_ERROR s0 [all 1 part]: Cannot return null for non-nullable field Van.part.",
				"INTERNAL_SERVER_ERROR s0 [all 2 tags 1]: Cannot return null for non-nullable field Shed.tags.",
				"SUBREQUEST_MALFORMED_RESPONSE s0 [all 4 tags]: The service sent a number for Sand.tags, where a list should be.",
				"INTERNAL_SERVER_ERROR s0 [all 5]: The object for Query.all does not have a type that Thing may have.",
			}},
		{"fragments that overlap", `{all{...on Named{name __typename} ...on Rock{rock:id} ...on Thing{id ...on Van{van:id}}}}`,
			`{"all":[{"name":"c","__typename":"Car","id":"1"},{"name":"v","__typename":"Van","id":"2","van":"2"},null,{"rock":"4","id":"4"},{"id":"5"},null]}`,
			[]string{
				"INTERNAL_SERVER_ERROR s0 [all 2 name]: Cannot return null for non-nullable field Shed.name.",
				"INTERNAL_SERVER_ERROR s0 [all 5]: The object for Query.all does not have a type that Thing may have.",
			}},
	}
	schema := loadSchema(t, alikeSchema)
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			body := strings.NewReplacer(`"id":"4"`, `"id":"4","rock":"4"`, `"id":"2"`, `"id":"2","van":"2"`).Replace(answer)
			data, errors := respondTo(t, schema, test.query, Input{}, body)
			if diff := cmp.Diff(test.data, data); diff != "" {
				t.Error(diff)
			}
			if diff := cmp.Diff(test.errors, errors); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestCompileIsBounded(t *testing.T) {
	var sdl strings.Builder
	sdl.WriteString("type Query { a: A }\n interface A { a: A }\n")
	for i := range 30 {
		fmt.Fprintf(&sdl, "type T%d implements A { a: A x%d: Int }\n", i, i)
	}
	schema := loadSchema(t, sdl.String())
	// Below each type another selection: so many types to the power of the depth.
	nested := func(types, depth int) string {
		query := "a{__typename}"
		for range depth {
			var b strings.Builder
			for i := range types {
				fmt.Fprintf(&b, "...on T%d{%s}", i, query)
			}
			query = "a{" + b.String() + " " + query + "}"
		}
		return "{" + query + "}"
	}
	compiled, err := Compile(schema, normalize(t, schema, nested(4, 4)), nil)
	if err != nil || compiled.Fields() > 10_000 {
		t.Errorf("%v, %v", compiled, err)
	}
	// Each of a thousand types has a field of its own, beside all the others.
	var query strings.Builder
	for i := range 1000 {
		fmt.Fprintf(&query, " a%d: id ... on T%d { own%d }", i, i, i)
	}
	schema = wideSchema(t, 1000)
	if _, err := Compile(schema, normalize(t, schema, "{ nodes {"+query.String()+" } }"), nil); !errors.As(err, &TooLargeError{}) {
		t.Errorf("more fields than there may be: %v", err)
	}
}
