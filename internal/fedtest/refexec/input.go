package refexec

import (
	"encoding/json"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strconv"

	"github.com/vektah/gqlparser/v2/ast"
)

// CoerceVariableValues checks and converts the variables of a request for an operation. Variables that are neither
// given nor have a default are absent in the result.
// https://spec.graphql.org/October2021/#CoerceVariableValues()
func CoerceVariableValues(schema *ast.Schema, operation *ast.OperationDefinition, given map[string]any) (map[string]any, error) {
	coerced := map[string]any{}
	for _, def := range operation.VariableDefinitions {
		value, has := given[def.Variable]
		var err error
		switch {
		case has && value == nil && def.Type.NonNull:
			return nil, fmt.Errorf("variable $%s of type %s must not be null", def.Variable, def.Type)
		case has:
			value, err = coerceInput(schema, def.Type, value)
		case def.DefaultValue != nil:
			value, _, err = coerceLiteral(schema, def.Type, def.DefaultValue, nil)
		case def.Type.NonNull:
			return nil, fmt.Errorf("variable $%s of type %s is required", def.Variable, def.Type)
		default:
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("variable $%s: %w", def.Variable, err)
		}
		coerced[def.Variable] = value
	}
	return coerced, nil
}

// CoerceArgumentValues computes the arguments of a field or directive. Arguments that are neither given nor have a
// default are absent in the result.
// https://spec.graphql.org/October2021/#CoerceArgumentValues()
func CoerceArgumentValues(schema *ast.Schema, defs ast.ArgumentDefinitionList, given ast.ArgumentList, variables map[string]any) (map[string]any, error) {
	coerced := map[string]any{}
	for _, def := range defs {
		var literal *ast.Value
		if argument := given.ForName(def.Name); argument != nil {
			literal = argument.Value
		}
		value, has, err := coerceEntry(schema, def.Type, def.DefaultValue, literal, variables)
		if err != nil {
			return nil, fmt.Errorf("argument %q: %w", def.Name, err)
		}
		if has {
			coerced[def.Name] = value
		}
	}
	return coerced, nil
}

// coerceEntry coerces the literal of an argument or input field, or takes its default. It reports false where
// there is neither.
func coerceEntry(schema *ast.Schema, t *ast.Type, defaultValue, literal *ast.Value, variables map[string]any) (any, bool, error) {
	if literal != nil {
		value, has, err := coerceLiteral(schema, t, literal, variables)
		if err != nil || has {
			return value, has, err
		}
	}
	if defaultValue != nil {
		return coerceLiteral(schema, t, defaultValue, nil)
	}
	if t.NonNull {
		return nil, false, fmt.Errorf("a value of type %s is required", t)
	}
	return nil, false, nil
}

// coerceLiteral coerces a literal. It reports false for a variable that has no value.
func coerceLiteral(schema *ast.Schema, t *ast.Type, literal *ast.Value, variables map[string]any) (any, bool, error) {
	if literal.Kind == ast.Variable {
		value, has := variables[literal.Raw] // coerced to the variable's type before
		if has && value == nil && t.NonNull {
			return nil, false, fmt.Errorf("variable $%s is null for the non-null type %s", literal.Raw, t)
		}
		return value, has, nil
	}
	if literal.Kind == ast.NullValue {
		if t.NonNull {
			return nil, false, fmt.Errorf("null for the non-null type %s", t)
		}
		return nil, true, nil
	}
	if t.Elem != nil {
		list, err := coerceListLiteral(schema, t, literal, variables)
		return list, true, err
	}
	def := schema.Types[t.NamedType]
	var value any
	var err error
	switch {
	case def.Kind == ast.InputObject:
		value, err = coerceObjectLiteral(schema, def, literal, variables)
	case def.Kind == ast.Enum && literal.Kind != ast.EnumValue:
		err = fmt.Errorf("%s is not a value of enum %s", literal, def.Name)
	case def.Kind == ast.Scalar && isBuiltInScalar(def.Name) && literal.Kind == ast.EnumValue:
		err = fmt.Errorf("%s is not a value of scalar %s", literal, def.Name)
	default:
		if value, err = plainValue(literal, variables); err == nil {
			value, err = coerceLeaf(def, value)
		}
	}
	return value, true, err
}

