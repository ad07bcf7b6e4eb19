// Package payment asks for money. The shop's own implementation is a stand-in that decides by the amount alone.
package payment

import "context"

// Processor authorizes payments.
type Processor interface {
	// Authorize returns "" when the amount (in the currency's minor unit) can be had from the user, and otherwise
	// why not, in words for the user. An error means that nobody knows.
	Authorize(ctx context.Context, user string, amount int, currency string) (declined string, err error)
}

// Limit is a Processor that declines what is above a limit, in minor units of whichever currency.
type Limit int

// DefaultLimit is high enough for a chair and too low for twenty.
const DefaultLimit Limit = 500_000

// Authorize is part of Processor.
func (l Limit) Authorize(_ context.Context, _ string, amount int, _ string) (string, error) {
	if amount > int(l) {
		return "The amount is above the limit of your card.", nil
	}
	return "", nil
}
