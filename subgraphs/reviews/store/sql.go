package store

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/weftgraphql/weft/internal/page"
	"github.com/weftgraphql/weft/internal/seed"
	"github.com/weftgraphql/weft/internal/sqldb"
)

const tables = `
CREATE TABLE reviews_author (
	id TEXT PRIMARY KEY,
	display_name TEXT NOT NULL
);
CREATE TABLE reviews_product (id TEXT PRIMARY KEY);
CREATE TABLE reviews_review (
	id TEXT PRIMARY KEY,
	product_id TEXT NOT NULL REFERENCES reviews_product (id),
	author_id TEXT NOT NULL REFERENCES reviews_author (id),
	stars BIGINT NOT NULL,
	body TEXT NOT NULL,
	written_at BIGINT NOT NULL
);
CREATE INDEX reviews_review_newest ON reviews_review (written_at, id);
CREATE INDEX reviews_review_product ON reviews_review (product_id, written_at, id);
CREATE INDEX reviews_review_author ON reviews_review (author_id, written_at, id);
CREATE VIEW reviews_printed AS
	SELECT r.id, r.product_id, r.author_id, a.display_name, r.stars, r.body, r.written_at
	FROM reviews_review r JOIN reviews_author a ON a.id = r.author_id;
CREATE TABLE reviews_counter (name TEXT PRIMARY KEY, value BIGINT NOT NULL);
`

const (
	columns      = "id, product_id, author_id, display_name, stars, body, written_at"
	selectReview = "SELECT " + columns + " FROM reviews_printed "
)

var (
	newestOfProduct = sqldb.Table{From: "reviews_printed", Columns: columns, Parent: "product_id", At: "written_at", ID: "id"}
	newestOfAuthor  = sqldb.Table{From: "reviews_printed", Columns: columns, Parent: "author_id", At: "written_at", ID: "id"}
)

type database struct{ db *sqldb.DB }

// Open connects to a database, SQLite or PostgreSQL, and fills it with the seed's reviews if it is new.
func Open(ctx context.Context, source sqldb.Source, seedNumber uint64) (Store, error) {
	db, err := sqldb.Open(ctx, source)
	if err != nil {
		return nil, err
	}
	err = db.Install(ctx, "reviews", tables, seedNumber, func(tx sqldb.Tx) error {
		return fill(ctx, tx, seed.World{Seed: seedNumber})
	})
	if err != nil {
		_ = db.Close()
		return nil, err
	}
	return database{db}, nil
}

func fill(ctx context.Context, tx sqldb.Tx, world seed.World) error {
	var authors, products, reviews [][]any
	for _, u := range world.Users() {
		authors = append(authors, []any{u.ID, u.DisplayName})
	}
	for _, p := range world.Products() {
		products = append(products, []any{p.ID})
	}
	for _, r := range world.Reviews() {
		reviews = append(reviews, []any{r.ID, r.Product, r.Author, r.Stars, r.Body, r.WrittenAt.Unix()})
	}
	for _, t := range []struct {
		name    string
		columns []string
		rows    [][]any
	}{
		{"reviews_author", []string{"id", "display_name"}, authors},
		{"reviews_product", []string{"id"}, products},
		{"reviews_review", []string{"id", "product_id", "author_id", "stars", "body", "written_at"}, reviews},
		{"reviews_counter", []string{"name", "value"}, [][]any{{"review", seed.ReviewCount}}},
	} {
		if err := sqldb.Insert(ctx, tx, t.name, t.columns, t.rows); err != nil {
			return err
		}
	}
	return nil
}

func scan(rows *sql.Rows, r *Review) error {
	return rows.Scan(&r.ID, &r.Product, &r.Author, &r.AuthorName, &r.Stars, &r.Body, &r.WrittenAt)
}

func (d database) ReviewsByID(ctx context.Context, ids []string) ([]Review, error) {
	return sqldb.All(ctx, d.db, scan, selectReview+"WHERE "+d.db.In("id", 1), d.db.List(ids))
}

func (d database) ReviewsByProduct(ctx context.Context, products []string, after page.Place, limit int) ([]Review, error) {
	return sqldb.Newest(ctx, d.db, newestOfProduct, scan, products, after, limit)
}

func (d database) ReviewsByAuthor(ctx context.Context, authors []string, after page.Place, limit int) ([]Review, error) {
	return sqldb.Newest(ctx, d.db, newestOfAuthor, scan, authors, after, limit)
}

func (d database) Ratings(ctx context.Context, products []string) ([]Rating, error) {
	return sqldb.All(ctx, d.db, func(rows *sql.Rows, r *Rating) error {
		return rows.Scan(&r.Product, &r.Count, &r.Stars)
	}, "SELECT product_id, count(*), CAST(sum(stars) AS BIGINT) FROM reviews_review WHERE "+d.db.In("product_id", 1)+
		" GROUP BY product_id", d.db.List(products))
}

func (d database) Latest(ctx context.Context, limit int) ([]Review, error) {
	return sqldb.All(ctx, d.db, scan, selectReview+"ORDER BY written_at DESC, id DESC LIMIT $1", limit)
}

func (d database) Add(ctx context.Context, r Review) (*Review, error) {
	var added *Review
	err := d.db.Transact(ctx, func(tx sqldb.Tx) error {
		for _, known := range []struct {
			table, id string
			missing   error
		}{{"reviews_product", r.Product, ErrNoProduct}, {"reviews_author", r.Author, ErrNoAuthor}} {
			id, err := sqldb.One(ctx, tx, sqldb.Scalar[string], "SELECT id FROM "+known.table+" WHERE id = $1", known.id)
			if err != nil {
				return err
			}
			if id == nil {
				return known.missing
			}
		}
		number, err := sqldb.Next(ctx, tx, "reviews", "review")
		if err != nil {
			return err
		}
		id := fmt.Sprintf("r_%05d", number)
		_, err = tx.Exec(ctx, "INSERT INTO reviews_review (id, product_id, author_id, stars, body, written_at) VALUES ($1, $2, $3, $4, $5, $6)",
			id, r.Product, r.Author, r.Stars, r.Body, r.WrittenAt)
		if err != nil {
			return err
		}
		added, err = sqldb.One(ctx, tx, scan, selectReview+"WHERE id = $1", id)
		return err
	})
	return added, err
}

func (d database) Close() error { return d.db.Close() }
