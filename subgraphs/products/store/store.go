// Package store keeps the catalogue: products and the category tree.
package store

import (
	"context"
	"errors"
)

// Errors of Create.
var (
	ErrSKUTaken   = errors.New("another product has this SKU")
	ErrNoCategory = errors.New("there is no such category")
)

// Product is a row of products. SKU is "" for a digital product, which has Bytes; others have a weight and sizes.
type Product struct {
	ID           string
	SKU          string
	Name         string
	Category     string
	Currency     string
	Price        int // in the currency's minor unit
	SupplierCost *int
	InStock      bool
	WeightGrams  int
	WidthMm      int
	HeightMm     int
	DepthMm      int
	Bytes        int
}

// Category is a row of categories. Parent is "" for a top category.
type Category struct{ Slug, Title, Parent string }

// Filter narrows the catalogue. The zero Filter lets all products pass.
type Filter struct {
	Category string // with its subcategories
	MinPrice *int
	MaxPrice *int
	Text     string // part of the name, in any case
}

// Order is the order of a page.
type Order int

// Orders. Products that are equal in one are ordered by id.
const (
	ByName Order = iota
	ByPriceUp
	ByPriceDown
)

// After says where a page starts: behind the product with this sort key. Name or Price counts, as the order has it.
type After struct {
	Name  string
	Price int
	ID    string
}

// Store is what the resolvers need of a database. Methods that take a list run one statement for it, and leave out
// what there is not.
type Store interface {
	ProductsByID(ctx context.Context, ids []string) ([]Product, error)
	ProductsBySKU(ctx context.Context, skus []string) ([]Product, error)
	// Page returns at most limit products; after is nil for the first page.
	Page(ctx context.Context, filter Filter, order Order, after *After, limit int) ([]Product, error)
	Count(ctx context.Context, filter Filter) (int, error)
	CategoriesBySlug(ctx context.Context, slugs []string) ([]Category, error)
	// CategoriesByParent returns the children of categories, by title.
	CategoriesByParent(ctx context.Context, parents []string) ([]Category, error)
	// Create keeps a product, whose ID it chooses, and returns it.
	Create(ctx context.Context, product Product) (*Product, error)
	Close() error
}
