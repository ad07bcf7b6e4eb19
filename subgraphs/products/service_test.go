package products_test

import (
	"encoding/json"
	"testing"

	"github.com/weftgraphql/weft/internal/service/servicetest"
	"github.com/weftgraphql/weft/subgraphs/products"
)

// TestSubgraph runs what only reads before what writes: they share one subgraph, because filling one takes time.
func TestSubgraph(t *testing.T) {
	s := servicetest.Start(t, products.New)
	t.Run("Product", func(t *testing.T) { testProduct(t, s.In(t)) })
	t.Run("Pages", func(t *testing.T) { testPages(t, s.In(t)) })
	t.Run("Entities", func(t *testing.T) { testEntities(t, s.In(t)) })
	t.Run("SupplierCostNeedsAScope", func(t *testing.T) { testSupplierCostNeedsAScope(t, s.In(t)) })
	t.Run("CreateProduct", func(t *testing.T) { testCreateProduct(t, s.In(t)) })
}

func testProduct(t *testing.T, s *servicetest.Subgraph) {
	s.Want(servicetest.Request{Query: `{
		product(id: "p_0001") { __typename id name inStock price { amount currency } category { slug title }
			... on PhysicalProduct { sku weightGrams dimensions { widthMm heightMm depthMm } } }
		none: product(id: "p_9999") { id } }`}, `{
		"product": {"__typename": "PhysicalProduct", "id": "p_0001", "name": "Nordic Office Chair 701", "inStock": true,
			"price": {"amount": 6599, "currency": "EUR"}, "category": {"slug": "desks", "title": "Desks and chairs"},
			"sku": "WFT-0001", "weightGrams": 7810, "dimensions": {"widthMm": 390, "heightMm": 180, "depthMm": 40}},
		"none": null}`)
	s.Want(servicetest.Request{Query: `{ category(slug: "coffee") { title parent { slug parent { slug parent { slug } } children { slug } } } }`},
		`{"category": {"title": "Coffee", "parent": {"slug": "kitchen", "parent": {"slug": "home", "parent": null}, "children": [{"slug": "coffee"}, {"slug": "cookware"}]}}}`)
}

type connection struct {
	Products struct {
		Nodes    []struct{ ID string }
		Edges    []struct{ Cursor string }
		PageInfo struct {
			HasNextPage bool
			EndCursor   *string
		}
		TotalCount int
	}
}

func testPages(t *testing.T, s *servicetest.Subgraph) {
	query := `query($after: String, $order: ProductOrder!) {
		products(filter: {category: "outdoor"}, orderBy: $order, first: 40, after: $after) {
			nodes { id } edges { cursor } pageInfo { hasNextPage endCursor } totalCount } }`
	for _, order := range []string{"NAME", "PRICE_ASC", "PRICE_DESC"} {
		seen, total := map[string]bool{}, 0
		variables := map[string]any{"order": order}
		for {
			answer := s.Ask(servicetest.Request{Query: query, Variables: variables})
			var got connection
			if err := json.Unmarshal(answer.Data, &got); err != nil || answer.Errors != nil {
				t.Fatal(err, answer.Errors)
			}
			for _, node := range got.Products.Nodes {
				if seen[node.ID] {
					t.Errorf("%s: %s is on two pages", order, node.ID)
				}
				seen[node.ID] = true
			}
			total = got.Products.TotalCount
			if last := got.Products.Edges[len(got.Products.Edges)-1].Cursor; last != *got.Products.PageInfo.EndCursor {
				t.Errorf("%s: end cursor is not the last edge's", order)
			}
			if !got.Products.PageInfo.HasNextPage {
				break
			}
			variables["after"] = *got.Products.PageInfo.EndCursor
		}
		if len(seen) != total || total < 50 {
			t.Errorf("%s: pages had %d products of %d", order, len(seen), total)
		}
	}
	s.Want(servicetest.Request{Query: `{ products(filter: {text: "no such thing"}) { nodes { id } edges { cursor } pageInfo { hasNextPage endCursor } totalCount } }`},
		`{"products": {"nodes": [], "edges": [], "pageInfo": {"hasNextPage": false, "endCursor": null}, "totalCount": 0}}`)
	for _, arguments := range []string{`first: 101`, `first: -1`, `after: "x"`, `orderBy: NAME, after: "MR9QUklDRV9BU0MfMTAwH3BfMDAwMQ"`} {
		s.WantCodes(servicetest.Request{Query: `{ products(` + arguments + `) { nodes { id } } }`}, `null`, "BAD_USER_INPUT")
	}
}

