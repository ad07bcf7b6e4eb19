// Package load holds the loaders of one request to reviews.
package load

import (
	"context"

	"github.com/weftgraphql/weft/internal/batch"
	"github.com/weftgraphql/weft/internal/page"
	"github.com/weftgraphql/weft/subgraphs/reviews/store"
)

// Loaders fetch what resolvers ask for by key.
type Loaders struct {
	Review *batch.Loader[string, *store.Review]
	// Rating sums up a product's reviews. Two fields ask for it, averageStars and reviewCount: it is read once.
	Rating *batch.Loader[string, *store.Rating]
	// OfProduct and OfAuthor have a page of a product's or a user's reviews, and one more where there is more.
	OfProduct *batch.Loader[page.Newest, []store.Review]
	OfAuthor  *batch.Loader[page.Newest, []store.Review]
}

type key struct{}

// With returns a request's context with new loaders.
func With(ctx context.Context, s store.Store, batching bool) context.Context {
	return context.WithValue(ctx, key{}, &Loaders{
		Review: batch.New(batching, func(ctx context.Context, ids []string) (map[string]*store.Review, error) {
			reviews, err := s.ReviewsByID(ctx, ids)
			return batch.ByKey(reviews, func(r store.Review) string { return r.ID }), err
		}),
		Rating: batch.New(batching, func(ctx context.Context, products []string) (map[string]*store.Rating, error) {
			ratings, err := s.Ratings(ctx, products)
			return batch.ByKey(ratings, func(r store.Rating) string { return r.Product }), err
		}),
		OfProduct: batch.New(batching, func(ctx context.Context, pages []page.Newest) (map[page.Newest][]store.Review, error) {
			return page.ReadNewest(ctx, pages, func(r store.Review) string { return r.Product }, s.ReviewsByProduct)
		}),
		OfAuthor: batch.New(batching, func(ctx context.Context, pages []page.Newest) (map[page.Newest][]store.Review, error) {
			return page.ReadNewest(ctx, pages, func(r store.Review) string { return r.Author }, s.ReviewsByAuthor)
		}),
	})
}

// From returns the request's loaders.
func From(ctx context.Context) *Loaders { return ctx.Value(key{}).(*Loaders) }
