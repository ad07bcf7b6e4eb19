// Package resolver answers the fields of accounts: check who asks, ask a loader or the store, map to the model.
package resolver

import (
	"context"
	"strings"

	"github.com/weftgraphql/weft/internal/fault"
	"github.com/weftgraphql/weft/internal/token"
	"github.com/weftgraphql/weft/subgraphs/accounts/model"
	"github.com/weftgraphql/weft/subgraphs/accounts/store"
)

// Resolver holds what all resolvers share.
type Resolver struct{ Store store.Store }

// maxText bounds what users can write into a field of their account, in bytes.
const maxText = 200

// text returns a text without the space around it, or a BAD_USER_INPUT error when nothing is left or too much.
func text(name, value string) (string, error) {
	value = strings.TrimSpace(value)
	if value == "" || len(value) > maxText {
		return "", fault.BadInput("%s must have 1 to %d bytes", name, maxText)
	}
	return value, nil
}

// newAddress checks an input and returns it as a row of the user who asks.
func newAddress(ctx context.Context, in model.AddressInput) (store.Address, error) {
	row := store.Address{UserID: token.From(ctx).Subject, Country: string(in.Country)}
	for _, part := range []struct {
		name  string
		value string
		to    *string
	}{{"line1", in.Line1, &row.Line1}, {"city", in.City, &row.City}, {"postalCode", in.PostalCode, &row.PostalCode}} {
		value, err := text(part.name, part.value)
		if err != nil {
			return store.Address{}, err
		}
		*part.to = value
	}
	return row, nil
}

// readable maps an address for whoever may read it, and to nil for others.
func readable(ctx context.Context, row *store.Address) *model.Address {
	if row == nil || !token.From(ctx).MayRead(row.UserID) {
		return nil
	}
	return model.AddressOf(row)
}
