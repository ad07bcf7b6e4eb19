package explain

// schemaErrors are what can be wrong with the schema of one subgraph as GraphQL has it.
var schemaErrors = []entry{
	{
		code:  "INVALID_GRAPHQL",
		title: "The schema breaks a rule of GraphQL itself",
		why:   "Composition starts from valid schemas: the text has to parse, every name has to stand for something of the right kind, types have to have what their interfaces ask for, and directives have to be applied where and with what they are defined for. The same code is given when schemas that are valid by themselves give a merged one that is not.",
		mend:  "Look at the place and the message; a subgraph's own server refuses such a schema for the same reason.",
		example: `
-- users --
fed2.9
type Query {
  user: Usr
}
type User {
  id: ID!
}`,
	},
	{
		code:  "INVALID_SUBGRAPH_NAME",
		title: "A subgraph has no name, a name that is taken, or the reserved name \"_\"",
		why:   "Subgraphs are known by their names everywhere: in the supergraph, in plans, in headers and metrics.",
		mend:  "Give each subgraph a name of its own, other than \"_\".",
		example: `
-- _ --
fed2.9
type Query {
  a: Int
}`,
	},
	{
		code:  "NO_QUERIES",
		title: "No subgraph has a field on the query root type",
		why:   "A supergraph without queries is no schema: there would be nothing to ask for, and no place for a plan to start.",
		mend:  "Give at least one subgraph a query field. A subgraph that only has entities needs none, but some other one does.",
		example: `
-- users --
fed2.9 @key
type User @key(fields: "id") {
  id: ID!
}`,
	},
	{
		code:  "ROOT_QUERY_USED",
		title: "A type is called Query but is not the query root type",
		why:   "In the supergraph root types have their default names, whatever a subgraph calls them. A type of that name that is something else would be merged with the root.",
		mend:  "Rename the type, or make it the root.",
		example: `
-- search --
fed2.9
schema {
  query: Root
}
type Root {
  find: Query
}
type Query {
  text: String
}`,
	},
	{
		code:  "ROOT_MUTATION_USED",
		title: "A type is called Mutation but is not the mutation root type",
		why:   "In the supergraph root types have their default names, whatever a subgraph calls them. A type of that name that is something else would be merged with the root.",
		mend:  "Rename the type, or make it the root.",
		example: `
-- genes --
fed2.9
schema {
  query: Query
  mutation: Changes
}
type Query {
  gene: Mutation
}
type Changes {
  save: Boolean
}
type Mutation {
  position: Int
}`,
	},
	{
		code:  "ROOT_SUBSCRIPTION_USED",
		title: "A type is called Subscription but is not the subscription root type",
		why:   "In the supergraph root types have their default names, whatever a subgraph calls them. A type of that name that is something else would be merged with the root.",
		mend:  "Rename the type, or make it the root.",
		example: `
-- billing --
fed2.9
schema {
  query: Query
  subscription: Events
}
type Query {
  subscription: Subscription
}
type Events {
  paid: Boolean
}
type Subscription {
  price: Int
}`,
	},
	{
		code:  "DIRECTIVE_DEFINITION_INVALID",
		title: "The schema defines a federation directive, but otherwise than federation does",
		why:   "A schema may contain the definitions of the directives it uses, as many libraries print them. They have to fit the specification, or an application could mean something else than it says.",
		mend:  "Correct the definition, or leave it out: a @link to federation brings the definitions with it.",
		example: `
-- users --
fed2.9 @key
directive @key(fields: String!, kind: Int) repeatable on OBJECT | INTERFACE
type Query {
  user: User
}
type User @key(fields: "id") {
  id: ID!
}`,
	},
	{
		code:  "TYPE_DEFINITION_INVALID",
		title: "The schema defines a type of the federation specification, but as something else",
		why:   "The scalars of the specification, such as federation__FieldSet, may be defined by a schema, but only as scalars.",
		mend:  "Define it as a scalar, or leave it out.",
		example: `
-- users --
fed2.9
input federation__FieldSet {
  fields: String
}
type Query {
  a: Int
}`,
	},
	{
		code:  "TYPE_WITH_ONLY_UNUSED_EXTERNAL",
		title: "A type of a federation 1 schema has only @external fields that nothing uses",
		why:   "Unused @external fields of federation 1 schemas are left out when such a schema is lifted to federation 2. Here nothing would be left of a type that others refer to.",
		mend:  "Remove the type and the references to it, or use its fields in a @key, @requires or @provides.",
		example: `
-- a --
type Query {
  user: User
}
extend type User {
  name: String @external
}
-- b --
type User {
  name: String
}`,
	},
	{
		code:  "EXTENSION_WITH_NO_BASE",
		title: "A type is extended, but no subgraph defines it",
		why:   "An extension adds to something. In federation 2 no extensions are needed to share a type, so that a lonely one is most likely a misspelt name or a subgraph that was left out.",
		mend:  "Correct the name, add the subgraph with the definition, or write type instead of extend type.",
		example: `
-- a --
fed2.9
type Query {
  a: Int
}
extend type User {
  name: String
}`,
	},
}

// linkErrors are what can be wrong with a @link.
var linkErrors = []entry{
	{
		code:  "INVALID_LINK_IDENTIFIER",
		title: "The url of a @link is not the URL of a specification",
		why:   "A specification is known by an absolute URL whose last part is a version and the one before it the name: https://example.com/mine/v1.0.",
		mend:  "Correct the URL.",
		example: `
-- a --
extend schema @link(url: "https://specs.apollo.dev/federation/2.9")
type Query {
  a: Int
}`,
	},
	{
		code:  "INVALID_LINK_DIRECTIVE_USAGE",
		title: "A @link imports or names something in a way that cannot hold",
		why:   "Names that a @link brings in have to exist in the specification, must not clash with those of another @link, and are renamed with their @. Specifications that are not supported, connectors among them, are refused here too.",
		mend:  "Correct the import, or choose another name with as.",
		example: `
-- a --
fed2.9 @keys
type Query {
  a: Int
}`,
	},
	{
		code:  "UNKNOWN_LINK_VERSION",
		title: "The schema links a version of the link specification that does not exist",
		why:   "There is only v1.0, and a link to federation brings it with it.",
		mend:  "Link https://specs.apollo.dev/link/v1.0, or leave the link out.",
		example: `
-- a --
extend schema @link(url: "https://specs.apollo.dev/link/v3.0")
type Query {
  a: Int
}`,
	},
	{
		code:  "UNKNOWN_FEDERATION_LINK_VERSION",
		title: "The schema links a version of federation that is not known, or newer than federation_version",
		why:   "What a newer version means is not known here, so that nothing is guessed. Where supergraph.yaml has an exact federation_version, subgraphs may link that version or an older one.",
		mend:  "Link a version from v2.0 to v2.14, or raise federation_version.",
		example: `
-- a --
fed2.99 @key
type Query {
  a: Int
}`,
	},
	{
		code:  "LINK_IMPORT_NAME_MISMATCH",
		title: "Subgraphs call a directive of the supergraph by different names",
		why:   "Directives such as @tag and @inaccessible are in the supergraph too, where they need one name.",
		mend:  "Import the directive under the same name in all subgraphs that use it.",
		example: `
-- a --
extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@tag"])
type Query {
  a: Int @tag(name: "x")
}
-- b --
extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: [{name: "@tag", as: "@label"}])
type Query {
  b: Int @label(name: "x")
}`,
	},
}
