package refexec

import (
	"fmt"
	"math"
	"reflect"
	"strconv"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftgraphql/weft/internal/fedtest/jsonvalue"
)

// CoerceResult converts a resolved non-null value to a scalar or enum type: nil, bool, int64, float64 or string;
// values of custom scalars are passed on as they are.
// https://spec.graphql.org/October2021/#sec-Scalars.Result-Coercion
func CoerceResult(def *ast.Definition, value any) (any, error) {
	if def.Kind == ast.Scalar && !isBuiltInScalar(def.Name) {
		return value, nil
	}
	if result, ok := coerceResult(def, underlying(value)); ok {
		return result, nil
	}
	return nil, fmt.Errorf("%s is not a value of type %s", jsonvalue.Show(value), def.Name)
}

func coerceResult(def *ast.Definition, value any) (any, bool) {
	text, isText := value.(string)
	if def.Kind == ast.Enum {
		return text, isText && def.EnumValues.ForName(text) != nil
	}
	switch def.Name {
	case "Int":
		n, ok := integer(value)
		if isText {
			var err error
			n, err = strconv.ParseInt(text, 10, 32)
			ok = err == nil
		}
		return n, ok && n >= math.MinInt32 && n <= math.MaxInt32
	case "Float":
		if isText {
			f, err := strconv.ParseFloat(text, 64)
			return f, err == nil && !math.IsNaN(f) && !math.IsInf(f, 0)
		}
		return float(value)
	case "Boolean":
		if f, ok := float(value); ok {
			return f != 0, true
		}
		b, ok := value.(bool)
		return b, ok
	case "ID":
		if n, ok := integer(value); ok {
			return strconv.FormatInt(n, 10), true
		}
		return text, isText
	default: // String
		if b, ok := value.(bool); ok {
			return strconv.FormatBool(b), true
		}
		if n, ok := jsonvalue.Number(value); ok {
			return n.String(), true
		}
		return text, isText
	}
}

// underlying takes off pointers and named types (an enum of a generated model is a named string).
func underlying(value any) any {
	rv := reflect.ValueOf(value)
	for rv.Kind() == reflect.Pointer && !rv.IsNil() {
		rv = rv.Elem()
	}
	if !rv.IsValid() {
		return nil
	}
	if _, ok := jsonvalue.Number(rv.Interface()); ok {
		return rv.Interface()
	}
	switch rv.Kind() {
	case reflect.String:
		return rv.String()
	case reflect.Bool:
		return rv.Bool()
	default:
		return rv.Interface()
	}
}
