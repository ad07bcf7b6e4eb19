package mock

import (
	"errors"
	"fmt"
	"maps"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
)

// entity is a resolved representation. Its type may be forced by the representation.
type entity struct {
	typeName   string // empty: as the properties say
	properties any
}

// resolveEntities resolves the representations in their order; an error in one fails all.
func (s *Subgraph) resolveEntities(representations any) (any, error) {
	list, _ := representations.([]any)
	results := make([]any, len(list))
	for i, representation := range list {
		result, err := s.resolveEntity(representation)
		if err != nil {
			return nil, fmt.Errorf("representation %d: %w", i, err)
		}
		if result != nil {
			results[i] = result
		}
	}
	return results, nil
}

func (s *Subgraph) resolveEntity(v any) (any, error) {
	representation, ok := v.(map[string]any)
	if !ok {
		return nil, errors.New("not an object")
	}
	typeName, _ := representation["__typename"].(string)
	def := s.schema.Types[typeName]
	rule := s.data.Entities[typeName]
	if def == nil || rule == nil {
		return nil, fmt.Errorf("type %q cannot be resolved here", typeName)
	}
	properties, err := s.findEntity(rule, representation)
	if err != nil || properties == nil {
		return nil, err
	}
	if def.Kind == ast.Object {
		return entity{typeName: typeName, properties: properties}, nil
	}
	return entity{properties: properties}, nil
}

// findEntity returns the properties of the entity, nil if there is none.
func (s *Subgraph) findEntity(rule *EntityRule, representation map[string]any) (any, error) {
	if rule.Echo {
		return representation, nil
	}
	if rule.Error != nil {
		return nil, errors.New(*rule.Error)
	}
	row := s.findRow(rule, representation)
	if row == nil {
		if rule.Unknown == "error" {
			return nil, errors.New("no such entity")
		}
		return nil, nil
	}
	if row["$null"] == true {
		return nil, nil
	}
	return carry(rule, representation, row), nil
}

// findRow takes the first key that applies to the representation and the first row that agrees on it.
func (s *Subgraph) findRow(rule *EntityRule, representation map[string]any) map[string]any {
	key := applicableKey(rule, representation)
	if key == nil {
		return nil
	}
	match := func(row any) bool {
		object, ok := s.data.deref(row).(map[string]any)
		if !ok {
			return false
		}
		if own, ok := object["$key"]; ok {
			return s.data.agreesOn(key, representation, own)
		}
		return s.data.agreesOn(key, representation, object)
	}
	var found any
	if rule.Table != "" {
		found, _ = s.state.find(rule.Table, rule.Consume, match)
	} else {
		for _, row := range rule.Rows {
			if match(row) {
				found = row
				break
			}
		}
	}
	object, _ := s.data.deref(found).(map[string]any)
	return object
}

func applicableKey(rule *EntityRule, representation map[string]any) ast.SelectionSet {
	for _, key := range rule.keys {
		applies := true
		for _, selection := range key {
			if _, ok := representation[selection.(*ast.Field).Name]; !ok {
				applies = false
			}
		}
		if applies {
			return key
		}
	}
	return nil
}

// agreesOn compares a part of a representation and of a row on every leaf of a selection.
func (d *SubgraphData) agreesOn(set ast.SelectionSet, representation, row any) bool {
	row = d.deref(row)
	if wanted, ok := representation.([]any); ok {
		rows, ok := row.([]any)
		if !ok || len(rows) != len(wanted) {
			return false
		}
		for i := range wanted {
			if !d.agreesOn(set, wanted[i], rows[i]) {
				return false
			}
		}
		return true
	}
	if len(set) == 0 {
		return representation != nil && d.equal(representation, row)
	}
	wanted, ok := representation.(map[string]any)
	object, isObject := row.(map[string]any)
	if !ok || !isObject {
		return false
	}
	for _, selection := range set {
		field := selection.(*ast.Field)
		if !d.agreesOn(field.SelectionSet, wanted[field.Name], object[field.Name]) {
			return false
		}
	}
	return true
}

// carry copies the representation's inputs over a copy of the row's properties.
func carry(rule *EntityRule, representation, row map[string]any) map[string]any {
	properties := row
	for _, list := range rule.Carry {
		names := strings.Fields(list)
		complete := true
		for _, name := range names {
			if _, ok := representation[name]; !ok {
				complete = false
			}
		}
		if !complete {
			continue
		}
		properties = maps.Clone(properties)
		for _, name := range names {
			properties[name] = representation[name]
		}
	}
	return properties
}
