// Package store keeps the accounts: users and their addresses.
package store

import "context"

// User is a row of users.
type User struct {
	ID              string
	DisplayName     string
	Email           string
	AvatarURL       string // "" for none
	PasswordVersion int
}

// Address is a row of addresses.
type Address struct {
	ID         string
	UserID     string
	Line1      string
	City       string
	PostalCode string
	Country    string
}

// Store is what the resolvers need of a database. Methods that take a list run one statement for it, and leave out
// what there is not.
type Store interface {
	UsersByID(ctx context.Context, ids []string) ([]User, error)
	UsersByEmail(ctx context.Context, emails []string) ([]User, error)
	AddressesByID(ctx context.Context, ids []string) ([]Address, error)
	// AddressesByUser returns the addresses of users, by id.
	AddressesByUser(ctx context.Context, users []string) ([]Address, error)
	// Rename changes a user's display name and returns the user, or nil when there is none.
	Rename(ctx context.Context, id, displayName string) (*User, error)
	// AddAddress keeps an address, whose ID it chooses, and returns it.
	AddAddress(ctx context.Context, address Address) (*Address, error)
	Close() error
}
