// Package introspect answers __schema and __type from the schema that clients
// see, by section 4 of the GraphQL specification. Types and directives come in
// the order of their names, what is in them in the order of its definition.
package introspect

import (
	"fmt"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftgraphql/weft/graph/gqlerr"
	"github.com/weftgraphql/weft/graph/operation"
	"github.com/weftgraphql/weft/graph/operation/typesystem"
)

// Answer is the value of one root field, as compact JSON.
type Answer struct {
	// ResponseKey and Key are those of the field; see operation.Field.
	ResponseKey, Key string
	JSON             []byte
}

// Options bound an introspection.
type Options struct {
	// MaxBytes is how large the answers may be together; 0 means DefaultMaxBytes. Each value counts as
	// at least valueCost bytes, so that it bounds the time too.
	MaxBytes int
}

// DefaultMaxBytes leaves room for the full introspection of a schema of some 10,000 types.
const DefaultMaxBytes = 32 << 20

const valueCost = 8

// Asked says whether the operation has introspection fields at its root, under
// conditions or not.
func Asked(op *operation.Operation) bool { return asked(op.Selections) }

func asked(selections []operation.Selection) bool {
	for _, selection := range selections {
		switch node := selection.(type) {
		case *operation.Field:
			if isRoot(node) {
				return true
			}
		case *operation.Fragment:
			if asked(node.Selections) {
				return true
			}
		}
	}
	return false
}

func isRoot(field *operation.Field) bool {
	return field.Name == typesystem.SchemaField || field.Name == typesystem.TypeField
}

// Execute answers the operation's introspection fields, in the order asked;
// those whose conditions do not hold are left out. An answer beyond the bound
// is refused with MAX_HEIGHT_LIMIT.
func Execute(api *ast.Schema, op *operation.Operation, variables *operation.Variables, options Options) ([]Answer, *gqlerr.Error) {
	if options.MaxBytes <= 0 {
		options.MaxBytes = DefaultMaxBytes
	}
	w := &writer{schema: api, variables: variables, budget: options.MaxBytes}
	var answers []Answer
	for _, field := range compile(variables, op.Selections) {
		if !isRoot(field.Field) {
			continue
		}
		w.out = nil
		w.value(w.root(field), field)
		if w.budget < 0 {
			return nil, tooLarge(field.Field, options.MaxBytes)
		}
		answers = append(answers, Answer{field.ResponseKey, field.Key, w.out})
	}
	return answers, nil
}

func tooLarge(field *operation.Field, most int) *gqlerr.Error {
	failure := &gqlerr.Error{
		Message: fmt.Sprintf("The answer to %q is larger than %d bytes. Ask for fewer levels of the schema at a time.", field.Name, most),
		Code:    gqlerr.MaxHeight,
	}
	if field.Position != nil {
		failure.Locations = []gqlerr.Location{{Line: field.Position.Line, Column: field.Position.Column}}
	}
	return failure
}

// field is a selected field whose conditions hold, with what is selected below.
type field struct {
	*operation.Field
	// quoted is the response key with its colon.
	quoted []byte
	below  []*field
}

// compile gathers the fields of selection lists that stand at one place, in
// order of first appearance. All introspection types are objects, so that
// fragments carry nothing but conditions.
func compile(variables *operation.Variables, lists ...[]operation.Selection) []*field {
	type group struct {
		field *operation.Field
		below [][]operation.Selection
	}
	var (
		groups []*group
		known  = map[string]*group{}
		gather func([]operation.Selection)
	)
	gather = func(selections []operation.Selection) {
		for _, selection := range selections {
			switch node := selection.(type) {
			case *operation.Fragment:
				if variables.Hold(node.Conditions) {
					gather(node.Selections)
				}
			case *operation.Field:
				if !variables.Hold(node.Conditions) {
					continue
				}
				same := known[node.ResponseKey]
				if same == nil {
					same = &group{field: node}
					known[node.ResponseKey] = same
					groups = append(groups, same)
				}
				same.below = append(same.below, node.Selections)
			}
		}
	}
	for _, list := range lists {
		gather(list)
	}
	fields := make([]*field, len(groups))
	for i, group := range groups {
		fields[i] = &field{Field: group.field, quoted: append(quote(nil, group.field.ResponseKey), ':')}
		// At the operation's root there are other fields, too: what is below them is not introspection's.
		if isRoot(group.field) || group.field.Parent != nil && isMeta(group.field.Parent) {
			fields[i].below = compile(variables, group.below...)
		}
	}
	return fields
}

func isMeta(def *ast.Definition) bool { return len(def.Name) > 2 && def.Name[:2] == "__" }
