package respond

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/weftgraphql/weft/graph/execute"
	"github.com/weftgraphql/weft/graph/plan"
)

const repeatSchema = `
type Query { reviews: [Review] best: Review }
type Review { author: User }
type User { id: ID! name: String email: String! age: Int friends: [User!] }
`

// authors are reviews of which every third has the same author. Where apart is set, no two authors have the same bytes, so that nothing is
// known to repeat, though they are equal.
func authors(count int, author func(i int) string, apart bool) string {
	var reviews []string
	for i := range count + 1 {
		space := ""
		if apart {
			space = strings.Repeat(" ", i)
		}
		reviews = append(reviews, `{"author":{`+space+author(i%3)+`}}`)
	}
	return `{"data":{"reviews":[` + strings.Join(reviews[:count], ",") + `],"best":` + reviews[count] + `}}`
}

// TestRepeatedObjectsAreWrittenLikeOthers holds answers in which authors are known to repeat against the same answers in which
// they aren't, one after the other with the same memory.
func TestRepeatedObjectsAreWrittenLikeOthers(t *testing.T) {
	const friends = `"friends":[{"__typename":"User","id":"f","email":"f@x"},{"__typename":"User","id":"g","email":%s}]`
	sound := func(i int) string {
		return fmt.Sprintf(`"__typename":"User","id":"%d","name":"n%d","age":%d,`, i, i, i) + fmt.Sprintf(friends, `"g@x"`)
	}
	answers := map[string]func(i int) string{
		"sound": sound,
		"a null rises out of one": func(i int) string {
			if i != 1 {
				return sound(i)
			}
			return `"__typename":"User","id":"1","name":"n","age":1,` + fmt.Sprintf(friends, "null")
		},
		"one has a value of the wrong type": func(i int) string {
			if i != 2 {
				return sound(i)
			}
			return `"__typename":"User","id":"2","name":["n"],"age":"x","friends":7`
		},
		"one is of another type": func(i int) string {
			if i != 2 {
				return sound(i)
			}
			return `"__typename":"Robot","id":"2"`
		},
	}
	schema := loadSchema(t, repeatSchema)
	op := normalize(t, schema, `query ($more: Boolean!) {
		reviews { author { id name email @include(if: $more) age friends { id email } } }
		best { author { id email friends @skip(if: $more) { email } } }
	}`)
	users := "author { __typename id name age friends { __typename id email } }"
	root := &plan.Fetch{ID: 0, Service: "a", Operation: "{...}", Selections: benchSelected("reviews { " + users + " } best { " + users + " }")}
	call := benchCall(0, "User", "id", "email", "reviews.@.author", "best.author")
	call.Alias, call.Variable = "_entities", "representations"
	emails := &plan.Fetch{ID: 1, Service: "b", Subgraph: 1, Operation: "{...}", DependsOn: []int{0}, Entities: []plan.EntityCall{call}}
	program, err := execute.Compile(&plan.Plan{Fetches: []*plan.Fetch{root, emails}}, nil, execute.Options{})
	if err != nil {
		t.Fatal(err)
	}
	projection, err := Compile(schema, op, program.Keys())
	if err != nil {
		t.Fatal(err)
	}
	for name, author := range answers {
		for _, more := range []string{"true", "false"} {
			for _, limit := range []int{0, 300} {
				write := func(apart bool) (data string, errors []string, copied int) {
					variables := execute.VariableMap{"more": []byte(more)}
					answers := program.Execute(t.Context(), execute.Request{Variables: variables, Fetcher: emailsOf(authors(9, author, apart))})
					defer answers.Release()
					response := projection.Write(Input{Answers: answers, Variables: variables, MaxBytes: limit})
					defer response.Release()
					for _, e := range response.Errors {
						errors = append(errors, fmt.Sprintf("%s %v: %s", e.Code, e.Path, e.Message))
					}
					return string(response.Data()), errors, len(response.writer.written)
				}
				want, wantErrors, none := write(true)
				got, gotErrors, copied := write(false)
				if none != 0 || copied == 0 {
					t.Errorf("%s: %d and %d objects are remembered", name, none, copied)
				}
				if limit == 0 && !strings.Contains(want, `"author":{"id":"0"`) {
					t.Errorf("%s: %s", name, want)
				}
				if want != got {
					t.Errorf("%s, more %s, limit %d:\n%s, want\n%s", name, more, limit, got, want)
				}
				if diff := cmp.Diff(wantErrors, gotErrors); diff != "" {
					t.Errorf("%s, more %s, limit %d: %s", name, more, limit, diff)
				}
			}
		}
	}
}

// emailsOf answers the first fetch with a body, and the second with an email for each representation.
type emailsOf string

func (e emailsOf) Fetch(_ context.Context, req *execute.FetchRequest) (execute.FetchResult, error) {
	if req.Fetch.ID == 0 {
		return execute.FetchResult{Body: []byte(e)}, nil
	}
	var list []string
	for i := range strings.Count(string(req.Variables), `"id"`) {
		list = append(list, fmt.Sprintf(`{"email":"%d@x"}`, i))
	}
	return execute.FetchResult{Body: []byte(`{"data":{"_entities":[` + strings.Join(list, ",") + `]}}`)}, nil
}

// TestManyRepeatedObjects: only so many are remembered, and their memory is not kept.
func TestManyRepeatedObjects(t *testing.T) {
	schema := loadSchema(t, repeatSchema)
	op := normalize(t, schema, `{ reviews { author { id email } } }`)
	root := &plan.Fetch{ID: 0, Service: "a", Operation: "{...}", Selections: benchSelected("reviews { author { __typename id } }")}
	call := benchCall(0, "User", "id", "email", "reviews.@.author")
	call.Alias, call.Variable = "_entities", "representations"
	emails := &plan.Fetch{ID: 1, Service: "b", Subgraph: 1, Operation: "{...}", DependsOn: []int{0}, Entities: []plan.EntityCall{call}}
	program, err := execute.Compile(&plan.Plan{Fetches: []*plan.Fetch{root, emails}}, nil, execute.Options{})
	if err != nil {
		t.Fatal(err)
	}
	projection, err := Compile(schema, op, program.Keys())
	if err != nil {
		t.Fatal(err)
	}
	const count = maxRepeatedObjects + 10
	var reviews, want []string
	for i := range 2 * count {
		reviews = append(reviews, fmt.Sprintf(`{"author":{"__typename":"User","id":"%d"}}`, i%count))
		want = append(want, fmt.Sprintf(`{"author":{"id":"%d","email":"%d@x"}}`, i%count, i%count))
	}
	answers := program.Execute(t.Context(), execute.Request{Fetcher: emailsOf(`{"data":{"reviews":[` + strings.Join(reviews, ",") + `]}}`)})
	defer answers.Release()
	response := projection.Write(Input{Answers: answers})
	if string(response.Data()) != `{"reviews":[`+strings.Join(want, ",")+`]}` {
		t.Error("not the data that was wanted")
	}
	w := response.writer
	if len(w.written) != maxRepeatedObjects {
		t.Errorf("%d objects are remembered", len(w.written))
	}
	response.Release()
	if w.written != nil {
		t.Error("the memory of them is kept")
	}
}
