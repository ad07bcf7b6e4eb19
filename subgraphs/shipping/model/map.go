package model

import (
	"github.com/weftgraphql/weft/internal/money"
	"github.com/weftgraphql/weft/subgraphs/shipping/carrier"
	"github.com/weftgraphql/weft/subgraphs/shipping/store"
)

// ShipmentOf returns the shipment of a row, nil for none.
func ShipmentOf(row *store.Shipment) *Shipment {
	if row == nil {
		return nil
	}
	return &Shipment{
		TrackingNumber: row.TrackingNumber, Carrier: row.Carrier, Status: ShipmentStatus(row.Status),
		DepotCountry: row.From, Country: row.To,
	}
}

// QuoteOf returns a carrier's quote, nil for none.
func QuoteOf(quote *carrier.Quote) *ShippingQuote {
	if quote == nil {
		return nil
	}
	return &ShippingQuote{Price: PriceOf(quote), EtaDays: quote.Days}
}

// PriceOf returns the price of a carrier's quote, nil for none.
func PriceOf(quote *carrier.Quote) *money.Money {
	if quote == nil {
		return nil
	}
	return &money.Money{Amount: quote.Cents, Currency: "EUR"}
}
