package explain

// mergeErrors are what subgraphs can disagree in.
var mergeErrors = []entry{
	{
		code:  "TYPE_KIND_MISMATCH",
		title: "A type is of different kinds in different subgraphs",
		why:   "Types of the same name are one type of the supergraph, and that is an object, an interface, a union, an enum, an input object or a scalar.",
		mend:  "Rename one of them, or agree on a kind.",
		example: `
-- a --
fed2.9
type Query {
  price: Price
}
type Price {
  amount: Int
}
-- b --
fed2.9
scalar Price`,
	},
	{
		code:  "FIELD_TYPE_MISMATCH",
		title: "The type of a field differs between subgraphs in a way that cannot be merged",
		why:   "One schema promises clients one type. Subgraphs may promise more than others (String! and String, an object and its interface), but not something else.",
		mend:  "Agree on a type.",
		example: `
-- a --
fed2.9 @shareable
type Query {
  version: Int @shareable
}
-- b --
fed2.9 @shareable
type Query {
  version: String @shareable
}`,
	},
	{
		code:  "FIELD_ARGUMENT_TYPE_MISMATCH",
		title: "The type of an argument differs between subgraphs in a way that cannot be merged",
		why:   "What a client passes goes to whichever subgraph answers. One may ask for more than another (Int! and Int), but not for something else.",
		mend:  "Agree on a type.",
		example: `
-- a --
fed2.9 @shareable
type Query {
  user(id: Int): String @shareable
}
-- b --
fed2.9 @shareable
type Query {
  user(id: String): String @shareable
}`,
	},
	{
		code:  "FIELD_ARGUMENT_DEFAULT_MISMATCH",
		title: "An argument has different default values in different subgraphs",
		why:   "The same query would get different answers, depending on which subgraph is asked.",
		mend:  "Agree on a default value, or have none.",
		example: `
-- a --
fed2.9 @shareable
type Query {
  users(first: Int = 10): String @shareable
}
-- b --
fed2.9 @shareable
type Query {
  users(first: Int = 20): String @shareable
}`,
	},
	{
		code:  "INPUT_FIELD_DEFAULT_MISMATCH",
		title: "An input field has different default values in different subgraphs",
		why:   "The same query would mean different things, depending on which subgraph is asked.",
		mend:  "Agree on a default value, or have none.",
		example: `
-- a --
fed2.9
type Query {
  a(page: Page): Int
}
input Page {
  size: Int = 10
}
-- b --
fed2.9
type Query {
  b(page: Page): Int
}
input Page {
  size: Int = 20
}`,
	},
	{
		code:  "REQUIRED_ARGUMENT_MISSING_IN_SOME_SUBGRAPH",
		title: "An argument is required in one subgraph and missing in another",
		why:   "The supergraph has the arguments that all subgraphs with the field have, so that this one would be left out and the subgraph that requires it could not be asked.",
		mend:  "Add the argument where it is missing, or make it optional.",
		example: `
-- a --
fed2.9 @shareable
type Query {
  user(id: ID!): String @shareable
}
-- b --
fed2.9 @shareable
type Query {
  user: String @shareable
}`,
	},
	{
		code:  "REQUIRED_INPUT_FIELD_MISSING_IN_SOME_SUBGRAPH",
		title: "An input field is required in one subgraph and missing in another",
		why:   "The supergraph has the input fields that all subgraphs with the type have, so that this one would be left out and the subgraph that requires it could not be asked.",
		mend:  "Add the field where it is missing, or make it optional.",
		example: `
-- a --
fed2.9
type Query {
  a(page: Page): Int
}
input Page {
  size: Int!
  after: ID
}
-- b --
fed2.9
type Query {
  b(page: Page): Int
}
input Page {
  after: ID
}`,
	},
	{
		code:  "EMPTY_MERGED_INPUT_TYPE",
		title: "Subgraphs have no field of an input object in common",
		why:   "The supergraph has the input fields that all subgraphs with the type have.",
		mend:  "Agree on the fields, or rename one of the types.",
		example: `
-- a --
fed2.9
type Query {
  a(page: Page): Int
}
input Page {
  size: Int
}
-- b --
fed2.9
type Query {
  b(page: Page): Int
}
input Page {
  after: ID
}`,
	},
	{
		code:  "EMPTY_MERGED_ENUM_TYPE",
		title: "Subgraphs have no value in common of an enum that is passed in",
		why:   "Of an enum that is only passed in, the supergraph has the values that all subgraphs with the enum have.",
		mend:  "Agree on the values, or rename one of the enums.",
		example: `
-- a --
fed2.9
type Query {
  a(order: Order): Int
}
enum Order { UP }
-- b --
fed2.9
type Query {
  b(order: Order): Int
}
enum Order { DOWN }`,
	},
	{
		code:  "ENUM_VALUE_MISMATCH",
		title: "An enum that is both passed in and read has different values in different subgraphs",
		why:   "A value that one subgraph returns could be passed to another that does not know it.",
		mend:  "Add the value everywhere. While that is being done it can be marked @inaccessible.",
		example: `
-- a --
fed2.9
type Query {
  a(state: State): State
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
		code:  "INVALID_FIELD_SHARING",
		title: "Several subgraphs resolve a field, but not all of them say that it is shareable",
		why:   "Any of them may be asked, so that all have to give the same answer. @shareable is how the owners of each say that they know.",
		mend:  "Mark the field @shareable in each of the subgraphs; or resolve it in one only and mark it @external or remove it in the others; or move it with @override.",
		example: `
-- a --
fed2.9 @key
type Query {
  user: User
}
type User @key(fields: "id") {
  id: ID!
  name: String
}
-- b --
fed2.9 @key
type User @key(fields: "id") {
  id: ID!
  name: String
}`,
	},
	{
		code:  "EXTERNAL_MISSING_ON_BASE",
		title: "A field is @external wherever it is declared",
		why:   "Some subgraph has to resolve it.",
		mend:  "Add the field to the subgraph that resolves it, or remove it.",
		example: `
-- a --
fed2.9 @key
type Query {
  product: Product
}
type Product @key(fields: "id") {
  id: ID!
}
-- b --
fed2.9 @key @external @requires
type Product @key(fields: "id") {
  id: ID!
  weight: Int @external
  cost: Int @requires(fields: "weight")
}`,
	},
	{
		code:  "EXTERNAL_TYPE_MISMATCH",
		title: "A field has another type where it is @external than where it is resolved",
		why:   "What the one resolves is passed to the other.",
		mend:  "Give the @external field the type that it has where it is resolved.",
		example: `
-- a --
fed2.9 @key
type Query {
  product: Product
}
type Product @key(fields: "id") {
  id: ID!
  weight: Int
}
-- b --
fed2.9 @key @external @requires
type Product @key(fields: "id") {
  id: ID!
  weight: Float @external
  cost: Int @requires(fields: "weight")
}`,
	},
	{
		code:  "EXTERNAL_ARGUMENT_MISSING",
		title: "A field lacks an argument where it is @external",
		why:   "A declaration that something else resolves has to be that of the field as it is.",
		mend:  "Add the argument.",
		example: `
-- a --
fed2.9 @key
type Query {
  product: Product
}
type Product @key(fields: "id") {
  id: ID!
  weight(unit: String): Int
}
-- b --
fed2.9 @key @external @requires
type Product @key(fields: "id") {
  id: ID!
  weight: Int @external
  cost: Int @requires(fields: "weight")
}`,
	},
	{
		code:  "EXTERNAL_ARGUMENT_TYPE_MISMATCH",
		title: "An argument has another type where its field is @external",
		why:   "What @requires passes there has to be something the resolving subgraph takes.",
		mend:  "Give the argument the type that it has where the field is resolved.",
		example: `
-- a --
fed2.9 @key
type Query {
  product: Product
}
type Product @key(fields: "id") {
  id: ID!
  weight(unit: String): Int
}
-- b --
fed2.9 @key @external @requires
type Product @key(fields: "id") {
  id: ID!
  weight(unit: Int): Int @external
  cost: Int @requires(fields: "weight")
}`,
	},
	{
		code:  "EXTERNAL_ARGUMENT_DEFAULT_MISMATCH",
		title: "An argument has another default value where its field is @external",
		why:   "What is required would not be what is meant.",
		mend:  "Give the argument the default value that it has where the field is resolved.",
		example: `
-- a --
fed2.9 @key
type Query {
  product: Product
}
type Product @key(fields: "id") {
  id: ID!
  weight(unit: String = "kg"): Int
}
-- b --
fed2.9 @key @external @requires
type Product @key(fields: "id") {
  id: ID!
  weight(unit: String = "g"): Int @external
  cost: Int @requires(fields: "weight")
}`,
	},
	{
		code:  "MERGED_DIRECTIVE_APPLICATION_ON_EXTERNAL",
		title: "A directive that the supergraph keeps stands on an @external field",
		why:   "What @tag, @inaccessible, @deprecated and their like say of a field is for the subgraph to say that resolves it.",
		mend:  "Move the directive to where the field is resolved.",
		example: `
-- a --
fed2.9 @key
type Query {
  product: Product
}
type Product @key(fields: "id") {
  id: ID!
  weight: Int
}
-- b --
fed2.9 @key @external @requires @tag
type Product @key(fields: "id") {
  id: ID!
  weight: Int @external @tag(name: "internal")
  cost: Int @requires(fields: "weight")
}`,
	},
	{
		code:  "INTERFACE_KEY_MISSING_IMPLEMENTATION_TYPE",
		title: "A subgraph has a key on an interface but does not know all implementations",
		why:   "Such a subgraph is asked what type an object of the interface has. It cannot tell of types it does not define.",
		mend:  "Define the missing types there, or make the key resolvable: false.",
		example: `
-- a --
fed2.9 @key
type Query {
  media: Media
}
interface Media @key(fields: "id") {
  id: ID!
}
type Book implements Media @key(fields: "id") {
  id: ID!
}
-- b --
fed2.9 @key
interface Media {
  id: ID!
}
type Film implements Media @key(fields: "id") {
  id: ID!
}`,
	},
	{
		code:  "DIRECTIVE_COMPOSITION_ERROR",
		title: "A @composeDirective asks for something that cannot be composed",
		why:   "It names, with its @, a directive that the schema defines and that belongs to a specification the schema links. All subgraphs have to link the same major version of it and call the directive the same.",
		mend:  "Add a @link that imports the directive, define it, or correct the name.",
		example: `
-- a --
fed2.9 @composeDirective
extend schema @composeDirective(name: "@mine")
directive @mine on FIELD_DEFINITION
type Query {
  a: Int @mine
}`,
	},
}

// overrideErrors are what can be wrong with @override.
var overrideErrors = []entry{
	{
		code:  "OVERRIDE_FROM_SELF_ERROR",
		title: "A field is overridden from its own subgraph",
		why:   "@override moves a field from another subgraph to this one.",
		mend:  "Name the subgraph that the field is taken from.",
		example: `
-- a --
fed2.9 @override
type Query {
  name: String @override(from: "a")
}`,
	},
	{
		code:  "OVERRIDE_SOURCE_HAS_OVERRIDE",
		title: "A field is overridden from a subgraph that overrides it itself",
		why:   "Which subgraph answers must not depend on following a chain, or a circle, of overrides.",
		mend:  "Keep one @override of the field.",
		example: `
-- a --
fed2.9 @override @shareable
type Query {
  name: String @override(from: "b") @shareable
}
-- b --
fed2.9 @override @shareable
type Query {
  name: String @override(from: "c") @shareable
}
-- c --
fed2.9
type Query {
  name: String
}`,
	},
	{
		code:  "OVERRIDE_COLLISION_WITH_ANOTHER_DIRECTIVE",
		title: "A field that is overridden has @external, @requires or @provides, or is one of an @interfaceObject",
		why:   "An @external field is not resolved and cannot be taken over; what a @requires or @provides of the overridden field says would be lost.",
		mend:  "Remove the other directive first.",
		example: `
-- a --
fed2.9 @key @override @shareable
type Query {
  product: Product
}
type Product @key(fields: "id") {
  id: ID!
  weight: Int
  cost: Int @override(from: "b") @shareable
}
-- b --
fed2.9 @key @external @requires @shareable
type Product @key(fields: "id") {
  id: ID!
  weight: Int @external
  cost: Int @requires(fields: "weight") @shareable
}`,
	},
	{
		code:  "OVERRIDE_ON_INTERFACE",
		title: "A field of an interface is overridden",
		why:   "Fields of interfaces are not resolved, so that there is nothing to take over.",
		mend:  "Put @override on the fields of the implementing types.",
		example: `
-- a --
fed2.9 @override
type Query {
  node: Node
}
interface Node {
  id: ID! @override(from: "b")
}
type User implements Node {
  id: ID!
}`,
	},
	{
		code:  "OVERRIDE_LABEL_INVALID",
		title: "The label of a progressive @override is neither a name nor a percentage",
		why:   "A label starts with a letter and goes on with letters, digits and _-:./ ; or it is percent(x), with x from 0 to 100 and at most 8 decimals.",
		mend:  "Correct the label.",
		example: `
-- a --
fed2.9 @override
type Query {
  name: String @override(from: "b", label: "percent(101)")
}
-- b --
fed2.9
type Query {
  name: String
}`,
	},
}
