package store_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/weftgraphql/weft/internal/page"
	"github.com/weftgraphql/weft/internal/seed"
	"github.com/weftgraphql/weft/internal/sqldb"
	"github.com/weftgraphql/weft/internal/sqldb/sqldbtest"
	"github.com/weftgraphql/weft/subgraphs/orders/store"
)

var (
	world = seed.World{Seed: seed.Default}
	at    = time.Date(2026, time.July, 1, 12, 0, 0, 0, time.UTC)
)

func pays(context.Context, string, int, string) (string, error) { return "", nil }

func TestContract(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, source sqldb.Source) {
		s, err := store.Open(t.Context(), source, seed.Default)
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		t.Run("keys", func(t *testing.T) { testKeys(t, s) })
		t.Run("pages", func(t *testing.T) { testPages(t, s) })
		t.Run("place", func(t *testing.T) { testPlace(t, s) })
		t.Run("refuse", func(t *testing.T) { testRefuse(t, s) })
		t.Run("cancel", func(t *testing.T) { testCancel(t, s) })
		t.Run("at once", func(t *testing.T) { testAtOnce(t, s) })
	})
}

func testKeys(t *testing.T, s store.Store) {
	o := world.Orders()[9]
	orders, err := s.OrdersByID(t.Context(), []string{o.ID, "o_none"})
	sqldbtest.Same(t, err, orders, []store.Order{{
		ID: o.ID, User: o.User, Address: o.Address.ID, Status: o.Status, PlacedAt: o.PlacedAt.Unix(), Total: o.Total(), Currency: "EUR",
	}})
	var want []store.Line
	for _, l := range o.Lines {
		want = append(want, store.Line{
			ID: l.ID, Order: o.ID, User: o.User, Product: l.Product, Quantity: l.Quantity, UnitPrice: l.UnitPrice, Currency: "EUR",
		})
	}
	lines, err := s.LinesByOrder(t.Context(), []string{o.ID})
	sqldbtest.Same(t, err, lines, want)
	lines, err = s.LinesByID(t.Context(), []string{want[0].ID})
	sqldbtest.Same(t, err, lines, want[:1])
}

// testPages reads all orders of two users at once, page by page.
func testPages(t *testing.T, s store.Store) {
	users := []string{seed.UserID(1), seed.UserID(2)}
	for _, user := range users {
		var want, got []string
		for _, o := range world.Orders() {
			if o.User == user {
				want = append(want, o.ID)
			}
		}
		slices.Reverse(want)
		for after := (page.Place{}); ; {
			rows, err := s.OrdersByUser(t.Context(), users, after, 4)
			if err != nil {
				t.Fatal(err)
			}
			rows = slices.DeleteFunc(rows, func(o store.Order) bool { return o.User != user })
			if len(rows) == 0 {
				break
			}
			if len(rows) > 4 {
				t.Fatalf("page of %d", len(rows))
			}
			last := rows[len(rows)-1]
			after = page.Place{At: last.PlacedAt, ID: last.ID}
			got = append(got, sqldbtest.IDs(rows, func(o store.Order) string { return o.ID })...)
		}
		sqldbtest.Same(t, nil, got, want)
	}
}

func testPlace(t *testing.T, s store.Store) {
	p1, p3 := world.Products()[0], world.Products()[2]
	draft := store.Draft{
		User: "u_0001", Address: "a_0001_1", Key: "place", At: at,
		Items: []store.Item{{Product: p3.ID, Quantity: 1}, {Product: p1.ID, Quantity: 2}},
	}
	want := store.Order{
		ID: "o_2001", User: "u_0001", Address: "a_0001_1", Status: "PAID", PlacedAt: at.Unix(), Total: 2*p1.Price + p3.Price, Currency: "EUR",
	}
	placed, err := s.Place(t.Context(), draft, pays)
	sqldbtest.Same(t, err, placed, &want)
	lines, err := s.LinesByOrder(t.Context(), []string{want.ID})
	sqldbtest.Same(t, err, lines, []store.Line{
		{ID: "ol_2001_1", Order: want.ID, User: want.User, Product: p3.ID, Quantity: 1, UnitPrice: p3.Price, Currency: "EUR"},
		{ID: "ol_2001_2", Order: want.ID, User: want.User, Product: p1.ID, Quantity: 2, UnitPrice: p1.Price, Currency: "EUR"},
	})

	again, err := s.Place(t.Context(), draft, func(context.Context, string, int, string) (string, error) {
		t.Error("a second attempt was paid")
		return "", nil
	})
	sqldbtest.Same(t, err, again, &want)
	draft.Items[0].Quantity = 2
	if _, err := s.Place(t.Context(), draft, pays); !errors.Is(err, store.ErrKeyReused) {
		t.Errorf("the key for another order: %v", err)
	}
	draft.User = "u_0002"
	if other, err := s.Place(t.Context(), draft, pays); err != nil || other.ID == want.ID {
		t.Errorf("the key of another user: %v, %v", other, err)
	}
}

