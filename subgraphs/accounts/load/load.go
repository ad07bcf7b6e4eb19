// Package load holds the loaders of one request to accounts.
package load

import (
	"context"

	"github.com/weftgraphql/weft/internal/batch"
	"github.com/weftgraphql/weft/subgraphs/accounts/store"
)

// Loaders fetch what resolvers ask for by key.
type Loaders struct {
	User        *batch.Loader[string, *store.User]
	UserByEmail *batch.Loader[string, *store.User]
	Address     *batch.Loader[string, *store.Address]
	// AddressesOf has the addresses of a user.
	AddressesOf *batch.Loader[string, []store.Address]
}

type key struct{}

// With returns a request's context with new loaders.
func With(ctx context.Context, s store.Store, batching bool) context.Context {
	return context.WithValue(ctx, key{}, &Loaders{
		User: batch.New(batching, func(ctx context.Context, ids []string) (map[string]*store.User, error) {
			users, err := s.UsersByID(ctx, ids)
			return batch.ByKey(users, func(u store.User) string { return u.ID }), err
		}),
		UserByEmail: batch.New(batching, func(ctx context.Context, emails []string) (map[string]*store.User, error) {
			users, err := s.UsersByEmail(ctx, emails)
			return batch.ByKey(users, func(u store.User) string { return u.Email }), err
		}),
		Address: batch.New(batching, func(ctx context.Context, ids []string) (map[string]*store.Address, error) {
			addresses, err := s.AddressesByID(ctx, ids)
			return batch.ByKey(addresses, func(a store.Address) string { return a.ID }), err
		}),
		AddressesOf: batch.New(batching, func(ctx context.Context, users []string) (map[string][]store.Address, error) {
			addresses, err := s.AddressesByUser(ctx, users)
			return batch.GroupBy(addresses, func(a store.Address) string { return a.UserID }), err
		}),
	})
}

// From returns the request's loaders.
func From(ctx context.Context) *Loaders { return ctx.Value(key{}).(*Loaders) }
