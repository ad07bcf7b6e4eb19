// Package resolver answers the fields of shipping: take what @requires brought, ask a loader, map to the model.
package resolver

import (
	"context"

	"github.com/weftgraphql/weft/subgraphs/shipping/carrier"
	"github.com/weftgraphql/weft/subgraphs/shipping/load"
)

// Resolver is the root of all resolvers. All they need is in the request's loaders.
type Resolver struct{}

// quote asks what a parcel costs, nil for a parcel that is not taken.
func quote(ctx context.Context, parcel carrier.Parcel) (*carrier.Quote, error) {
	answer, err := load.From(ctx).Quote.Load(ctx, parcel)
	if err != nil {
		return nil, err
	}
	return answer.Value, answer.Err
}

// transitDays asks how long a route takes, nil for a route that is not served.
func transitDays(ctx context.Context, from, to string) (*int, error) {
	answer, err := load.From(ctx).TransitDays.Load(ctx, carrier.Route{From: from, To: to})
	if err != nil {
		return nil, err
	}
	return answer.Value, answer.Err
}
