package contract

import (
	"errors"
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftgraphql/weft/graph/sdl"
	"github.com/weftgraphql/weft/graph/supergraph"
)

// The plain names of the directives, which a read supergraph has whatever its text calls them.
const (
	inaccessibleName = "inaccessible"
	tagName          = "tag"
)

// graph is a supergraph with what is its own told from what is a linked specification's. It is
// made for one contract, which marks its definitions.
type graph struct {
	file   string
	schema *ast.Schema
	// types are the graph's own, those that are already hidden included; names are in order.
	types map[string]*ast.Definition
	names []string
	// directives are all but the built-in ones, in order of name.
	directives ast.DirectiveDefinitionList
	// linked says which of the directives belong to linked specifications.
	linked map[string]bool
}

func read(file, text string) (*graph, error) {
	document, err := parse(file, text)
	if err != nil {
		return nil, err
	}
	sg, err := supergraph.FromDocument(document)
	if err != nil {
		return nil, err
	}
	g := &graph{file: file, schema: sg.Schema, types: map[string]*ast.Definition{}, linked: map[string]bool{}}
	for name, def := range sg.Schema.Types {
		// Clients see neither what is hidden nor what belongs to linked specifications.
		own := sg.API.Types[name] != nil || isHidden(def.Directives)
		if own && !isBuiltIn(def) {
			g.types[name] = def
			g.names = append(g.names, name)
		}
	}
	slices.Sort(g.names)
	for name, def := range sg.Schema.Directives {
		if !def.Position.Src.BuiltIn {
			g.directives = append(g.directives, def)
			g.linked[name] = sg.API.Directives[name] == nil
		}
	}
	slices.SortFunc(g.directives, func(a, b *ast.DirectiveDefinition) int { return strings.Compare(a.Name, b.Name) })
	return g, nil
}

// parse reads a supergraph's text. Everything that is done to the schema afterwards walks values
// and types no deeper than this lets through.
func parse(file, text string) (*ast.SchemaDocument, error) {
	parsed, failures := sdl.Parse(file, text)
	if len(failures) > 0 {
		var all []error
		for _, f := range failures {
			failure := &supergraph.Error{File: file, Message: f.Message}
			if f.Pos != nil {
				failure.Line, failure.Column = f.Pos.Line, f.Pos.Column
			}
			all = append(all, failure)
		}
		return nil, errors.Join(all...)
	}
	document := &ast.SchemaDocument{Position: &ast.Position{Src: parsed.Source}, Directives: parsed.Directives}
	for _, decl := range parsed.Types {
		if decl.Extension {
			document.Extensions = append(document.Extensions, decl.Definition)
		} else {
			document.Definitions = append(document.Definitions, decl.Definition)
		}
	}
	document.Schema = ast.SchemaDefinitionList{joinSchemas(parsed, document.Definitions)}
	return document, nil
}

// joinSchemas makes one schema definition out of the text's definition and extensions.
func joinSchemas(parsed *sdl.Document, types ast.DefinitionList) *ast.SchemaDefinition {
	schema := &ast.SchemaDefinition{}
	for _, decl := range parsed.Schemas {
		if schema.Description == "" {
			schema.Description = decl.Description
		}
		schema.Directives = append(schema.Directives, decl.Directives...)
		schema.OperationTypes = append(schema.OperationTypes, decl.OperationTypes...)
	}
	if len(schema.OperationTypes) > 0 {
		return schema
	}
	for _, op := range []ast.Operation{ast.Query, ast.Mutation, ast.Subscription} {
		if name := sdl.DefaultRoots[op]; types.ForName(name) != nil {
			schema.OperationTypes = append(schema.OperationTypes, &ast.OperationTypeDefinition{Operation: op, Type: name})
		}
	}
	return schema
}

func isBuiltIn(def *ast.Definition) bool {
	if def.BuiltIn || strings.HasPrefix(def.Name, "__") {
		return true
	}
	switch def.Name {
	case "Int", "Float", "String", "Boolean", "ID":
		return true
	}
	return false
}

func isHidden(list ast.DirectiveList) bool { return list.ForName(inaccessibleName) != nil }

// forOperations says whether a directive may stand in operations, and so is part of what clients see.
func forOperations(def *ast.DirectiveDefinition) bool {
	return slices.ContainsFunc(def.Locations, func(l ast.DirectiveLocation) bool {
		switch l {
		case ast.LocationQuery, ast.LocationMutation, ast.LocationSubscription, ast.LocationField,
			ast.LocationFragmentDefinition, ast.LocationFragmentSpread, ast.LocationInlineFragment, ast.LocationVariableDefinition:
			return true
		}
		return false
	})
}

func (g *graph) roots() []*ast.Definition {
	var roots []*ast.Definition
	for _, def := range []*ast.Definition{g.schema.Query, g.schema.Mutation, g.schema.Subscription} {
		if def != nil {
			roots = append(roots, def)
		}
	}
	return roots
}
