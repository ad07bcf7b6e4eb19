package execute

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"

	"github.com/google/go-cmp/cmp"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/parser"

	"github.com/weftgraphql/weft/graph/gqlerr"
	"github.com/weftgraphql/weft/graph/plan"
)

// prices answers entity calls for goods: the price says the good and the value that it was asked with. What else a test wants of
// an answer it says by the document's aliases.
type prices struct {
	first string // the answer to the first fetch
	// instead answers a request in place of prices, "" doesn't.
	instead func(query string, variables map[string]any) (string, error)

	mu       sync.Mutex
	requests []string
}

func (p *prices) Fetch(_ context.Context, req *FetchRequest) (FetchResult, error) {
	if req.Fetch.ID == 0 {
		return FetchResult{Body: []byte(p.first)}, nil
	}
	var body struct {
		Query     string
		Variables map[string]any
	}
	if err := json.Unmarshal(req.Body, &body); err != nil {
		return FetchResult{}, err
	}
	p.mu.Lock()
	p.requests = append(p.requests, body.Query+" "+string(req.Variables))
	p.mu.Unlock()
	if p.instead != nil {
		if answer, err := p.instead(body.Query, body.Variables); answer != "" || err != nil {
			return FetchResult{Body: []byte(answer)}, err
		}
	}
	doc, err := parser.ParseQuery(&ast.Source{Input: body.Query})
	if err != nil {
		return FetchResult{}, err
	}
	data := map[string]any{}
	for _, selection := range doc.Operations[0].SelectionSet {
		call := selection.(*ast.Field)
		price := call.SelectionSet[0].(*ast.InlineFragment).SelectionSet[0].(*ast.Field)
		entities := []any{}
		for _, r := range body.Variables[call.Arguments[0].Value.Raw].([]any) {
			currency := body.Variables[price.Arguments[0].Value.Raw]
			if currency == nil {
				currency = "null"
			}
			entities = append(entities, map[string]any{price.Alias: fmt.Sprint(r.(map[string]any)["id"], " in ", currency)})
		}
		data[call.Alias] = entities
	}
	answer, err := json.Marshal(map[string]any{"data": data})
	return FetchResult{Body: answer}, err
}

// priced is a fetch of prices with a value from so many levels up.
func priced(id int, dependsOn []int, typ string, up int, fields []plan.RepresentationField, paths ...string) *plan.Fetch {
	t, _ := parser.ParseSchema(&ast.Source{Input: "type T { f: " + typ + " }"})
	call := entity("Good", key("id"), paths...)
	call.Contexts = []plan.ContextValue{{Variable: "c", Type: t.Definitions[0].Fields[0].Type, Up: up, Fields: fields}}
	call.Text, call.Rest = "{...on Good{price(in:", []plan.ContextUse{{Text: ")}}"}}
	return &plan.Fetch{
		ID: id, Service: "shop", DependsOn: dependsOn, Entities: []plan.EntityCall{call}, Repeat: &plan.Repeat{Head: "query"},
		Operation: "query($representations:[_Any!]!,$c:" + typ + "){_entities(representations:$representations){...on Good{price(in:$c)}}}",
	}
}

func taking(names ...string) []plan.RepresentationField {
	fields := []plan.RepresentationField{{Name: names[len(names)-1], Source: names[len(names)-1]}}
	for _, name := range slices.Backward(names[:len(names)-1]) {
		fields = []plan.RepresentationField{{Name: name, Source: name, Fields: fields}}
	}
	return fields
}

func runPriced(t *testing.T, p *prices, limits Limits, fetches ...*plan.Fetch) (tree any, failures []string, reports []FetchReport) {
	t.Helper()
	answers := compile(t, fetches...).Execute(t.Context(), Request{Fetcher: p, Limits: limits, Observer: &Observer{
		FetchDone: func(r FetchReport) { reports = append(reports, r) },
	}})
	defer answers.Release()
	for _, e := range answers.Errors {
		failures = append(failures, fmt.Sprintf("%s %v: %s", e.Code, e.Path, e.Message))
	}
	slices.Sort(p.requests)
	return plain(answers.Tree, answers.Tree.Root(nil)), failures, reports
}

