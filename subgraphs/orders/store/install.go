package store

import (
	"context"

	"github.com/weftgraphql/weft/internal/seed"
	"github.com/weftgraphql/weft/internal/sqldb"
)

const tables = `
CREATE TABLE orders_order (
	id TEXT PRIMARY KEY,
	user_id TEXT NOT NULL,
	address_id TEXT NOT NULL,
	status TEXT NOT NULL,
	placed_at BIGINT NOT NULL,
	total BIGINT NOT NULL,
	currency TEXT NOT NULL,
	idempotency_key TEXT,
	fingerprint TEXT,
	UNIQUE (user_id, idempotency_key)
);
CREATE INDEX orders_order_newest ON orders_order (user_id, placed_at, id);
CREATE TABLE orders_line (
	id TEXT PRIMARY KEY,
	order_id TEXT NOT NULL REFERENCES orders_order (id),
	place BIGINT NOT NULL,
	product_id TEXT NOT NULL,
	quantity BIGINT NOT NULL,
	unit_price BIGINT NOT NULL
);
CREATE INDEX orders_line_order ON orders_line (order_id, place);
CREATE TABLE orders_offer (
	product_id TEXT PRIMARY KEY,
	price BIGINT NOT NULL,
	currency TEXT NOT NULL,
	available BIGINT NOT NULL
);
CREATE TABLE orders_counter (name TEXT PRIMARY KEY, value BIGINT NOT NULL);
`

var lineColumns = []string{"id", "order_id", "place", "product_id", "quantity", "unit_price"}

func fill(ctx context.Context, tx sqldb.Tx, world seed.World) error {
	var orders, lines, offers [][]any
	for _, o := range world.Orders() {
		orders = append(orders, []any{o.ID, o.User, o.Address.ID, o.Status, o.PlacedAt.Unix(), o.Total(), "EUR"})
		for i, l := range o.Lines {
			lines = append(lines, []any{l.ID, o.ID, i, l.Product, l.Quantity, l.UnitPrice})
		}
	}
	for _, p := range world.Products() {
		offers = append(offers, []any{p.ID, p.Price, "EUR", p.Available()})
	}
	for _, t := range []struct {
		name    string
		columns []string
		rows    [][]any
	}{
		{"orders_order", []string{"id", "user_id", "address_id", "status", "placed_at", "total", "currency"}, orders},
		{"orders_line", lineColumns, lines},
		{"orders_offer", []string{"product_id", "price", "currency", "available"}, offers},
		{"orders_counter", []string{"name", "value"}, [][]any{{"order", seed.OrderCount}}},
	} {
		if err := sqldb.Insert(ctx, tx, t.name, t.columns, t.rows); err != nil {
			return err
		}
	}
	return nil
}
