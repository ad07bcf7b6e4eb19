package supergraph

import (
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
)

// apiSchema is the schema clients see: without what is @inaccessible, without
// the elements of linked specifications, and with only those applied
// directives that introspection shows.
func apiSchema(full *ast.Schema, l *links) *ast.Schema {
	a := &apiBuilder{full: full, links: l}
	api := &ast.Schema{
		Description: full.Description,
		Types:       map[string]*ast.Definition{}, Directives: map[string]*ast.DirectiveDefinition{},
		PossibleTypes: map[string][]*ast.Definition{}, Implements: map[string][]*ast.Definition{},
	}
	for name, def := range full.Types {
		if a.visible(name) {
			api.Types[name] = a.definition(def)
		}
	}
	for name, def := range full.Directives {
		if !l.isLinked("@" + name) {
			api.Directives[name] = a.directive(def)
		}
	}
	if api.Directives[deferDirective.Name] == nil {
		api.Directives[deferDirective.Name] = deferDirective
	}
	api.Query, api.Mutation, api.Subscription = a.root(api, full.Query), a.root(api, full.Mutation), a.root(api, full.Subscription)
	linkAbstractTypes(api)
	return api
}

type apiBuilder struct {
	full  *ast.Schema
	links *links
}

// root is nil for a root type without a field that clients may see.
func (a *apiBuilder) root(api *ast.Schema, def *ast.Definition) *ast.Definition {
	if def == nil || api.Types[def.Name] == nil || len(api.Types[def.Name].Fields) == 0 {
		return nil
	}
	return api.Types[def.Name]
}

func (a *apiBuilder) visible(typeName string) bool {
	def := a.full.Types[typeName]
	if def == nil || inaccessible(def.Directives) {
		return false
	}
	// Introspection's own types begin with "__" and are no feature's.
	return strings.HasPrefix(typeName, "__") || !a.links.isLinked(typeName)
}

func (a *apiBuilder) definition(def *ast.Definition) *ast.Definition {
	if def.BuiltIn {
		return def
	}
	copied := *def
	copied.Directives = shown(def.Directives)
	copied.Interfaces, copied.Types, copied.TypePositions = nil, nil, nil
	copied.Fields, copied.EnumValues = nil, nil
	for _, name := range def.Interfaces {
		if a.visible(name) {
			copied.Interfaces = append(copied.Interfaces, name)
		}
	}
	for _, name := range def.Types {
		if a.visible(name) {
			copied.Types = append(copied.Types, name)
		}
	}
	for _, value := range def.EnumValues {
		if !inaccessible(value.Directives) {
			clone := *value
			clone.Directives = shown(value.Directives)
			copied.EnumValues = append(copied.EnumValues, &clone)
		}
	}
	for _, field := range def.Fields {
		if inaccessible(field.Directives) || !a.visible(field.Type.Name()) {
			continue
		}
		clone := *field
		clone.Directives = shown(field.Directives)
		clone.Arguments = a.arguments(field.Arguments)
		copied.Fields = append(copied.Fields, &clone)
	}
	return &copied
}

func (a *apiBuilder) arguments(list ast.ArgumentDefinitionList) ast.ArgumentDefinitionList {
	var kept ast.ArgumentDefinitionList
	for _, arg := range list {
		if inaccessible(arg.Directives) || !a.visible(arg.Type.Name()) {
			continue
		}
		clone := *arg
		clone.Directives = shown(arg.Directives)
		kept = append(kept, &clone)
	}
	return kept
}

func (a *apiBuilder) directive(def *ast.DirectiveDefinition) *ast.DirectiveDefinition {
	copied := *def
	copied.Arguments = a.arguments(def.Arguments)
	return &copied
}

func inaccessible(list ast.DirectiveList) bool { return list.ForName("inaccessible") != nil }

// shown keeps the applied directives that introspection reports.
func shown(list ast.DirectiveList) ast.DirectiveList {
	var kept ast.DirectiveList
	for _, at := range list {
		switch at.Name {
		case "deprecated", "specifiedBy", "oneOf":
			kept = append(kept, at)
		}
	}
	return kept
}
