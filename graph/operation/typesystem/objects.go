package typesystem

import "github.com/vektah/gqlparser/v2/ast"

// Objects is a set of object types, a bit each. Only sets of one Index can be compared. It is not to be changed.
type Objects []uint64

func numberObjects(schema *ast.Schema) map[string]int {
	numbers := map[string]int{}
	for name, def := range schema.Types {
		if def.Kind == ast.Object {
			numbers[name] = len(numbers)
		}
	}
	return numbers
}

// Objects is the set of objects that a value of type def can be.
func (x *Index) Objects(def *ast.Definition) Objects {
	if known, ok := x.objects.Load(def); ok {
		return known.(Objects)
	}
	var set Objects
	numbers := x.numbers()
	for _, object := range Possible(x.Schema, def) {
		number := numbers[object.Name]
		for len(set) <= number/64 {
			set = append(set, 0)
		}
		set[number/64] |= 1 << (number % 64)
	}
	x.objects.Store(def, set)
	return set
}

// Intersects says whether the sets have a member in common.
func (s Objects) Intersects(other Objects) bool {
	for i := range min(len(s), len(other)) {
		if s[i]&other[i] != 0 {
			return true
		}
	}
	return false
}

// Intersection is what both sets have.
func (s Objects) Intersection(other Objects) Objects {
	common := make(Objects, min(len(s), len(other)))
	for i := range common {
		common[i] = s[i] & other[i]
	}
	return common
}

// Within says that every member of s is one of other.
func (s Objects) Within(other Objects) bool {
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
