// Package reviews is the subgraph of what customers say.
package reviews

import (
	"context"
	"fmt"
	"time"

	"github.com/weftgraphql/weft/internal/service"
	"github.com/weftgraphql/weft/subgraphs/reviews/generated"
	"github.com/weftgraphql/weft/subgraphs/reviews/load"
	"github.com/weftgraphql/weft/subgraphs/reviews/resolver"
	"github.com/weftgraphql/weft/subgraphs/reviews/store"
)

// Name is the subgraph's name in the supergraph.
const Name = "reviews"

// New opens the reviews' database and returns the service over it.
func New(ctx context.Context, opts service.Options) (*service.Service, error) {
	s, err := store.Open(ctx, opts.Database, opts.Seed)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", Name, err)
	}
	now := opts.Now
	if now == nil {
		now = time.Now
	}
	root := &resolver.Resolver{Store: s, Now: now}
	return service.New(service.Schema{
		Name:       Name,
		Executable: generated.NewExecutableSchema(generated.Config{Resolvers: root}),
		PerRequest: func(ctx context.Context) context.Context { return load.With(ctx, s, !opts.NoBatching) },
		Close:      s.Close,
	}, opts), nil
}
