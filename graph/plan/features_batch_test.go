package plan_test

// batchTests are of requests that become one, and of fields that several subgraphs share.
var batchTests = []planTest{
	{name: "a request that can wait goes along with a later one", subgraphs: orders,
		query: `{ me { name } order { buyer { name } } }`, want: `
			0 a
			  {me{__typename id} order{__typename id}}
			1 b after 0
			  query($representations:[_Any!]!){_entities(representations:$representations){...on Order{buyer{__typename id}}}}
			  at order
			  Order as own type {id!}
			2 c after 1
			  query($representations:[_Any!]!){_entities(representations:$representations){...on User{name}}}
			  at me
			  at order.buyer
			  User as own type {id!}`},
	{name: "a request does not wait where that would make the plan deeper", subgraphs: orders,
		query: `{ me { name boss { desk } } order { buyer { name } } }`, want: `
			0 a
			  {me{__typename id} order{__typename id}}
			1 c after 0
			  query($representations:[_Any!]!){_entities(representations:$representations){...on User{name boss{__typename id}}}}
			  at me
			  User as own type {id!}
			2 b after 0
			  query($representations:[_Any!]!){_entities(representations:$representations){...on Order{buyer{__typename id}}}}
			  at order
			  Order as own type {id!}
			3 d after 1
			  query($representations:[_Any!]!){_entities(representations:$representations){...on User{desk}}}
			  at me.boss
			  User as own type {id!}
			4 c after 2
			  query($representations:[_Any!]!){_entities(representations:$representations){...on User{name}}}
			  at order.buyer
			  User as own type {id!}`},
	{name: "what is there at different times for different types is asked for together", subgraphs: []string{
		"a", `type Query { all: [Item] } interface Item { id: ID! } type Book implements Item @key(fields: "id") { id: ID! by: User } type Film implements Item @key(fields: "id") { id: ID! } type User @key(fields: "id") { id: ID! }`,
		"b", `type Film @key(fields: "id") { id: ID! by: User } type User @key(fields: "id") { id: ID! }`,
		"c", `type User @key(fields: "id") { id: ID! name: String }`},
		query: `{ all { ... on Book { by { name } } ... on Film { by { name } } } }`, want: `
			0 a
			  {all{__typename...on Book{by{__typename id}}...on Film{id}}}
			1 b after 0
			  query($representations:[_Any!]!){_entities(representations:$representations){...on Film{by{__typename id}}}}
			  at all.@
			  Film as own type {id!}
			2 c after 1
			  query($representations:[_Any!]!){_entities(representations:$representations){...on User{name}}}
			  at all.@|[Book].by
			  at all.@|[Film].by
			  User as own type {id!}`},
	{name: "a mutation's step does not wait for the next", subgraphs: []string{
		"a", `type Query { q: Int } type Mutation { one: User }  type User @key(fields: "id") { id: ID! }`,
		"b", `type Mutation { two: User } type User @key(fields: "id") { id: ID! }`,
		"c", `type User @key(fields: "id") { id: ID! name: String }`},
		query: `mutation { one { name } two { name } }`, want: `
			0 a
			  mutation{one{__typename id}}
			1 c after 0
			  query($representations:[_Any!]!){_entities(representations:$representations){...on User{name}}}
			  at one
			  User as own type {id!}
			2 b after 1
			  mutation{two{__typename id}}
			3 c after 2
			  query($representations:[_Any!]!){_entities(representations:$representations){...on User{name}}}
			  at two
			  User as own type {id!}`},
	{name: "fields of one mutation after the other, each with what is below it", subgraphs: []string{
		"a", `type Query { q: Int } type Mutation { add: User drop: User }  type User @key(fields: "id") { id: ID! }`,
		"c", `type User @key(fields: "id") { id: ID! name: String }`},
		query: `mutation { add { name } drop { name } }`, want: `
			0 a
			  mutation{add{__typename id}}
			1 c after 0
			  query($representations:[_Any!]!){_entities(representations:$representations){...on User{name}}}
			  at add
			  User as own type {id!}
			2 a after 1
			  mutation{drop{__typename id}}
			3 c after 2
			  query($representations:[_Any!]!){_entities(representations:$representations){...on User{name}}}
			  at drop
			  User as own type {id!}`},
	{name: "an object of a shared root is asked of two subgraphs where that saves a hop", subgraphs: viewers,
		query: `{ me { a b } }`, want: `
			0 a
			  {me{a}}
			1 b
			  {me{b}}`},
	{name: "a shared root is asked once where another field takes as long", subgraphs: viewers,
		query: `{ me { a b } other { b } }`, want: `
			0 a
			  {me{__typename a id} other{__typename id}}
			1 b after 0
			  query($representations:[_Any!]!){_entities(representations:$representations){...on User{b}}}
			  at me
			  at other
			  User as own type {id!}`},
	{name: "members of a root's union that not all know cannot be relied on", subgraphs: []string{
		"a", `type Query { first: Hit @shareable n: Int } union Hit = Book | Film  type Book @key(fields: "id") { id: ID! } type Film @key(fields: "id") { id: ID! }`,
		"b", `type Query { first: Hit @shareable } union Hit = Book type Book @key(fields: "id") { id: ID! } type Film @key(fields: "id") { id: ID! title: String }`},
		query: `{ first { ... on Book { id } ... on Film { title } } n }`, want: `
			0 a
			  {first{__typename...on Book{id}} n}`},
}

var orders = []string{
	"a", `type Query { me: User order: Order } type User @key(fields: "id") { id: ID! } type Order @key(fields: "id") { id: ID! }`,
	"b", `type Order @key(fields: "id") { id: ID! buyer: User } type User @key(fields: "id") { id: ID! }`,
	"c", `type User @key(fields: "id") { id: ID! name: String boss: User }`,
	"d", `type User @key(fields: "id") { id: ID! desk: String }`,
}

var viewers = []string{
	"a", `type Query { me: User @shareable other: User } type User @key(fields: "id") { id: ID! a: Int }`,
	"b", `type Query { me: User @shareable } type User @key(fields: "id") { id: ID! b: Int }`,
}
