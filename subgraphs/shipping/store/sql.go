package store

import (
	"context"
	"database/sql"

	"github.com/weftgraphql/weft/internal/seed"
	"github.com/weftgraphql/weft/internal/sqldb"
)

const tables = `
CREATE TABLE shipping_depot (
	warehouse_id TEXT PRIMARY KEY,
	country TEXT NOT NULL
);
CREATE TABLE shipping_shipment (
	tracking_number TEXT PRIMARY KEY,
	order_id TEXT NOT NULL,
	carrier TEXT NOT NULL,
	status TEXT NOT NULL,
	depot TEXT NOT NULL REFERENCES shipping_depot (warehouse_id),
	country TEXT NOT NULL
);
CREATE INDEX shipping_shipment_order ON shipping_shipment (order_id);
`

const selectShipment = `SELECT s.tracking_number, s.order_id, s.carrier, s.status, d.country, s.country
	FROM shipping_shipment s JOIN shipping_depot d ON d.warehouse_id = s.depot WHERE `

type database struct{ db *sqldb.DB }

// Open connects to a database, SQLite or PostgreSQL, and fills it with the seed's parcels if it is new.
func Open(ctx context.Context, source sqldb.Source, seedNumber uint64) (Store, error) {
	db, err := sqldb.Open(ctx, source)
	if err != nil {
		return nil, err
	}
	err = db.Install(ctx, "shipping", tables, seedNumber, func(tx sqldb.Tx) error {
		return fill(ctx, tx, seed.World{Seed: seedNumber})
	})
	if err != nil {
		_ = db.Close()
		return nil, err
	}
	return database{db}, nil
}

func fill(ctx context.Context, tx sqldb.Tx, world seed.World) error {
	var depots, shipments [][]any
	for _, w := range world.Warehouses() {
		depots = append(depots, []any{w.ID, w.Country})
	}
	for _, s := range world.Shipments() {
		shipments = append(shipments, []any{s.TrackingNumber, s.Order, s.Carrier, s.Status, s.Depot, s.Country})
	}
	if err := sqldb.Insert(ctx, tx, "shipping_depot", []string{"warehouse_id", "country"}, depots); err != nil {
		return err
	}
	return sqldb.Insert(ctx, tx, "shipping_shipment",
		[]string{"tracking_number", "order_id", "carrier", "status", "depot", "country"}, shipments)
}

func scanShipment(rows *sql.Rows, s *Shipment) error {
	return rows.Scan(&s.TrackingNumber, &s.Order, &s.Carrier, &s.Status, &s.From, &s.To)
}

func (d database) ShipmentsByNumber(ctx context.Context, numbers []string) ([]Shipment, error) {
	return sqldb.All(ctx, d.db, scanShipment, selectShipment+d.db.In("s.tracking_number", 1), d.db.List(numbers))
}

func (d database) ShipmentsByOrder(ctx context.Context, orders []string) ([]Shipment, error) {
	return sqldb.All(ctx, d.db, scanShipment,
		selectShipment+d.db.In("s.order_id", 1)+" ORDER BY s.tracking_number", d.db.List(orders))
}

func (d database) DepotsByWarehouse(ctx context.Context, warehouses []string) ([]Depot, error) {
	return sqldb.All(ctx, d.db, func(rows *sql.Rows, depot *Depot) error {
		return rows.Scan(&depot.Warehouse, &depot.Country)
	}, "SELECT warehouse_id, country FROM shipping_depot WHERE "+d.db.In("warehouse_id", 1), d.db.List(warehouses))
}

func (d database) Close() error { return d.db.Close() }
