// Package money holds an amount of money; gqlgen binds the schema's Money to it.
package money

// Currency is an ISO 4217 code.
type Currency string

// Money is an amount in the currency's minor unit (cents for EUR).
type Money struct {
	Amount   int
	Currency Currency
}
