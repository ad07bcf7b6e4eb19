package compose

import "github.com/vektah/gqlparser/v2/ast"

// isSubtype says whether every value of type sub is one of type super in the supergraph.
func (m *merger) isSubtype(sub, super *ast.Type) bool {
	for {
		switch {
		case super.NonNull && !sub.NonNull:
			return false
		case (super.Elem == nil) != (sub.Elem == nil):
			return false
		case super.Elem == nil:
			return m.isNamedSubtype(sub.NamedType, super.NamedType)
		}
		sub, super = sub.Elem, super.Elem
	}
}

func (m *merger) isNamedSubtype(sub, super string) bool {
	return sub == super || m.interfaces[sub][super] || m.members[super][sub]
}

// typeMerge is the outcome of merging the types that subgraphs give one element.
type typeMerge struct {
	typ        *ast.Type
	equal      bool
	compatible bool
}

// mergeTypes finds the type of an element: for what is read the most general one, for what is
// passed in the most specific one.
func (m *merger) mergeTypes(types []*ast.Type, input bool) typeMerge {
	out := typeMerge{typ: types[0], equal: true, compatible: true}
	for _, t := range types[1:] {
		if sameType(out.typ, t) {
			continue
		}
		out.equal = false
		switch {
		case m.isSubtype(t, out.typ):
			if input {
				out.typ = t
			}
		case m.isSubtype(out.typ, t):
			if !input {
				out.typ = t
			}
		default:
			out.compatible = false
		}
	}
	return out
}

func cloneType(t *ast.Type) *ast.Type {
	c := &ast.Type{NamedType: t.NamedType, NonNull: t.NonNull}
	if t.Elem != nil {
		c.Elem = cloneType(t.Elem)
	}
	return c
}
