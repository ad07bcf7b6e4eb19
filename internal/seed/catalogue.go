package seed

import "fmt"

// Category is a node of the category tree.
type Category struct {
	Slug, Title, Parent string // Parent is "" for a top category
}

// Product is an article of the catalogue.
type Product struct {
	N            int
	ID           string
	SKU          string // "" for a digital product, which has the sizes of a file instead of a parcel's
	Name         string
	Category     string
	Price        int // in cents
	SupplierCost int // in cents
	WeightGrams  int
	WidthMm      int
	HeightMm     int
	DepthMm      int
	Bytes        int
	Stock        []Stock // none for a digital product
}

// Digital reports whether the product is downloaded.
func (p Product) Digital() bool { return p.SKU == "" }

// Available returns how many pieces can be sold, over all warehouses. Digital products never run out.
func (p Product) Available() int {
	if p.Digital() {
		return 1_000_000
	}
	total := 0
	for _, s := range p.Stock {
		total += s.OnHand - s.Reserved
	}
	return total
}

// Stock is how much of a product lies in one warehouse.
type Stock struct {
	Warehouse string
	OnHand    int
	Reserved  int
}

// Warehouse is a building of the company's.
type Warehouse struct{ ID, Name, Country string }

// shelf is a category that has products: their names are made of these words.
type shelf struct {
	slug    string
	digital bool
	nouns   []string
}

var (
	categories = []Category{
		{"home", "Home", ""}, {"outdoor", "Outdoor", ""}, {"office", "Office", ""}, {"digital", "Digital", ""},
		{"kitchen", "Kitchen", "home"}, {"living", "Living room", "home"}, {"coffee", "Coffee", "kitchen"},
		{"cookware", "Cookware", "kitchen"}, {"lighting", "Lighting", "living"}, {"textiles", "Textiles", "living"},
		{"camping", "Camping", "outdoor"}, {"cycling", "Cycling", "outdoor"}, {"tents", "Tents", "camping"},
		{"stoves", "Stoves", "camping"}, {"desks", "Desks and chairs", "office"}, {"paper", "Paper", "office"},
		{"audio", "Headphones", "office"}, {"books", "Books", "digital"}, {"software", "Software", "digital"},
		{"courses", "Courses", "digital"},
	}
	shelves = []shelf{
		{"coffee", false, []string{"Grinder", "Kettle", "Filter Set", "Espresso Cup"}},
		{"cookware", false, []string{"Pan", "Stock Pot", "Chef's Knife", "Cutting Board"}},
		{"lighting", false, []string{"Desk Lamp", "Floor Lamp", "Lantern"}},
		{"textiles", false, []string{"Blanket", "Cushion", "Rug"}},
		{"tents", false, []string{"Tent", "Tarp", "Hammock"}},
		{"stoves", false, []string{"Gas Stove", "Mess Kit", "Fire Steel"}},
		{"cycling", false, []string{"Helmet", "Pannier", "Bike Light", "Repair Kit"}},
		{"desks", false, []string{"Standing Desk", "Office Chair", "Monitor Arm"}},
		{"paper", false, []string{"Notebook", "Sketchbook", "Planner"}},
		{"audio", false, []string{"Headphones", "Earbuds", "Headset"}},
		{"books", true, []string{"Field Guide", "Cookbook", "Novel"}},
		{"software", true, []string{"Photo Editor", "Writing App", "Tax Helper"}},
		{"courses", true, []string{"Espresso Course", "Knife Skills Course", "Bikepacking Course"}},
	}
	qualities  = []string{"Alder", "Birch", "Cedar", "Copper", "Dune", "Ember", "Fjord", "Granite", "Harbor", "Indigo", "Juniper", "Lichen", "Moss", "Nordic", "Oak", "Pebble", "Quartz", "Ridge", "Slate", "Tundra"}
	warehouses = []Warehouse{
		{"w_01", "Berlin North", "DE"}, {"w_02", "Leipzig Hub", "DE"}, {"w_03", "Lyon Sud", "FR"}, {"w_04", "Lille", "FR"},
		{"w_05", "Leeds", "GB"}, {"w_06", "Bristol", "GB"}, {"w_07", "Reno", "US"}, {"w_08", "Newark", "US"},
	}
)

// Categories returns the category tree, parents before children.
func (w World) Categories() []Category { return categories }

// Warehouses returns all warehouses.
func (w World) Warehouses() []Warehouse { return warehouses }

// Products returns the whole catalogue.
func (w World) Products() []Product {
	products := make([]Product, ProductCount)
	for i := range products {
		products[i] = w.product(i + 1)
	}
	return products
}

func (w World) product(n int) Product {
	d := w.dice("product", n)
	// The first of every ten stands on a physical shelf, so that the ids used in examples are parcels.
	on := shelves[d.below(len(shelves))]
	if n%10 == 1 && on.digital {
		on = shelves[d.below(10)]
	}
	p := Product{
		N: n, ID: ProductID(n), Category: on.slug,
		Name:  fmt.Sprintf("%s %s %d", pick(d, qualities), pick(d, on.nouns), d.between(1, 9)*100+n%100),
		Price: d.between(3, 300)*100 - 1,
	}
	p.SupplierCost = p.Price * d.between(40, 70) / 100
	if on.digital {
		p.Bytes = d.between(200_000, 90_000_000)
		return p
	}
	p.SKU = SKU(n)
	p.WeightGrams = d.between(10, 1200) * 10
	p.WidthMm, p.HeightMm, p.DepthMm = d.between(5, 80)*10, d.between(3, 60)*10, d.between(2, 50)*10
	soldOut := d.chance(6) && n%10 != 1
	for _, at := range d.distinct(d.between(1, 4), WarehouseCount) {
		s := Stock{Warehouse: WarehouseID(at), OnHand: d.between(5, 250)}
		s.Reserved = d.below(s.OnHand)
		if soldOut {
			s.Reserved = s.OnHand
		}
		p.Stock = append(p.Stock, s)
	}
	return p
}
