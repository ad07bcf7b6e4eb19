package graph_test

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	"github.com/weftgraphql/weft/graph"
	"github.com/weftgraphql/weft/graph/authz"
	"github.com/weftgraphql/weft/graph/execute"
	"github.com/weftgraphql/weft/graph/gqlerr"
	"github.com/weftgraphql/weft/graph/respond"
)

// shop has goods in three subgraphs; the second and the third know them by their key.
var shop = []string{
	"a", `type Query { goods: [Good] first: Good! boxes: [Box] } type Box { width: Int height: Int } type Good @key(fields: "id") { id: ID! name: String! code: String! maker: Maker } type Maker { city: String! land: String }`,
	"b", `type Good @key(fields: "id") { id: ID! price: Int stock: Int! }`,
	"c", `type Good @key(fields: "id") { id: ID! related: [Good!] } type Query { news: String }`,
}

// answers of the shop's subgraphs, by the service and whether entities are asked for.
type answers map[string]string

func (a answers) Fetch(_ context.Context, req *execute.FetchRequest) (execute.FetchResult, error) {
	key := req.Fetch.Service
	if len(req.Fetch.Entities) == 0 {
		key += " root"
	}
	text, ok := a[key]
	if !ok {
		return execute.FetchResult{}, &execute.FetchError{Code: gqlerr.SubrequestHTTP, Message: "the service is down"}
	}
	return execute.FetchResult{Body: []byte(text)}, nil
}

var goods = answers{
	"a root": `{"data":{"goods":[{"__typename":"Good","id":"1","name":"ax","maker":{"city":"Y","land":"L"}},{"__typename":"Good","id":"2","name":"saw","maker":null}],
		"first":{"__typename":"Good","id":"1","name":"ax","maker":{"city":"Y","land":"L"}}}}`,
	"b":      `{"data":{"_entities":[{"price":5,"stock":7},{"price":6,"stock":8}]}}`,
	"c":      `{"data":{"_entities":[{"related":[{"__typename":"Good","id":"2"}]},{"related":null}]}}`,
	"c root": `{"data":{"news":"none"}}`,
}

// with is the answers with another one.
func (a answers) with(key, text string) answers {
	out := answers{key: text}
	for k, v := range a {
		if k != key {
			out[k] = v
		}
	}
	return out
}

// planParts takes an operation to its plan in parts.
func planParts(t *testing.T, query, variables string) (*graph.Engine, *graph.Planned, graph.Request) {
	t.Helper()
	return planPartsWith(t, graph.Options{Introspection: true}, query, variables)
}

func planPartsWith(t *testing.T, options graph.Options, query, variables string) (*graph.Engine, *graph.Planned, graph.Request) {
	t.Helper()
	engine := engineOf(t, options, shop...)
	prepared, errs := engine.Prepare(query, "")
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	values, errs := engine.Variables(prepared, []byte(variables))
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	if prepared, errs = engine.Deferred(prepared, values); len(errs) > 0 {
		t.Fatal(errs)
	}
	planned, failure := engine.Plan(t.Context(), engine.Authorize(prepared, authz.Claims{}), nil)
	if failure != nil {
		t.Fatal(failure)
	}
	return engine, planned, graph.Request{Variables: values}
}

// tell writes what came in words, a line for each thing.
func tell(text *strings.Builder, pending []respond.Pending, delivered []respond.Delivered) {
	path := func(p []any) string {
		out, _ := json.Marshal(append([]any{}, p...))
		return string(out)
	}
	for _, p := range pending {
		fmt.Fprintf(text, "pending %d%s at %s\n", p.ID, p.Label, path(p.Path))
	}
	for _, d := range delivered {
		for _, piece := range d.Pieces {
			fmt.Fprintf(text, "%d%s at %s: %s\n", d.ID, d.Label, path(piece.Path), piece.Data)
		}
		if d.Failed {
			fmt.Fprintf(text, "%d%s at %s failed\n", d.ID, d.Label, path(d.Path))
		}
		for _, e := range d.Errors {
			fmt.Fprintf(text, "  %s at %s\n", e.Message, path(e.Path))
		}
	}
}

