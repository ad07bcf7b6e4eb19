package compose

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// agreements are small sets with the verdict of the reference, each a corner that is easy to get
// wrong.
var agreements = []struct {
	name      string
	subgraphs []string
	codes     []string
}{
	// Which codes appear together: what is known of a schema comes before what GraphQL or
	// federation say of it.
	{"a wrong definition hides GraphQL's later rules",
		[]string{"type Query implements I { a: Int } interface I { b: Int } directive @key on FIELD"},
		[]string{"DIRECTIVE_DEFINITION_INVALID"}},
	{"a wrong definition and an unknown interface",
		[]string{"type Query implements Nope { a: Int } directive @key on FIELD"},
		[]string{"DIRECTIVE_DEFINITION_INVALID", "INVALID_GRAPHQL"}},
	{"an unknown type hides a wrong definition",
		[]string{"type Query { a: Nope } directive @key on FIELD"}, []string{"INVALID_GRAPHQL"}},
	{"wrong definitions of federation 2 in federation 1 come after lifting",
		[]string{"# fed1\ntype Query { a: Int } directive @shareable(a: Int) on FIELD_DEFINITION", "# fed1\nextend type T { a: Int }"},
		[]string{"DIRECTIVE_DEFINITION_INVALID", "EXTENSION_WITH_NO_BASE"}},
	{"missing implementations and authorization",
		[]string{
			"type Query { a: Int } interface P { age: Int } type T @key(fields: \"id\") { id: ID! s: Int @authenticated }",
			"type Bar implements P { name: String } interface P { name: String } type T @key(fields: \"id\") { id: ID! s: Int @external f: Int @requires(fields: \"s\") }",
		}, []string{"INTERFACE_FIELD_NO_IMPLEM", "MISSING_TRANSITIVE_AUTH_REQUIREMENTS"}},
	{"an invalid supergraph comes after authorization",
		[]string{
			"type Query { a: Int } type U @key(fields: \"id\") { id: ID @shareable } interface N { id: ID! } type T @key(fields: \"id\") { id: ID! s: Int @authenticated }",
			"type U implements N @key(fields: \"id\") { id: ID! @shareable } interface N { id: ID! } type T @key(fields: \"id\") { id: ID! s: Int @external f: Int @requires(fields: \"s\") }",
		}, []string{"MISSING_TRANSITIVE_AUTH_REQUIREMENTS"}},
	{"an interface above an interface in another subgraph only",
		[]string{"type Query { a: A } interface A { x: Int } type T implements A { x: Int @shareable }",
			"interface A implements B { x: Int } interface B { x: Int } type S implements A & B { x: Int }"}, []string{"INVALID_GRAPHQL"}},
	{"an interface above an interface, that the type implements elsewhere",
		[]string{"type Query { a: A } interface A { x: Int } type T implements A { x: Int @shareable }",
			"interface A implements B { x: Int } interface B { x: Int } type T implements B { x: Int @shareable }"}, []string{}},
	{"interfaces that implement each other in different subgraphs",
		[]string{"type Query { a: A } interface A implements B { x: Int } interface B { x: Int } type T implements A & B { x: Int @shareable }",
			"interface A { x: Int } interface B implements A { x: Int } type T implements A & B { x: Int @shareable }"}, []string{"INVALID_GRAPHQL"}},
	{"an input that is something else elsewhere has its fields nowhere",
		[]string{"type Query { a: Int } input T { x: Int! }", "type T { x: Int! }"},
		[]string{"EMPTY_MERGED_INPUT_TYPE", "REQUIRED_INPUT_FIELD_MISSING_IN_SOME_SUBGRAPH", "TYPE_KIND_MISMATCH"}},

	// Definitions that libraries print.
	{"federation 1 definitions without arguments",
		[]string{"# fed1\ntype Query { a: Int } directive @key on ENUM_VALUE directive @requires repeatable on FIELD_DEFINITION directive @provides on FIELD"}, []string{}},
	{"field sets defined as lists", []string{"type Query { a: Int } directive @key(fields: [String!]!) on OBJECT"}, []string{}},
	{"field sets defined as nullable lists",
		[]string{"type Query { a: Int } directive @key(fields: [String]) on OBJECT"}, []string{"DIRECTIVE_DEFINITION_INVALID"}},
	{"a field set applied as a list",
		[]string{"type Query { a: Int } directive @key(fields: [String!]!) on OBJECT type T @key(fields: [\"a\"]) { a: Int }"}, []string{"KEY_INVALID_FIELDS_TYPE"}},
	{"field sets defined as numbers",
		[]string{"directive @key(fields: Int!) on OBJECT type Query @key(fields: \"a\") { a: Int }"}, []string{"INVALID_GRAPHQL"}},
	{"a type of one's own called like a scalar of federation",
		[]string{"enum Scope { A } enum Policy { A } type Query @requiresScopes(scopes: [[\"z\"]]) { a(s: Scope, p: Policy): Int @policy(policies: [[\"p\"]]) }"}, []string{}},
	{"defaults of directive arguments", []string{"directive @x(a: Int = \"s\") on OBJECT type Query { a: Int }"}, []string{"INVALID_GRAPHQL"}},
	{"required directive arguments cannot be deprecated", []string{"directive @x(a: Int! @deprecated) on OBJECT type Query { a: Int }"}, []string{"INVALID_GRAPHQL"}},

	// Federation 1.
	{"@extends elsewhere is a definition", []string{"# fed1\ntype Query { a: Int }", "# fed1\ntype O @extends { n: Int }", "# fed1\ntype O @extends { n: Int }"}, []string{}},
	{"@extends alone is not", []string{"# fed1\ntype Query { a: Int }", "# fed1\ntype O @extends { n: Int }"}, []string{"EXTENSION_WITH_NO_BASE"}},
	{"extensions of value types are not shareable",
		[]string{"# fed1\ntype User { c: Int } extend type User { ssn: Int }", "# fed1\ntype Query { u: User } type User { c: Int ssn: Int }"}, []string{"INVALID_FIELD_SHARING"}},
	{"those of entities are",
		[]string{"# fed1\ntype User @key(fields: \"id\") { id: ID! c: Int } extend type User { ssn: Int }", "# fed1\ntype Query { u: User } type User @key(fields: \"id\") { id: ID! c: Int ssn: Int }"}, []string{}},

	{"a key of an extension makes its own fields internal, not those below them",
		[]string{"# fed1\nextend type E @key(fields: \"o { id }\") { o: O x: Int } extend type O { id: ID @external }",
			"# fed1\ntype Query { e: E } type E @key(fields: \"k\") { k: Int o: O } type O { z: Int }"}, []string{"EXTERNAL_MISSING_ON_BASE"}},
	{"where @extends marks it, those below them too",
		[]string{"# fed1\ntype E @extends @key(fields: \"o { id }\") { o: O x: Int } extend type O { id: ID @external }",
			"# fed1\ntype Query { o: O e: E } type E @key(fields: \"o { z }\") { o: O } type O { z: Int }"}, []string{"SATISFIABILITY_ERROR"}},
	{"and in federation 2, however it is extended",
		[]string{nestedKey + "extend type E @key(fields: \"o { id }\") { o: O @shareable x: Int } type O { id: ID @external }",
			nestedKey + "type Query { e: E } type E @key(fields: \"k\") { k: Int o: O @shareable } type O { z: Int }"}, []string{"SATISFIABILITY_ERROR"}},
	{"but not of what is no extension",
		[]string{nestedKey + "type E @key(fields: \"o { id }\") { o: O @shareable x: Int } type O { id: ID @external }",
			nestedKey + "type Query { e: E } type E @key(fields: \"k\") { k: Int o: O @shareable } type O { z: Int }"}, []string{"EXTERNAL_MISSING_ON_BASE"}},
	{"an extension without a key is entered by the first key of any subgraph",
		[]string{extendingWithoutKey, "# fed1\ntype E @key(fields: \"z\") { z: Int id: ID }", "# fed1\ntype E @key(fields: \"id\") { z: Int id: ID }"}, []string{}},
	{"and by no further one",
		[]string{extendingWithoutKey, "# fed1\ntype E @key(fields: \"z\") @key(fields: \"id\") { z: Int id: ID }"}, []string{"SATISFIABILITY_ERROR"}},
	{"a type that is all extension has no field that stands apart",
		[]string{"# fed1\ntype O @extends { name: String } extend type O { age: Int }", "# fed1\ntype Query { o: O } type O { age: Int name: String }"}, []string{}},
	{"an extension without a definition beside unused externals",
		[]string{"# fed1\ntype Query { n: N } type N { a: Int @external }", "# fed1\nextend type X { n: N } type N { a: Int! @external }"},
		[]string{"EXTENSION_WITH_NO_BASE", "TYPE_WITH_ONLY_UNUSED_EXTERNAL"}},

	// Field sets.
	{"an abstract type in a key comes before arguments", []string{"type Query @key(fields: \"f u\") { f(x: Int!): Int u: U } union U = Query"}, []string{"KEY_FIELDS_SELECT_INVALID_TYPE"}},
	{"an argument from a context need not be given", []string{"type Query @key(fields: \"f\") { f(x: Int! @fromContext(field: \"$c { a }\")): Int a: Int! }"}, []string{"CONTEXT_NOT_SET", "KEY_FIELDS_HAS_ARGS"}},
	{"what does not exist comes first where it stands first", []string{"type Query @key(fields: \"nope u\") { u: U } union U = Query"}, []string{"KEY_INVALID_FIELDS"}},
	{"in the key of an interface, anywhere", []string{"type Query { i: I } interface I @key(fields: \"i nope\") { i: I }"}, []string{"KEY_INVALID_FIELDS"}},
	{"an unknown directive uses nothing", []string{"type Query @key(fields: \"a @foo\") { a: Int @external b: Int }"}, []string{"EXTERNAL_UNUSED", "KEY_INVALID_FIELDS"}},

	// Progressive overrides: nothing can hang on a field that is moving.
	{"a moving field is required",
		[]string{
			"type Query { m: M } type M @key(fields: \"id\") { id: ID! x: Int @override(from: \"b\", label: \"percent(5)\") }",
			"type M @key(fields: \"id\") { id: ID! x: Int }",
			"type M @key(fields: \"id\") { id: ID! x: Int @external y: Int @requires(fields: \"x\") }",
		}, []string{"SATISFIABILITY_ERROR"}},
	{"a moving field is a key",
		[]string{
			"type Query { m: M } type M @key(fields: \"id\") @key(fields: \"x\") { id: ID! x: Int @override(from: \"b\", label: \"on\") }",
			"type M @key(fields: \"id\") @key(fields: \"x\") { id: ID! x: Int }",
			"type M @key(fields: \"x\") { x: Int y: Int }",
		}, []string{"SATISFIABILITY_ERROR"}},
	{"a label is not looked at where the field cannot be overridden",
		[]string{
			"type Query { t: T } type T { f: Int @override(from: \"b\", label: \"percent(101)\") s: Int }",
			"type T { s: Int @external f: Int @requires(fields: \"s\") }",
		}, []string{"INVALID_FIELD_SHARING", "OVERRIDE_COLLISION_WITH_ANOTHER_DIRECTIVE"}},
	{"an empty label is none", []string{"type Query { a: Int @override(from: \"b\", label: \"\") }", "type Query { a: Int }"}, []string{}},

	// @requires on abstract types: what a subgraph never returns cannot be required of it.
	{"a fragment on an implementation that the resolving subgraph lacks", requiring("... on Baz { baz }", "type Other implements Foo @shareable { foo: Int }"), []string{"SATISFIABILITY_ERROR"}},
	{"a fragment on one that it has", requiring("... on Bar { foo } ... on Baz { baz }", "type Baz implements Foo @shareable { foo: Int baz: Int }"), []string{}},
	{"a fragment on the interface itself", requiring("... on Foo { foo }", ""), []string{}},

	// What is @inaccessible.
	{"a default value that uses a value of a hidden enum", []string{"type Query { a: Int b(e: E = H): Int } enum E @inaccessible { H @inaccessible }"}, []string{"REFERENCED_INACCESSIBLE"}},
	{"a default value that uses a hidden value below a hidden type",
		[]string{"type Query { a: Int b(i: In = {e: H}): Int } enum E { H @inaccessible I } input In @inaccessible { e: E @inaccessible }"},
		[]string{"DEFAULT_VALUE_USES_INACCESSIBLE", "REFERENCED_INACCESSIBLE"}},

	// @provides.
	{"what is provided first does not hold",
		[]string{"type Query { t: T } type T { x: Int a: Int @provides(fields: \"x\") b: T @external @provides(fields: \"x\") }"}, []string{"PROVIDES_ON_NON_OBJECT_FIELD"}},
	{"what is provided first collides",
		[]string{"type Query { t: T } type T { x: Int b: T @external @provides(fields: \"x\") a: Int @provides(fields: \"x\") }"}, []string{"EXTERNAL_COLLISION_WITH_ANOTHER_DIRECTIVE"}},

	// @fromContext.
	{"an argument from a context of a field of an interface, without a key",
		[]string{"type Query { p: String e: E } interface I { x: Int } type E implements I { x(a: String @fromContext(field: \"$c { p }\")): Int }"},
		[]string{"CONTEXT_NOT_SET", "CONTEXT_NO_RESOLVABLE_KEY"}},
	{"an argument in a context selection is missing", contextual("prop", "String"), []string{"CONTEXT_INVALID_SELECTION"}},
	{"an argument in a context selection", contextual("prop(first: 1)", "String"), []string{}},
	{"an unknown argument in a context selection", contextual("prop(first: 1, x: 1)", "String"), []string{"CONTEXT_INVALID_SELECTION"}},
	{"a list from a context may have nulls", contextual("l", "[Int!]"), []string{"CONTEXT_INVALID_SELECTION"}},
	{"a list from a context", contextual("l", "[Int]"), []string{}},
	{"__typename from a context", contextual("__typename", "String"), []string{}},
	{"conditions of a context that two types set", conditional("... on Query { p } ... on X { p }"), []string{}},
	{"conditions of a context in braces", conditional("{ ... on Query { p } ... on X { p } }"), []string{}},
	{"a condition of a context that is never used", conditional("... on Query { p } ... on X { p } ... on Y { p }"), []string{"CONTEXT_INVALID_SELECTION"}},
	{"a condition of a context on an interface", conditional("... on Query { p } ... on I { p }"), []string{"CONTEXT_INVALID_SELECTION"}},
	{"a fragment of a context without a condition", conditional("{ ... { p } }"), []string{"CONTEXT_INVALID_SELECTION"}},
	{"a fragment in a condition of a context", conditional("... on Query { ... on Query { p } } ... on X { p }"), []string{"CONTEXT_INVALID_SELECTION"}},
	{"a fragment in a field of a context", conditional("... on Query { i { ... on X { p } } } ... on X { p }"), []string{"CONTEXT_INVALID_SELECTION"}},
	{"one of several conditions of a context with another type", conditional("... on Query { s } ... on X { p }"), []string{"CONTEXT_INVALID_SELECTION"}},
	{"one of several conditions for an interface that sets a context, with another type",
		[]string{
			"type Query { i: I } interface I @context(name: \"n\") { p: Int } type X implements I { p: Int s: String c: C } type Y implements I { p: Int c: C } " +
				"type C @key(fields: \"id\") { id: ID! y(a: Int @fromContext(field: \"$n ... on X { s } ... on Y { p }\")): Int }",
		}, []string{"CONTEXT_INVALID_SELECTION"}},
	{"a context that only the type of the field's own object sets",
		[]string{"type Query { t: T } type T @key(fields: \"id\") @context(name: \"t\") { id: ID! y: Int x(a: Int @fromContext(field: \"$t { y }\")): Int }"},
		[]string{"SATISFIABILITY_ERROR"}},
	{"a context that only an interface of the field's own object sets",
		[]string{"type Query { n: N } interface N @context(name: \"n\") { p: Int } type X implements N @key(fields: \"id\") { id: ID! p: Int y(a: Int @fromContext(field: \"$n { p }\")): Int }"},
		[]string{"SATISFIABILITY_ERROR"}},
	{"a context that the type of the field's own object sets, and one above it",
		[]string{"type Query @context(name: \"t\") { t: T y: Int } type T @key(fields: \"id\") @context(name: \"t\") { id: ID! y: Int x(a: Int @fromContext(field: \"$t { y }\")): Int }"},
		[]string{}},
	{"a context for a field that an interface has without the argument",
		[]string{"type Query @context(name: \"q\") { p: Int i: I } interface I { y: Int } type X implements I @key(fields: \"id\") { id: ID! y(a: Int @fromContext(field: \"$q { p }\")): Int }"},
		[]string{"CONTEXT_NOT_SET"}},
	{"a context for a field that an interface has in another subgraph",
		[]string{
			"type Query @context(name: \"q\") { p: Int x: X } type X @key(fields: \"id\") { id: ID! y(a: Int @fromContext(field: \"$q { p }\")): Int }",
			"type Query { i: I } interface I { y: Int } type X implements I @key(fields: \"id\") { id: ID! y: Int @external }",
		}, []string{}},
	{"a value from a context that is moving", takingContext("v: ID @override(from: \"b\", label: \"percent(5)\")", "v: ID"), []string{"SATISFIABILITY_ERROR"}},
	{"a value from a context that moves at once", takingContext("v: ID @override(from: \"b\")", "v: ID"), []string{}},
	{"a value from a context that only another subgraph has", takingContext("v: ID @external", "v: ID"), []string{}},
	{"a value from a context that no client sees and no key leads to",
		[]string{takingContext("v: ID @external", "")[0], "type T @key(fields: \"id\", resolvable: false) { id: ID! v: ID @inaccessible }"}, []string{"SATISFIABILITY_ERROR"}},
	{"a value from a context that a farther type could tell",
		[]string{"type Query @context(name: \"c\") { v: ID t: T } " + strings.ReplaceAll(takingContext("v: ID @external", "")[0], "type Query { t: T }", ""),
			"type T @key(fields: \"id\", resolvable: false) { id: ID! v: ID @inaccessible }"}, []string{"SATISFIABILITY_ERROR"}},
	{"a context that only the mutation root sets",
		[]string{"type Query { q: Int } type Mutation @context(name: \"m\") { rate: Int make: T } type T @key(fields: \"id\") { id: ID! x(a: Int @fromContext(field: \"$m { rate }\")): Int }"},
		[]string{}},
	{"a context that all implementations set, below an interface object", hiddenSetters("@context(name: \"c\")", "... on Book { price } ... on Pen { price }"), []string{}},
	{"a context that one implementation sets, below an interface object", hiddenSetters("", "... on Book { price }"), []string{"SATISFIABILITY_ERROR"}},

	// Subscriptions.
	{"a subscription field marked @shareable", []string{"type Query { a: Int } type Subscription { s: Int @shareable }"}, []string{"INVALID_FIELD_SHARING"}},
	{"a subscription root marked @shareable", []string{"type Query { a: Int } type Subscription @shareable { s: Int }"}, []string{}},

	// @interfaceObject makes an interface of an object.
	{"a directive that cannot stand on an interface",
		[]string{"interface Node { id: ID! }", "type Node @key(fields: \"id\", resolvable: false) @interfaceObject @cost(weight: 4) { id: ID! } type Query { n: Node }"}, []string{"INVALID_GRAPHQL"}},

	{"an interface object beside an implementation, which has its field as external",
		[]string{
			"type Query { box: Box } interface Sized @key(fields: \"id\") { id: ID! } type Box implements Sized @key(fields: \"id\") { id: ID! }",
			"type Sized @interfaceObject @key(fields: \"id\") { id: ID! width: Int } type Box @key(fields: \"id\") { id: ID! width: Int @external area: Int @requires(fields: \"width\") }",
		}, []string{"EXTERNAL_MISSING_ON_BASE", "INTERFACE_OBJECT_USAGE_ERROR"}},
	{"an interface field that an implementation has from elsewhere is no key",
		[]string{
			"type Query { ns: [N!]! } interface N { id: ID! } type User implements N { id: ID! @external }",
			"type N @key(fields: \"id\") @interfaceObject { id: ID! }",
		}, []string{"SATISFIABILITY_ERROR"}},

	// Composed directives: the definition of the newest version holds for all.
	{"the newest definition asks for an argument", composing("(a: Int!)", "", ""), []string{"INVALID_GRAPHQL"}},
	{"the newest definition lacks an argument", composing("", "(a: Int)", "(a: 1)"), []string{"INVALID_GRAPHQL"}},
	{"the newest definition has another type", composing("(a: String)", "(a: Int)", "(a: 1)"), []string{"INVALID_GRAPHQL"}},
	{"the newest definition has a default", composing("(a: Int! = 1)", "", ""), []string{}},

	// @link.
	{"a name that federation uses for another element", linking(`, import: [{name: "@tag", as: "@federation__policy"}]`, ""), []string{"INVALID_LINK_DIRECTIVE_USAGE"}},
	{"the name that the prefix gives anyway", linking(`, import: [{name: "@tag", as: "@federation__tag"}]`, ""), []string{}},
	{"a name of the link specification", linking(`, import: [{name: "@tag", as: "@link__foo"}]`, ""), []string{"INVALID_LINK_DIRECTIVE_USAGE"}},
	{"federation as link", linking(`, as: "link"`, ""), []string{"INVALID_LINK_DIRECTIVE_USAGE"}},
	{"two elements under one name", linking(`, import: [{name: "@tag", as: "@key"}, "@key"]`, ""), []string{"INVALID_LINK_DIRECTIVE_USAGE"}},
	{"a feature linked by itself", linking(`) @link(url: "https://specs.apollo.dev/tag/v0.3"`, "extend type Query { b: Int @tag(name: \"x\") }"), []string{}},
	{"a feature linked by itself and imported", linking(`, import: ["@tag"]) @link(url: "https://specs.apollo.dev/tag/v0.3"`, ""), []string{"INVALID_LINK_DIRECTIVE_USAGE"}},
	{"an element that a feature does not have", linking(`) @link(url: "https://specs.apollo.dev/cost/v0.1", import: ["@price"]`, ""), []string{"INVALID_LINK_DIRECTIVE_USAGE"}},
	{"a broken link hides the rest of the schema", linking(`, import: ["@nope"]`, "type T { a: Nope }"), []string{"INVALID_LINK_DIRECTIVE_USAGE"}},
	{"one beside an explicit link to link does not",
		[]string{`extend schema @link(url: "https://specs.apollo.dev/link/v1.0") @link(url: "https://x.test/foo/v1", import: ["@a"]) type Query { a: Int @a }`},
		[]string{"INVALID_GRAPHQL", "INVALID_LINK_IDENTIFIER"}},
	{"an unknown version makes its directives unknown",
		[]string{`extend schema @link(url: "https://specs.apollo.dev/federation/v2.99", import: ["@key"]) type Query @key(fields: "a") { a: Int }`},
		[]string{"INVALID_GRAPHQL", "UNKNOWN_FEDERATION_LINK_VERSION"}},
	{"an element that the link specification does not have",
		[]string{`extend schema @link(url: "https://specs.apollo.dev/link/v1.0", import: ["@tag"]) type Query { a: Int }`}, []string{"INVALID_LINK_DIRECTIVE_USAGE"}},
	{"link under another name than it is used",
		[]string{`extend schema @link(url: "https://specs.apollo.dev/link/v1.0", as: "foo") type Query { a: Int }`}, []string{"INVALID_GRAPHQL"}},
	{"federation 1 leaves its names to no other link",
		[]string{`extend schema @link(url: "https://specs.apollo.dev/link/v1.0") @link(url: "https://x.test/foo/v1.0", import: ["@key"]) type Query { a: Int }`}, []string{"INVALID_LINK_DIRECTIVE_USAGE"}},
}