func coerceListLiteral(schema *ast.Schema, t *ast.Type, literal *ast.Value, variables map[string]any) ([]any, error) {
	if literal.Kind != ast.ListValue {
		value, _, err := coerceLiteral(schema, t.Elem, literal, variables)
		return []any{value}, err
	}
	list := make([]any, len(literal.Children))
	for i, child := range literal.Children {
		value, has, err := coerceLiteral(schema, t.Elem, child.Value, variables)
		if err == nil && !has && t.Elem.NonNull {
			err = fmt.Errorf("variable $%s has no value for the non-null type %s", child.Value.Raw, t.Elem)
		}
		if err != nil {
			return nil, fmt.Errorf("element %d: %w", i, err)
		}
		list[i] = value
	}
	return list, nil
}

func coerceObjectLiteral(schema *ast.Schema, def *ast.Definition, literal *ast.Value, variables map[string]any) (map[string]any, error) {
	if literal.Kind != ast.ObjectValue {
		return nil, fmt.Errorf("%s is not a value of input type %s", literal, def.Name)
	}
	for _, child := range literal.Children {
		if def.Fields.ForName(child.Name) == nil {
			return nil, fmt.Errorf("input type %s has no field %s", def.Name, child.Name)
		}
	}
	coerced := map[string]any{}
	for _, field := range def.Fields {
		value, has, err := coerceEntry(schema, field.Type, field.DefaultValue, literal.Children.ForName(field.Name), variables)
		if err != nil {
			return nil, fmt.Errorf("%s.%s: %w", def.Name, field.Name, err)
		}
		if has {
			coerced[field.Name] = value
		}
	}
	return coerced, checkOneOf(def, coerced)
}

// coerceInput coerces a JSON value.
func coerceInput(schema *ast.Schema, t *ast.Type, value any) (any, error) {
	if value == nil {
		if t.NonNull {
			return nil, fmt.Errorf("null for the non-null type %s", t)
		}
		return nil, nil
	}
	if t.Elem != nil {
		list, ok := value.([]any)
		if !ok {
			list = []any{value}
		}
		coerced := make([]any, len(list))
		for i := range list {
			element, err := coerceInput(schema, t.Elem, list[i])
			if err != nil {
				return nil, fmt.Errorf("element %d: %w", i, err)
			}
			coerced[i] = element
		}
		return coerced, nil
	}
	def := schema.Types[t.NamedType]
	if def.Kind == ast.InputObject {
		return coerceInputObject(schema, def, value)
	}
	return coerceLeaf(def, value)
}

func coerceInputObject(schema *ast.Schema, def *ast.Definition, value any) (map[string]any, error) {
	given, ok := value.(map[string]any)
	if !ok {
		return nil, fmt.Errorf("%v is not a value of input type %s", value, def.Name)
	}
	for name := range given {
		if def.Fields.ForName(name) == nil {
			return nil, fmt.Errorf("input type %s has no field %s", def.Name, name)
		}
	}
	coerced := map[string]any{}
	for _, field := range def.Fields {
		var result any
		var err error
		input, has := given[field.Name]
		if has {
			result, err = coerceInput(schema, field.Type, input)
		} else {
			result, has, err = coerceEntry(schema, field.Type, field.DefaultValue, nil, nil)
		}
		if err != nil {
			return nil, fmt.Errorf("%s.%s: %w", def.Name, field.Name, err)
		}
		if has {
			coerced[field.Name] = result
		}
	}
	return coerced, checkOneOf(def, coerced)
}

