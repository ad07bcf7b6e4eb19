package execute

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftgraphql/weft/graph/plan"
)

// authors is a plan of which the second and third fetch go into objects that repeat in the answer of the first.
func authors() []*plan.Fetch {
	root := &plan.Fetch{ID: 0, Service: "reviews", Operation: "{...}", Selections: selects(
		"reviews { author { __typename id liked { __typename upc } name } } best { author { __typename id liked { __typename upc } } }")}
	names := entityFetch(1, "accounts", []int{0}, entity("User", key("id"), "reviews.@.author"))
	names.Subgraph, names.Entities[0].Selections = 1, selects("|User { email }")
	liked := entityFetch(2, "products", []int{0}, entity("Product", key("upc"), "reviews.@.author.liked.@", "best.author.liked.@"))
	liked.Subgraph, liked.Entities[0].Selections = 2, selects("|Product { title }")
	return []*plan.Fetch{root, names, liked}
}

const (
	authorOne   = `{"__typename":"User","id":"1","liked":[{"__typename":"Product","upc":"a"},{"__typename":"Product","upc":"b"}],"name":"N"}`
	authorTwo   = `{"__typename":"User","id":"2","liked":[{"__typename":"Product","upc":"b"},null],"name":"N"}`
	authorsRoot = `{"data":{"reviews":[{"author":` + authorOne + `},{"author":` + authorTwo + `},{"author":` + authorOne + `}],"best":{"author":` + authorOne + `}}}`
)

// TestEqualObjectsAreOne: what is laid on an object that repeats, or on one in it, is there wherever it stands, and nowhere else.
func TestEqualObjectsAreOne(t *testing.T) {
	program, err := Compile(&plan.Plan{Kind: ast.Query, Fetches: authors()}, nil, Options{})
	if err != nil {
		t.Fatal(err)
	}
	s := bodies(authorsRoot, `{"data":{"_entities":[{"email":"1@x"},{"email":"2@x"}]}}`, `{"data":{"_entities":[{"title":"A"},{"title":"B"}]}}`)
	var reports []FetchReport
	answers := program.Execute(t.Context(), Request{Fetcher: s, Observer: &Observer{FetchDone: func(r FetchReport) { reports = append(reports, r) }}})
	defer answers.Release()
	if want := `{"representations":[{"__typename":"User","id":"1"},{"__typename":"User","id":"2"}]}`; s.sent[1] != want {
		t.Errorf("asked about %s, want %s", s.sent[1], want)
	}
	if want := `{"representations":[{"__typename":"Product","upc":"a"},{"__typename":"Product","upc":"b"}]}`; s.sent[2] != want {
		t.Errorf("asked about %s, want %s", s.sent[2], want)
	}
	a := object{"__typename": `"Product"`, "upc": `"a"`, "title": `"A"`}
	b := object{"__typename": `"Product"`, "upc": `"b"`, "title": `"B"`}
	one := object{"__typename": `"User"`, "id": `"1"`, "liked": list{a, b}, "name": `"N"`, "email": `"1@x"`}
	two := object{"__typename": `"User"`, "id": `"2"`, "liked": list{b, nil}, "name": `"N"`, "email": `"2@x"`}
	// The best review's author has the same bytes, name included, but is another place, of which nobody asks the name or the email.
	best := object{"__typename": `"User"`, "id": `"1"`, "liked": list{a, b}}
	want := object{"reviews": list{object{"author": one}, object{"author": two}, object{"author": one}}, "best": object{"author": best}}
	if diff := cmp.Diff(want, plain(answers.Tree, answers.Tree.Root(nil))); diff != "" {
		t.Error(diff)
	}
	for _, report := range reports {
		// Two authors, and two products: the same is asked of those of all authors, wherever they stand.
		if want := []int{0, 2, 2}[report.Fetch.ID]; report.Objects != want {
			t.Errorf("fetch %d was about %d objects, want %d", report.Fetch.ID, report.Objects, want)
		}
	}
}

// TestErrorsStandAtEachPlaceOfEqualObjects: an error of an entity leads to every place where its object stands.
func TestErrorsStandAtEachPlaceOfEqualObjects(t *testing.T) {
	_, errors := execute(t, bodies(authorsRoot,
		`{"data":{"_entities":[{"email":null},{"email":"2@x"}]},"errors":[{"message":"m","path":["_entities",0,"email"]}]}`,
		`{"data":{"_entities":[{"title":"A"},null]},"errors":[{"message":"p","path":["_entities",1]}]}`), Request{}, authors()...)
	want := []string{
		"DOWNSTREAM_SERVICE_ERROR accounts [reviews 0 author email]: m",
		"DOWNSTREAM_SERVICE_ERROR accounts [reviews 2 author email]: m",
		"DOWNSTREAM_SERVICE_ERROR products [reviews 0 author liked 1]: p",
		"DOWNSTREAM_SERVICE_ERROR products [reviews 1 author liked 0]: p",
		"DOWNSTREAM_SERVICE_ERROR products [reviews 2 author liked 1]: p",
		"DOWNSTREAM_SERVICE_ERROR products [best author liked 1]: p",
	}
	if diff := cmp.Diff(want, errors); diff != "" {
		t.Error(diff)
	}
}

