// Package page cuts lists into pages by keyset: a page starts after the key of the last item of the page before,
// so that its cost does not depend on how far in it is, and new items do not shift it.
package page

import (
	"encoding/base64"
	"strings"

	"github.com/weftgraphql/weft/internal/fault"
)

// MaxSize is the largest page that can be asked for.
const MaxSize = 100

// cursorPrefix names the cursor's format, so that it can change without old cursors being misread.
const cursorPrefix = "1\x1f"

var errCursor = fault.BadInput("after is not a cursor of this list")

// Size checks the first argument of a list and returns it, or a BAD_USER_INPUT error.
func Size(first int) (int, error) {
	if first < 0 || first > MaxSize {
		return 0, fault.BadInput("first must be between 0 and %d, not %d", MaxSize, first)
	}
	return first, nil
}

// Cursor returns an opaque cursor for an item whose sort key has the given parts. Parts must not hold U+001F.
func Cursor(parts ...string) string {
	return base64.RawURLEncoding.EncodeToString([]byte(cursorPrefix + strings.Join(parts, "\x1f")))
}

// Parse returns the parts of a cursor that has n of them, nil for no cursor, or a BAD_USER_INPUT error.
func Parse(cursor *string, n int) ([]string, error) {
	if cursor == nil {
		return nil, nil
	}
	raw, err := base64.RawURLEncoding.DecodeString(*cursor)
	if err != nil {
		return nil, errCursor
	}
	text, ok := strings.CutPrefix(string(raw), cursorPrefix)
	if !ok {
		return nil, errCursor
	}
	parts := strings.Split(text, "\x1f")
	if len(parts) != n {
		return nil, errCursor
	}
	return parts, nil
}

// Cut takes the rows of a query for one more than size, and returns the page and whether there is more.
func Cut[T any](rows []T, size int) ([]T, bool) {
	if len(rows) > size {
		return rows[:size], true
	}
	return rows, false
}
