package store

import (
	"context"

	"github.com/weftgraphql/weft/internal/seed"
	"github.com/weftgraphql/weft/internal/sqldb"
)

const tables = `
CREATE TABLE products_category (
	slug TEXT PRIMARY KEY,
	title TEXT NOT NULL,
	parent TEXT NOT NULL
);
CREATE INDEX products_category_parent ON products_category (parent);
CREATE TABLE products_product (
	id TEXT PRIMARY KEY,
	sku TEXT UNIQUE,
	name TEXT NOT NULL,
	category TEXT NOT NULL REFERENCES products_category (slug),
	currency TEXT NOT NULL,
	price BIGINT NOT NULL,
	supplier_cost BIGINT,
	in_stock BIGINT NOT NULL,
	weight_grams BIGINT NOT NULL,
	width_mm BIGINT NOT NULL,
	height_mm BIGINT NOT NULL,
	depth_mm BIGINT NOT NULL,
	bytes BIGINT NOT NULL
);
CREATE INDEX products_product_name ON products_product (name, id);
CREATE INDEX products_product_price ON products_product (price, id);
CREATE INDEX products_product_category ON products_product (category);
CREATE TABLE products_counter (name TEXT PRIMARY KEY, value BIGINT NOT NULL);
`

func fill(ctx context.Context, tx sqldb.Tx, world seed.World) error {
	var categories, products [][]any
	for _, c := range world.Categories() {
		categories = append(categories, []any{c.Slug, c.Title, c.Parent})
	}
	for _, p := range world.Products() {
		products = append(products, []any{
			p.ID, orNull(p.SKU), p.Name, p.Category, "EUR", p.Price, p.SupplierCost, number(p.Available() > 0),
			p.WeightGrams, p.WidthMm, p.HeightMm, p.DepthMm, p.Bytes,
		})
	}
	if err := sqldb.Insert(ctx, tx, "products_category", []string{"slug", "title", "parent"}, categories); err != nil {
		return err
	}
	if err := sqldb.Insert(ctx, tx, "products_product", productColumns, products); err != nil {
		return err
	}
	return sqldb.Insert(ctx, tx, "products_counter", []string{"name", "value"}, [][]any{{"product", 0}})
}

// orNull keeps an empty text as NULL, which UNIQUE does not mind.
func orNull(text string) any {
	if text == "" {
		return nil
	}
	return text
}

// number keeps a truth as 0 or 1, which both databases understand.
func number(truth bool) int {
	if truth {
		return 1
	}
	return 0
}
