// Package store keeps the orders, and its own copy of what can be ordered: prices and free pieces.
package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/weftgraphql/weft/internal/page"
)

// Order is a row of orders.
type Order struct {
	ID       string
	User     string
	Address  string
	Status   string
	PlacedAt int64 // seconds since 1970
	Total    int   // in the currency's minor unit
	Currency string
}

// Line is a row of order lines.
type Line struct {
	ID        string
	Order     string
	User      string // the order's
	Product   string
	Quantity  int
	UnitPrice int
	Currency  string // the order's
}

// Draft is an order to be.
type Draft struct {
	User    string
	Address string
	Items   []Item // each product once
	Key     string // the client's, to tell a second attempt from a second order
	At      time.Time
}

// Item is how many of a product are wanted.
type Item struct {
	Product  string
	Quantity int
}

// Authorize asks for the money; what it returns is what payment.Processor returns.
type Authorize func(ctx context.Context, user string, amount int, currency string) (declined string, err error)

// Errors of Place and Cancel.
var (
	ErrKeyReused   = errors.New("the idempotency key was used for another order")
	ErrCurrencies  = errors.New("the products are sold in different currencies")
	ErrNotOpen     = errors.New("the order is packed, or over")
	errPlacedAlone = errors.New("another attempt placed the order meanwhile")
)

// NoProductError says that a product cannot be ordered at all.
type NoProductError struct{ Product string }

func (e *NoProductError) Error() string { return fmt.Sprintf("no offer of product %q", e.Product) }

// OutOfStockError says that fewer pieces are left than wanted.
type OutOfStockError struct {
	Product   string
	Available int
}

func (e *OutOfStockError) Error() string { return fmt.Sprintf("%d left of %q", e.Available, e.Product) }

// DeclinedError says why the money cannot be had.
type DeclinedError struct{ Reason string }

func (e *DeclinedError) Error() string { return e.Reason }

// Store is what the resolvers need of a database. Methods that take a list run one statement for it, and leave out
// what there is not.
type Store interface {
	OrdersByID(ctx context.Context, ids []string) ([]Order, error)
	// OrdersByUser returns at most limit orders of each user behind a place, newest first.
	OrdersByUser(ctx context.Context, users []string, after page.Place, limit int) ([]Order, error)
	// LinesByOrder returns the lines of orders, as they were given.
	LinesByOrder(ctx context.Context, orders []string) ([]Line, error)
	LinesByID(ctx context.Context, ids []string) ([]Line, error)
	// Place keeps an order and takes its pieces, or does nothing and returns why. A draft whose key the user has
	// used for the same order already gives that order.
	Place(ctx context.Context, draft Draft, authorize Authorize) (*Order, error)
	// Cancel cancels an order of a user's and gives its pieces back. It returns nil when the user has no such order.
	Cancel(ctx context.Context, user, id string) (*Order, error)
	Close() error
}
