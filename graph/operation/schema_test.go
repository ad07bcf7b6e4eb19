package operation

import (
	"testing"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
)

// testSchema has every kind of type, and root types that are not called Query.
const testSchema = `
schema { query: Root mutation: Change subscription: Feed }

type Root {
  me: User
  node(id: ID!): Node
  nodes(ids: [ID!]!, first: Int = 10): [Node!]!
  search(text: String!, filter: Filter, by: Lookup): [Hit!]!
  users: [User!]
  measure(length: Float, flag: Boolean, when: Date, color: Color, colors: [Color!], counts: [[Int]]): Int
}
type Change { rename(id: ID!, name: String!): User remove(id: ID!): Boolean }
type Feed { renamed(id: ID): User removed: ID }

interface Node { id: ID! }
interface Named implements Node { id: ID! name(upper: Boolean = false): String }
type User implements Node & Named { id: ID! name(upper: Boolean = false): String email: String friends(first: Int): [User!] best: User posts: [Post!] age: Int }
type Team implements Node & Named { id: ID! name(upper: Boolean = false): String members: [User!] size: Int! }
type Post implements Node { id: ID! title: String author: User size: String }
union Hit = User | Post

enum Color { RED GREEN BLUE }
scalar Date
input Filter { text: String! = "all" limit: Int = 5 colors: [Color!] = [RED] nested: Filter since: Date required: Boolean }
input Strict { must: Int! may: Int }
input Lookup @oneOf { id: ID name: String strict: Strict }

directive @note(text: String, strict: Strict) repeatable on QUERY | FIELD | VARIABLE_DEFINITION | FRAGMENT_SPREAD | INLINE_FRAGMENT | FRAGMENT_DEFINITION
`

func loadSchema(t testing.TB, sdl string) *ast.Schema {
	t.Helper()
	schema, err := gqlparser.LoadSchema(&ast.Source{Name: "schema.graphqls", Input: sdl})
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

// normalize parses, validates and normalises the only operation of a document.
func normalize(t testing.TB, schema *ast.Schema, document string) *Operation {
	t.Helper()
	doc, errs := Parse(document, ParseLimits{})
	if errs != nil {
		t.Fatalf("parse: %v", errs)
	}
	if errs := Validate(schema, doc); errs != nil {
		t.Fatalf("validate: %v", errs)
	}
	op, failure := Select(doc, "")
	if failure != nil {
		t.Fatal(failure)
	}
	normal, errs := Normalize(schema, doc, op, 0)
	if errs != nil {
		t.Fatalf("normalize: %v", errs)
	}
	return normal
}
