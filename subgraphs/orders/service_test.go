package orders_test

import (
	"testing"

	"github.com/weftgraphql/weft/internal/seed"
	"github.com/weftgraphql/weft/internal/service/servicetest"
	"github.com/weftgraphql/weft/subgraphs/orders"
)

// TestSubgraph runs what only reads before what writes: they share one subgraph, because filling one takes time.
func TestSubgraph(t *testing.T) {
	s := servicetest.Start(t, orders.New)
	t.Run("OrderIsItsBuyersOwn", func(t *testing.T) { testOrderIsItsBuyersOwn(t, s.In(t)) })
	t.Run("Pages", func(t *testing.T) { testPages(t, s.In(t)) })
	t.Run("PlaceOrder", func(t *testing.T) { testPlaceOrder(t, s.In(t)) })
}

const order = `{ order(id: "o_0001") { id status buyer { id } shipTo { id } total { amount currency } placedAt
	lines { id quantity unitPrice { amount } product { id } } } }`

const data = `{"order": {"id": "o_0001", "status": "DELIVERED", "buyer": {"id": "u_0001"}, "shipTo": {"id": "a_0001_1"},
	"total": {"amount": 216090, "currency": "EUR"}, "placedAt": "2026-01-01T11:00:00Z", "lines": [
		{"id": "ol_0001_1", "quantity": 2, "unitPrice": {"amount": 19999}, "product": {"id": "p_0281"}},
		{"id": "ol_0001_2", "quantity": 3, "unitPrice": {"amount": 25499}, "product": {"id": "p_0295"}},
		{"id": "ol_0001_3", "quantity": 3, "unitPrice": {"amount": 29799}, "product": {"id": "p_0064"}},
		{"id": "ol_0001_4", "quantity": 2, "unitPrice": {"amount": 5099}, "product": {"id": "p_0429"}}]}}`

func testOrderIsItsBuyersOwn(t *testing.T, s *servicetest.Subgraph) {
	s.Want(servicetest.Request{Query: order, Bearer: s.Token("u_0001")}, data)
	s.Want(servicetest.Request{Query: order, Bearer: s.Token("u_0002", "admin")}, data)
	s.Want(servicetest.Request{Query: order, Bearer: s.Token("u_0002")}, `{"order": null}`)
	s.WantCodes(servicetest.Request{Query: order}, `{"order": null}`, "UNAUTHENTICATED")

	entities := servicetest.Request{
		Query: `query($r: [_Any!]!) { _entities(representations: $r) {
			... on Order { id } ... on OrderLine { id quantity } ... on User { id orders(first: 1) { edges { node { id } } pageInfo { hasNextPage } } } } }`,
		Variables: map[string]any{"r": []map[string]any{
			{"__typename": "Order", "id": "o_0001"}, {"__typename": "OrderLine", "id": "ol_0001_1"}, {"__typename": "User", "id": "u_0001"},
		}},
	}
	entities.Bearer = s.Token("u_0001")
	s.Want(entities, `{"_entities": [{"id": "o_0001"}, {"id": "ol_0001_1", "quantity": 2},
		{"id": "u_0001", "orders": {"edges": [{"node": {"id": "o_1901"}}], "pageInfo": {"hasNextPage": true}}}]}`)
	entities.Bearer = s.Token("u_0002")
	s.Want(entities, `{"_entities": [null, null, {"id": "u_0001", "orders": null}]}`)
	entities.Bearer = ""
	s.WantCodes(entities, `{"_entities": [null, null, {"id": "u_0001", "orders": null}]}`, "UNAUTHENTICATED")
}

func testPages(t *testing.T, s *servicetest.Subgraph) {
	page := func(arguments string) servicetest.Request {
		return servicetest.Request{
			Query: `query($r: [_Any!]!) { _entities(representations: $r) { ... on User { orders(` + arguments +
				`) { edges { cursor node { id } } pageInfo { hasNextPage endCursor } } } } }`,
			Variables: map[string]any{"r": []map[string]any{{"__typename": "User", "id": "u_0001"}}},
			Bearer:    s.Token("u_0001"),
		}
	}
	s.Want(page(`first: 1`), `{"_entities": [{"orders": {"edges": [{"cursor": "MR8xNzgwOTQ1MjAwH29fMTkwMQ", "node": {"id": "o_1901"}}],
		"pageInfo": {"hasNextPage": true, "endCursor": "MR8xNzgwOTQ1MjAwH29fMTkwMQ"}}}]}`)
	s.Want(page(`first: 1, after: "MR8xNzgwOTQ1MjAwH29fMTkwMQ"`), `{"_entities": [{"orders": {"edges": [{"cursor": "MR8xNzgwMjI1MjAwH29fMTgwMQ", "node": {"id": "o_1801"}}],
		"pageInfo": {"hasNextPage": true, "endCursor": "MR8xNzgwMjI1MjAwH29fMTgwMQ"}}}]}`)
	s.Want(page(`first: 0`), `{"_entities": [{"orders": {"edges": [], "pageInfo": {"hasNextPage": true, "endCursor": null}}}]}`)
	s.WantCodes(page(`first: 1000`), `{"_entities": [{"orders": null}]}`, "BAD_USER_INPUT")
	s.WantCodes(page(`after: "nonsense"`), `{"_entities": [{"orders": null}]}`, "BAD_USER_INPUT")
}

