package respond

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/weftgraphql/weft/graph/execute"
	"github.com/weftgraphql/weft/graph/plan"
)

// The benchmark's graph: users and products with reviews, four services, seven fetches in four waves,
// and an answer of some 90 KB in which the same entities stand at many places.

const benchSchema = `
type Query { users: [User] topProducts(first: Int): [Product] }
type User { id: ID! username: String name: String reviews: [Review] }
type Review { id: ID! body: String author: User product: Product }
type Product { upc: String! name: String price: Int weight: Int inStock: Boolean shippingEstimate: Int reviews: [Review] }
`

const benchQuery = `
fragment U on User { id username name }
fragment R on Review { id body }
fragment P on Product { inStock name price shippingEstimate upc weight }
{
	users { ...U reviews { ...R product { ...P reviews { ...R author { ...U reviews { ...R product { ...P } } } } } } }
	topProducts { ...P reviews { ...R author { ...U reviews { ...R product { ...P } } } } }
}`

func benchPath(text string) plan.Path {
	var p plan.Path
	for step := range strings.SplitSeq(text, ".") {
		if step == "@" {
			p = append(p, plan.Segment{List: true})
		} else {
			p = append(p, plan.Segment{Key: step})
		}
	}
	return p
}

func benchCall(number int, typeName, fields, selects string, paths ...string) plan.EntityCall {
	c := plan.EntityCall{Alias: fmt.Sprintf("_e%d", number), Variable: fmt.Sprintf("r%d", number), Selections: benchSelected(selects)}
	rep := plan.Representation{Types: []string{typeName}, On: typeName}
	for name := range strings.FieldsSeq(fields) {
		rep.Fields = append(rep.Fields, plan.RepresentationField{Name: name, Source: name, Key: name == "id" || name == "upc"})
	}
	c.Representations = []plan.Representation{rep}
	for _, p := range paths {
		c.Paths = append(c.Paths, benchPath(p))
	}
	return c
}

// benchSelected reads "a b { c d }".
func benchSelected(text string) []plan.Selected {
	open := [][]plan.Selected{nil}
	for word := range strings.FieldsSeq(text) {
		top := len(open) - 1
		switch word {
		case "{":
			open = append(open, nil)
		case "}":
			parent := open[top-1]
			parent[len(parent)-1].Selections = open[top]
			open = open[:top]
		default:
			open[top] = append(open[top], plan.Selected{Key: word, Name: word})
		}
	}
	return open[0]
}

func benchPlan() *plan.Plan {
	subgraph := map[string]int{"products": 0, "accounts": 1, "inventory": 2, "reviews": 3}
	root := func(id int, service, operation, selects string) *plan.Fetch {
		return &plan.Fetch{ID: id, Subgraph: subgraph[service], Service: service, Operation: operation, Selections: benchSelected(selects)}
	}
	entities := func(id int, service, operation string, dependsOn []int, calls ...plan.EntityCall) *plan.Fetch {
		return &plan.Fetch{ID: id, Subgraph: subgraph[service], Service: service, Operation: operation, DependsOn: dependsOn, Entities: calls}
	}
	products := []string{"topProducts.@.reviews.@.author.reviews.@.product", "users.@.reviews.@.product", "users.@.reviews.@.product.reviews.@.author.reviews.@.product"}
	authors := []string{"topProducts.@.reviews.@.author", "users.@.reviews.@.product.reviews.@.author"}
	author := "author { __typename id username reviews { id body product { __typename upc } } }"
	details, stock := "name price weight", "shippingEstimate inStock"
	return &plan.Plan{Fetches: []*plan.Fetch{
		root(0, "products", "topProducts", "topProducts { __typename upc "+details+" }"),
		root(1, "accounts", "users", "users { __typename id username name }"),
		entities(2, "inventory", "stock", []int{0}, benchCall(0, "Product", "upc price weight", stock, "topProducts.@")),
		entities(3, "reviews", "reviews", []int{0, 1},
			benchCall(0, "Product", "upc", "reviews { id body "+author+" }", "topProducts.@"),
			benchCall(1, "User", "id", "reviews { id body product { __typename upc reviews { id body "+author+" } } }", "users.@")),
		entities(4, "products", "details", []int{3}, benchCall(0, "Product", "upc", details, products...)),
		entities(5, "accounts", "names", []int{3}, benchCall(0, "User", "id", "name", authors...)),
		entities(6, "inventory", "stock", []int{4}, benchCall(0, "Product", "upc price weight", stock, products...)),
	}}
}

// benchServices answers as the four services would. Equal requests get the same bytes.
type benchServices struct {
	mu   sync.Mutex
	memo map[string][]byte
}

func (s *benchServices) Fetch(_ context.Context, req *execute.FetchRequest) (execute.FetchResult, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	body, ok := s.memo[string(req.Body)]
	if !ok {
		body = benchAnswer(req)
		s.memo[string(req.Body)] = body
	}
	return execute.FetchResult{Body: body}, nil
}

