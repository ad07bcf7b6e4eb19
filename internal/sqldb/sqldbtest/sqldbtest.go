// Package sqldbtest runs one contract test on every kind of database that a store can be kept in.
package sqldbtest

import (
	"context"
	"database/sql"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/weftgraphql/weft/internal/sqldb"
)

// PostgresVariable names the environment variable with the URL of a PostgreSQL database that tests may use. They
// work in schemas of their own and drop them.
const PostgresVariable = "WEFT_TEST_POSTGRES"

// schemas numbers the schemas of a process.
var schemas atomic.Int64

// Each runs a test on SQLite, in a file, and on PostgreSQL where there is one. SQLite in memory is what everything
// else is tested on.
func Each(t *testing.T, test func(*testing.T, sqldb.Source)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) {
		test(t, sqldb.Source{SQLite: filepath.Join(t.TempDir(), "a file with ?.db")})
	})
	t.Run("postgres", func(t *testing.T) { test(t, sqldb.Source{Postgres: Postgres(t)}) })
}

// Postgres returns the DSN of an empty schema that ends with the test, or skips the test where there is no database.
func Postgres(t *testing.T) string {
	t.Helper()
	dsn := os.Getenv(PostgresVariable)
	if dsn == "" {
		t.Skipf("%s is not set: not tested on PostgreSQL", PostgresVariable)
	}
	at, err := url.Parse(dsn)
	if err != nil {
		t.Fatalf("%s is no URL: %v", PostgresVariable, err)
	}
	pool, err := sql.Open("pgx", dsn)
	if err != nil {
		t.Fatal(err)
	}
	schema := fmt.Sprintf("weft_test_%d_%d", os.Getpid(), schemas.Add(1))
	if _, err := pool.ExecContext(t.Context(), "CREATE SCHEMA "+schema); err != nil {
		t.Fatalf("%s: %v", PostgresVariable, err)
	}
	t.Cleanup(func() {
		if _, err := pool.ExecContext(context.Background(), "DROP SCHEMA "+schema+" CASCADE"); err != nil {
			t.Error(err)
		}
		if err := pool.Close(); err != nil {
			t.Error(err)
		}
	})
	query := at.Query()
	query.Set("search_path", schema)
	at.RawQuery = query.Encode()
	return at.String()
}

// Same requires that a call returned want and no error.
func Same[T any](t *testing.T, err error, got, want T) {
	t.Helper()
	if err != nil {
		t.Error(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

// IDs returns the ids of items, for a comparison of which ones came in which order.
func IDs[T any](items []T, id func(T) string) []string {
	var ids []string
	for _, item := range items {
		ids = append(ids, id(item))
	}
	return ids
}
