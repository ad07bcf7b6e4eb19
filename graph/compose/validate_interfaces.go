package compose

import (
	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftgraphql/weft/graph/sdl"
)

// checkInterfaces holds a type against the interfaces it names.
func (v *validator) checkInterfaces(t *sdl.Type) {
	named := make(map[string]bool, len(t.Interfaces))
	for _, i := range t.Interfaces {
		named[i.Name] = true
	}
	for _, i := range t.Interfaces {
		iface := v.sg.schema.Type(i.Name)
		for _, above := range iface.Interfaces {
			switch {
			case above.Name == t.Name:
				v.invalid(i.Pos, "type %q cannot implement %q, which implements %q itself", t.Name, i.Name, t.Name)
			case !named[above.Name]:
				v.invalid(i.Pos, "type %q must implement %q too, because %q does", t.Name, above.Name, i.Name)
			}
		}
		for _, want := range iface.Fields {
			v.checkInterfaceField(t, want, i.Pos)
		}
	}
}

func (v *validator) checkInterfaceField(t *sdl.Type, want *sdl.Field, at *ast.Position) {
	have := t.Field(want.Name)
	if have == nil {
		v.fail(codeInvalidGraphQL, []*ast.Position{at, want.Position}, "type %q lacks field %q of interface %q", t.Name, want.Name, want.Parent.Name)
		return
	}
	if !v.isSubtype(have.Type, want.Type) {
		v.fail(codeInvalidGraphQL, []*ast.Position{have.Position, want.Position},
			"field %q has type %s, which does not fit %s of %q", have.Coordinate(), typeText(have.Type), typeText(want.Type), want.Coordinate())
	}
	for _, a := range want.Arguments {
		got := have.Arguments.ForName(a.Name)
		switch {
		case got == nil:
			v.fail(codeInvalidGraphQL, []*ast.Position{have.Position, a.Position}, "field %q lacks argument %q of %q", have.Coordinate(), a.Name, want.Coordinate())
		case !sameType(got.Type, a.Type):
			v.fail(codeInvalidGraphQL, []*ast.Position{got.Position, a.Position}, "argument %q has type %s, but %q has %s",
				have.ArgCoordinate(a.Name), typeText(got.Type), want.ArgCoordinate(a.Name), typeText(a.Type))
		}
	}
	for _, a := range have.Arguments {
		if want.Arguments.ForName(a.Name) == nil && a.Type.NonNull && a.DefaultValue == nil {
			v.fail(codeInvalidGraphQL, []*ast.Position{a.Position, want.Position},
				"required argument %q is not one of %q", have.ArgCoordinate(a.Name), want.Coordinate())
		}
	}
}

func (v *validator) isSubtype(sub, super *ast.Type) bool {
	for {
		switch {
		case super.NonNull && !sub.NonNull:
			return false
		case (super.Elem == nil) != (sub.Elem == nil):
			return false
		case super.Elem == nil:
			return v.isNamedSubtype(sub.NamedType, super.NamedType)
		}
		sub, super = sub.Elem, super.Elem
	}
}

func (v *validator) isNamedSubtype(sub, super string) bool {
	if sub == super {
		return true
	}
	a, b := v.sg.schema.Type(sub), v.sg.schema.Type(super)
	return a != nil && a.Implements(super) || b != nil && b.HasMember(sub)
}

// checkInputCycles finds input objects that need themselves: no value could ever be written
// for them. Each type is visited once.
func (v *validator) checkInputCycles() {
	const (
		open = 1 + iota
		done
	)
	state := map[*sdl.Type]int{}
	type frame struct {
		t    *sdl.Type
		next int
	}
	for _, start := range v.sg.schema.Types {
		if start.Kind != ast.InputObject || state[start] != 0 {
			continue
		}
		stack := []frame{{t: start}}
		state[start] = open
		for len(stack) > 0 {
			top := &stack[len(stack)-1]
			if top.next == len(top.t.Fields) {
				state[top.t] = done
				stack = stack[:len(stack)-1]
				continue
			}
			f := top.t.Fields[top.next]
			top.next++
			target := v.sg.schema.Type(f.Type.NamedType)
			if !f.Type.NonNull || f.Type.Elem != nil || target == nil || target.Kind != ast.InputObject {
				continue
			}
			switch state[target] {
			case 0:
				state[target] = open
				stack = append(stack, frame{t: target})
			case open:
				v.invalid(f.Position, "input object %q needs itself through required field %q, so that no value can be written for it", target.Name, f.Coordinate())
			}
		}
	}
}
