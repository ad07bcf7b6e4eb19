package sqldb

import (
	"context"
	"fmt"
	"strconv"
	"strings"
)

// rowsPerInsert is small because SQLite looks parameters up by name one after the other: 15 rows a statement fill a
// database sixteen times as fast as 400.
const rowsPerInsert = 15

// Install creates a domain's tables and fills them, once: a database that already has them keeps its data.
// Every table's name starts with the domain's, and tables are text of CREATE TABLE and CREATE INDEX statements.
// A database that was filled from another seed is an error, because its data would not be what the caller expects.
func (d *DB) Install(ctx context.Context, domain, tables string, seed uint64, fill func(Tx) error) error {
	if d.postgres {
		// SQLite compares text bytewise; without this, pages would be ordered by the server's locale.
		tables = strings.ReplaceAll(tables, " TEXT", ` TEXT COLLATE "C"`)
	}
	return d.Transact(ctx, func(tx Tx) error {
		if d.postgres {
			// Two processes may start at once on one database.
			if _, err := tx.Exec(ctx, "SELECT pg_advisory_xact_lock(hashtext($1))", "weft "+domain); err != nil {
				return err
			}
		}
		installed, err := installedSeed(ctx, tx, domain)
		if err != nil {
			return err
		}
		if installed != "" {
			if want := strconv.FormatUint(seed, 10); installed != want {
				return fmt.Errorf("the database holds the data of seed %s, not %s: use another database, or --seed %s",
					installed, want, installed)
			}
			return nil
		}
		if _, err := tx.Exec(ctx, tables); err != nil {
			return fmt.Errorf("create tables: %w", err)
		}
		if err := fill(tx); err != nil {
			return fmt.Errorf("fill tables: %w", err)
		}
		_, err = tx.Exec(ctx, fmt.Sprintf("INSERT INTO %s_installed (seed) VALUES ($1)", domain), strconv.FormatUint(seed, 10))
		return err
	})
}

// installedSeed returns the seed that a domain's tables were filled from, or "".
func installedSeed(ctx context.Context, tx Tx, domain string) (string, error) {
	if _, err := tx.Exec(ctx, fmt.Sprintf("CREATE TABLE IF NOT EXISTS %s_installed (seed TEXT NOT NULL)", domain)); err != nil {
		return "", err
	}
	seed, err := One(ctx, tx, Scalar[string], fmt.Sprintf("SELECT seed FROM %s_installed", domain))
	if err != nil || seed == nil {
		return "", err
	}
	return *seed, nil
}

// Insert adds rows to a table, many with each statement.
func Insert(ctx context.Context, tx Tx, table string, columns []string, rows [][]any) error {
	for start := 0; start < len(rows); start += rowsPerInsert {
		part := rows[start:min(start+rowsPerInsert, len(rows))]
		var text strings.Builder
		fmt.Fprintf(&text, "INSERT INTO %s (%s) VALUES ", table, strings.Join(columns, ", "))
		args := make([]any, 0, len(part)*len(columns))
		for i, row := range part {
			if i > 0 {
				text.WriteByte(',')
			}
			for j, value := range row {
				text.WriteByte("(,"[min(j, 1)])
				fmt.Fprintf(&text, "$%d", len(args)+1)
				args = append(args, value)
			}
			text.WriteByte(')')
		}
		if _, err := tx.Exec(ctx, text.String(), args...); err != nil {
			return fmt.Errorf("%s: %w", table, err)
		}
	}
	return nil
}

// Next returns the next number of a domain's counter, atomically: ids made of it stay short and readable.
// The domain's tables hold DOMAIN_counter (name TEXT PRIMARY KEY, value BIGINT NOT NULL) with a row of that name.
func Next(ctx context.Context, q Querier, domain, name string) (int64, error) {
	value, err := One(ctx, q, Scalar[int64],
		fmt.Sprintf("UPDATE %s_counter SET value = value + 1 WHERE name = $1 RETURNING value", domain), name)
	if err != nil {
		return 0, err
	}
	if value == nil {
		return 0, fmt.Errorf("%s has no counter %q", domain, name)
	}
	return *value, nil
}