const threeShops = `{"data":{"shops":[
	{"currency":"EUR","goods":[{"__typename":"Good","id":1},{"__typename":"Good","id":2},{"__typename":"Good","id":1}]},
	null,
	{"currency":"USD","goods":[{"__typename":"Good","id":1},null]},
	{"currency":null,"goods":[{"__typename":"Good","id":3}]},
	{"currency":"EUR","goods":[{"__typename":"Good","id":2}]}]}}`

func good(id int, price string) object {
	o := object{"__typename": `"Good"`, "id": fmt.Sprint(id)}
	if price != "" {
		o["price"] = `"` + price + `"`
	}
	return o
}

func TestObjectsAreAskedForByTheirContexts(t *testing.T) {
	want := object{"shops": list{
		object{"currency": `"EUR"`, "goods": list{good(1, "1 in EUR"), good(2, "2 in EUR"), good(1, "1 in EUR")}},
		nil,
		object{"currency": `"USD"`, "goods": list{good(1, "1 in USD"), nil}},
		object{"currency": nil, "goods": list{good(3, "3 in null")}},
		object{"currency": `"EUR"`, "goods": list{good(2, "2 in EUR")}},
	}}
	tests := []struct {
		repeats         int
		requests        []string
		representations []int
	}{
		{0, []string{
			`query($representations_0:[_Any!]!,$c_0:String,$representations_1:[_Any!]!,$c_1:String,$representations_2:[_Any!]!,$c_2:String)` +
				`{_entities_0:_entities(representations:$representations_0){...on Good{price(in:$c_0)}}` +
				` _entities_1:_entities(representations:$representations_1){...on Good{price(in:$c_1)}}` +
				` _entities_2:_entities(representations:$representations_2){...on Good{price(in:$c_2)}}}` +
				` {"representations_0":[{"__typename":"Good","id":1},{"__typename":"Good","id":2}],"c_0":"EUR",` +
				`"representations_1":[{"__typename":"Good","id":1}],"c_1":"USD","representations_2":[{"__typename":"Good","id":3}],"c_2":null}`,
		}, []int{4}},
		{2, []string{
			`query($representations:[_Any!]!,$c:String){_entities(representations:$representations){...on Good{price(in:$c)}}}` +
				` {"representations":[{"__typename":"Good","id":3}],"c":null}`,
			`query($representations_0:[_Any!]!,$c_0:String,$representations_1:[_Any!]!,$c_1:String)` +
				`{_entities_0:_entities(representations:$representations_0){...on Good{price(in:$c_0)}}` +
				` _entities_1:_entities(representations:$representations_1){...on Good{price(in:$c_1)}}}` +
				` {"representations_0":[{"__typename":"Good","id":1},{"__typename":"Good","id":2}],"c_0":"EUR",` +
				`"representations_1":[{"__typename":"Good","id":1}],"c_1":"USD"}`,
		}, []int{1, 3}},
		{1, []string{
			`query($representations:[_Any!]!,$c:String){_entities(representations:$representations){...on Good{price(in:$c)}}}` +
				` {"representations":[{"__typename":"Good","id":1},{"__typename":"Good","id":2}],"c":"EUR"}`,
			`query($representations:[_Any!]!,$c:String){_entities(representations:$representations){...on Good{price(in:$c)}}}` +
				` {"representations":[{"__typename":"Good","id":1}],"c":"USD"}`,
			`query($representations:[_Any!]!,$c:String){_entities(representations:$representations){...on Good{price(in:$c)}}}` +
				` {"representations":[{"__typename":"Good","id":3}],"c":null}`,
		}, []int{1, 1, 2}},
	}
	for _, test := range tests {
		t.Run(fmt.Sprint(test.repeats), func(t *testing.T) {
			p := &prices{first: threeShops}
			tree, failures, reports := runPriced(t, p, Limits{Repeats: test.repeats},
				rootFetch(0, "a", "shops"), priced(1, []int{0}, "String", 1, taking("currency"), "shops.@.goods.@"))
			if diff := cmp.Diff(want, tree); diff != "" || failures != nil {
				t.Error(failures, diff)
			}
			if diff := cmp.Diff(test.requests, p.requests); diff != "" {
				t.Error(diff)
			}
			var representations []int
			for _, r := range reports[1:] {
				representations = append(representations, r.Representations)
			}
			slices.Sort(representations)
			if diff := cmp.Diff(test.representations, representations); diff != "" {
				t.Errorf("reported: %s", diff)
			}
		})
	}
}

