package refexec

import (
	"fmt"

	"github.com/vektah/gqlparser/v2/ast"
)

// fieldGroup is the fields of one response key, in the order they were met.
type fieldGroup struct {
	responseKey string
	fields      []*ast.Field
}

// collectFields groups the fields of the merged selection sets that apply to an object type by response key.
// https://spec.graphql.org/October2021/#CollectFields()
func (e *executor) collectFields(objectType *ast.Definition, sets []ast.SelectionSet) ([]fieldGroup, error) {
	c := collector{executor: e, objectType: objectType, visited: map[string]bool{}, index: map[string]int{}}
	for _, set := range sets {
		if err := c.collect(set); err != nil {
			return nil, err
		}
	}
	return c.groups, nil
}

type collector struct {
	*executor
	objectType *ast.Definition
	visited    map[string]bool // fragments
	index      map[string]int  // response key to its place in groups
	groups     []fieldGroup
}

func (c *collector) collect(set ast.SelectionSet) error {
	for _, selection := range set {
		var err error
		switch s := selection.(type) {
		case *ast.Field:
			err = c.collectField(s)
		case *ast.FragmentSpread:
			err = c.collectSpread(s)
		case *ast.InlineFragment:
			err = c.collectInline(s)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (c *collector) collectField(field *ast.Field) error {
	included, err := c.isIncluded(field.Directives)
	if err != nil || !included {
		return err
	}
	responseKey := field.Alias
	if responseKey == "" {
		responseKey = field.Name
	}
	at, ok := c.index[responseKey]
	if !ok {
		at = len(c.groups)
		c.index[responseKey] = at
		c.groups = append(c.groups, fieldGroup{responseKey: responseKey})
	}
	c.groups[at].fields = append(c.groups[at].fields, field)
	return nil
}

func (c *collector) collectSpread(spread *ast.FragmentSpread) error {
	included, err := c.isIncluded(spread.Directives)
	if err != nil || !included || c.visited[spread.Name] {
		return err
	}
	c.visited[spread.Name] = true
	fragment := c.doc.Fragments.ForName(spread.Name)
	if fragment == nil || !doesFragmentTypeApply(c.schema, c.objectType, fragment.TypeCondition) {
		return nil
	}
	return c.collect(fragment.SelectionSet)
}

func (c *collector) collectInline(fragment *ast.InlineFragment) error {
	included, err := c.isIncluded(fragment.Directives)
	if err != nil || !included {
		return err
	}
	if fragment.TypeCondition != "" && !doesFragmentTypeApply(c.schema, c.objectType, fragment.TypeCondition) {
		return nil
	}
	return c.collect(fragment.SelectionSet)
}

// isIncluded evaluates @skip and @include.
func (c *collector) isIncluded(directives ast.DirectiveList) (bool, error) {
	skip, err := c.condition(directives, "skip", false)
	if err != nil || skip {
		return false, err
	}
	return c.condition(directives, "include", true)
}

func (c *collector) condition(directives ast.DirectiveList, name string, absent bool) (bool, error) {
	directive := directives.ForName(name)
	if directive == nil {
		return absent, nil
	}
	args, err := CoerceArgumentValues(c.schema, c.schema.Directives[name].Arguments, directive.Arguments, c.variables)
	if err != nil {
		return false, fmt.Errorf("@%s: %w", name, err)
	}
	on, _ := args["if"].(bool)
	return on, nil
}

// doesFragmentTypeApply reports whether a fragment on a type is for objects of objectType.
// https://spec.graphql.org/October2021/#DoesFragmentTypeApply()
func doesFragmentTypeApply(schema *ast.Schema, objectType *ast.Definition, condition string) bool {
	fragmentType := schema.Types[condition]
	switch {
	case fragmentType == nil:
		return false
	case fragmentType.Kind == ast.Object:
		return fragmentType.Name == objectType.Name
	default:
		return isPossibleType(schema, fragmentType, objectType)
	}
}

func isPossibleType(schema *ast.Schema, abstractType, objectType *ast.Definition) bool {
	if objectType.Kind != ast.Object { // gqlparser lists interfaces among the possible types too
		return false
	}
	for _, possible := range schema.PossibleTypes[abstractType.Name] {
		if possible.Name == objectType.Name {
			return true
		}
	}
	return false
}
