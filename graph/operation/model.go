// Package operation turns a client's document into an Operation: parsed,
// validated against the API schema, normalised, hashed. Each step is a
// function from value to value, bounded in time and memory by the size of the
// document and by explicit budgets.
package operation

import "github.com/vektah/gqlparser/v2/ast"

// Operation is one executable operation in normal form. It is immutable once
// made and may be shared between requests.
//
// Normal form: fragment spreads are inlined; type conditions that always hold
// are dissolved and those that never hold dropped; @skip and @include with
// literals are resolved and the others kept as Conditions; fields of one
// response key, parent, arguments and conditions are merged. The order of
// first appearance is kept, so that an answer written in this order is in the
// order the client asked.
type Operation struct {
	Kind ast.Operation
	// Name is "" for an anonymous operation.
	Name string
	// Root is the root type in the API schema (its name need not be Query).
	Root       *ast.Definition
	Selections []Selection
	// Variables are the operation's variable definitions, unused ones dropped by no one:
	// validation refuses them.
	Variables ast.VariableDefinitionList
	// Defers are the deferred fragments by their ID, less one. Empty as a rule: Normalize ignores @defer, NormalizeDeferred doesn't.
	Defers []*Defer
	// Hash identifies the normalised operation: hex SHA-256 of its printed form.
	Hash string
}

// Selection is a *Field or a *Fragment.
type Selection interface{ selection() }

// Field is a selected field.
type Field struct {
	// ResponseKey is the alias or the name: the key in the client's answer.
	ResponseKey string
	// Key is under which key the engine keeps the value, and the alias it asks subgraphs to use.
	// It is ResponseKey unless that begins with "_", which the engine keeps for itself; __typename without an
	// alias keeps its key, since the engine's own has the same value.
	Key  string
	Name string
	// Parent is the type in whose scope the field stands, in the API schema: object, interface or union
	// (union only for __typename).
	Parent *ast.Definition
	// Definition is nil for __typename.
	Definition *ast.FieldDefinition
	// Arguments as written, with variables.
	Arguments ast.ArgumentList
	// Conditions must all hold for the field to be answered.
	Conditions []Condition
	// Selections is nil for leaves. It is empty but not nil for a composite field below which conditions on
	// literals left nothing: it is answered as an object without fields.
	Selections []Selection
	// Denied: authorization refused the field. It must not be planned or fetched; it is answered as null, which
	// rises to the nearest nullable parent without a further error. It has no Selections.
	Denied bool
	// Position of the field's first appearance in the client's document; an equal operation found in a cache has those of its own.
	Position *ast.Position
}

// Fragment is an inline fragment: a type condition, conditions, @defer, or several of them.
type Fragment struct {
	// On is the type condition in the API schema; where the fragment carries none it is the type in scope.
	On         *ast.Definition
	Conditions []Condition
	// Defer is nil for a fragment that is answered with what it stands in.
	Defer      *Defer
	Selections []Selection
}

func (*Field) selection()    {}
func (*Fragment) selection() {}

// Defer says that a fragment's fields may be answered after those it stands among.
type Defer struct {
	// ID numbers an operation's deferred fragments, in order, from 1.
	ID int
	// Parent is the ID of the deferred fragment that this one stands in, however deep; 0 for none.
	Parent int
	// Label is the client's name for it, "" for none.
	Label string

	directive *ast.Directive
}

// Condition is @include(if: $Variable), or @skip(if: $Variable) when Skip is set.
type Condition struct {
	Variable string
	Skip     bool
}
