package subgraphs

import (
	"fmt"
	"strconv"
)

// object is a resolved object. Its fields give nil, string, int, bool, object or []any of them.
type object struct {
	typeName string
	// field gives a field's value; known is false for a field that the type does not have.
	field func(name string, arguments map[string]any) (value any, known bool)
}

// service is one subgraph.
type service struct {
	name  string
	query object
	// entity gives the object that a representation stands for, or nil.
	entity func(representation map[string]any) any
}

func services() []*service {
	return []*service{
		{"accounts", object{"Query", accountsQuery}, accountsEntity},
		{"inventory", object{"Query", noField}, inventoryEntity},
		{"products", object{"Query", productsQuery}, productsEntity},
		{"reviews", object{"Query", noField}, reviewsEntity},
	}
}

func noField(string, map[string]any) (any, bool) { return nil, false }

// fields is the object of a type whose fields have no arguments.
func fields(typeName string, values map[string]any) object {
	return object{typeName, func(name string, _ map[string]any) (any, bool) {
		value, known := values[name]
		return value, known
	}}
}

func accountsQuery(name string, arguments map[string]any) (any, bool) {
	switch name {
	case "me":
		return account(users[0]), true
	case "user":
		return accountByID(text(arguments["id"])), true
	case "users":
		all := make([]any, len(users))
		for i, u := range users {
			all[i] = account(u)
		}
		return all, true
	default:
		return nil, false
	}
}

func account(u user) object {
	return fields("User", map[string]any{"id": u.id, "name": u.name, "username": u.username, "birthday": birthday})
}

func accountByID(id string) any {
	for _, u := range users {
		if u.id == id {
			return account(u)
		}
	}
	return nil
}

func accountsEntity(representation map[string]any) any {
	if representation["__typename"] != "User" {
		return nil
	}
	return accountByID(text(representation["id"]))
}

func productsQuery(name string, arguments map[string]any) (any, bool) {
	if name != "topProducts" {
		return nil, false
	}
	first := 5
	if given := arguments["first"]; given != nil {
		first = max(0, min(number(given), len(products)))
	}
	top := make([]any, first)
	for i, p := range products[:first] {
		top[i] = catalogued(p)
	}
	return top, true
}

func catalogued(p product) object {
	return fields("Product", map[string]any{"upc": p.upc, "name": p.name, "price": p.price, "weight": p.weight})
}

func productOf(representation map[string]any) (product, bool) {
	if representation["__typename"] == "Product" {
		upc := text(representation["upc"])
		for _, p := range products {
			if p.upc == upc {
				return p, true
			}
		}
	}
	return product{}, false
}

func productsEntity(representation map[string]any) any {
	if p, found := productOf(representation); found {
		return catalogued(p)
	}
	return nil
}

// inventoryEntity computes with the price and the weight that the representation brings (@requires).
func inventoryEntity(representation map[string]any) any {
	p, found := productOf(representation)
	if !found {
		return nil
	}
	price, weight := representation["price"], representation["weight"]
	var estimate any
	switch {
	case price == nil:
	case number(price) > 1000:
		estimate = 0
	case weight != nil:
		estimate = number(weight) / 2
	}
	return fields("Product", map[string]any{
		"upc": p.upc, "inStock": p.inStock, "shippingEstimate": estimate, "price": asIs(price), "weight": asIs(weight),
	})
}

// asIs is a number of a representation as a field's value.
func asIs(value any) any {
	if value == nil {
		return nil
	}
	return number(value)
}

func reviewsEntity(representation map[string]any) any {
	switch representation["__typename"] {
	case "Review":
		id := text(representation["id"])
		for _, r := range reviews {
			if r.id == id {
				return reviewed(r)
			}
		}
	case "User":
		return author(text(representation["id"]), "user")
	case "Product":
		return reviewedProduct(text(representation["upc"]))
	}
	return nil
}

// The reviews' objects refer to each other without end, so their fields are made when they are asked for.

func reviewed(r review) object {
	return object{"Review", func(name string, _ map[string]any) (any, bool) {
		switch name {
		case "id":
			return r.id, true
		case "body":
			return r.body, true
		case "product":
			return reviewedProduct(r.upc), true
		case "author":
			return author("1", "urigo"), true
		default:
			return nil, false
		}
	}}
}

func author(id, username string) object {
	return object{"User", func(name string, _ map[string]any) (any, bool) {
		switch name {
		case "id":
			return id, true
		case "username":
			return username, true
		case "reviews":
			return []any{reviewed(reviews[0]), reviewed(reviews[1])}, true
		default:
			return nil, false
		}
	}}
}

func reviewedProduct(upc string) object {
	return object{"Product", func(name string, _ map[string]any) (any, bool) {
		switch name {
		case "upc":
			return upc, true
		case "reviews":
			list := []any{}
			for _, r := range reviews {
				if r.upc == upc {
					list = append(list, reviewed(r))
				}
			}
			return list, true
		default:
			return nil, false
		}
	}}
}

// text is a scalar of a request as a string.
func text(value any) string {
	if value == nil {
		return ""
	}
	return fmt.Sprint(value)
}

// number is a scalar of a request as a number, 0 where it is none.
func number(value any) int {
	n, err := strconv.Atoi(text(value))
	if err != nil {
		return 0
	}
	return n
}
