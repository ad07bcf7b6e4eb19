// Package load holds the loaders of one request to inventory.
package load

import (
	"context"

	"github.com/weftgraphql/weft/internal/batch"
	"github.com/weftgraphql/weft/subgraphs/inventory/store"
)

// Loaders fetch what resolvers ask for by key.
type Loaders struct {
	Warehouse *batch.Loader[string, *store.Warehouse]
	Level     *batch.Loader[store.Pair, *store.Level]
	// LevelsOf has the levels of a SKU. Two fields ask for them, inStock and stock: they are read once.
	LevelsOf *batch.Loader[string, []store.Level]
}

type key struct{}

// With returns a request's context with new loaders.
func With(ctx context.Context, s store.Store, batching bool) context.Context {
	return context.WithValue(ctx, key{}, &Loaders{
		Warehouse: batch.New(batching, func(ctx context.Context, ids []string) (map[string]*store.Warehouse, error) {
			warehouses, err := s.WarehousesByID(ctx, ids)
			return batch.ByKey(warehouses, func(w store.Warehouse) string { return w.ID }), err
		}),
		Level: batch.New(batching, func(ctx context.Context, pairs []store.Pair) (map[store.Pair]*store.Level, error) {
			levels, err := s.LevelsByPair(ctx, pairs)
			return batch.ByKey(levels, func(l store.Level) store.Pair { return l.Pair }), err
		}),
		LevelsOf: batch.New(batching, func(ctx context.Context, skus []string) (map[string][]store.Level, error) {
			levels, err := s.LevelsBySKU(ctx, skus)
			return batch.GroupBy(levels, func(l store.Level) string { return l.SKU }), err
		}),
	})
}

// From returns the request's loaders.
func From(ctx context.Context) *Loaders { return ctx.Value(key{}).(*Loaders) }
