package execute

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/weftgraphql/weft/graph/gqlerr"
	"github.com/weftgraphql/weft/graph/plan"
)

// usersPlan asks for users, then for their friends' names in another service.
func usersPlan() []*plan.Fetch {
	return []*plan.Fetch{
		rootFetch(0, "a", "users", "me"),
		entityFetch(1, "b", []int{0}, entity("User", key("id"), "users.@.friend", "me.friend")),
		entityFetch(2, "c", []int{1}, entity("Org", key("id"), "users.@.friend.org")),
	}
}

const usersAnswer = `{"data":{"users":[{"friend":{"__typename":"User","id":"1"}},{"friend":{"__typename":"User","id":"2"}}],"me":{"friend":{"__typename":"User","id":"1"}}}}`

func TestMalformedAnswersAreContained(t *testing.T) {
	const asked = "DOWNSTREAM"
	tests := []struct{ name, body, problem string }{
		{"empty", ``, "is not valid JSON: unexpected end at byte 0"},
		{"html", `<html><body>502 at 10.0.0.1</body></html>`, "is not valid JSON: expected a value at byte 0"},
		{"truncated", `{"data":{"_entities":[{"name":"a`, "is not valid JSON: unterminated string at byte 32"},
		{"two documents", `{"data":null}{"data":null}`, "is not valid JSON: something after the document at byte 13"},
		{"not UTF-8", "{\"data\":\"\xff\"}", "is not valid JSON: invalid UTF-8 in a string at byte 10"},
		{"null", `null`, "is null, not an object"},
		{"a list", `[]`, "is a list, not an object"},
		{"a string", `"data"`, "is a string, not an object"},
		{"no data", `{}`, "has neither data nor errors"},
		{"null without errors", `{"data":null,"errors":[]}`, "has data that is null and no errors"},
		{"data a list", `{"data":[]}`, "has data that is a list, not an object"},
		{"data a number", `{"data":5,"errors":[]}`, "has data that is a number, not an object"},
		{"errors an object", `{"data":{},"errors":{"message":"x"}}`, "has errors that are an object, not a list"},
		{"an error is a string", `{"data":null,"errors":["x"]}`, "has an error that is a string, not an object"},
		{"no entities", `{"data":{}}`, "has no entities and no errors"},
		{"entities null", `{"data":{"_entities":null}}`, "has no entities and no errors"},
		{"entities an object", `{"data":{"_entities":{}}}`, "has an object where the list of entities should be"},
		{"too few", `{"data":{"_entities":[{}]}}`, "has 1 entities where 2 were asked for"},
		{"too many", `{"data":{"_entities":[{},{},{}]}}`, "has 3 entities where 2 were asked for"},
		{"an entity is a list", `{"data":{"_entities":[[],{}]}}`, "has a list where an entity should be"},
		{"an entity is a number", `{"data":{"_entities":[{},7]}}`, "has a number where an entity should be"},
		{"100,000 lists", `{"data":` + strings.Repeat("[", 100_000), "is not valid JSON: nested too deep at byte 519"},
		{"too many values", `{"data":[` + strings.Repeat("1,", 5000) + `1]}`, "is not valid JSON: too many values at byte 2005"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			s := bodies(usersAnswer, test.body, ``)
			tree, errs := execute(t, s, Request{Limits: Limits{Nodes: 1000}}, usersPlan()...)
			friend := func(id string) object {
				return object{"friend": object{"__typename": `"User"`, "id": id}}
			}
			message := `: The answer of the service "b" ` + test.problem + "."
			check(t, tree, errs, s, object{"users": list{friend(`"1"`), friend(`"2"`)}, "me": friend(`"1"`)},
				map[int]string{0: "", 1: `{"representations":[{"__typename":"User","id":"1"},{"__typename":"User","id":"2"}]}`},
				"SUBREQUEST_MALFORMED_RESPONSE b [users]"+message, "SUBREQUEST_MALFORMED_RESPONSE b [me friend]"+message)
			if strings.Contains(fmt.Sprint(errs), "10.0.0.1") || strings.Contains(fmt.Sprint(errs), asked) {
				t.Error("the answer shows in the error")
			}
		})
	}
}

