package model

import (
	"time"

	"github.com/weftgraphql/weft/internal/money"
	"github.com/weftgraphql/weft/internal/page"
	"github.com/weftgraphql/weft/subgraphs/orders/store"
)

// OrderOf returns the order of a row, nil for none.
func OrderOf(row *store.Order) *Order {
	if row == nil {
		return nil
	}
	return &Order{
		ID: row.ID, Status: OrderStatus(row.Status), Buyer: &User{ID: row.User}, ShipTo: &Address{ID: row.Address},
		Total: amount(row.Total, row.Currency), PlacedAt: time.Unix(row.PlacedAt, 0).UTC(),
	}
}

// LineOf returns the order line of a row, nil for none.
func LineOf(row *store.Line) *OrderLine {
	if row == nil {
		return nil
	}
	return &OrderLine{
		ID: row.ID, Quantity: row.Quantity, UnitPrice: amount(row.UnitPrice, row.Currency), Product: &Product{ID: row.Product},
	}
}

func amount(value int, currency string) *money.Money {
	return &money.Money{Amount: value, Currency: money.Currency(currency)}
}

// OrdersOf returns the page of at most size orders that rows are, with one more where there is more.
func OrdersOf(rows []store.Order, size int) *OrderConnection {
	rows, more := page.Cut(rows, size)
	connection := &OrderConnection{PageInfo: &PageInfo{HasNextPage: more}}
	for i := range rows {
		edge := &OrderEdge{Cursor: page.Place{At: rows[i].PlacedAt, ID: rows[i].ID}.Cursor(), Node: OrderOf(&rows[i])}
		connection.Edges = append(connection.Edges, edge)
		connection.PageInfo.EndCursor = &edge.Cursor
	}
	return connection
}
