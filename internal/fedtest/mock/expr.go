package mock

import (
	"fmt"
	"strings"

	"github.com/weftgraphql/weft/internal/fedtest/jsonvalue"
)

// scope is what an expression can see.
type scope struct {
	data   *SubgraphData
	state  *State
	parent any
	args   map[string]any
}

// eval computes an expression. An operand that an operation cannot work on is an error.
func (s scope) eval(expr any) (any, error) {
	switch e := expr.(type) {
	case string:
		switch {
		case e != "" && e[0] == '$':
			return s.data.walk(s.parent, e[1:]), nil
		case e != "" && e[0] == '@':
			return s.data.walk(s.args, e[1:]), nil
		}
		return e, nil
	case []any:
		return s.operate(e)
	case map[string]any:
		return nil, fmt.Errorf("an object is not an expression: %s", jsonvalue.Show(e))
	default:
		return expr, nil
	}
}

func (s scope) operate(list []any) (any, error) {
	if len(list) == 0 {
		return nil, fmt.Errorf("an empty list is not an expression")
	}
	name, _ := list[0].(string)
	operands := make([]any, len(list)-1)
	for i := range operands {
		var err error
		if operands[i], err = s.eval(list[i+1]); err != nil {
			return nil, err
		}
	}
	operation, ok := operations[name]
	if !ok {
		return nil, fmt.Errorf("unknown operation %s", jsonvalue.Show(list[0]))
	}
	if len(operands) < operation.least || operation.most > 0 && len(operands) > operation.most {
		return nil, fmt.Errorf("operation %s does not take %d operands", name, len(operands))
	}
	result, ok := operation.apply(s, operands)
	if !ok {
		return nil, fmt.Errorf("operation %s cannot work on %s", name, jsonvalue.Show(operands))
	}
	return result, nil
}

// operations by name. The functions report false for operands they cannot work on.
var operations = map[string]struct {
	least, most int // how many operands; a most of 0 is no limit
	apply       func(s scope, operands []any) (any, bool)
}{
	"mul":    {1, 0, mul},
	"gt":     {2, 2, gt},
	"eq":     {2, 2, func(s scope, o []any) (any, bool) { return s.data.equal(o[0], o[1]), true }},
	"concat": {1, 0, concat},
	"count": {1, 1, func(_ scope, o []any) (any, bool) {
		list, ok := o[0].([]any)
		return len(list), ok
	}},
	"take": {2, 2, take},
	"or": {1, 0, func(_ scope, o []any) (any, bool) {
		for _, operand := range o {
			if operand != nil {
				return operand, true
			}
		}
		return nil, true
	}},
	"size": {1, 1, func(s scope, o []any) (any, bool) {
		table, ok := o[0].(string)
		return len(s.state.rows(table)), ok
	}},
}

func mul(_ scope, operands []any) (any, bool) {
	product := 1.0
	for _, operand := range operands {
		f, ok := toFloat(operand)
		if !ok {
			return nil, false
		}
		product *= f
	}
	return product, true
}

func gt(_ scope, operands []any) (any, bool) {
	a, aok := toFloat(operands[0])
	b, bok := toFloat(operands[1])
	return a > b, aok && bok
}

func concat(_ scope, operands []any) (any, bool) {
	var joined strings.Builder
	for _, operand := range operands {
		text, ok := toText(operand)
		if !ok {
			return nil, false
		}
		joined.WriteString(text)
	}
	return joined.String(), true
}

func take(_ scope, operands []any) (any, bool) {
	list, ok := operands[0].([]any)
	n, isNumber := toFloat(operands[1])
	if !ok || !isNumber || n < 0 || n != float64(int(n)) {
		return nil, false
	}
	return list[:min(len(list), int(n))], true
}
