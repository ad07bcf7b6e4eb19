// Package typesystem answers questions about a schema that every stage of an
// operation asks: which field a name means in a scope, which objects a type
// can be at run time. It knows the meta-fields, which no schema defines.
package typesystem

import (
	"slices"
	"sync"

	"github.com/vektah/gqlparser/v2/ast"
)

// The meta-fields of the specification, section 4.1.
const (
	Typename    = "__typename"
	SchemaField = "__schema"
	TypeField   = "__type"
)

var (
	typenameField = &ast.FieldDefinition{Name: Typename, Type: ast.NonNullNamedType("String", nil)}
	schemaField   = &ast.FieldDefinition{Name: SchemaField, Type: ast.NonNullNamedType("__Schema", nil)}
	typeField     = &ast.FieldDefinition{
		Name: TypeField, Type: ast.NamedType("__Type", nil),
		Arguments: ast.ArgumentDefinitionList{{Name: "name", Type: ast.NonNullNamedType("String", nil)}},
	}
)

// wide is from how many fields on a type's fields are looked up in a map.
const wide = 12

// Index looks fields and possible objects up in a schema. It is safe for concurrent use, and remembers what it was asked:
// one serves all operations.
type Index struct {
	Schema *ast.Schema
	// fields has the fields of wide types by name: *ast.Definition to map[string]*ast.FieldDefinition.
	fields sync.Map
	// objects has the sets of composite types: *ast.Definition to Objects.
	objects sync.Map
	numbers func() map[string]int
}

// NewIndex makes an index over schema, which must not be changed any more.
func NewIndex(schema *ast.Schema) *Index {
	return &Index{Schema: schema, numbers: sync.OnceValue(func() map[string]int { return numberObjects(schema) })}
}

// Field is the field that name selects in the scope of parent, or nil. The
// meta-fields are found where the specification has them: __typename on every
// composite type, __schema and __type on the query root.
func (x *Index) Field(parent *ast.Definition, name string) *ast.FieldDefinition {
	if parent == nil {
		return nil
	}
	if len(name) > 2 && name[:2] == "__" {
		if meta := metaField(x.Schema, parent, name); meta != nil {
			return meta
		}
	}
	return x.InputField(parent, name)
}

// InputField is the field of that name which the type itself defines, or nil.
func (x *Index) InputField(parent *ast.Definition, name string) *ast.FieldDefinition {
	if parent.Kind == ast.Union {
		return nil
	}
	if len(parent.Fields) < wide {
		return parent.Fields.ForName(name)
	}
	if known, ok := x.fields.Load(parent); ok {
		return known.(map[string]*ast.FieldDefinition)[name]
	}
	byName := make(map[string]*ast.FieldDefinition, len(parent.Fields))
	for _, field := range parent.Fields {
		byName[field.Name] = field
	}
	x.fields.Store(parent, byName)
	return byName[name]
}

func metaField(schema *ast.Schema, parent *ast.Definition, name string) *ast.FieldDefinition {
	switch {
	case name == Typename && parent.IsCompositeType():
		return typenameField
	case schema.Query == nil || parent.Name != schema.Query.Name:
		return nil
	case name == SchemaField:
		return schemaField
	case name == TypeField:
		return typeField
	}
	return nil
}

// Root is the root type of operations of that kind, nil when the schema has none.
func Root(schema *ast.Schema, kind ast.Operation) *ast.Definition {
	switch kind {
	case ast.Query:
		return schema.Query
	case ast.Mutation:
		return schema.Mutation
	case ast.Subscription:
		return schema.Subscription
	}
	return nil
}

// Possible lists the object types that a value of the composite type def can
// have at run time; an object type is its own only possibility.
func Possible(schema *ast.Schema, def *ast.Definition) []*ast.Definition {
	if def.Kind == ast.Object {
		return []*ast.Definition{def}
	}
	all := schema.PossibleTypes[def.Name]
	objects := make([]*ast.Definition, 0, len(all))
	for _, possible := range all {
		// gqlparser lists interfaces that implement an interface too.
		if possible != nil && possible.Kind == ast.Object {
			objects = append(objects, possible)
		}
	}
	return objects
}

// Implements says whether def is the type named other or declares to implement it.
func Implements(def *ast.Definition, other string) bool {
	if def.Name == other {
		return true
	}
	return slices.Contains(def.Interfaces, other)
}
