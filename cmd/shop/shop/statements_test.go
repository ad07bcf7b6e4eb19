package shop_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/google/go-cmp/cmp"

	"github.com/weftgraphql/weft/internal/seed"
	"github.com/weftgraphql/weft/internal/service"
	"github.com/weftgraphql/weft/internal/service/servicetest"
	"github.com/weftgraphql/weft/subgraphs/accounts"
	"github.com/weftgraphql/weft/subgraphs/inventory"
	"github.com/weftgraphql/weft/subgraphs/orders"
	"github.com/weftgraphql/weft/subgraphs/products"
	"github.com/weftgraphql/weft/subgraphs/reviews"
	"github.com/weftgraphql/weft/subgraphs/shipping"
)

// scopes are all that the operations of these tests need.
var scopes = []string{"admin", "catalog:cost", "inventory:read", "user:email"}

// entities returns the variables of an _entities query for n representations.
func entities(n int, of func(i int) map[string]any) map[string]any {
	list := make([]map[string]any, n)
	for i := range list {
		list[i] = of(i + 1)
	}
	return map[string]any{"r": list}
}

func byID(typeName string, id func(int) string) func(int) map[string]any {
	return func(i int) map[string]any { return map[string]any{"__typename": typeName, "id": id(i)} }
}

// physical returns the SKU of the i-th product that has one.
func physical(i int) string {
	for _, p := range (seed.World{Seed: seed.Default}).Products() {
		if !p.Digital() {
			if i--; i == 0 {
				return p.SKU
			}
		}
	}
	return ""
}

const onEntities = `query($r: [_Any!]!) { _entities(representations: $r) { %s } }`

// operation says what an operation costs behind a subgraph.
type operation struct {
	name      string
	query     string
	variables func(n int) map[string]any
	batched   map[string]int // whatever the list's length
	unbatched map[string]int // for 20
}

var costs = []struct {
	open       servicetest.Open
	operations []operation
}{
	{products.New, []operation{
		{
			name:      "catalogue page with two levels of categories",
			query:     `query($n: Int!) { products(first: $n) { totalCount nodes { id category { slug parent { slug } } } } }`,
			variables: func(n int) map[string]any { return map[string]any{"n": n} },
			batched:   map[string]int{"sql": 4}, unbatched: map[string]int{"sql": 42},
		},
		{
			name:      "products by id",
			query:     fmt.Sprintf(onEntities, `... on Product { name price { amount } }`),
			variables: func(n int) map[string]any { return entities(n, byID("Product", seed.ProductID)) },
			batched:   map[string]int{"sql": 1}, unbatched: map[string]int{"sql": 20},
		},
	}},
	{reviews.New, []operation{
		{
			name:      "reviews and ratings of products",
			query:     fmt.Sprintf(onEntities, `... on Product { averageStars reviewCount reviews(first: 5) { edges { node { stars author { displayName } } } } }`),
			variables: func(n int) map[string]any { return entities(n, byID("Product", seed.ProductID)) },
			batched:   map[string]int{"sql": 2}, unbatched: map[string]int{"sql": 60},
		},
	}},
	{accounts.New, []operation{
		{
			name:      "users with addresses",
			query:     fmt.Sprintf(onEntities, `... on User { displayName email addresses { city } }`),
			variables: func(n int) map[string]any { return entities(n, byID("User", seed.UserID)) },
			batched:   map[string]int{"sql": 2}, unbatched: map[string]int{"sql": 40},
		},
	}},
	{orders.New, []operation{
		{
			name:      "orders of users, with lines",
			query:     fmt.Sprintf(onEntities, `... on User { orders(first: 3) { edges { node { id lines { quantity } } } } }`),
			variables: func(n int) map[string]any { return entities(n, byID("User", seed.UserID)) },
			batched:   map[string]int{"sql": 2}, unbatched: map[string]int{"sql": 80},
		},
	}},
	{inventory.New, []operation{
		{
			name:  "stock by SKU, with warehouses",
			query: fmt.Sprintf(onEntities, `... on PhysicalProduct { inStock stock { onHand warehouse { name } } }`),
			variables: func(n int) map[string]any {
				return entities(n, func(i int) map[string]any { return map[string]any{"__typename": "PhysicalProduct", "sku": physical(i)} })
			},
			batched: map[string]int{"sql": 2}, unbatched: map[string]int{"sql": 91},
		},
	}},
	{shipping.New, []operation{
		{
			name:  "shipments of orders",
			query: fmt.Sprintf(onEntities, `... on Order { shipments { etaDays } }`),
			variables: func(n int) map[string]any {
				return entities(n, func(i int) map[string]any {
					return map[string]any{"__typename": "Order", "id": seed.OrderID(1700 + i)}
				})
			},
			batched: map[string]int{"sql": 1}, unbatched: map[string]int{"sql": 20},
		},
		{
			name:  "transit days of stock levels",
			query: `query($r: [_Any!]!, $to: CountryCode!) { _entities(representations: $r) { ... on StockLevel { transitDays(country: $to) } } }`,
			variables: func(n int) map[string]any {
				variables := entities(n, func(i int) map[string]any {
					warehouse := map[string]any{"id": seed.WarehouseID(1 + i%2)} // both in one country
					return map[string]any{"__typename": "StockLevel", "sku": seed.SKU(i), "warehouse": warehouse}
				})
				variables["to"] = map[int]string{5: "DE", 20: "FR", 40: "US"}[n] // not asked before
				return variables
			},
			batched: map[string]int{"sql": 1, "carrier": 1}, unbatched: map[string]int{"sql": 20, "carrier": 20},
		},
		{
			name:  "shipping estimates of products that weigh the same",
			query: fmt.Sprintf(onEntities, `... on PhysicalProduct { shippingEstimate(country: FR) { price { amount } } }`),
			variables: func(n int) map[string]any {
				return entities(n, func(i int) map[string]any {
					return map[string]any{
						"__typename": "PhysicalProduct", "id": seed.ProductID(i), "weightGrams": 500 + n, // not asked before
						"dimensions": map[string]any{"widthMm": 1, "heightMm": 1, "depthMm": 1},
					}
				})
			},
			batched: map[string]int{"carrier": 1}, unbatched: map[string]int{"carrier": 20},
		},
	}},
}

