package respond

import (
	"sync"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftgraphql/weft/graph/execute"
	"github.com/weftgraphql/weft/graph/execute/value"
	"github.com/weftgraphql/weft/graph/operation"
)

// Projection is how the answers of one operation are written. It is immutable but for a pool of scratch memory, and
// shared between requests.
type Projection struct {
	root *selection
	// guards are the conjunctions of conditions that fields stand under.
	guards [][]operation.Condition
	// defers are the operation's deferred fragments.
	defers []*operation.Defer
	// overlaps: some of them, beside one another, select the same field of an object.
	overlaps bool
	// api tells interfaces from objects.
	api *ast.Schema
	// fields is how many there are of all objects.
	fields int
	pool   sync.Pool
}

// Fields is the number of fields that objects are written with, counted for each type that can stand at a position and of which
// other things are asked than of others.
func (p *Projection) Fields() int { return p.fields }

// selection is what is written of a value that is an object.
type selection struct {
	// typeName is the static type's.
	typeName string
	// object is set when the static type is an object type.
	object *objectFields
	// possible are the types that an object of an abstract static type can have. byType has the fields of those of which other things
	// are asked than of most, others those of all the rest: what thousands of types have in common is kept once.
	possible map[string]*objectType
	byType   map[string]*objectFields
	others   *objectFields
	// anyType, when set, are the fields for an object whose type is not known. It will do where none of the guards of
	// typeMatters is true: where nothing is asked for that depends on the type.
	anyType     *objectFields
	typeMatters []int32
	// trusted: what the object says of its type isn't looked at, since root types may have other names in subgraphs.
	trusted bool
	// leads are the deferred parts that something at or below it belongs to.
	leads execute.Parts
}

// objectType is a type's name, and the same as JSON.
type objectType struct {
	name   string
	quoted []byte
}

// objectFields are the fields to write of an object of one type, in order.
type objectFields struct {
	// typ is the type, or one of those whose objects have these fields.
	typ    *objectType
	fields []field
	// parts is nil where no deferred fragment has a part in objects like this.
	parts *objectParts
	leads execute.Parts
}

// kind is how a field's value is written.
type kind uint8

const (
	composite kind = iota
	custom
	integer
	float
	text
	boolean
	id
	enum
	// typeNameField is __typename, ready an introspection field that is given as JSON, denied a field that authorization refused.
	typeNameField
	ready
	denied
)

// field is one field of an object.
type field struct {
	// key is the key in the tree of answers, response the one in the client's answer and prefix that with quotes and colon.
	key      value.Key
	response string
	prefix   []byte
	// name is for messages.
	name string
	kind kind
	// nonNull has an entry per level of lists around the value, outermost first, and one for the value itself.
	nonNull []bool
	child   *selection
	enum    map[string]bool
	// guard is the number of the conditions under which the field is written, -1 for always. unless are
	// those of the same response key's occurrences before it, which write it already.
	guard  int32
	unless []int32
	// allowed are the guards of the occurrences that authorization let pass, where it refused others: without any of
	// them the field is refused. nil: the field does not depend on that.
	allowed []int32
}

// TooLargeError says that an operation has more fields, counted as Projection.Fields does, than a Projection may hold.
type TooLargeError struct{}

// Error makes TooLargeError an error.
func (TooLargeError) Error() string {
	return "the operation selects too many fields, counted for each type that can stand at its positions"
}

// Compile makes an operation ready. The API schema decides which types and enum values clients may see.
// Keys are those of the execute.Program whose answers will be written; nil where there is none.
func Compile(api *ast.Schema, op *operation.Operation, keys *value.Keys) (*Projection, error) {
	c := &compiler{
		keys:       keys,
		api:        api,
		projection: &Projection{api: api, defers: op.Defers},
		defers:     op.Defers,
		guardIDs:   map[string]int32{},
		possible:   map[string]*possibleTypes{},
		covering:   map[[2]string]bool{},
		varying:    map[[2]string]map[string]string{},
		selections: map[objectKey]*selection{},
		objects:    map[objectKey]*objectFields{},
		sourceIDs:  map[sourceKey]int{},
		enums:      map[string]map[string]bool{},
	}
	root, err := c.selection(op.Root, []source{{selections: op.Selections}})
	if err != nil {
		return nil, err
	}
	c.projection.root, c.projection.fields = root, c.fields
	return c.projection, nil
}
