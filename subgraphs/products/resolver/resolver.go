// Package resolver answers the fields of products: check who asks, ask a loader or the store, map to the model.
package resolver

import (
	"errors"
	"regexp"
	"strings"

	"github.com/weftgraphql/weft/internal/fault"
	"github.com/weftgraphql/weft/subgraphs/products/model"
	"github.com/weftgraphql/weft/subgraphs/products/store"
)

// Resolver holds what all resolvers share.
type Resolver struct{ Store store.Store }

// What a new product may be.
const (
	maxName  = 200 // bytes
	maxPrice = 100_000_000
	maxGrams = 1_000_000
	maxMm    = 10_000
)

var skuPattern = regexp.MustCompile(`^[A-Z0-9][A-Z0-9-]{2,31}$`)

// newProduct checks an input and returns it as a row.
func newProduct(in model.NewProduct) (store.Product, error) {
	name := strings.TrimSpace(in.Name)
	if name == "" || len(name) > maxName {
		return store.Product{}, fault.BadInput("name must have 1 to %d bytes", maxName)
	}
	if !skuPattern.MatchString(in.Sku) {
		return store.Product{}, fault.BadInput("sku must be 3 to 32 capital letters, digits and dashes")
	}
	for _, number := range []struct {
		name            string
		value, low, top int
	}{
		{"priceAmount", in.PriceAmount, 0, maxPrice}, {"weightGrams", in.WeightGrams, 1, maxGrams},
		{"widthMm", in.WidthMm, 1, maxMm}, {"heightMm", in.HeightMm, 1, maxMm}, {"depthMm", in.DepthMm, 1, maxMm},
	} {
		if number.value < number.low || number.value > number.top {
			return store.Product{}, fault.BadInput("%s must be between %d and %d", number.name, number.low, number.top)
		}
	}
	return store.Product{
		SKU: in.Sku, Name: name, Category: in.Category, Currency: string(in.Currency), Price: in.PriceAmount,
		WeightGrams: in.WeightGrams, WidthMm: in.WidthMm, HeightMm: in.HeightMm, DepthMm: in.DepthMm,
	}, nil
}

// createError tells the caller what the caller can mend.
func createError(err error, in model.NewProduct) error {
	switch {
	case errors.Is(err, store.ErrSKUTaken):
		return fault.New(fault.Conflict, "another product has SKU %q", in.Sku)
	case errors.Is(err, store.ErrNoCategory):
		return fault.BadInput("there is no category %q", in.Category)
	default:
		return err
	}
}
