package execute

import (
	"testing"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftgraphql/weft/graph/plan"
)

// An object that does not say its type is represented as the interface that it may be, and never as one of the object types.
func TestObjectOfUnknownTypeIsNotRepresentedAsOneOf(t *testing.T) {
	schema := &ast.Schema{Types: map[string]*ast.Definition{
		"Node": {Name: "Node", Kind: ast.Interface}, "Thing": {Name: "Thing", Kind: ast.Object},
	}}
	fetches := []*plan.Fetch{
		rootFetch(0, "a", "node"),
		entityFetch(1, "b", []int{0}, entity("Thing", key("id"), "node.|Thing")),
		entityFetch(2, "c", []int{0}, plan.EntityCall{
			Alias: "_entities", Variable: "representations", Paths: []plan.Path{path("node")},
			Representations: []plan.Representation{{Types: []string{"Thing"}, On: "Node", TypeName: "Node", Fields: key("id")}},
		}),
		entityFetch(3, "d", []int{0}, plan.EntityCall{
			Alias: "_entities", Variable: "representations", Paths: []plan.Path{path("node")},
			Representations: []plan.Representation{{Types: []string{"Node", "Thing"}, On: "Node", TypeName: "Node", Fields: key("id")}},
		}),
	}
	s := bodies(`{"data":{"node":{"id":"1"}}}`, "", "", `{"data":{"_entities":[{"name":"one"}]}}`)
	program, err := Compile(&plan.Plan{Fetches: fetches}, schema, Options{})
	if err != nil {
		t.Fatal(err)
	}
	answers := program.Execute(t.Context(), Request{Fetcher: s})
	defer answers.Release()
	check(t, plain(answers.Tree, answers.Tree.Root(nil)), nil, s,
		object{"node": object{"id": `"1"`, "name": `"one"`}},
		map[int]string{0: "", 3: `{"representations":[{"__typename":"Node","id":"1"}]}`})
	if len(answers.Errors) > 0 {
		t.Error(answers.Errors)
	}
}
