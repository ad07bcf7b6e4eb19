package explain

// directiveErrors are what can be wrong with the other directives of one subgraph.
var directiveErrors = []entry{
	{
		code:  "INVALID_SHAREABLE_USAGE",
		title: "A @shareable stands on an interface's field, or twice on one element",
		why:   "Fields of interfaces are not resolved, so that there is nothing to share; and said once is enough.",
		mend:  "Put it on the fields of object types, once.",
		example: `
-- a --
fed2.9 @shareable
type Query {
  node: Node
}
interface Node {
  id: ID! @shareable
}`,
	},
	{
		code:  "EXTERNAL_UNUSED",
		title: "A field is @external, but nothing uses it",
		why:   "An @external field is declared only so that a @key, a @requires, a @provides or an interface can refer to it.",
		mend:  "Remove the field from the subgraph, or the @external if the subgraph resolves it.",
		example: `
-- reviews --
fed2.9 @key @external
type Query {
  author: User
}
type User @key(fields: "id") {
  id: ID!
  name: String @external
}`,
	},
	{
		code:  "EXTERNAL_ON_INTERFACE",
		title: "A field of an interface is @external",
		why:   "Fields of interfaces are not resolved anywhere, so that it says nothing.",
		mend:  "Put @external on the fields of the implementing types.",
		example: `
-- a --
fed2.9 @key @external
type Query {
  node: Node
}
interface Node @key(fields: "id") {
  id: ID! @external
}
type User implements Node @key(fields: "id") {
  id: ID!
}`,
	},
	{
		code:  "EXTERNAL_COLLISION_WITH_ANOTHER_DIRECTIVE",
		title: "A field is both @external and @provides",
		why:   "A subgraph that does not resolve a field cannot promise what comes with it.",
		mend:  "Remove one of the two.",
		example: `
-- reviews --
fed2.9 @key @external @provides @requires
type Query {
  review: Review
}
type Review @key(fields: "id") {
  id: ID!
  author: User @external @provides(fields: "name")
  line: String @requires(fields: "author { name }")
}
type User {
  name: String @external
}`,
	},
	{
		code:  "INTERFACE_KEY_NOT_ON_IMPLEMENTATION",
		title: "A type lacks a key that its interface has in the same subgraph",
		why:   "An interface with a key can be entered by it, and what is found there is one of the implementing types: each has to have the key as well.",
		mend:  "Add the @key to the type.",
		example: `
-- a --
fed2.9 @key
type Query {
  node: Node
}
interface Node @key(fields: "id") {
  id: ID!
}
type User implements Node {
  id: ID!
}`,
	},
	{
		code:  "INTERFACE_OBJECT_USAGE_ERROR",
		title: "An @interfaceObject has no key, no interface behind it, or its implementations beside it",
		why:   "An @interfaceObject lets a subgraph add fields to an interface without knowing its implementations. It therefore needs a @key, some subgraph of federation 2 that defines the interface with a key, and must not define an implementation itself.",
		mend:  "Add what is missing, or define the interface itself.",
		example: `
-- reviews --
fed2.9 @interfaceObject
type Query {
  media: Media
}
type Media @interfaceObject {
  id: ID!
}
-- media --
fed2.9 @key
interface Media @key(fields: "id") {
  id: ID!
}
type Book implements Media @key(fields: "id") {
  id: ID!
}`,
	},
	{
		code:  "AUTH_REQUIREMENTS_APPLIED_ON_INTERFACE",
		title: "@authenticated, @requiresScopes or @policy stands on an interface, its field or an @interfaceObject",
		why:   "Requirements belong to what is read in the end. An interface gets them from its implementations: whoever reads a field by the interface needs what any of them asks for.",
		mend:  "Put the directive on the implementing types or their fields.",
		example: `
-- a --
fed2.9 @authenticated
type Query {
  node: Node
}
interface Node @authenticated {
  id: ID!
}
type User implements Node {
  id: ID!
}`,
	},
	{
		code:  "COST_APPLIED_TO_INTERFACE_FIELD",
		title: "A @cost stands on a field of an interface",
		why:   "What a field costs is known where it is resolved, on object types.",
		mend:  "Put it on the fields of the implementing types.",
		example: `
-- a --
fed2.9 @cost
type Query {
  node: Node
}
interface Node {
  id: ID! @cost(weight: 5)
}
type User implements Node {
  id: ID!
}`,
	},
	{
		code:  "LIST_SIZE_APPLIED_TO_NON_LIST",
		title: "A @listSize stands on a field that is no list, or names a sized field that is none",
		why:   "It says how many items a list has.",
		mend:  "Remove it, or name the lists in sizedFields.",
		example: `
-- a --
fed2.9 @listSize
type Query {
  name: String @listSize(assumedSize: 10)
}`,
	},
	{
		code:  "LIST_SIZE_INVALID_ASSUMED_SIZE",
		title: "The assumedSize of a @listSize is negative",
		why:   "It is a number of items.",
		mend:  "Give a size of 0 or more.",
		example: `
-- a --
fed2.9 @listSize
type Query {
  names: [String] @listSize(assumedSize: -1)
}`,
	},
	{
		code:  "LIST_SIZE_INVALID_SIZED_FIELD",
		title: "The sizedFields of a @listSize name something that is not a field of the returned type",
		why:   "With sizedFields the size is that of lists inside the returned object, as in a connection.",
		mend:  "Correct the names.",
		example: `
-- a --
fed2.9 @listSize
type Query {
  users(first: Int): Users @listSize(slicingArguments: ["first"], sizedFields: ["nodes"])
}
type Users {
  edges: [String]
}`,
	},
	{
		code:  "LIST_SIZE_INVALID_SLICING_ARGUMENT",
		title: "The slicingArguments of a @listSize name something that is not an Int argument of the field",
		why:   "The value of the argument is taken as the size of the list.",
		mend:  "Correct the names, or the type of the argument.",
		example: `
-- a --
fed2.9 @listSize
type Query {
  users(limit: Int): [String] @listSize(slicingArguments: ["first"])
}`,
	},
}

