package plan_test

type planTest struct {
	name      string
	subgraphs []string // name, SDL, ...
	query     string
	label     string // a progressive override's label that is on
	want      string
}

var (
	bookAndNames = []string{
		"a", `type Query { book: Book } type Book @key(fields: "id") { id: ID! title: String }`,
		"b", `type Book @key(fields: "id") @key(fields: "isbn") { id: ID! isbn: ID! pages: Int }`,
		"c", `type Book @key(fields: "isbn") { isbn: ID! author: Author } type Author { name: String }`,
	}
	prices = []string{
		"a", `type Query { goods: [Good!] } type Good @key(fields: "id") { id: ID! name: String }`,
		"b", `type Good @key(fields: "id") { id: ID! price(in: String!): Int weight: Int }`,
		"c", `type Good @key(fields: "id") { id: ID! price(in: String!): Int @external weight: Int @external
		        dollars: Int @requires(fields: "price(in: \"USD\") weight") euros: Int @requires(fields: "price(in: \"EUR\")") stock: Int }`,
	}
	media = []string{
		"a", `type Query { media: [Media] } interface Media { id: ID! title: String }
		      type Book implements Media @key(fields: "id") { id: ID! title: String }
		      type Film implements Media @key(fields: "id") { id: ID! title: String minutes: Int }`,
		"b", `type Book @key(fields: "id") { id: ID! stars: Int } type Film @key(fields: "id") { id: ID! stars: Int }`,
	}
	accounts = []string{
		"a", `type Query { me: Account } interface Account @key(fields: "id") { id: ID! name: String }
		      type Admin implements Account @key(fields: "id") { id: ID! name: String level: Int }
		      type Guest implements Account @key(fields: "id") { id: ID! name: String }`,
		"b", `type Query { accounts: [Account] } type Account @interfaceObject @key(fields: "id") { id: ID! active: Boolean }`,
	}
)