// costsOf asks a new subgraph and returns what each request cost. It runs on a clock of its own, in which loaders
// collect all keys before their millisecond is over, however slow the machine is.
func costsOf(t *testing.T, open servicetest.Open, noBatching bool, requests ...servicetest.Request) []map[string]int {
	var costs []map[string]int
	synctest.Test(t, func(t *testing.T) {
		s := servicetest.Start(t, open, func(o *service.Options) { o.NoBatching = noBatching })
		for _, request := range requests {
			request.Bearer = s.Token("u_0001", scopes...)
			answer := s.Ask(request)
			if answer.Errors != nil {
				t.Fatalf("%s: %+v", request.Query, answer.Errors)
			}
			costs = append(costs, answer.Extensions.Backend)
		}
	})
	return costs
}

func TestCostDoesNotGrowWithLists(t *testing.T) {
	for _, subgraph := range costs {
		var (
			requests []servicetest.Request
			want     []map[string]int
		)
		for _, op := range subgraph.operations {
			for _, n := range []int{5, 20, 40} {
				requests = append(requests, servicetest.Request{Query: op.query, Variables: op.variables(n)})
				want = append(want, op.batched)
			}
		}
		for i, got := range costsOf(t, subgraph.open, false, requests...) {
			if diff := cmp.Diff(want[i], got); diff != "" {
				t.Errorf("%s, list %d (-want +got):\n%s", subgraph.operations[i/3].name, i%3, diff)
			}
		}
	}
}

func TestCostWithoutBatchingGrows(t *testing.T) {
	for _, subgraph := range costs {
		var requests []servicetest.Request
		for _, op := range subgraph.operations {
			requests = append(requests, servicetest.Request{Query: op.query, Variables: op.variables(20)})
		}
		for i, got := range costsOf(t, subgraph.open, true, requests...) {
			if diff := cmp.Diff(subgraph.operations[i].unbatched, got); diff != "" {
				t.Errorf("%s (-want +got):\n%s", subgraph.operations[i].name, diff)
			}
		}
	}
}

// TestCostOfTheStorefront adds up what a router asks for 20 products with their reviews and the reviews' authors.
func TestCostOfTheStorefront(t *testing.T) {
	authors := reviewAuthors(t)
	page := servicetest.Request{Query: `{ products(first: 20) { nodes { id name category { title } } } }`}
	reviewed := servicetest.Request{
		Query:     fmt.Sprintf(onEntities, `... on Product { reviews(first: 5) { edges { node { stars author { id } } } } }`),
		Variables: entities(20, byID("Product", seed.ProductID)),
	}
	written := servicetest.Request{
		Query:     fmt.Sprintf(onEntities, `... on User { displayName avatarUrl }`),
		Variables: entities(len(authors), byID("User", func(i int) string { return authors[i-1] })),
	}
	for noBatching, want := range map[bool]int{false: 4, true: 121} {
		got := costsOf(t, products.New, noBatching, page)[0]["sql"] +
			costsOf(t, reviews.New, noBatching, reviewed)[0]["sql"] +
			costsOf(t, accounts.New, noBatching, written)[0]["sql"]
		if got != want {
			t.Errorf("without batching %t: %d statements, want %d", noBatching, got, want)
		}
	}
}

// reviewAuthors returns the different authors of the newest reviews of 20 products, as a router would send them on.
func reviewAuthors(t *testing.T) []string {
	s := servicetest.Start(t, reviews.New)
	answer := s.Ask(servicetest.Request{
		Query:     fmt.Sprintf(onEntities, `... on Product { reviews(first: 5) { edges { node { author { id } } } } }`),
		Variables: entities(20, byID("Product", seed.ProductID)),
	})
	var data any
	if err := json.Unmarshal(answer.Data, &data); err != nil {
		t.Fatal(err)
	}
	var ids []string
	seen := map[string]bool{}
	var walk func(any)
	walk = func(value any) {
		switch v := value.(type) {
		case []any:
			for _, item := range v {
				walk(item)
			}
		case map[string]any:
			if id, ok := v["id"].(string); ok && strings.HasPrefix(id, "u_") && !seen[id] {
				seen[id] = true
				ids = append(ids, id)
			}
			for _, item := range v {
				walk(item)
			}
		}
	}
	walk(data)
	return ids
}
