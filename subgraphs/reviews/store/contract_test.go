package store_test

import (
	"errors"
	"slices"
	"testing"

	"github.com/weftgraphql/weft/internal/page"
	"github.com/weftgraphql/weft/internal/seed"
	"github.com/weftgraphql/weft/internal/sqldb"
	"github.com/weftgraphql/weft/internal/sqldb/sqldbtest"
	"github.com/weftgraphql/weft/subgraphs/reviews/store"
)

func id(r store.Review) string { return r.ID }

func TestContract(t *testing.T) {
	all := seed.World{Seed: seed.Default}.Reviews()
	slices.Reverse(all) // newest first
	sqldbtest.Each(t, func(t *testing.T, source sqldb.Source) {
		ctx := t.Context()
		s, err := store.Open(ctx, source, seed.Default)
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()

		newest := all[0]
		row := store.Review{
			ID: newest.ID, Product: newest.Product, Author: newest.Author, AuthorName: newest.AuthorName,
			Stars: newest.Stars, Body: newest.Body, WrittenAt: newest.WrittenAt.Unix(),
		}
		got, err := s.ReviewsByID(ctx, []string{newest.ID, "r_none"})
		sqldbtest.Same(t, err, got, []store.Review{row})
		got, err = s.Latest(ctx, 1)
		sqldbtest.Same(t, err, got, []store.Review{row})

		var ofProduct, ofAuthor []string
		rating := store.Rating{Product: newest.Product}
		for _, r := range all {
			if r.Product == newest.Product {
				ofProduct = append(ofProduct, r.ID)
				rating.Count++
				rating.Stars += r.Stars
			}
			if r.Author == newest.Author {
				ofAuthor = append(ofAuthor, r.ID)
			}
		}
		got, err = s.ReviewsByProduct(ctx, []string{newest.Product, "p_none"}, page.Place{}, 5)
		sqldbtest.Same(t, err, sqldbtest.IDs(got, id), ofProduct[:5])
		got, err = s.ReviewsByProduct(ctx, []string{newest.Product}, page.Place{At: got[4].WrittenAt, ID: got[4].ID}, 3)
		sqldbtest.Same(t, err, sqldbtest.IDs(got, id), ofProduct[5:8])
		got, err = s.ReviewsByAuthor(ctx, []string{newest.Author}, page.Place{}, 4)
		sqldbtest.Same(t, err, sqldbtest.IDs(got, id), ofAuthor[:4])
		ratings, err := s.Ratings(ctx, []string{newest.Product, "p_none"})
		sqldbtest.Same(t, err, ratings, []store.Rating{rating})

		added, err := s.Add(ctx, store.Review{Product: newest.Product, Author: newest.Author, Stars: 3, Body: "So-so; 'quoted'.", WrittenAt: row.WrittenAt})
		sqldbtest.Same(t, err, added, &store.Review{
			ID: "r_10001", Product: newest.Product, Author: newest.Author, AuthorName: newest.AuthorName, Stars: 3,
			Body: "So-so; 'quoted'.", WrittenAt: row.WrittenAt,
		})
		latest, err := s.Latest(ctx, 2) // the later id first, at the same moment
		sqldbtest.Same(t, err, sqldbtest.IDs(latest, id), []string{"r_10001", "r_10000"})
		if _, err := s.Add(ctx, store.Review{Product: "p_none", Author: newest.Author}); !errors.Is(err, store.ErrNoProduct) {
			t.Errorf("review of no product: %v", err)
		}
		if _, err := s.Add(ctx, store.Review{Product: newest.Product, Author: "u_none"}); !errors.Is(err, store.ErrNoAuthor) {
			t.Errorf("review of no author: %v", err)
		}
	})
}