var planTests = []planTest{
	{name: "a hop, and one more for the key it needs", subgraphs: bookAndNames,
		query: `{ book { title author { name } } }`, want: `
			0 a
			  {book{__typename title id}}
			1 b after 0
			  query($representations:[_Any!]!){_entities(representations:$representations){...on Book{isbn}}}
			  at book
			  Book as own type {id!}
			2 c after 1
			  query($representations:[_Any!]!){_entities(representations:$representations){...on Book{author{name}}}}
			  at book
			  Book as own type {isbn!}`},
	{name: "what only the key is needed for is not asked", subgraphs: bookAndNames,
		query: `{ book { title } }`, want: `
			0 a
			  {book{title}}`},
	{name: "inputs of @requires are fetched before", subgraphs: prices,
		query: `{ goods { name dollars } }`, want: `
			0 a
			  {goods{__typename name id}}
			1 b after 0
			  query($representations:[_Any!]!){_entities(representations:$representations){...on Good{price(in:"USD") weight}}}
			  at goods.@
			  Good as own type {id!}
			2 c after 1
			  query($representations:[_Any!]!){_entities(representations:$representations){...on Good{dollars}}}
			  at goods.@
			  Good as own type {id! price weight}`},
	{name: "the same input with other arguments, and what the client asks itself", subgraphs: prices,
		query: `{ goods { price(in: "CHF") dollars euros } }`, want: `
			0 a
			  {goods{__typename id}}
			1 b after 0
			  query($representations:[_Any!]!){_entities(representations:$representations){...on Good{price(in:"CHF") _price_0:price(in:"USD") weight _price_1:price(in:"EUR")}}}
			  at goods.@
			  Good as own type {id!}
			2 c after 1
			  query($_r0:[_Any!]!,$_r1:[_Any!]!){_e0:_entities(representations:$_r0){...on Good{dollars}} _e1:_entities(representations:$_r1){...on Good{euros}}}
			  at goods.@
			  Good as own type {id! price:_price_0 weight}
			  at goods.@
			  Good as own type {id! price:_price_1}`},
	{name: "what needs no input goes along where that costs no depth", subgraphs: prices,
		query: `{ goods { stock dollars } }`, want: `
			0 a
			  {goods{__typename id}}
			1 b after 0
			  query($representations:[_Any!]!){_entities(representations:$representations){...on Good{price(in:"USD") weight}}}
			  at goods.@
			  Good as own type {id!}
			2 c after 1
			  query($representations:[_Any!]!){_entities(representations:$representations){...on Good{stock dollars}}}
			  at goods.@
			  Good as own type {id! price weight}`},
	{name: "a condition guards the chain", subgraphs: prices,
		query: `query ($x: Boolean!) { goods { name dollars @include(if: $x) } }`, want: `
			0 a
			  query($x:Boolean!){goods{__typename name id@include(if:$x)}}
			1 b after 0 if x
			  query($representations:[_Any!]!){_entities(representations:$representations){...on Good{price(in:"USD") weight}}}
			  at goods.@
			  Good as own type {id!}
			2 c after 1 if x
			  query($representations:[_Any!]!){_entities(representations:$representations){...on Good{dollars}}}
			  at goods.@
			  Good as own type {id! price weight}`},
	{name: "different conditions on one request", subgraphs: prices,
		query: `query ($x: Boolean!, $y: Boolean!) { goods { stock @include(if: $x) dollars @skip(if: $y) } }`, want: `
			0 a
			  query($x:Boolean!,$y:Boolean!){goods{__typename id@include(if:$x) id@skip(if:$y)}}
			1 b after 0 if not y
			  query($representations:[_Any!]!){_entities(representations:$representations){...on Good{price(in:"USD") weight}}}
			  at goods.@
			  Good as own type {id!}
			2 c after 1 if x or not y
			  query($_r0:[_Any!]!,$_r1:[_Any!]!){_e0:_entities(representations:$_r0){...on Good{stock}} _e1:_entities(representations:$_r1){...on Good{dollars}}}
			  at goods.@
			  Good as own type {id!}
			  at goods.@
			  Good as own type {id! price weight}`},
	{name: "an interface is expanded where its fields are elsewhere", subgraphs: media,
		query: `{ media { title ... on Book { stars } ... on Film { stars } } }`, want: `
			0 a
			  {media{__typename title id}}
			1 b after 0
			  query($representations:[_Any!]!){_entities(representations:$representations){...on Book{stars}...on Film{stars}}}
			  at media.@
			  Book as own type {id!}
			  Film as own type {id!}`},
	{name: "a fragment's type decides what is asked further", subgraphs: media,
		query: `{ media { title ... on Film { minutes stars } } }`, want: `
			0 a
			  {media{__typename title...on Film{minutes id}}}
			1 b after 0
			  query($representations:[_Any!]!){_entities(representations:$representations){...on Film{stars}}}
			  at media.@
			  Film as own type {id!}`},
	{name: "an interface object answers for all", subgraphs: accounts,
		query: `{ accounts { id active name } }`, want: `
			0 b
			  {accounts{id active}}
			1 a after 0
			  query($representations:[_Any!]!){_entities(representations:$representations){...on Account{__typename name}}}
			  at accounts.@
			  Account|Admin|Guest as Account {id!}`},
	{name: "an interface object's type is asked elsewhere", subgraphs: accounts,
		query: `{ accounts { active ... on Admin { level } } }`, want: `
			0 b
			  {accounts{active id}}
			1 a after 0
			  query($representations:[_Any!]!){_entities(representations:$representations){...on Account{__typename...on Admin{level}}}}
			  at accounts.@
			  Account|Admin|Guest as Account {id!}`},
	{name: "the type only, and only if it is wanted", subgraphs: accounts,
		query: `query ($x: Boolean!) { accounts { active __typename @include(if: $x) } }`, want: `
			0 b
			  query($x:Boolean!){accounts{active id@include(if:$x)}}
			1 a after 0 if x
			  query($representations:[_Any!]!){_entities(representations:$representations){...on Account{__typename}}}
			  at accounts.@
			  Account|Admin|Guest as Account {id!}`},
	{name: "into an interface object from an implementation", subgraphs: accounts,
		query: `{ me { name ... on Admin { active } } }`, want: `
			0 a
			  {me{__typename name...on Admin{id}}}
			1 b after 0
			  query($representations:[_Any!]!){_entities(representations:$representations){...on Account{active}}}
			  at me
			  Admin as Account {id!}`},
	{name: "@provides on this path only", subgraphs: []string{
		"a", `type Query { best: Book @provides(fields: "title") any: Book } type Book @key(fields: "id") { id: ID! title: String @external }`,
		"b", `type Book @key(fields: "id") { id: ID! title: String @shareable }`},
		query: `{ best { title } any { title } }`, want: `
			0 a
			  {best{title} any{__typename id}}
			1 b after 0
			  query($representations:[_Any!]!){_entities(representations:$representations){...on Book{title}}}
			  at any
			  Book as own type {id!}`},
	{name: "back up: a keyless object is completed through its parent", subgraphs: []string{
		"a", `type Query { good: Good } type Good @key(fields: "id") { id: ID! kind: Kind @shareable } type Kind { name: String @shareable }`,
		"b", `type Good @key(fields: "id") { id: ID! kind: Kind @shareable } type Kind { name: String @shareable tax: Int }`},
		query: `{ good { kind { name tax } } }`, want: `
			0 a
			  {good{__typename id}}
			1 b after 0
			  query($representations:[_Any!]!){_entities(representations:$representations){...on Good{kind{name tax}}}}
			  at good
			  Good as own type {id!}`},
	{name: "one key, two shapes", subgraphs: []string{
		"a", `type Query { all: [Thing] } union Thing = One | Two type One { v: ID } type Two { v: ID @shareable }`,
		"b", `type Query { other: Two } type Two { v: ID! @shareable }`},
		query: `{ all { ... on One { v } ... on Two { v } } other { v } }`, want: `
			0 a
			  {all{__typename...on One{v}...on Two{v}}}
			1 b
			  {other{v}}`},
	{name: "one key, two shapes in one subgraph", subgraphs: []string{
		"a", `type Query { all: [Thing] } union Thing = One | Two type One { v: ID @shareable } type Two { v: ID! @shareable }`,
		"b", `type Query { other: Two } type Two { v: ID @shareable }`},
		query: `{ all { ... on One { v } ... on Two { v } } }`, want: `
			0 a
			  {all{__typename...on One{v}...on Two{_0_v:v}}}
			  rename all.@._0_v to v`},
	{name: "an override that is off", subgraphs: overridden, query: `{ posts { at } }`, want: `
			0 a
			  {posts{__typename at}}`},
	{name: "an override that is on, through an interface", subgraphs: overridden, label: "new", query: `{ posts { at } }`, want: `
			0 a
			  {posts{__typename...on Text{at}...on Image{id}}}
			1 b after 0
			  query($representations:[_Any!]!){_entities(representations:$representations){...on Image{at}}}
			  at posts.@
			  Image as own type {id!}`},
	{name: "mutations one after the other", subgraphs: []string{
		"a", `type Query { a: Int } type Mutation { one: Int two: Cart }  type Cart @key(fields: "id") { id: ID! }`,
		"b", `type Mutation { three: Int } type Cart @key(fields: "id") { id: ID! total: Int }`},
		query: `mutation { one two { total } three again: one }`, want: `
			0 a
			  mutation{one two{__typename id}}
			1 b after 0
			  query($representations:[_Any!]!){_entities(representations:$representations){...on Cart{total}}}
			  at two
			  Cart as own type {id!}
			2 b after 1
			  mutation{three}
			3 a after 2
			  mutation{again:one}`},
	{name: "a key that is never null rather than one that may be", subgraphs: []string{
		"a", `type Query { goods: [Good] } type Good @key(fields: "sku") @key(fields: "maker { id } number") { sku: String maker: Maker! number: Int! }
		      type Maker { id: ID! @shareable }`,
		"b", `type Good @key(fields: "sku") @key(fields: "maker { id } number") { sku: String maker: Maker! number: Int! b: Int } type Maker { id: ID! @shareable }`,
		"c", `type Good @key(fields: "sku") { sku: String c: Int }`},
		query: `{ goods { b c } }`, want: `
			0 a
			  {goods{__typename maker{id} number sku}}
			1 b after 0
			  query($representations:[_Any!]!){_entities(representations:$representations){...on Good{b}}}
			  at goods.@
			  Good as own type {maker! {id!} number!}
			2 c after 0
			  query($representations:[_Any!]!){_entities(representations:$representations){...on Good{c}}}
			  at goods.@
			  Good as own type {sku!}`},
	{name: "entities of a shared list are fetched by their keys, not joined by index", subgraphs: []string{
		"a", `type Query { feed: [Post] @shareable } type Post @key(fields: "id") { id: ID! a: Int }`,
		"b", `type Query { feed: [Post] @shareable } type Post @key(fields: "id") { id: ID! b: Int }`},
		query: `{ feed { a b } }`, want: `
			0 a
			  {feed{__typename a id}}
			1 b after 0
			  query($representations:[_Any!]!){_entities(representations:$representations){...on Post{b}}}
			  at feed.@
			  Post as own type {id!}`},
	{name: "under a condition and without it, too", subgraphs: []string{
		"a", `type Query { feed: [Post] @shareable other: Int } type Post @key(fields: "id") { id: ID! a: Int common: Int @shareable }`,
		"b", `type Query { feed: [Post] @shareable } type Post @key(fields: "id") { id: ID! b: Int common: Int @shareable }`},
		query: `query ($x: Boolean!) { feed @include(if: $x) { common } feed { b common id @skip(if: $x) } other }`, want: `
			0 b
			  query($x:Boolean!){feed{common b id@skip(if:$x)}}
			1 a
			  {other}`},
	{name: "keyless lists of several roots", subgraphs: []string{
		"a", `type Query { feed: [Post] @shareable } type Post { a: Int }`,
		"b", `type Query { feed: [Post] @shareable } type Post { b: Int }`},
		query: `{ feed { a b } }`, want: `
			0 a
			  {feed{a}}
			1 b
			  {feed{b}}`},
	{name: "the root again, below the root", subgraphs: []string{
		"a", `type Query { here: Here @shareable } type Here { query: Query @shareable }`,
		"b", `type Query { n: Int }`},
		query: `{ here { query { n } } n }`, want: `
			0 a
			  {here{query{__typename}}}
			1 b
			  {n}
			2 b after 0 at here.query
			  {n}`},
	{name: "the same of several places, and different things, in one request", subgraphs: []string{
		"a", `type Query { x: User y: User z: Group } type User @key(fields: "id") { id: ID! } type Group @key(fields: "id") { id: ID! }`,
		"b", `type User @key(fields: "id") { id: ID! name: String } type Group @key(fields: "id") { id: ID! title: String }`},
		query: `{ x { name } y { name } z { title } }`, want: `
			0 a
			  {x{__typename id} y{__typename id} z{__typename id}}
			1 b after 0
			  query($_r0:[_Any!]!,$_r1:[_Any!]!){_e0:_entities(representations:$_r0){...on User{name}} _e1:_entities(representations:$_r1){...on Group{title}}}
			  at x
			  at y
			  User as own type {id!}
			  at z
			  Group as own type {id!}`},
	{name: "members of a union that not all know cannot be relied on", subgraphs: []string{
		"a", `type Query { box: Box } type Box @key(fields: "id") { id: ID! content: Content @shareable } union Content = Pen | Ink
		      type Pen @shareable { length: Int } type Ink @shareable { colour: String }`,
		"b", `type Box @key(fields: "id") { id: ID! content: Content @shareable } union Content = Pen type Pen @shareable { length: Int }`},
		query: `{ box { content { ... on Pen { length } ... on Ink { colour } } } }`, want: `
			0 a
			  {box{content{__typename...on Pen{length}}}}`},
	{name: "an interface object among an interface's types", subgraphs: []string{
		"a", `type Query { nodes: [Node] } interface Node { id: ID! } type Pen implements Node @key(fields: "id") { id: ID! }
		      type Good implements Node @interfaceObject @key(fields: "id") { id: ID! box: Box } type Box @key(fields: "id") { id: ID! }`,
		"b", `interface Node { id: ID! } interface Good implements Node @key(fields: "id") { id: ID! name: String }
		      type Book implements Good & Node @key(fields: "id") { id: ID! name: String } type Box @key(fields: "id") { id: ID! size: Int }`},
		query: `{ nodes { ... on Good { name box { size } } } }`, want: `
			0 a
			  {nodes{__typename...on Good{box{__typename id} id}}}
			1 b after 0
			  query($_r0:[_Any!]!,$_r1:[_Any!]!){_e0:_entities(representations:$_r0){...on Box{size}} _e1:_entities(representations:$_r1){...on Good{__typename name}}}
			  at nodes.@|[Good,Book].box
			  Box as own type {id!}
			  at nodes.@
			  Good|Book as Good {id!}`},
	{name: "no way there", subgraphs: []string{
		"a", `type Query { me: Account } interface Account @key(fields: "id") { id: ID! }`,
		"b", `type Query { b: Int } type Account @interfaceObject @key(fields: "id", resolvable: false) { id: ID! active: Boolean }`},
		query: `{ me { active } }`, want: `
			no plan answers me.active of Query: no subgraph that resolves it can be reached from there by a resolvable key`},
}

var overridden = []string{
	"a", `type Query { posts: [Post] } interface Post { id: ID! at: String } type Text implements Post @key(fields: "id") { id: ID! at: String }
	      type Image implements Post @key(fields: "id") { id: ID! at: String }`,
	"b", `type Image @key(fields: "id") { id: ID! at: String @override(from: "a", label: "new") }`,
}
