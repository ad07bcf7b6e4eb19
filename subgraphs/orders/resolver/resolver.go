// Package resolver answers the fields of orders: check who asks, ask a loader or the store, map to the model.
package resolver

import (
	"context"
	"errors"
	"time"

	"github.com/weftgraphql/weft/internal/fault"
	"github.com/weftgraphql/weft/internal/token"
	"github.com/weftgraphql/weft/subgraphs/orders/model"
	"github.com/weftgraphql/weft/subgraphs/orders/payment"
	"github.com/weftgraphql/weft/subgraphs/orders/store"
)

// Resolver holds what all resolvers share.
type Resolver struct {
	Store    store.Store
	Payments payment.Processor
	Now      func() time.Time
}

// What an order may be.
const (
	maxLines    = 20
	maxQuantity = 99
	maxKey      = 64 // bytes
)

// draft checks an input and returns it as a draft of the user who asks.
func draft(ctx context.Context, in model.PlaceOrder, at time.Time) (store.Draft, error) {
	if in.IdempotencyKey == "" || len(in.IdempotencyKey) > maxKey {
		return store.Draft{}, fault.BadInput("idempotencyKey must have 1 to %d bytes", maxKey)
	}
	if in.AddressID == "" || len(in.AddressID) > maxKey {
		return store.Draft{}, fault.BadInput("addressId must have 1 to %d bytes", maxKey)
	}
	if len(in.Lines) == 0 || len(in.Lines) > maxLines {
		return store.Draft{}, fault.BadInput("an order has 1 to %d lines", maxLines)
	}
	d := store.Draft{User: token.From(ctx).Subject, Address: in.AddressID, Key: in.IdempotencyKey, At: at}
	seen := make(map[string]bool)
	for _, line := range in.Lines {
		if line.Quantity < 1 || line.Quantity > maxQuantity {
			return store.Draft{}, fault.BadInput("quantity must be between 1 and %d", maxQuantity)
		}
		if seen[line.ProductID] {
			return store.Draft{}, fault.BadInput("product %q is in two lines; put it in one with their quantity", line.ProductID)
		}
		seen[line.ProductID] = true
		d.Items = append(d.Items, store.Item{Product: line.ProductID, Quantity: line.Quantity})
	}
	return d, nil
}

// placed maps what became of a draft: what the customer can act on is data.
func placed(order *store.Order, err error) (model.PlaceOrderResult, error) {
	var (
		noProduct  *store.NoProductError
		outOfStock *store.OutOfStockError
		declined   *store.DeclinedError
	)
	switch {
	case err == nil:
		return &model.OrderPlaced{Order: model.OrderOf(order)}, nil
	case errors.As(err, &outOfStock):
		return &model.OutOfStock{ProductID: outOfStock.Product, Available: outOfStock.Available}, nil
	case errors.As(err, &declined):
		return &model.PaymentDeclined{Reason: declined.Reason}, nil
	case errors.As(err, &noProduct):
		return nil, fault.BadInput("there is no product %q", noProduct.Product)
	case errors.Is(err, store.ErrKeyReused):
		return nil, fault.New(fault.Conflict, "this idempotencyKey was used for a different order")
	case errors.Is(err, store.ErrCurrencies):
		return nil, fault.BadInput("all products of an order must be sold in one currency")
	default:
		return nil, err
	}
}

// cancelled maps what became of a cancellation.
func cancelled(order *store.Order, err error) (*model.Order, error) {
	if errors.Is(err, store.ErrNotOpen) {
		return nil, fault.New(fault.Conflict, "the order is packed or over and cannot be cancelled any more")
	}
	return model.OrderOf(order), err
}

// readable maps an order for whoever may read it, and to nil for others.
func readable(ctx context.Context, row *store.Order) *model.Order {
	if row == nil || !token.From(ctx).MayRead(row.User) {
		return nil
	}
	return model.OrderOf(row)
}

// readableLine does the same for an order's line.
func readableLine(ctx context.Context, row *store.Line) *model.OrderLine {
	if row == nil || !token.From(ctx).MayRead(row.User) {
		return nil
	}
	return model.LineOf(row)
}
