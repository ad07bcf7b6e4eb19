// Package inventory is the subgraph of warehouses and what lies in them.
package inventory

import (
	"context"
	"fmt"

	"github.com/weftgraphql/weft/internal/service"
	"github.com/weftgraphql/weft/subgraphs/inventory/generated"
	"github.com/weftgraphql/weft/subgraphs/inventory/load"
	"github.com/weftgraphql/weft/subgraphs/inventory/resolver"
	"github.com/weftgraphql/weft/subgraphs/inventory/store"
)

// Name is the subgraph's name in the supergraph.
const Name = "inventory"

// New opens the inventory's database and returns the service over it.
func New(ctx context.Context, opts service.Options) (*service.Service, error) {
	s, err := store.Open(ctx, opts.Database, opts.Seed)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", Name, err)
	}
	return service.New(service.Schema{
		Name:       Name,
		Executable: generated.NewExecutableSchema(generated.Config{Resolvers: &resolver.Resolver{Store: s}}),
		PerRequest: func(ctx context.Context) context.Context { return load.With(ctx, s, !opts.NoBatching) },
		Close:      s.Close,
	}, opts), nil
}