// contextErrors are what can be wrong with @context and @fromContext.
var contextErrors = []entry{
	{
		code:  "CONTEXT_NAME_INVALID",
		title: "The name of a @context is not a name",
		why:   "A context's name is made of letters and digits, starts with a letter and has no underscores, since the supergraph joins it to the subgraph's name by two of them.",
		mend:  "Rename the context.",
		example: `
-- a --
fed2.9 @context
type Query {
  user: User
}
type User @context(name: "the_user") {
  id: ID!
}`,
	},
	{
		code:  "CONTEXT_NOT_SET",
		title: "A @fromContext reads a context that nothing sets, or stands where it cannot",
		why:   "The context has to be set by a @context in the same subgraph. The argument has to be one of an object type's field that no interface of the type has, without a default value.",
		mend:  "Put a @context of that name on a type above, or correct the name.",
		example: `
-- a --
fed2.9 @key @fromContext
type Query {
  order: Order
}
type Order @key(fields: "id") {
  id: ID!
  total(in: String @fromContext(field: "$user { currency }")): Int
}`,
	},
	{
		code:  "CONTEXT_NO_RESOLVABLE_KEY",
		title: "A type with an argument that is filled from a context has no key to be entered by",
		why:   "The value is fetched first and passed in by entering the subgraph anew, which takes a resolvable @key.",
		mend:  "Add a @key to the type.",
		example: `
-- a --
fed2.9 @context @fromContext
type Query {
  user: User
}
type User @context(name: "user") {
  currency: String
  order: Order
}
type Order {
  total(in: String @fromContext(field: "$user { currency }")): Int
}`,
	},
	{
		code:  "CONTEXT_INVALID_SELECTION",
		title: "What a @fromContext selects does not come to one value of the argument's type",
		why:   "The selection is made on the type that set the context. It has no aliases and no directives and ends in a single field, whose type fits the argument. Fragments can stand at its top only, each on another object type that sets the context.",
		mend:  "Correct the selection.",
		example: `
-- a --
fed2.9 @key @context @fromContext
type Query {
  user: User
}
type User @context(name: "user") {
  currency: String
  order: Order
}
type Order @key(fields: "id") {
  id: ID!
  total(in: String @fromContext(field: "$user { name }")): Int
}`,
	},
	{
		code:  "NO_CONTEXT_IN_SELECTION",
		title: "A @fromContext names no context, or selects nothing from it",
		why:   "The text is $ and the name of the context, and a selection: \"$user { currency }\".",
		mend:  "Write the name of the context and what to take of it, as in $user { id }.",
		example: `
-- a --
fed2.9 @key @context @fromContext
type Query {
  user: User
}
type User @context(name: "user") {
  currency: String
  order: Order
}
type Order @key(fields: "id") {
  id: ID!
  total(in: String @fromContext(field: "{ currency }")): Int
}`,
	},
	{
		code:  "CONTEXTUAL_ARGUMENT_NOT_CONTEXTUAL_IN_ALL_SUBGRAPHS",
		title: "An argument is filled from a context in one subgraph and required in another",
		why:   "Arguments that are filled from a context are not in the supergraph, so that no client could pass what the other subgraph requires.",
		mend:  "Fill it from a context everywhere, or make it optional where it is not.",
		example: `
-- a --
fed2.9 @key @context @fromContext @shareable
type Query {
  user: User
}
type User @context(name: "user") {
  currency: String
  order: Order
}
type Order @key(fields: "id") {
  id: ID!
  total(in: String @fromContext(field: "$user { currency }")): Int @shareable
}
-- b --
fed2.9 @key @shareable
type Order @key(fields: "id") {
  id: ID!
  total(in: String!): Int @shareable
}`,
	},
}
