package operation

import (
	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftgraphql/weft/graph/operation/typesystem"
)

// objectSet is a set of object types, a bit each. Sets of one objectSets only
// can be compared.
type objectSet []uint64

// objectSets numbers the object types met, and remembers each type's set.
type objectSets struct {
	schema *ast.Schema
	number map[string]int
	sets   map[string]objectSet
}

func newObjectSets(schema *ast.Schema) *objectSets {
	return &objectSets{schema: schema, number: map[string]int{}, sets: map[string]objectSet{}}
}

// of is the set of objects that a value of type def can be.
func (o *objectSets) of(def *ast.Definition) objectSet {
	if set, known := o.sets[def.Name]; known {
		return set
	}
	var set objectSet
	for _, object := range typesystem.Possible(o.schema, def) {
		number, known := o.number[object.Name]
		if !known {
			number = len(o.number)
			o.number[object.Name] = number
		}
		for len(set) <= number/64 {
			set = append(set, 0)
		}
		set[number/64] |= 1 << (number % 64)
	}
	o.sets[def.Name] = set
	return set
}

func (s objectSet) intersects(other objectSet) bool {
	for i := range min(len(s), len(other)) {
		if s[i]&other[i] != 0 {
			return true
		}
	}
	return false
}

func (s objectSet) intersection(other objectSet) objectSet {
	common := make(objectSet, min(len(s), len(other)))
	for i := range common {
		common[i] = s[i] & other[i]
	}
	return common
}

// within says that every member of s is one of other.
func (s objectSet) within(other objectSet) bool {
	for i, word := range s {
		if i < len(other) {
			word &^= other[i]
		}
		if word != 0 {
			return false
		}
	}
	return true
}
