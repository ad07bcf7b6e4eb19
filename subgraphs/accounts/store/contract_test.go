package store_test

import (
	"testing"

	"github.com/weftgraphql/weft/internal/seed"
	"github.com/weftgraphql/weft/internal/sqldb"
	"github.com/weftgraphql/weft/internal/sqldb/sqldbtest"
	"github.com/weftgraphql/weft/subgraphs/accounts/store"
)

func TestContract(t *testing.T) {
	users := seed.World{Seed: seed.Default}.Users()
	first := users[0]
	want := store.User{
		ID: first.ID, DisplayName: first.DisplayName, Email: first.Email, AvatarURL: first.AvatarURL,
		PasswordVersion: first.PasswordVersion,
	}
	sqldbtest.Each(t, func(t *testing.T, source sqldb.Source) {
		ctx := t.Context()
		s, err := store.Open(ctx, source, seed.Default)
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()

		byID, err := s.UsersByID(ctx, []string{first.ID, "u_none", first.ID})
		sqldbtest.Same(t, err, byID, []store.User{want})
		byEmail, err := s.UsersByEmail(ctx, []string{first.Email, "Robert'); DROP TABLE accounts_user; --"})
		sqldbtest.Same(t, err, byEmail, []store.User{want})
		none, err := s.UsersByID(ctx, []string{})
		sqldbtest.Same(t, err, none, nil)

		if _, err := s.UsersByID(ctx, []string{"u_\x00"}); err == nil {
			t.Error("a text with U+0000 was taken")
		}
		if _, err := s.Rename(ctx, first.ID, "\x00"); err == nil {
			t.Error("a text with U+0000 was kept")
		}

		a := first.Addresses[0]
		wantAddress := store.Address{ID: a.ID, UserID: first.ID, Line1: a.Line1, City: a.City, PostalCode: a.PostalCode, Country: a.Country}
		addresses, err := s.AddressesByID(ctx, []string{a.ID})
		sqldbtest.Same(t, err, addresses, []store.Address{wantAddress})
		of, err := s.AddressesByUser(ctx, []string{first.ID})
		if err != nil || len(of) != len(first.Addresses) || of[0].ID != a.ID {
			t.Errorf("addresses of %s: %v, %v", first.ID, of, err)
		}

		renamed, err := s.Rename(ctx, first.ID, "Zoë O'Neill")
		want := want
		want.DisplayName = "Zoë O'Neill"
		sqldbtest.Same(t, err, renamed, &want)
		nobody, err := s.Rename(ctx, "u_none", "x")
		sqldbtest.Same(t, err, nobody, nil)

		added, err := s.AddAddress(ctx, store.Address{UserID: first.ID, Line1: "1 New Road", City: "Leeds", PostalCode: "LS1", Country: "GB"})
		sqldbtest.Same(t, err, added, &store.Address{ID: "a_new_1", UserID: first.ID, Line1: "1 New Road", City: "Leeds", PostalCode: "LS1", Country: "GB"})
		if _, err := s.AddAddress(ctx, store.Address{UserID: "u_none"}); err == nil {
			t.Error("an address of nobody was kept")
		}
		after, err := s.AddAddress(ctx, store.Address{UserID: first.ID})
		if err != nil || after.ID != "a_new_2" {
			t.Errorf("address after a failed one: %v, %v", after, err)
		}

		again, err := store.Open(ctx, source, seed.Default) // the data is still there
		if err != nil {
			t.Fatal(err)
		}
		defer again.Close()
		kept, err := again.UsersByID(ctx, []string{first.ID})
		sqldbtest.Same(t, err, kept, []store.User{want})
		if _, err := store.Open(ctx, source, 2); err == nil {
			t.Error("a database of another seed was taken")
		}
	})
}
