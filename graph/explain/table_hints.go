package explain

// hints are what composition notes without stopping.
var hints = []entry{
	{
		code:  "INCONSISTENT_DESCRIPTION",
		title: "Subgraphs describe the same element differently",
		why:   "The supergraph takes the description that most subgraphs give.",
		mend:  "Agree on a description, or give it in one subgraph only.",
		example: `
-- a --
fed2.9 @shareable
type Query {
  "The version."
  version: Int @shareable
}
-- b --
fed2.9 @shareable
type Query {
  "Which version runs."
  version: Int @shareable
}`,
	},
	{
		code:  "INCONSISTENT_BUT_COMPATIBLE_FIELD_TYPE",
		title: "The type of a field differs between subgraphs but can be merged",
		why:   "The supergraph has the type that covers all: what some subgraphs promise beyond it, clients do not see.",
		mend:  "Nothing has to be done. Agree on a type to promise clients more.",
		example: `
-- a --
fed2.9 @shareable
type Query {
  version: Int! @shareable
}
-- b --
fed2.9 @shareable
type Query {
  version: Int @shareable
}`,
	},
	{
		code:  "INCONSISTENT_BUT_COMPATIBLE_ARGUMENT_TYPE",
		title: "The type of an argument differs between subgraphs but can be merged",
		why:   "The supergraph has the type that all subgraphs take.",
		mend:  "Nothing has to be done. Agree on a type to let clients pass more.",
		example: `
-- a --
fed2.9 @shareable
type Query {
  user(id: ID!): Int @shareable
}
-- b --
fed2.9 @shareable
type Query {
  user(id: ID): Int @shareable
}`,
	},
	{
		code:  "INCONSISTENT_ARGUMENT_PRESENCE",
		title: "An optional argument is not in all subgraphs with the field",
		why:   "The supergraph has the arguments that all subgraphs know; clients cannot pass this one.",
		mend:  "Add the argument to the other subgraphs.",
		example: `
-- a --
fed2.9 @shareable
type Query {
  users(first: Int): Int @shareable
}
-- b --
fed2.9 @shareable
type Query {
  users: Int @shareable
}`,
	},
	{
		code:  "INCONSISTENT_DEFAULT_VALUE_PRESENCE",
		title: "An argument or input field has a default value in some subgraphs only",
		why:   "The supergraph then has none: what holds when nothing is passed depends on the subgraph.",
		mend:  "Give it the same default value everywhere, or nowhere.",
		example: `
-- a --
fed2.9 @shareable
type Query {
  users(first: Int = 10): Int @shareable
}
-- b --
fed2.9 @shareable
type Query {
  users(first: Int): Int @shareable
}`,
	},
	{
		code:  "INCONSISTENT_INPUT_OBJECT_FIELD",
		title: "An optional input field is not in all subgraphs with the type",
		why:   "The supergraph has the input fields that all subgraphs know; clients cannot pass this one.",
		mend:  "Add the field to the other subgraphs.",
		example: `
-- a --
fed2.9
type Query {
  a(page: Page): Int
}
input Page {
  size: Int
  after: ID
}
-- b --
fed2.9
type Query {
  b(page: Page): Int
}
input Page {
  size: Int
}`,
	},
	{
		code:  "INCONSISTENT_ENTITY",
		title: "A type has a @key in some subgraphs but not in others",
		why:   "Where it has none, an object cannot be completed from other subgraphs.",
		mend:  "Add the @key everywhere, unless that is meant.",
		example: `
-- a --
fed2.9 @key
type Query {
  a: User
}
type User @key(fields: "id") {
  id: ID!
}
-- b --
fed2.9 @shareable
type Query {
  b: User
}
type User {
  id: ID! @shareable
}`,
	},
	{
		code:  "INCONSISTENT_OBJECT_VALUE_TYPE_FIELD",
		title: "A field of an object type without keys is not in all subgraphs with the type",
		why:   "Such objects cannot be completed from other subgraphs, so that the field can only be had where the subgraph that is asked has it.",
		mend:  "Add the field to the other subgraphs, or give the type a key.",
		example: `
-- a --
fed2.9 @shareable
type Query {
  position: Position @shareable
}
type Position @shareable {
  x: Int
  z: Int
}
-- b --
fed2.9 @shareable
type Query {
  position: Position @shareable
}
type Position @shareable {
  x: Int
}`,
	},
	{
		code:  "INCONSISTENT_INTERFACE_VALUE_TYPE_FIELD",
		title: "A field of an interface is not in all subgraphs with the interface",
		why:   "The supergraph's interface has it, and every implementation must.",
		mend:  "Add the field to the interface in the other subgraphs.",
		example: `
-- a --
fed2.9
type Query {
  node: Node
}
interface Node {
  id: ID!
  name: String
}
type User implements Node {
  id: ID!
  name: String
}
-- b --
fed2.9
interface Node {
  id: ID!
}`,
	},
	{
		code:  "INCONSISTENT_UNION_MEMBER",
		title: "A union has a member in some subgraphs only",
		why:   "The supergraph's union has all members of all subgraphs.",
		mend:  "Nothing has to be done. Add the member where the subgraph can return it.",
		example: `
-- a --
fed2.9
type Query {
  a: Found
}
union Found = Book | Film
type Book {
  title: String
}
type Film {
  length: Int
}
-- b --
fed2.9 @shareable
type Query {
  b: Other
}
union Found = Page
type Page {
  n: Int
}
type Other {
  x: Int
}`,
	},
	{
		code:  "INCONSISTENT_ENUM_VALUE_FOR_INPUT_ENUM",
		title: "A value of an enum that is passed in is not in all subgraphs with the enum",
		why:   "The supergraph has the values that all subgraphs know; clients cannot pass this one.",
		mend:  "Add the value to the other subgraphs.",
		example: `
-- a --
fed2.9
type Query {
  a(order: Order): Int
}
enum Order { UP DOWN }
-- b --
fed2.9
type Query {
  b(order: Order): Int
}
enum Order { UP }`,
	},
	{
		code:  "INCONSISTENT_ENUM_VALUE_FOR_OUTPUT_ENUM",
		title: "A value of an enum that is read is not in all subgraphs with the enum",
		why:   "The supergraph has all values, since some subgraph may return each.",
		mend:  "Nothing has to be done.",
		example: `
-- a --
fed2.9
type Query {
  a: State
}
enum State { OPEN CLOSED }
-- b --
fed2.9
type Query {
  b: State
}
enum State { OPEN }`,
	},
	{
		code:  "UNUSED_ENUM_TYPE",
		title: "Nothing uses an enum",
		why:   "It is in the supergraph all the same, with the values of all subgraphs.",
		mend:  "Remove it, unless it is going to be used.",
		example: `
-- a --
fed2.9
type Query {
  a: Int
}
enum State { OPEN }`,
	},
	{
		code:  "INCONSISTENT_EXECUTABLE_DIRECTIVE_PRESENCE",
		title: "A directive for operations is not in all subgraphs",
		why:   "The supergraph has the ones that all subgraphs define: clients cannot use this one.",
		mend:  "Define it in all subgraphs, or in none.",
		example: `
-- a --
fed2.9
directive @live on QUERY
type Query {
  a: Int
}
-- b --
fed2.9
type Query {
  b: Int
}`,
	},
	{
		code:  "INCONSISTENT_EXECUTABLE_DIRECTIVE_LOCATIONS",
		title: "Subgraphs allow a directive for operations at different places",
		why:   "The supergraph allows it where all of them do.",
		mend:  "Agree on the places.",
		example: `
-- a --
fed2.9
directive @live on QUERY | FIELD
type Query {
  a: Int
}
-- b --
fed2.9
directive @live on QUERY
type Query {
  b: Int
}`,
	},
	{
		code:  "INCONSISTENT_EXECUTABLE_DIRECTIVE_REPEATABLE",
		title: "A directive for operations is repeatable in some subgraphs only",
		why:   "In the supergraph it is not repeatable.",
		mend:  "Agree on whether it is.",
		example: `
-- a --
fed2.9
directive @live repeatable on QUERY
type Query {
  a: Int
}
-- b --
fed2.9
directive @live on QUERY
type Query {
  b: Int
}`,
	},
	{
		code:  "NO_EXECUTABLE_DIRECTIVE_INTERSECTION",
		title: "Subgraphs allow a directive for operations at no common place",
		why:   "The supergraph does not have it: clients cannot use it.",
		mend:  "Agree on the places.",
		example: `
-- a --
fed2.9
directive @live on QUERY
type Query {
  a: Int
}
-- b --
fed2.9
directive @live on FIELD
type Query {
  b: Int
}`,
	},
	{
		code:  "INCONSISTENT_NON_REPEATABLE_DIRECTIVE_ARGUMENTS",
		title: "A directive has different arguments on the same element in different subgraphs",
		why:   "It can stand only once, and nothing says how to merge it: the supergraph takes the most frequent arguments.",
		mend:  "Agree on the arguments.",
		example: `
-- a --
fed2.9 @shareable
type Query {
  name: String @shareable @deprecated(reason: "use title")
}
-- b --
fed2.9 @shareable
type Query {
  name: String @shareable @deprecated(reason: "unused")
}`,
	},
	{
		code:  "MERGED_NON_REPEATABLE_DIRECTIVE_ARGUMENTS",
		title: "A directive has different arguments in different subgraphs, which were merged",
		why:   "Of costs and sizes the supergraph has the greatest, of authorization requirements what all ask for together.",
		mend:  "Nothing has to be done.",
		example: `
-- a --
fed2.9 @shareable @cost
type Query {
  name: String @shareable @cost(weight: 2)
}
-- b --
fed2.9 @shareable @cost
type Query {
  name: String @shareable @cost(weight: 5)
}`,
	},
	{
		code:  "DIRECTIVE_COMPOSITION_INFO",
		title: "A @composeDirective is not needed, or subgraphs link different versions of a specification",
		why:   "Directives of federation are in the supergraph anyway. Of a specification of one's own, the supergraph links the newest version that subgraphs compose directives of.",
		mend:  "Remove the @composeDirective, or link the same version everywhere.",
		example: `
-- a --
fed2.9 @composeDirective @tag
extend schema @composeDirective(name: "@tag")
type Query {
  a: Int @tag(name: "x")
}`,
	},
	{
		code:  "FROM_SUBGRAPH_DOES_NOT_EXIST",
		title: "A field is overridden from a subgraph that does not exist",
		why:   "The @override has no effect. Most often the name is misspelt, or the subgraph is gone.",
		mend:  "Correct the name, or remove the @override.",
		example: `
-- a --
fed2.9 @override
type Query {
  name: String @override(from: "nowhere")
}`,
	},
	{
		code:  "OVERRIDDEN_FIELD_CAN_BE_REMOVED",
		title: "A field that another subgraph overrides is still there",
		why:   "It is no longer asked for. Where keys, requirements or interfaces of its subgraph need it, it can be made @external.",
		mend:  "Remove it, or mark it @external, once the move is done.",
		example: `
-- a --
fed2.9 @override
type Query {
  name: String @override(from: "b")
}
-- b --
fed2.9
type Query {
  name: String
}`,
	},
	{
		code:  "OVERRIDE_DIRECTIVE_CAN_BE_REMOVED",
		title: "A field is overridden from a subgraph that no longer resolves it",
		why:   "The move is done.",
		mend:  "Remove the @override.",
		example: `
-- a --
fed2.9 @override
type Query {
  name: String @override(from: "b")
}
-- b --
fed2.9
type Query {
  title: String
}`,
	},
	{
		code:  "OVERRIDE_MIGRATION_IN_PROGRESS",
		title: "A field is being moved by a progressive @override",
		why:   "Both subgraphs answer, each for the requests that the label decides.",
		mend:  "Nothing has to be done until the move is finished: then remove the label.",
		example: `
-- a --
fed2.9 @override
type Query {
  name: String @override(from: "b", label: "percent(10)")
}
-- b --
fed2.9
type Query {
  name: String
}`,
	},
	{
		code:  "INCONSISTENT_RUNTIME_TYPES_FOR_SHAREABLE_RETURN",
		title: "Subgraphs that share a field of an abstract type know different object types of it",
		why:   "A shared field has to give the same answer wherever it is resolved, so that it should only return what all of them know.",
		mend:  "Define the missing types, or see to it that the field does not return them.",
		example: `
-- a --
fed2.9 @shareable
type Query {
  found: Found @shareable
}
union Found = Book | Film
type Book @shareable {
  title: String
}
type Film {
  length: Int
}
-- b --
fed2.9 @shareable
type Query {
  found: Found @shareable
}
union Found = Book
type Book @shareable {
  title: String
}`,
	},
	{
		code:  "CONTRACT_UNKNOWN_TAG",
		title: "A contract names a tag that nothing in the supergraph has",
		why:   "A misspelt tag to include leaves nothing, one to exclude hides nothing.",
		mend:  "Correct the tag.",
		tags:  []string{"publik"},
		example: `
-- a --
fed2.9 @tag
type Query {
  a: Int @tag(name: "public")
  b: Int
}`,
	},
}
