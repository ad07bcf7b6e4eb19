package compose

import (
	"fmt"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftgraphql/weft/graph/diag"
)

// composedUse is the applications of one composed directive to an element of the supergraph, and
// those of the subgraphs that they were merged from.
type composedUse struct {
	merged       []*ast.Directive
	from         []application
	at, location string
}

// checkComposed holds the applications of composed directives against the one definition that the
// supergraph has of each: the newest, which need not be that of the subgraph.
func (m *merger) checkComposed() {
	for _, use := range m.composedUses {
		for _, d := range use.merged {
			def := m.custom.definitions[d.Name]
			for _, problem := range m.composedProblems(use, d, def) {
				m.late(codeInvalidGraphQL, append(m.usedAt(use, d), m.definitionPlace(def)...),
					"directive \"@%s\" on %q does not fit the definition that the supergraph has of it: %s", def.Name, use.at, problem)
				f := &m.invalid[len(m.invalid)-1]
				f.Help = "the definition is that of the newest version that a subgraph links; apply the directive as that version has it"
			}
		}
	}
}

// usedAt is where the subgraphs apply the directive as it was merged.
func (m *merger) usedAt(use composedUse, d *ast.Directive) []diag.Span {
	var out []diag.Span
	key := m.applicationKey(d.Name, d.Arguments)
	for _, a := range use.from {
		if a.key == key {
			out = append(out, a.sg.span(a.d.Position, "applied here"))
		}
	}
	return out
}

// definitionPlace is where the subgraph has the definition that it gives the supergraph.
func (m *merger) definitionPlace(def *ast.DirectiveDefinition) []diag.Span {
	for _, sg := range m.subgraphs {
		if sg.schema.Directive(def.Name) == def {
			return []diag.Span{sg.span(def.Position, "the definition of the supergraph")}
		}
	}
	return nil
}

func (m *merger) composedProblems(use composedUse, d *ast.Directive, def *ast.DirectiveDefinition) []string {
	var out []string
	bad := func(format string, args ...any) { out = append(out, fmt.Sprintf(format, args...)) }
	stands := false
	for _, l := range def.Locations {
		stands = stands || string(l) == use.location
	}
	if !stands {
		bad("it may not be used on %s", use.location)
	}
	for _, a := range d.Arguments {
		switch want := def.Arguments.ForName(a.Name); {
		case want == nil:
			bad("it has no argument %q", a.Name)
		case !m.fits(a.Value, want.Type, 0):
			bad("value %s of argument %q is not of type %s", printValue(a.Value), a.Name, typeText(want.Type))
		}
	}
	for _, want := range def.Arguments {
		if want.Type.NonNull && want.DefaultValue == nil && d.Arguments.ForName(want.Name) == nil {
			bad("its argument %q of type %s is required", want.Name, typeText(want.Type))
		}
	}
	return out
}

// fits says whether a literal can be passed where the supergraph asks for the type.
func (m *merger) fits(value *ast.Value, t *ast.Type, depth int) bool {
	if depth > maxFieldSetDepth || value.Kind == ast.Variable {
		return false
	}
	if value.Kind == ast.NullValue {
		return !t.NonNull
	}
	if t.Elem != nil {
		if value.Kind != ast.ListValue {
			return m.fits(value, t.Elem, depth+1)
		}
		for _, c := range value.Children {
			if !m.fits(c.Value, t.Elem, depth+1) {
				return false
			}
		}
		return true
	}
	def := m.types[t.NamedType]
	switch {
	case def == nil || def.Kind == ast.Scalar:
		return fitsScalar(value, t.NamedType)
	case def.Kind == ast.Enum:
		return value.Kind == ast.EnumValue && def.EnumValues.ForName(value.Raw) != nil
	case def.Kind != ast.InputObject || value.Kind != ast.ObjectValue:
		return false
	}
	for _, c := range value.Children {
		if f := def.Fields.ForName(c.Name); f == nil || !m.fits(c.Value, f.Type, depth+1) {
			return false
		}
	}
	return true
}
