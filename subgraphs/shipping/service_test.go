package shipping_test

import (
	"testing"

	"github.com/weftgraphql/weft/internal/service/servicetest"
	"github.com/weftgraphql/weft/subgraphs/shipping"
)

// TestSubgraph has one subgraph for all, because filling one takes time.
func TestSubgraph(t *testing.T) {
	s := servicetest.Start(t, shipping.New)
	t.Run("RequiredFieldsStayWithTheirEntity", func(t *testing.T) { testRequiredFieldsStayWithTheirEntity(t, s.In(t)) })
	t.Run("Orders", func(t *testing.T) { testOrders(t, s.In(t)) })
	t.Run("StockLevels", func(t *testing.T) { testStockLevels(t, s.In(t)) })
	t.Run("Shipment", func(t *testing.T) { testShipment(t, s.In(t)) })
}

func entities(selection string, list ...map[string]any) servicetest.Request {
	return servicetest.Request{
		Query:     `query($r: [_Any!]!) { _entities(representations: $r) { ` + selection + ` } }`,
		Variables: map[string]any{"r": list},
	}
}

func product(id string, grams int) map[string]any {
	return map[string]any{
		"__typename": "PhysicalProduct", "id": id, "weightGrams": grams,
		"dimensions": map[string]any{"widthMm": 100, "heightMm": 100, "depthMm": 100},
	}
}

// testRequiredFieldsStayWithTheirEntity sends several representations: each must be computed from its own facts.
func testRequiredFieldsStayWithTheirEntity(t *testing.T, s *servicetest.Subgraph) {
	heavy := product("p_3", 300_000)
	s.Want(entities(`... on PhysicalProduct { id de: shippingEstimate(country: DE) { price { amount currency } etaDays } us: shippingEstimate(country: US) { etaDays } }`,
		product("p_1", 500), product("p_2", 4_500), heavy), `{"_entities": [
		{"id": "p_1", "de": {"price": {"amount": 475, "currency": "EUR"}, "etaDays": 2}, "us": {"etaDays": 4}},
		{"id": "p_2", "de": {"price": {"amount": 815, "currency": "EUR"}, "etaDays": 2}, "us": {"etaDays": 4}},
		{"id": "p_3", "de": null, "us": null}]}`)
	s.WantCodes(entities(`... on PhysicalProduct { shippingEstimate(country: DE) { etaDays } }`,
		map[string]any{"__typename": "PhysicalProduct", "id": "p_1", "weightGrams": "much"}), `{"_entities": [{"shippingEstimate": null}]}`, "BAD_USER_INPUT")
}

func order(id string, shipTo any, lines ...map[string]any) map[string]any {
	return map[string]any{"__typename": "Order", "id": id, "shipTo": shipTo, "lines": lines}
}

func line(quantity, grams int) map[string]any {
	what := map[string]any{"__typename": "DigitalProduct"}
	if grams > 0 {
		what = map[string]any{"__typename": "PhysicalProduct", "weightGrams": grams}
	}
	return map[string]any{"quantity": quantity, "product": what}
}

func testOrders(t *testing.T, s *servicetest.Subgraph) {
	berlin := map[string]any{"country": "DE", "postalCode": "10115"}
	nantes := map[string]any{"country": "FR", "postalCode": "44000"}
	request := entities(`... on Order { id shippingCost { amount } }`,
		order("o_1", berlin, line(2, 500), line(1, 0)), order("o_2", nantes, line(1, 1_000)), order("o_3", berlin, line(3, 0)),
		order("o_4", nil, line(1, 100)), order("o_5", berlin))
	request.Bearer = s.Token("u_0001")
	s.Want(request, `{"_entities": [{"id": "o_1", "shippingCost": {"amount": 560}}, {"id": "o_2", "shippingCost": {"amount": 1400}},
		{"id": "o_3", "shippingCost": null}, {"id": "o_4", "shippingCost": null}, {"id": "o_5", "shippingCost": null}]}`)
	request.Bearer = ""
	s.WantCodes(request, `{"_entities": [null, null, null, null, null]}`,
		"UNAUTHENTICATED", "UNAUTHENTICATED", "UNAUTHENTICATED", "UNAUTHENTICATED", "UNAUTHENTICATED",
		"UNAUTHENTICATED", "UNAUTHENTICATED", "UNAUTHENTICATED", "UNAUTHENTICATED", "UNAUTHENTICATED")

	request = entities(`... on Order { shipments { trackingNumber carrier status etaDays } }`,
		map[string]any{"__typename": "Order", "id": "o_1900"}, map[string]any{"__typename": "Order", "id": "o_2000"})
	request.Bearer = s.Token("u_0001")
	s.Want(request, `{"_entities": [{"shipments": [
		{"trackingNumber": "T0019001", "carrier": "Swiftway", "status": "IN_TRANSIT", "etaDays": 6},
		{"trackingNumber": "T0019002", "carrier": "Parcelia", "status": "IN_TRANSIT", "etaDays": 6}]}, {"shipments": []}]}`)
}

func testStockLevels(t *testing.T, s *servicetest.Subgraph) {
	level := func(warehouse string) map[string]any {
		return map[string]any{"__typename": "StockLevel", "sku": "WFT-0001", "warehouse": map[string]any{"id": warehouse}}
	}
	s.Want(entities(`... on StockLevel { warehouse { id } transitDays(country: DE) }`, level("w_01"), level("w_07"), level("w_99")), `{"_entities": [
		{"warehouse": {"id": "w_01"}, "transitDays": 1}, {"warehouse": {"id": "w_07"}, "transitDays": 6}, {"warehouse": {"id": "w_99"}, "transitDays": null}]}`)
}

func testShipment(t *testing.T, s *servicetest.Subgraph) {
	s.Want(servicetest.Request{Query: `{ shipment(trackingNumber: "T0019001") { carrier status } none: shipment(trackingNumber: "T0") { carrier } }`},
		`{"shipment": {"carrier": "Swiftway", "status": "IN_TRANSIT"}, "none": null}`)
	s.Want(entities(`... on Shipment { status etaDays }`, map[string]any{"__typename": "Shipment", "trackingNumber": "T0000011"}),
		`{"_entities": [{"status": "DELIVERED", "etaDays": null}]}`)
}
