// Package resolver answers the fields of inventory: check who asks, ask a loader or the store, map to the model.
package resolver

import (
	"errors"
	"slices"

	"github.com/weftgraphql/weft/internal/fault"
	"github.com/weftgraphql/weft/subgraphs/inventory/model"
	"github.com/weftgraphql/weft/subgraphs/inventory/store"
)

// Resolver holds what all resolvers share.
type Resolver struct{ Store store.Store }

// maxAdjustment is the most that one adjustment can add or take away, in pieces.
const maxAdjustment = 100_000

// free reports whether a level has pieces that are not promised to an order.
func free(level store.Level) bool { return level.OnHand > level.Reserved }

// adjusted maps what became of an adjustment.
func adjusted(level *store.Level, err error) (*model.StockLevel, error) {
	if errors.Is(err, store.ErrTooFew) {
		return nil, fault.New(fault.Conflict, "there are not so many pieces that are not reserved")
	}
	if err == nil && level == nil {
		return nil, fault.New(fault.NotFound, "the warehouse does not carry this SKU")
	}
	return model.LevelOf(level), err
}

func anyFree(levels []store.Level) bool { return slices.ContainsFunc(levels, free) }
