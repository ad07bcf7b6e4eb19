package plan_test

var repeatedTests = []planTest{
	{name: "what is repeated is a fragment", subgraphs: people,
		query: `{ me { ...Long } you { ...Long friends { ...Long } } } fragment Long on Person { firstName lastName(upper: true) address { street city country } }`, want: `
			0 a
			  {me{...F0} you{firstName lastName(upper:true) address{street city country} friends{...F0}}}fragment F0 on Person{firstName lastName(upper:true) address{street city country}}`},
	{name: "what is repeated within what is repeated", subgraphs: people,
		query: `{ me { friends { ...Long } } you { friends { ...Long } } them: me { address { street city country } } }
		        fragment Long on Person { firstName work { street city country } address { street city country } }`, want: `
			0 a
			  {me{...F0} you{...F0} them:me{address{street city country}}}fragment F0 on Person{friends{firstName work{street city country} address{street city country}}}`},
	{name: "what is short is not", subgraphs: people,
		query: `{ me { firstName } you { firstName friends { firstName } } }`, want: `
			0 a
			  {me{firstName} you{firstName friends{firstName}}}`},
	{name: "conditions are part of what is repeated", subgraphs: people,
		query: `query ($x: Boolean!) { me { ...Long } you { ...Long } again: me { ...Other } } fragment Long on Person { address @include(if: $x) { street city country } }
		        fragment Other on Person { address { street city country } }`, want: `
			0 a
			  query($x:Boolean!){me{...F0} you{...F0} again:me{address{street city country}}}fragment F0 on Person{address@include(if:$x){street city country}}`},
	{name: "a type condition becomes a spread", subgraphs: []string{
		"a", `type Query { one: Thing two: Thing three: Thing } union Thing = Pen | Ink type Pen { length: Int maker: String country: String } type Ink { colour: String }`,
	},
		query: `{ one { ...P ... on Ink { colour } } two { ...P } three { ...P ... on Ink { colour } } } fragment P on Pen { length maker country }`, want: `
			0 a
			  {one{...F0} two{__typename...on Pen{length maker country}} three{...F0}}fragment F0 on Thing{__typename...on Ink{colour}...on Pen{length maker country}}`},
	{name: "the query root has a name of its own in each subgraph", subgraphs: []string{
		"a", `schema { query: Roots } type Roots { x: Inner y: Inner } type Inner { query: Roots title: String subtitle: String }`,
		"b", `type Query { other: Int }`},
		query: `{ x { query { x { title subtitle } y { title subtitle } } } y { query { x { title subtitle } y { title subtitle } } } }`, want: `
			0 a
			  {x{...F0} y{...F0}}fragment F0 on Inner{query{x{title subtitle} y{title subtitle}}}`},
}

var people = []string{
	"a", `type Query { me: Person you: Person }
	      type Person { firstName: String lastName(upper: Boolean): String address: Address work: Address friends: [Person] }
	      type Address { street: String city: String country: String }`,
}
