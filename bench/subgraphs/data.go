package subgraphs

// The data set of the public graphql-gateways-benchmark; see ../data/LICENSE.

type user struct{ id, name, username string }

type product struct {
	upc, name     string
	price, weight int
	inStock       bool
}

type review struct{ id, body, upc string }

const birthday = 1234567890

var users = []user{
	{"1", "Uri Goldshtein", "urigo"},
	{"2", "Dotan Simha", "dotansimha"},
	{"3", "Kamil Kisiela", "kamilkisiela"},
	{"4", "Arda Tanrikulu", "ardatan"},
	{"5", "Gil Gardosh", "gilgardosh"},
	{"6", "Laurin Quast", "laurin"},
}

var products = []product{
	{"1", "Table", 899, 100, true},
	{"2", "Couch", 1299, 1000, false},
	{"3", "Glass", 15, 20, false},
	{"4", "Chair", 499, 100, false},
	{"5", "TV", 1299, 1000, true},
	{"6", "Lamp", 6999, 300, true},
	{"7", "Grill", 3999, 2000, true},
	{"8", "Fridge", 100000, 6000, false},
	{"9", "Sofa", 9999, 800, true},
}

var reviews = []review{
	{"1", lorem, "1"}, {"2", sedUt, "1"}, {"3", sedQuia, "1"}, {"4", utEnim, "1"},
	{"5", lorem, "2"}, {"6", sedUt, "2"}, {"7", sedQuia, "2"}, {"8", utEnim, "2"},
	{"9", utEnim, "3"}, {"10", utEnim, "4"}, {"11", atVero, "4"},
}

const (
	lorem = "Lorem ipsum dolor sit amet, consectetur adipiscing elit, sed do eiusmod tempor incididunt ut labore et " +
		"dolore magna aliqua. Ut enim ad minim veniam, quis nostrud exercitation ullamco laboris nisi ut aliquip " +
		"ex ea commodo consequat. Duis aute irure dolor in reprehenderit in voluptate velit esse cillum dolore eu " +
		"fugiat nulla pariatur. Excepteur sint occaecat cupidatat non proident, sunt in culpa qui officia deserunt " +
		"mollit anim id est laborum."
	sedUt = "Sed ut perspiciatis unde omnis iste natus error sit voluptatem accusantium doloremque laudantium, totam " +
		"rem aperiam, eaque ipsa quae ab illo inventore veritatis et quasi architecto beatae vitae dicta sunt " +
		"explicabo. Nemo enim ipsam voluptatem quia voluptas sit aspernatur aut odit aut fugi"
	sedQuia = "sed quia consequuntur magni dolores eos qui ratione voluptatem sequi nesciunt. Neque porro quisquam est, " +
		"qui dolorem ipsum quia dolor sit amet, consectetur, adipisci velit, sed quia non numquam eius modi " +
		"tempora incidunt ut labore et dolore magnam aliquam quaerat voluptatem."
	utEnim = "Ut enim ad minima veniam, quis nostrum exercitationem ullam corporis suscipit laboriosam, nisi ut aliquid " +
		"ex ea commodi consequatur? Quis autem"
	atVero = "At vero eos et accusamus et iusto odio dignissimos ducimus qui blanditiis praesentium voluptatum deleniti " +
		"atque corrupti quos dolores et quas molestias excepturi sint occaecati cupiditate non provident, " +
		"similique sunt in culpa qui officia deserunt mollitia animi, id est laborum et dolorum fuga. Et harum " +
		"quidem rerum facilis est et expedita distinctio. Nam libero tempore, cum soluta nobis est eligendi optio " +
		"cumque nihil impedit quo minus id quod maxime placeat facere possimus, omnis voluptas assumenda est, " +
		"omnis dolor repellendus. Temporibus autem quibusdam et aut officiis debitis aut rerum necessitatibus " +
		"saepe eveniet ut et voluptates repudiandae sint et molestiae non recusandae. Itaque earum rerum hic " +
		"tenetur a sapiente delectus, ut aut reiciendis voluptatibus maiores alias consequatur aut perferendis " +
		"doloribus asperiores repellat."
)
