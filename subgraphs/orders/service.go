// Package orders is the subgraph of what customers bought.
package orders

import (
	"context"
	"fmt"
	"time"

	"github.com/weftgraphql/weft/internal/service"
	"github.com/weftgraphql/weft/subgraphs/orders/generated"
	"github.com/weftgraphql/weft/subgraphs/orders/load"
	"github.com/weftgraphql/weft/subgraphs/orders/payment"
	"github.com/weftgraphql/weft/subgraphs/orders/resolver"
	"github.com/weftgraphql/weft/subgraphs/orders/store"
)

// Name is the subgraph's name in the supergraph.
const Name = "orders"

// New opens the orders' database and returns the service over it.
func New(ctx context.Context, opts service.Options) (*service.Service, error) {
	s, err := store.Open(ctx, opts.Database, opts.Seed)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", Name, err)
	}
	now := opts.Now
	if now == nil {
		now = time.Now
	}
	root := &resolver.Resolver{Store: s, Payments: payment.DefaultLimit, Now: now}
	return service.New(service.Schema{
		Name:       Name,
		Executable: generated.NewExecutableSchema(generated.Config{Resolvers: root}),
		PerRequest: func(ctx context.Context) context.Context { return load.With(ctx, s, !opts.NoBatching) },
		Close:      s.Close,
	}, opts), nil
}
