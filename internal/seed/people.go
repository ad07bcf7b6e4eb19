package seed

import (
	"fmt"
	"strings"
)

// User is a customer.
type User struct {
	N               int
	ID              string
	DisplayName     string
	Email           string
	AvatarURL       string // "" for none
	PasswordVersion int
	Addresses       []Address
}

// Address is a place of a user's.
type Address struct {
	ID, Line1, City, PostalCode, Country string
}

type place struct{ country, city, postal, street string }

var (
	firstNames = []string{
		"Ada", "Ben", "Clara", "David", "Elif", "Felix", "Grace", "Hugo", "Ines", "Jonas", "Kira", "Liam", "Mara",
		"Noah", "Olga", "Paul", "Quinn", "Rosa", "Samir", "Tessa", "Umar", "Vera", "Willem", "Yara", "Zoe",
	}
	lastNames = []string{
		"Adler", "Bauer", "Cohen", "Dubois", "Evans", "Fischer", "Garcia", "Hopper", "Ivanov", "Jensen", "Keller",
		"Laurent", "Moreau", "Novak", "Okafor", "Patel", "Quist", "Rossi", "Silva", "Tanaka", "Weber",
	}
	places = []place{
		{"DE", "Berlin", "10115", "Invalidenstraße %d"}, {"DE", "Hamburg", "20095", "Mönckebergstraße %d"},
		{"DE", "Leipzig", "04109", "Petersstraße %d"}, {"FR", "Paris", "75011", "%d rue Oberkampf"},
		{"FR", "Lyon", "69002", "%d rue de Brest"}, {"FR", "Nantes", "44000", "%d quai de la Fosse"},
		{"GB", "London", "E1 6AN", "%d Brick Lane"}, {"GB", "Leeds", "LS1 4DY", "%d The Headrow"},
		{"US", "Portland", "97205", "%d SW Alder Street"}, {"US", "Austin", "78701", "%d Congress Avenue"},
	}
)

// Users returns all users.
func (w World) Users() []User {
	users := make([]User, UserCount)
	for i := range users {
		users[i] = w.user(i + 1)
	}
	return users
}

func (w World) user(n int) User {
	d := w.dice("user", n)
	first, last := pick(d, firstNames), pick(d, lastNames)
	u := User{
		N:               n,
		ID:              UserID(n),
		DisplayName:     first + " " + last,
		Email:           strings.ToLower(fmt.Sprintf("%s.%s.%d@example.com", first, last, n)),
		PasswordVersion: d.between(1, 4),
	}
	if d.chance(70) {
		u.AvatarURL = fmt.Sprintf("https://images.example.com/avatars/%s.png", u.ID)
	}
	for i := range d.between(1, 2) {
		at := pick(d, places)
		u.Addresses = append(u.Addresses, Address{
			ID: AddressID(n, i+1), Line1: fmt.Sprintf(at.street, d.between(1, 180)),
			City: at.city, PostalCode: at.postal, Country: at.country,
		})
	}
	return u
}