const place = `mutation($in: PlaceOrder!) { placeOrder(input: $in) { __typename
	... on OrderPlaced { order { id status placedAt total { amount } lines { id quantity product { id } } } }
	... on OutOfStock { productId available } ... on PaymentDeclined { reason } } }`

func input(key string, lines ...map[string]any) map[string]any {
	if lines == nil {
		lines = []map[string]any{} // an empty list, not null
	}
	return map[string]any{"in": map[string]any{"addressId": "a_0001_1", "idempotencyKey": key, "lines": lines}}
}

func line(product string, quantity int) map[string]any {
	return map[string]any{"productId": product, "quantity": quantity}
}

func testPlaceOrder(t *testing.T, s *servicetest.Subgraph) {
	bearer := s.Token("u_0001")
	placed := `{"placeOrder": {"__typename": "OrderPlaced", "order": {"id": "o_2001", "status": "PAID", "placedAt": "2026-07-01T12:00:00Z",
		"total": {"amount": 13198}, "lines": [{"id": "ol_2001_1", "quantity": 2, "product": {"id": "p_0001"}}]}}}`
	s.Want(servicetest.Request{Query: place, Variables: input("k", line("p_0001", 2)), Bearer: bearer}, placed)
	s.Want(servicetest.Request{Query: place, Variables: input("k", line("p_0001", 2)), Bearer: bearer}, placed)
	s.WantCodes(servicetest.Request{Query: place, Variables: input("k", line("p_0001", 3)), Bearer: bearer}, `{"placeOrder": null}`, "CONFLICT")
	s.Want(servicetest.Request{Query: `mutation { cancelOrder(id: "o_2001") { status } }`, Bearer: bearer}, `{"cancelOrder": {"status": "CANCELLED"}}`)
	s.WantCodes(servicetest.Request{Query: `mutation { cancelOrder(id: "o_2001") { status } }`, Bearer: bearer}, `{"cancelOrder": null}`, "CONFLICT")
	s.Want(servicetest.Request{Query: `mutation { cancelOrder(id: "o_0002") { status } }`, Bearer: bearer}, `{"cancelOrder": null}`)

	s.Want(servicetest.Request{Query: place, Variables: input("dear", line("p_0001", 90)), Bearer: bearer},
		`{"placeOrder": {"__typename": "PaymentDeclined", "reason": "The amount is above the limit of your card."}}`)
	s.Want(servicetest.Request{Query: place, Variables: input("scarce", line(soldOut(), 1)), Bearer: bearer},
		`{"placeOrder": {"__typename": "OutOfStock", "productId": "`+soldOut()+`", "available": 0}}`)
	s.WantCodes(servicetest.Request{Query: place, Variables: input("k2", line("p_0001", 1))}, `{"placeOrder": null}`, "UNAUTHENTICATED")
	for name, variables := range map[string]map[string]any{
		"no lines":           input("x"),
		"no key":             input("", line("p_0001", 1)),
		"no pieces":          input("x", line("p_0001", 0)),
		"too many pieces":    input("x", line("p_0001", 100)),
		"a product twice":    input("x", line("p_0001", 1), line("p_0001", 1)),
		"an unknown product": input("x", line("p_9999", 1)),
	} {
		t.Run(name, func(*testing.T) {
			s.WantCodes(servicetest.Request{Query: place, Variables: variables, Bearer: bearer}, `{"placeOrder": null}`, "BAD_USER_INPUT")
		})
	}
}

// soldOut returns a product that nobody can have.
func soldOut() string {
	for _, p := range (seed.World{Seed: seed.Default}).Products() {
		if p.Available() == 0 {
			return p.ID
		}
	}
	return ""
}
