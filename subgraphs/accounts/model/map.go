package model

import "github.com/weftgraphql/weft/subgraphs/accounts/store"

// UserOf returns the user of a row, nil for none.
func UserOf(row *store.User) *User {
	if row == nil {
		return nil
	}
	user := &User{ID: row.ID, DisplayName: row.DisplayName, Email: &row.Email, PasswordVersion: row.PasswordVersion}
	if row.AvatarURL != "" {
		user.AvatarURL = &row.AvatarURL
	}
	return user
}

// AddressOf returns the address of a row, nil for none.
func AddressOf(row *store.Address) *Address {
	if row == nil {
		return nil
	}
	return &Address{
		ID: row.ID, Line1: row.Line1, City: row.City, PostalCode: row.PostalCode, Country: CountryCode(row.Country),
	}
}
