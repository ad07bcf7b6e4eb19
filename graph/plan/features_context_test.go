package plan_test

import (
	"context"
	"strings"
	"testing"

	"github.com/weftgraphql/weft/graph/plan"
)

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
	circular = []string{
		"a", `type Query { t: T } type T @key(fields: "id") @federation__context(name: "t") { id: ID! u: U other: Int }
		      type U @key(fields: "id") { id: ID! field(a: Int @federation__fromContext(field: "$t { other }")): Int }`,
		"b", `type T @key(fields: "id") { id: ID! u: U @external prop: Int @requires(fields: "u { field }") } type U @key(fields: "id") { id: ID! field: Int @external }`,
	}
)

var contextTests = []planTest{
	{name: "an argument from a context is filled in a request of its own", subgraphs: shops,
		query: `{ shop { goods { name price } } }`, want: `
			0 a
			  {shop{currency goods{__typename name id}}}
			1 a after 0
			  query($representations:[_Any!]!,$contextualArgument_0_0:String){_entities(representations:$representations){...on Good{price(in:$contextualArgument_0_0)}}}
			  at shop.goods.@
			  $contextualArgument_0_0 from 1 up {currency}
			  Good as own type {id!}`},
	{name: "the nearest object counts, through lists and what does not set the context", subgraphs: shops,
		query: `{ mall { best { price } shops { goods { price like { price stock } } } } }`, want: `
			0 a
			  {mall{currency best{__typename id} shops{currency goods{__typename id}}}}
			1 a after 0
			  query($representations:[_Any!]!,$contextualArgument_0_0:String){_entities(representations:$representations){...on Good{price(in:$contextualArgument_0_0)}}}
			  at mall.best
			  at mall.shops.@.goods.@
			  $contextualArgument_0_0 from 1 up {currency}
			  Good as own type {id!}
			2 b after 0
			  query($representations:[_Any!]!){_entities(representations:$representations){...on Good{like{__typename id stock}}}}
			  at mall.shops.@.goods.@
			  Good as own type {id!}
			3 a after 2
			  query($representations:[_Any!]!,$contextualArgument_0_0:String){_entities(representations:$representations){...on Good{price(in:$contextualArgument_0_0)}}}
			  at mall.shops.@.goods.@.like
			  $contextualArgument_0_0 from 2 up {currency}
			  Good as own type {id!}`},
	{name: "a key that the client uses otherwise, another argument, conditions", subgraphs: shops,
		query: `query ($x: Boolean!, $n: Int) { shop { currency: id goods @include(if: $x) { price(of: $n) p: price } } }`, want: `
			0 a
			  query($x:Boolean!){shop{_currency_0:currency@include(if:$x) currency:id goods@include(if:$x){__typename id}}}
			1 a after 0 if x
			  query($representations:[_Any!]!,$contextualArgument_0_0:String,$n:Int){_entities(representations:$representations){...on Good{price(of:$n,in:$contextualArgument_0_0) p:price(in:$contextualArgument_0_0)}}}
			  at shop.goods.@
			  $contextualArgument_0_0 from 1 up {currency:_currency_0}
			  Good as own type {id!}`},
	{name: "the value has hops of its own", subgraphs: rates,
		query: `{ shop { goods { name price weight } } }`, want: `
			0 a
			  {shop{__typename id goods{__typename name id}}}
			1 b after 0
			  query($representations:[_Any!]!){_entities(representations:$representations){...on Shop{key}}}
			  at shop
			  Shop as own type {id!}
			2 c after 1
			  query($representations:[_Any!]!){_entities(representations:$representations){...on Shop{owner{rate}}}}
			  at shop
			  Shop as own type {key!}
			3 d after 2
			  query($_r0:[_Any!]!,$contextualArgument_0_0:Float,$_r1:[_Any!]!){_e0:_entities(representations:$_r0){...on Good{price(at:$contextualArgument_0_0)}} _e1:_entities(representations:$_r1){...on Good{weight}}}
			  at shop.goods.@
			  $contextualArgument_0_0 from 1 up {owner {rate}}
			  Good as own type {id!}
			  at shop.goods.@
			  Good as own type {id!}`},
	{name: "an interface sets the context; a type without the value gives null", subgraphs: places,
		query: `{ places { city { name water trees } } }`, want: `
			0 a
			  {places{__typename city{__typename name id}...on Beach{water}...on Park{trees{kind{__typename age}}}}}
			1 a after 0
			  query($_r0:[_Any!]!,$contextualArgument_0_0:Int,$_r1:[_Any!]!,$contextualArgument_1_0:[Int]){_e0:_entities(representations:$_r0){...on City{water(of:$contextualArgument_0_0)}} _e1:_entities(representations:$_r1){...on City{trees(of:$contextualArgument_1_0)}}}
			  at places.@.city
			  $contextualArgument_0_0 from 1 up {water on Beach}
			  City as own type {id!}
			  at places.@.city
			  $contextualArgument_1_0 from 1 up {trees on Park {kind {age on Elm age on Oak}}}
			  City as own type {id!}`},
	{name: "types that set a context beside types that do not", subgraphs: things,
		query: `{ things { ... on Book { author { name } } ... on Film { author { name } } } }`, want: `
			0 a
			  {note things{__typename...on Book{note author{__typename id}}...on Film{author{__typename id}}}}
			1 a after 0
			  query($_r0:[_Any!]!,$contextualArgument_0_0:String,$_r1:[_Any!]!,$contextualArgument_1_0:String){_e0:_entities(representations:$_r0){...on Author{name(with:$contextualArgument_0_0)}} _e1:_entities(representations:$_r1){...on Author{name(with:$contextualArgument_1_0)}}}
			  at things.@|[Book].author
			  $contextualArgument_0_0 from 1 up {note}
			  Author as own type {id!}
			  at things.@|[Film].author
			  $contextualArgument_1_0 from 2 up {note}
			  Author as own type {id!}`},
	{name: "a value from a context that another value from a context is made with, for a field that is required", subgraphs: chained,
		query: `{ root { node { leaf { double } } } }`, want: `
			0 a
			  {root{zone node{__typename id leaf{__typename id}}}}
			1 a after 0
			  query($representations:[_Any!]!,$contextualArgument_0_0:String){_entities(representations:$representations){...on Node{unit(in:$contextualArgument_0_0)}}}
			  at root.node
			  $contextualArgument_0_0 from 1 up {zone}
			  Node as own type {id!}
			2 a after 1
			  query($representations:[_Any!]!,$contextualArgument_0_0:String){_entities(representations:$representations){...on Leaf{value(of:$contextualArgument_0_0)}}}
			  at root.node.leaf
			  $contextualArgument_0_0 from 1 up {unit}
			  Leaf as own type {id!}
			3 b after 2
			  query($representations:[_Any!]!){_entities(representations:$representations){...on Leaf{double}}}
			  at root.node.leaf
			  Leaf as own type {id! value}`},
	{name: "what another subgraph answers without the context is not read for it", subgraphs: shared,
		query: `{ shop { good { stock price } } }`, want: `
			0 a
			  {shop{good{__typename id}}}
			1 c after 0
			  query($representations:[_Any!]!){_entities(representations:$representations){...on Good{stock price}}}
			  at shop.good
			  Good as own type {id!}`},
	{name: "the object itself sets the context: the one above it counts", subgraphs: own,
		query: `{ node { value next { value } } }`, want: `
			0 b
			  {unit}
			1 a
			  {node{__typename id next{__typename id}}}
			2 b after 0 1
			  query($_r0:[_Any!]!,$_r1:[_Any!]!,$contextualArgument_1_0:String){_e0:_entities(representations:$_r0){...on Node{unit}} _e1:_entities(representations:$_r1){...on Node{value(in:$contextualArgument_1_0)}}}
			  at node
			  Node as own type {id!}
			  at node
			  $contextualArgument_1_0 from 1 up {unit}
			  Node as own type {id!}
			3 b after 2
			  query($representations:[_Any!]!,$contextualArgument_0_0:String){_entities(representations:$representations){...on Node{value(in:$contextualArgument_0_0)}}}
			  at node.next
			  $contextualArgument_0_0 from 1 up {unit}
			  Node as own type {id!}`},
	{name: "an interface object hides whether the object above sets the context: its type is asked for first", subgraphs: hidden, query: `{ top { label { nick name } } }`, want: `
			0 a
			  {rate}
			1 b
			  {top{__typename id label{__typename nick id}}}
			2 a after 1
			  query($representations:[_Any!]!){_entities(representations:$representations){...on Node{__typename...on Book{price}}}}
			  at top.@
			  Node|Book|Pen as Node {id!}
			3 a after 0 2
			  query($_r0:[_Any!]!,$contextualArgument_0_0:Int,$_r1:[_Any!]!,$contextualArgument_1_0:Int){_e0:_entities(representations:$_r0){...on Owner{name(of:$contextualArgument_0_0)}} _e1:_entities(representations:$_r1){...on Owner{name(of:$contextualArgument_1_0)}}}
			  at top.@|[Book].label
			  $contextualArgument_0_0 from 1 up {price}
			  Owner as own type {id!}
			  at top.@|[Pen].label
			  $contextualArgument_1_0 from 2 up {rate}
			  Owner as own type {id!}`},
	{name: "interface objects below interface objects", subgraphs: hidden, query: `{ top { id twin { label { name } } } }`, want: `
			0 a
			  {rate}
			1 b
			  {top{__typename id twin{__typename id label{__typename id}}}}
			2 a after 1
			  query($representations:[_Any!]!){_entities(representations:$representations){...on Node{__typename...on Book{price}}}}
			  at top.@
			  Node|Book|Pen as Node {id!}
			3 a after 2
			  query($representations:[_Any!]!){_entities(representations:$representations){...on Node{__typename...on Book{price}}}}
			  at top.@|[Book].twin
			  at top.@|[Pen].twin
			  Node|Book|Pen as Node {id!}
			4 a after 0 3
			  query($_r0:[_Any!]!,$contextualArgument_0_0:Int,$_r1:[_Any!]!,$contextualArgument_1_0:Int,$_r2:[_Any!]!,$contextualArgument_2_0:Int){_e0:_entities(representations:$_r0){...on Owner{name(of:$contextualArgument_0_0)}} _e1:_entities(representations:$_r1){...on Owner{name(of:$contextualArgument_1_0)}} _e2:_entities(representations:$_r2){...on Owner{name(of:$contextualArgument_2_0)}}}
			  at top.@|[Book].twin|[Book].label
			  at top.@|[Pen].twin|[Book].label
			  $contextualArgument_0_0 from 1 up {price}
			  Owner as own type {id!}
			  at top.@|[Book].twin|[Pen].label
			  $contextualArgument_1_0 from 2 up {price}
			  Owner as own type {id!}
			  at top.@|[Pen].twin|[Pen].label
			  $contextualArgument_2_0 from 3 up {rate}
			  Owner as own type {id!}`},
	{name: "what a subgraph that knows the types brings is asked with them", subgraphs: hidden, query: `{ top { owner { name } } }`, want: `
			0 a
			  {rate}
			1 b
			  {top{id}}
			2 a after 1
			  query($representations:[_Any!]!){_entities(representations:$representations){...on Node{__typename owner{__typename id}...on Book{price}}}}
			  at top.@
			  Node|Book|Pen as Node {id!}
			3 a after 0 2
			  query($_r0:[_Any!]!,$contextualArgument_0_0:Int,$_r1:[_Any!]!,$contextualArgument_1_0:Int){_e0:_entities(representations:$_r0){...on Owner{name(of:$contextualArgument_0_0)}} _e1:_entities(representations:$_r1){...on Owner{name(of:$contextualArgument_1_0)}}}
			  at top.@|[Book].owner
			  $contextualArgument_0_0 from 1 up {price}
			  Owner as own type {id!}
			  at top.@|[Pen].owner
			  $contextualArgument_1_0 from 2 up {rate}
			  Owner as own type {id!}`},
	{name: "a field that requires what reads a context by the type above", subgraphs: hidden, query: `{ top { id tag } }`, want: `
			0 a
			  {rate}
			1 b
			  {top{id}}
			2 a after 1
			  query($representations:[_Any!]!){_entities(representations:$representations){...on Node{__typename id owner{__typename id}...on Book{price}}}}
			  at top.@
			  Node|Book|Pen as Node {id!}
			3 a after 0 2
			  query($_r0:[_Any!]!,$contextualArgument_0_0:Int,$_r1:[_Any!]!,$contextualArgument_1_0:Int){_e0:_entities(representations:$_r0){...on Owner{name(of:$contextualArgument_0_0)}} _e1:_entities(representations:$_r1){...on Owner{name(of:$contextualArgument_1_0)}}}
			  at top.@|[Book].owner
			  $contextualArgument_0_0 from 1 up {price}
			  Owner as own type {id!}
			  at top.@|[Pen].owner
			  $contextualArgument_1_0 from 2 up {rate}
			  Owner as own type {id!}
			4 b after 3
			  query($representations:[_Any!]!){_entities(representations:$representations){...on Node{tag}}}
			  at top.@
			  Book as Node {id! owner {name}}
			  Pen as Node {id! owner {name}}`},
	{name: "an interface sets the context, and the value goes by the type that an interface object hides", subgraphs: inside, query: `{ top { label { name } } }`, want: `
			0 b
			  {top{__typename id label{__typename id}}}
			1 a after 0
			  query($representations:[_Any!]!){_entities(representations:$representations){...on Node{__typename...on Book{price}...on Pen{ink}}}}
			  at top
			  Node|Book|Pen as Node {id!}
			2 a after 1
			  query($representations:[_Any!]!,$contextualArgument_0_0:Int){_entities(representations:$representations){...on Owner{name(of:$contextualArgument_0_0)}}}
			  at top|[Book,Pen].label
			  $contextualArgument_0_0 from 1 up {price on Book ink on Pen}
			  Owner as own type {id!}`},
	{name: "the name of a type, a field with arguments", subgraphs: typed,
		query: `{ cat { toy { maker of } } pets { ... on Dog { size(in: 1) toy { of } } } }`, want: `
			0 a
			  {cat{__typename toy{__typename id}} pets{__typename...on Dog{_size_0:size(in:3) size(in:1) toy{__typename id}}}}
			1 b after 0
			  query($representations:[_Any!]!){_entities(representations:$representations){...on Toy{maker}}}
			  at cat.toy
			  Toy as own type {id!}
			2 a after 0
			  query($_r0:[_Any!]!,$contextualArgument_0_0:String,$contextualArgument_0_1:Int,$_r1:[_Any!]!,$contextualArgument_1_0:String,$contextualArgument_1_1:Int){_e0:_entities(representations:$_r0){...on Toy{of(pet:$contextualArgument_0_0,for:$contextualArgument_0_1)}} _e1:_entities(representations:$_r1){...on Toy{of(pet:$contextualArgument_1_0,for:$contextualArgument_1_1)}}}
			  at cat.toy
			  $contextualArgument_0_0 from 1 up {__typename}
			  $contextualArgument_0_1 from 1 up {}
			  Toy as own type {id!}
			  at pets.@|[Dog].toy
			  $contextualArgument_1_0 from 1 up {__typename}
			  $contextualArgument_1_1 from 1 up {size:_size_0}
			  Toy as own type {id!}`},
}

// What composition refuses may come from other composers.
func TestAValueThatDependsOnWhatItIsFor(t *testing.T) {
	t.Parallel()
	sg := edited(t, strings.NewReplacer("{ other }", "{ prop }"), circular...)
	op, err := normal(sg, `{ t { u { field } } }`, "")
	if err != nil {
		t.Fatal(err)
	}
	_, err = plan.New(sg).Plan(context.Background(), op, plan.Options{})
	const want = "no plan answers the operation: a field of U takes an argument from a context whose value depends on that field"
	if err == nil || err.Error() != want {
		t.Errorf("got %v", err)
	}
}