func checkOneOf(def *ast.Definition, coerced map[string]any) error {
	if def.Directives.ForName("oneOf") == nil {
		return nil
	}
	if len(coerced) != 1 {
		return fmt.Errorf("input type %s takes exactly one field, got %d", def.Name, len(coerced))
	}
	for name, value := range coerced {
		if value == nil {
			return fmt.Errorf("%s.%s must not be null", def.Name, name)
		}
	}
	return nil
}

// coerceLeaf coerces a non-null input value of a scalar or enum type.
func coerceLeaf(def *ast.Definition, value any) (any, error) {
	wrong := fmt.Errorf("%v is not a value of %s", value, def.Name)
	if def.Kind == ast.Enum {
		name, ok := value.(string)
		if !ok || def.EnumValues.ForName(name) == nil {
			return nil, wrong
		}
		return name, nil
	}
	switch def.Name {
	case "Int":
		if n, ok := integer(value); ok && n >= math.MinInt32 && n <= math.MaxInt32 {
			return n, nil
		}
		return nil, wrong
	case "Float":
		if f, ok := float(value); ok {
			return f, nil
		}
		return nil, wrong
	case "String":
		if s, ok := value.(string); ok {
			return s, nil
		}
		return nil, wrong
	case "Boolean":
		if b, ok := value.(bool); ok {
			return b, nil
		}
		return nil, wrong
	case "ID":
		if s, ok := value.(string); ok {
			return s, nil
		}
		if n, ok := integer(value); ok {
			return strconv.FormatInt(n, 10), nil
		}
		return nil, wrong
	default:
		return value, nil
	}
}

// plainValue is a literal as the JSON value it looks like; the variables in it are coerced already.
func plainValue(literal *ast.Value, variables map[string]any) (any, error) {
	switch literal.Kind {
	case ast.Variable:
		return variables[literal.Raw], nil
	case ast.IntValue:
		return json.Number(literal.Raw), nil
	case ast.ListValue:
		list := make([]any, len(literal.Children))
		for i, child := range literal.Children {
			value, err := plainValue(child.Value, variables)
			if err != nil {
				return nil, err
			}
			list[i] = value
		}
		return list, nil
	case ast.ObjectValue:
		object := map[string]any{}
		for _, child := range literal.Children {
			value, err := plainValue(child.Value, variables)
			if err != nil {
				return nil, err
			}
			object[child.Name] = value
		}
		return object, nil
	default:
		return literal.Value(nil)
	}
}

func isBuiltInScalar(name string) bool {
	return slices.Contains([]string{"Int", "Float", "String", "Boolean", "ID"}, name)
}

// integer returns a number without fraction as int64.
func integer(value any) (int64, bool) {
	if n, ok := value.(json.Number); ok {
		if i, err := n.Int64(); err == nil {
			return i, true
		}
		f, err := n.Float64()
		return wholeFloat(f, err == nil)
	}
	rv := reflect.ValueOf(value)
	switch {
	case !rv.IsValid():
		return 0, false
	case rv.CanInt():
		return rv.Int(), true
	case rv.CanUint():
		return int64(rv.Uint()), rv.Uint() <= math.MaxInt64
	case rv.CanFloat():
		return wholeFloat(rv.Float(), true)
	default:
		return 0, false
	}
}

func wholeFloat(f float64, ok bool) (int64, bool) {
	const exact = 1 << 53
	if !ok || f != math.Trunc(f) || f < -exact || f > exact {
		return 0, false
	}
	return int64(f), true
}

// float returns a finite number.
func float(value any) (float64, bool) {
	if n, ok := value.(json.Number); ok {
		f, err := n.Float64()
		return f, err == nil
	}
	rv := reflect.ValueOf(value)
	switch {
	case !rv.IsValid():
		return 0, false
	case rv.CanInt():
		return float64(rv.Int()), true
	case rv.CanUint():
		return float64(rv.Uint()), true
	case rv.CanFloat():
		f := rv.Float()
		return f, !math.IsNaN(f) && !math.IsInf(f, 0)
	default:
		return 0, false
	}
}
