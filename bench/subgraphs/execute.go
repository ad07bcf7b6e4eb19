package subgraphs

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/parser"
)

const (
	maxTokens = 20_000
	maxDepth  = 64
)

var errDeep = fmt.Errorf("the operation nests deeper than %d levels", maxDepth)

// answer executes one GraphQL request: aliases, fragments, merged fields, variables, @skip and @include, __typename and
// _entities. It neither validates nor introspects.
func (s *service) answer(body []byte) ([]byte, error) {
	var request struct {
		Query         string         `json:"query"`
		OperationName string         `json:"operationName"`
		Variables     map[string]any `json:"variables"`
	}
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.UseNumber()
	if err := decoder.Decode(&request); err != nil {
		return nil, fmt.Errorf("the request is no JSON object: %w", err)
	}
	document, err := parser.ParseQueryWithTokenLimit(&ast.Source{Input: request.Query}, maxTokens)
	if err != nil {
		return nil, fmt.Errorf("the query does not parse: %w", err)
	}
	operation := document.Operations.ForName(request.OperationName)
	if operation == nil {
		return nil, errors.New("the document does not have the operation")
	}
	e := &execution{service: s, fragments: document.Fragments, variables: map[string]any{}}
	for _, definition := range operation.VariableDefinitions {
		if value, given := request.Variables[definition.Variable]; given {
			e.variables[definition.Variable] = value
		} else if definition.DefaultValue != nil {
			if e.variables[definition.Variable], err = definition.DefaultValue.Value(nil); err != nil {
				return nil, fmt.Errorf("default of $%s: %w", definition.Variable, err)
			}
		}
	}
	e.out = append(e.out, `{"data":`...)
	if err := e.object(s.query, []ast.SelectionSet{operation.SelectionSet}, 0); err != nil {
		return nil, err
	}
	return append(e.out, '}'), nil
}

type execution struct {
	service   *service
	fragments ast.FragmentDefinitionList
	variables map[string]any
	out       []byte
}

// merged is what is selected under one response key.
type merged struct {
	key   string
	first *ast.Field
	sets  []ast.SelectionSet
}

// collect gathers the fields selected on a type, in the order of the answer.
func (e *execution) collect(typeName string, set ast.SelectionSet, found []*merged, depth int) ([]*merged, error) {
	if depth > maxDepth {
		return nil, errDeep
	}
	var err error
	for _, selection := range set {
		switch x := selection.(type) {
		case *ast.Field:
			if e.included(x.Directives) {
				found = merge(found, x)
			}
		case *ast.InlineFragment:
			if e.included(x.Directives) && (x.TypeCondition == "" || x.TypeCondition == typeName) {
				found, err = e.collect(typeName, x.SelectionSet, found, depth+1)
			}
		case *ast.FragmentSpread:
			fragment := e.fragments.ForName(x.Name)
			if fragment != nil && e.included(x.Directives) && fragment.TypeCondition == typeName {
				found, err = e.collect(typeName, fragment.SelectionSet, found, depth+1)
			}
		}
		if err != nil {
			return nil, err
		}
	}
	return found, nil
}

func merge(found []*merged, field *ast.Field) []*merged {
	for _, m := range found {
		if m.key == field.Alias {
			m.sets = append(m.sets, field.SelectionSet)
			return found
		}
	}
	return append(found, &merged{field.Alias, field, []ast.SelectionSet{field.SelectionSet}})
}

func (e *execution) included(directives ast.DirectiveList) bool {
	for _, d := range directives {
		if d.Name != "skip" && d.Name != "include" {
			continue
		}
		condition := d.Arguments.ForName("if")
		if condition == nil {
			continue
		}
		value, err := condition.Value.Value(e.variables)
		if on, _ := value.(bool); err == nil && on == (d.Name == "skip") {
			return false
		}
	}
	return true
}

func (e *execution) object(o object, sets []ast.SelectionSet, depth int) error {
	if depth > maxDepth {
		return errDeep
	}
	var selected []*merged
	var err error
	for _, set := range sets {
		if selected, err = e.collect(o.typeName, set, selected, depth); err != nil {
			return err
		}
	}
	e.out = append(e.out, '{')
	for i, m := range selected {
		if i > 0 {
			e.out = append(e.out, ',')
		}
		e.out = append(append(append(e.out, '"'), m.key...), '"', ':')
		value, err := e.resolve(o, m.first, depth)
		if err != nil {
			return err
		}
		if err := e.value(value, m.sets, depth); err != nil {
			return err
		}
	}
	e.out = append(e.out, '}')
	return nil
}

func (e *execution) resolve(o object, field *ast.Field, depth int) (any, error) {
	if field.Name == "__typename" {
		return o.typeName, nil
	}
	arguments := make(map[string]any, len(field.Arguments))
	for _, argument := range field.Arguments {
		value, err := argument.Value.Value(e.variables)
		if err != nil {
			return nil, fmt.Errorf("%s(%s:): %w", field.Name, argument.Name, err)
		}
		arguments[argument.Name] = value
	}
	if depth == 0 && field.Name == "_entities" {
		return e.entities(arguments["representations"])
	}
	value, known := o.field(field.Name, arguments)
	if !known {
		return nil, fmt.Errorf("%s: %s has no field %s", e.service.name, o.typeName, field.Name)
	}
	return value, nil
}

func (e *execution) entities(representations any) (any, error) {
	list, ok := representations.([]any)
	if !ok {
		return nil, errors.New("representations is no list")
	}
	found := make([]any, len(list))
	for i, item := range list {
		if representation, ok := item.(map[string]any); ok {
			found[i] = e.service.entity(representation)
		}
	}
	return found, nil
}

func (e *execution) value(value any, sets []ast.SelectionSet, depth int) error {
	switch x := value.(type) {
	case nil:
		e.out = append(e.out, "null"...)
	case string:
		quoted, err := json.Marshal(x)
		if err != nil {
			return err
		}
		e.out = append(e.out, quoted...)
	case int:
		e.out = strconv.AppendInt(e.out, int64(x), 10)
	case bool:
		e.out = strconv.AppendBool(e.out, x)
	case object:
		return e.object(x, sets, depth+1)
	case []any:
		e.out = append(e.out, '[')
		for i, item := range x {
			if i > 0 {
				e.out = append(e.out, ',')
			}
			if err := e.value(item, sets, depth); err != nil {
				return err
			}
		}
		e.out = append(e.out, ']')
	default:
		return fmt.Errorf("a field has a value of type %T", value)
	}
	return nil
}