const nestedKey = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.5", import: ["@key", "@external", "@shareable"]) `

const extendingWithoutKey = "# fed1\ntype Query { q: E } extend type E { id: ID @external w: Int }"

// requiring is an entity whose field, of another subgraph, is required by way of a fragment.
func requiring(fragment, implementation string) []string {
	return []string{
		"type E @key(fields: \"id\") { id: ID! data: Foo } interface Foo { foo: Int } " + implementation,
		"type Query { e: E } type E @key(fields: \"id\") { id: ID! data: Foo @external r: Int @requires(fields: \"data { " + fragment + " }\") } " +
			"interface Foo { foo: Int } interface Bar implements Foo { foo: Int } type Baz implements Foo & Bar @shareable { foo: Int baz: Int } type Other implements Foo @shareable { foo: Int }",
	}
}

// contextual is a field with an argument of the type, filled by the selection.
func contextual(selection, typ string) []string {
	return []string{
		"type Query { t: T! } type T @key(fields: \"id\") @context(name: \"c\") { id: ID! l: [Int!]! prop(first: Int!): String! u: U! } " +
			"type U @key(fields: \"id\") { id: ID! f(a: " + typ + " @fromContext(field: \"$c { " + selection + " }\")): Int! }",
	}
}

// takingContext is an entity in two subgraphs that sets a context, of which its value is taken in the first.
func takingContext(first, second string) []string {
	return []string{
		"type Query { t: T } type T @key(fields: \"id\") @context(name: \"c\") { id: ID! " + first + " u: U } " +
			"type U @key(fields: \"id\") { id: ID! x(a: ID @fromContext(field: \"$c { v }\")): Int }",
		"type T @key(fields: \"id\") { id: ID! " + second + " }",
	}
}

