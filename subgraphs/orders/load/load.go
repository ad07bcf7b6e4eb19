// Package load holds the loaders of one request to orders.
package load

import (
	"context"

	"github.com/weftgraphql/weft/internal/batch"
	"github.com/weftgraphql/weft/internal/page"
	"github.com/weftgraphql/weft/subgraphs/orders/store"
)

// Loaders fetch what resolvers ask for by key.
type Loaders struct {
	Order *batch.Loader[string, *store.Order]
	Line  *batch.Loader[string, *store.Line]
	// LinesOf has the lines of an order.
	LinesOf *batch.Loader[string, []store.Line]
	// OrdersOf has a page of a user's orders, and one more where there is more.
	OrdersOf *batch.Loader[page.Newest, []store.Order]
}

type key struct{}

// With returns a request's context with new loaders.
func With(ctx context.Context, s store.Store, batching bool) context.Context {
	return context.WithValue(ctx, key{}, &Loaders{
		Order: batch.New(batching, func(ctx context.Context, ids []string) (map[string]*store.Order, error) {
			orders, err := s.OrdersByID(ctx, ids)
			return batch.ByKey(orders, func(o store.Order) string { return o.ID }), err
		}),
		Line: batch.New(batching, func(ctx context.Context, ids []string) (map[string]*store.Line, error) {
			lines, err := s.LinesByID(ctx, ids)
			return batch.ByKey(lines, func(l store.Line) string { return l.ID }), err
		}),
		LinesOf: batch.New(batching, func(ctx context.Context, orders []string) (map[string][]store.Line, error) {
			lines, err := s.LinesByOrder(ctx, orders)
			return batch.GroupBy(lines, func(l store.Line) string { return l.Order }), err
		}),
		OrdersOf: batch.New(batching, func(ctx context.Context, pages []page.Newest) (map[page.Newest][]store.Order, error) {
			return page.ReadNewest(ctx, pages, func(o store.Order) string { return o.User }, s.OrdersByUser)
		}),
	})
}

// From returns the request's loaders.
func From(ctx context.Context) *Loaders { return ctx.Value(key{}).(*Loaders) }
