package page

import (
	"context"
	"strconv"
)

// Place is where a newest-first list was left: behind the item of this moment and id. The zero Place is its start.
type Place struct {
	At int64 // seconds since 1970
	ID string
}

// Newest asks for a page of a parent's items, newest first. It is a key for a loader.
type Newest struct {
	Parent string
	Size   int
	After  Place
}

// NewestOf checks the arguments of a newest-first connection.
func NewestOf(parent string, first int, after *string) (Newest, error) {
	size, err := Size(first)
	if err != nil {
		return Newest{}, err
	}
	place, err := ParsePlace(after)
	return Newest{Parent: parent, Size: size, After: place}, err
}

// Cursor returns the cursor of a place.
func (p Place) Cursor() string { return Cursor(strconv.FormatInt(p.At, 10), p.ID) }

// ParsePlace returns the place of a cursor, the start for no cursor, or a BAD_USER_INPUT error.
func ParsePlace(cursor *string) (Place, error) {
	parts, err := Parse(cursor, 2)
	if err != nil || parts == nil {
		return Place{}, err
	}
	at, err := strconv.ParseInt(parts[0], 10, 64)
	if err != nil {
		return Place{}, errCursor
	}
	return Place{At: at, ID: parts[1]}, nil
}

// ReadNewest fetches the pages that requests ask for, with one item more than their size where there is more.
// Requests that differ in their parent only share one call of read.
func ReadNewest[T any](
	ctx context.Context, requests []Newest, parent func(T) string,
	read func(ctx context.Context, parents []string, after Place, limit int) ([]T, error),
) (map[Newest][]T, error) {
	type shape struct {
		size  int
		after Place
	}
	parents := make(map[shape][]string)
	var shapes []shape // in the order of requests, so that a request always costs the same
	for _, r := range requests {
		s := shape{r.Size, r.After}
		if parents[s] == nil {
			shapes = append(shapes, s)
		}
		parents[s] = append(parents[s], r.Parent)
	}
	out := make(map[Newest][]T, len(requests))
	for _, s := range shapes {
		rows, err := read(ctx, parents[s], s.after, s.size+1)
		if err != nil {
			return nil, err
		}
		for _, row := range rows {
			key := Newest{Parent: parent(row), Size: s.size, After: s.after}
			out[key] = append(out[key], row)
		}
	}
	return out, nil
}
