// Package sqldb lets one hand-written SQL text run on SQLite and on PostgreSQL, and counts the statements.
//
// What differs between the two is small and lives here: how a list is passed as one argument (In, List), how text
// is compared (bytewise in both), and how a database is opened. Placeholders are $1, $2 in both.
package sqldb

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // registers "pgx"
	_ "modernc.org/sqlite"             // registers "sqlite"

	"github.com/weftgraphql/weft/internal/backend"
	"github.com/weftgraphql/weft/internal/fault"
)

// maxConnections bounds a pool. Every domain has its own.
const maxConnections = 4

// Source says where a domain's tables are. The zero Source is a database in memory that ends with its DB.
type Source struct {
	Postgres string // DSN; wins over SQLite
	SQLite   string // path of a file
}

// DB is a pool of connections to a database of either kind.
type DB struct {
	pool     *sql.DB
	postgres bool
}

// memories numbers the databases in memory, so that no two of one process are the same.
var memories atomic.Int64

// Open connects to a database and makes sure that it answers.
func Open(ctx context.Context, source Source) (*DB, error) {
	driver, dsn := "sqlite", sqliteDSN(source.SQLite)
	if source.Postgres != "" {
		driver, dsn = "pgx", source.Postgres
	}
	pool, err := sql.Open(driver, dsn)
	if err != nil {
		return nil, err
	}
	pool.SetMaxOpenConns(maxConnections)
	pool.SetMaxIdleConns(maxConnections) // a database in memory lives as long as a connection to it
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	if err := pool.PingContext(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("database does not answer: %w", err), pool.Close())
	}
	return &DB{pool: pool, postgres: source.Postgres != ""}, nil
}

func sqliteDSN(file string) string {
	query := url.Values{"_pragma": {"busy_timeout(5000)", "foreign_keys(1)"}, "_txlock": {"immediate"}}
	if file == "" {
		query.Set("vfs", "memdb")
		return fmt.Sprintf("file:/weft-%d?%s", memories.Add(1), query.Encode())
	}
	query.Add("_pragma", "journal_mode(WAL)")
	query.Add("_pragma", "synchronous(NORMAL)")
	return "file:" + (&url.URL{Path: file}).EscapedPath() + "?" + query.Encode()
}

// Close ends all connections.
func (d *DB) Close() error { return d.pool.Close() }

// In returns a condition that holds where column is in the list passed (by List) as the n-th argument.
func (d *DB) In(column string, n int) string {
	if d.postgres {
		return fmt.Sprintf("%s = ANY($%d)", column, n)
	}
	return fmt.Sprintf("%s IN (SELECT value FROM json_each($%d))", column, n)
}

// List returns a list as one argument, so that a statement's text does not depend on its length.
func (d *DB) List(values []string) any { return list{values: values, postgres: d.postgres} }

// list is a list that is passed as one argument.
type list struct {
	values   []string
	postgres bool
}

// arguments checks the arguments of a statement and turns lists into what the driver takes. U+0000 is a fault of
// whoever sent the text: PostgreSQL cannot keep it, and SQLite would cut the text there.
func arguments(args []any) ([]any, error) {
	out := make([]any, len(args))
	for i, arg := range args {
		switch v := arg.(type) {
		case string:
			if strings.ContainsRune(v, 0) {
				return nil, errNul
			}
			out[i] = v
		case list:
			if slices.ContainsFunc(v.values, func(s string) bool { return strings.ContainsRune(s, 0) }) {
				return nil, errNul
			}
			if v.postgres {
				out[i] = v.values
				continue
			}
			text, err := json.Marshal(v.values)
			if err != nil {
				return nil, err
			}
			out[i] = string(text)
		default:
			out[i] = arg
		}
	}
	return out, nil
}

var errNul = fault.BadInput("text must not hold the character U+0000")

// ForUpdate returns the clause that keeps read rows from others until the transaction ends. SQLite needs none: its
// writing transactions run one by one.
func (d *DB) ForUpdate() string {
	if d.postgres {
		return " FOR UPDATE"
	}
	return ""
}

// Querier runs statements: a DB or, inside a transaction, a Tx.
type Querier interface {
	Query(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	Exec(ctx context.Context, query string, args ...any) (int64, error)
}

// Query runs a statement that returns rows.
func (d *DB) Query(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	args, err := arguments(args)
	if err != nil {
		return nil, err
	}
	backend.Add(ctx, backend.SQL)
	return d.pool.QueryContext(ctx, query, args...)
}

// Exec runs a statement and returns how many rows it changed.
func (d *DB) Exec(ctx context.Context, query string, args ...any) (int64, error) {
	args, err := arguments(args)
	if err != nil {
		return 0, err
	}
	backend.Add(ctx, backend.SQL)
	result, err := d.pool.ExecContext(ctx, query, args...)
	if err != nil {
		return 0, err
	}
	return result.RowsAffected()
}

// Tx is a transaction.
type Tx struct{ tx *sql.Tx }

// Query runs a statement that returns rows. They must be read before the next statement.
func (t Tx) Query(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	args, err := arguments(args)
	if err != nil {
		return nil, err
	}
	backend.Add(ctx, backend.SQL)
	return t.tx.QueryContext(ctx, query, args...)
}

// Exec runs a statement and returns how many rows it changed.
func (t Tx) Exec(ctx context.Context, query string, args ...any) (int64, error) {
	args, err := arguments(args)
	if err != nil {
		return 0, err
	}
	backend.Add(ctx, backend.SQL)
	result, err := t.tx.ExecContext(ctx, query, args...)
	if err != nil {
		return 0, err
	}
	return result.RowsAffected()
}

// Transact runs do in a transaction, which is kept when do returns nil and undone otherwise.
func (d *DB) Transact(ctx context.Context, do func(Tx) error) error {
	tx, err := d.pool.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	if err := do(Tx{tx}); err != nil {
		_ = tx.Rollback() // do's error says what went wrong
		return err
	}
	return tx.Commit()
}

// All runs a query and returns its rows, each read by scan.
func All[T any](ctx context.Context, q Querier, scan func(*sql.Rows, *T) error, query string, args ...any) ([]T, error) {
	rows, err := q.Query(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []T
	for rows.Next() {
		var item T
		if err := scan(rows, &item); err != nil {
			return nil, err
		}
		out = append(out, item)
	}
	return out, rows.Err()
}

// One runs a query for at most one row and returns it, or nil when there is none.
func One[T any](ctx context.Context, q Querier, scan func(*sql.Rows, *T) error, query string, args ...any) (*T, error) {
	items, err := All(ctx, q, scan, query, args...)
	if err != nil || len(items) == 0 {
		return nil, err
	}
	return &items[0], nil
}

// Scalar reads a row of one column.
func Scalar[T any](rows *sql.Rows, value *T) error { return rows.Scan(value) }

// LikeText returns a LIKE pattern (ESCAPE '\') for texts that contain part.
func LikeText(part string) string {
	return "%" + strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(part) + "%"
}
