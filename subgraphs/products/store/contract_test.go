package store_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/weftgraphql/weft/internal/seed"
	"github.com/weftgraphql/weft/internal/sqldb"
	"github.com/weftgraphql/weft/internal/sqldb/sqldbtest"
	"github.com/weftgraphql/weft/subgraphs/products/store"
)

var catalogue = seed.World{Seed: seed.Default}.Products()

func TestContract(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, source sqldb.Source) {
		s, err := store.Open(t.Context(), source, seed.Default)
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		t.Run("keys", func(t *testing.T) { testKeys(t, s) })
		t.Run("pages", func(t *testing.T) { testPages(t, s) })
		t.Run("filters", func(t *testing.T) { testFilters(t, s) })
		t.Run("categories", func(t *testing.T) { testCategories(t, s) })
		t.Run("create", func(t *testing.T) { testCreate(t, s) })
	})
}

func id(p store.Product) string { return p.ID }

func testKeys(t *testing.T, s store.Store) {
	first := catalogue[0]
	want := []store.Product{{
		ID: first.ID, SKU: first.SKU, Name: first.Name, Category: first.Category, Currency: "EUR", Price: first.Price,
		SupplierCost: &first.SupplierCost, InStock: true, WeightGrams: first.WeightGrams,
		WidthMm: first.WidthMm, HeightMm: first.HeightMm, DepthMm: first.DepthMm,
	}}
	got, err := s.ProductsByID(t.Context(), []string{"p_none", first.ID})
	sqldbtest.Same(t, err, got, want)
	got, err = s.ProductsBySKU(t.Context(), []string{first.SKU, ""})
	sqldbtest.Same(t, err, got, want)
}

// testPages reads the whole catalogue page by page in every order, and compares with sorting it here.
func testPages(t *testing.T, s store.Store) {
	byPrice := func(a, b seed.Product) int {
		if a.Price != b.Price {
			return a.Price - b.Price
		}
		return strings.Compare(a.ID, b.ID)
	}
	for order, compare := range map[store.Order]func(a, b seed.Product) int{
		store.ByName: func(a, b seed.Product) int {
			return strings.Compare(a.Name+"\x00"+a.ID, b.Name+"\x00"+b.ID)
		},
		store.ByPriceUp:   byPrice,
		store.ByPriceDown: func(a, b seed.Product) int { return byPrice(b, a) },
	} {
		sorted := slices.SortedFunc(slices.Values(catalogue), compare)
		var (
			got   []string
			after *store.After
		)
		for {
			rows, err := s.Page(t.Context(), store.Filter{}, order, after, 70)
			if err != nil {
				t.Fatal(err)
			}
			if len(rows) == 0 {
				break
			}
			got = append(got, sqldbtest.IDs(rows, id)...)
			last := rows[len(rows)-1]
			after = &store.After{Name: last.Name, Price: last.Price, ID: last.ID}
		}
		sqldbtest.Same(t, nil, got, sqldbtest.IDs(sorted, func(p seed.Product) string { return p.ID }))
	}
}

func testFilters(t *testing.T, s store.Store) {
	low, high := 5000, 9000
	parents := map[string]string{}
	for _, c := range (seed.World{}).Categories() {
		parents[c.Slug] = c.Parent
	}
	below := func(slug, top string) bool {
		for ; slug != ""; slug = parents[slug] {
			if slug == top {
				return true
			}
		}
		return false
	}
	for name, test := range map[string]struct {
		filter store.Filter
		match  func(seed.Product) bool
	}{
		"all":                 {store.Filter{}, func(seed.Product) bool { return true }},
		"category and below":  {store.Filter{Category: "home"}, func(p seed.Product) bool { return below(p.Category, "home") }},
		"leaf category":       {store.Filter{Category: "tents"}, func(p seed.Product) bool { return p.Category == "tents" }},
		"no such category":    {store.Filter{Category: "nope"}, func(seed.Product) bool { return false }},
		"prices":              {store.Filter{MinPrice: &low, MaxPrice: &high}, func(p seed.Product) bool { return p.Price >= low && p.Price <= high }},
		"text in any case":    {store.Filter{Text: "oAk"}, func(p seed.Product) bool { return strings.Contains(strings.ToLower(p.Name), "oak") }},
		"wildcards are text":  {store.Filter{Text: "%"}, func(seed.Product) bool { return false }},
		"backslashes as well": {store.Filter{Text: `\_`}, func(seed.Product) bool { return false }},
	} {
		t.Run(name, func(t *testing.T) {
			var want []string
			for _, p := range catalogue {
				if test.match(p) {
					want = append(want, p.ID)
				}
			}
			count, err := s.Count(t.Context(), test.filter)
			sqldbtest.Same(t, err, count, len(want))
			rows, err := s.Page(t.Context(), test.filter, store.ByName, nil, 1000)
			got := sqldbtest.IDs(rows, id)
			slices.Sort(got)
			sqldbtest.Same(t, err, got, want)
		})
	}
}

func testCategories(t *testing.T, s store.Store) {
	got, err := s.CategoriesBySlug(t.Context(), []string{"coffee", "nope"})
	sqldbtest.Same(t, err, got, []store.Category{{Slug: "coffee", Title: "Coffee", Parent: "kitchen"}})
	got, err = s.CategoriesByParent(t.Context(), []string{"home"})
	sqldbtest.Same(t, err, got, []store.Category{
		{Slug: "kitchen", Title: "Kitchen", Parent: "home"}, {Slug: "living", Title: "Living room", Parent: "home"},
	})
}

func testCreate(t *testing.T, s store.Store) {
	want := store.Product{
		SKU: "NEW-1", Name: "A new thing", Category: "coffee", Currency: "GBP", Price: 100, WeightGrams: 1, WidthMm: 2, HeightMm: 3, DepthMm: 4,
	}
	got, err := s.Create(t.Context(), want)
	want.ID = "p_new_1"
	sqldbtest.Same(t, err, got, &want)
	if _, err := s.Create(t.Context(), want); !errors.Is(err, store.ErrSKUTaken) {
		t.Errorf("second product with a SKU: %v", err)
	}
	if _, err := s.Create(t.Context(), store.Product{SKU: "NEW-2", Category: "nope"}); !errors.Is(err, store.ErrNoCategory) {
		t.Errorf("product without a category: %v", err)
	}
}
