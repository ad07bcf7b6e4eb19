package seed

import (
	"fmt"
	"time"
)

// Order is a purchase.
type Order struct {
	N        int
	ID       string
	User     string
	Address  Address
	Status   string
	PlacedAt time.Time
	Lines    []Line
}

// Line is one product of an order.
type Line struct {
	ID        string
	Product   string
	Quantity  int
	UnitPrice int // in cents
	Physical  bool
}

// Total returns the sum of the lines in cents.
func (o Order) Total() int {
	total := 0
	for _, line := range o.Lines {
		total += line.Quantity * line.UnitPrice
	}
	return total
}

// Review is what a user says of a product. Body is "" where the user left only stars.
type Review struct {
	ID, Product, Author, AuthorName, Body string
	Stars                                 int
	WrittenAt                             time.Time
}

// Shipment is a parcel of an order.
type Shipment struct {
	TrackingNumber, Order, Carrier, Status string
	Depot                                  string // a warehouse
	Country                                string // where it goes
}

var (
	praise = []string{"Exactly what I was looking for.", "Better than I expected.", "Would buy it again.", "A present that was well received.", "Solid, and it looks good too."}
	mixed  = []string{"Does what it should, no more.", "Fine, but the price is steep.", "Good idea, average finish."}
	blame  = []string{"Broke after a week.", "Not as described.", "The instructions are a riddle."}
	// stars has more of what people give more often.
	stars    = []int{5, 5, 5, 5, 4, 4, 4, 3, 3, 2, 1}
	carriers = []string{"Northbound", "Parcelia", "Swiftway"}
)

// Orders returns all orders, oldest first.
func (w World) Orders() []Order {
	users, products := w.Users(), w.Products()
	orders := make([]Order, OrderCount)
	for i := range orders {
		orders[i] = w.order(i+1, users, products)
	}
	return orders
}

func (w World) order(n int, users []User, products []Product) Order {
	d := w.dice("order", n)
	buyer := pick(d, users)
	if n%100 == 1 {
		buyer = users[0] // whoever follows the examples is this user and has a history to look at
	}
	o := Order{
		N: n, ID: OrderID(n), User: buyer.ID, Address: pick(d, buyer.Addresses),
		PlacedAt: epoch.Add(time.Duration(n) * 2 * time.Hour), Status: status(d, n),
	}
	for i, at := range d.distinct(d.between(1, 5), ProductCount) {
		p := products[at-1]
		o.Lines = append(o.Lines, Line{
			ID: LineID(n, i+1), Product: p.ID, Quantity: d.between(1, 3), UnitPrice: p.Price, Physical: !p.Digital(),
		})
	}
	return o
}

// status depends on an order's age: old ones are through, the newest are still on their way.
func status(d *dice, n int) string {
	switch age := OrderCount - n; {
	case d.chance(5):
		return "CANCELLED"
	case age < 20:
		return pick(d, []string{"PLACED", "PAID"})
	case age < 60:
		return pick(d, []string{"PAID", "PACKED"})
	case age < 150:
		return "SHIPPED"
	default:
		return "DELIVERED"
	}
}

// Shipments returns the parcels of all orders that have something to carry and are packed.
func (w World) Shipments() []Shipment {
	var shipments []Shipment
	for _, o := range w.Orders() {
		state, ok := map[string]string{"PACKED": "ANNOUNCED", "SHIPPED": "IN_TRANSIT", "DELIVERED": "DELIVERED"}[o.Status]
		if !ok || !o.physical() {
			continue
		}
		d := w.dice("shipment", o.N)
		for i := range d.between(1, 2) {
			shipments = append(shipments, Shipment{
				TrackingNumber: fmt.Sprintf("T%06d%d", o.N, i+1), Order: o.ID, Carrier: pick(d, carriers), Status: state,
				Depot: WarehouseID(d.between(1, WarehouseCount)), Country: o.Address.Country,
			})
		}
	}
	return shipments
}

func (o Order) physical() bool {
	for _, line := range o.Lines {
		if line.Physical {
			return true
		}
	}
	return false
}

// Reviews returns all reviews, oldest first.
func (w World) Reviews() []Review {
	users := w.Users()
	reviews := make([]Review, ReviewCount)
	for i := range reviews {
		reviews[i] = w.review(i+1, users)
	}
	return reviews
}

func (w World) review(n int, users []User) Review {
	d := w.dice("review", n)
	author := pick(d, users)
	r := Review{
		ID: ReviewID(n), Product: ProductID(d.between(1, ProductCount)), Author: author.ID, AuthorName: author.DisplayName,
		Stars: pick(d, stars), WrittenAt: epoch.Add(time.Duration(n) * 20 * time.Minute),
	}
	if d.chance(80) {
		r.Body = pick(d, map[bool][]string{true: praise, false: mixed}[r.Stars > 3])
		if r.Stars < 3 {
			r.Body = pick(d, blame)
		}
	}
	return r
}
