package store

import (
	"context"
	"database/sql"

	"github.com/weftgraphql/weft/internal/page"
	"github.com/weftgraphql/weft/internal/seed"
	"github.com/weftgraphql/weft/internal/sqldb"
)

const (
	orderColumns = "id, user_id, address_id, status, placed_at, total, currency"
	selectOrder  = "SELECT " + orderColumns + " FROM orders_order WHERE "
	selectLine   = `SELECT l.id, l.order_id, o.user_id, l.product_id, l.quantity, l.unit_price, o.currency
		FROM orders_line l JOIN orders_order o ON o.id = l.order_id WHERE `
)

var newestOrders = sqldb.Table{From: "orders_order", Columns: orderColumns, Parent: "user_id", At: "placed_at", ID: "id"}

type database struct{ db *sqldb.DB }

// Open connects to a database, SQLite or PostgreSQL, and fills it with the seed's orders if it is new.
func Open(ctx context.Context, source sqldb.Source, seedNumber uint64) (Store, error) {
	db, err := sqldb.Open(ctx, source)
	if err != nil {
		return nil, err
	}
	err = db.Install(ctx, "orders", tables, seedNumber, func(tx sqldb.Tx) error {
		return fill(ctx, tx, seed.World{Seed: seedNumber})
	})
	if err != nil {
		_ = db.Close()
		return nil, err
	}
	return database{db}, nil
}

func scanOrder(rows *sql.Rows, o *Order) error {
	return rows.Scan(&o.ID, &o.User, &o.Address, &o.Status, &o.PlacedAt, &o.Total, &o.Currency)
}

func scanLine(rows *sql.Rows, l *Line) error {
	return rows.Scan(&l.ID, &l.Order, &l.User, &l.Product, &l.Quantity, &l.UnitPrice, &l.Currency)
}

func (d database) OrdersByID(ctx context.Context, ids []string) ([]Order, error) {
	return sqldb.All(ctx, d.db, scanOrder, selectOrder+d.db.In("id", 1), d.db.List(ids))
}

func (d database) OrdersByUser(ctx context.Context, users []string, after page.Place, limit int) ([]Order, error) {
	return sqldb.Newest(ctx, d.db, newestOrders, scanOrder, users, after, limit)
}

func (d database) LinesByOrder(ctx context.Context, orders []string) ([]Line, error) {
	return sqldb.All(ctx, d.db, scanLine, selectLine+d.db.In("l.order_id", 1)+" ORDER BY l.order_id, l.place", d.db.List(orders))
}

func (d database) LinesByID(ctx context.Context, ids []string) ([]Line, error) {
	return sqldb.All(ctx, d.db, scanLine, selectLine+d.db.In("l.id", 1), d.db.List(ids))
}

func (d database) Cancel(ctx context.Context, user, id string) (*Order, error) {
	var cancelled *Order
	err := d.db.Transact(ctx, func(tx sqldb.Tx) error {
		var err error
		cancelled, err = sqldb.One(ctx, tx, scanOrder,
			`UPDATE orders_order SET status = 'CANCELLED'
			 WHERE id = $1 AND user_id = $2 AND status IN ('PLACED', 'PAID') RETURNING `+orderColumns, id, user)
		if err != nil {
			return err
		}
		if cancelled == nil {
			return refuseCancel(ctx, tx, user, id)
		}
		_, err = tx.Exec(ctx,
			`UPDATE orders_offer SET available = available + (
				SELECT sum(quantity) FROM orders_line WHERE order_id = $1 AND product_id = orders_offer.product_id)
			 WHERE product_id IN (SELECT product_id FROM orders_line WHERE order_id = $1)`, id)
		return err
	})
	return cancelled, err
}

// refuseCancel tells an order that cannot be cancelled any more from one that is not there.
func refuseCancel(ctx context.Context, tx sqldb.Tx, user, id string) error {
	order, err := sqldb.One(ctx, tx, scanOrder, selectOrder+"id = $1 AND user_id = $2", id, user)
	if err == nil && order != nil {
		return ErrNotOpen
	}
	return err
}

func (d database) Close() error { return d.db.Close() }
