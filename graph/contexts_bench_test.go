package graph_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/weftgraphql/weft/graph"
	"github.com/weftgraphql/weft/graph/authz"
	"github.com/weftgraphql/weft/graph/compose"
	"github.com/weftgraphql/weft/graph/execute"
	"github.com/weftgraphql/weft/graph/plan"
	"github.com/weftgraphql/weft/graph/supergraph"
)

// The graph of the benchmark: 1,000 goods in 20 shops, whose price depends on the shop, while their maker and reviews do not.
var pricedGoods = []string{
	`type Query { shops: [Shop] } type Shop @key(fields: "id") @context(name: "shop") { id: ID! currency: String goods: [Good] }
	 type Good @key(fields: "id") { id: ID! name: String price(in: String @fromContext(field: "$shop { currency }")): String }`,
	`type Good @key(fields: "id") { id: ID! maker: Maker reviews: [Review] } type Maker @key(fields: "id") { id: ID! }
	 type Review { text: String author: User product: Good } type User @key(fields: "id") { id: ID! handle: String }`,
	`type Maker @key(fields: "id") { id: ID! title: String country: String } type User @key(fields: "id") { id: ID! name: String }`,
}

// pricedPlayer answers as the subgraphs would. Equal requests get the same bytes.
type pricedPlayer struct {
	mu       sync.Mutex
	memo     map[string][]byte
	requests int
	bytes    int
}

func (p *pricedPlayer) Fetch(_ context.Context, req *execute.FetchRequest) (execute.FetchResult, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.requests++
	p.bytes += len(req.Body)
	body, ok := p.memo[string(req.Body)]
	if !ok {
		var err error
		if body, err = pricedAnswer(req); err != nil {
			return execute.FetchResult{}, err
		}
		p.memo[string(req.Body)] = body
	}
	return execute.FetchResult{Body: body}, nil
}

func pricedAnswer(req *execute.FetchRequest) ([]byte, error) {
	data := map[string]any{}
	if len(req.Fetch.Entities) == 0 {
		data = pricedObject(req.Fetch.Selections, "Query", 0, "")
	}
	var variables map[string]json.RawMessage
	if len(req.Variables) > 0 {
		if err := json.Unmarshal(req.Variables, &variables); err != nil {
			return nil, err
		}
	}
	for i := range req.Fetch.Entities {
		call := &req.Fetch.Entities[i]
		for name, text := range variables {
			suffix, ok := strings.CutPrefix(name, call.Variable)
			if !ok {
				continue
			}
			var representations []struct {
				Typename string `json:"__typename"`
				ID       string
			}
			if err := json.Unmarshal(text, &representations); err != nil {
				return nil, err
			}
			value := ""
			if len(call.Contexts) > 0 {
				value = string(variables[call.Contexts[0].Variable+suffix])
			}
			entities := make([]any, len(representations))
			for n, r := range representations {
				id, err := strconv.Atoi(r.ID)
				if err != nil {
					return nil, err
				}
				entities[n] = pricedObject(call.Selections, r.Typename, id, value)
			}
			data[call.Alias+suffix] = entities
		}
	}
	return json.Marshal(map[string]any{"data": data})
}

// pricedObject is what is selected of an object.
func pricedObject(selections []plan.Selected, typeName string, id int, value string) map[string]any {
	below := map[string]struct {
		typeName string
		count    int // 0 for no list
		id       func(i int) int
	}{
		"shops":   {"Shop", 20, func(i int) int { return i }},
		"goods":   {"Good", 50, func(i int) int { return (id*37 + i) % 400 }},
		"maker":   {"Maker", 0, func(int) int { return id % 40 }},
		"reviews": {"Review", 3, func(i int) int { return id*3 + i }},
		"author":  {"User", 0, func(int) int { return id % 60 }},
		"product": {"Good", 0, func(int) int { return id % 40 }},
	}
	out := map[string]any{}
	for _, s := range selections {
		kind, composite := below[s.Name]
		switch {
		case s.On != "":
			for key, v := range pricedObject(s.Selections, typeName, id, value) {
				out[key] = v
			}
		case s.Name == "__typename":
			out[s.Key] = typeName
		case s.Name == "id":
			out[s.Key] = strconv.Itoa(id)
		case s.Name == "currency":
			out[s.Key] = []string{"EUR", "USD", "CHF", "JPY"}[id%4]
		case !composite:
			out[s.Key] = fmt.Sprintf("the %s of %s number %d %s", s.Name, typeName, id, value)
		case kind.count == 0:
			out[s.Key] = pricedObject(s.Selections, kind.typeName, kind.id(0), value)
		default:
			list := make([]any, kind.count)
			for i := range list {
				list[i] = pricedObject(s.Selections, kind.typeName, kind.id(i), value)
			}
			out[s.Key] = list
		}
	}
	return out
}

func pricedEngine(tb testing.TB) *graph.Engine {
	tb.Helper()
	var inputs []compose.Subgraph
	for i, sdl := range pricedGoods {
		const link = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@external", "@context", "@fromContext"]) `
		inputs = append(inputs, compose.Subgraph{Name: string(rune('a' + i)), SDL: link + sdl})
	}
	composed := compose.Compose(tb.Context(), inputs, compose.Options{})
	if !composed.OK() {
		tb.Fatal(composed.Errors[0].Message)
	}
	sg, err := supergraph.Parse("priced", composed.SDL)
	if err != nil {
		tb.Fatal(err)
	}
	return graph.New(sg, graph.Options{})
}

// BenchmarkContexts is what a request costs but for HTTP, where much of it depends on no context and where it stands beside a plan
// without any.
func BenchmarkContexts(b *testing.B) {
	engine := pricedEngine(b)
	for _, op := range []struct{ name, query string }{
		{"without", `{ shops { currency goods { name maker { title country } reviews { text author { handle name } } } } }`},
		{"beside", `{ shops { currency goods { name price maker { title country } reviews { text author { handle name } } } } }`},
		{"below", `{ shops { currency goods { maker { title country } reviews { text author { handle name } product { name price } } } } }`},
	} {
		b.Run("op="+op.name, func(b *testing.B) {
			prepared, errs := engine.Prepare(op.query, "")
			if len(errs) > 0 {
				b.Fatal(errs)
			}
			planned, failure := engine.Plan(b.Context(), engine.Authorize(prepared, authz.Claims{}), nil)
			if failure != nil {
				b.Fatal(failure)
			}
			player := &pricedPlayer{memo: map[string][]byte{}}
			once := func() int {
				response := engine.Execute(b.Context(), planned, graph.Request{Fetcher: player})
				defer response.Release()
				if len(response.Errors) > 0 {
					b.Fatal(response.Errors)
				}
				return len(response.Bytes())
			}
			b.SetBytes(int64(once()))
			sent := float64(player.bytes)
			b.ReportAllocs()
			for b.Loop() {
				once()
			}
			b.ReportMetric(sent, "sent-B")
		})
	}
}
