package store

import (
	"context"
	"database/sql"
	"fmt"
	"strings"

	"github.com/weftgraphql/weft/internal/seed"
	"github.com/weftgraphql/weft/internal/sqldb"
)

var productColumns = []string{
	"id", "sku", "name", "category", "currency", "price", "supplier_cost", "in_stock",
	"weight_grams", "width_mm", "height_mm", "depth_mm", "bytes",
}

var selectProduct = "SELECT " + strings.Join(productColumns, ", ") + " FROM products_product WHERE "

type database struct{ db *sqldb.DB }

// Open connects to a database, SQLite or PostgreSQL, and fills it with the seed's catalogue if it is new.
func Open(ctx context.Context, source sqldb.Source, seedNumber uint64) (Store, error) {
	db, err := sqldb.Open(ctx, source)
	if err != nil {
		return nil, err
	}
	err = db.Install(ctx, "products", tables, seedNumber, func(tx sqldb.Tx) error {
		return fill(ctx, tx, seed.World{Seed: seedNumber})
	})
	if err != nil {
		_ = db.Close()
		return nil, err
	}
	return database{db}, nil
}

func scanProduct(rows *sql.Rows, p *Product) error {
	var (
		sku     sql.NullString
		inStock int
	)
	err := rows.Scan(&p.ID, &sku, &p.Name, &p.Category, &p.Currency, &p.Price, &p.SupplierCost, &inStock,
		&p.WeightGrams, &p.WidthMm, &p.HeightMm, &p.DepthMm, &p.Bytes)
	p.SKU, p.InStock = sku.String, inStock != 0
	return err
}

func scanCategory(rows *sql.Rows, c *Category) error { return rows.Scan(&c.Slug, &c.Title, &c.Parent) }

func (d database) ProductsByID(ctx context.Context, ids []string) ([]Product, error) {
	return sqldb.All(ctx, d.db, scanProduct, selectProduct+d.db.In("id", 1), d.db.List(ids))
}

func (d database) ProductsBySKU(ctx context.Context, skus []string) ([]Product, error) {
	return sqldb.All(ctx, d.db, scanProduct, selectProduct+d.db.In("sku", 1), d.db.List(skus))
}

// conditions collects the parts of a WHERE clause and their arguments.
type conditions struct {
	parts []string
	args  []any
}

// add takes a condition whose %[1]s, %[2]s are the places of args.
func (c *conditions) add(format string, args ...any) {
	places := make([]any, len(args))
	for i, arg := range args {
		c.args = append(c.args, arg)
		places[i] = fmt.Sprintf("$%d", len(c.args))
	}
	c.parts = append(c.parts, fmt.Sprintf(format, places...))
}

func (c *conditions) String() string { return strings.Join(c.parts, " AND ") }

func (f Filter) conditions() *conditions {
	c := &conditions{parts: []string{"1 = 1"}}
	if f.Category != "" {
		c.add(`category IN (
			WITH RECURSIVE shelf(slug) AS (
				SELECT slug FROM products_category WHERE slug = %[1]s
				UNION ALL SELECT below.slug FROM products_category below JOIN shelf ON below.parent = shelf.slug
			) SELECT slug FROM shelf)`, f.Category)
	}
	if f.MinPrice != nil {
		c.add("price >= %[1]s", *f.MinPrice)
	}
	if f.MaxPrice != nil {
		c.add("price <= %[1]s", *f.MaxPrice)
	}
	if f.Text != "" {
		c.add(`lower(name) LIKE lower(%[1]s) ESCAPE '\'`, sqldb.LikeText(f.Text))
	}
	return c
}

func (d database) Page(ctx context.Context, filter Filter, order Order, after *After, limit int) ([]Product, error) {
	var (
		where = filter.conditions()
		by    = "name, id"
	)
	switch order {
	case ByPriceUp:
		by = "price, id"
		if after != nil {
			where.add("(price, id) > (%[1]s, %[2]s)", after.Price, after.ID)
		}
	case ByPriceDown:
		by = "price DESC, id DESC"
		if after != nil {
			where.add("(price, id) < (%[1]s, %[2]s)", after.Price, after.ID)
		}
	default:
		if after != nil {
			where.add("(name, id) > (%[1]s, %[2]s)", after.Name, after.ID)
		}
	}
	return sqldb.All(ctx, d.db, scanProduct,
		fmt.Sprintf("%s%s ORDER BY %s LIMIT %d", selectProduct, where, by, limit), where.args...)
}

func (d database) Count(ctx context.Context, filter Filter) (int, error) {
	where := filter.conditions()
	count, err := sqldb.One(ctx, d.db, sqldb.Scalar[int], "SELECT count(*) FROM products_product WHERE "+where.String(), where.args...)
	if err != nil {
		return 0, err
	}
	return *count, nil
}

func (d database) CategoriesBySlug(ctx context.Context, slugs []string) ([]Category, error) {
	return sqldb.All(ctx, d.db, scanCategory,
		"SELECT slug, title, parent FROM products_category WHERE "+d.db.In("slug", 1), d.db.List(slugs))
}

func (d database) CategoriesByParent(ctx context.Context, parents []string) ([]Category, error) {
	return sqldb.All(ctx, d.db, scanCategory,
		"SELECT slug, title, parent FROM products_category WHERE "+d.db.In("parent", 1)+" ORDER BY title, slug", d.db.List(parents))
}

func (d database) Create(ctx context.Context, p Product) (*Product, error) {
	var created *Product
	err := d.db.Transact(ctx, func(tx sqldb.Tx) error {
		category, err := sqldb.One(ctx, tx, sqldb.Scalar[string], "SELECT slug FROM products_category WHERE slug = $1", p.Category)
		if err != nil {
			return err
		}
		if category == nil {
			return ErrNoCategory
		}
		number, err := sqldb.Next(ctx, tx, "products", "product")
		if err != nil {
			return err
		}
		created, err = insert(ctx, tx, fmt.Sprintf("p_new_%d", number), p)
		if err == nil && created == nil {
			return ErrSKUTaken
		}
		return err
	})
	return created, err
}

// insert returns nil when the SKU is taken.
func insert(ctx context.Context, tx sqldb.Tx, id string, p Product) (*Product, error) {
	columns := strings.Join(productColumns, ", ")
	return sqldb.One(ctx, tx, scanProduct,
		"INSERT INTO products_product ("+columns+") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) "+
			"ON CONFLICT (sku) DO NOTHING RETURNING "+columns,
		id, orNull(p.SKU), p.Name, p.Category, p.Currency, p.Price, p.SupplierCost, number(p.InStock),
		p.WeightGrams, p.WidthMm, p.HeightMm, p.DepthMm, p.Bytes)
}

func (d database) Close() error { return d.db.Close() }
