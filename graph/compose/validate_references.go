package compose

import (
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftgraphql/weft/graph/diag"
	"github.com/weftgraphql/weft/graph/sdl"
)

// checkTypeNames says whether every type that a field or an argument has is there. What does not
// pass is not looked at further.
func (v *validator) checkTypeNames() bool {
	before := len(v.findings)
	s := v.sg.schema
	for _, t := range s.Types {
		for _, f := range t.Fields {
			v.checkTypeName(f.Type)
			for _, a := range f.Arguments {
				v.checkTypeName(a.Type)
			}
		}
	}
	for _, d := range s.Directives {
		for _, a := range d.Arguments {
			v.checkTypeName(a.Type)
		}
	}
	return len(v.findings) == before
}

// checkReferences looks at the other names that stand for a type: each is of the right kind.
func (v *validator) checkReferences() {
	s := v.sg.schema
	for _, t := range s.Types {
		v.checkInterfaceNames(t)
		v.checkMembers(t)
	}
	for _, op := range sortedKeys(s.Roots) {
		root := s.Roots[op]
		switch t := s.Type(root.Name); {
		case t == nil:
			v.invalid(root.Pos, "the %s root type %q is not defined", op, root.Name)
		case t.Kind != ast.Object:
			v.invalid(root.Pos, "the %s root type must be an object type, but %q is %s", op, root.Name, sdl.OneOfKind(t.Kind))
		}
	}
}

func (v *validator) checkTypeName(t *ast.Type) {
	base := baseType(t)
	if v.typeKnown(base.NamedType) {
		return
	}
	v.invalid(base.Position, "unknown type %q", base.NamedType)
	if len(v.findings) > maxSuggestions {
		return
	}
	if near := nearest(base.NamedType, v.typeNames()); near != "" {
		v.findings[len(v.findings)-1].Help = "did you mean \"" + near + "\"?"
	}
}

// maxSuggestions bounds for how many findings of a subgraph a likely name is looked for.
const maxSuggestions = 20

func (v *validator) typeNames() []string {
	out := []string{"Int", "Float", "String", "Boolean", "ID"}
	for _, t := range v.sg.schema.Types {
		out = append(out, t.Name)
	}
	return out
}

// typeKnown says whether the name is a type of the schema or a scalar of GraphQL. The types of
// the machinery have to be defined like others where a schema names them.
func (v *validator) typeKnown(name string) bool {
	return v.sg.schema.Type(name) != nil || isBuiltinScalar(name)
}

func (v *validator) checkInterfaceNames(t *sdl.Type) {
	for _, i := range t.Interfaces {
		switch target := v.sg.schema.Type(i.Name); {
		case target == nil:
			v.invalid(i.Pos, "unknown type %q", i.Name)
		case target.Kind != ast.Interface:
			v.invalid(i.Pos, "%q cannot implement %q, which is %s", t.Name, i.Name, sdl.OneOfKind(target.Kind))
		case i.Name == t.Name:
			v.invalid(i.Pos, "interface %q cannot implement itself", t.Name)
		}
	}
}

func (v *validator) checkMembers(t *sdl.Type) {
	for _, m := range t.Members {
		switch target := v.sg.schema.Type(m.Name); {
		case target == nil:
			v.invalid(m.Pos, "unknown type %q", m.Name)
		case target.Kind != ast.Object:
			v.invalid(m.Pos, "union %q cannot have member %q, which is %s", t.Name, m.Name, sdl.OneOfKind(target.Kind))
		}
	}
}

// nearest is the candidate that a name is most likely meant to be, or "".
func nearest(name string, candidates []string) string {
	best, most := "", len(name)/3+1
	for _, c := range candidates {
		if len(c)-len(name) > most || len(name)-len(c) > most {
			continue
		}
		if d := diag.Distance(strings.ToLower(name), strings.ToLower(c)); d <= most && (best == "" || d < most) {
			best, most = c, d
		}
	}
	return best
}
