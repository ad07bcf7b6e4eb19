package validate

import (
	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftgraphql/weft/graph/operation/typesystem"
)

// document is a document with the facts that the rules look at.
type document struct {
	reporter
	schema *ast.Schema
	types  *typesystem.Index
	doc    *ast.QueryDocument
	// operations and fragments in the order of the document.
	operations, fragments []*definition
	// named has the first fragment of each name.
	named map[string]*definition
	// cyclic is set by the rule on cycles.
	cyclic bool
}

// definition is an operation or a fragment.
type definition struct {
	operation *ast.OperationDefinition
	fragment  *ast.FragmentDefinition
	// scope is the root type or the type condition; nil when unknown.
	scope *ast.Definition

	fields     []fieldSite
	inlines    []inlineSite
	spreads    []spreadSite
	directives []directiveSite
	values     []valueSite
	uses       []variableUse
}

// fieldSite is a selected field; parent and def are nil when unknown.
type fieldSite struct {
	node   *ast.Field
	parent *ast.Definition
	def    *ast.FieldDefinition
}

// inlineSite is an inline fragment in the scope of parent.
type inlineSite struct {
	node   *ast.InlineFragment
	parent *ast.Definition
}

// spreadSite is a fragment spread in the scope of parent.
type spreadSite struct {
	node   *ast.FragmentSpread
	parent *ast.Definition
}

// directiveSite is the directives at one place.
type directiveSite struct {
	list     ast.DirectiveList
	location ast.DirectiveLocation
}

// valueSite is a value of an argument or a default.
type valueSite struct {
	value    *ast.Value
	expected *ast.Type
}

// variableUse is a variable in a value; expected is nil when unknown.
type variableUse struct {
	name     string
	position *ast.Position
	expected *ast.Type
	// hasDefault: the argument or input field has a default of its own.
	hasDefault bool
	// oneOf is the OneOf input object whose member the variable is.
	oneOf *ast.Definition
}

func collect(types *typesystem.Index, doc *ast.QueryDocument, opts Options) *document {
	d := &document{
		reporter: reporter{options: opts}, schema: types.Schema, doc: doc,
		types: types, named: map[string]*definition{},
	}
	for _, operation := range doc.Operations {
		c := d.collector(&definition{operation: operation, scope: typesystem.Root(types.Schema, operation.Operation)})
		c.variables(operation.VariableDefinitions)
		c.directives(operation.Directives, operationLocation(operation.Operation))
		c.selections(operation.SelectionSet, c.into.scope)
		d.operations = append(d.operations, c.into)
	}
	for _, fragment := range doc.Fragments {
		c := d.collector(&definition{fragment: fragment, scope: d.composite(fragment.TypeCondition)})
		c.directives(fragment.Directives, ast.LocationFragmentDefinition)
		c.selections(fragment.SelectionSet, c.into.scope)
		d.fragments = append(d.fragments, c.into)
		if d.named[fragment.Name] == nil {
			d.named[fragment.Name] = c.into
		}
	}
	return d
}

func operationLocation(kind ast.Operation) ast.DirectiveLocation {
	switch kind {
	case ast.Mutation:
		return ast.LocationMutation
	case ast.Subscription:
		return ast.LocationSubscription
	}
	return ast.LocationQuery
}

// composite is the object, interface or union of that name, or nil.
func (d *document) composite(name string) *ast.Definition {
	if def := d.schema.Types[name]; def != nil && def.IsCompositeType() {
		return def
	}
	return nil
}

type collector struct {
	*document
	into *definition
}

func (d *document) collector(into *definition) *collector { return &collector{d, into} }

func (c *collector) variables(list ast.VariableDefinitionList) {
	for _, variable := range list {
		c.directives(variable.Directives, ast.LocationVariableDefinition)
		if variable.DefaultValue != nil {
			c.value(variable.DefaultValue, variable.Type, false)
		}
	}
}

func (c *collector) directives(list ast.DirectiveList, location ast.DirectiveLocation) {
	if len(list) == 0 {
		return
	}
	c.into.directives = append(c.into.directives, directiveSite{list, location})
	for _, directive := range list {
		var defs ast.ArgumentDefinitionList
		if def := c.schema.Directives[directive.Name]; def != nil {
			defs = def.Arguments
		}
		c.arguments(directive.Arguments, defs)
	}
}

