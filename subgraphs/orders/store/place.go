package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"

	"github.com/weftgraphql/weft/internal/sqldb"
)

// attempts bounds how often Place tries again because another attempt with the same key came in between.
const attempts = 3

// offer is a row of what can be ordered.
type offer struct {
	product   string
	price     int
	currency  string
	available int
}

func (d database) Place(ctx context.Context, draft Draft, authorize Authorize) (*Order, error) {
	for range attempts {
		var placed *Order
		err := d.db.Transact(ctx, func(tx sqldb.Tx) error {
			var err error
			placed, err = d.place(ctx, tx, draft, authorize)
			return err
		})
		if !errors.Is(err, errPlacedAlone) {
			return placed, err
		}
	}
	return nil, errPlacedAlone
}

func (d database) place(ctx context.Context, tx sqldb.Tx, draft Draft, authorize Authorize) (*Order, error) {
	if before, err := placedBefore(ctx, tx, draft); before != nil || err != nil {
		return before, err
	}
	offers, err := d.offers(ctx, tx, draft)
	if err != nil {
		return nil, err
	}
	total, err := price(draft, offers)
	if err != nil {
		return nil, err
	}
	currency := offers[draft.Items[0].Product].currency
	declined, err := authorize(ctx, draft.User, total, currency)
	if err != nil {
		return nil, err
	}
	if declined != "" {
		return nil, &DeclinedError{declined}
	}
	if err := take(ctx, tx, draft); err != nil {
		return nil, err
	}
	return keep(ctx, tx, draft, offers, Order{
		User: draft.User, Address: draft.Address, Status: "PAID", PlacedAt: draft.At.Unix(), Total: total, Currency: currency,
	})
}

// fingerprint tells two drafts apart that have one key.
func (d Draft) fingerprint() string {
	text := fmt.Appendf(nil, "%q", d.Address)
	for _, item := range d.Items {
		text = fmt.Appendf(text, " %q %d", item.Product, item.Quantity)
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}

// placedBefore returns the order that an earlier attempt placed.
func placedBefore(ctx context.Context, tx sqldb.Tx, draft Draft) (*Order, error) {
	type keyed struct {
		Order
		fingerprint string
	}
	before, err := sqldb.One(ctx, tx, func(rows *sql.Rows, k *keyed) error {
		return rows.Scan(&k.ID, &k.User, &k.Address, &k.Status, &k.PlacedAt, &k.Total, &k.Currency, &k.fingerprint)
	}, "SELECT "+orderColumns+", fingerprint FROM orders_order WHERE user_id = $1 AND idempotency_key = $2", draft.User, draft.Key)
	if err != nil || before == nil {
		return nil, err
	}
	if before.fingerprint != draft.fingerprint() {
		return nil, ErrKeyReused
	}
	return &before.Order, nil
}

// offers reads the offers of a draft's products and keeps them from other buyers until the transaction ends.
func (d database) offers(ctx context.Context, tx sqldb.Tx, draft Draft) (map[string]offer, error) {
	products := make([]string, len(draft.Items))
	for i, item := range draft.Items {
		products[i] = item.Product
	}
	rows, err := sqldb.All(ctx, tx, func(rows *sql.Rows, o *offer) error {
		return rows.Scan(&o.product, &o.price, &o.currency, &o.available)
	}, "SELECT product_id, price, currency, available FROM orders_offer WHERE "+d.db.In("product_id", 1)+
		" ORDER BY product_id"+d.db.ForUpdate(), d.db.List(products))
	offers := make(map[string]offer, len(rows))
	for _, row := range rows {
		offers[row.product] = row
	}
	return offers, err
}

// price returns what a draft costs, or why it cannot be had.
func price(draft Draft, offers map[string]offer) (int, error) {
	total, currency := 0, ""
	for _, item := range draft.Items {
		o, ok := offers[item.Product]
		switch {
		case !ok:
			return 0, &NoProductError{item.Product}
		case o.available < item.Quantity:
			return 0, &OutOfStockError{Product: item.Product, Available: o.available}
		case currency != "" && currency != o.currency:
			return 0, ErrCurrencies
		}
		currency = o.currency
		total += o.price * item.Quantity
	}
	return total, nil
}

// take removes a draft's pieces from the offers, all in one statement.
func take(ctx context.Context, tx sqldb.Tx, draft Draft) error {
	var (
		cases  strings.Builder
		places []string
		args   []any
	)
	for _, item := range draft.Items {
		args = append(args, item.Product, item.Quantity)
		fmt.Fprintf(&cases, " WHEN $%d THEN CAST($%d AS BIGINT)", len(args)-1, len(args))
		places = append(places, fmt.Sprintf("$%d", len(args)-1))
	}
	_, err := tx.Exec(ctx, fmt.Sprintf(
		"UPDATE orders_offer SET available = available - CASE product_id%s END WHERE product_id IN (%s)",
		cases.String(), strings.Join(places, ", ")), args...)
	return err
}

// keep adds the order and its lines.
func keep(ctx context.Context, tx sqldb.Tx, draft Draft, offers map[string]offer, order Order) (*Order, error) {
	number, err := sqldb.Next(ctx, tx, "orders", "order")
	if err != nil {
		return nil, err
	}
	kept, err := sqldb.One(ctx, tx, scanOrder,
		"INSERT INTO orders_order ("+orderColumns+`, idempotency_key, fingerprint)
		 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
		 ON CONFLICT (user_id, idempotency_key) DO NOTHING RETURNING `+orderColumns,
		fmt.Sprintf("o_%04d", number), order.User, order.Address, order.Status, order.PlacedAt, order.Total, order.Currency,
		draft.Key, draft.fingerprint())
	if err != nil {
		return nil, err
	}
	if kept == nil {
		return nil, errPlacedAlone
	}
	rows := make([][]any, 0, len(draft.Items))
	for i, item := range draft.Items {
		rows = append(rows, []any{
			fmt.Sprintf("ol_%04d_%d", number, i+1), kept.ID, i, item.Product, item.Quantity, offers[item.Product].price,
		})
	}
	return kept, sqldb.Insert(ctx, tx, "orders_line", lineColumns, rows)
}