// TestParts has what comes of deferred operations, part by part.
func TestParts(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name, query, variables string
		answers                answers
		want                   string
	}{
		{name: "an element of a list, a fragment", query: `{ goods { name ... @defer(label: "L") { price } } }`, answers: goods, want: `
			{"data":{"goods":[{"name":"ax"},{"name":"saw"}]}}
			pending 0L at ["goods",0]
			pending 1L at ["goods",1]
			0L at ["goods",0]: {"price":5}
			1L at ["goods",1]: {"price":6}`},
		{name: "a fragment at the root, and the rest as if it were not there", query: `{ first { id } ... @defer { news } }`, answers: goods, want: `
			{"data":{"first":{"id":"1"}}}
			pending 0 at []
			0 at []: {"news":"none"}`},
		{name: "what is selected outside too is not repeated", query: `{ first { name maker { city } ... @defer { name price maker { city land } } } }`, answers: goods.with("b", `{"data":{"_entities":[{"price":5}]}}`).with("a", `{"data":{"_entities":[{"maker":{"land":"L"}}]}}`), want: `
			{"data":{"first":{"name":"ax","maker":{"city":"Y"}}}}
			pending 0 at ["first"]
			0 at ["first"]: {"price":5}
			0 at ["first","maker"]: {"land":"L"}`},
		{name: "nothing is left to defer", query: `{ first { name ... @defer { name } } }`, answers: goods, want: `
			{"data":{"first":{"name":"ax"}}}`},
		{name: "a fragment within a fragment", query: `{ first { name ... @defer(label: "A") { price ... @defer(label: "B") { related { id } } } } }`, answers: goods.with("c", `{"data":{"_entities":[{"related":[{"id":"2"}]}]}}`).with("b", `{"data":{"_entities":[{"price":5}]}}`), want: `
			{"data":{"first":{"name":"ax"}}}
			pending 0A at ["first"]
			pending 1B at ["first"]
			0A at ["first"]: {"price":5}
			1B at ["first"]: {"related":[{"id":"2"}]}`},
		{name: "a null stops at its fragment", query: `{ goods { name ... @defer(label: "L") { stock } ... @defer(label: "M") { price } } }`, answers: goods.with("b", `{"data":{"_entities":[{"price":5,"stock":7},null]},"errors":[{"message":"no stock","path":["_entities",1,"stock"]}]}`), want: `
			{"data":{"goods":[{"name":"ax"},{"name":"saw"}]}}
			pending 0L at ["goods",0]
			pending 1M at ["goods",0]
			pending 2L at ["goods",1]
			pending 3M at ["goods",1]
			0L at ["goods",0]: {"stock":7}
			1M at ["goods",0]: {"price":5}
			2L at ["goods",1] failed
			  no stock at ["goods",1,"stock"]
			3M at ["goods",1]: {"price":null}`},
		{name: "nothing follows where a null took the place", query: `{ goods { name ... @defer { price } } }`, answers: goods.with("a root", `{"data":{"goods":[{"__typename":"Good","id":"1","name":null},{"__typename":"Good","id":"2","name":"saw"}]},"errors":[{"message":"no name","path":["goods",0,"name"]}]}`), want: `
			{"data":{"goods":[null,{"name":"saw"}]},"errors":[{"message":"no name","path":["goods",0,"name"],"extensions":{"code":"DOWNSTREAM_SERVICE_ERROR","service":"a"}}]}
			pending 0 at ["goods",1]
			0 at ["goods",1]: {"price":6}`},
		{name: "errors belong to their part", query: `{ first { name ... @defer { price } ... @defer { related { id } } } }`, answers: answers{"a root": goods["a root"], "c": `{"data":{"_entities":[{"related":[]}]}}`}, want: `
			{"data":{"first":{"name":"ax"}}}
			pending 0 at ["first"]
			pending 1 at ["first"]
			0 at ["first"]: {"price":null}
			  the service is down at ["first"]
			1 at ["first"]: {"related":[]}`},
		{name: "a part that cannot be fetched tells so, also in the terms of the part that it stands in", query: `{ first { id } ... @defer { goods { name ... @defer { price } } } }`, answers: answers{"a root": goods["a root"]}, want: `
			{"data":{"first":{"id":"1"}}}
			pending 0 at []
			pending 1 at ["goods",0]
			pending 2 at ["goods",1]
			0 at []: {"goods":[{"name":"ax"},{"name":"saw"}]}
			1 at ["goods",0]: {"price":null}
			  the service is down at ["goods"]
			2 at ["goods",1]: {"price":null}
			  the service is down at ["goods"]`},
		{name: "an error that came with the primary answer waits for its part", query: `{ boxes { width ... @defer { height } } }`, answers: goods.with("a root", `{"data":{"boxes":[{"width":3,"height":null}]},"errors":[{"message":"too high","path":["boxes",0,"height"]}]}`), want: `
			{"data":{"boxes":[{"width":3}]}}
			pending 0 at ["boxes",0]
			0 at ["boxes",0]: {"height":null}
			  too high at ["boxes",0,"height"]`},
		{name: "but not where it took the place", query: `{ boxes { width ... @defer { height } } }`, answers: goods.with("a root", `{"data":{"boxes":[null]},"errors":[{"message":"too high","path":["boxes",0,"height"]}]}`), want: `
			{"data":{"boxes":[null]},"errors":[{"message":"too high","path":["boxes",0,"height"],"extensions":{"code":"DOWNSTREAM_SERVICE_ERROR","service":"a"}}]}`},
		{name: "what is gone when a part is asked for is missing from the part only", query: `{ first { name ... @defer { maker { city } } ... @defer { code } } }`, answers: goods.with("a", `{"data":{"_entities":[null]}}`), want: `
			{"data":{"first":{"name":"ax"}}}
			pending 0 at ["first"]
			pending 1 at ["first"]
			0 at ["first"]: {"maker":null}
			1 at ["first"] failed
			  Cannot return null for non-nullable field Good.code. at ["first","code"]`},
		{name: "a null that rises in a part's answer rises in the part only", query: `{ first { name ... @defer(label: "L") { code } } }`, answers: goods.with("a", `{"data":{"_entities":[null]},"errors":[{"message":"no code","path":["_entities",0,"code"]}]}`), want: `
			{"data":{"first":{"name":"ax"}}}
			pending 0L at ["first"]
			0L at ["first"] failed
			  no code at ["first","code"]`},
		{name: "a value that is gone when more of it is asked for stays", query: `{ first { maker { city ... @defer { land } } } }`, answers: goods.with("a", `{"data":{"_entities":[{"maker":null}]}}`), want: `
			{"data":{"first":{"maker":{"city":"Y"}}}}
			pending 0 at ["first","maker"]
			0 at ["first","maker"]: {"land":null}`},
		{name: "introspection and types", query: `{ first { id } ... @defer { __typename __type(name: "Maker") { name } } }`, answers: goods, want: `
			{"data":{"first":{"id":"1"}}}
			pending 0 at []
			0 at []: {"__typename":"Query","__type":{"name":"Maker"}}`},
		{name: "conditions hold in parts", query: `query($v: Boolean!) { first { name @skip(if: $v) ... @defer { name price @include(if: $v) } ... @include(if: $v) { ... @defer { id } } } }`, variables: `{"v":false}`, answers: goods, want: `
			{"data":{"first":{"name":"ax"}}}`},
		{name: "and otherwise", query: `query($v: Boolean!) { first { name @skip(if: $v) ... @defer { name price @include(if: $v) } ... @include(if: $v) { ... @defer { id } } } }`, variables: `{"v":true}`, answers: goods.with("b", `{"data":{"_entities":[{"price":5}]}}`), want: `
			{"data":{"first":{}}}
			pending 0 at ["first"]
			pending 1 at ["first"]
			0 at ["first"]: {"name":"ax","price":5}
			1 at ["first"]: {"id":"1"}`},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			engine, planned, request := planParts(t, test.query, test.variables)
			if !planned.InParts() {
				t.Fatal("the plan has no parts")
			}
			request.Fetcher = test.answers
			parts := engine.ExecuteInParts(t.Context(), planned, request)
			defer parts.Close()
			primary, pending := parts.Primary()
			defer primary.Release()
			var text strings.Builder
			text.WriteString(string(primary.Bytes()) + "\n")
			// Which part comes first is not for this test.
			var delivered []respond.Delivered
			for parts.More() {
				more, announced := parts.Next()
				delivered, pending = append(delivered, more...), append(pending, announced...)
			}
			slices.SortFunc(delivered, func(a, b respond.Delivered) int { return a.ID - b.ID })
			tell(&text, pending, delivered)
			want := strings.Split(strings.TrimSpace(strings.ReplaceAll(test.want, "\n\t\t\t", "\n")), "\n")
			got := strings.Split(strings.TrimSpace(text.String()), "\n")
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

// TestDeferIsDecidedByVariables: with the `if` of all fragments false, the operation is the one it was.
func TestDeferIsDecidedByVariables(t *testing.T) {
	t.Parallel()
	query := `query($a: Boolean!, $b: Boolean!) { first { name ... @defer(if: $a) { price } ... @defer(if: $b) { id } } }`
	for variables, parts := range map[string]int{`{"a":true,"b":true}`: 2, `{"a":false,"b":true}`: 1, `{"a":false,"b":false}`: 0} {
		_, planned, _ := planParts(t, query, variables)
		if got := len(planned.Plan.Deferred); got != parts {
			t.Errorf("%s: %d parts, want %d", variables, got, parts)
		}
	}
}

// held answers as the shop does, but b's only when it is let go or the request ends.
type held struct {
	answers
	asked, letGo chan struct{}
}

func (h held) Fetch(ctx context.Context, req *execute.FetchRequest) (execute.FetchResult, error) {
	if req.Fetch.Service == "b" {
		close(h.asked)
		select {
		case <-h.letGo:
		case <-ctx.Done():
			return execute.FetchResult{}, ctx.Err()
		}
	}
	return h.answers.Fetch(ctx, req)
}

// TestThePrimaryAnswerWaitsForNoPart: parts come when they are there, and their fetches end with the request or by Close.
func TestThePrimaryAnswerWaitsForNoPart(t *testing.T) {
	query := `{ first { name ... @defer { price } ... @defer { related { id } } } }`
	for _, test := range []struct {
		name string
		end  func(h held, cancel context.CancelFunc, parts *graph.Parts) string
		want string
	}{
		{"the slow part comes last", func(h held, _ context.CancelFunc, parts *graph.Parts) string {
			close(h.letGo)
			delivered, _ := parts.Next()
			return string(delivered[0].Pieces[0].Data)
		}, `{"price":5}`},
		{"the request ends", func(_ held, cancel context.CancelFunc, parts *graph.Parts) string {
			cancel()
			delivered, _ := parts.Next()
			return string(delivered[0].Pieces[0].Data) + delivered[0].Errors[0].Code
		}, `{"price":null}GATEWAY_TIMEOUT`},
		{"nobody waits", func(held, context.CancelFunc, *graph.Parts) string { return "" }, ``},
	} {
		t.Run(test.name, func(t *testing.T) {
			defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
			engine, planned, request := planParts(t, query, "")
			h := held{goods.with("c", `{"data":{"_entities":[{"related":[]}]}}`).with("b", `{"data":{"_entities":[{"price":5}]}}`), make(chan struct{}), make(chan struct{})}
			request.Fetcher = h
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			parts := engine.ExecuteInParts(ctx, planned, request)
			defer parts.Close()
			primary, _ := parts.Primary()
			if got := string(primary.Data()); got != `{"first":{"name":"ax"}}` {
				t.Errorf("the primary answer is %s", got)
			}
			primary.Release()
			delivered, _ := parts.Next()
			if len(delivered) != 1 || string(delivered[0].Pieces[0].Data) != `{"related":[]}` {
				t.Errorf("first came %v", delivered)
			}
			if !parts.More() {
				t.Error("nothing more is announced")
			}
			<-h.asked
			if got := test.end(h, cancel, parts); got != test.want {
				t.Errorf("got %s, want %s", got, test.want)
			}
		})
	}
}

// TestDeferredFieldsOfOneSubgraph: a slow field holds up its part, not what its subgraph brings for the primary answer.
func TestDeferredFieldsOfOneSubgraph(t *testing.T) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	engine, planned, request := planParts(t, `{ first { name ... @defer { maker { city } } } }`, "")
	letGo := make(chan struct{})
	request.Fetcher = fetcher(func(ctx context.Context, req *execute.FetchRequest) (execute.FetchResult, error) {
		if len(req.Fetch.Entities) > 0 {
			<-letGo
		}
		return goods.with("a", `{"data":{"_entities":[{"maker":{"city":"Y"}}]}}`).Fetch(ctx, req)
	})
	parts := engine.ExecuteInParts(t.Context(), planned, request)
	defer parts.Close()
	primary, _ := parts.Primary()
	if got := string(primary.Data()); got != `{"first":{"name":"ax"}}` {
		t.Errorf("the primary answer is %s", got)
	}
	primary.Release()
	close(letGo)
	delivered, _ := parts.Next()
	if len(delivered) != 1 || string(delivered[0].Pieces[0].Data) != `{"maker":{"city":"Y"}}` {
		t.Errorf("then came %v", delivered)
	}
}

