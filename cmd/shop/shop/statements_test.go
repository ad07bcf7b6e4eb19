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

// costs says what an operation costs behind a subgraph, for a list of 20.
var costs = []struct {
	name      string
	open      servicetest.Open
	query     string
	variables func(n int) map[string]any
	batched   map[string]int // whatever the list's length
	unbatched map[string]int // for 20
}{
	{
		name: "catalogue page with two levels of categories", open: products.New,
		query:     `query($n: Int!) { products(first: $n) { totalCount nodes { id category { slug parent { slug } } } } }`,
		variables: func(n int) map[string]any { return map[string]any{"n": n} },
		batched:   map[string]int{"sql": 4}, unbatched: map[string]int{"sql": 42},
	},
	{
		name: "products by id", open: products.New,
		query:     fmt.Sprintf(onEntities, `... on Product { name price { amount } }`),
		variables: func(n int) map[string]any { return entities(n, byID("Product", seed.ProductID)) },
		batched:   map[string]int{"sql": 1}, unbatched: map[string]int{"sql": 20},
	},
	{
		name: "reviews and ratings of products", open: reviews.New,
		query:     fmt.Sprintf(onEntities, `... on Product { averageStars reviewCount reviews(first: 5) { edges { node { stars author { displayName } } } } }`),
		variables: func(n int) map[string]any { return entities(n, byID("Product", seed.ProductID)) },
		batched:   map[string]int{"sql": 2}, unbatched: map[string]int{"sql": 60},
	},
	{
		name: "users with addresses", open: accounts.New,
		query:     fmt.Sprintf(onEntities, `... on User { displayName email addresses { city } }`),
		variables: func(n int) map[string]any { return entities(n, byID("User", seed.UserID)) },
		batched:   map[string]int{"sql": 2}, unbatched: map[string]int{"sql": 40},
	},
	{
		name: "orders of users, with lines", open: orders.New,
		query:     fmt.Sprintf(onEntities, `... on User { orders(first: 3) { edges { node { id lines { quantity } } } } }`),
		variables: func(n int) map[string]any { return entities(n, byID("User", seed.UserID)) },
		batched:   map[string]int{"sql": 2}, unbatched: map[string]int{"sql": 80},
	},
	{
		name: "stock by SKU, with warehouses", open: inventory.New,
		query: fmt.Sprintf(onEntities, `... on PhysicalProduct { inStock stock { onHand warehouse { name } } }`),
		variables: func(n int) map[string]any {
			return entities(n, func(i int) map[string]any { return map[string]any{"__typename": "PhysicalProduct", "sku": physical(i)} })
		},
		batched: map[string]int{"sql": 2}, unbatched: map[string]int{"sql": 91},
	},
	{
		name: "shipments of orders", open: shipping.New,
		query: fmt.Sprintf(onEntities, `... on Order { shipments { etaDays } }`),
		variables: func(n int) map[string]any {
			return entities(n, func(i int) map[string]any {
				return map[string]any{"__typename": "Order", "id": seed.OrderID(1700 + i)}
			})
		},
		batched: map[string]int{"sql": 1}, unbatched: map[string]int{"sql": 20},
	},
	{
		name: "transit days of stock levels", open: shipping.New,
		query: fmt.Sprintf(onEntities, `... on StockLevel { transitDays(country: DE) }`),
		variables: func(n int) map[string]any {
			return entities(n, func(i int) map[string]any {
				warehouse := map[string]any{"id": seed.WarehouseID(1 + i%2)} // both in one country
				return map[string]any{"__typename": "StockLevel", "sku": seed.SKU(i), "warehouse": warehouse}
			})
		},
		batched: map[string]int{"sql": 1, "carrier": 1}, unbatched: map[string]int{"sql": 20, "carrier": 20},
	},
	{
		name: "shipping estimates of products that weigh the same", open: shipping.New,
		query: fmt.Sprintf(onEntities, `... on PhysicalProduct { shippingEstimate(country: FR) { price { amount } } }`),
		variables: func(n int) map[string]any {
			return entities(n, func(i int) map[string]any {
				return map[string]any{
					"__typename": "PhysicalProduct", "id": seed.ProductID(i), "weightGrams": 500,
					"dimensions": map[string]any{"widthMm": 1, "heightMm": 1, "depthMm": 1},
				}
			})
		},
		batched: map[string]int{"carrier": 1}, unbatched: map[string]int{"carrier": 20},
	},
}

// costOf asks a new subgraph and returns what that cost. It runs on a clock of its own, in which loaders collect
// all keys before their millisecond is over, however slow the machine is.
func costOf(t *testing.T, open servicetest.Open, noBatching bool, query string, variables map[string]any) map[string]int {
	var cost map[string]int
	synctest.Test(t, func(t *testing.T) {
		s := servicetest.Start(t, open, func(o *service.Options) { o.NoBatching = noBatching })
		answer := s.Ask(servicetest.Request{Query: query, Variables: variables, Bearer: s.Token("u_0001", scopes...)})
		if answer.Errors != nil {
			t.Fatalf("%s: %+v", query, answer.Errors)
		}
		cost = answer.Extensions.Backend
	})
	return cost
}

func TestCostDoesNotGrowWithLists(t *testing.T) {
	for _, test := range costs {
		t.Run(test.name, func(t *testing.T) {
			for _, n := range []int{5, 20, 40} {
				if diff := cmp.Diff(test.batched, costOf(t, test.open, false, test.query, test.variables(n))); diff != "" {
					t.Errorf("list of %d (-want +got):\n%s", n, diff)
				}
			}
		})
	}
}

func TestCostWithoutBatchingGrows(t *testing.T) {
	for _, test := range costs {
		t.Run(test.name, func(t *testing.T) {
			if diff := cmp.Diff(test.unbatched, costOf(t, test.open, true, test.query, test.variables(20))); diff != "" {
				t.Errorf("list of 20 (-want +got):\n%s", diff)
			}
		})
	}
}

// TestCostOfTheStorefront adds up what a router asks for 20 products with their reviews and the reviews' authors.
func TestCostOfTheStorefront(t *testing.T) {
	for _, test := range []struct {
		noBatching bool
		want       int
	}{{false, 4}, {true, 121}} {
		got := 0
		count := func(cost map[string]int) { got += cost["sql"] }
		count(costOf(t, products.New, test.noBatching, `{ products(first: 20) { nodes { id name category { title } } } }`, nil))
		authors := reviewAuthors(t)
		count(costOf(t, reviews.New, test.noBatching, fmt.Sprintf(onEntities, `... on Product { reviews(first: 5) { edges { node { stars author { id } } } } }`),
			entities(20, byID("Product", seed.ProductID))))
		count(costOf(t, accounts.New, test.noBatching, fmt.Sprintf(onEntities, `... on User { displayName avatarUrl }`),
			entities(len(authors), byID("User", func(i int) string { return authors[i-1] }))))
		if got != test.want {
			t.Errorf("without batching %t: %d statements, want %d", test.noBatching, got, test.want)
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
