package service

import (
	"context"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftgraphql/weft/internal/token"
)

// fieldRules applies what the schema's directives say of a field whenever it is resolved, whichever way the
// operation came to it: who may read it, and how long its answer may be kept.
type fieldRules struct {
	types map[string]map[string]fieldRule // by type and field
	keys  map[string][]entityKey          // by entity type
	hints map[string]hint                 // by type
}

type fieldRule struct {
	requires requirement
	hint     hint
}

var (
	_ graphql.HandlerExtension = (*fieldRules)(nil)
	_ graphql.FieldInterceptor = (*fieldRules)(nil)
)

// newFieldRules reads the directives of a schema.
func newFieldRules(schema *ast.Schema) *fieldRules {
	rules := &fieldRules{
		types: make(map[string]map[string]fieldRule),
		keys:  entityKeys(schema),
		hints: make(map[string]hint),
	}
	for name, def := range schema.Types {
		if def.Kind == ast.Object || def.Kind == ast.Interface || def.Kind == ast.Union {
			rules.hints[name] = hintOf(def.Directives)
		}
	}
	for name, def := range schema.Types {
		if def.Kind != ast.Object {
			continue
		}
		fields := make(map[string]fieldRule, len(def.Fields))
		for _, field := range def.Fields {
			result := schema.Types[field.Type.Name()]
			fields[field.Name] = fieldRule{
				requires: requirementOf(def.Directives, field.Directives, result.Directives),
				hint:     fieldHint(def == schema.Query, field, result),
			}
		}
		rules.types[name] = fields
	}
	return rules
}

// ExtensionName is part of gqlgen's interface.
func (*fieldRules) ExtensionName() string { return "FieldRules" }

// Validate is part of gqlgen's interface.
func (*fieldRules) Validate(graphql.ExecutableSchema) error { return nil }

// InterceptField is called around the resolution of every field.
func (r *fieldRules) InterceptField(ctx context.Context, next graphql.Resolver) (any, error) {
	fc := graphql.GetFieldContext(ctx)
	rule, ok := r.types[fc.Object][fc.Field.Name]
	if !ok {
		return next(ctx) // introspection
	}
	if err := rule.requires.met(token.From(ctx)); err != nil {
		return nil, err
	}
	if representations, ok := representationsOf(fc); ok {
		if err := r.checkRepresentations(representations); err != nil {
			return nil, err
		}
		policyFrom(ctx).restrict(r.entitiesHint(representations))
		return next(ctx)
	}
	policyFrom(ctx).restrict(rule.hint)
	return next(ctx)
}
