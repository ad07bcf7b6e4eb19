package generate

import (
	"fmt"
	"math/rand/v2"
	"slices"

	"github.com/vektah/gqlparser/v2/ast"
)

type kind int

const (
	entity kind = iota
	value       // an object without key
	iface
	family // an interface with a key, whose objects some subgraphs see as one object type
	unionKind
	enum
	input
	scalar
	root
)

// gType is a type of the whole graph.
type gType struct {
	name   string
	kind   kind
	fields []*gField
	// implements has all interfaces, those of the interfaces included; of one family at most.
	implements []*gType
	// members of a union; implementing object types of an interface or family. The first is the anchor: every subgraph
	// that knows the abstract type knows it.
	members      []*gType
	enumValues   []string
	keys         []*gKey
	inaccessible bool
	hiddenValue  string // an enum value clients don't see
}

// gKey is a key that subgraphs may have.
type gKey struct {
	text   string
	fields []string // top-level
}

// gField is a field of the whole graph.
type gField struct {
	name         string
	t            *ast.Type
	of           *gType
	args         []*gArg
	key          bool // part of a key of the type
	inaccessible bool
	input        bool // some subgraph requires or provides it: not to be overridden
	provided     bool // so its owners must share it
	// everywhere: each subgraph that has it has another part of its value, so all must be within reach.
	everywhere bool
	needs      []*gField // required fields, of the same type
	// contextual: its subgraph fills arguments of it from a context.
	contextual bool
}

type gArg struct {
	name         string
	t            *ast.Type
	of           *gType
	defaultValue string
	inaccessible bool
}

func (t *gType) field(name string) *gField {
	for _, f := range t.fields {
		if f.name == name {
			return f
		}
	}
	return nil
}

func (t *gType) isAbstract() bool { return t.kind == iface || t.kind == family || t.kind == unionKind }

func (t *gType) isLeaf() bool { return t.kind == enum || t.kind == scalar }

// familyOf is the family the type belongs to, nil for most.
func (t *gType) familyOf() *gType {
	for _, i := range t.implements {
		if i.kind == family {
			return i
		}
	}
	return nil
}

// Random is the source of all decisions.
type Random struct{ *rand.Rand }

// NewRandom makes a source from a seed. Streams of one seed are independent.
func NewRandom(seed, stream uint64) Random {
	return Random{rand.New(rand.NewPCG(seed, stream))}
}

// chance is true with a probability in percent.
func (r Random) chance(percent int) bool { return r.IntN(100) < percent }

// upTo is a number from least to most, both included.
func (r Random) upTo(least, most int) int { return least + r.IntN(most-least+1) }

func pick[T any](r Random, list []T) T { return list[r.IntN(len(list))] }

// some picks a subset of at least n elements, in the list's order.
func some[T any](r Random, list []T, least int) []T {
	n := r.upTo(min(least, len(list)), len(list))
	chosen := r.Perm(len(list))[:n]
	slices.Sort(chosen)
	out := make([]T, n)
	for i, at := range chosen {
		out[i] = list[at]
	}
	return out
}

// wrap puts lists and non-null around a type.
func (r Random) wrap(name string, lists int) *ast.Type {
	t := ast.NamedType(name, nil)
	t.NonNull = r.chance(35)
	for ; lists > 0; lists-- {
		t = ast.ListType(t, nil)
		t.NonNull = r.chance(35)
	}
	return t
}

func (r Random) wrapOutput(name string, composite bool) *ast.Type {
	n := r.IntN(100)
	switch {
	case n < 62:
		return r.wrap(name, 0)
	case n < 92:
		return r.wrap(name, 1)
	case composite && n < 96:
		return r.wrap(name, 1)
	default:
		return r.wrap(name, 2)
	}
}

func fieldName(i int) string { return fmt.Sprintf("f%d", i) }
