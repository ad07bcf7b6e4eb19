package supergraph

import "github.com/vektah/gqlparser/v2/ast"

// deferDirective is what the engine offers to clients whatever the supergraph says of it, as the proposal for
// incremental delivery defines it:
//
//	directive @defer(label: String, if: Boolean! = true) on FRAGMENT_SPREAD | INLINE_FRAGMENT
//
// A supergraph's own directive of that name takes its place.
var deferDirective = &ast.DirectiveDefinition{
	Name:        "defer",
	Description: "The fragment may be answered after what it stands in, where the client takes answers in parts.",
	Arguments: ast.ArgumentDefinitionList{
		{Name: "label", Description: "A name for the part, unique in the document.", Type: ast.NamedType("String", nil)},
		{
			Name: "if", Description: "Whether the fragment is deferred.", Type: ast.NonNullNamedType("Boolean", nil),
			DefaultValue: &ast.Value{Raw: "true", Kind: ast.BooleanValue},
		},
	},
	Locations: []ast.DirectiveLocation{ast.LocationFragmentSpread, ast.LocationInlineFragment},
	Position:  &ast.Position{Src: &ast.Source{Name: "defer.graphqls", BuiltIn: true}},
}
