package operation

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftgraphql/weft/graph/gqlerr"
	"github.com/weftgraphql/weft/graph/operation/typesystem"
)

// DefaultMaxSelections is how many fields and fragments a normalised operation may have.
const DefaultMaxSelections = 100_000

const (
	// maxLevels bounds how deep fields may nest once fragments are inlined, and
	// maxSpreads how many fragments may be spread within one another in between:
	// the walk is recursive.
	maxLevels  = 500
	maxSpreads = 20_000
	// stepsPerSelection bounds the selections read for each one that stays.
	stepsPerSelection = 10
)

// Normalize puts one operation of a valid document into normal form; see
// Operation. maxSelections bounds the result, 0 means DefaultMaxSelections;
// an operation beyond it is refused with GRAPHQL_VALIDATION_FAILED before it
// is built. The document is not changed.
//
// @defer is left out: its fragments are answered like any other, as the specification allows.
func Normalize(schema *ast.Schema, doc *ast.QueryDocument, op *ast.OperationDefinition, maxSelections int) (*Operation, gqlerr.List) {
	return NewSchema(schema).Normalize(doc, op, maxSelections)
}

// normalForm is Normalize, or NormalizeDeferred where deferring is given.
func (s *Schema) normalForm(doc *ast.QueryDocument, op *ast.OperationDefinition, maxSelections int, deferring func(variable string) bool) (*Operation, gqlerr.List) {
	if maxSelections <= 0 {
		maxSelections = DefaultMaxSelections
	}
	root := typesystem.Root(s.types.Schema, op.Operation)
	if root == nil {
		return nil, gqlerr.List{invalid(op.Position, "The schema has no %s root type, so it cannot execute this operation.", op.Operation)}
	}
	n := &normalizer{
		types:     s.types,
		fragments: make(map[string]*ast.FragmentDefinition, len(doc.Fragments)),
		limit:     maxSelections,
		deferring: deferring,
	}
	for _, fragment := range doc.Fragments {
		n.fragments[fragment.Name] = fragment
	}
	selections := n.build([]ast.SelectionSet{op.SelectionSet}, n.scope(root))
	if n.failure != nil {
		return nil, gqlerr.List{n.failure}
	}
	assignKeys(selections)
	defers := numberDefers(selections)
	normal := &Operation{Kind: op.Operation, Name: op.Name, Root: root, Selections: selections, Variables: op.VariableDefinitions, Defers: defers}
	hash := sha256.Sum256([]byte(Print(normal)))
	normal.Hash = hex.EncodeToString(hash[:])
	return normal, nil
}

// normalizer is the state of one normalisation.
type normalizer struct {
	types     *typesystem.Index
	fragments map[string]*ast.FragmentDefinition
	// deferring says which variables that decide about a @defer are true; nil: nothing is deferred.
	deferring func(variable string) bool

	limit, made, steps int
	levels, spreads    int
	failure            *gqlerr.Error
}

// scope is where selections stand: the type that fields are looked up on, the
// objects that can be there, and the conditions that hold there.
type scope struct {
	def      *ast.Definition
	possible typesystem.Objects
	holds    []Condition
}

func (n *normalizer) scope(def *ast.Definition) scope {
	return scope{def: def, possible: n.types.Objects(def)}
}

func invalid(position *ast.Position, format string, args ...any) *gqlerr.Error {
	failure := &gqlerr.Error{Message: fmt.Sprintf(format, args...), Code: gqlerr.ValidationFailed}
	if position != nil {
		failure.Locations = []gqlerr.Location{{Line: position.Line, Column: position.Column}}
	}
	return failure
}

func (n *normalizer) fail(position *ast.Position, format string, args ...any) {
	if n.failure == nil {
		n.failure = invalid(position, format, args...)
	}
}

// step counts a selection read, and says whether to go on.
func (n *normalizer) step(position *ast.Position) bool {
	if n.steps++; n.steps > n.limit*stepsPerSelection {
		n.tooLarge(position)
	}
	return n.failure == nil
}

// count counts a selection of the result.
func (n *normalizer) count(position *ast.Position) {
	if n.made++; n.made > n.limit {
		n.tooLarge(position)
	}
}

func (n *normalizer) tooLarge(position *ast.Position) {
	n.fail(position, "The operation has more than %d fields once its fragments are expanded, which is the limit. Ask for less at a time.", n.limit)
}
