// Package store keeps the reviews, and its own copy of what they are printed with: authors' names and which
// products there are.
package store

import (
	"context"
	"errors"

	"github.com/weftgraphql/weft/internal/page"
)

// Errors of Add.
var (
	ErrNoProduct = errors.New("there is no such product")
	ErrNoAuthor  = errors.New("there is no such author")
)

// Review is a row of reviews.
type Review struct {
	ID         string
	Product    string
	Author     string
	AuthorName string
	Stars      int
	Body       string // "" for none
	WrittenAt  int64  // seconds since 1970
}

// Rating sums up a product's reviews.
type Rating struct {
	Product string
	Count   int
	Stars   int // of all reviews together
}

// Store is what the resolvers need of a database. Methods that take a list run one statement for it, and leave out
// what there is not.
type Store interface {
	ReviewsByID(ctx context.Context, ids []string) ([]Review, error)
	// ReviewsByProduct returns at most limit reviews of each product behind a place, newest first.
	ReviewsByProduct(ctx context.Context, products []string, after page.Place, limit int) ([]Review, error)
	// ReviewsByAuthor does the same for authors.
	ReviewsByAuthor(ctx context.Context, authors []string, after page.Place, limit int) ([]Review, error)
	// Ratings sums up the reviews of products that have any.
	Ratings(ctx context.Context, products []string) ([]Rating, error)
	Latest(ctx context.Context, limit int) ([]Review, error)
	// Add keeps a review, whose ID it chooses and whose author's name it knows, and returns it.
	Add(ctx context.Context, review Review) (*Review, error)
	Close() error
}
