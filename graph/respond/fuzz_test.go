package respond

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/weftgraphql/weft/graph/execute"
	"github.com/weftgraphql/weft/graph/plan"
)

// FuzzAnswers gives any bytes as the answers of two subgraphs: what comes out is JSON with the client's fields in the
// client's order, and errors lead into it.
func FuzzAnswers(f *testing.F) {
	f.Add(`{"data":{"nodes":[{"__typename":"Thing","_id":"1","id":"1"}],"things":[{"_id":"2","__typename":"Thing"}]}}`, `{"data":{"_entities":[{"name":"x"},{"name":null}]},"errors":[{"message":"m","path":["_entities",1,"name"]}]}`)
	f.Add(`{"data":{"nodes":[[{"_id":{}}],null],"things":{"a":1}},"errors":[{}]}`, `{"data":{"_entities":null},"errors":[{"path":["_entities"]}]}`)
	f.Add(`{"data":null,"errors":[{"path":[1,"x",{}]}]}`, `[]`)
	schema := loadSchema(f, testSchema)
	projection := project(f, schema, normalize(f, schema, `{nodes{id ...on Thing{name thing{name}}} things{name things{id name} must{id}} ints grid any color}`))
	call := func(alias, path string) plan.EntityCall {
		c := benchCall(0, "Thing", "", path)
		c.Alias, c.Representations[0].Fields = alias, []plan.RepresentationField{{Name: "id", Source: "_id", Key: true}}
		return c
	}
	program, err := execute.Compile(&plan.Plan{Fetches: []*plan.Fetch{
		{ID: 0, Service: "a", Selections: []plan.Selected{{Key: "nodes"}, {Key: "things"}}, Renames: []plan.Rename{{Path: benchPath("things.@"), From: "_0_name", To: "name"}}},
		{ID: 1, Service: "b", DependsOn: []int{0}, Entities: []plan.EntityCall{call("_entities", "nodes.@"), call("_e1", "things.@")}},
		{ID: 2, Service: "c", DependsOn: []int{1}, Entities: []plan.EntityCall{call("_entities", "things.@.things.@")}},
	}}, schema, execute.Options{})
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, first, second string) {
		answers := program.Execute(t.Context(), execute.Request{Fetcher: answer{first, second, second}})
		response := projection.Write(Input{Answers: answers})
		defer response.Release()
		answers.Release()
		var decoded struct {
			Data   *map[string]any
			Errors []struct {
				Message string
				Path    []any
			}
		}
		if err := json.Unmarshal(response.Bytes(), &decoded); err != nil {
			t.Fatalf("%v: %s", err, response.Bytes())
		}
		if decoded.Data != nil && len(*decoded.Data) != 6 {
			t.Errorf("fields are missing: %s", response.Data())
		}
		if decoded.Data == nil && len(decoded.Errors) == 0 {
			t.Error("null without an error")
		}
		for i, e := range response.Errors {
			if !leadsToNull(string(response.Data()), e.Path) {
				t.Errorf("the path %v leads nowhere in %s", e.Path, response.Data())
			}
			if strings.HasPrefix(decoded.Errors[i].Message, "An internal error occurred") {
				t.Error("a panic was contained")
			}
		}
	})
}