// What depends on a fetch waits for all of its requests.
func TestDependentsWaitForAllRequestsOfAFetch(t *testing.T) {
	p := &prices{first: threeShops}
	p.instead = func(query string, _ map[string]any) (string, error) {
		if !strings.Contains(query, "label") {
			return "", nil
		}
		return `{"data":{"_entities":[{"label":1},{"label":2},{"label":3},{"label":4}]}}`, nil
	}
	labels := entityFetch(2, "b", []int{1}, entity("Good", key("price"), "shops.@.goods.@"))
	labels.Operation = "query($representations:[_Any!]!){_entities(representations:$representations){...on Good{label}}}"
	_, failures, _ := runPriced(t, p, Limits{Repeats: 1},
		rootFetch(0, "a", "shops"), priced(1, []int{0}, "String", 1, taking("currency"), "shops.@.goods.@"), labels)
	want := labels.Operation + ` {"representations":[{"__typename":"Good","price":"1 in EUR"},{"__typename":"Good","price":"2 in EUR"},` +
		`{"__typename":"Good","price":"1 in USD"},{"__typename":"Good","price":"3 in null"}]}`
	if len(p.requests) != 4 || p.requests[3] != want && p.requests[0] != want || failures != nil {
		t.Error(failures, p.requests)
	}
}

