// Package load holds the loaders of one request to products.
package load

import (
	"context"

	"github.com/weftgraphql/weft/internal/batch"
	"github.com/weftgraphql/weft/subgraphs/products/store"
)

// Loaders fetch what resolvers ask for by key.
type Loaders struct {
	Product      *batch.Loader[string, *store.Product]
	ProductBySKU *batch.Loader[string, *store.Product]
	Category     *batch.Loader[string, *store.Category]
	// ChildrenOf has the categories below one.
	ChildrenOf *batch.Loader[string, []store.Category]
}

type key struct{}

// With returns a request's context with new loaders.
func With(ctx context.Context, s store.Store, batching bool) context.Context {
	return context.WithValue(ctx, key{}, &Loaders{
		Product: batch.New(batching, func(ctx context.Context, ids []string) (map[string]*store.Product, error) {
			products, err := s.ProductsByID(ctx, ids)
			return batch.ByKey(products, func(p store.Product) string { return p.ID }), err
		}),
		ProductBySKU: batch.New(batching, func(ctx context.Context, skus []string) (map[string]*store.Product, error) {
			products, err := s.ProductsBySKU(ctx, skus)
			return batch.ByKey(products, func(p store.Product) string { return p.SKU }), err
		}),
		Category: batch.New(batching, func(ctx context.Context, slugs []string) (map[string]*store.Category, error) {
			categories, err := s.CategoriesBySlug(ctx, slugs)
			return batch.ByKey(categories, func(c store.Category) string { return c.Slug }), err
		}),
		ChildrenOf: batch.New(batching, func(ctx context.Context, parents []string) (map[string][]store.Category, error) {
			categories, err := s.CategoriesByParent(ctx, parents)
			return batch.GroupBy(categories, func(c store.Category) string { return c.Parent }), err
		}),
	})
}

// From returns the request's loaders.
func From(ctx context.Context) *Loaders { return ctx.Value(key{}).(*Loaders) }
