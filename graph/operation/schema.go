package operation

import (
	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftgraphql/weft/graph/gqlerr"
	"github.com/weftgraphql/weft/graph/operation/typesystem"
	"github.com/weftgraphql/weft/graph/operation/validate"
)

// Schema is the schema that clients see, made ready for any number of operations: what is found out of its types for one
// is there for the next. It is safe for concurrent use. The functions of the same names do the same for a single operation.
type Schema struct {
	types *typesystem.Index
}

// NewSchema makes a schema ready, which must not be changed any more.
func NewSchema(schema *ast.Schema) *Schema { return &Schema{types: typesystem.NewIndex(schema)} }

// Validate is Validate over this schema.
func (s *Schema) Validate(doc *ast.QueryDocument, options ...ValidateOption) gqlerr.List {
	var chosen validate.Options
	for _, option := range options {
		option(&chosen)
	}
	return validate.Document(s.types, doc, chosen)
}

// Normalize is Normalize over this schema.
func (s *Schema) Normalize(doc *ast.QueryDocument, op *ast.OperationDefinition, maxSelections int) (*Operation, gqlerr.List) {
	return s.normalForm(doc, op, maxSelections, nil)
}

// NormalizeDeferred is NormalizeDeferred over this schema.
func (s *Schema) NormalizeDeferred(doc *ast.QueryDocument, op *ast.OperationDefinition, maxSelections int, on func(variable string) bool) (*Operation, gqlerr.List) {
	return s.normalForm(doc, op, maxSelections, on)
}
