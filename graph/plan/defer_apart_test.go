package plan_test

// library has books whose fields are worth waiting for, some of them, and values without keys.
var library = []string{
	"a", `type Query { book: Book books: [Book] thing: Thing things: [Thing!] site: Site hello: String }
		type Mutation { add: Added } type Added { book: Book count: Int total: Int }
		type Book implements Thing @key(fields: "id") { id: ID! title: String slow: String slower(by: Int): String price: Int @shareable weight: Int
			box: Box boxes: [Box!] author: Author note: Note sku: Sku }
		type Film implements Thing @key(fields: "id") { id: ID! title: String slow: String }
		interface Thing { id: ID! title: String slow: String }
		type Box { height: Int width: Int lid: Lid } type Lid { color: String shade: String } type Site { name: String motto: String }
		type Author @key(fields: "id") { id: ID! born: Int bio: String }
		type Note @key(fields: "ref") { ref: ID text: String more: String }
		type Sku @key(fields: "code", resolvable: false) { code: ID! text: String more: String }`,
	"b", `type Book @key(fields: "id") @key(fields: "isbn") { id: ID! isbn: ID! pages: Int quick: Int price: Int @external weight: Int @external
		  postage: Int @requires(fields: "price weight") }
		type Review { id: ID! book: Book @provides(fields: "price") } type Query { review: Review }`,
	"c", `type Book @key(fields: "isbn") { isbn: ID! press: String }`,
}

// pieces has values without keys that several subgraphs bring, each some fields of them.
var pieces = []string{
	"a", `type Query { one: One } type One @key(fields: "id") { id: ID! pieces: [Piece] @shareable piece: Piece @shareable } type Piece { x: Int }`,
	"b", `type One @key(fields: "id") { id: ID! code: Int @shareable pieces: [Piece] @shareable piece: Piece @shareable } type Piece { y: Int }`,
	"c", `type One @key(fields: "id") { id: ID! code: Int @shareable only: Int pieces: [Piece] @shareable piece: Piece @shareable } type Piece { z: Int w: Int }`,
}

