package plan_test

// The graphs of the tests with contexts: names and SDL of subgraphs.
var (
	shops = []string{
		"a", `type Query { shop: Shop mall: Mall }
		      type Mall @key(fields: "id") @federation__context(name: "seller") { id: ID! currency: String shops: [Shop] best: Good }
		      type Shop @key(fields: "id") @federation__context(name: "seller") { id: ID! currency: String goods: [Good] }
		      type Good @key(fields: "id") { id: ID! name: String price(in: String @federation__fromContext(field: "$seller { currency }"), of: Int): Int }`,
		"b", `type Good @key(fields: "id") { id: ID! like: Good stock: Int }`,
	}
	rates = []string{
		"a", `type Query { shop: Shop } type Shop @key(fields: "id") { id: ID! goods: [Good] } type Good @key(fields: "id") { id: ID! name: String }`,
		"b", `type Shop @key(fields: "id") @key(fields: "key") { id: ID! key: ID! }`,
		"c", `type Shop @key(fields: "key") { key: ID! owner: Owner } type Owner { rate: Float }`,
		"d", `type Shop @key(fields: "id") @federation__context(name: "shop") { id: ID! owner: Owner @external } type Owner { rate: Float @external }
		      type Good @key(fields: "id") { id: ID! price(at: Float @federation__fromContext(field: "$shop { owner { rate } }")): Int weight: Int }`,
	}
	places = []string{
		"a", `type Query { places: [Place] }
		      interface Place @federation__context(name: "place") { id: ID! city: City }
		      type Beach implements Place { id: ID! city: City water: Int } type Park implements Place { id: ID! city: City trees: [Tree] } type Tree { kind: Kind }
		      interface Kind { age: Int } type Oak implements Kind { age: Int } type Elm implements Kind { age: Int leaves: Int }
		      type City @key(fields: "id") { id: ID! name: String
		        water(of: Int @federation__fromContext(field: "$place ... on Beach { water }")): String
		        trees(of: [Int] @federation__fromContext(field: "$place ... on Park { trees { kind { age } } }")): String }`,
	}
	things = []string{
		"a", `type Query @federation__context(name: "any") { things: [Thing] note: String }
		      union Thing = Book | Film type Book @federation__context(name: "any") { note: String author: Author } type Film { note: Int author: Author }
		      type Author @key(fields: "id") { id: ID! name(with: String @federation__fromContext(field: "$any { note }")): String }`,
	}
	chained = []string{
		"a", `type Query { root: Root @shareable } type Root @federation__context(name: "root") { zone: String node: Node }
		      type Node @key(fields: "id") @federation__context(name: "node") { id: ID! unit(in: String @federation__fromContext(field: "$root { zone }")): String leaf: Leaf }
		      type Leaf @key(fields: "id") { id: ID! value(of: String @federation__fromContext(field: "$node { unit }")): Int }`,
		"b", `type Leaf @key(fields: "id") { id: ID! value: Int @external double: Int @requires(fields: "value") }`,
	}
	shared = []string{
		"a", `type Query { shop: Shop } type Shop @key(fields: "id") @federation__context(name: "shop") { id: ID! currency: String @external good: Good }
		      type Good @key(fields: "id") { id: ID! price(in: String @federation__fromContext(field: "$shop { currency }")): Int @shareable }`,
		"b", `type Shop @key(fields: "id") { id: ID! currency: String }`,
		"c", `type Good @key(fields: "id") { id: ID! price(in: String): Int @shareable stock: Int }`,
	}
	hidden = []string{
		"a", `type Query @federation__context(name: "c") { rate: Int } interface Node @key(fields: "id") { id: ID! owner: Owner }
		      type Book implements Node @key(fields: "id") @federation__context(name: "c") { id: ID! price: Int owner: Owner }
		      type Pen implements Node @key(fields: "id") { id: ID! owner: Owner }
		      type Owner @key(fields: "id") { id: ID! name(of: Int @federation__fromContext(field: "$c ... on Book { price } ... on Query { rate }")): Int }`,
		"b", `type Query { top: [Node] } type Node @interfaceObject @key(fields: "id") { id: ID! twin: Node label: Owner tag: Int @requires(fields: "owner { name }") owner: Owner @external }
		      type Owner @key(fields: "id") { id: ID! name: Int @external nick: Int }`,
	}
	inside = []string{
		"a", `type Query { rate: Int } interface Node @key(fields: "id") @federation__context(name: "c") { id: ID! kin: Node }
		      type Book implements Node @key(fields: "id") { id: ID! price: Int kin: Node } type Pen implements Node @key(fields: "id") { id: ID! ink: Int kin: Node }
		      type Owner @key(fields: "id") { id: ID! name(of: Int @federation__fromContext(field: "$c ... on Book { price } ... on Pen { ink }")): Int }`,
		"b", `type Query { top: Node } type Node @interfaceObject @key(fields: "id") { id: ID! label: Owner } type Owner @key(fields: "id") { id: ID! }`,
	}
	own = []string{
		"a", `type Query { node: Node } type Node @key(fields: "id") { id: ID! next: Node }`,
		"b", `type Query @federation__context(name: "node") { unit: String }
		      type Node @key(fields: "id") @federation__context(name: "node") { id: ID! unit: String value(in: String @federation__fromContext(field: "$node { unit }")): Int }`,
	}
	nodes = []string{
		"a", `type Query { nodes: [Node] shop: Shop } interface Node @key(fields: "id") { id: ID! name: String next: Node }
		      type Pen implements Node @key(fields: "id") { id: ID! name: String next: Node ink: Int } type Cup implements Node @key(fields: "id") { id: ID! name: String next: Node }
		      type Shop @key(fields: "id") { id: ID! currency: String goods: [[Node]] }`,
		"b", `type Query @federation__context(name: "shop") { currency: String best: Node } type Shop @key(fields: "id") @federation__context(name: "shop") { id: ID! currency: String @external window: Node }
		      type Node @interfaceObject @key(fields: "id") { id: ID! worth(in: String @federation__fromContext(field: "$shop { currency }")): Int twin: Node }`,
	}
	again = []string{
		"a", `type Query @federation__context(name: "q") @federation__context(name: "room") { level: Level! zone: Zone rooms: [Room] } type Zone @shareable { code: String! query: Query }
		      type Room @key(fields: "id") @federation__context(name: "room") { id: ID! level: Level! zone: Zone items: [Item!]! @provides(fields: "label") } enum Level { LOW HIGH }
		      type Item @key(fields: "id") { id: ID! label: String @external
		        at(code: String @federation__fromContext(field: "$q { zone { code } }"), level: Level @federation__fromContext(field: "$room { level }")): Int }`,
		"b", `type Query { items: [Item] } type Zone @shareable { code: String! } type Item @key(fields: "id") { id: ID! label: String @shareable room: Room parts: [Item] } type Room @key(fields: "id") { id: ID! size: Int }`,
		"c", `type Item @key(fields: "id") { id: ID! parts: [Item] @external sum: Int @requires(fields: "parts { at }") at: Int @external }`,
	}
	both = []string{
		"a", `type Query { maps: [Map] } interface Map @federation__context(name: "map") { id: ID! scale: Int points: [Point] }
		      type Sea implements Map @key(fields: "id") @federation__context(name: "map") { id: ID! scale: Int points: [Point] depth: Int }
		      type Land implements Map @key(fields: "id") { id: ID! scale: Int points: [Point] over: Sea }
		      type Point @key(fields: "id") { id: ID! x(by: Int @federation__fromContext(field: "$map { scale }")): Int @shareable y(by: Int @federation__fromContext(field: "$map { scale }")): Int }`,
		"b", `type Sea @key(fields: "id") @federation__context(name: "map") { id: ID! depth: Int @external } type Land @key(fields: "id") @federation__context(name: "map") { id: ID! over: Sea @external }
		      type Point @key(fields: "id") { id: ID! x(by: Int): Int @shareable z(of: Int @federation__fromContext(field: "$map ... on Sea { depth } ... on Land { over { depth } }")): Int near: Point }
		      type Query { origin: Land }`,
	}
	typed = []string{
		"a", `type Query { pets: [Pet] cat: Cat } union Pet @federation__context(name: "pet") = Cat | Dog
		      type Cat { toy: Toy kin: [Pet] } type Dog { toy: Toy size(in: Int): Int } type Kind @shareable { word: String }
		      type Toy @key(fields: "id") { id: ID! of(pet: String @federation__fromContext(field: "$pet { __typename }"),
		        for: Int @federation__fromContext(field: "$pet ... on Dog { size(in: 3) }")): Int
		        kin: [String] kins(of: [String] @federation__fromContext(field: "$pet ... on Cat { kin { __typename } }")): Int }`,
		"b", `type Toy @key(fields: "id") { id: ID! maker: String }`,
	}
	made = []string{
		"a", `type Query { act: Act } type Act { mutation: Mutation }
		      type Mutation @federation__context(name: "m") { rate(of: Int): Int session: Session make: T two: T }
		      type Session @key(fields: "id") { id: ID! code: String @external }
		      type T @key(fields: "id") { id: ID! x(a: Int @federation__fromContext(field: "$m { rate(of: 3) }")): Int
		        y(a: String @federation__fromContext(field: "$m { session { code } }")): Int z(a: String @federation__fromContext(field: "$m { __typename }")): Int }`,
		"b", `type Session @key(fields: "id") { id: ID! code: String } type Mutation { other: T } type T @key(fields: "id") { id: ID! }`,
	}
	circular = []string{
		"a", `type Query { t: T } type T @key(fields: "id") @federation__context(name: "t") { id: ID! u: U other: Int }
		      type U @key(fields: "id") { id: ID! field(a: Int @federation__fromContext(field: "$t { other }")): Int }`,
		"b", `type T @key(fields: "id") { id: ID! u: U @external prop: Int @requires(fields: "u { field }") } type U @key(fields: "id") { id: ID! field: Int @external }`,
	}
)
