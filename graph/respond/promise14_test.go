package respond

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/weftgraphql/weft/graph/execute"
	"github.com/weftgraphql/weft/graph/gqlerr"
	"github.com/weftgraphql/weft/graph/plan"
)

// secret stands in each malformed answer, and must not reach the client.
const secret = "http://10.1.2.3/internal"

// malformedAnswers are answers to `_entities` for two representations that are no answers. Those marked
// partial leave one of the entities good.
func malformedAnswers(size int) map[string]string {
	return map[string]string{
		"empty":                   ``,
		"blank":                   "  \n ",
		"html":                    `<!doctype html><title>` + secret + `</title>`,
		"plain text":              `upstream connect error ` + secret,
		"null":                    `null`,
		"true":                    `true`,
		"number":                  `500`,
		"string":                  `"` + secret + `"`,
		"list":                    `[{"data":{"_entities":[{},{}]}}]`,
		"empty object":            `{}`,
		"other object":            `{"error":"` + secret + `"}`,
		"truncated in a string":   `{"data":{"_entities":[{"name":"` + secret,
		"truncated in a list":     `{"data":{"_entities":[{"name":"a"},`,
		"truncated in a number":   `{"data":{"_entities":[{"name":-`,
		"trailing":                `{"data":{"_entities":[{},{}]}} ` + secret,
		"two documents":           `{"data":null}{"data":null}`,
		"trailing comma":          `{"data":{"_entities":[{},{},]}}`,
		"single quotes":           `{'data':{'_entities':[{},{}]}}`,
		"NaN":                     `{"data":{"_entities":[{"n":NaN},{}]}}`,
		"leading zero":            `{"data":{"_entities":[{"n":01},{}]}}`,
		"control character":       "{\"data\":{\"_entities\":[{\"name\":\"a\nb\"},{}]}}",
		"not UTF-8":               "{\"data\":{\"_entities\":[{\"name\":\"\xc3\x28\"},{}]}}",
		"byte order mark":         "\xef\xbb\xbf{\"data\":{\"_entities\":[{},{}]}}",
		"UTF-16":                  "{\x00\"\x00d\x00",
		"data a string":           `{"data":"` + secret + `"}`,
		"data a list":             `{"data":[{},{}]}`,
		"data null, no errors":    `{"data":null}`,
		"errors a string":         `{"data":{"_entities":[{},{}]},"errors":"` + secret + `"}`,
		"errors of numbers":       `{"data":{"_entities":[{},{}]},"errors":[1]}`,
		"entities missing":        `{"data":{"entities":[{},{}]}}`,
		"entities null":           `{"data":{"_entities":null}}`,
		"entities an object":      `{"data":{"_entities":{"0":{},"1":{}}}}`,
		"entities a string":       `{"data":{"_entities":"` + secret + `"}}`,
		"entities too few":        `{"data":{"_entities":[{"name":"x"}]}}`,
		"entities too many":       `{"data":{"_entities":[{"name":"x"},{"name":"y"},{"name":"z"}]}}`,
		"entities none":           `{"data":{"_entities":[]}}`,
		"an entity is a string":   `{"data":{"_entities":["` + secret + `",{}]}}`,
		"an entity is a list":     `{"data":{"_entities":[[{}],{}]}}`,
		"lists nested deep":       `{"data":{"_entities":` + strings.Repeat("[", size) + strings.Repeat("]", size) + `}}`,
		"objects nested deep":     strings.Repeat(`{"data":`, size) + `1` + strings.Repeat("}", size),
		"many values":             `{"data":{"_entities":[` + strings.Repeat("0,", 30*size) + `0]}}`,
		"many keys":               `{"data":{` + strings.Repeat(`"k":0,`, 30*size) + `"_entities":[]}}`,
		"partial: a wrong type":   `{"data":{"_entities":[{"__typename":"Query","name":"` + secret + `"},{"name":"good"}]}}`,
		"partial: wrong scalars":  `{"data":{"_entities":[{"name":{"a":"` + secret + `"}},{"name":"good"}]}}`,
		"partial: a wrong object": `{"data":{"_entities":[{"name":["` + secret + `"]},{"name":"good"}]}}`,
		"partial: null":           `{"data":{"_entities":[null,{"name":"good"}]}}`,
	}
}

// TestPromise14MalformedAnswersAreContained: whatever a subgraph answers, nulls stand where the schema says,
// siblings are intact, an error says which service failed, and nothing of the answer shows.
func TestPromise14MalformedAnswersAreContained(t *testing.T) {
	size := 5_000
	if os.Getenv("WEFT_PROMISES") == "full" {
		size = 100_000
	}
	schema := loadSchema(t, testSchema)
	projection := project(t, schema, normalize(t, schema, `{s nodes{__typename id name} things{name n}}`))
	call := benchCall(0, "Thing", "id", "__typename name", "things.@")
	call.Alias = "_entities"
	program, err := execute.Compile(&plan.Plan{Fetches: []*plan.Fetch{
		{ID: 0, Service: "good"},
		{ID: 1, Service: "bad", DependsOn: []int{0}, Entities: []plan.EntityCall{call}},
	}}, schema, execute.Options{})
	if err != nil {
		t.Fatal(err)
	}
	const good = `{"data":{"s":"a","nodes":[{"__typename":"Other","id":"3","name":"c"}],"things":[{"__typename":"Thing","id":"1","n":1},{"__typename":"Thing","id":"2","n":2}]}}`
	const siblings = `"s":"a","nodes":[{"__typename":"Other","id":"3","name":"c"}],"things":`
	for name, malformed := range malformedAnswers(size) {
		t.Run(name, func(t *testing.T) {
			answers := program.Execute(t.Context(), execute.Request{Fetcher: answer{good, malformed}, Limits: execute.Limits{Nodes: 20 * size}})
			response := projection.Write(Input{Answers: answers})
			defer response.Release()
			answers.Release()
			want := "{" + siblings + `[null,null]}`
			if strings.HasPrefix(name, "partial") {
				want = "{" + siblings + `[null,{"name":"good","n":2}]}`
			}
			if diff := cmp.Diff(want, string(response.Data())); diff != "" {
				t.Error(diff)
			}
			if len(response.Errors) == 0 {
				t.Fatal("no error")
			}
			e := response.Errors[0]
			if name != "partial: null" && (e.Service != "bad" || e.Code != gqlerr.SubrequestMalformed) {
				t.Errorf("%+v", e)
			}
			if text := string(response.Bytes()); strings.Contains(text, "10.1.2.3") || len(text) > 4<<10 {
				t.Errorf("the answer shows: %s", fmt.Sprintf("%.200s", text))
			}
		})
	}
}
