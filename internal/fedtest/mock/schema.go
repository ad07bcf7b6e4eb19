package mock

import (
	"fmt"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/parser"
	"github.com/vektah/gqlparser/v2/validator"
)

const federation1 = `
scalar _Any
scalar _FieldSet
directive @key(fields: _FieldSet!) repeatable on OBJECT | INTERFACE
directive @requires(fields: _FieldSet!) on FIELD_DEFINITION
directive @provides(fields: _FieldSet!) on FIELD_DEFINITION
directive @external on OBJECT | FIELD_DEFINITION
directive @extends on OBJECT | INTERFACE
directive @tag(name: String!) repeatable on FIELD_DEFINITION | INTERFACE | OBJECT | UNION | ARGUMENT_DEFINITION | SCALAR | ENUM | ENUM_VALUE | INPUT_OBJECT | INPUT_FIELD_DEFINITION
`

const federation2 = `
scalar _Any
scalar federation__FieldSet
scalar federation__Scope
scalar federation__Policy
scalar federation__ContextFieldValue
scalar link__Import
enum link__Purpose { SECURITY EXECUTION }
directive @link(url: String!, as: String, for: link__Purpose, import: [link__Import]) repeatable on SCHEMA
directive @key(fields: federation__FieldSet!, resolvable: Boolean = true) repeatable on OBJECT | INTERFACE
directive @requires(fields: federation__FieldSet!) on FIELD_DEFINITION
directive @provides(fields: federation__FieldSet!) on FIELD_DEFINITION
directive @external(reason: String) on OBJECT | FIELD_DEFINITION
directive @extends on OBJECT | INTERFACE
directive @shareable repeatable on OBJECT | FIELD_DEFINITION
directive @override(from: String!, label: String) on FIELD_DEFINITION
directive @interfaceObject on OBJECT
directive @inaccessible on FIELD_DEFINITION | OBJECT | INTERFACE | UNION | ENUM | ENUM_VALUE | SCALAR | INPUT_OBJECT | INPUT_FIELD_DEFINITION | ARGUMENT_DEFINITION
directive @tag(name: String!) repeatable on FIELD_DEFINITION | INTERFACE | OBJECT | UNION | ARGUMENT_DEFINITION | SCALAR | ENUM | ENUM_VALUE | INPUT_OBJECT | INPUT_FIELD_DEFINITION | SCHEMA
directive @composeDirective(name: String!) repeatable on SCHEMA
directive @authenticated on FIELD_DEFINITION | OBJECT | INTERFACE | SCALAR | ENUM
directive @requiresScopes(scopes: [[federation__Scope!]!]!) on FIELD_DEFINITION | OBJECT | INTERFACE | SCALAR | ENUM
directive @policy(policies: [[federation__Policy!]!]!) on FIELD_DEFINITION | OBJECT | INTERFACE | SCALAR | ENUM
directive @context(name: String!) repeatable on INTERFACE | OBJECT | UNION
directive @fromContext(field: federation__ContextFieldValue) on ARGUMENT_DEFINITION
directive @cost(weight: Int!) on ARGUMENT_DEFINITION | ENUM | FIELD_DEFINITION | INPUT_FIELD_DEFINITION | OBJECT | SCALAR
directive @listSize(assumedSize: Int, slicingArguments: [String!], sizedFields: [String!], requireOneSlicingArgument: Boolean = true) on FIELD_DEFINITION
`

// CompleteSchema makes an executable schema of a subgraph's SDL: federation's scalars and directives of the version
// the SDL links (version 1 if none), a Query type where there is none, _service, and _entities if an object type
// has a @key. Definitions the SDL has itself are left as they are. Names of federation directives other than
// the plain ones (prefixes, renames) are not known.
func CompleteSchema(name, sdl string) (*ast.Schema, error) {
	doc, err := parser.ParseSchemas(validator.Prelude, &ast.Source{Name: name, Input: sdl})
	if err != nil {
		return nil, fmt.Errorf("subgraph %s: %w", name, err)
	}
	definitions := federation1
	if linksFederation2(doc) {
		definitions = federation2
	}
	query := queryTypeName(doc)
	service := "type _Service { sdl: String }\nextend type " + query + " { _service: _Service! }\n"
	if members := entityTypes(doc); len(members) > 0 {
		service += "union _Entity = " + strings.Join(members, " | ") + "\n" +
			"extend type " + query + " { _entities(representations: [_Any!]!): [_Entity]! }\n"
	}
	added, err := parser.ParseSchema(&ast.Source{Name: "federation", Input: definitions + service})
	if err != nil {
		return nil, fmt.Errorf("federation definitions for subgraph %s: %w", name, err)
	}
	addMissing(doc, added)
	schema, err := validator.ValidateSchemaDocument(doc)
	if err != nil {
		return nil, fmt.Errorf("subgraph %s: %w", name, err)
	}
	return schema, nil
}

func linksFederation2(doc *ast.SchemaDocument) bool {
	for _, schema := range append(append(ast.SchemaDefinitionList{}, doc.Schema...), doc.SchemaExtension...) {
		for _, link := range schema.Directives.ForNames("link") {
			url := link.Arguments.ForName("url")
			if url != nil && strings.Contains(url.Value.Raw, "specs.apollo.dev/federation/v2") {
				return true
			}
		}
	}
	return false
}

// queryTypeName honours a schema definition that gives the query root another name.
func queryTypeName(doc *ast.SchemaDocument) string {
	for _, schema := range append(append(ast.SchemaDefinitionList{}, doc.Schema...), doc.SchemaExtension...) {
		for _, root := range schema.OperationTypes {
			if root.Operation == ast.Query {
				return root.Type
			}
		}
	}
	return "Query"
}

// entityTypes lists the object types with a @key on their definition or an extension, in the order of the SDL.
func entityTypes(doc *ast.SchemaDocument) []string {
	var names []string
	seen := map[string]bool{}
	for _, def := range append(append(ast.DefinitionList{}, doc.Definitions...), doc.Extensions...) {
		if def.Kind == ast.Object && def.Directives.ForName("key") != nil && !seen[def.Name] {
			seen[def.Name] = true
			names = append(names, def.Name)
		}
	}
	return names
}

// addMissing adds definitions whose names are free, and all extensions.
func addMissing(doc, added *ast.SchemaDocument) {
	for _, def := range added.Definitions {
		if doc.Definitions.ForName(def.Name) == nil {
			doc.Definitions = append(doc.Definitions, def)
		}
	}
	for _, def := range added.Directives {
		if doc.Directives.ForName(def.Name) == nil {
			doc.Directives = append(doc.Directives, def)
		}
	}
	doc.Extensions = append(doc.Extensions, added.Extensions...)
}
