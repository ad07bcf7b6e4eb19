package plan_test

var conditionTests = []planTest{
	{name: "a directive stands once at a place", subgraphs: prices,
		query: `query ($x: Boolean!, $y: Boolean!, $z: Boolean!) { goods { ... @skip(if: $x) { ... @skip(if: $y) { name @skip(if: $z) @include(if: $x) id @include(if: $z) } } } }`, want: `
			0 a
			  query($x:Boolean!,$y:Boolean!,$z:Boolean!){goods{...@skip(if:$x)@include(if:$z){id@skip(if:$y)}}}`},
	{name: "nothing is left", subgraphs: prices, query: `{ goods @include(if: false) { name } }`, want: ``},
	{name: "a mutation's response key is executed once", subgraphs: carts,
		query: `mutation ($x: Boolean!) { add { id } add @skip(if: $x) { total } add { items } }`, want: `
			0 a
			  mutation($x:Boolean!){add{id items} add@skip(if:$x){__typename id}}
			1 b after 0 if not x
			  query($representations:[_Any!]!){_entities(representations:$representations){...on Cart{total}}}
			  at add
			  Cart as own type {id!}`},
	{name: "a mutation's response key is executed in the place of its first that counts", subgraphs: carts,
		query: `mutation ($x: Boolean!) { add @skip(if: $x) { id } clear add { total } }`, want: `
			0 a if not x
			  mutation{add{__typename id}}
			1 b after 0 if not x
			  query($representations:[_Any!]!){_entities(representations:$representations){...on Cart{total}}}
			  at add
			  Cart as own type {id!}
			2 b after 1
			  mutation{clear}
			3 a after 2 if x
			  mutation{add{__typename id}}
			4 b after 3 if x
			  query($representations:[_Any!]!){_entities(representations:$representations){...on Cart{total}}}
			  at add
			  Cart as own type {id!}`},
	{name: "in one subgraph, the same", subgraphs: carts,
		query: `mutation ($x: Boolean!, $y: Boolean!) { add @skip(if: $x) { id } other add @include(if: $y) { items } }`, want: `
			0 a
			  mutation($x:Boolean!,$y:Boolean!){add@skip(if:$x){id} add@skip(if:$x)@include(if:$y){items} other ...@include(if:$x){add@include(if:$y){items}}}`},
	{name: "a condition above stays with what is below when requests are joined", subgraphs: prices,
		query: `query ($x: Boolean!) { goods @include(if: $x) { weight } goods { price(in: "USD") } }`, want: `
			0 a
			  {goods{__typename id}}
			1 b after 0
			  query($representations:[_Any!]!,$x:Boolean!){_entities(representations:$representations){...on Good{weight@include(if:$x) price(in:"USD")}}}
			  at goods.@
			  Good as own type {id!}`},
	{name: "what is asked for several types is asked as the interface has it", subgraphs: []string{
		"a", `type Query { shapes: [Shape] } interface Shape { area(exact: Boolean): Float next: Shape }
		      type Square implements Shape { area(exact: Boolean, round: Boolean): Float! next: Square side: Int }
		      type Circle implements Shape @key(fields: "id") { id: ID! area(exact: Boolean): Float! next: Shape }`,
		"b", `type Circle @key(fields: "id") { id: ID! colour: String }`},
		query: `{ shapes { ... on Circle { colour } area(exact: true) ... on Square { rounded: area(round: true) next { side } } } }`, want: `
			0 a
			  {shapes{__typename area(exact:true)...on Square{rounded:area(round:true) next{side}}...on Circle{id}}}
			1 b after 0
			  query($representations:[_Any!]!){_entities(representations:$representations){...on Circle{colour}}}
			  at shapes.@
			  Circle as own type {id!}`},
	{name: "what a type is asked for beyond the others keeps it in its fragment, where its field has another type", subgraphs: []string{
		"a", `type Query { shapes: [Shape] } interface Shape { next: Box } type Box { a: Int b: Int }
		      type Square implements Shape { next: Box } type Circle implements Shape @key(fields: "id") { id: ID! next: Box! }`,
		"b", `type Circle @key(fields: "id") { id: ID! colour: String }`},
		query: `{ shapes { next { a } ... on Circle { next { b } colour } } }`, want: `
			0 a
			  {shapes{__typename...on Circle{next{a b} id}...on Square{_0_next:next{a}}}}
			  rename shapes.@._0_next to next
			1 b after 0
			  query($representations:[_Any!]!){_entities(representations:$representations){...on Circle{colour}}}
			  at shapes.@
			  Circle as own type {id!}`},
	{name: "what is asked of an interface object and of one of its types, whose field has another type", subgraphs: []string{
		"a", `type Query { nodes: [Node!] } interface Node @key(fields: "id") { id: ID! box: Box }
		      type One implements Node @key(fields: "id") { id: ID! box: Box! } type Two implements Node @key(fields: "id") { id: ID! box: Box } type Box { a: Int b: Int }`,
		"b", `type Query { node: Node } type Node @interfaceObject @key(fields: "id") { id: ID! }`},
		query: `{ node { box { a } ... on One { box { b } } } }`, want: `
			0 b
			  {node{id}}
			1 a after 0
			  query($representations:[_Any!]!){_entities(representations:$representations){...on Node{__typename...on One{box{b a}}...on Two{_0_box:box{a}}}}}
			  at node
			  Node|One|Two as Node {id!}
			  rename ._0_box to box`},
	{name: "a type that is required is asked for", subgraphs: []string{
		"a", `type Query { house: House } type House @key(fields: "id") { id: ID! owner: Person } type Person { name: String id: ID @shareable }`,
		"b", `type House @key(fields: "id") { id: ID! owner: Person @external taxed: Boolean @requires(fields: "owner { __typename }") } type Person @shareable { id: ID }`},
		query: `{ house { owner { name } taxed } }`, want: `
			0 a
			  {house{__typename owner{__typename name} id}}
			1 b after 0
			  query($representations:[_Any!]!){_entities(representations:$representations){...on House{taxed}}}
			  at house
			  House as own type {id! owner {__typename}}`},
	{name: "the query root in two places is asked at once where a null of one cannot reach the other", subgraphs: []string{
		"a", `type Query { x: Inner y: Inner } type Inner { query: Query }`,
		"b", `type Query { n: Int must: Int! }`},
		query: `{ x { query { n } } y { query { n again: n } } }`, want: `
			0 a
			  {x{query{__typename}} y{query{__typename}}}
			1 b after 0 at x.query at y.query
			  {n again:n}`},
	{name: "the query root in two places is asked twice where a null of one could reach the other", subgraphs: []string{
		"a", `type Query { x: Inner y: Inner } type Inner { query: Query }`,
		"b", `type Query { n: Int must: Int! }`},
		query: `{ x { query { n } } y { query { n must } } }`, want: `
			0 a
			  {x{query{__typename}} y{query{__typename}}}
			1 b after 0 at x.query
			  {n}
			2 b after 0 at y.query
			  {n must}`},
	{name: "the overridden key of an extension is a key all the same", subgraphs: []string{
		"a", `type Query { goods: [Good] } extend type Good @key(fields: "id") { id: ID! name: String }`,
		"b", `type Good @key(fields: "id") { id: ID! @override(from: "a") weight: Int }`},
		query: `{ goods { id name weight } }`, want: `
			0 a
			  {goods{__typename id name}}
			1 b after 0
			  query($representations:[_Any!]!){_entities(representations:$representations){...on Good{weight}}}
			  at goods.@
			  Good as own type {id!}`},
	{name: "the root of mutations, met below a query, is entered by mutations", subgraphs: backToMutation,
		query: `query ($x: Boolean!) { act { mutation @include(if: $x) { one two other: two } query { n m } mutation { two } } }`, want: `
			0 a
			  query($x:Boolean!){act{mutation{one@include(if:$x)} query{n}}}
			1 b after 0 at act.mutation
			  mutation($x:Boolean!){two other:two@include(if:$x)}
			2 b after 0 at act.query
			  {m}`},
	{name: "below a mutation too, before the next of its fields", subgraphs: backToMutation,
		query: `mutation { do { mutation { two } } two }`, want: `
			0 a
			  mutation{do{mutation{__typename}}}
			1 b after 0 at do.mutation
			  mutation{two}
			2 b after 1
			  mutation{two}`},
	{name: "in two places they are two executions", subgraphs: backToMutation,
		query: `{ act { mutation { two } again: mutation { two } } }`, want: `
			0 a
			  {act{mutation{__typename} again:mutation{__typename}}}
			1 b after 0 at act.mutation
			  mutation{two}
			2 b after 0 at act.again
			  mutation{two}`},
	{name: "a field of mutations is asked of one subgraph, which answers it whole", subgraphs: backToMutation,
		query: `{ act { mutation { shared { a b } } } }`, want: `
			0 a
			  {act{mutation{__typename}}}
			1 b after 0 at act.mutation
			  mutation{shared{a b}}`},
}

var backToMutation = []string{
	"a", `type Query { act: Act n: Int } type Act { mutation: Mutation query: Query }
	      type Mutation { one: Int do: Act shared: Box @shareable } type Box @shareable { a: Int }`,
	"b", `type Query { m: Int } type Mutation { two: Int shared: Box @shareable } type Box @shareable { a: Int b: Int }`,
}

var carts = []string{
	"a", `type Query { a: Int } type Mutation { add: Cart other: Int } type Cart @key(fields: "id") { id: ID! items: Int }`,
	"b", `type Mutation { clear: Int } type Cart @key(fields: "id") { id: ID! total: Int }`,
}
