package seed

import (
	"crypto/sha256"
	"fmt"
	"testing"
)

// fingerprint is over everything that a world gives.
func fingerprint(w World) string {
	h := sha256.New()
	fmt.Fprintf(h, "%v %v %v %v %v %v %v", w.Users(), w.Categories(), w.Warehouses(), w.Products(), w.Orders(), w.Shipments(), w.Reviews())
	return fmt.Sprintf("%x", h.Sum(nil))[:16]
}

func TestWorldIsAFunctionOfItsSeed(t *testing.T) {
	// Examples and goldens show this data: when the fingerprint changes on purpose, they change with it.
	const want = "1b83d79c04b446d9"
	if got := fingerprint(World{Seed: Default}); got != want {
		t.Errorf("fingerprint of the default seed is %s, want %s", got, want)
	}
	if fingerprint(World{Seed: 2}) == fingerprint(World{Seed: Default}) {
		t.Error("another seed gives the same world")
	}
}

func TestWorldHasTheSizesItPromises(t *testing.T) {
	w := World{Seed: Default}
	for name, got := range map[string][2]int{
		"users":      {len(w.Users()), UserCount},
		"products":   {len(w.Products()), ProductCount},
		"warehouses": {len(w.Warehouses()), WarehouseCount},
		"orders":     {len(w.Orders()), OrderCount},
		"reviews":    {len(w.Reviews()), ReviewCount},
	} {
		if got[0] != got[1] {
			t.Errorf("%d %s, want %d", got[0], name, got[1])
		}
	}
}

func TestWorldFitsTogether(t *testing.T) {
	w := World{Seed: Default}
	parents := map[string]bool{"": true}
	for _, c := range w.Categories() {
		if !parents[c.Parent] {
			t.Errorf("category %s comes before its parent %s", c.Slug, c.Parent)
		}
		parents[c.Slug] = true
	}
	digital, soldOut := 0, 0
	for _, p := range w.Products() {
		if !parents[p.Category] {
			t.Errorf("product %s is in unknown category %s", p.ID, p.Category)
		}
		if p.Digital() {
			digital++
		}
		if p.Available() == 0 {
			soldOut++
		}
	}
	if digital < 50 || digital > 200 || soldOut == 0 {
		t.Errorf("%d digital and %d sold out products make a dull shop", digital, soldOut)
	}
	first := 0
	for _, o := range w.Orders() {
		if o.Total() <= 0 || len(o.Lines) == 0 {
			t.Errorf("order %s is empty", o.ID)
		}
		if o.User == UserID(1) {
			first++
		}
	}
	if first < 20 {
		t.Errorf("the examples' user has %d orders, want at least 20", first)
	}
}
