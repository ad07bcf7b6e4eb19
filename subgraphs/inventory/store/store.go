// Package store keeps the inventory: warehouses and what lies in them.
package store

import (
	"context"
	"errors"
)

// ErrTooFew is returned by Adjust for taking away pieces that are not there, or that are promised to an order.
var ErrTooFew = errors.New("not so many free pieces")

// Warehouse is a row of warehouses.
type Warehouse struct{ ID, Name, Country string }

// Pair identifies a level.
type Pair struct{ SKU, Warehouse string }

// Level is a row of levels: how much of a SKU lies in a warehouse.
type Level struct {
	Pair
	OnHand   int
	Reserved int
}

// Store is what the resolvers need of a database. Methods that take a list run one statement for it, and leave out
// what there is not.
type Store interface {
	Warehouses(ctx context.Context) ([]Warehouse, error)
	WarehousesByID(ctx context.Context, ids []string) ([]Warehouse, error)
	// LevelsBySKU returns the levels of SKUs, by warehouse.
	LevelsBySKU(ctx context.Context, skus []string) ([]Level, error)
	// LevelsByPair returns at least the levels of pairs.
	LevelsByPair(ctx context.Context, pairs []Pair) ([]Level, error)
	// Adjust adds pieces to a level, or takes them away, and returns it, or nil when there is none.
	Adjust(ctx context.Context, pair Pair, by int) (*Level, error)
	Close() error
}
