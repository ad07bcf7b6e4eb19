// Package shipping is the subgraph of parcels: what sending something costs, and where it is.
package shipping

import (
	"context"
	"fmt"

	"github.com/weftgraphql/weft/internal/service"
	"github.com/weftgraphql/weft/subgraphs/shipping/carrier"
	"github.com/weftgraphql/weft/subgraphs/shipping/generated"
	"github.com/weftgraphql/weft/subgraphs/shipping/load"
	"github.com/weftgraphql/weft/subgraphs/shipping/resolver"
	"github.com/weftgraphql/weft/subgraphs/shipping/store"
)

// Name is the subgraph's name in the supergraph.
const Name = "shipping"

// New opens shipping's database and returns the service over it.
func New(ctx context.Context, opts service.Options) (*service.Service, error) {
	s, err := store.Open(ctx, opts.Database, opts.Seed)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", Name, err)
	}
	client := carrier.NewClient(carrier.Tariff{}, !opts.NoBatching)
	return service.New(service.Schema{
		Name:       Name,
		Executable: generated.NewExecutableSchema(generated.Config{Resolvers: &resolver.Resolver{}}),
		PerRequest: func(ctx context.Context) context.Context { return load.With(ctx, s, client, !opts.NoBatching) },
		Close: func() error {
			client.Close()
			return s.Close()
		},
	}, opts), nil
}
