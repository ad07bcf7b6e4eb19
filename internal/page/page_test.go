package page_test

import (
	"context"
	"encoding/base64"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/weftgraphql/weft/internal/page"
)

func TestCursorGoesAndComesBack(t *testing.T) {
	for _, parts := range [][]string{{"a"}, {"NAME", "Öl & Essig", "p_0001"}, {"", ""}} {
		cursor := page.Cursor(parts...)
		got, err := page.Parse(&cursor, len(parts))
		if diff := cmp.Diff(parts, got); diff != "" || err != nil {
			t.Error(diff, err)
		}
	}
	place := page.Place{At: 1767258000, ID: "o_0001"}
	cursor := place.Cursor()
	if got, err := page.ParsePlace(&cursor); got != place || err != nil {
		t.Errorf("%v, %v", got, err)
	}
	if got, err := page.ParsePlace(nil); got != (page.Place{}) || err != nil {
		t.Errorf("no cursor: %v, %v", got, err)
	}
}

func TestForeignCursorsAreRefused(t *testing.T) {
	for _, cursor := range []string{
		"", "%%%", "bm8", page.Cursor("one"), page.Cursor("no number", "id"),
		base64.RawURLEncoding.EncodeToString([]byte("2\x1f1\x1fid")),
	} {
		if got, err := page.ParsePlace(&cursor); err == nil {
			t.Errorf("%q was read as %v", cursor, got)
		}
	}
}

func TestSize(t *testing.T) {
	for first, ok := range map[int]bool{-1: false, 0: true, 1: true, page.MaxSize: true, page.MaxSize + 1: false} {
		if _, err := page.Size(first); (err == nil) != ok {
			t.Errorf("first: %d: %v", first, err)
		}
	}
}

func TestReadNewestSharesCalls(t *testing.T) {
	var calls []string
	read := func(_ context.Context, parents []string, after page.Place, limit int) ([]string, error) {
		calls = append(calls, fmt.Sprint(parents, after.ID, limit))
		return parents, nil
	}
	after := page.Place{At: 1, ID: "x"}
	a, b, c := page.Newest{Parent: "a", Size: 2}, page.Newest{Parent: "b", Size: 2}, page.Newest{Parent: "c", Size: 2, After: after}
	got, err := page.ReadNewest(t.Context(), []page.Newest{a, c, b}, func(s string) string { return s }, read)
	if diff := cmp.Diff(map[page.Newest][]string{a: {"a"}, b: {"b"}, c: {"c"}}, got); diff != "" || err != nil {
		t.Error(diff, err)
	}
	if diff := cmp.Diff([]string{"[a b]3", "[c]x3"}, calls); diff != "" {
		t.Error(diff)
	}
}