// apartTests have deferred fields that the request which brings their object could bring as well.
var apartTests = []planTest{
	{name: "their subgraph is entered once more", subgraphs: library, query: `{ book { title ... @defer { slow } } }`, want: `
			0 a
			  {book{__typename title id}}
			1 a after 0 deferred in 1
			  query($representations:[_Any!]!){_entities(representations:$representations){...on Book{slow}}}
			  at book
			  Book as own type {id!}`},
	{name: "also at the elements of a list", subgraphs: library, query: `{ books { title ... @defer { slow } } }`, want: `
			0 a
			  {books{__typename title id}}
			1 a after 0 deferred in 1
			  query($representations:[_Any!]!){_entities(representations:$representations){...on Book{slow}}}
			  at books.@
			  Book as own type {id!}`},
	{name: "a subgraph that is asked for deferred fields is not taken for others", subgraphs: pieces,
		query: `{ one { code pieces { x z ... @defer { y } } } }`, want: `
			0 a
			  {one{__typename id pieces{x}}}
			1 c after 0
			  query($representations:[_Any!]!){_entities(representations:$representations){...on One{code pieces{z}}}}
			  at one
			  One as own type {id!}
			2 b after 0 deferred in 1
			  query($representations:[_Any!]!){_entities(representations:$representations){...on One{pieces{y}}}}
			  at one
			  One as own type {id!}`},
	{name: "a subgraph that is entered for other fields is entered once more for deferred ones of a value", subgraphs: pieces,
		query: `{ one { only pieces { x ... @defer { w } } } }`, want: `
			0 a
			  {one{__typename id pieces{x}}}
			1 c after 0
			  query($representations:[_Any!]!){_entities(representations:$representations){...on One{only}}}
			  at one
			  One as own type {id!}
			2 c after 0 deferred in 1
			  query($representations:[_Any!]!){_entities(representations:$representations){...on One{pieces{w}}}}
			  at one
			  One as own type {id!}`},
	{name: "but not one that brings the same values of a list", subgraphs: pieces, query: `{ one { pieces { x z ... @defer { w } } } }`, want: `
			0 a
			  {one{__typename pieces{x} id}}
			1 c after 0
			  query($representations:[_Any!]!){_entities(representations:$representations){...on One{pieces{z w}}}}
			  at one
			  One as own type {id!}`},
	{name: "nor for what is there already", subgraphs: []string{
		"a", `type Query { one: One } type One @key(fields: "id") { id: ID! refs: [Ref!]! @shareable } type Ref { code: ID! @shareable }`,
		"b", `type One @key(fields: "id") { id: ID! refs: [Ref!]! @shareable } type Ref { code: ID! @shareable more: Int }`},
		query: `{ one { refs { code ... @defer { code more } } } }`, want: `
			0 a
			  {one{__typename refs{code} id}}
			1 b after 0 deferred in 1
			  query($representations:[_Any!]!){_entities(representations:$representations){...on One{refs{more}}}}
			  at one
			  One as own type {id!}`},
	{name: "a part in a part asks for its own share of a value", subgraphs: pieces,
		query: `{ one { pieces { x ... @defer { z ... @defer { y } } } } }`, want: `
			0 a
			  {one{__typename pieces{x} id}}
			1 c after 0 deferred in 1
			  query($representations:[_Any!]!){_entities(representations:$representations){...on One{pieces{z}}}}
			  at one
			  One as own type {id!}
			2 b after 0 deferred in 2
			  query($representations:[_Any!]!){_entities(representations:$representations){...on One{pieces{y}}}}
			  at one
			  One as own type {id!}`},
	{name: "a value of which only deferred fields are wanted is asked of what brought its object", subgraphs: pieces,
		query: `{ one { id piece { ... @defer { y } } pieces { ... @defer { z } } } }`, want: `
			0 a
			  {one{__typename id piece{__typename} pieces{__typename}}}
			1 c after 0 deferred in 2
			  query($representations:[_Any!]!){_entities(representations:$representations){...on One{pieces{z}}}}
			  at one
			  One as own type {id!}
			2 b after 0 deferred in 1
			  query($representations:[_Any!]!){_entities(representations:$representations){...on One{piece{y}}}}
			  at one
			  One as own type {id!}`},
	{name: "a key and __typename are no reason", subgraphs: library, query: `{ book { title ... @defer { id __typename } } }`, want: `
			0 a
			  {book{title id}}`},
	{name: "nothing but deferred fields", subgraphs: library, query: `{ book { ... @defer { title } } }`, want: `
			0 a
			  {book{__typename id}}
			1 a after 0 deferred in 1
			  query($representations:[_Any!]!){_entities(representations:$representations){...on Book{title}}}
			  at book
			  Book as own type {id!}`},
	{name: "nothing is asked that comes with the surroundings", subgraphs: library, query: `{ book { title slow ... @defer { title slow id } } }`, want: `
			0 a
			  {book{title slow id}}`},
	{name: "with other arguments it is another field", subgraphs: library, query: `{ book { slower(by: 1) ... @defer { again: slower(by: 2) } } }`, want: `
			0 a
			  {book{__typename slower(by:1) id}}
			1 a after 0 deferred in 1
			  query($representations:[_Any!]!){_entities(representations:$representations){...on Book{again:slower(by:2)}}}
			  at book
			  Book as own type {id!}`},
	{name: "a subgraph that is entered for both is entered for each", subgraphs: library, query: `{ book { pages ... @defer { quick } } }`, want: `
			0 a
			  {book{__typename id}}
			1 b after 0
			  query($representations:[_Any!]!){_entities(representations:$representations){...on Book{pages}}}
			  at book
			  Book as own type {id!}
			2 b after 0 deferred in 1
			  query($representations:[_Any!]!){_entities(representations:$representations){...on Book{quick}}}
			  at book
			  Book as own type {id!}`},
	{name: "fragments don't wait for each other", subgraphs: library, query: `{ book { title ... @defer { slow } ... @defer { slower } } }`, want: `
			0 a
			  {book{__typename title id}}
			1 a after 0 deferred in 1
			  query($representations:[_Any!]!){_entities(representations:$representations){...on Book{slow}}}
			  at book
			  Book as own type {id!}
			2 a after 0 deferred in 2
			  query($representations:[_Any!]!){_entities(representations:$representations){...on Book{slower}}}
			  at book
			  Book as own type {id!}`},
	{name: "what two fragments select is asked for both", subgraphs: library, query: `{ book { title ... @defer { slow author { born } } ... @defer { slower author { bio } } } }`, want: `
			0 a
			  {book{__typename title id}}
			1 a after 0 deferred in 1
			  query($representations:[_Any!]!){_entities(representations:$representations){...on Book{slow}}}
			  at book
			  Book as own type {id!}
			2 a after 0 deferred in 1 2
			  query($representations:[_Any!]!){_entities(representations:$representations){...on Book{author{born bio}}}}
			  at book
			  Book as own type {id!}
			3 a after 0 deferred in 2
			  query($representations:[_Any!]!){_entities(representations:$representations){...on Book{slower}}}
			  at book
			  Book as own type {id!}`},
	{name: "parts in parts wait for no more than the key", subgraphs: library, query: `{ book { title ... @defer { slow ... @defer { slower ... @defer { price } } } } }`, want: `
			0 a
			  {book{__typename title id}}
			1 a after 0 deferred in 1
			  query($representations:[_Any!]!){_entities(representations:$representations){...on Book{slow}}}
			  at book
			  Book as own type {id!}
			2 a after 0 deferred in 2
			  query($representations:[_Any!]!){_entities(representations:$representations){...on Book{slower}}}
			  at book
			  Book as own type {id!}
			3 a after 0 deferred in 3
			  query($representations:[_Any!]!){_entities(representations:$representations){...on Book{price}}}
			  at book
			  Book as own type {id!}`},
	{name: "an object in a part is entered from there", subgraphs: library, query: `{ book { title ... @defer { author { born ... @defer { bio } } } } }`, want: `
			0 a
			  {book{__typename title id}}
			1 a after 0 deferred in 1
			  query($representations:[_Any!]!){_entities(representations:$representations){...on Book{author{__typename born id}}}}
			  at book
			  Book as own type {id!}
			2 a after 1 deferred in 2
			  query($representations:[_Any!]!){_entities(representations:$representations){...on Author{bio}}}
			  at book.author
			  Author as own type {id!}`},
	{name: "what a @requires of the part takes is the part's", subgraphs: library, query: `{ book { title ... @defer { postage } } }`, want: `
			0 a
			  {book{__typename title id}}
			1 a after 0 deferred in 1
			  query($representations:[_Any!]!){_entities(representations:$representations){...on Book{price weight}}}
			  at book
			  Book as own type {id!}
			2 b after 1 deferred in 1
			  query($representations:[_Any!]!){_entities(representations:$representations){...on Book{postage}}}
			  at book
			  Book as own type {id! price weight}`},
	{name: "but not what the surroundings want, too", subgraphs: library, query: `{ book { price cost: weight ... @defer { postage } } }`, want: `
			0 a
			  {book{__typename price cost:weight id weight}}
			1 b after 0 deferred in 1
			  query($representations:[_Any!]!){_entities(representations:$representations){...on Book{postage}}}
			  at book
			  Book as own type {id! price weight}`},
	{name: "an input of the surroundings is theirs", subgraphs: library, query: `{ book { postage ... @defer { price } } }`, want: `
			0 a
			  {book{__typename id price weight}}
			1 b after 0
			  query($representations:[_Any!]!){_entities(representations:$representations){...on Book{postage}}}
			  at book
			  Book as own type {id! price weight}`},
	{name: "a value is asked for again with what it belongs to", subgraphs: library, query: `{ book { box { height ... @defer { width lid { color } } } } }`, want: `
			0 a
			  {book{__typename box{height} id}}
			1 a after 0 deferred in 1
			  query($representations:[_Any!]!){_entities(representations:$representations){...on Book{box{width lid{color}}}}}
			  at book
			  Book as own type {id!}`},
	{name: "however deep it is", subgraphs: library, query: `{ book { box { lid { color ... @defer { shade } } } } }`, want: `
			0 a
			  {book{__typename box{lid{color}} id}}
			1 a after 0 deferred in 1
			  query($representations:[_Any!]!){_entities(representations:$representations){...on Book{box{lid{shade}}}}}
			  at book
			  Book as own type {id!}`},
	{name: "and wherever the fragment stands", subgraphs: library, query: `{ book { box { height lid { color } } ... @defer { box { height width lid { shade } } } } }`, want: `
			0 a
			  {book{__typename box{height lid{color}} id}}
			1 a after 0 deferred in 1
			  query($representations:[_Any!]!){_entities(representations:$representations){...on Book{box{width lid{shade}}}}}
			  at book
			  Book as own type {id!}`},
	{name: "not for its type", subgraphs: library, query: `{ book { box { height ... @defer { __typename } } } }`, want: `
			0 a
			  {book{box{height}}}`},
	{name: "values in lists stay together", subgraphs: library, query: `{ book { boxes { height ... @defer { width } } } }`, want: `
			0 a
			  {book{boxes{height width}}}`},
	{name: "the root is asked once more", subgraphs: library, query: `{ hello ... @defer { book { title } } }`, want: `
			0 a
			  {hello}
			1 a deferred in 1
			  {book{title}}`},
	{name: "for what is in both, where the fragment stands at the root", subgraphs: library, query: `{ site { name } ... @defer { site { name motto } } }`, want: `
			0 a
			  {site{name}}
			1 a deferred in 1
			  {site{motto}}`},
	{name: "and not where it doesn't", subgraphs: library, query: `{ site { name ... @defer { motto } } }`, want: `
			0 a
			  {site{name motto}}`},
	{name: "what has a key is not looked for from the root", subgraphs: library, query: `{ book { title } ... @defer { book { slow } } }`, want: `
			0 a
			  {book{__typename title id}}
			1 a after 0 deferred in 1
			  query($representations:[_Any!]!){_entities(representations:$representations){...on Book{slow}}}
			  at book
			  Book as own type {id!}`},
	{name: "a key that can be null leads nowhere for sure", subgraphs: library, query: `{ book { note { text ... @defer { more } } } }`, want: `
			0 a
			  {book{note{text more}}}`},
	{name: "but what a value belongs to may have another, though its own is not resolvable", subgraphs: library, query: `{ book { sku { text ... @defer { more } } } }`, want: `
			0 a
			  {book{__typename sku{text} id}}
			1 a after 0 deferred in 1
			  query($representations:[_Any!]!){_entities(representations:$representations){...on Book{sku{more}}}}
			  at book
			  Book as own type {id!}`},
	{name: "what is provided is asked of who has it", subgraphs: library, query: `{ review { id book { id ... @defer { price } } } }`, want: `
			0 b
			  {review{id book{__typename id}}}
			1 a after 0 deferred in 1
			  query($representations:[_Any!]!){_entities(representations:$representations){...on Book{price}}}
			  at review.book
			  Book as own type {id!}`},
	{name: "types that are asked alike are asked together", subgraphs: library, query: `{ things { title ... @defer { slow } } }`, want: `
			0 a
			  {things{__typename title id}}
			1 a after 0 deferred in 1
			  query($representations:[_Any!]!){_entities(representations:$representations){...on Book{slow}...on Film{slow}}}
			  at things.@
			  Book as own type {id!}
			  Film as own type {id!}`},
	{name: "one type of several", subgraphs: library, query: `{ thing { title ... on Book @defer { slow price } } }`, want: `
			0 a
			  {thing{__typename title...on Book{id}}}
			1 a after 0 deferred in 1
			  query($representations:[_Any!]!){_entities(representations:$representations){...on Book{slow price}}}
			  at thing
			  Book as own type {id!}`},
	{name: "a mutation's answer is completed by queries", subgraphs: library, query: `mutation { add { count book { title ... @defer { slow } } } }`, want: `
			0 a
			  mutation{add{count book{__typename title id}}}
			1 a after 0 deferred in 1
			  query($representations:[_Any!]!){_entities(representations:$representations){...on Book{slow}}}
			  at add.book
			  Book as own type {id!}`},
	{name: "and what has no key there comes with it", subgraphs: library, query: `mutation { add { count ... @defer { total } } }`, want: `
			0 a
			  mutation{add{count total}}`},
	{name: "conditions hold for the part", subgraphs: library, query: `query($v: Boolean!) { book { title ... @defer { slow @include(if: $v) } } }`, want: `
			0 a
			  query($v:Boolean!){book{__typename title id@include(if:$v)}}
			1 a after 0 deferred in 1 if v
			  query($representations:[_Any!]!){_entities(representations:$representations){...on Book{slow}}}
			  at book
			  Book as own type {id!}`},
	{name: "what is selected under a condition may come with the part", subgraphs: library, query: `query($v: Boolean!) { book { title slow @include(if: $v) ... @defer { slow } } }`, want: `
			0 a
			  query($v:Boolean!){book{__typename title slow@include(if:$v) id}}
			1 a after 0 deferred in 1
			  query($representations:[_Any!]!){_entities(representations:$representations){...on Book{slow}}}
			  at book
			  Book as own type {id!}`},
	{name: "interface objects", subgraphs: []string{
		"a", `type Query { nodes: [Node!] } type Node @interfaceObject @key(fields: "id") { id: ID! views: Int slow: Int }`,
		"b", `interface Node @key(fields: "id") { id: ID! name: String } type One implements Node @key(fields: "id") { id: ID! name: String one: Int } type Two implements Node @key(fields: "id") { id: ID! name: String }`},
		query: `{ nodes { views ... @defer { slow } ... on One { one ... @defer { name } } } }`, want: `
			0 a
			  {nodes{views id}}
			1 a after 0 deferred in 1
			  query($representations:[_Any!]!){_entities(representations:$representations){...on Node{slow}}}
			  at nodes.@
			  Node|One|Two as Node {id!}
			2 b after 0
			  query($representations:[_Any!]!){_entities(representations:$representations){...on Node{__typename...on One{one id}}}}
			  at nodes.@
			  Node|One|Two as Node {id!}
			3 b after 2 deferred in 2
			  query($representations:[_Any!]!){_entities(representations:$representations){...on One{name}}}
			  at nodes.@
			  One as own type {id!}`},
	{name: "interface objects whose type only the part wants to know", subgraphs: []string{
		"a", `type Query { nodes: [Node!] } type Node @interfaceObject @key(fields: "id") { id: ID! views: Int slow: Int }`,
		"b", `interface Node @key(fields: "id") { id: ID! name: String } type One implements Node @key(fields: "id") { id: ID! name: String one: Int } type Two implements Node @key(fields: "id") { id: ID! name: String }`},
		query: `{ nodes { views ... @defer { __typename slow ... on One { one } } } }`, want: `
			0 a
			  {nodes{views id}}
			1 b after 0 deferred in 1
			  query($representations:[_Any!]!){_entities(representations:$representations){...on Node{__typename...on One{one}}}}
			  at nodes.@
			  Node|One|Two as Node {id!}
			2 a after 0 deferred in 1
			  query($representations:[_Any!]!){_entities(representations:$representations){...on Node{slow}}}
			  at nodes.@
			  Node|One|Two as Node {id!}`},
	{name: "the primary answer is no deeper for what is deferred", subgraphs: []string{
		"a", `type Query { p: P } type P @key(fields: "id") { id: ID! }`,
		"b", `type P @key(fields: "id") { id: ID! shared: Int @shareable }`,
		"d", `type P @key(fields: "id") @key(fields: "code") { id: ID! code: ID! }`,
		"e", `type P @key(fields: "code") { code: ID! shared: Int @shareable other: Int }`},
		query: `{ p { shared ... @defer { other } } }`, want: `
			0 a
			  {p{__typename id}}
			1 b after 0
			  query($representations:[_Any!]!){_entities(representations:$representations){...on P{shared}}}
			  at p
			  P as own type {id!}
			2 d after 0 deferred in 1
			  query($representations:[_Any!]!){_entities(representations:$representations){...on P{code}}}
			  at p
			  P as own type {id!}
			3 e after 2 deferred in 1
			  query($representations:[_Any!]!){_entities(representations:$representations){...on P{other}}}
			  at p
			  P as own type {code!}`},
}
