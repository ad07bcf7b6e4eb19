// Package load holds the loaders of one request to shipping.
package load

import (
	"context"

	"github.com/weftgraphql/weft/internal/batch"
	"github.com/weftgraphql/weft/subgraphs/shipping/carrier"
	"github.com/weftgraphql/weft/subgraphs/shipping/store"
)

// Loaders fetch what resolvers ask for by key.
type Loaders struct {
	Shipment *batch.Loader[string, *store.Shipment]
	Depot    *batch.Loader[string, *store.Depot]
	// ShipmentsOf has the parcels of an order.
	ShipmentsOf *batch.Loader[string, []store.Shipment]
	// Quote and TransitDays ask the carrier, who has no batch call: what they save is asking twice.
	Quote       *batch.Loader[carrier.Parcel, carrier.Answer[*carrier.Quote]]
	TransitDays *batch.Loader[carrier.Route, carrier.Answer[*int]]
}

type key struct{}

// With returns a request's context with new loaders.
func With(ctx context.Context, s store.Store, c *carrier.Client, batching bool) context.Context {
	return context.WithValue(ctx, key{}, &Loaders{
		Shipment: batch.New(batching, func(ctx context.Context, numbers []string) (map[string]*store.Shipment, error) {
			shipments, err := s.ShipmentsByNumber(ctx, numbers)
			return batch.ByKey(shipments, func(s store.Shipment) string { return s.TrackingNumber }), err
		}),
		Depot: batch.New(batching, func(ctx context.Context, warehouses []string) (map[string]*store.Depot, error) {
			depots, err := s.DepotsByWarehouse(ctx, warehouses)
			return batch.ByKey(depots, func(d store.Depot) string { return d.Warehouse }), err
		}),
		ShipmentsOf: batch.New(batching, func(ctx context.Context, orders []string) (map[string][]store.Shipment, error) {
			shipments, err := s.ShipmentsByOrder(ctx, orders)
			return batch.GroupBy(shipments, func(s store.Shipment) string { return s.Order }), err
		}),
		Quote: batch.New(batching, func(ctx context.Context, parcels []carrier.Parcel) (map[carrier.Parcel]carrier.Answer[*carrier.Quote], error) {
			return c.Quotes(ctx, parcels), nil
		}),
		TransitDays: batch.New(batching, func(ctx context.Context, routes []carrier.Route) (map[carrier.Route]carrier.Answer[*int], error) {
			return c.TransitDays(ctx, routes), nil
		}),
	})
}

// From returns the request's loaders.
func From(ctx context.Context) *Loaders { return ctx.Value(key{}).(*Loaders) }
