// Package store keeps the parcels that are on their way, and where the depots are.
package store

import "context"

// Shipment is a row of shipments.
type Shipment struct {
	TrackingNumber string
	Order          string
	Carrier        string
	Status         string
	From           string // the depot's country
	To             string // a country
}

// Depot is a warehouse as shipping knows it.
type Depot struct{ Warehouse, Country string }

// Store is what the resolvers need of a database. Methods run one statement for a list, and leave out what there
// is not.
type Store interface {
	ShipmentsByNumber(ctx context.Context, numbers []string) ([]Shipment, error)
	// ShipmentsByOrder returns the parcels of orders, by tracking number.
	ShipmentsByOrder(ctx context.Context, orders []string) ([]Shipment, error)
	DepotsByWarehouse(ctx context.Context, warehouses []string) ([]Depot, error)
	Close() error
}