// TestOnePlaceForSeveralTypes: two paths of a call lead to one place, for objects of different types.
func TestOnePlaceForSeveralTypes(t *testing.T) {
	root := &plan.Fetch{ID: 0, Service: "a", Operation: "{...}", Selections: selects("items { __typename id }")}
	call := entity("Book", key("id"), "items.@.|Book", "items.@.|Film")
	call.Representations = append(call.Representations, plan.Representation{Types: []string{"Film"}, On: "Film", Fields: key("id")})
	titles := entityFetch(1, "b", []int{0}, call)
	titles.Subgraph, titles.Entities[0].Selections = 1, selects("|Book { title } |Film { title }")
	s := bodies(`{"data":{"items":[{"__typename":"Film","id":1},{"__typename":"Song","id":2},{"__typename":"Book","id":3},{"__typename":"Film","id":1}]}}`,
		`{"data":{"_entities":[{"title":"B3"},{"title":"F1"}]}}`)
	tree, errors := execute(t, s, Request{}, root, titles)
	if len(errors) > 0 {
		t.Fatal(errors)
	}
	if want := `{"representations":[{"__typename":"Book","id":3},{"__typename":"Film","id":1}]}`; s.sent[1] != want {
		t.Errorf("asked about %s, want %s", s.sent[1], want)
	}
	film := object{"__typename": `"Film"`, "id": "1", "title": `"F1"`}
	want := object{"items": list{film, object{"__typename": `"Song"`, "id": "2"}, object{"__typename": `"Book"`, "id": "3", "title": `"B3"`}, film}}
	if diff := cmp.Diff(want, tree); diff != "" {
		t.Error(diff)
	}
}

// TestEqualObjectsOfWhichOtherThingsAreAsked: a service that answers more than it is asked gives equal bytes for objects that are read
// in different ways.
func TestEqualObjectsOfWhichOtherThingsAreAsked(t *testing.T) {
	root := &plan.Fetch{ID: 0, Service: "a", Operation: "{...}", Selections: selects("best { __typename id } all { __typename id name in { x } }")}
	prices := entityFetch(1, "b", []int{0}, entity("T", key("id"), "best", "all.@"))
	prices.Subgraph, prices.Entities[0].Selections = 1, selects("|T { price }")
	const one = `{"__typename":"T","id":1,"name":"n","in":{"x":2}}`
	tree, errors := execute(t, bodies(`{"data":{"best":`+one+`,"all":[`+one+`]}}`, `{"data":{"_entities":[{"price":5}]}}`), Request{}, root, prices)
	if len(errors) > 0 {
		t.Fatal(errors)
	}
	want := object{
		"best": object{"__typename": `"T"`, "id": "1", "price": "5"},
		"all":  list{object{"__typename": `"T"`, "id": "1", "name": `"n"`, "in": object{"x": "2"}, "price": "5"}},
	}
	if diff := cmp.Diff(want, tree); diff != "" {
		t.Error(diff)
	}
}

// TestMergedRootsAreNotOne: two services give one list, element by element. Elements with equal bytes in one of them are different
// objects, which the other tells apart.
func TestMergedRootsAreNotOne(t *testing.T) {
	first := &plan.Fetch{ID: 0, Service: "a", Operation: "{...}", Selections: selects("items { __typename kind }")}
	second := &plan.Fetch{ID: 1, Service: "b", Operation: "{...}", Subgraph: 1, Selections: selects("items { id }")}
	names := entityFetch(2, "c", []int{0, 1}, entity("T", key("kind", "id"), "items.@"))
	names.Subgraph, names.Entities[0].Selections = 2, selects("|T { name }")
	tree, errors := execute(t, bodies(`{"data":{"items":[{"__typename":"T","kind":"k"},{"__typename":"T","kind":"k"},null]}}`,
		`{"data":{"items":[{"id":1},{"id":2},null]}}`, `{"data":{"_entities":[{"name":"one"},{"name":"two"}]}}`), Request{}, first, second, names)
	if len(errors) > 0 {
		t.Fatal(errors)
	}
	item := func(id, name string) object {
		return object{"__typename": `"T"`, "kind": `"k"`, "id": id, "name": name}
	}
	if diff := cmp.Diff(any(object{"items": list{item("1", `"one"`), item("2", `"two"`), nil}}), tree); diff != "" {
		t.Error(diff)
	}
}
