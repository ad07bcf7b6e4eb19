package store

import (
	"context"
	"database/sql"

	"github.com/weftgraphql/weft/internal/seed"
	"github.com/weftgraphql/weft/internal/sqldb"
)

const tables = `
CREATE TABLE inventory_warehouse (
	id TEXT PRIMARY KEY,
	name TEXT NOT NULL,
	country TEXT NOT NULL
);
CREATE TABLE inventory_level (
	sku TEXT NOT NULL,
	warehouse_id TEXT NOT NULL REFERENCES inventory_warehouse (id),
	on_hand BIGINT NOT NULL,
	reserved BIGINT NOT NULL,
	PRIMARY KEY (sku, warehouse_id)
);
`

const (
	selectWarehouse = "SELECT id, name, country FROM inventory_warehouse"
	levelColumns    = "sku, warehouse_id, on_hand, reserved"
	selectLevel     = "SELECT " + levelColumns + " FROM inventory_level WHERE "
)

type database struct{ db *sqldb.DB }

// Open connects to a database, SQLite or PostgreSQL, and fills it with the seed's stock if it is new.
func Open(ctx context.Context, source sqldb.Source, seedNumber uint64) (Store, error) {
	db, err := sqldb.Open(ctx, source)
	if err != nil {
		return nil, err
	}
	err = db.Install(ctx, "inventory", tables, seedNumber, func(tx sqldb.Tx) error {
		return fill(ctx, tx, seed.World{Seed: seedNumber})
	})
	if err != nil {
		_ = db.Close()
		return nil, err
	}
	return database{db}, nil
}

func fill(ctx context.Context, tx sqldb.Tx, world seed.World) error {
	var warehouses, levels [][]any
	for _, w := range world.Warehouses() {
		warehouses = append(warehouses, []any{w.ID, w.Name, w.Country})
	}
	for _, p := range world.Products() {
		for _, s := range p.Stock {
			levels = append(levels, []any{p.SKU, s.Warehouse, s.OnHand, s.Reserved})
		}
	}
	if err := sqldb.Insert(ctx, tx, "inventory_warehouse", []string{"id", "name", "country"}, warehouses); err != nil {
		return err
	}
	return sqldb.Insert(ctx, tx, "inventory_level", []string{"sku", "warehouse_id", "on_hand", "reserved"}, levels)
}

func scanWarehouse(rows *sql.Rows, w *Warehouse) error { return rows.Scan(&w.ID, &w.Name, &w.Country) }

func scanLevel(rows *sql.Rows, l *Level) error {
	return rows.Scan(&l.SKU, &l.Warehouse, &l.OnHand, &l.Reserved)
}

func (d database) Warehouses(ctx context.Context) ([]Warehouse, error) {
	return sqldb.All(ctx, d.db, scanWarehouse, selectWarehouse+" ORDER BY id")
}

func (d database) WarehousesByID(ctx context.Context, ids []string) ([]Warehouse, error) {
	return sqldb.All(ctx, d.db, scanWarehouse, selectWarehouse+" WHERE "+d.db.In("id", 1), d.db.List(ids))
}

func (d database) LevelsBySKU(ctx context.Context, skus []string) ([]Level, error) {
	return sqldb.All(ctx, d.db, scanLevel, selectLevel+d.db.In("sku", 1)+" ORDER BY sku, warehouse_id", d.db.List(skus))
}

// LevelsByPair reads every level whose SKU and warehouse both occur in pairs: one statement of fixed text, at the
// price of reading a few levels that were not asked for.
func (d database) LevelsByPair(ctx context.Context, pairs []Pair) ([]Level, error) {
	skus, warehouses := make([]string, len(pairs)), make([]string, len(pairs))
	for i, pair := range pairs {
		skus[i], warehouses[i] = pair.SKU, pair.Warehouse
	}
	return sqldb.All(ctx, d.db, scanLevel,
		selectLevel+d.db.In("sku", 1)+" AND "+d.db.In("warehouse_id", 2), d.db.List(skus), d.db.List(warehouses))
}

func (d database) Adjust(ctx context.Context, pair Pair, by int) (*Level, error) {
	var level *Level
	err := d.db.Transact(ctx, func(tx sqldb.Tx) error {
		var err error
		level, err = sqldb.One(ctx, tx, scanLevel,
			`UPDATE inventory_level SET on_hand = on_hand + $3
			 WHERE sku = $1 AND warehouse_id = $2 AND on_hand + $3 >= reserved RETURNING `+levelColumns,
			pair.SKU, pair.Warehouse, by)
		if err != nil || level != nil {
			return err
		}
		found, err := sqldb.One(ctx, tx, scanLevel, selectLevel+"sku = $1 AND warehouse_id = $2", pair.SKU, pair.Warehouse)
		if err == nil && found != nil {
			return ErrTooFew
		}
		return err
	})
	return level, err
}

func (d database) Close() error { return d.db.Close() }