func testRefuse(t *testing.T, s store.Store) {
	product := world.Products()[0]
	draft := func(key, product string, quantity int) store.Draft {
		return store.Draft{User: "u_0003", Key: key, At: at, Items: []store.Item{{Product: product, Quantity: quantity}}}
	}
	var outOfStock *store.OutOfStockError
	if _, err := s.Place(t.Context(), draft("a", product.ID, 1_000_000), pays); !errors.As(err, &outOfStock) || outOfStock.Product != product.ID {
		t.Errorf("more than there are: %v", err)
	}
	var noProduct *store.NoProductError
	if _, err := s.Place(t.Context(), draft("b", "p_none", 1), pays); !errors.As(err, &noProduct) {
		t.Errorf("an unknown product: %v", err)
	}
	var declined *store.DeclinedError
	_, err := s.Place(t.Context(), draft("c", product.ID, 1), func(context.Context, string, int, string) (string, error) { return "broke", nil })
	if !errors.As(err, &declined) || declined.Reason != "broke" {
		t.Errorf("declined: %v", err)
	}
	down := errors.New("down")
	_, err = s.Place(t.Context(), draft("d", product.ID, 1), func(context.Context, string, int, string) (string, error) { return "", down })
	if !errors.Is(err, down) {
		t.Errorf("payment down: %v", err)
	}
	if _, err := s.Place(t.Context(), draft("c", product.ID, 1), pays); err != nil {
		t.Errorf("a refused key cannot be used again: %v", err)
	}
}

func testCancel(t *testing.T, s store.Store) {
	product := world.Products()[4]
	all := store.Draft{User: "u_0004", Key: "all", At: at, Items: []store.Item{{Product: product.ID, Quantity: product.Available()}}}
	placed, err := s.Place(t.Context(), all, pays)
	if err != nil {
		t.Fatal(err)
	}
	all.Key = "more"
	var outOfStock *store.OutOfStockError
	if _, err := s.Place(t.Context(), all, pays); !errors.As(err, &outOfStock) || outOfStock.Available != 0 {
		t.Errorf("all were taken: %v", err)
	}
	stranger, err := s.Cancel(t.Context(), "u_0005", placed.ID)
	sqldbtest.Same(t, err, stranger, nil)
	want := *placed
	want.Status = "CANCELLED"
	cancelled, err := s.Cancel(t.Context(), "u_0004", placed.ID)
	sqldbtest.Same(t, err, cancelled, &want)
	if _, err := s.Cancel(t.Context(), "u_0004", placed.ID); !errors.Is(err, store.ErrNotOpen) {
		t.Errorf("cancelled twice: %v", err)
	}
	if _, err := s.Place(t.Context(), all, pays); err != nil {
		t.Errorf("the pieces are not back: %v", err)
	}
}

// testAtOnce sends one order many times and takes the last pieces from many sides: one order, no piece sold twice.
func testAtOnce(t *testing.T, s store.Store) {
	product := world.Products()[0] // physical
	const buyers = 8
	var (
		wait sync.WaitGroup
		mu   sync.Mutex
		ids  = map[string]bool{}
		sold int
	)
	for i := range buyers {
		wait.Go(func() {
			order, err := s.Place(t.Context(), store.Draft{
				User: "u_0006", Key: "same", At: at, Items: []store.Item{{Product: product.ID, Quantity: 1}},
			}, pays)
			if err != nil {
				t.Error(err)
				return
			}
			mu.Lock()
			defer mu.Unlock()
			ids[order.ID] = true
		})
		wait.Go(func() {
			_, err := s.Place(t.Context(), store.Draft{
				User: "u_0007", Key: fmt.Sprint(i), At: at, Items: []store.Item{{Product: world.Products()[10].ID, Quantity: world.Products()[10].Available()/3 + 1}},
			}, pays)
			var outOfStock *store.OutOfStockError
			if err != nil && !errors.As(err, &outOfStock) {
				t.Error(err)
			}
			mu.Lock()
			defer mu.Unlock()
			if err == nil {
				sold++
			}
		})
	}
	wait.Wait()
	if len(ids) != 1 {
		t.Errorf("one order sent %d times gave %v", buyers, ids)
	}
	if sold != 2 {
		t.Errorf("%d buyers got more than a third each", sold)
	}
}
