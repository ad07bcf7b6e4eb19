package model

import (
	"github.com/weftgraphql/weft/internal/money"
	"github.com/weftgraphql/weft/subgraphs/products/store"
)

// ProductOf returns the product of a row, of the type it is, and nil for none.
func ProductOf(row *store.Product) Product {
	switch {
	case row == nil:
		return nil
	case row.SKU == "":
		return DigitalOf(row)
	default:
		return PhysicalOf(row)
	}
}

// PhysicalOf returns the physical product of a row, nil for none and for a digital one.
func PhysicalOf(row *store.Product) *PhysicalProduct {
	if row == nil || row.SKU == "" {
		return nil
	}
	return &PhysicalProduct{
		ID: row.ID, Sku: row.SKU, Name: row.Name, Price: amount(row, &row.Price), SupplierCost: amount(row, row.SupplierCost),
		InStock: row.InStock, WeightGrams: row.WeightGrams, CategorySlug: row.Category,
		Dimensions: &Dimensions{WidthMm: row.WidthMm, HeightMm: row.HeightMm, DepthMm: row.DepthMm},
	}
}

// DigitalOf returns the digital product of a row, nil for none and for a physical one.
func DigitalOf(row *store.Product) *DigitalProduct {
	if row == nil || row.SKU != "" {
		return nil
	}
	return &DigitalProduct{
		ID: row.ID, Name: row.Name, Price: amount(row, &row.Price), SupplierCost: amount(row, row.SupplierCost),
		InStock: row.InStock, DownloadSizeBytes: row.Bytes, DownloadSizeKb: row.Bytes / 1000, CategorySlug: row.Category,
	}
}

func amount(row *store.Product, value *int) *money.Money {
	if value == nil {
		return nil
	}
	return &money.Money{Amount: *value, Currency: money.Currency(row.Currency)}
}

// CategoryOf returns the category of a row, nil for none.
func CategoryOf(row *store.Category) *Category {
	if row == nil {
		return nil
	}
	category := &Category{Slug: row.Slug, Title: row.Title}
	if row.Parent != "" {
		category.ParentSlug = &row.Parent
	}
	return category
}
