package compose

import (
	"fmt"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftgraphql/weft/graph/diag"
	"github.com/weftgraphql/weft/graph/sdl"
	"github.com/weftgraphql/weft/graph/spec"
)

// hidden is the rules for @inaccessible, judged on the merged schema: what is left for clients
// must hold together without what is hidden.
type hidden struct {
	m    *merger
	name string // of @inaccessible in the supergraph
}

func (m *merger) checkInaccessible(doc *ast.SchemaDocument) {
	h := &hidden{m, m.features.names[spec.Inaccessible]}
	for _, d := range doc.Directives {
		h.directiveDefinition(d)
	}
	if !m.features.used[spec.Inaccessible] {
		return
	}
	for _, name := range m.names {
		if def := m.types[name]; def != nil {
			h.definition(def)
		}
	}
}

func (h *hidden) is(list ast.DirectiveList) bool { return list.ForName(h.name) != nil }

func (h *hidden) typeHidden(name string) bool {
	def := h.m.types[name]
	return def != nil && h.is(def.Directives)
}

func (h *hidden) fail(code string, spans []diag.Span, format string, args ...any) {
	h.m.late(code, spans, format, args...)
}

// spans are the places of an element in the subgraphs: "T", "T.f" or "T.f(a:)".
func (h *hidden) spans(at string) []diag.Span {
	path, argument, _ := strings.Cut(strings.TrimSuffix(at, ":)"), "(")
	typ, field, _ := strings.Cut(path, ".")
	var out []diag.Span
	for _, s := range h.m.sources[typ] {
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

// directiveDefinition checks the arguments of directives: those for operations are part of
// what clients see, those of the schema's own are not and cannot hide anything.
func (h *hidden) directiveDefinition(d *ast.DirectiveDefinition) {
	if h.m.features.meaning[d.Name] != "" || strings.HasPrefix(d.Name, "join__") || d.Name == "link" {
		return
	}
	executable := false
	for _, l := range d.Locations {
		executable = executable || isExecutable(l)
	}
	for _, a := range d.Arguments {
		at := fmt.Sprintf("@%s(%s:)", d.Name, a.Name)
		switch {
		case h.m.custom.definitions[d.Name] != nil && h.usesHidden(d.Name):
			h.fail("DISALLOWED_INACCESSIBLE", h.directiveSpans(d.Name), "composed directive \"@%s\" cannot use @inaccessible", d.Name)
			return
		case !executable || h.is(a.Directives):
		case h.typeHidden(a.Type.Name()):
			h.fail("REFERENCED_INACCESSIBLE", h.spans(a.Type.Name()), "type %q is @inaccessible but %q, which clients see, has it", a.Type.Name(), at)
		default:
			h.defaultValue(a.DefaultValue, a.Type, at, h.directiveSpans(d.Name))
		}
	}
}

// usesHidden says whether any subgraph hides an argument of the directive.
func (h *hidden) usesHidden(name string) bool {
	for _, sg := range h.m.subgraphs {
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

func (h *hidden) directiveSpans(name string) []diag.Span {
	var out []diag.Span
	for _, sg := range h.m.subgraphs {
		if d := sg.schema.Directive(name); d != nil {
			out = append(out, sg.span(d.Position, ""))
		}
	}
	return out
}

func (h *hidden) definition(def *ast.Definition) {
	if h.is(def.Directives) {
		if def.Name == sdl.DefaultRoots[ast.Query] {
			h.fail("QUERY_ROOT_TYPE_INACCESSIBLE", h.spans(def.Name), "the query root type %q is @inaccessible, so that nothing would be left for clients", def.Name)
		}
		return
	}
	h.onlyHidden(def)
	for _, f := range def.Fields {
		if def.Kind == ast.InputObject {
			h.inputField(def, f)
		} else {
			h.field(def, f)
		}
	}
}

// onlyHidden is the rule ONLY_INACCESSIBLE_CHILDREN.
func (h *hidden) onlyHidden(def *ast.Definition) {
	left, all, what := 0, 0, "fields"
	for _, f := range def.Fields {
		all++
		if !h.is(f.Directives) {
			left++
		}
	}
	for _, v := range def.EnumValues {
		what = "values"
		all++
		if !h.is(v.Directives) {
			left++
		}
	}
	for _, member := range def.Types {
		what = "members"
		all++
		if !h.typeHidden(member) {
			left++
		}
	}
	if all > 0 && left == 0 {
		h.fail("ONLY_INACCESSIBLE_CHILDREN", h.spans(def.Name), "clients see type %q, but all of its %s are @inaccessible", def.Name, what)
	}
}

func (h *hidden) inputField(def *ast.Definition, f *ast.FieldDefinition) {
	at := def.Name + "." + f.Name
	if h.is(f.Directives) {
		if f.Type.NonNull && f.DefaultValue == nil {
			h.fail("REQUIRED_INACCESSIBLE", h.spans(at), "input field %q is required and therefore cannot be @inaccessible", at)
		}
		return
	}
	h.reference(f.Type, at)
	h.defaultValue(f.DefaultValue, f.Type, at, nil)
}

func (h *hidden) reference(t *ast.Type, at string) {
	if name := t.Name(); h.typeHidden(name) {
		h.fail("REFERENCED_INACCESSIBLE", append(h.spans(name), h.spans(at)...), "type %q is @inaccessible but %q, which clients see, has it", name, at)
	}
}

func (h *hidden) field(def *ast.Definition, f *ast.FieldDefinition) {
	at := def.Name + "." + f.Name
	interfaceFields := h.interfaceFields(def, f.Name)
	if h.is(f.Directives) {
		for _, i := range interfaceFields {
			if !h.is(i.field.Directives) {
				h.fail("IMPLEMENTED_BY_INACCESSIBLE", h.spans(at), "field %q is @inaccessible but implements \"%s.%s\", which clients see", at, i.typ, f.Name)
			}
		}
		return
	}
	h.reference(f.Type, at)
	for _, a := range f.Arguments {
		h.argument(at, f, a, interfaceFields)
	}
}

type interfaceField struct {
	typ   string
	field *ast.FieldDefinition
}

// interfaceFields are the fields of visible interfaces that a field implements.
func (h *hidden) interfaceFields(def *ast.Definition, name string) []interfaceField {
	var out []interfaceField
	for _, i := range def.Interfaces {
		iface := h.m.types[i]
		if iface == nil || h.is(iface.Directives) {
			continue
		}
		if f := iface.Fields.ForName(name); f != nil {
			out = append(out, interfaceField{i, f})
		}
	}
	return out
}

func (h *hidden) argument(at string, f *ast.FieldDefinition, a *ast.ArgumentDefinition, interfaces []interfaceField) {
	where := at + "(" + a.Name + ":)"
	required := a.Type.NonNull && a.DefaultValue == nil
	if h.is(a.Directives) {
		if required {
			h.fail("REQUIRED_INACCESSIBLE", h.spans(where), "argument %q is required and therefore cannot be @inaccessible", where)
		}
		for _, i := range interfaces {
			if other := i.field.Arguments.ForName(a.Name); other != nil && !h.is(i.field.Directives) && !h.is(other.Directives) {
				h.fail("IMPLEMENTED_BY_INACCESSIBLE", h.spans(where), "argument %q is @inaccessible but implements \"%s.%s(%s:)\", which clients see", where, i.typ, f.Name, a.Name)
			}
		}
		return
	}
	for _, i := range interfaces {
		if other := i.field.Arguments.ForName(a.Name); other != nil && required && h.is(other.Directives) {
			h.fail("REQUIRED_INACCESSIBLE", h.spans(where), "argument \"%s.%s(%s:)\" is @inaccessible but required argument %q, which clients see, implements it", i.typ, f.Name, a.Name, where)
		}
	}
	h.reference(a.Type, where)
	h.defaultValue(a.DefaultValue, a.Type, where, nil)
}

// defaultValue is the rule DEFAULT_VALUE_USES_INACCESSIBLE.
func (h *hidden) defaultValue(v *ast.Value, t *ast.Type, at string, spans []diag.Span) {
	if v == nil {
		return
	}
	switch def := h.m.types[t.Name()]; {
	case v.Kind == ast.ListValue:
		for _, c := range v.Children {
			elem := t
			if t.Elem != nil {
				elem = t.Elem
			}
			h.defaultValue(c.Value, elem, at, spans)
		}
	case def == nil:
	case def.Kind == ast.Enum && v.Kind == ast.EnumValue:
		if value := def.EnumValues.ForName(v.Raw); value != nil && h.is(value.Directives) {
			h.defaultUses(def.Name+"."+v.Raw, at, spans)
		}
	case def.Kind == ast.InputObject && v.Kind == ast.ObjectValue:
		for _, c := range v.Children {
			f := def.Fields.ForName(c.Name)
			if f == nil {
				continue
			}
			if h.is(f.Directives) {
				h.defaultUses(def.Name+"."+c.Name, at, spans)
				continue
			}
			h.defaultValue(c.Value, f.Type, at, spans)
		}
	}
}

func (h *hidden) defaultUses(element, at string, spans []diag.Span) {
	h.fail("DEFAULT_VALUE_USES_INACCESSIBLE", append(append(spans, h.spans(at)...), h.spans(element)...),
		"%q is @inaccessible but the default value of %q, which clients see, uses it", element, at)
}