func TestValuesOfContexts(t *testing.T) {
	of := func(typeName string, f plan.RepresentationField) plan.RepresentationField {
		f.Types = []string{typeName}
		return f
	}
	tests := []struct {
		name, shop, typ string
		fields          []plan.RepresentationField
		want            string // variables sent; "" for no request
		failures        []string
	}{
		{"of an object below", `"owner":{"rate":1.50}`, "Float", taking("owner", "rate"), `"c":1.50`, nil},
		{"null on the way", `"owner":null`, "Float", taking("owner", "rate"), `"c":null`, nil},
		{"through lists", `"tags":[{"n":1},null,{"n":null}]`, "[Int]", taking("tags", "n"), `"c":[1,null,null]`, nil},
		{"through lists of lists", `"tags":[[{"n":1}],[]]`, "[[Int!]!]", taking("tags", "n"), `"c":[[1],[]]`, nil},
		{"a custom scalar", `"any":{"a": [1]}`, "Any", taking("any"), `"c":{"a": [1]}`, nil},
		{"of this type", `"__typename":"Big","size":3`, "Int", []plan.RepresentationField{of("Small", taking("n")[0]), of("Big", taking("size")[0])}, `"c":3`, nil},
		{"of another type", `"__typename":"Odd","size":3`, "Int", []plan.RepresentationField{of("Small", taking("n")[0]), of("Big", taking("size")[0])}, `"c":null`, nil},
		{"not brought", `"other":1`, "Int", taking("size"), "", nil},
		{"not brought in a list", `"tags":[{"n":1},{}]`, "[Int]", taking("tags", "n"), "", nil},
		{"of another kind than it should be", `"owner":5`, "Float", taking("owner", "rate"), "", nil},
		{"null that must not be", `"size":null`, "Int!", taking("size"), "",
			[]string{`INTERNAL_SERVER_ERROR [shop good]: The service "shop" was not asked for this object: an argument that is filled from its context must not be null.`}},
		{"null in a list that must not be", `"tags":[{"n":null}]`, "[Int!]", taking("tags", "n"), "",
			[]string{`INTERNAL_SERVER_ERROR [shop good]: The service "shop" was not asked for this object: an argument that is filled from its context must not be null.`}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			p := &prices{first: `{"data":{"shop":{` + test.shop + `,"good":{"__typename":"Good","id":1}}}}`}
			_, failures, _ := runPriced(t, p, Limits{}, rootFetch(0, "a", "shop"), priced(1, []int{0}, test.typ, 1, test.fields, "shop.good"))
			var want []string
			if test.want != "" {
				want = []string{fmt.Sprintf(`query($representations:[_Any!]!,$c:%s){_entities(representations:$representations){...on Good{price(in:$c)}}}`+
					` {"representations":[{"__typename":"Good","id":1}],%s}`, test.typ, test.want)}
			}
			if diff := cmp.Diff(want, p.requests); diff != "" {
				t.Error(diff)
			}
			if diff := cmp.Diff(test.failures, failures); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestErrorsOfRepeatedCalls(t *testing.T) {
	fetches := func() []*plan.Fetch {
		f := priced(1, []int{0}, "String", 1, taking("currency"), "shops.@.goods.@")
		f.Renames = []plan.Rename{{From: "price", To: "_0_price"}}
		return []*plan.Fetch{rootFetch(0, "a", "shops"), f}
	}
	entities := `"_entities_0":[{"price":1},null],"_entities_1":[{"price":3}]`
	usd := func(variables map[string]any) bool { return variables["c"] == "USD" }
	tests := []struct {
		name    string
		repeats int
		answer  func(variables map[string]any) (string, error)
		want    []string
	}{
		{"of an entity, under the key of the tree", 0, func(map[string]any) (string, error) {
			return `{"data":{` + entities + `,"_entities_2":[{"price":4}]},"errors":[{"message":"m","path":["_entities_0",1,"price"]}]}`, nil
		}, []string{"DOWNSTREAM_SERVICE_ERROR [shops 0 goods 1 _0_price]: m", "DOWNSTREAM_SERVICE_ERROR [shops 4 goods 0 _0_price]: m"}},
		{"of a list", 0, func(map[string]any) (string, error) {
			return `{"data":{` + entities + `,"_entities_2":null},"errors":[{"message":"m","path":["_entities_2"]}]}`, nil
		}, []string{"DOWNSTREAM_SERVICE_ERROR [shops]: m"}},
		{"beyond a list", 0, func(map[string]any) (string, error) {
			return `{"data":{` + entities + `,"_entities_2":[null]},"errors":[{"message":"m","path":["_entities_2", 1]}]}`, nil
		}, []string{"DOWNSTREAM_SERVICE_ERROR [shops]: m"}},
		{"a list that is too short", 0, func(map[string]any) (string, error) { return `{"data":{` + entities + `,"_entities_2":[]}}`, nil },
			[]string{`SUBREQUEST_MALFORMED_RESPONSE [shops]: The answer of the service "shop" has 0 entities where 1 were asked for.`}},
		{"a list that is missing", 0, func(map[string]any) (string, error) { return `{"data":{` + entities + `}}`, nil },
			[]string{`SUBREQUEST_MALFORMED_RESPONSE [shops]: The answer of the service "shop" has no entities and no errors.`}},
		{"one request of several", 1, func(variables map[string]any) (string, error) {
			if usd(variables) {
				return "", &FetchError{Code: gqlerr.SubrequestHTTP, Message: "no", Cause: errors.New("cause")}
			}
			return "", nil
		}, []string{"SUBREQUEST_HTTP_ERROR [shops 2 goods 0]: no"}},
		{"one panic of several", 1, func(variables map[string]any) (string, error) {
			if usd(variables) {
				panic("at the fetcher")
			}
			return "", nil
		}, []string{`INTERNAL_SERVER_ERROR [shops 2 goods 0]: An internal error occurred while asking the service "shop".`}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			p := &prices{first: threeShops, instead: func(_ string, variables map[string]any) (string, error) { return test.answer(variables) }}
			tree, failures, _ := runPriced(t, p, Limits{Repeats: test.repeats}, fetches()...)
			if diff := cmp.Diff(test.want, failures); diff != "" {
				t.Error(diff)
			}
			if test.repeats == 1 {
				// The others' answers are there.
				last := tree.(object)["shops"].(list)[4].(object)["goods"].(list)[0]
				if diff := cmp.Diff(object{"__typename": `"Good"`, "id": "2", "_0_price": `"2 in EUR"`}, last); diff != "" {
					t.Error(diff)
				}
			}
		})
	}
}

// One owner of two shops is asked for his favourite: what it costs depends on the shop, so that it is not one object.
func TestObjectsBelowDifferentContextsAreNotShared(t *testing.T) {
	const shops = `{"data":{"shops":[` +
		`{"currency":"EUR","keepers":[{"__typename":"Owner","id":7},{"__typename":"Owner","id":7}]},` +
		`{"currency":"USD","keepers":[{"__typename":"Owner","id":7}]}]}}`
	owners := entityFetch(1, "b", []int{0}, entity("Owner", key("id"), "shops.@.keepers.@"))
	owners.Operation = "owners"
	p := &prices{first: shops, instead: func(query string, variables map[string]any) (string, error) {
		if query != "owners" {
			return "", nil
		}
		if n := len(variables["representations"].([]any)); n != 2 {
			return "", fmt.Errorf("%d representations", n)
		}
		favourite := `{"favourite":{"__typename":"Good","id":1}}`
		return `{"data":{"_entities":[` + favourite + `,` + favourite + `]}}`, nil
	}}
	tree, failures, _ := runPriced(t, p, Limits{},
		rootFetch(0, "a", "shops"), owners, priced(2, []int{0, 1}, "String", 2, taking("currency"), "shops.@.keepers.@.favourite"))
	keeper := func(price string) object {
		return object{"__typename": `"Owner"`, "id": "7", "favourite": good(1, price)}
	}
	want := object{"shops": list{
		object{"currency": `"EUR"`, "keepers": list{keeper("1 in EUR"), keeper("1 in EUR")}},
		object{"currency": `"USD"`, "keepers": list{keeper("1 in USD")}},
	}}
	if diff := cmp.Diff(want, tree); diff != "" || failures != nil {
		t.Error(failures, diff)
	}
}

// The same below a field that gives the query root again, whose one answer is laid on many objects.
func TestRootsBelowDifferentContextsAreNotShared(t *testing.T) {
	const shops = `{"data":{"shops":[{"currency":"EUR","query":{"__typename":"Query"}},{"currency":"USD","query":{"__typename":"Query"}}`
	root := &plan.Fetch{ID: 1, Service: "b", Operation: "root", DependsOn: []int{0}, Paths: []plan.Path{path("shops.@.query")}}
	fetches := []*plan.Fetch{rootFetch(0, "a", "shops"), root, priced(2, []int{0, 1}, "String", 2, taking("currency"), "shops.@.query.best")}
	tests := []struct {
		name, root, more string
		nodes            int
		eur, usd         object
		failures         []string
	}{
		{"each has its own", `{"data":{"best":{"__typename":"Good","id":1}}}`, "", 0, good(1, "1 in EUR"), good(1, "1 in USD"), nil},
		{"an error is at each", `{"data":{"best":{"__typename":"Good","id":1}},"errors":[{"message":"m","path":["best","id"]}]}`, "", 0, good(1, "1 in EUR"), good(1, "1 in USD"),
			[]string{"DOWNSTREAM_SERVICE_ERROR [shops 0 query best id]: m", "DOWNSTREAM_SERVICE_ERROR [shops 1 query best id]: m"}},
		{"as many as have room", `{"data":{"best":{"__typename":"Good","id":1,"a":[1,2,3,4,5,6,7,8,9,10,11,12,13,14,15]}}}`, `,{"currency":"CHF","query":{"__typename":"Query"}}`, 30, nil, nil,
			[]string{`INTERNAL_SERVER_ERROR [shops]: The answer has more objects than the service "b" may be asked about.`}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			p := &prices{first: shops + test.more + "]}}", instead: func(query string, _ map[string]any) (string, error) {
				if query == "root" {
					return test.root, nil
				}
				return "", nil
			}}
			tree, failures, _ := runPriced(t, p, Limits{Nodes: test.nodes}, fetches...)
			if diff := cmp.Diff(test.failures, failures); diff != "" {
				t.Error(diff)
			}
			if test.eur == nil {
				return
			}
			query := func(best object) object { return object{"__typename": `"Query"`, "best": best} }
			want := object{"shops": list{
				object{"currency": `"EUR"`, "query": query(test.eur)}, object{"currency": `"USD"`, "query": query(test.usd)},
			}}
			if diff := cmp.Diff(want, tree); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// A deferred part is there when all requests of its fetches are over, with the errors of all of them.
func TestAPartWaitsForAllRequestsOfItsFetches(t *testing.T) {
	p := &prices{first: threeShops, instead: func(_ string, variables map[string]any) (string, error) {
		if variables["c"] == "EUR" {
			return "", nil
		}
		return "", &FetchError{Code: gqlerr.SubrequestHTTP, Message: fmt.Sprintf("nothing in %v", variables["c"])}
	}}
	fetches := []*plan.Fetch{rootFetch(0, "a", "shops"), priced(1, []int{0}, "String", 1, taking("currency"), "shops.@.goods.@")}
	fetches[1].Deferred = []int{1}
	program, err := Compile(&plan.Plan{Fetches: fetches, Deferred: []plan.Deferred{{ID: 1}}}, nil, Options{})
	if err != nil {
		t.Fatal(err)
	}
	running := program.Start(t.Context(), Request{Fetcher: p, Limits: Limits{Repeats: 1}})
	defer running.Release()
	for waiting := Parts(0b11); waiting != 0; {
		waiting &^= running.Wait(waiting)
	}
	var failures []string
	running.Read(1, func(a *Answers) {
		for _, e := range a.Errors {
			failures = append(failures, fmt.Sprintf("%v: %s", e.Path, e.Message))
		}
		last := plain(a.Tree, a.Tree.Root(nil)).(object)["shops"].(list)[4]
		if diff := cmp.Diff(object{"currency": `"EUR"`, "goods": list{good(2, "2 in EUR")}}, last); diff != "" {
			t.Error(diff)
		}
	})
	if diff := cmp.Diff([]string{"[shops 2 goods 0]: nothing in USD", "[shops 3 goods 0]: nothing in <nil>"}, failures); diff != "" {
		t.Error(diff)
	}
}

func manyShops(currencies int) string {
	var shops []string
	for i := range currencies {
		shops = append(shops, fmt.Sprintf(`{"currency":"C%d","goods":[{"__typename":"Good","id":%d}]}`, i, i))
	}
	return `{"data":{"shops":[` + strings.Join(shops, ",") + `]}}`
}

// As many different values as there may be requests for are asked for, and of more none.
func TestDifferentValuesAreBounded(t *testing.T) {
	fetches := func() []*plan.Fetch {
		return []*plan.Fetch{rootFetch(0, "a", "shops"), priced(1, []int{0}, "String", 1, taking("currency"), "shops.@.goods.@")}
	}
	const tooMany = `INTERNAL_SERVER_ERROR [shops]: The values from contexts that the service "shop" would have to be asked with are too many different ones.`
	tests := []struct {
		name             string
		limits           Limits
		values, requests int
		failures         []string
	}{
		{"as many as there may be", Limits{Repeats: 2, Requests: 3}, 6, 3, nil},
		{"one more", Limits{Repeats: 2, Requests: 3}, 7, 0, []string{tooMany}},
		{"by default", Limits{}, 5000, 100, nil},
		{"one more than by default", Limits{}, 5001, 0, []string{tooMany}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			p := &prices{first: manyShops(test.values)}
			tree, failures, _ := runPriced(t, p, test.limits, fetches()...)
			if diff := cmp.Diff(test.failures, failures); diff != "" {
				t.Error(diff)
			}
			if len(p.requests) != test.requests {
				t.Errorf("%d requests", len(p.requests))
			}
			last, price := test.values-1, ""
			if test.failures == nil {
				price = fmt.Sprintf("%d in C%d", last, last)
			}
			if diff := cmp.Diff(good(last, price), tree.(object)["shops"].(list)[last].(object)["goods"].(list)[0]); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// Calls of one fetch count together.
func TestDifferentValuesOfSeveralCallsAreBounded(t *testing.T) {
	f := priced(1, []int{0}, "String", 1, taking("currency"), "shops.@.goods.@")
	second := priced(1, []int{0}, "String", 1, taking("currency"), "shops.@.goods.@").Entities[0]
	second.Alias, second.Variable = "_e1", "_r1"
	f.Entities = append(f.Entities, second)
	p := &prices{first: manyShops(4)}
	_, failures, _ := runPriced(t, p, Limits{Repeats: 7, Requests: 1}, rootFetch(0, "a", "shops"), f)
	if len(p.requests) != 0 || len(failures) == 0 || !strings.Contains(failures[0], "too many different ones") {
		t.Error(failures, p.requests)
	}
}

// Of the requests of one fetch only so many are under way at a time.
func TestRequestsOfAFetchAreMadeFewAtATime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		over := make(chan struct{})
		arrived := 0
		p := &prices{first: manyShops(6)}
		p.instead = func(string, map[string]any) (string, error) {
			p.mu.Lock()
			arrived++
			p.mu.Unlock()
			<-over
			return "", nil
		}
		fetches := []*plan.Fetch{rootFetch(0, "a", "shops"), priced(1, []int{0}, "String", 1, taking("currency"), "shops.@.goods.@")}
		go func() {
			for finished := range 6 {
				synctest.Wait()
				if want := min(finished+2, 6); arrived != want {
					t.Errorf("%d requests were made when %d were over", arrived, finished)
				}
				over <- struct{}{}
			}
		}()
		_, failures, _ := runPriced(t, p, Limits{Repeats: 1, RequestsAtOnce: 2}, fetches...)
		if failures != nil || len(p.requests) != 6 {
			t.Error(failures, p.requests)
		}
	})
}