func TestWrongTypeOfEntity(t *testing.T) {
	s := bodies(usersAnswer, `{"data":{"_entities":[{"__typename":"Admin","name":"x"},{"__typename":"User","name":"two"}]}}`)
	tree, errs := execute(t, s, Request{}, usersPlan()...)
	one, two := object{"__typename": `"User"`, "id": `"1"`}, object{"__typename": `"User"`, "id": `"2"`, "name": `"two"`}
	check(t, tree, errs, s, object{"users": list{object{"friend": one}, object{"friend": two}}, "me": object{"friend": one}},
		map[int]string{0: "", 1: `{"representations":[{"__typename":"User","id":"1"},{"__typename":"User","id":"2"}]}`},
		`SUBREQUEST_MALFORMED_RESPONSE b [users 0 friend]: The answer of the service "b" has an object of another type than was asked for.`,
		`SUBREQUEST_MALFORMED_RESPONSE b [me friend]: The answer of the service "b" has an object of another type than was asked for.`)
}

func TestSubgraphErrors(t *testing.T) {
	const entities = `"data":{"_entities":[{"name":null},{"name":"two"}]}`
	tests := []struct {
		name, body string
		want       []string
	}{
		{"of a field, at each place", `{` + entities + `,"errors":[{"message":"no name","path":["_entities",0,"name"],"extensions":{"code":"GONE"}}]}`,
			[]string{"GONE b [users 0 friend name]: no name", "GONE b [me friend name]: no name"}},
		{"of an entity", `{` + entities + `,"errors":[{"message":"m","path":["_entities",1]}]}`, []string{"DOWNSTREAM_SERVICE_ERROR b [users 1 friend]: m"}},
		{"of the call", `{"data":null,"errors":[{"message":"m","path":["_entities"]}]}`,
			[]string{"DOWNSTREAM_SERVICE_ERROR b [users]: m", "DOWNSTREAM_SERVICE_ERROR b [me friend]: m"}},
		{"without a path", `{"errors":[{"message":"m"}]}`, []string{"DOWNSTREAM_SERVICE_ERROR b [users]: m", "DOWNSTREAM_SERVICE_ERROR b [me friend]: m"}},
		{"with paths that are none", `{"errors":[{"message":"m","path":"x"},{"message":"n","path":[true]},{"message":"o","path":["_entities",-1]},{"message":"p","path":["_entities",9,"x"]},{"message":"q","path":["other"]}]}`,
			[]string{
				"DOWNSTREAM_SERVICE_ERROR b [users]: m", "DOWNSTREAM_SERVICE_ERROR b [me friend]: m", "DOWNSTREAM_SERVICE_ERROR b [users]: n", "DOWNSTREAM_SERVICE_ERROR b [me friend]: n",
				"DOWNSTREAM_SERVICE_ERROR b [users]: o", "DOWNSTREAM_SERVICE_ERROR b [me friend]: o", "DOWNSTREAM_SERVICE_ERROR b [users]: p", "DOWNSTREAM_SERVICE_ERROR b [me friend]: p",
				"DOWNSTREAM_SERVICE_ERROR b [users]: q", "DOWNSTREAM_SERVICE_ERROR b [me friend]: q",
			}},
		{"without a message, twice", `{"errors":[{"path":["_entities",1]},{"message":5,"path":["_entities",1]}]}`,
			[]string{"DOWNSTREAM_SERVICE_ERROR b [users 1 friend]: The service reported an error without a message."}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, errs := execute(t, bodies(usersAnswer, test.body), Request{}, usersPlan()...)
			if diff := cmp.Diff(test.want, errs); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestErrorsKeepWhatTheSubgraphSaidAndAreMarked(t *testing.T) {
	s := bodies(`{"data":{"x":null},"errors":[{"message":"m","path":["x"],"locations":[{"line":1,"column":2}],"extensions":{"code":"C","retry":[1],"huge":"` +
		strings.Repeat("x", maxExtensions) + `"}}]}`)
	answers := compile(t, rootFetch(0, "a", "x")).Execute(t.Context(), Request{Fetcher: s})
	defer answers.Release()
	if len(answers.Errors) != 1 {
		t.Fatal(answers.Errors)
	}
	text, err := answers.Errors[0].MarshalJSON()
	if err != nil || !answers.Errors[0].Foreign {
		t.Error(err, "not marked")
	}
	if diff := cmp.Diff(`{"message":"m","path":["x"],"extensions":{"code":"C","retry":[1],"service":"a"}}`, string(text)); diff != "" {
		t.Error(diff)
	}
}

// TestAFieldFailsOnce: several subgraphs are asked for shares of one field, and each says that it failed.
func TestAFieldFailsOnce(t *testing.T) {
	failed := func(path string) string {
		return `{"data":{"box":null},"errors":[{"message":"m","path":[` + path + `]}]}`
	}
	tests := []struct {
		name   string
		bodies []string
		want   []string
	}{
		{"in the same place", []string{failed(`"box"`), failed(`"box"`)}, []string{"DOWNSTREAM_SERVICE_ERROR a [box]: m"}},
		{"in different places", []string{failed(`"box","x"`), failed(`"box","y"`)},
			[]string{"DOWNSTREAM_SERVICE_ERROR a [box x]: m", "DOWNSTREAM_SERVICE_ERROR b [box y]: m"}},
		{"twice by the same subgraph, for different reasons", []string{
			`{"data":{"box":null},"errors":[{"message":"m","path":["box"]},{"message":"n","path":["box"]}]}`, failed(`"box"`)},
			[]string{"DOWNSTREAM_SERVICE_ERROR a [box]: m", "DOWNSTREAM_SERVICE_ERROR a [box]: n"}},
		{"the requests, not the field", []string{`<`, `<`}, []string{
			`SUBREQUEST_MALFORMED_RESPONSE a [box]: The answer of the service "a" is not valid JSON: expected a value at byte 0.`,
			`SUBREQUEST_MALFORMED_RESPONSE b [box]: The answer of the service "b" is not valid JSON: expected a value at byte 0.`}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, errs := execute(t, bodies(test.bodies...), Request{}, rootFetch(0, "a", "box"), rootFetch(1, "b", "box"))
			if diff := cmp.Diff(test.want, errs); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

// TestAFieldOfAnEarlierPartFailsOnce: what a part takes was fetched for an earlier one already, and is said to have failed both times.
// What only its own fetch says is the part's.
func TestAFieldOfAnEarlierPartFailsOnce(t *testing.T) {
	s := bodies(`{"data":{"box":null},"errors":[{"message":"m","path":["box"]}]}`,
		`{"data":{"box":null,"lid":null},"errors":[{"message":"n","path":["box"]},{"message":"o","path":["lid"]}]}`)
	fetches := []*plan.Fetch{rootFetch(0, "a", "box"), rootFetch(1, "b", "box", "lid")}
	fetches[1].Deferred = []int{1}
	program, err := Compile(&plan.Plan{Fetches: fetches, Deferred: []plan.Deferred{{ID: 1}}}, nil, Options{})
	if err != nil {
		t.Fatal(err)
	}
	running := program.Start(t.Context(), Request{Fetcher: s})
	defer running.Release()
	var got []string
	for part := range 2 {
		running.Wait(Parts(0).With(part))
		running.Read(part, func(a *Answers) {
			for _, e := range a.Errors {
				got = append(got, fmt.Sprintf("part %d: %v %s", part, e.Path, e.Message))
			}
		})
	}
	if diff := cmp.Diff([]string{"part 0: [box] m", "part 1: [lid] o"}, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestErrorsAreBounded(t *testing.T) {
	many := strings.Repeat(`{"message":"`+strings.Repeat("é", 10_000)+`","path":["x"]},`, 300)
	s := bodies(`{"data":{"x":null},"errors":[` + many[:len(many)-1] + `]}`)
	_, errs := execute(t, s, Request{}, rootFetch(0, "a", "x"))
	if size := len(strings.Join(errs, "")); size > 200<<10 || len(errs) == 0 {
		t.Errorf("%d bytes in %d errors", size, len(errs))
	}
	var b strings.Builder
	for i := range 5000 {
		fmt.Fprintf(&b, `,{"message":"m%d"}`, i)
	}
	s = bodies(`{"data":{"x":null},"errors":[` + b.String()[1:] + `]}`)
	_, errs = execute(t, s, Request{}, rootFetch(0, "a", "x"))
	if len(errs) != 1000 {
		t.Errorf("%d errors", len(errs))
	}
}

func TestFailedFetches(t *testing.T) {
	tests := []struct {
		name string
		err  error
		want string
	}{
		{"in the fetcher's words", fmt.Errorf("wrapped: %w", &FetchError{Code: gqlerr.SubrequestHTTP, Message: "HTTP 503.", Cause: errors.New("10.0.0.1")}),
			"SUBREQUEST_HTTP_ERROR b [%s]: HTTP 503."},
		{"unknown", errors.New("dial tcp 10.0.0.1:80: connection refused"), `SUBREQUEST_HTTP_ERROR b [%s]: The service "b" could not be reached.`},
		{"deadline", fmt.Errorf("x: %w", context.DeadlineExceeded), `GATEWAY_TIMEOUT b [%s]: The service "b" was not asked or did not answer in time.`},
		{"cancelled", context.Canceled, `GATEWAY_TIMEOUT b [%s]: The request was cancelled before the service "b" answered.`},
		{"panic", nil, `INTERNAL_SERVER_ERROR b [%s]: An internal error occurred while asking the service "b".`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			s := &fakeSubgraphs{answer: func(_ context.Context, req *FetchRequest) (string, error) {
				switch {
				case req.Fetch.ID == 0:
					return usersAnswer, nil
				case test.err == nil:
					panic("10.0.0.1")
				}
				return "", test.err
			}}
			var logged []error
			observer := &Observer{FetchDone: func(r FetchReport) {
				if r.Err != nil {
					logged = append(logged, r.Err)
				}
			}}
			_, errs := execute(t, s, Request{Observer: observer}, usersPlan()...)
			want := []string{fmt.Sprintf(test.want, "users"), fmt.Sprintf(test.want, "me friend")}
			if diff := cmp.Diff(want, errs); diff != "" {
				t.Error(diff)
			}
			if len(logged) != 1 || len(s.sent) != 2 {
				t.Errorf("logged %v, sent %v", logged, s.sent)
			}
		})
	}
}

func TestAFailedMutationDoesNotStopTheNext(t *testing.T) {
	first, second := rootFetch(0, "a", "x"), rootFetch(1, "b", "y")
	second.DependsOn = []int{0}
	s := bodies(`nothing`, `{"data":{"y":1}}`)
	tree, errs := execute(t, s, Request{}, first, second)
	check(t, tree, errs, s, object{"y": "1"}, map[int]string{0: "", 1: ""},
		`SUBREQUEST_MALFORMED_RESPONSE a [x]: The answer of the service "a" is not valid JSON: expected a value at byte 0.`)
}

func TestNothingIsSentAfterTheEnd(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	s := &fakeSubgraphs{answer: func(context.Context, *FetchRequest) (string, error) {
		cancel()
		return usersAnswer, nil
	}}
	answers := compile(t, usersPlan()...).Execute(ctx, Request{Fetcher: s})
	defer answers.Release()
	if len(s.sent) != 1 || len(answers.Errors) != 2 || answers.Errors[0].Code != gqlerr.GatewayTimeout {
		t.Errorf("sent %v, errors %v", s.sent, answers.Errors)
	}
}

func TestPositionsAreBounded(t *testing.T) {
	// Each level's entity is at a hundred places: a million at the third.
	level := func(child string) string {
		return `{"data":{"_entities":[{"list":[` + strings.TrimSuffix(strings.Repeat(child+",", 100), ",") + `]}]}}`
	}
	const user = `{"__typename":"User","id":"1"}`
	p := "users.@"
	fetches := []*plan.Fetch{rootFetch(0, "a", "users")}
	for i := 1; i < 5; i++ {
		fetches = append(fetches, entityFetch(i, "b", []int{i - 1}, entity("User", key("id"), p)))
		p += ".list.@"
	}
	s := bodies(`{"data":{"users":[`+user+`]}}`, level(user), level(user), level(user), level(user))
	answers := compile(t, fetches...).Execute(t.Context(), Request{Fetcher: s, Limits: Limits{Positions: 50_000}})
	defer answers.Release()
	var text []string
	for _, e := range answers.Errors {
		text = append(text, e.Message)
	}
	if diff := cmp.Diff([]string{`The answer has more objects than the service "b" may be asked about.`}, text); diff != "" {
		t.Error(diff)
	}
}

// TestAPanicLeavesNothingBehind: what a fetch that panicked was about may be half done. Other fetches are made as if there were none, the
// error says no more than that, and the memory is not used again.
func TestAPanicLeavesNothingBehind(t *testing.T) {
	program := compile(t, usersPlan()...)
	s := &fakeSubgraphs{answer: func(_ context.Context, req *FetchRequest) (string, error) {
		if req.Fetch.ID == 1 {
			panic("10.0.0.1")
		}
		return usersAnswer, nil
	}}
	var causes []error
	answers := program.Execute(t.Context(), Request{Fetcher: s})
	for _, e := range answers.Errors {
		causes = append(causes, e.Cause)
	}
	failed := answers.run
	answers.Release()
	for _, cause := range causes {
		p, is := cause.(*PanicError) //nolint:errorlint // itself
		if !is || p.Value != "10.0.0.1" || !strings.Contains(string(p.Stack), "errors_test.go") {
			t.Errorf("got %v", cause)
		}
	}
	again := program.newRun(t.Context(), Request{})
	if len(causes) != 2 || again == failed {
		t.Errorf("%d causes, used again: %v", len(causes), again == failed)
	}
}

// TestErrorsWithoutRoomAreNotPlaced: when an error has no room nobody looks for the places of those behind it, of which there may
// be as many as objects times errors.
func TestErrorsWithoutRoomAreNotPlaced(t *testing.T) {
	const objects, reported = 2000, 2000
	root := &plan.Fetch{ID: 0, Service: "a", Operation: "{...}", Selections: selects("users { friend { __typename id } }")}
	names := entityFetch(1, "b", []int{0}, entity("User", key("id"), "users.@.friend"))
	names.Subgraph, names.Entities[0].Selections = 1, selects("|User { name }")
	answer := `{"data":{"users":[` + strings.TrimSuffix(strings.Repeat(`{"friend":{"__typename":"User","id":1}},`, objects), ",") + `]}}`
	failing := `{"data":{"_entities":[null]},"errors":[` +
		strings.TrimSuffix(strings.Repeat(`{"message":"`+strings.Repeat("m", maxMessage)+`","path":["_entities",0]},`, reported), ",") + `]}`
	s := bodies(answer, failing)
	answers := compile(t, root, names).Execute(t.Context(), Request{Fetcher: s})
	defer answers.Release()
	text := 0
	for i, e := range answers.Errors {
		text += len(e.Message)
		if diff := cmp.Diff([]any{"users", i, "friend"}, e.Path); diff != "" {
			t.Fatal(diff)
		}
	}
	if text > maxErrorText || text < maxErrorText/2 {
		t.Errorf("%d errors with %d bytes are kept", len(answers.Errors), text)
	}
	if r := answers.run; r.keepsErrors() {
		t.Errorf("there is still room for %d errors, %d bytes", r.errorRoom, r.textRoom)
	}
}

// TestErrorsOfTooManyPlaces: when it takes too long to find out where objects stand, an error tells of them together.
func TestErrorsOfTooManyPlaces(t *testing.T) {
	const answer = `{"data":{"users":[{"friend":{"__typename":"User","id":1}},{"friend":{"__typename":"User","id":1}},{"friend":{"__typename":"User","id":2}}]}}`
	root := &plan.Fetch{ID: 0, Service: "a", Operation: "{...}", Selections: selects("users { friend { __typename id } }")}
	names := entityFetch(1, "b", []int{0}, entity("User", key("id"), "users.@.friend"))
	names.Subgraph, names.Entities[0].Selections = 1, selects("|User { name }")
	s := bodies(answer, `{"data":{"_entities":[{"name":"n"},null]},"errors":[{"message":"e","path":["_entities",1]}]}`)
	_, errors := execute(t, s, Request{Limits: Limits{Positions: 2}}, root, names)
	if diff := cmp.Diff([]string{"DOWNSTREAM_SERVICE_ERROR b [users]: e"}, errors); diff != "" {
		t.Error(diff)
	}
}

// TestKeysOfExtensionsAreBounded: what an error's extensions are called counts like what they say.
func TestKeysOfExtensionsAreBounded(t *testing.T) {
	long := strings.Repeat("k", maxExtensions)
	s := bodies(`{"data":null,"errors":[{"message":"m","extensions":{"a":1,"` + long + `":2}}]}`)
	answers := compile(t, rootFetch(0, "a", "x")).Execute(t.Context(), Request{Fetcher: s})
	defer answers.Release()
	if len(answers.Errors) != 1 || len(answers.Errors[0].Extensions) != 1 {
		t.Errorf("got %v", answers.Errors)
	}
}
