package generate

import (
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
)

// Half of the operations ask the same of objects of a type wherever they stand, and go deep. So they meet the same entities again, with
// the same fields, which the router may know already.

// sameFields is how many fields of a type are the same everywhere at most.
const sameFields = 3

// same gives the fields that the operation selects of all objects of a type, the same each time; none for one that doesn't.
func (o *operation) same(t *ast.Definition) []string {
	if o.leaves == nil || t.Kind == ast.Union || t == o.schema.Query || t == o.schema.Mutation {
		return nil
	}
	if known, ok := o.leaves[t.Name]; ok {
		return slices.Clone(known)
	}
	var able []*ast.FieldDefinition
	for _, f := range t.Fields {
		if !strings.HasPrefix(f.Name, "__") && !o.schema.Types[f.Type.Name()].IsCompositeType() {
			able = append(able, f)
		}
	}
	lines := []string{}
	for len(able) > 0 && len(lines) < sameFields && (len(lines) == 0 || o.chance(60)) {
		at := o.IntN(len(able))
		f := able[at]
		able = slices.Delete(able, at, at+1)
		args := o.arguments(f)
		line := f.Name + args + o.condition()
		if key := o.responseKey(f.Name, f.Name, f.Name+args+" "+f.Type.String(), t); key != f.Name {
			line = key + ": " + line
		}
		lines = append(lines, line)
	}
	o.leaves[t.Name] = lines
	return slices.Clone(lines)
}
