package mock

import (
	"context"
	"fmt"

	"github.com/vektah/gqlparser/v2/ast"
)

// resolver gives the executor a subgraph's values.
type resolver struct{ *Subgraph }

// Resolve applies the field's rule, or else takes the parent's property of that name, or else answers null.
func (r resolver) Resolve(_ context.Context, parentType *ast.Definition, field *ast.FieldDefinition, parent any, args map[string]any) (any, error) {
	if parentType == r.schema.Query {
		switch field.Name {
		case "_service":
			return map[string]any{"sdl": r.sdl}, nil
		case "_entities":
			return r.resolveEntities(args["representations"])
		}
	}
	object := r.properties(parent)
	if rule, ok := r.data.Fields[parentType.Name+"."+field.Name]; ok {
		return rule.apply(scope{data: r.data, state: r.state, parent: object, args: args})
	}
	properties, ok := object.(map[string]any)
	if !ok {
		return nil, fmt.Errorf("the parent of %s.%s is not an object", parentType.Name, field.Name)
	}
	// References inside lists are followed when their elements are used as objects.
	return r.data.deref(properties[field.Name]), nil
}

// ResolveType takes the type an entity was asked for by, or else what the object itself says.
func (r resolver) ResolveType(_ context.Context, abstractType *ast.Definition, value any) (string, error) {
	if e, ok := value.(entity); ok && e.typeName != "" {
		return e.typeName, nil
	}
	object, _ := r.properties(value).(map[string]any)
	name, ok := object["__typename"].(string)
	if !ok {
		return "", fmt.Errorf("an object of type %s has no __typename", abstractType.Name)
	}
	return name, nil
}

func (r resolver) properties(v any) any {
	if e, ok := v.(entity); ok {
		v = e.properties
	}
	return r.data.deref(v)
}