// conditional has a context that two types set, and how it is read.
func conditional(selection string) []string {
	return []string{
		"type Query @context(name: \"n\") { x: X y: Y i: I p: Int s: String } interface I { p: Int } type X implements I @context(name: \"n\") { p: Int c: C } type Y implements I { p: Int c: C } " +
			"type C @key(fields: \"id\") { id: ID! y(a: Int @fromContext(field: \"$n " + selection + "\")): Int }",
	}
}

// hiddenSetters has objects of which one subgraph knows no more than that they are of an interface.
func hiddenSetters(pen, selection string) []string {
	return []string{
		"type Query { rate: Int } interface Node @key(fields: \"id\") { id: ID! } type Book implements Node @key(fields: \"id\") @context(name: \"c\") { id: ID! price: Int } " +
			"type Pen implements Node @key(fields: \"id\") " + pen + " { id: ID! price: Int } type Owner @key(fields: \"id\") { id: ID! name(of: Int @fromContext(field: \"$c " + selection + "\")): Int }",
		"type Query { top: Node } type Node @interfaceObject @key(fields: \"id\") { id: ID! label: Owner } type Owner @key(fields: \"id\") { id: ID! }",
	}
}

// composing is two versions of a directive, of which the older one is applied.
func composing(newest, older, arguments string) []string {
	text := func(version, definition string) string {
		return `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@composeDirective"]) @link(url: "https://x.test/foo/` +
			version + `", import: ["@foo"]) @composeDirective(name: "@foo") directive @foo` + definition + " on FIELD_DEFINITION "
	}
	return []string{text("v1.1", newest) + "type A { a: Int }", text("v1.0", older) + "type Query { b: Int @foo" + arguments + " }"}
}

func linking(arguments, rest string) []string {
	return []string{`extend schema @link(url: "https://specs.apollo.dev/federation/v2.9"` + arguments + ") type Query { a: Int } " + rest}
}

// TestAgreements holds the codes of small sets against those that the reference gives.
func TestAgreements(t *testing.T) {
	for _, a := range agreements {
		t.Run(a.name, func(t *testing.T) {
			r := Compose(t.Context(), set(a.subgraphs...), Options{})
			if d := cmp.Diff(a.codes, codesOf(r)); d != "" {
				t.Errorf("(-want +got):\n%s%v", d, messages(r))
			}
		})
	}
}