// fetcher is a function as an execute.Fetcher.
type fetcher func(context.Context, *execute.FetchRequest) (execute.FetchResult, error)

func (f fetcher) Fetch(ctx context.Context, req *execute.FetchRequest) (execute.FetchResult, error) {
	return f(ctx, req)
}

// TestThePrimaryAnswerIsItsOwn: what a part has brought before the primary answer is written doesn't show in it.
func TestThePrimaryAnswerIsItsOwn(t *testing.T) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	engine, planned, request := planParts(t, `{ first { price maker { land } ... @defer { maker { city } } } }`, "")
	partIsThere := make(chan struct{})
	without := goods.with("a root", `{"data":{"first":{"__typename":"Good","id":"1","maker":null}},"errors":[{"message":"no maker","path":["first","maker"]}]}`)
	request.Fetcher = fetcher(func(ctx context.Context, req *execute.FetchRequest) (execute.FetchResult, error) {
		if req.Fetch.Service == "b" {
			<-partIsThere
		}
		return without.with("a", `{"data":{"_entities":[{"maker":{"city":"Y"}}]}}`).with("b", `{"data":{"_entities":[{"price":5}]}}`).Fetch(ctx, req)
	})
	request.Observer = &execute.Observer{FetchDone: func(report execute.FetchReport) {
		if report.Fetch.Service == "a" && len(report.Fetch.Entities) > 0 {
			close(partIsThere)
		}
	}}
	parts := engine.ExecuteInParts(t.Context(), planned, request)
	defer parts.Close()
	primary, pending := parts.Primary()
	defer primary.Release()
	want := `{"data":{"first":{"price":5,"maker":null}},"errors":[{"message":"no maker","path":["first","maker"],"extensions":{"code":"DOWNSTREAM_SERVICE_ERROR","service":"a"}}]}`
	if diff := cmp.Diff(want, string(primary.Bytes())); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if len(pending) > 0 || parts.More() {
		t.Errorf("announced where the null is: %v", pending)
	}
}
