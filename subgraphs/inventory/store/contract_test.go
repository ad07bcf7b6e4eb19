package store_test

import (
	"errors"
	"slices"
	"testing"

	"github.com/weftgraphql/weft/internal/seed"
	"github.com/weftgraphql/weft/internal/sqldb"
	"github.com/weftgraphql/weft/internal/sqldb/sqldbtest"
	"github.com/weftgraphql/weft/subgraphs/inventory/store"
)

func TestContract(t *testing.T) {
	product := seed.World{Seed: seed.Default}.Products()[0]
	var levels []store.Level
	for _, s := range product.Stock {
		levels = append(levels, store.Level{Pair: store.Pair{SKU: product.SKU, Warehouse: s.Warehouse}, OnHand: s.OnHand, Reserved: s.Reserved})
	}
	slices.SortFunc(levels, func(a, b store.Level) int {
		if a.Warehouse < b.Warehouse {
			return -1
		}
		return 1
	})
	sqldbtest.Each(t, func(t *testing.T, source sqldb.Source) {
		ctx := t.Context()
		s, err := store.Open(ctx, source, seed.Default)
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()

		warehouses, err := s.Warehouses(ctx)
		if err != nil || len(warehouses) != seed.WarehouseCount || warehouses[0].ID != "w_01" {
			t.Errorf("warehouses: %v, %v", warehouses, err)
		}
		one, err := s.WarehousesByID(ctx, []string{"w_03", "w_99"})
		sqldbtest.Same(t, err, one, []store.Warehouse{{ID: "w_03", Name: "Lyon Sud", Country: "FR"}})
		got, err := s.LevelsBySKU(ctx, []string{product.SKU, "none"})
		sqldbtest.Same(t, err, got, levels)
		got, err = s.LevelsByPair(ctx, []store.Pair{levels[0].Pair})
		sqldbtest.Same(t, err, got, levels[:1])

		want := levels[0]
		want.OnHand += 7
		level, err := s.Adjust(ctx, want.Pair, 7)
		sqldbtest.Same(t, err, level, &want)
		if _, err := s.Adjust(ctx, want.Pair, -want.OnHand+want.Reserved-1); !errors.Is(err, store.ErrTooFew) {
			t.Errorf("taking reserved pieces: %v", err)
		}
		want.OnHand = want.Reserved
		level, err = s.Adjust(ctx, want.Pair, -(levels[0].OnHand + 7 - levels[0].Reserved))
		sqldbtest.Same(t, err, level, &want)
		level, err = s.Adjust(ctx, store.Pair{SKU: product.SKU, Warehouse: "w_99"}, 1)
		sqldbtest.Same(t, err, level, nil)
	})
}
