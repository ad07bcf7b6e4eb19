package resolver

import (
	"context"
	"strconv"

	"github.com/weftgraphql/weft/internal/fault"
	"github.com/weftgraphql/weft/internal/page"
	"github.com/weftgraphql/weft/subgraphs/products/model"
	"github.com/weftgraphql/weft/subgraphs/products/store"
)

var orders = map[model.ProductOrder]store.Order{
	model.ProductOrderName: store.ByName, model.ProductOrderPriceAsc: store.ByPriceUp, model.ProductOrderPriceDesc: store.ByPriceDown,
}

// productPage reads one page of the catalogue.
func productPage(ctx context.Context, s store.Store, filter store.Filter, order model.ProductOrder, first int, after *string) (*model.ProductConnection, error) {
	size, err := page.Size(first)
	if err != nil {
		return nil, err
	}
	start, err := parseCursor(order, after)
	if err != nil {
		return nil, err
	}
	rows, err := s.Page(ctx, filter, orders[order], start, size+1)
	if err != nil {
		return nil, err
	}
	rows, more := page.Cut(rows, size)
	connection := &model.ProductConnection{PageInfo: &model.PageInfo{HasNextPage: more}, Filter: filter}
	for i := range rows {
		edge := &model.ProductEdge{Cursor: cursor(order, &rows[i]), Node: model.ProductOf(&rows[i])}
		connection.Edges = append(connection.Edges, edge)
		connection.Nodes = append(connection.Nodes, edge.Node)
		connection.PageInfo.EndCursor = &edge.Cursor
	}
	return connection, nil
}

// cursor names a product's place in an order. The order is part of it: a cursor of one order means nothing in another.
func cursor(order model.ProductOrder, row *store.Product) string {
	key := row.Name
	if order != model.ProductOrderName {
		key = strconv.Itoa(row.Price)
	}
	return page.Cursor(string(order), key, row.ID)
}

func parseCursor(order model.ProductOrder, text *string) (*store.After, error) {
	parts, err := page.Parse(text, 3)
	if err != nil || parts == nil {
		return nil, err
	}
	after := &store.After{Name: parts[1], ID: parts[2]}
	if parts[0] != string(order) {
		return nil, fault.BadInput("after is a cursor of another order")
	}
	if order != model.ProductOrderName {
		if after.Price, err = strconv.Atoi(parts[1]); err != nil {
			return nil, fault.BadInput("after is not a cursor of this list")
		}
	}
	return after, nil
}

func newFilter(in *model.ProductFilter) store.Filter {
	if in == nil {
		return store.Filter{}
	}
	filter := store.Filter{MinPrice: in.MinPrice, MaxPrice: in.MaxPrice}
	if in.Category != nil {
		filter.Category = *in.Category
	}
	if in.Text != nil {
		filter.Text = *in.Text
	}
	return filter
}
