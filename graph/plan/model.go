package plan

import (
	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftgraphql/weft/graph/operation"
)

// Plan is how an operation is answered. It is immutable and may be shared
// between requests.
//
// All fetches write into one tree of answers, whose objects hold values under
// keys: operation.Field.Key for what the client asked, and keys beginning with
// "_" for what only the engine needs. The planner guarantees that at one
// position of that tree, for one runtime type, a key means one field with one
// set of arguments, whichever fetch brings it; where two fetches bring the same
// object it is merged deep, lists element by element. "__typename" is fetched wherever the
// static type is abstract and wherever a representation is taken.
type Plan struct {
	Kind ast.Operation
	// Fetches in an order in which each comes after those it depends on; Fetch.ID is the index.
	// Empty when the operation asks only for introspection or __typename at the root.
	Fetches []*Fetch
	// Deferred are the parts of the answer that may come after the primary one, by ID, less one. Empty as a rule.
	Deferred []Deferred

	// operation is set where there is something Deferred, to show what the primary answer holds.
	operation *operation.Operation
}

// Fetch is one request to one subgraph: a root operation, or one or more
// entity calls (`_entities`) sent together.
type Fetch struct {
	ID int
	// Subgraph is the index in supergraph.Subgraphs; Service is its name.
	Subgraph int
	Service  string
	Kind     ast.Operation
	// OperationName is the name the operation has in Operation, "" for none.
	OperationName string
	// Operation is the document sent, in compact print.
	Operation string
	// Variables are the client's variables that Operation uses (without $), in order of name; those the client
	// leaves out are left out. The entity calls' own variables are not among them.
	Variables []string
	// Literals are variables the planner made itself (name without $ -> value), empty as a rule.
	Literals map[string]*ast.Value
	// Paths of a root fetch lead to the objects its data is merged into, where a field gives the query root
	// again (`type Inner { toQuery: Query! }`); empty: the root of the tree. When no object is there the fetch is
	// left out.
	Paths []Path
	// Entities is empty for a root fetch. One call is the ordinary entity fetch; several are a batch.
	Entities []EntityCall
	// DependsOn are the IDs of the fetches whose data this one needs or, in mutations, must come after.
	DependsOn []int
	// Deferred are the IDs of the deferred parts that it is made for. Empty: the primary answer needs it.
	Deferred []int
	// Conditions: the fetch is made only if one of these conjunctions holds; empty means always.
	Conditions [][]operation.Condition
	// Renames are keys to be renamed in the answer before it is merged, one after the other: a later
	// one's Path has the keys that earlier ones gave.
	Renames []Rename
	// Selections is what the fetch selects, below the root or below the entities, for reading the answer
	// and for showing the plan.
	Selections []Selected
	// Repeat says how the operation is written when one of its entity calls is for objects with different Contexts; nil where none has
	// Contexts. Each call is then written once for each set of values, with aliases and variables of their own: the
	// call's, and "_" and a number. The client has no variables of such names.
	Repeat *Repeat
}

// Repeat are the parts of an operation around its entity calls.
type Repeat struct {
	// Head is what stands before the variable definitions: `query Name`.
	Head string
	// Definitions of the client's variables, by name.
	Definitions map[string]string
}

// EntityCall is one `_entities(representations: $Variable)` field of a fetch.
type EntityCall struct {
	// Alias is the response key in the subgraph's answer: "_entities", or "_e0", "_e1" ... in a batch.
	Alias string
	// Variable is the variable that takes the representations, without $.
	Variable string
	// Paths lead to the objects that the entities are merged into; more than one where the same
	// call serves several places.
	Paths []Path
	// Representations: an object takes the first whose Types has its runtime type; one that none
	// fits takes no part.
	Representations []Representation
	// Conditions: objects are represented only if one of these conjunctions holds; empty means always.
	// A fetch whose calls all have Conditions has them too.
	Conditions [][]operation.Condition
	// Selections below this call's entities.
	Selections []Selected
	// Contexts are the variables that arguments with @fromContext take; an object's values come from objects further
	// up. A call is for objects of equal values: for others it is repeated, see Fetch.Repeat.
	Contexts []ContextValue
	// Text is the call's selection set as sent. Where a call of the fetch has Contexts it ends before
	// the first place that takes one; Rest goes on from there. Both are empty in other fetches.
	Text string
	Rest []ContextUse
	// Variables are those of the client's that the call uses, in order of name; only beside Text.
	Variables []string
}

// ContextValue is the value of a context: from the object that sets it, down to the one value that is selected.
type ContextValue struct {
	// Variable takes the value, without $. Type is that of the argument.
	Variable string
	Type     *ast.Type
	// Up is how many keys of the call's paths are to be left out, from the end and with the lists behind them, to come
	// to the object; 0 is the call's own object.
	Up int
	// Fields of the object and, below, of what it holds. Of each object the one whose Types fit counts; when
	// none does the value is null.
	Fields []RepresentationField
}

// ContextUse is a place in an entity call that takes a context's variable, and the text behind it.
type ContextUse struct {
	Context int
	Text    string
}

// Path leads from the root of the answer's tree to objects.
type Path []Segment

// Segment is one step: into a key; through all elements of a list (List); or staying, only for
// objects of some runtime types (Types). Exactly one is set.
type Segment struct {
	Key   string
	List  bool
	Types []string
}

// Representation says how to make an entity's representation from an object.
type Representation struct {
	// Types are the runtime types it fits (concrete names, and the interface's own name where the object
	// may come from an @interfaceObject subgraph and has no "__typename" yet). An object without "__typename"
	// fits only where an interface is among them: of which object type it is, nobody knows.
	Types []string
	// On is the type condition in the subgraph's operation.
	On string
	// TypeName is sent as __typename; "" means the object's own. Static types come from
	// @interfaceObject, in both directions.
	TypeName string
	Fields   []RepresentationField
}

// RepresentationField copies one value from the object into the representation.
type RepresentationField struct {
	// Name in the representation, Source the key in the object.
	Name, Source string
	// Key: part of the entity's key: when it is missing or null the object takes no part. Otherwise (a @requires input) a null
	// is sent as null, and an object for which it is missing takes no part.
	Key bool
	// Types limits the field to runtime types of the enclosing object; empty: all.
	Types []string
	// Fields of an object value, applied through lists; empty for leaves.
	Fields []RepresentationField
}

// Rename gives a key of the subgraph's answer the name it has in the tree of answers.
// The keys of Path are the tree's: renames of an object come after those above it.
type Rename struct {
	// Call is the index of the entity call, 0 for a root fetch. Path leads from the call's entities (or the root).
	Call     int
	Path     Path
	From, To string
}

// Selected is a field or type condition that a fetch asks a subgraph for.
type Selected struct {
	// Key is the response key in the subgraph's answer and Name the field; both "" for a type condition.
	Key, Name string
	// Arguments are those of a field, in canonical print with parentheses; "" without.
	Arguments string
	// On is the type condition, "" for a field.
	On string
	// List depth of the field's type, 0 for a plain value.
	Lists      int
	Conditions []operation.Condition
	Selections []Selected
}
