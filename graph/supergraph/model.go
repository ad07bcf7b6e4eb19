// Package supergraph is the model of a composed graph: the schema of all
// subgraphs together, what of it clients see, and which subgraph can answer
// what by which keys. It is read from standard supergraph SDL (the join
// specification, v0.1 to v0.5), whoever composed it, and is immutable
// once read: planners and executors share it between goroutines.
package supergraph

import (
	"slices"

	"github.com/vektah/gqlparser/v2/ast"
)

// Supergraph is a composed graph.
type Supergraph struct {
	// Schema holds every type and field, inaccessible ones included, and
	// none of the link and join machinery. Applied directives other than
	// join's stay on the definitions (@tag, @inaccessible, @authenticated,
	// composed ones), under their plain name whatever @link renamed them to.
	Schema *ast.Schema
	// API is the schema that clients see: Schema without what is @inaccessible
	// and without federation's own directives.
	API *ast.Schema
	// Subgraphs is in the order of the join__Graph enum; Subgraph.Index is the position here.
	Subgraphs []*Subgraph
	// Types has an entry for each composite, enum, input and scalar type of Schema
	// but the built-in scalars.
	Types map[string]*Type
}

// Subgraph is one service of the graph.
type Subgraph struct {
	Index int
	// Name is as the owner spells it ("my-products"), EnumValue as join__Graph does ("MY_PRODUCTS").
	Name, EnumValue string
	// URL is where the supergraph says the service is; configuration may override it.
	URL string
}

// Type is a type of the supergraph with what the subgraphs say of it.
type Type struct {
	Name string
	Def  *ast.Definition
	// In has one entry per subgraph that defines the type; nil at the others.
	// It is as long as Supergraph.Subgraphs.
	In []*TypeIn
	// Fields by name; only for object, interface and input types.
	Fields map[string]*Field
	// IsInterfaceObject says that at least one subgraph has this interface as an object (@interfaceObject).
	IsInterfaceObject bool
	// Contexts are the contexts that the type sets for what is below its objects (@context), by the names that
	// ContextArgument.Context uses.
	Contexts []string
}

// TypeIn is one subgraph's part of a type.
type TypeIn struct {
	Keys []Key
	// Extension: the subgraph extends the type rather than owning it (federation 1).
	Extension bool
	// InterfaceObject: the supergraph's interface is an object type in this subgraph.
	InterfaceObject bool
	// Implements: the interfaces the type implements in this subgraph. This and the other sets are nil where they are empty.
	Implements map[string]bool
	// Members: the union's members in this subgraph.
	Members map[string]bool
	// Values: the enum's values in this subgraph.
	Values map[string]bool
}

// Key is one @key of a type in a subgraph.
type Key struct {
	Fields     FieldSet
	Resolvable bool
	// Extension: the key stands on an extension of the type. The subgraph can always tell its fields.
	Extension bool
}

// Field is a field of the supergraph with what the subgraphs say of it.
type Field struct {
	Name string
	Def  *ast.FieldDefinition
	// Copies has one entry per subgraph that has the field in any form (resolvable, external,
	// overridden but used), in order of Subgraph.
	Copies []*FieldIn
	// FromInterfaceObject: no subgraph resolves the field on this very type; it comes from an
	// @interfaceObject type of an interface that this type implements.
	FromInterfaceObject bool
}

// In is a subgraph's copy of the field, nil where it has none.
func (f *Field) In(subgraph int) *FieldIn {
	if len(f.Copies) > manyCopies {
		if at, has := f.find(subgraph); has {
			return f.Copies[at]
		}
		return nil
	}
	for _, in := range f.Copies {
		if in.Subgraph == subgraph {
			return in
		}
	}
	return nil
}

// manyCopies is from how many on they are searched by halves.
const manyCopies = 8

func (f *Field) find(subgraph int) (at int, has bool) {
	return slices.BinarySearchFunc(f.Copies, subgraph, func(in *FieldIn, subgraph int) int { return in.Subgraph - subgraph })
}

// put gives a subgraph its copy.
func (f *Field) put(subgraph int, in *FieldIn) {
	in.Subgraph = subgraph
	if at, has := f.find(subgraph); has {
		f.Copies[at] = in
	} else {
		f.Copies = slices.Insert(f.Copies, at, in)
	}
}

// FieldIn is one subgraph's copy of a field.
type FieldIn struct {
	// Subgraph is an index in Supergraph.Subgraphs.
	Subgraph int
	// Type is the field's type in that subgraph; it may differ from the supergraph's (T! for T).
	Type *ast.Type
	// External: the subgraph knows the field but does not resolve it (but see Provides).
	External bool
	// UsedOverridden: the field was overridden by another subgraph and stays only because a key,
	// @requires or interface of this subgraph uses it; it is not to be asked for.
	UsedOverridden bool
	Requires       FieldSet
	Provides       FieldSet
	// Override is the subgraph this one takes the field from, "" without @override.
	Override string
	// OverrideLabel makes the override progressive. It stands on both copies: on the one with
	// Override (resolves when the label is on) and on the overridden one (Override == "",
	// resolves when it is off).
	OverrideLabel string
	// ContextArguments are set by @fromContext.
	ContextArguments []ContextArgument
}

// ContextArgument is an argument of a subgraph's field that the router fills from an object further up: the nearest
// one whose type sets the context. Clients don't see it.
type ContextArgument struct {
	// Context is as in Type.Contexts, Name the argument's.
	Context, Name string
	// Type of the argument in the subgraph.
	Type *ast.Type
	// Selection is made on the object that sets the context and comes to one value.
	Selection FieldSet
}

// FieldSet is a parsed selection of fields, as @key, @requires and @provides have it.
// The zero value is empty.
type FieldSet struct {
	// Text is as written in the supergraph.
	Text string
	// Selections are *ast.Field and *ast.InlineFragment, never spreads.
	Selections ast.SelectionSet
}

// Empty says that the set selects nothing.
func (f FieldSet) Empty() bool { return len(f.Selections) == 0 }
