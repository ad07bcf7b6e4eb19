package resolver

import (
	"encoding/json"

	"github.com/weftgraphql/weft/internal/fault"
	"github.com/weftgraphql/weft/subgraphs/shipping/carrier"
	"github.com/weftgraphql/weft/subgraphs/shipping/model"
)

// What is sent besides the products: a box.
const boxGrams = 200

// productFacts is what PhysicalProduct.shippingEstimate requires.
type productFacts struct {
	WeightGrams int `json:"weightGrams"`
	Dimensions  struct {
		WidthMm  int `json:"widthMm"`
		HeightMm int `json:"heightMm"`
		DepthMm  int `json:"depthMm"`
	} `json:"dimensions"`
}

// orderFacts is what Order.shippingCost requires. WeightGrams is there for what is carried.
type orderFacts struct {
	ShipTo *struct {
		Country    string `json:"country"`
		PostalCode string `json:"postalCode"`
	} `json:"shipTo"`
	Lines []struct {
		Quantity int `json:"quantity"`
		Product  struct {
			WeightGrams int `json:"weightGrams"`
		} `json:"product"`
	} `json:"lines"`
}

// required decodes the fields that the router fetched from other subgraphs for a @requires.
func required[T any](fields map[string]any) (T, error) {
	var facts T
	text, err := json.Marshal(fields)
	if err == nil {
		err = json.Unmarshal(text, &facts)
	}
	if err != nil {
		return facts, fault.BadInput("the required fields are not of the shape that the schema has: %v", err)
	}
	return facts, nil
}

// productParcel is the parcel of one piece.
func productParcel(fields map[string]any, country model.CountryCode) (carrier.Parcel, error) {
	facts, err := required[productFacts](fields)
	return carrier.Parcel{
		Grams: facts.WeightGrams + boxGrams, Country: string(country),
		WidthMm: facts.Dimensions.WidthMm, HeightMm: facts.Dimensions.HeightMm, DepthMm: facts.Dimensions.DepthMm,
	}, err
}

// orderParcel is the parcel of a whole order, or nil when there is nothing to carry or nowhere to carry it.
func orderParcel(fields map[string]any) (*carrier.Parcel, error) {
	facts, err := required[orderFacts](fields)
	if err != nil || facts.ShipTo == nil {
		return nil, err
	}
	grams := 0
	for _, line := range facts.Lines {
		grams += line.Quantity * line.Product.WeightGrams
	}
	if grams == 0 {
		return nil, nil
	}
	return &carrier.Parcel{Grams: grams + boxGrams, Country: facts.ShipTo.Country, PostalCode: facts.ShipTo.PostalCode}, nil
}
