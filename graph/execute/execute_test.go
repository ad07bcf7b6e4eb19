package execute

import (
	"context"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/vektah/gqlparser/v2/ast"
	"go.uber.org/goleak"

	"github.com/weftgraphql/weft/graph/operation"
	"github.com/weftgraphql/weft/graph/plan"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// check compares the tree, the variables sent per fetch and the errors.
func check(t *testing.T, tree any, errors []string, s *fakeSubgraphs, wantTree any, wantSent map[int]string, wantErrors ...string) {
	t.Helper()
	if diff := cmp.Diff(wantTree, tree); diff != "" {
		t.Errorf("tree: %s", diff)
	}
	if diff := cmp.Diff(wantSent, s.sent); diff != "" {
		t.Errorf("sent: %s", diff)
	}
	if diff := cmp.Diff(wantErrors, errors); diff != "" {
		t.Errorf("errors: %s", diff)
	}
}

func TestEntitiesAreJoinedAndAskedForOnce(t *testing.T) {
	s := bodies(
		`{"data":{"users":[{"id":"1","friend":{"__typename":"User","id":"2"}},null,{"id":"3","friend":null},{"id":"4","friend":{"__typename":"User","id":"2"}},{"id":"5","friend":{"__typename":"User","id":null}},{"id":"6","friend":{"__typename":"User","id":"7"}}]}}`,
		`{"data":{"_entities":[{"name":"two"},null]}}`,
	)
	tree, errors := execute(t, s, Request{},
		rootFetch(0, "a", "users"),
		entityFetch(1, "b", []int{0}, entity("User", key("id"), "users.@.friend")),
	)
	two := object{"__typename": `"User"`, "id": `"2"`, "name": `"two"`}
	check(t, tree, errors, s, object{"users": list{
		object{"id": `"1"`, "friend": two},
		nil,
		object{"id": `"3"`, "friend": nil},
		object{"id": `"4"`, "friend": two},
		object{"id": `"5"`, "friend": object{"__typename": `"User"`, "id": nil}},
		object{"id": `"6"`, "friend": object{"__typename": `"User"`, "id": `"7"`}},
	}}, map[int]string{0: "", 1: `{"representations":[{"__typename":"User","id":"2"},{"__typename":"User","id":"7"}]}`})
	if s.released != 2 {
		t.Errorf("%d bodies released", s.released)
	}
}

func TestNothingToAskIsNotAsked(t *testing.T) {
	s := bodies(`{"data":{"users":[]}}`)
	tree, errors := execute(t, s, Request{},
		rootFetch(0, "a", "users"),
		entityFetch(1, "b", []int{0}, entity("User", key("id"), "users.@")),
		entityFetch(2, "c", []int{1}, entity("User", key("id"), "users.@")),
	)
	check(t, tree, errors, s, object{"users": list{}}, map[int]string{0: ""})
}

func TestSeveralCallsAndPathsInOneFetch(t *testing.T) {
	s := bodies(
		`{"data":{"me":{"__typename":"User","id":"1"},"top":[[{"__typename":"Product","upc":"a"}],[{"__typename":"Product","upc":"b"},null]],"best":{"__typename":"Product","upc":"b"}}}`,
		`{"data":{"_e1":[{"price":1},{"price":2}],"_e0":[{"name":"me"}]}}`,
	)
	tree, errors := execute(t, s, Request{},
		rootFetch(0, "a", "me", "top", "best"),
		entityFetch(1, "b", []int{0}, entity("User", key("id"), "me"), entity("Product", key("upc"), "top.@.@", "best")),
	)
	a := object{"__typename": `"Product"`, "upc": `"a"`, "price": "1"}
	b := object{"__typename": `"Product"`, "upc": `"b"`, "price": "2"}
	check(t, tree, errors, s, object{
		"me":   object{"__typename": `"User"`, "id": `"1"`, "name": `"me"`},
		"top":  list{list{a}, list{b, nil}},
		"best": b,
	}, map[int]string{0: "", 1: `{"r0":[{"__typename":"User","id":"1"}],"r1":[{"__typename":"Product","upc":"a"},{"__typename":"Product","upc":"b"}]}`})
}

func TestACallWithoutObjectsSendsAnEmptyList(t *testing.T) {
	s := bodies(`{"data":{"me":{"__typename":"User","id":"1"},"best":null}}`, `{"data":{"_e0":[{"name":"me"}],"_e1":[]}}`)
	tree, errors := execute(t, s, Request{},
		rootFetch(0, "a", "me", "best"),
		entityFetch(1, "b", []int{0}, entity("User", key("id"), "me"), entity("Product", key("upc"), "best")),
	)
	check(t, tree, errors, s, object{"me": object{"__typename": `"User"`, "id": `"1"`, "name": `"me"`}, "best": nil},
		map[int]string{0: "", 1: `{"r0":[{"__typename":"User","id":"1"}],"r1":[]}`})
}

func TestRepresentations(t *testing.T) {
	nested := []plan.RepresentationField{
		{Name: "id", Source: "_id", Key: true},
		{Name: "org", Source: "org", Key: true, Fields: []plan.RepresentationField{{Name: "code", Source: "code", Key: true}}},
		{Name: "lines", Source: "lines", Fields: []plan.RepresentationField{{Name: "sku", Source: "sku"}}},
		{Name: "weight", Source: "weight", Types: []string{"Book"}},
		{Name: "meta", Source: "meta"},
	}
	call := plan.EntityCall{
		Alias: "_entities", Variable: "representations", Paths: []plan.Path{path("items.@")},
		Representations: []plan.Representation{
			{Types: []string{"Book", "Movie"}, On: "Item", TypeName: "Item", Fields: nested},
			{Types: []string{"Song"}, On: "Song", Fields: key("id")},
		},
	}
	const org = `"org":{"code":7}`
	items := []string{
		`{"__typename":"Book","_id":"1","org":{"x":1,"code":"c"},"lines":[{"sku":1},null,{"sku":null}],"weight":null,"meta":{"a": [1]}}`,
		`{"__typename":"Movie","_id":2,` + org + `,"lines":null,"meta":null}`,
		`{"__typename":"Song","id":"3"}`,
		`{"__typename":"Other","id":"4"}`,
		`{"__typename":"Movie","_id":5,"org":null,"lines":null,"meta":null}`,
		`{"__typename":"Movie","_id":6,"org":{"code":null},"lines":null,"meta":null}`,
		`{"__typename":"Movie","_id":7,` + org + `,"meta":null}`,
		`{"__typename":"Movie","_id":8,` + org + `,"lines":[{}],"meta":null}`,
		`{"__typename":"Movie","_id":9,` + org + `,"lines":5,"meta":null}`,
		`{"__typename":"Movie","_id":10,` + org + `,"lines":[],"meta":"\u0061"}`,
		`{"__typename":"Movie","_id":11,` + org + `,"lines":[[{"sku":1},{"sku":2}]],"meta":false}`,
	}
	s := bodies(`{"data":{"items":[`+strings.Join(items, ",")+`]}}`, `{"data":{"_entities":[null,null,null,null,null]}}`)
	_, errors := execute(t, s, Request{}, rootFetch(0, "a", "items"), entityFetch(1, "b", []int{0}, call))
	want := `{"representations":[` + strings.Join([]string{
		`{"__typename":"Item","id":"1","org":{"code":"c"},"lines":[{"sku":1},null,{"sku":null}],"weight":null,"meta":{"a": [1]}}`,
		`{"__typename":"Item","id":2,"org":{"code":7},"lines":null,"meta":null}`,
		`{"__typename":"Song","id":"3"}`,
		`{"__typename":"Item","id":10,"org":{"code":7},"lines":[],"meta":"\u0061"}`,
		`{"__typename":"Item","id":11,"org":{"code":7},"lines":[[{"sku":1},{"sku":2}]],"meta":false}`,
	}, ",") + `]}`
	if diff := cmp.Diff(want, s.sent[1]); diff != "" || errors != nil {
		t.Errorf("%v %s", errors, diff)
	}
}

func TestTheObjectsTypeCountsBeforeTheInterfaces(t *testing.T) {
	schema := &ast.Schema{Types: map[string]*ast.Definition{
		"Media": {Name: "Media", Kind: ast.Interface}, "Book": {Name: "Book", Kind: ast.Object},
	}}
	call := func(types ...string) plan.EntityCall {
		return plan.EntityCall{
			Alias: "_entities", Variable: "r", Paths: []plan.Path{path("media")},
			Representations: []plan.Representation{{Types: types, On: "Media", Fields: key("id")}},
		}
	}
	s := bodies(
		`{"data":{"media":{"__typename":"Media","id":"1"}}}`,
		`{"data":{"_entities":[{"__typename":"Book"}]}}`,
		`{"data":{"_entities":[{"title":"t"}]}}`,
	)
	program, err := Compile(&plan.Plan{Fetches: []*plan.Fetch{
		rootFetch(0, "a", "media"), entityFetch(1, "b", []int{0}, call("Media")), entityFetch(2, "b", []int{1}, call("Media", "Book")),
	}}, schema, Options{})
	if err != nil {
		t.Fatal(err)
	}
	answers := program.Execute(t.Context(), Request{Fetcher: s})
	defer answers.Release()
	want := map[int]string{0: "", 1: `{"r":[{"__typename":"Media","id":"1"}]}`, 2: `{"r":[{"__typename":"Book","id":"1"}]}`}
	if diff := cmp.Diff(want, s.sent); diff != "" || answers.Errors != nil {
		t.Error(diff, answers.Errors)
	}
}

func TestFetchesOfTheSameObjectsAreMergedDeep(t *testing.T) {
	s := bodies(
		`{"data":{"box":{"size":{"w":1,"h":null},"tags":[{"a":1},{"a":2}],"only":null}}}`,
		`{"data":{"box":{"size":{"h":2,"w":9},"tags":[{"b":1},{"b":2},{"b":3}],"only":"x"}}}`,
	)
	tree, errors := execute(t, s, Request{}, rootFetch(0, "a", "box"), rootFetch(1, "b", "box"))
	check(t, tree, errors, s, object{"box": object{
		"size": object{"w": "1", "h": "2"},
		"tags": list{object{"a": "1", "b": "1"}, object{"a": "2", "b": "2"}},
		"only": `"x"`,
	}}, map[int]string{0: "", 1: ""})
}

func TestPathsThatGoDifferentWaysDoNotShareObjects(t *testing.T) {
	s := bodies(
		`{"data":{"a":{"__typename":"P","id":"1"},"b":{"__typename":"P","id":"1"}}}`,
		`{"data":{"_entities":[{"owner":{"__typename":"U","id":"u"}}]}}`,
		`{"data":{"_entities":[{"name":"for a"}]}}`,
		`{"data":{"_entities":[{"name":"for b"}]}}`,
	)
	tree, errors := execute(t, s, Request{},
		rootFetch(0, "s", "a", "b"),
		entityFetch(1, "p", []int{0}, entity("P", key("id"), "a", "b")),
		entityFetch(2, "u", []int{1}, entity("U", key("id"), "a.owner")),
		entityFetch(3, "u", []int{1}, entity("U", key("id"), "b.owner")),
	)
	part := func(name string) object {
		return object{"__typename": `"P"`, "id": `"1"`, "owner": object{"__typename": `"U"`, "id": `"u"`, "name": name}}
	}
	one := `{"representations":[{"__typename":"P","id":"1"}]}`
	owner := `{"representations":[{"__typename":"U","id":"u"}]}`
	check(t, tree, errors, s, object{"a": part(`"for a"`), "b": part(`"for b"`)}, map[int]string{0: "", 1: one, 2: owner, 3: owner})
}

func TestTypesInPaths(t *testing.T) {
	s := bodies(
		`{"data":{"media":[{"__typename":"Book","author":{"__typename":"U","id":1}},{"__typename":"Movie","author":{"__typename":"U","id":2}}]}}`,
		`{"data":{"_entities":[{"name":"one"}]}}`,
	)
	_, errors := execute(t, s, Request{},
		rootFetch(0, "a", "media"), entityFetch(1, "b", []int{0}, entity("U", key("id"), "media.@.|Book|Song.author")))
	if diff := cmp.Diff(`{"representations":[{"__typename":"U","id":1}]}`, s.sent[1]); diff != "" || errors != nil {
		t.Error(diff, errors)
	}
}

func TestVariablesLiteralsAndConditions(t *testing.T) {
	f := rootFetch(0, "a", "x")
	f.Variables = []string{"first", "missing", "filter"}
	f.Literals = map[string]*ast.Value{
		"_l0": {Kind: ast.ListValue, Children: ast.ChildValueList{{Value: &ast.Value{Kind: ast.StringValue, Raw: "a\"b\n"}}, {Value: &ast.Value{Kind: ast.IntValue, Raw: "3"}}}},
		"_l1": {Kind: ast.ObjectValue, Children: ast.ChildValueList{
			{Name: "a", Value: &ast.Value{Kind: ast.Variable, Raw: "first"}},
			{Name: "b", Value: &ast.Value{Kind: ast.Variable, Raw: "missing"}},
			{Name: "c", Value: &ast.Value{Kind: ast.EnumValue, Raw: "RED"}},
			{Name: "d", Value: &ast.Value{Kind: ast.NullValue, Raw: "null"}},
		}},
	}
	left := rootFetch(1, "b", "y")
	left.Conditions = [][]operation.Condition{{{Variable: "no"}}, {{Variable: "yes"}, {Variable: "yes", Skip: true}}}
	made := rootFetch(2, "b", "z")
	made.Conditions = [][]operation.Condition{{{Variable: "no"}}, {{Variable: "yes"}, {Variable: "no", Skip: true}}}
	var bodiesSent []string
	s := bodies(`{"data":{"x":1}}`, ``, `{"data":{"z":1}}`)
	tree, errors := execute(t, s, Request{
		Variables: VariableMap{"first": []byte("5"), "filter": []byte(`{"a":[1]}`), "yes": []byte("true"), "no": []byte("false"), "unused": []byte("1")},
		Observer: &Observer{FetchDone: func(r FetchReport) {
			if r.Skipped {
				bodiesSent = append(bodiesSent, "skipped "+r.Fetch.Operation)
			}
		}},
	}, f, left, made)
	check(t, tree, errors, s, object{"x": "1", "z": "1"}, map[int]string{
		0: `{"first":5,"filter":{"a":[1]},"_l0":["a\"b\n",3],"_l1":{"a":5,"c":"RED","d":null}}`, 2: "",
	})
	if diff := cmp.Diff([]string{"skipped {y}"}, bodiesSent); diff != "" {
		t.Error(diff)
	}
}

func TestBody(t *testing.T) {
	f := rootFetch(0, "a", `x(s:"\n\u0001ü")`)
	f.OperationName = "Op__a__0"
	var body string
	s := &fakeSubgraphs{answer: nil}
	s.answer = func(_ context.Context, req *FetchRequest) (string, error) {
		body = string(req.Body)
		return `{"data":{}}`, nil
	}
	execute(t, s, Request{}, f)
	if diff := cmp.Diff(`{"query":"{x(s:\"\\n\\u0001ü\")}","operationName":"Op__a__0"}`, body); diff != "" {
		t.Error(diff)
	}
	f.Variables = []string{"v"}
	execute(t, s, Request{Variables: VariableMap{"v": []byte("[1]")}}, f)
	if diff := cmp.Diff(`{"query":"{x(s:\"\\n\\u0001ü\")}","operationName":"Op__a__0","variables":{"v":[1]}}`, body); diff != "" {
		t.Error(diff)
	}
}

func TestRenames(t *testing.T) {
	f := rootFetch(0, "a", "items")
	f.Renames = []plan.Rename{{Path: path("items.@"), From: "_0_owner", To: "owner"}, {Path: path("items.@.owner"), From: "_1_id", To: "id"}}
	e := entityFetch(1, "b", []int{0}, entity("U", key("id"), "items.@.owner"))
	e.Renames = []plan.Rename{{From: "_0_name", To: "name"}}
	s := bodies(
		`{"data":{"items":[{"owner":{"__typename":"U","id":1}},{"_0_owner":{"__typename":"U","_1_id":2}}]},"errors":[{"message":"x","path":["items",1,"_0_owner","_1_id"]}]}`,
		`{"data":{"_entities":[{"name":"one"},{"_0_name":"two"}]},"errors":[{"message":"y","path":["_entities",1,"_0_name",0]}]}`,
	)
	tree, errors := execute(t, s, Request{}, f, e)
	check(t, tree, errors, s, object{"items": list{
		object{"owner": object{"__typename": `"U"`, "id": "1", "name": `"one"`}},
		object{"owner": object{"__typename": `"U"`, "id": "2", "name": `"two"`}},
	}}, map[int]string{0: "", 1: `{"representations":[{"__typename":"U","id":1},{"__typename":"U","id":2}]}`},
		"DOWNSTREAM_SERVICE_ERROR a [items 1 owner id]: x",
		"DOWNSTREAM_SERVICE_ERROR b [items 1 owner name 0]: y")
}

func TestCompileRefusesPlansInTheWrongOrder(t *testing.T) {
	for name, fetches := range map[string][]*plan.Fetch{
		"wrong ID":         {rootFetch(1, "a", "x")},
		"forward":          {entityFetch(0, "a", []int{1}), rootFetch(1, "a", "x")},
		"circle":           {entityFetch(0, "a", []int{0})},
		"before the first": {entityFetch(0, "a", []int{-1})},
	} {
		if _, err := Compile(&plan.Plan{Fetches: fetches}, nil, Options{}); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}

func TestRootFetchesBelowTheRoot(t *testing.T) {
	s := bodies(
		`{"data":{"a":[{"query":{"__typename":"Query"}},{"query":null},{"query":{"__typename":"Query"}}]}}`,
		`{"data":{"x":1},"errors":[{"message":"m","path":["x","y"]},{"message":"n"}]}`,
		`{"data":{"x":1}}`,
	)
	below, nowhere := rootFetch(1, "b", "x"), rootFetch(2, "b", "x")
	below.DependsOn, below.Paths = []int{0}, []plan.Path{path("a.@.query")}
	nowhere.DependsOn, nowhere.Paths = []int{0}, []plan.Path{path("a.@.nothing")}
	tree, errors := execute(t, s, Request{}, rootFetch(0, "a", "a"), below, nowhere)
	query := object{"query": object{"__typename": `"Query"`, "x": "1"}}
	check(t, tree, errors, s, object{"a": list{query, object{"query": nil}, query}}, map[int]string{0: "", 1: ""},
		"DOWNSTREAM_SERVICE_ERROR b [a 0 query x y]: m",
		"DOWNSTREAM_SERVICE_ERROR b [a 2 query x y]: m",
		"DOWNSTREAM_SERVICE_ERROR b [a]: n")
}

func TestConditionsOfCalls(t *testing.T) {
	s := bodies(`{"data":{"me":{"__typename":"User","id":"1"}}}`, `{"data":{"_e1":[{"name":"me"}]}}`)
	left := entity("User", key("id"), "me")
	left.Conditions = [][]operation.Condition{when("no")}
	tree, errors := execute(t, s, Request{}, rootFetch(0, "a", "me"),
		entityFetch(1, "b", []int{0}, left, entity("User", key("id"), "me")))
	check(t, tree, errors, s, object{"me": object{"__typename": `"User"`, "id": `"1"`, "name": `"me"`}},
		map[int]string{0: "", 1: `{"r0":[],"r1":[{"__typename":"User","id":"1"}]}`})
}
