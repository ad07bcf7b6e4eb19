package sqldb

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/weftgraphql/weft/internal/page"
)

// Table says how to read the newest items of parents from a table.
type Table struct {
	From    string // a table or a view
	Columns string
	Parent  string // the column that holds the parent's key
	At      string // the column that holds the item's moment, in seconds since 1970
	ID      string // the column that orders items of one moment
}

// Newest reads at most limit items of each parent behind a place, newest first, in one statement.
func Newest[T any](
	ctx context.Context, d *DB, table Table, scan func(*sql.Rows, *T) error, parents []string, after page.Place, limit int,
) ([]T, error) {
	behind, args := "", []any{d.List(parents), limit}
	if after != (page.Place{}) {
		behind = fmt.Sprintf(" AND (%s, %s) < ($3, $4)", table.At, table.ID)
		args = append(args, after.At, after.ID)
	}
	return All(ctx, d, scan, fmt.Sprintf(
		`SELECT %[1]s FROM (
			SELECT %[2]s, ROW_NUMBER() OVER (PARTITION BY %[3]s ORDER BY %[4]s DESC, %[5]s DESC) AS place
			FROM %[6]s WHERE %[7]s%[8]s
		) AS numbered WHERE place <= $2 ORDER BY place`,
		table.Columns, table.Columns, table.Parent, table.At, table.ID, table.From, d.In(table.Parent, 1), behind), args...)
}
