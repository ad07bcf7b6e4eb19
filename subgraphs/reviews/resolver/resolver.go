// Package resolver answers the fields of reviews: check who asks, ask a loader or the store, map to the model.
package resolver

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/weftgraphql/weft/internal/fault"
	"github.com/weftgraphql/weft/internal/token"
	"github.com/weftgraphql/weft/subgraphs/reviews/model"
	"github.com/weftgraphql/weft/subgraphs/reviews/store"
)

// Resolver holds what all resolvers share.
type Resolver struct {
	Store store.Store
	Now   func() time.Time
}

// maxBody bounds what users can write, in bytes.
const maxBody = 5000

// newReview checks an input and returns it as a row of the user who asks.
func newReview(ctx context.Context, product string, stars int, body *string, at time.Time) (store.Review, error) {
	if stars < 1 || stars > 5 {
		return store.Review{}, fault.BadInput("stars must be between 1 and 5, not %d", stars)
	}
	row := store.Review{Product: product, Author: token.From(ctx).Subject, Stars: stars, WrittenAt: at.Unix()}
	if body != nil {
		row.Body = strings.TrimSpace(*body)
	}
	if len(row.Body) > maxBody {
		return store.Review{}, fault.BadInput("body must have at most %d bytes", maxBody)
	}
	return row, nil
}

// added maps what became of a new review.
func added(row *store.Review, err error) (*model.Review, error) {
	switch {
	case errors.Is(err, store.ErrNoProduct):
		return nil, fault.BadInput("there is no such product")
	case errors.Is(err, store.ErrNoAuthor):
		return nil, fault.New(fault.Forbidden, "the token's subject is no user of the shop")
	default:
		return model.ReviewOf(row), err
	}
}
