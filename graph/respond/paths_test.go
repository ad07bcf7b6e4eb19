package respond

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/weftgraphql/weft/graph/gqlerr"
)

// TestErrorsOfTheQueryRootBelow: one request is made for the query root in several places, and what fails is said of each. Where
// the client did not ask for the field, nothing is missing.
func TestErrorsOfTheQueryRootBelow(t *testing.T) {
	schema := loadSchema(t, `type Query { a: Again n: Int m: Int } type Again { query: Query id: ID }`)
	op := normalize(t, schema, `{ x: a { query { n } } y: a { query { m } } }`)
	failed := func(message string, path ...any) *gqlerr.Error {
		return &gqlerr.Error{Message: message, Service: "s", Path: path}
	}
	for _, test := range []struct {
		name   string
		errors gqlerr.List
		want   []string
	}{
		{"asked for in one place", gqlerr.List{failed("no", "x", "query", "m"), failed("no", "y", "query", "m")}, []string{"no [y query m]"}},
		{"asked for in no place", gqlerr.List{failed("no", "x", "query", "z"), failed("no", "y", "query", "z")}, []string{"no [x query]", "no [y query]"}},
		{"another error", gqlerr.List{failed("no", "x", "query", "m"), failed("nor this", "y", "query", "m")}, []string{"no [x query]", "nor this [y query m]"}},
		{"below an object that is no root", gqlerr.List{failed("no", "x", "id"), failed("no", "y", "query", "m")}, []string{"no [x]", "no [y query m]"}},
	} {
		answers := run(t, answer{`{"data":{"x":{"query":{"n":1}},"y":{"query":{"m":null}}}}`}, fetches([]string{""}, "x", "y")...)
		answers.Errors = test.errors
		response := project(t, schema, op).Write(Input{Answers: answers})
		var got []string
		for _, e := range response.Errors {
			got = append(got, fmt.Sprintf("%s %v", e.Message, e.Path))
		}
		response.Release()
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("%s: (-want +got)\n%s", test.name, diff)
		}
	}
}
