package inventory_test

import (
	"testing"

	"github.com/weftgraphql/weft/internal/service/servicetest"
	"github.com/weftgraphql/weft/subgraphs/inventory"
)

// TestSubgraph runs what only reads before what writes: they share one subgraph, because filling one takes time.
func TestSubgraph(t *testing.T) {
	s := servicetest.Start(t, inventory.New)
	t.Run("Entities", func(t *testing.T) { testEntities(t, s.In(t)) })
	t.Run("Warehouses", func(t *testing.T) { testWarehouses(t, s.In(t)) })
	t.Run("AdjustStock", func(t *testing.T) { testAdjustStock(t, s.In(t)) })
}

const entities = `query($r: [_Any!]!) { _entities(representations: $r) {
	... on PhysicalProduct { sku inStock stock { onHand reserved warehouse { id } } }
	... on StockLevel { onHand warehouse { name } } ... on Warehouse { name country } } }`

var representations = map[string]any{"r": []map[string]any{
	{"__typename": "PhysicalProduct", "sku": "WFT-0001"}, {"__typename": "PhysicalProduct", "sku": "none"},
	{"__typename": "StockLevel", "sku": "WFT-0001", "warehouse": map[string]any{"id": "w_03"}},
	{"__typename": "StockLevel", "sku": "WFT-0001", "warehouse": map[string]any{"id": "w_02"}},
	{"__typename": "Warehouse", "id": "w_03"},
}}

func testEntities(t *testing.T, s *servicetest.Subgraph) {
	s.Want(servicetest.Request{Query: entities, Variables: representations, Bearer: s.Token("u_0001", "inventory:read")}, `{"_entities": [
		{"sku": "WFT-0001", "inStock": true, "stock": [
			{"onHand": 143, "reserved": 103, "warehouse": {"id": "w_01"}},
			{"onHand": 35, "reserved": 3, "warehouse": {"id": "w_03"}},
			{"onHand": 162, "reserved": 53, "warehouse": {"id": "w_06"}}]},
		{"sku": "none", "inStock": false, "stock": []},
		{"onHand": 35, "warehouse": {"name": "Lyon Sud"}},
		null,
		{"name": "Lyon Sud", "country": "FR"}]}`)
	s.WantCodes(servicetest.Request{
		Query:     `query($r: [_Any!]!) { _entities(representations: $r) { ... on PhysicalProduct { inStock stock { onHand } } } }`,
		Variables: map[string]any{"r": []map[string]any{{"__typename": "PhysicalProduct", "sku": "WFT-0001"}}},
		Bearer:    s.Token("u_0001"),
	}, `{"_entities": [{"inStock": true, "stock": null}]}`, "FORBIDDEN")
}

func testWarehouses(t *testing.T, s *servicetest.Subgraph) {
	query := `{ warehouses { id country } }`
	s.WantCodes(servicetest.Request{Query: query}, `{"warehouses": null}`, "UNAUTHENTICATED")
	s.Want(servicetest.Request{Query: query, Bearer: s.Token("u_0001")}, `{"warehouses": [
		{"id": "w_01", "country": "DE"}, {"id": "w_02", "country": "DE"}, {"id": "w_03", "country": "FR"}, {"id": "w_04", "country": "FR"},
		{"id": "w_05", "country": "GB"}, {"id": "w_06", "country": "GB"}, {"id": "w_07", "country": "US"}, {"id": "w_08", "country": "US"}]}`)
}

func testAdjustStock(t *testing.T, s *servicetest.Subgraph) {
	adjust := func(arguments string) string {
		return `mutation { adjustStock(` + arguments + `) { sku onHand reserved warehouse { id } } }`
	}
	writer := s.Token("u_0001", "inventory:write")
	s.WantCodes(servicetest.Request{Query: adjust(`sku: "WFT-0001", warehouseId: "w_03", by: 5`), Bearer: s.Token("u_0001", "inventory:read")},
		`{"adjustStock": null}`, "FORBIDDEN")
	s.Want(servicetest.Request{Query: adjust(`sku: "WFT-0001", warehouseId: "w_03", by: 5`), Bearer: writer},
		`{"adjustStock": {"sku": "WFT-0001", "onHand": 40, "reserved": 3, "warehouse": {"id": "w_03"}}}`)
	for arguments, code := range map[string]string{
		`sku: "WFT-0001", warehouseId: "w_03", by: -38`:      "CONFLICT",
		`sku: "WFT-0001", warehouseId: "w_02", by: 1`:        "NOT_FOUND",
		`sku: "WFT-0001", warehouseId: "w_03", by: 10000000`: "BAD_USER_INPUT",
	} {
		s.WantCodes(servicetest.Request{Query: adjust(arguments), Bearer: writer}, `{"adjustStock": null}`, code)
	}
}
