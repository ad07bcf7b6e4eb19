package store_test

import (
	"testing"

	"github.com/weftgraphql/weft/internal/seed"
	"github.com/weftgraphql/weft/internal/sqldb"
	"github.com/weftgraphql/weft/internal/sqldb/sqldbtest"
	"github.com/weftgraphql/weft/subgraphs/shipping/store"
)

func TestContract(t *testing.T) {
	world := seed.World{Seed: seed.Default}
	first := world.Shipments()[0]
	var numbers []string
	for _, s := range world.Shipments() {
		if s.Order == first.Order {
			numbers = append(numbers, s.TrackingNumber)
		}
	}
	country := ""
	for _, w := range world.Warehouses() {
		if w.ID == first.Depot {
			country = w.Country
		}
	}
	sqldbtest.Each(t, func(t *testing.T, source sqldb.Source) {
		ctx := t.Context()
		s, err := store.Open(ctx, source, seed.Default)
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		want := store.Shipment{
			TrackingNumber: first.TrackingNumber, Order: first.Order, Carrier: first.Carrier, Status: first.Status, From: country, To: first.Country,
		}
		got, err := s.ShipmentsByNumber(ctx, []string{first.TrackingNumber, "none"})
		sqldbtest.Same(t, err, got, []store.Shipment{want})
		got, err = s.ShipmentsByOrder(ctx, []string{first.Order})
		sqldbtest.Same(t, err, sqldbtest.IDs(got, func(s store.Shipment) string { return s.TrackingNumber }), numbers)
		depots, err := s.DepotsByWarehouse(ctx, []string{"w_01", "w_99"})
		sqldbtest.Same(t, err, depots, []store.Depot{{Warehouse: "w_01", Country: "DE"}})
	})
}
