package shop_test

import (
	"fmt"
	"testing"

	"github.com/weftgraphql/weft/internal/service/servicetest"
	"github.com/weftgraphql/weft/subgraphs/accounts"
	"github.com/weftgraphql/weft/subgraphs/inventory"
	"github.com/weftgraphql/weft/subgraphs/orders"
	"github.com/weftgraphql/weft/subgraphs/products"
	"github.com/weftgraphql/weft/subgraphs/reviews"
	"github.com/weftgraphql/weft/subgraphs/shipping"
)

// caching is an operation, the representations it is about, and the header of its answer.
type caching struct {
	query string
	reps  []map[string]any
	want  string
}

// TestCacheControl follows the hints of the schemas into the header, by Apollo Server's rules.
func TestCacheControl(t *testing.T) {
	product := []map[string]any{{"__typename": "Product", "id": "p_0001"}}
	sku := []map[string]any{{"__typename": "PhysicalProduct", "sku": "WFT-0001"}}
	stock := []map[string]any{{"__typename": "StockLevel", "sku": "WFT-0001", "warehouse": map[string]any{"id": "w_01"}}}
	user := []map[string]any{{"__typename": "User", "id": "u_0001"}}
	parcel := []map[string]any{{
		"__typename": "PhysicalProduct", "id": "p_0001", "weightGrams": 500,
		"dimensions": map[string]any{"widthMm": 1, "heightMm": 1, "depthMm": 1},
	}}
	for _, group := range []struct {
		open  servicetest.Open
		cases []caching
	}{
		{products.New, []caching{
			{`{ product(id: "p_0001") { id name } }`, nil, "max-age=300, public"},
			{`{ product(id: "p_9999") { id } }`, nil, "max-age=300, public"},
			{`{ product(id: "p_0001") { price { amount currency } category { slug parent { slug } } } }`, nil, "max-age=300, public"},
			{`{ product(id: "p_0001") { supplierCost { amount } } }`, nil, "max-age=60, private"},
			{`{ products(first: 2) { nodes { id } pageInfo { endCursor } } }`, nil, "max-age=60, public"},
			{`{ products(first: 2) { totalCount edges { cursor node { id price { amount } } } } }`, nil, "max-age=60, public"},
			{`{ category(slug: "coffee") { title children { slug } } }`, nil, "max-age=300, public"},
			{`{ products(first: -1) { totalCount } }`, nil, "no-store"},
			{`{ product(id: "p_0001") { nope } }`, nil, "no-store"},
			{`{ __typename }`, nil, "no-store"},
			{`{ _service { sdl } }`, nil, "no-store"},
			{`{ __schema { queryType { name } } }`, nil, "no-store"},
			{`{ product(id: "p_0001") { id } __schema { queryType { name } } }`, nil, "no-store"},
			{fmt.Sprintf(onEntities, `... on Product { name }`), product, "max-age=300, public"},
			{fmt.Sprintf(onEntities, `... on Product { supplierCost { amount } }`), product, "max-age=60, private"},
			{fmt.Sprintf(onEntities, `... on Product { name }`), []map[string]any{}, "no-store"},
		}},
		{accounts.New, []caching{
			{`{ user(id: "u_0001") { displayName } }`, nil, "max-age=60, public"},
			{`{ me { displayName } }`, nil, "max-age=30, private"},
			{`{ user(id: "u_0001") { email } }`, nil, "max-age=30, private"},
			{`{ user(id: "u_0001") { addresses { city } } }`, nil, "max-age=30, private"},
			{`mutation { rename(displayName: "Mara Patel") { id } }`, nil, "no-store"},
			{fmt.Sprintf(onEntities, `... on User { displayName }`), user, "max-age=60, public"},
		}},
		{inventory.New, []caching{
			{`{ warehouses { name } }`, nil, "max-age=300, public"},
			{fmt.Sprintf(onEntities, `... on PhysicalProduct { inStock }`), sku, "max-age=10, public"},
			{fmt.Sprintf(onEntities, `... on PhysicalProduct { stock { onHand warehouse { name } } }`), sku, "max-age=10, private"},
			{fmt.Sprintf(onEntities, `... on StockLevel { onHand } ... on PhysicalProduct { sku }`), append(sku, stock...), "max-age=10, private"},
		}},
		{orders.New, []caching{
			{`{ order(id: "o_0001") { id lines { product { id } unitPrice { amount } } buyer { id } shipTo { id } } }`, nil, "max-age=5, private"},
			{fmt.Sprintf(onEntities, `... on User { orders { edges { node { id } } pageInfo { hasNextPage } } }`), user, "max-age=5, private"},
		}},
		{reviews.New, []caching{
			{`{ latestReviews { id author { displayName } product { id } } }`, nil, "max-age=30, public"},
			{fmt.Sprintf(onEntities, `... on Product { averageStars reviews { edges { node { id } } pageInfo { endCursor } } }`), product, "max-age=60, public"},
			{fmt.Sprintf(onEntities, `... on User { reviews { id } }`), user, "max-age=60, public"},
		}},
		{shipping.New, []caching{
			{`{ shipment(trackingNumber: "T0019001") { status etaDays } }`, nil, "max-age=30, public"},
			{fmt.Sprintf(onEntities, `... on PhysicalProduct { shippingEstimate(country: DE) { price { amount } etaDays } }`), parcel, "max-age=300, public"},
			{fmt.Sprintf(onEntities, `... on StockLevel { transitDays(country: DE) }`), stock, "max-age=10, private"},
		}},
	} {
		s := servicetest.Start(t, group.open)
		bearer := s.Token("u_0001", scopes...)
		for _, test := range group.cases {
			request := servicetest.Request{Query: test.query, Bearer: bearer}
			if test.reps != nil {
				request.Variables = map[string]any{"r": test.reps}
			}
			if got := s.Ask(request).Header.Get("Cache-Control"); got != test.want {
				t.Errorf("%s\nCache-Control: %s, want %s", test.query, got, test.want)
			}
		}
	}
}
