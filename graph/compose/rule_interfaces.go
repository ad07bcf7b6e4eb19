package compose

import (
	"fmt"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftgraphql/weft/graph/diag"
)

// checkInterfaceFields is the rule INTERFACE_FIELD_NO_IMPLEM: an interface has the fields of
// all subgraphs, and so must every type that implements it in any of them.
func (m *merger) checkInterfaceFields() {
	for _, name := range m.names {
		def := m.types[name]
		if def == nil || def.Kind != ast.Object && def.Kind != ast.Interface {
			continue
		}
		fields := make(map[string]*ast.FieldDefinition, len(def.Fields))
		for _, f := range def.Fields {
			fields[f.Name] = f
		}
		for _, i := range def.Interfaces {
			iface := m.types[i]
			if iface == nil || iface.Kind != ast.Interface {
				continue
			}
			m.checkInterfacesAbove(def, iface)
			for _, want := range iface.Fields {
				if have := fields[want.Name]; have == nil {
					m.interfaceFieldMissing(def, iface, want)
				} else {
					m.checkImplementation(def, iface, have, want)
				}
			}
		}
	}
}

// checkInterfacesAbove is that a type implements what its interfaces implement: each subgraph may say so of what it has,
// and the supergraph not.
func (m *merger) checkInterfacesAbove(def, iface *ast.Definition) {
	spans := func(above string) []diag.Span {
		var out []diag.Span
		for _, s := range m.sources[def.Name] {
			if s.t.Implements(iface.Name) {
				out = append(out, s.sg.span(s.t.Pos, fmt.Sprintf("implements %q", iface.Name)))
			}
		}
		for _, s := range m.sources[iface.Name] {
			if s.t.Implements(above) {
				out = append(out, s.sg.span(s.t.Pos, fmt.Sprintf("implements %q", above)))
			}
		}
		return out
	}
	for _, above := range iface.Interfaces {
		switch {
		case above == def.Name:
			m.late(codeInvalidGraphQL, spans(above), "in the supergraph, type %q cannot implement %q, which implements %q itself", def.Name, iface.Name, above)
		case !m.interfaces[def.Name][above]:
			m.late(codeInvalidGraphQL, spans(above), "in the supergraph, type %q must implement %q too, because %q does", def.Name, above, iface.Name)
		}
	}
}

func (m *merger) interfaceFieldMissing(def, iface *ast.Definition, want *ast.FieldDefinition) {
	var spans []diag.Span
	for _, s := range m.sources[iface.Name] {
		if f := s.t.Field(want.Name); f != nil {
			spans = append(spans, s.sg.span(f.Position, "declared here"))
		}
	}
	for _, s := range m.sources[def.Name] {
		spans = append(spans, s.sg.span(s.t.Pos, fmt.Sprintf("lacks %q", want.Name)))
	}
	m.late("INTERFACE_FIELD_NO_IMPLEM", spans,
		"interface field \"%s.%s\" has no counterpart on %q, which implements %q in the supergraph", iface.Name, want.Name, def.Name, iface.Name)
}

// checkImplementation holds a merged field against the interface's: merging may have widened
// the one and narrowed the other.
func (m *merger) checkImplementation(def, iface *ast.Definition, have, want *ast.FieldDefinition) {
	at := fmt.Sprintf("%s.%s", def.Name, have.Name)
	spans := func() []diag.Span {
		var out []diag.Span
		for _, s := range m.sources[def.Name] {
			if f := s.t.Field(have.Name); f != nil {
				out = append(out, s.sg.span(f.Position, ""))
			}
		}
		for _, s := range m.sources[iface.Name] {
			if f := s.t.Field(want.Name); f != nil {
				out = append(out, s.sg.span(f.Position, "the interface's field"))
			}
		}
		return out
	}
	if !m.isSubtype(have.Type, want.Type) {
		m.late(codeInvalidGraphQL, spans(), "in the supergraph, field %q has type %s, which does not fit %s of \"%s.%s\"",
			at, typeText(have.Type), typeText(want.Type), iface.Name, want.Name)
	}
	for _, a := range want.Arguments {
		got := have.Arguments.ForName(a.Name)
		switch {
		case got == nil:
			m.late(codeInvalidGraphQL, spans(), "in the supergraph, field %q lacks argument %q of \"%s.%s\"", at, a.Name, iface.Name, want.Name)
		case !sameType(got.Type, a.Type):
			m.late(codeInvalidGraphQL, spans(), "in the supergraph, argument \"%s(%s:)\" has type %s, not the %s of \"%s.%s\"",
				at, a.Name, typeText(got.Type), typeText(a.Type), iface.Name, want.Name)
		}
	}
	for _, a := range have.Arguments {
		if want.Arguments.ForName(a.Name) == nil && a.Type.NonNull && a.DefaultValue == nil {
			m.late(codeInvalidGraphQL, spans(), "in the supergraph, required argument \"%s(%s:)\" is not one of \"%s.%s\"", at, a.Name, iface.Name, want.Name)
		}
	}
}

// late keeps a finding about the merged schema as a whole: it counts only where merging itself
// found nothing.
func (m *merger) late(code string, spans []diag.Span, format string, args ...any) {
	f := diag.Finding{Code: code, Message: fmt.Sprintf(format, args...), Spans: spans}
	if code == codeInvalidGraphQL {
		m.invalid = append(m.invalid, f)
		return
	}
	m.deferred = append(m.deferred, f)
}
