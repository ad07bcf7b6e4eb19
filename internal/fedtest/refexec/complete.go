package refexec

import (
	"errors"
	"fmt"
	"reflect"

	"github.com/vektah/gqlparser/v2/ast"
)

var errNull = errors.New("null for a non-null field")

// completeValue brings a resolved value into the shape of its type. It reports false when it could not; the error
// is recorded then, and whoever holds the nullable position around it answers null.
// https://spec.graphql.org/October2021/#CompleteValue()
func (e *executor) completeValue(fieldType *ast.Type, fields []*ast.Field, result any, at *path) (any, bool) {
	switch faulty := result.(type) {
	case Raw:
		return faulty.Value, true
	case Absent:
		return faulty, true
	case error:
		return nil, e.raise(at, fields[0], faulty)
	}
	if fieldType.NonNull {
		inner := *fieldType
		inner.NonNull = false
		completed, ok := e.completeValue(&inner, fields, result, at)
		if ok && completed == nil {
			return nil, e.raise(at, fields[0], fmt.Errorf("%w of type %s", errNull, fieldType))
		}
		return completed, ok
	}
	if isNil(result) {
		return nil, true
	}
	if fieldType.Elem != nil {
		return e.completeList(fieldType, fields, result, at)
	}
	def := e.schema.Types[fieldType.NamedType]
	switch def.Kind {
	case ast.Scalar, ast.Enum:
		value, err := CoerceResult(def, result)
		if err != nil {
			return nil, e.raise(at, fields[0], err)
		}
		return value, true
	case ast.Object:
		return e.completeObject(def, fields, result, at)
	default:
		objectType, err := e.resolveAbstractType(def, result)
		if err != nil {
			return nil, e.raise(at, fields[0], err)
		}
		return e.completeObject(objectType, fields, result, at)
	}
}

func (e *executor) completeList(listType *ast.Type, fields []*ast.Field, result any, at *path) (any, bool) {
	list := reflect.ValueOf(result)
	if list.Kind() != reflect.Slice && list.Kind() != reflect.Array {
		return nil, e.raise(at, fields[0], fmt.Errorf("a value that is not a list for type %s", listType))
	}
	completed := make([]any, list.Len())
	alive := true
	for i := range completed {
		value, ok := e.completeValue(listType.Elem, fields, list.Index(i).Interface(), at.index(i))
		if ok {
			completed[i] = value
		} else if listType.Elem.NonNull {
			alive = false
		}
	}
	if !alive {
		return nil, false
	}
	return completed, true
}

func (e *executor) completeObject(objectType *ast.Definition, fields []*ast.Field, result any, at *path) (any, bool) {
	object, ok := e.executeSelectionSet(mergeSelectionSets(fields), objectType, result, at)
	if !ok {
		return nil, false
	}
	return object, true
}

// mergeSelectionSets is the selection sets of all fields of one response key.
// https://spec.graphql.org/October2021/#MergeSelectionSets()
func mergeSelectionSets(fields []*ast.Field) []ast.SelectionSet {
	sets := make([]ast.SelectionSet, len(fields))
	for i, field := range fields {
		sets[i] = field.SelectionSet
	}
	return sets
}

// resolveAbstractType finds the object type of a value of an interface or union.
// https://spec.graphql.org/October2021/#ResolveAbstractType()
func (e *executor) resolveAbstractType(abstractType *ast.Definition, value any) (*ast.Definition, error) {
	name, err := e.resolver.ResolveType(e.ctx, abstractType, value)
	if err != nil {
		return nil, err
	}
	objectType := e.schema.Types[name]
	if objectType == nil || !isPossibleType(e.schema, abstractType, objectType) {
		return nil, fmt.Errorf("runtime type %q is not a possible type of %s", name, abstractType.Name)
	}
	return objectType, nil
}

// isNil also sees nil inside typed pointers, maps and slices, which resolvers like to return.
func isNil(v any) bool {
	rv := reflect.ValueOf(v)
	switch rv.Kind() {
	case reflect.Invalid:
		return true
	case reflect.Pointer, reflect.Map, reflect.Slice, reflect.Interface:
		return rv.IsNil()
	default:
		return false
	}
}
