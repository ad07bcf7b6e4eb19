package explain

// wholeErrors are what can be wrong with the merged schema as a whole.
var wholeErrors = []entry{
	{
		code:  "INTERFACE_FIELD_NO_IMPLEM",
		title: "A type lacks a field that its interface has in another subgraph",
		why:   "The interface of the supergraph has the fields of all subgraphs, and so must everything that implements it in any of them.",
		mend:  "Add the field to the type in some subgraph, or take it out of the interface.",
		example: `
-- a --
fed2.9 @shareable
type Query {
  node: Node
}
interface Node {
  id: ID!
}
type User implements Node {
  id: ID! @shareable
}
-- b --
fed2.9
interface Node {
  id: ID!
  created: String
}`,
	},
	{
		code:  "QUERY_ROOT_TYPE_INACCESSIBLE",
		title: "The query root type is @inaccessible",
		why:   "Nothing would be left for clients.",
		mend:  "Mark its fields instead.",
		example: `
-- a --
fed2.9 @inaccessible
type Query @inaccessible {
  a: Int
}`,
	},
	{
		code:  "ONLY_INACCESSIBLE_CHILDREN",
		title: "Clients see a type, but nothing of what it is made of",
		why:   "A type without fields, values or members is no type.",
		mend:  "Mark the type itself @inaccessible, or leave something of it visible.",
		example: `
-- a --
fed2.9 @inaccessible
type Query {
  user: User
}
type User {
  id: ID! @inaccessible
}`,
	},
	{
		code:  "REFERENCED_INACCESSIBLE",
		title: "Something that clients see has a type that they do not",
		why:   "A field or argument of a hidden type cannot be shown.",
		mend:  "Mark what refers to the type @inaccessible too, or show the type.",
		example: `
-- a --
fed2.9 @inaccessible
type Query {
  user: User
}
type User @inaccessible {
  id: ID!
}`,
	},
	{
		code:  "IMPLEMENTED_BY_INACCESSIBLE",
		title: "A hidden field or argument implements one of an interface that clients see",
		why:   "For clients the type would not implement its interface.",
		mend:  "Mark the interface's field @inaccessible too, or show this one.",
		example: `
-- a --
fed2.9 @inaccessible
type Query {
  node: Node
}
interface Node {
  id: ID!
}
type User implements Node {
  id: ID! @inaccessible
  name: String
}`,
	},
	{
		code:  "REQUIRED_INACCESSIBLE",
		title: "A required argument or input field is @inaccessible",
		why:   "Clients have to pass what they cannot see.",
		mend:  "Give it a default value, make it nullable, or show it.",
		example: `
-- a --
fed2.9 @inaccessible
type Query {
  user(id: ID! @inaccessible): String
}`,
	},
	{
		code:  "DEFAULT_VALUE_USES_INACCESSIBLE",
		title: "A default value that clients see contains something that they do not",
		why:   "Clients are shown default values, and would be shown an enum value or input field that does not exist for them.",
		mend:  "Choose another default value, or show what it uses.",
		example: `
-- a --
fed2.9 @inaccessible
type Query {
  users(order: Order = NEWEST): String
}
enum Order {
  NAME
  NEWEST @inaccessible
}`,
	},
	{
		code:  "DISALLOWED_INACCESSIBLE",
		title: "An argument of a composed directive is @inaccessible",
		why:   "The supergraph needs the directive whole.",
		mend:  "Remove the @inaccessible.",
		example: `
-- a --
extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@composeDirective", "@inaccessible"]) @link(url: "https://example.com/mine/v1.0", import: ["@mine"]) @composeDirective(name: "@mine")
directive @mine(a: Int @inaccessible) on FIELD_DEFINITION
type Query {
  a: Int @mine
}`,
	},
	{
		code:  "MISSING_TRANSITIVE_AUTH_REQUIREMENTS",
		title: "A field is fed protected data but does not ask for the same authorization",
		why:   "What @requires or @fromContext select is fetched for the field, so that a client could learn of it by way of the field.",
		mend:  "Put the requirements of the data on the field too.",
		example: `
-- a --
fed2.9 @key @authenticated
type Query {
  user: User
}
type User @key(fields: "id") {
  id: ID!
  salary: Int @authenticated
}
-- b --
fed2.9 @key @external @requires
type User @key(fields: "id") {
  id: ID!
  salary: Int @external
  bonus: Int @requires(fields: "salary")
}`,
	},
	{
		code:  "SATISFIABILITY_ERROR",
		title: "A query that the schema allows cannot be answered",
		why:   "Every field has to be answerable on every path that leads to it: by the subgraph that one has come to, or by another one that can be entered with a key. The message shows the shortest query that cannot be answered, and for each subgraph why not.",
		mend:  "Give the type a key that leads to the subgraph that has the field, or resolve the field where it is needed and mark it @shareable.",
		example: `
-- a --
fed2.9 @shareable
type Query {
  user: User
}
type User {
  id: ID! @shareable
}
-- b --
fed2.9 @shareable
type User {
  id: ID! @shareable
  name: String
}`,
	},
	{
		code:  "SHAREABLE_HAS_MISMATCHED_RUNTIME_TYPES",
		title: "Subgraphs share a field of an abstract type but have no object type of it in common",
		why:   "A shared field has to give the same answer wherever it is resolved. Here no answer of the one can be one of the other.",
		mend:  "Give the interface or union an object type in all of them, or resolve the field in one only.",
		example: `
-- a --
fed2.9 @shareable
type Query {
  found: Found @shareable
}
union Found = Book
type Book {
  title: String
}
-- b --
fed2.9 @shareable
type Query {
  found: Found @shareable
}
union Found = Film
type Film {
  length: Int
}`,
	},
	{
		code:  "MAX_VALIDATION_SUBGRAPH_PATHS_EXCEEDED",
		title: "There are too many ways through the subgraphs to check them all",
		why:   "The search for queries that cannot be answered is bounded, so that composition ends whatever it is given; no graph of people's making is known to reach the bound. It is also what a composition reports that was cancelled.",
		mend:  "Look for types that very many subgraphs share by very many keys. If the graph is a real one, please report it.",
		paths: 4,
		example: `
-- a --
fed2.9 @key
type Query {
  user: User
}
type User @key(fields: "id") {
  id: ID!
}
-- b --
fed2.9 @key
type User @key(fields: "id") {
  id: ID!
  friends: [User]
}`,
	},
}
