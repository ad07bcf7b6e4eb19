// Package carrier asks what sending a parcel costs and how long it takes.
//
// A carrier answers one question at a time: there is no batch call to make. So a request asks each question once
// (its loaders see to that), a service asks a few at a time, and answers are kept for those who ask next (Client).
package carrier

import "context"

// Parcel is what is to be sent. Sizes are 0 where only the weight counts.
type Parcel struct {
	Grams      int
	WidthMm    int
	HeightMm   int
	DepthMm    int
	Country    string // where to, as ISO 3166 has it
	PostalCode string // "" where the country is all that is known
}

// Quote is a carrier's offer.
type Quote struct {
	Cents int // in EUR
	Days  int // working days
}

// Route is a way from country to country.
type Route struct{ From, To string }

// Carrier answers for one parcel or one route at a time.
type Carrier interface {
	// Quote returns nil for a parcel that is not taken.
	Quote(ctx context.Context, parcel Parcel) (*Quote, error)
	// TransitDays returns nil for a route that is not served.
	TransitDays(ctx context.Context, route Route) (*int, error)
}

// Tariff is a Carrier in process that decides by a price list.
type Tariff struct{}

const (
	maxGrams     = 250_000
	maxGirthMm   = 4_000 // the length and twice the other two
	baseCents    = 390
	centsPerKilo = 85
	// volumeFactor is how many cubic millimetres count as a gram, as parcel services have it.
	volumeFactor = 5_000
	remoteCents  = 450
	abroadDays   = 2
)

// zones has the countries that are served: which price zone, and how many days inland.
var zones = map[string]struct{ zone, days int }{"DE": {1, 1}, "FR": {2, 2}, "GB": {3, 2}, "US": {5, 3}}

// remote has the postal codes that cost more.
var remote = map[string]bool{"44000": true, "97205": true}

// Quote is part of Carrier.
func (Tariff) Quote(_ context.Context, p Parcel) (*Quote, error) {
	to, ok := zones[p.Country]
	if !ok || p.Grams <= 0 || p.Grams > maxGrams || girth(p) > maxGirthMm {
		return nil, nil
	}
	grams := max(p.Grams, p.WidthMm*p.HeightMm*p.DepthMm/volumeFactor)
	kilos := (grams + 999) / 1000
	quote := &Quote{Cents: baseCents*to.zone + centsPerKilo*kilos, Days: to.days + 1}
	if remote[p.PostalCode] {
		quote.Cents += remoteCents
		quote.Days++
	}
	return quote, nil
}

func girth(p Parcel) int {
	longest := max(p.WidthMm, p.HeightMm, p.DepthMm)
	return longest + 2*(p.WidthMm+p.HeightMm+p.DepthMm-longest)
}

// TransitDays is part of Carrier.
func (Tariff) TransitDays(_ context.Context, r Route) (*int, error) {
	from, ok := zones[r.From]
	to, served := zones[r.To]
	if !ok || !served {
		return nil, nil
	}
	days := to.days
	if r.From != r.To {
		days += from.days + abroadDays
	}
	return &days, nil
}
