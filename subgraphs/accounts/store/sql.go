package store

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/weftgraphql/weft/internal/seed"
	"github.com/weftgraphql/weft/internal/sqldb"
)

const tables = `
CREATE TABLE accounts_user (
	id TEXT PRIMARY KEY,
	display_name TEXT NOT NULL,
	email TEXT NOT NULL UNIQUE,
	avatar_url TEXT NOT NULL,
	password_version BIGINT NOT NULL
);
CREATE TABLE accounts_address (
	id TEXT PRIMARY KEY,
	user_id TEXT NOT NULL REFERENCES accounts_user (id),
	line1 TEXT NOT NULL,
	city TEXT NOT NULL,
	postal_code TEXT NOT NULL,
	country TEXT NOT NULL
);
CREATE INDEX accounts_address_user ON accounts_address (user_id);
CREATE TABLE accounts_counter (name TEXT PRIMARY KEY, value BIGINT NOT NULL);
`

const (
	userColumns    = "id, display_name, email, avatar_url, password_version"
	addressColumns = "id, user_id, line1, city, postal_code, country"
)

type database struct{ db *sqldb.DB }

// Open connects to a database, SQLite or PostgreSQL, and fills it with the seed's accounts if it is new.
func Open(ctx context.Context, source sqldb.Source, seedNumber uint64) (Store, error) {
	db, err := sqldb.Open(ctx, source)
	if err != nil {
		return nil, err
	}
	err = db.Install(ctx, "accounts", tables, seedNumber, func(tx sqldb.Tx) error {
		return fill(ctx, tx, seed.World{Seed: seedNumber})
	})
	if err != nil {
		_ = db.Close()
		return nil, err
	}
	return database{db}, nil
}

func fill(ctx context.Context, tx sqldb.Tx, world seed.World) error {
	var users, addresses [][]any
	for _, u := range world.Users() {
		users = append(users, []any{u.ID, u.DisplayName, u.Email, u.AvatarURL, u.PasswordVersion})
		for _, a := range u.Addresses {
			addresses = append(addresses, []any{a.ID, u.ID, a.Line1, a.City, a.PostalCode, a.Country})
		}
	}
	err := sqldb.Insert(ctx, tx, "accounts_user", []string{"id", "display_name", "email", "avatar_url", "password_version"}, users)
	if err != nil {
		return err
	}
	err = sqldb.Insert(ctx, tx, "accounts_address", []string{"id", "user_id", "line1", "city", "postal_code", "country"}, addresses)
	if err != nil {
		return err
	}
	return sqldb.Insert(ctx, tx, "accounts_counter", []string{"name", "value"}, [][]any{{"address", 0}})
}

func scanUser(rows *sql.Rows, u *User) error {
	return rows.Scan(&u.ID, &u.DisplayName, &u.Email, &u.AvatarURL, &u.PasswordVersion)
}

func scanAddress(rows *sql.Rows, a *Address) error {
	return rows.Scan(&a.ID, &a.UserID, &a.Line1, &a.City, &a.PostalCode, &a.Country)
}

func (d database) UsersByID(ctx context.Context, ids []string) ([]User, error) {
	return sqldb.All(ctx, d.db, scanUser,
		"SELECT "+userColumns+" FROM accounts_user WHERE "+d.db.In("id", 1), d.db.List(ids))
}

func (d database) UsersByEmail(ctx context.Context, emails []string) ([]User, error) {
	return sqldb.All(ctx, d.db, scanUser,
		"SELECT "+userColumns+" FROM accounts_user WHERE "+d.db.In("email", 1), d.db.List(emails))
}

func (d database) AddressesByID(ctx context.Context, ids []string) ([]Address, error) {
	return sqldb.All(ctx, d.db, scanAddress,
		"SELECT "+addressColumns+" FROM accounts_address WHERE "+d.db.In("id", 1), d.db.List(ids))
}

func (d database) AddressesByUser(ctx context.Context, users []string) ([]Address, error) {
	return sqldb.All(ctx, d.db, scanAddress,
		"SELECT "+addressColumns+" FROM accounts_address WHERE "+d.db.In("user_id", 1)+" ORDER BY id", d.db.List(users))
}

func (d database) Rename(ctx context.Context, id, displayName string) (*User, error) {
	return sqldb.One(ctx, d.db, scanUser,
		"UPDATE accounts_user SET display_name = $1 WHERE id = $2 RETURNING "+userColumns, displayName, id)
}

func (d database) AddAddress(ctx context.Context, a Address) (*Address, error) {
	var added *Address
	err := d.db.Transact(ctx, func(tx sqldb.Tx) error {
		number, err := sqldb.Next(ctx, tx, "accounts", "address")
		if err != nil {
			return err
		}
		added, err = sqldb.One(ctx, tx, scanAddress,
			"INSERT INTO accounts_address ("+addressColumns+") VALUES ($1, $2, $3, $4, $5, $6) RETURNING "+addressColumns,
			fmt.Sprintf("a_new_%d", number), a.UserID, a.Line1, a.City, a.PostalCode, a.Country)
		return err
	})
	return added, err
}

func (d database) Close() error { return d.db.Close() }
