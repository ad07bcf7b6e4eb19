package compose

import (
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftgraphql/weft/graph/diag"
	"github.com/weftgraphql/weft/graph/sdl"
	"github.com/weftgraphql/weft/graph/spec"
)

// checkInaccessible applies the rules of @inaccessible to the merged schema and puts what they
// find where it stands in the subgraphs.
func (m *merger) checkInaccessible(doc *ast.SchemaDocument) {
	v := Visibility{Name: m.features.names[spec.Inaccessible], QueryRoot: sdl.DefaultRoots[ast.Query], Places: m.places}
	for _, d := range doc.Directives {
		switch {
		case m.features.meaning[d.Name] != "" || strings.HasPrefix(d.Name, "join__") || d.Name == "link":
		case m.custom.definitions[d.Name] != nil && len(d.Arguments) > 0 && m.hidesArgument(d.Name):
			m.late("DISALLOWED_INACCESSIBLE", m.directivePlaces(d.Name), "composed directive \"@%s\" cannot use @inaccessible", d.Name)
		default:
			v.Directives = append(v.Directives, d)
		}
	}
	if m.features.used[spec.Inaccessible] {
		v.Types = m.types
	}
	m.deferred = append(m.deferred, v.Check()...)
}

// places are where an element stands in the subgraphs: "T", "T.f", "T.f(a:)" or "@d(a:)".
func (m *merger) places(at string) []diag.Span {
	path, argument, _ := strings.Cut(strings.TrimSuffix(at, ":)"), "(")
	if directive, ok := strings.CutPrefix(path, "@"); ok {
		return m.directivePlaces(directive)
	}
	typ, field, _ := strings.Cut(path, ".")
	var out []diag.Span
	for _, s := range m.sources[typ] {
		pos := s.t.Pos
		if field != "" {
			pos = nil
			if f := s.t.Field(field); f != nil {
				pos = f.Position
				if a := f.Arguments.ForName(argument); argument != "" && a != nil {
					pos = a.Position
				}
			} else if v := s.t.Value(field); v != nil {
				pos = v.Position
			}
		}
		if pos != nil {
			out = append(out, s.sg.span(pos, ""))
		}
	}
	return out
}

func (m *merger) directivePlaces(name string) []diag.Span {
	var out []diag.Span
	for _, sg := range m.subgraphs {
		if d := sg.schema.Directive(name); d != nil {
			out = append(out, sg.span(d.Position, ""))
		}
	}
	return out
}

// hidesArgument says whether any subgraph hides an argument of the directive.
func (m *merger) hidesArgument(name string) bool {
	for _, sg := range m.subgraphs {
		if d := sg.schema.Directive(name); d != nil {
			for _, a := range d.Arguments {
				if sg.has(a.Directives, spec.Inaccessible) {
					return true
				}
			}
		}
	}
	return false
}
