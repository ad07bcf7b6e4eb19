package respond

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftgraphql/weft/graph/execute"
	"github.com/weftgraphql/weft/graph/operation"
	"github.com/weftgraphql/weft/graph/plan"
)

func loadSchema(t testing.TB, sdl string) *ast.Schema {
	t.Helper()
	schema, err := gqlparser.LoadSchema(&ast.Source{Name: "schema.graphqls", Input: sdl})
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

func normalize(t testing.TB, schema *ast.Schema, query string) *operation.Operation {
	t.Helper()
	doc, errs := operation.Parse(query, operation.ParseLimits{})
	if errs != nil {
		t.Fatal(errs)
	}
	if errs := operation.Validate(schema, doc); errs != nil {
		t.Fatal(errs)
	}
	op, err := operation.Select(doc, "")
	if err != nil {
		t.Fatal(err)
	}
	normal, errs := operation.Normalize(schema, doc, op, 0)
	if errs != nil {
		t.Fatal(errs)
	}
	return normal
}

func project(t testing.TB, schema *ast.Schema, op *operation.Operation) *Projection {
	t.Helper()
	projection, err := Compile(schema, op, nil)
	if err != nil {
		t.Fatal(err)
	}
	return projection
}

// answer answers every fetch with the body of its number.
type answer []string

func (a answer) Fetch(_ context.Context, req *execute.FetchRequest) (execute.FetchResult, error) {
	return execute.FetchResult{Body: []byte(a[req.Fetch.ID])}, nil
}

// fetches makes root fetches, one per body, that each say they ask for these keys.
func fetches(bodies []string, keys ...string) []*plan.Fetch {
	var fetches []*plan.Fetch
	for i := range bodies {
		f := &plan.Fetch{ID: i, Service: fmt.Sprint("s", i), Operation: "{...}"}
		for _, key := range keys {
			f.Selections = append(f.Selections, plan.Selected{Key: key, Name: key})
		}
		fetches = append(fetches, f)
	}
	return fetches
}

func run(t testing.TB, fetcher execute.Fetcher, fetches ...*plan.Fetch) *execute.Answers {
	t.Helper()
	program, err := execute.Compile(&plan.Plan{Fetches: fetches}, nil, execute.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return program.Execute(t.Context(), execute.Request{Fetcher: fetcher})
}

// respondTo writes the answer to a query over bodies of root fetches: the data, and the errors as text.
func respondTo(t *testing.T, schema *ast.Schema, query string, in Input, bodies ...string) (data string, errors []string) {
	t.Helper()
	op := normalize(t, schema, query)
	var keys []string
	for _, sel := range op.Selections {
		if f, ok := sel.(*operation.Field); ok && !strings.HasPrefix(f.Name, "__") {
			keys = append(keys, f.Key)
		}
	}
	answers := run(t, answer(bodies), fetches(bodies, keys...)...)
	defer answers.Release()
	in.Answers = answers
	response := project(t, schema, op).Write(in)
	defer response.Release()
	for _, e := range response.Errors {
		errors = append(errors, fmt.Sprintf("%s %s %v: %s", e.Code, e.Service, e.Path, e.Message))
	}
	return string(response.Data()), errors
}
