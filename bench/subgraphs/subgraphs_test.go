package subgraphs

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/valyala/fasthttp"
)

func TestAnswers(t *testing.T) {
	all := map[string]*service{}
	for _, s := range services() {
		all[s.name] = s
	}
	const products = `"variables":{"r":[{"__typename":"Product","upc":"1","price":899,"weight":100},{"__typename":"Product","upc":"2","price":1299,"weight":1000},{"__typename":"Product","upc":"0"},{"__typename":"Other"}]}`
	tests := []struct{ name, service, request, want string }{
		{"lists and typenames", "products", `{"query":"{topProducts(first: 2){__typename upc name}}"}`,
			`{"data":{"topProducts":[{"__typename":"Product","upc":"1","name":"Table"},{"__typename":"Product","upc":"2","name":"Couch"}]}}`},
		{"variables and their defaults", "products", `{"query":"query($n:Int=1 $no:Boolean!){a:topProducts(first:$n){upc price @skip(if:$no) weight @include(if:$no)}}","variables":{"no":true}}`,
			`{"data":{"a":[{"upc":"1","weight":100}]}}`},
		{"fragments are merged", "accounts", `{"query":"query A{me{...F id} me{... on User{name} ... on Other{birthday}}} query B{me{id}} fragment F on User{username}","operationName":"A"}`,
			`{"data":{"me":{"username":"urigo","id":"1","name":"Uri Goldshtein"}}}`},
		{"nobody", "accounts", `{"query":"{user(id:\"77\"){id}}"}`, `{"data":{"user":null}}`},
		{"entities compute with what they are given", "inventory", `{"query":"query($r:[_Any!]!){_entities(representations:$r){... on Product{upc inStock shippingEstimate}}}",` + products + `}`,
			`{"data":{"_entities":[{"upc":"1","inStock":true,"shippingEstimate":50},{"upc":"2","inStock":false,"shippingEstimate":0},null,null]}}`},
		{"references", "reviews", `{"query":"query($r:[_Any!]!){_entities(representations:$r){... on User{username reviews{id product{upc}}}... on Review{author{id}}}}","variables":{"r":[{"__typename":"User","id":"9"},{"__typename":"Review","id":"3"}]}}`,
			`{"data":{"_entities":[{"username":"user","reviews":[{"id":"1","product":{"upc":"1"}},{"id":"2","product":{"upc":"1"}}]},{"author":{"id":"1"}}]}}`},
		{"an unknown field", "accounts", `{"query":"{me{price}}"}`, "accounts: User has no field price"},
		{"no such operation", "accounts", `{"query":"query A{me{id}} query B{me{id}}"}`, "the document does not have the operation"},
		{"no JSON", "accounts", `{`, "the request is no JSON object: unexpected EOF"},
		{"no GraphQL", "accounts", `{"query":"{"}`, "the query does not parse: input:1:2: Expected Name, found <EOF>"},
		{"no list", "inventory", `{"query":"{_entities(representations:1){__typename}}"}`, "representations is no list"},
		{"a fragment in itself", "accounts", `{"query":"{me{...F}} fragment F on User{...F}"}`, errDeep.Error()},
		{"depth", "reviews", `{"query":"query($r:[_Any!]!){_entities(representations:$r){... on User` + strings.Repeat("{reviews{author", 40) + "{id}" + strings.Repeat("}}", 40) + `}}","variables":{"r":[{"__typename":"User","id":"9"}]}}`, errDeep.Error()},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, err := all[test.service].answer([]byte(test.request))
			if err != nil {
				got = []byte(err.Error())
			}
			if diff := cmp.Diff(test.want, string(got)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// send gives what the server answers, and the status.
func send(s *Server, method, path, body string) (int, string) {
	var ctx fasthttp.RequestCtx
	ctx.Request.Header.SetMethod(method)
	ctx.Request.SetRequestURI(path)
	ctx.Request.SetBodyString(body)
	s.Handle(&ctx)
	return ctx.Response.StatusCode(), string(ctx.Response.Body())
}

func TestServerCountsAndTraces(t *testing.T) {
	const query, answer = `{"query":"{me{id}}"}`, `{"data":{"me":{"id":"1"}}}`
	s := NewServer(0)
	for range 2 { // the second answer is remembered
		if status, got := send(s, http.MethodPost, "/accounts", query); status != http.StatusOK || got != answer {
			t.Fatalf("%d %s", status, got)
		}
	}
	if s.kept != 1 {
		t.Errorf("%d answers are remembered", s.kept)
	}
	wantStats := Stats{Calls: 2, Sent: 2 * int64(len(query)), Received: 2 * int64(len(answer))}
	for _, want := range []Stats{wantStats, {}} {
		var got Stats
		if _, text := send(s, http.MethodGet, "/stats", ""); json.Unmarshal([]byte(text), &got) != nil || got != want {
			t.Errorf("got %s, want %+v", text, want)
		}
	}
	send(s, http.MethodPost, "/trace", "")
	send(s, http.MethodPost, "/reviews", `{"query":"{"}`)
	_, text := send(s, http.MethodGet, "/trace", "")
	var calls []Call
	if err := json.Unmarshal([]byte(text), &calls); err != nil || len(calls) != 1 || calls[0].At == 0 {
		t.Fatal(text, err)
	}
	calls[0].At = 0
	if diff := cmp.Diff([]Call{{Subgraph: "reviews", Body: `{"query":"{"}`}}, calls); diff != "" {
		t.Error(diff)
	}
	if _, got := send(s, http.MethodPost, "/reviews", `{"query":"{"}`); !json.Valid([]byte(got)) || !strings.HasPrefix(got, `{"errors":[{"message":"the query does not parse`) {
		t.Error(got)
	}
	if status, _ := send(s, http.MethodGet, "/accounts", ""); status != http.StatusNotFound {
		t.Errorf("status %d", status)
	}
}
