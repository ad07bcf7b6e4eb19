package explain

const (
	whyFieldSets = "A field set is a selection of GraphQL without aliases, in a string."
	whyArguments = "What a client passes to the field is not known where the router uses the selection, so that it would not know which value it got."
)

// fieldSetErrors are what can be wrong with @key, @requires and @provides.
var fieldSetErrors = []entry{
	{
		code:  "KEY_INVALID_FIELDS",
		title: "The fields of a @key do not parse, do not exist or lack a selection",
		why:   whyFieldSets + " Every field of a key has to be in the subgraph's own type.",
		mend:  "Add the field to the type, or correct the selection.",
		example: `
-- users --
fed2.9 @key
type Query {
  user: User
}
type User @key(fields: "uid") {
  id: ID!
}`,
	},
	{
		code:  "KEY_INVALID_FIELDS_TYPE",
		title: "The fields argument of a @key is not a string",
		why:   whyFieldSets,
		mend:  "Write the selection in quotes.",
		example: `
-- users --
fed2.9 @key
type Query {
  user: User
}
type User @key(fields: 1) {
  id: ID!
}`,
	},
	{
		code:  "KEY_FIELDS_HAS_ARGS",
		title: "A @key selects a field that has arguments",
		why:   whyArguments,
		mend:  "Make the key of fields without arguments.",
		example: `
-- users --
fed2.9 @key
type Query {
  user: User
}
type User @key(fields: "id") {
  id(format: String): ID!
}`,
	},
	{
		code:  "KEY_FIELDS_SELECT_INVALID_TYPE",
		title: "A @key selects a field of an interface or union type",
		why:   "A key is sent back to subgraphs as a value that says which object is meant; the fields of an abstract type depend on what it happens to be.",
		mend:  "Make the key of scalars, enums and fields of object types.",
		example: `
-- users --
fed2.9 @key
type Query {
  user: User
}
interface Named {
  name: String
}
type User @key(fields: "name { name }") {
  name: Named
}`,
	},
	{
		code:  "KEY_DIRECTIVE_IN_FIELDS_ARG",
		title: "A @key applies a directive to a field it selects",
		why:   "A key is always the same fields: nothing in it can be skipped or included.",
		mend:  "Remove the directive.",
		example: `
-- users --
fed2.9 @key
type Query {
  user: User
}
type User @key(fields: "id @include(if: true)") {
  id: ID!
}`,
	},
	{
		code:  "KEY_UNSUPPORTED_ON_INTERFACE",
		title: "A @key stands on an interface in a schema that links federation before 2.3",
		why:   "Keys on interfaces came with federation 2.3.",
		mend:  "Link v2.3 or later.",
		example: `
-- users --
fed2.0 @key
type Query {
  user: User
}
interface User @key(fields: "id") {
  id: ID!
}
type Admin implements User @key(fields: "id") {
  id: ID!
}`,
	},
	{
		code:  "REQUIRES_INVALID_FIELDS",
		title: "The fields of a @requires do not parse, do not exist or lack a selection",
		why:   whyFieldSets + " What is required comes from other subgraphs, but this one has to declare it, as @external.",
		mend:  "Add the field to the type with @external, or correct the selection.",
		example: `
-- shipping --
fed2.9 @key @external @requires
type Query {
  product: Product
}
type Product @key(fields: "id") {
  id: ID!
  cost: Int @requires(fields: "weight")
}`,
	},
	{
		code:  "REQUIRES_INVALID_FIELDS_TYPE",
		title: "The fields argument of a @requires is not a string",
		why:   whyFieldSets,
		mend:  "Write the selection in quotes.",
		example: `
-- shipping --
fed2.9 @key @requires
type Query {
  product: Product
}
type Product @key(fields: "id") {
  id: ID!
  cost: Int @requires(fields: ["weight"])
}`,
	},
	{
		code:  "REQUIRES_DIRECTIVE_IN_FIELDS_ARG",
		title: "A @requires applies a directive to a field it selects",
		why:   "A field always requires the same: nothing in it can be skipped or included.",
		mend:  "Remove the directive.",
		example: `
-- shipping --
fed2.9 @key @external @requires
type Query {
  product: Product
}
type Product @key(fields: "id") {
  id: ID!
  weight: Int @external
  cost: Int @requires(fields: "weight @skip(if: false)")
}
-- products --
fed2.9 @key
type Product @key(fields: "id") {
  id: ID!
  weight: Int
}`,
	},
	{
		code:  "REQUIRES_FIELDS_MISSING_EXTERNAL",
		title: "A @requires selects a field that the subgraph resolves itself",
		why:   "What is required is fetched from elsewhere and passed in; a subgraph's own fields it has at hand anyway. Most often the @external was forgotten.",
		mend:  "Mark the field @external where it is another subgraph's, or take it out of the @requires.",
		example: `
-- shipping --
fed2.9 @key @requires
type Query {
  product: Product
}
type Product @key(fields: "id") {
  id: ID!
  weight: Int
  cost: Int @requires(fields: "weight")
}`,
	},
	{
		code:  "REQUIRES_UNSUPPORTED_ON_INTERFACE",
		title: "A @requires stands on a field of an interface",
		why:   "Fields are resolved on object types, and so is what they require.",
		mend:  "Put it on the fields of the implementing types.",
		example: `
-- shipping --
fed2.9 @key @requires @external
type Query {
  item: Item
}
interface Item {
  box: Box
  cost: Int @requires(fields: "box { weight }")
}
type Box {
  weight: Int @external
}
type Product implements Item {
  box: Box
  cost: Int
}`,
	},
	{
		code:  "PROVIDES_INVALID_FIELDS",
		title: "The fields of a @provides do not parse, do not exist or lack a selection",
		why:   whyFieldSets + " It selects from the type that the field returns.",
		mend:  "Add the field to the type with @external, or correct the selection.",
		example: `
-- reviews --
fed2.9 @key @provides
type Query {
  author: User @provides(fields: "name")
}
type User @key(fields: "id") {
  id: ID!
}`,
	},
	{
		code:  "PROVIDES_INVALID_FIELDS_TYPE",
		title: "The fields argument of a @provides is not a string",
		why:   whyFieldSets,
		mend:  "Write the selection in quotes.",
		example: `
-- reviews --
fed2.9 @key @provides
type Query {
  author: User @provides(fields: true)
}
type User @key(fields: "id") {
  id: ID!
}`,
	},
	{
		code:  "PROVIDES_FIELDS_HAS_ARGS",
		title: "A @provides selects a field that has arguments",
		why:   whyArguments,
		mend:  "Provide fields without arguments only.",
		example: `
-- reviews --
fed2.9 @key @provides @external
type Query {
  author: User @provides(fields: "name")
}
type User @key(fields: "id") {
  id: ID!
  name(short: Boolean): String @external
}`,
	},
	{
		code:  "PROVIDES_DIRECTIVE_IN_FIELDS_ARG",
		title: "A @provides applies a directive to a field it selects",
		why:   "A field always provides the same: nothing in it can be skipped or included.",
		mend:  "Remove the directive.",
		example: `
-- reviews --
fed2.9 @key @provides @external
type Query {
  author: User @provides(fields: "name @include(if: true)")
}
type User @key(fields: "id") {
  id: ID!
  name: String @external
}`,
	},
	{
		code:  "PROVIDES_FIELDS_MISSING_EXTERNAL",
		title: "A @provides selects a field that the subgraph resolves anyway",
		why:   "What a subgraph resolves everywhere it need not promise for one path. Most often the @external was forgotten.",
		mend:  "Mark the field @external where it can be had on this path only, or take it out of the @provides.",
		example: `
-- reviews --
fed2.9 @key @provides
type Query {
  author: User @provides(fields: "name")
}
type User @key(fields: "id") {
  id: ID!
  name: String
}`,
	},
	{
		code:  "PROVIDES_ON_NON_OBJECT_FIELD",
		title: "A @provides stands on a field whose type has no fields",
		why:   "It says which fields of the returned object can be had on this path; a scalar has none.",
		mend:  "Remove the @provides.",
		example: `
-- reviews --
fed2.9 @provides
type Query {
  count: Int @provides(fields: "value")
}`,
	},
	{
		code:  "PROVIDES_UNSUPPORTED_ON_INTERFACE",
		title: "A @provides stands on a field of an interface",
		why:   "Fields are resolved on object types, and so is what they provide.",
		mend:  "Put it on the fields of the implementing types.",
		example: `
-- reviews --
fed2.9 @key @provides @external
type Query {
  thing: Authored
}
interface Authored {
  author: User @provides(fields: "name")
}
type User @key(fields: "id") {
  id: ID!
  name: String @external
}`,
	},
}