func benchAnswer(req *execute.FetchRequest) []byte {
	switch req.Fetch.Operation {
	case "topProducts":
		return fmt.Appendf(nil, `{"data":{"topProducts":%s}}`, benchList(5, func(i int) string {
			return fmt.Sprintf(`{"__typename":"Product","upc":"%d",%s}`, i, benchDetails(i))
		}))
	case "users":
		return fmt.Appendf(nil, `{"data":{"users":%s}}`, benchList(6, func(i int) string {
			return fmt.Sprintf(`{"__typename":"User","id":"%d","username":"user%d","name":"Name of %d"}`, i, i, i)
		}))
	}
	var variables map[string][]struct{ ID, UPC string }
	if err := json.Unmarshal(req.Variables, &variables); err != nil {
		panic(err)
	}
	var calls []string
	for i := range req.Fetch.Entities {
		call := &req.Fetch.Entities[i]
		representations := variables[call.Variable]
		calls = append(calls, fmt.Sprintf(`%q:%s`, call.Alias, benchList(len(representations), func(n int) string {
			rep := representations[n-1]
			switch req.Fetch.Operation + rep.ID[:min(1, len(rep.ID))] {
			case "stock":
				return `{"shippingEstimate":50,"inStock":true}`
			case "details":
				return "{" + benchDetails(len(rep.UPC)) + "}"
			case "reviews":
				return `{"reviews":` + benchReviews(3, benchAuthor) + `}`
			}
			if req.Fetch.Operation == "names" {
				return `{"name":"Name of ` + rep.ID + `"}`
			}
			return `{"reviews":` + benchReviews(2, func(i int) string {
				return fmt.Sprintf(`"product":{"__typename":"Product","upc":"%d","reviews":%s}`, i, benchReviews(4, benchAuthor))
			}) + `}`
		})))
	}
	return []byte(`{"data":{` + strings.Join(calls, ",") + `}}`)
}

func benchDetails(i int) string {
	return fmt.Sprintf(`"name":"Product number %d","price":%d,"weight":%d`, i, 100*i, 7*i)
}

func benchAuthor(int) string {
	return `"author":{"__typename":"User","id":"1","username":"user1","reviews":` + benchReviews(2, func(i int) string {
		return fmt.Sprintf(`"product":{"__typename":"Product","upc":"%d"}`, i)
	}) + `}`
}

func benchReviews(n int, rest func(i int) string) string {
	return benchList(n, func(i int) string {
		return fmt.Sprintf(`{"id":"%d","body":"%s",%s}`, i, strings.Repeat("Said of a thing by one who bought it. ", 5+i*2), rest(i))
	})
}

// benchList numbers from 1.
func benchList(n int, element func(i int) string) string {
	elements := make([]string, n)
	for i := range n {
		elements[i] = element(i + 1)
	}
	return "[" + strings.Join(elements, ",") + "]"
}

func benchmarkParts(tb testing.TB) (*execute.Program, *Projection, execute.Request) {
	schema := loadSchema(tb, benchSchema)
	program, err := execute.Compile(benchPlan(), schema, execute.Options{})
	if err != nil {
		tb.Fatal(err)
	}
	services := &benchServices{memo: map[string][]byte{}}
	projection, err := Compile(schema, normalize(tb, schema, benchQuery), program.Keys())
	if err != nil {
		tb.Fatal(err)
	}
	return program, projection, execute.Request{Fetcher: services}
}

// respondOnce is what a request with a cached plan costs but for HTTP.
func respondOnce(tb testing.TB, ctx context.Context, program *execute.Program, projection *Projection, request execute.Request) int {
	answers := program.Execute(ctx, request)
	response := projection.Write(Input{Answers: answers})
	answers.Release()
	defer response.Release()
	if len(response.Errors) > 0 {
		tb.Fatal(response.Errors)
	}
	return len(response.Bytes())
}

func BenchmarkRequest(b *testing.B) {
	program, projection, request := benchmarkParts(b)
	b.SetBytes(int64(respondOnce(b, b.Context(), program, projection, request)))
	b.ReportAllocs()
	for b.Loop() {
		respondOnce(b, b.Context(), program, projection, request)
	}
}

func BenchmarkWrite(b *testing.B) {
	program, projection, request := benchmarkParts(b)
	answers := program.Execute(b.Context(), request)
	defer answers.Release()
	b.ReportAllocs()
	for b.Loop() {
		response := projection.Write(Input{Answers: answers})
		b.SetBytes(int64(len(response.Bytes())))
		response.Release()
	}
}

func BenchmarkCompile(b *testing.B) {
	schema := loadSchema(b, benchSchema)
	op := normalize(b, schema, benchQuery)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Compile(schema, op, nil); err != nil {
			b.Fatal(err)
		}
	}
}

func TestRequestAllocatesNothingThatGrows(t *testing.T) {
	if raceDetector {
		t.Skip("allocations are not counted under the race detector")
	}
	program, projection, request := benchmarkParts(t)
	size := respondOnce(t, t.Context(), program, projection, request)
	if size < 80_000 || size > 200_000 {
		t.Errorf("the answer has %d bytes", size)
	}
	allocations := testing.AllocsPerRun(50, func() { respondOnce(t, t.Context(), program, projection, request) })
	if allocations > 20 {
		t.Errorf("%v allocations", allocations)
	}
}
