package model

import "github.com/weftgraphql/weft/subgraphs/inventory/store"

// WarehouseOf returns the warehouse of a row, nil for none.
func WarehouseOf(row *store.Warehouse) *Warehouse {
	if row == nil {
		return nil
	}
	return &Warehouse{ID: row.ID, Name: row.Name, Country: CountryCode(row.Country)}
}

// LevelOf returns the stock level of a row, nil for none.
func LevelOf(row *store.Level) *StockLevel {
	if row == nil {
		return nil
	}
	return &StockLevel{Sku: row.SKU, WarehouseID: row.Warehouse, OnHand: row.OnHand, Reserved: row.Reserved}
}
