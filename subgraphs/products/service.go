// Package products is the subgraph of the catalogue: products and categories.
package products

import (
	"context"
	"fmt"

	"github.com/weftgraphql/weft/internal/service"
	"github.com/weftgraphql/weft/subgraphs/products/generated"
	"github.com/weftgraphql/weft/subgraphs/products/load"
	"github.com/weftgraphql/weft/subgraphs/products/resolver"
	"github.com/weftgraphql/weft/subgraphs/products/store"
)

// Name is the subgraph's name in the supergraph.
const Name = "products"

// New opens the catalogue's database and returns the service over it.
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