func testEntities(t *testing.T, s *servicetest.Subgraph) {
	s.Want(servicetest.Request{
		Query: `query($r: [_Any!]!) { _entities(representations: $r) {
			__typename ... on Product { id } ... on PhysicalProduct { id sku } ... on DigitalProduct { id } ... on Category { slug } } }`,
		Variables: map[string]any{"r": []map[string]any{
			{"__typename": "Product", "id": "p_0001"}, {"__typename": "Product", "id": "p_0097"}, {"__typename": "PhysicalProduct", "sku": "WFT-0001"},
			{"__typename": "Category", "slug": "tents"}, {"__typename": "PhysicalProduct", "sku": "none"}, {"__typename": "DigitalProduct", "id": "p_0001"},
		}},
	}, `{"_entities": [
		{"__typename": "PhysicalProduct", "id": "p_0001", "sku": "WFT-0001"}, {"__typename": "DigitalProduct", "id": "p_0097"},
		{"__typename": "PhysicalProduct", "id": "p_0001", "sku": "WFT-0001"}, {"__typename": "Category", "slug": "tents"}, null, null]}`)
}

func testCreateProduct(t *testing.T, s *servicetest.Subgraph) {
	create := func(input string) string {
		return `mutation { createProduct(input: {name: "Lamp", category: "lighting", weightGrams: 1, widthMm: 2, heightMm: 3, depthMm: 4, ` + input +
			`}) { id name price { amount currency } inStock } }`
	}
	writer := s.Token("u_0001", "catalog:write")
	good := create(`sku: "LAMP-1", priceAmount: 100`)
	s.WantCodes(servicetest.Request{Query: good}, `{"createProduct": null}`, "UNAUTHENTICATED")
	s.WantCodes(servicetest.Request{Query: good, Bearer: s.Token("u_0001", "admin")}, `{"createProduct": null}`, "FORBIDDEN")
	s.Want(servicetest.Request{Query: good, Bearer: writer},
		`{"createProduct": {"id": "p_new_1", "name": "Lamp", "price": {"amount": 100, "currency": "EUR"}, "inStock": false}}`)
	s.WantCodes(servicetest.Request{Query: good, Bearer: writer}, `{"createProduct": null}`, "CONFLICT")
	for _, input := range []string{`sku: "lamp", priceAmount: 1`, `sku: "LAMP-2", priceAmount: -1`} {
		s.WantCodes(servicetest.Request{Query: create(input), Bearer: writer}, `{"createProduct": null}`, "BAD_USER_INPUT")
	}
}

func testSupplierCostNeedsAScope(t *testing.T, s *servicetest.Subgraph) {
	query := `{ product(id: "p_0001") { id supplierCost { amount } } }`
	s.WantCodes(servicetest.Request{Query: query}, `{"product": {"id": "p_0001", "supplierCost": null}}`, "UNAUTHENTICATED")
	s.WantCodes(servicetest.Request{Query: query, Bearer: s.Token("u_0001", "catalog:write")}, `{"product": {"id": "p_0001", "supplierCost": null}}`, "FORBIDDEN")
	s.Want(servicetest.Request{Query: query, Bearer: s.Token("u_0001", "catalog:cost")}, `{"product": {"id": "p_0001", "supplierCost": {"amount": 2705}}}`)
}