func (c *collector) arguments(list ast.ArgumentList, defs ast.ArgumentDefinitionList) {
	for _, argument := range list {
		if def := defs.ForName(argument.Name); def != nil {
			c.value(argument.Value, def.Type, def.DefaultValue != nil)
		} else {
			c.value(argument.Value, nil, false)
		}
	}
}

func (c *collector) value(value *ast.Value, expected *ast.Type, hasDefault bool) {
	if expected != nil {
		c.into.values = append(c.into.values, valueSite{value, expected})
	}
	c.uses(value, expected, hasDefault, nil)
}

// uses walks a value for its variables. A value of unknown type is walked too:
// its variables must be defined all the same.
func (c *collector) uses(value *ast.Value, expected *ast.Type, hasDefault bool, oneOf *ast.Definition) {
	switch value.Kind {
	case ast.Variable:
		c.into.uses = append(c.into.uses, variableUse{value.Raw, value.Position, expected, hasDefault, oneOf})
	case ast.ListValue:
		var element *ast.Type
		if expected != nil {
			element = expected.Elem
		}
		for _, child := range value.Children {
			c.uses(child.Value, element, false, nil)
		}
	case ast.ObjectValue:
		input := c.inputObject(expected)
		for _, child := range value.Children {
			c.memberUses(child, input)
		}
	}
}

func (c *collector) memberUses(child *ast.ChildValue, input *ast.Definition) {
	if input == nil {
		c.uses(child.Value, nil, false, nil)
		return
	}
	field := c.types.InputField(input, child.Name)
	switch {
	case field == nil:
		c.uses(child.Value, nil, false, nil)
	case isOneOf(input):
		c.uses(child.Value, field.Type, field.DefaultValue != nil, input)
	default:
		c.uses(child.Value, field.Type, field.DefaultValue != nil, nil)
	}
}

// inputObject is the input object that an object literal stands for, through
// lists (a single value may stand for a list of one), or nil.
func (c *collector) inputObject(expected *ast.Type) *ast.Definition {
	if expected == nil {
		return nil
	}
	if def := c.schema.Types[expected.Name()]; def != nil && def.Kind == ast.InputObject {
		return def
	}
	return nil
}

func isOneOf(def *ast.Definition) bool { return def.Directives.ForName("oneOf") != nil }

func (c *collector) selections(set ast.SelectionSet, scope *ast.Definition) {
	for _, selection := range set {
		switch node := selection.(type) {
		case *ast.Field:
			c.field(node, scope)
		case *ast.InlineFragment:
			c.into.inlines = append(c.into.inlines, inlineSite{node, scope})
			c.directives(node.Directives, ast.LocationInlineFragment)
			inner := scope
			if node.TypeCondition != "" {
				inner = c.composite(node.TypeCondition)
			}
			c.selections(node.SelectionSet, inner)
		case *ast.FragmentSpread:
			c.into.spreads = append(c.into.spreads, spreadSite{node, scope})
			c.directives(node.Directives, ast.LocationFragmentSpread)
		}
	}
}

func (c *collector) field(node *ast.Field, scope *ast.Definition) {
	def := c.types.Field(scope, node.Name)
	c.into.fields = append(c.into.fields, fieldSite{node, scope, def})
	var (
		arguments ast.ArgumentDefinitionList
		below     *ast.Definition
	)
	if def != nil {
		arguments, below = def.Arguments, c.composite(def.Type.Name())
	}
	c.arguments(node.Arguments, arguments)
	c.directives(node.Directives, ast.LocationField)
	c.selections(node.SelectionSet, below)
}

// all lists the operations, then the fragments.
func (d *document) all() []*definition {
	return append(append(make([]*definition, 0, len(d.operations)+len(d.fragments)), d.operations...), d.fragments...)
}

// reach lists the fragments that definitions spread, directly or not, in the order found.
// The step budget pays for it; ok is false when it ran out.
func (d *document) reach(from ...*definition) (reached []*definition, ok bool) {
	seen := map[*definition]bool{}
	pending := append([]*definition(nil), from...)
	for len(pending) > 0 {
		next := pending[len(pending)-1]
		pending = pending[:len(pending)-1]
		if !d.spend(1 + len(next.spreads)) {
			return nil, false
		}
		for _, spread := range next.spreads {
			if target := d.named[spread.node.Name]; target != nil && !seen[target] {
				seen[target] = true
				reached = append(reached, target)
				pending = append(pending, target)
			}
		}
	}
	return reached, true
}
