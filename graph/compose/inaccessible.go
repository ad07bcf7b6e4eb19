package compose

import (
	"fmt"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftgraphql/weft/graph/diag"
)

// Visibility is a merged schema as the rules of @inaccessible look at it: what is left for
// clients must hold together without what is hidden.
type Visibility struct {
	// Types are the graph's own, without those of linked specifications.
	Types map[string]*ast.Definition
	// Directives are the definitions of the graph's directives, composed ones included: what
	// their arguments refer to has to be visible too.
	Directives ast.DirectiveDefinitionList
	// Name is what @inaccessible is called, without "@".
	Name string
	// QueryRoot is the name of the query root type.
	QueryRoot string
	// Places says where an element stands in the sources: "T", "T.f" (also for an enum's value),
	// "T.f(a:)" or "@d(a:)".
	Places func(coordinate string) []diag.Span
}

// Check returns what the rules find, in order of type name. The codes are
// QUERY_ROOT_TYPE_INACCESSIBLE, ONLY_INACCESSIBLE_CHILDREN, REFERENCED_INACCESSIBLE,
// IMPLEMENTED_BY_INACCESSIBLE, REQUIRED_INACCESSIBLE and DEFAULT_VALUE_USES_INACCESSIBLE.
func (v Visibility) Check() []diag.Finding {
	h := &hidden{Visibility: v}
	for _, d := range v.Directives {
		h.directiveDefinition(d)
	}
	for _, name := range sortedKeys(v.Types) {
		if def := v.Types[name]; def != nil {
			h.definition(def)
		}
	}
	return h.findings
}

// hidden is the rules at work.
type hidden struct {
	Visibility
	findings []diag.Finding
}

func (h *hidden) is(list ast.DirectiveList) bool { return list.ForName(h.Name) != nil }

func (h *hidden) typeHidden(name string) bool {
	def := h.Types[name]
	return def != nil && h.is(def.Directives)
}

func (h *hidden) fail(code string, spans []diag.Span, format string, args ...any) {
	h.findings = append(h.findings, diag.Finding{Code: code, Message: fmt.Sprintf(format, args...), Spans: spans})
}

func (h *hidden) directiveDefinition(d *ast.DirectiveDefinition) {
	for _, a := range d.Arguments {
		at := fmt.Sprintf("@%s(%s:)", d.Name, a.Name)
		switch name := a.Type.Name(); {
		case h.is(a.Directives):
			if a.Type.NonNull && a.DefaultValue == nil {
				h.fail("REQUIRED_INACCESSIBLE", h.Places(at), "argument %q is required and therefore cannot be @inaccessible", at)
			}
		case h.typeHidden(name):
			h.fail("REFERENCED_INACCESSIBLE", h.Places(name), "type %q is @inaccessible but %q, which clients see, has it", name, at)
		default:
			h.defaultValue(a.DefaultValue, a.Type, at)
		}
	}
}

func (h *hidden) definition(def *ast.Definition) {
	if h.is(def.Directives) {
		if def.Name == h.QueryRoot {
			h.fail("QUERY_ROOT_TYPE_INACCESSIBLE", h.Places(def.Name), "the query root type %q is @inaccessible, so that nothing would be left for clients", def.Name)
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
		h.fail("ONLY_INACCESSIBLE_CHILDREN", h.Places(def.Name), "clients see type %q, but all of its %s are @inaccessible", def.Name, what)
	}
}

func (h *hidden) inputField(def *ast.Definition, f *ast.FieldDefinition) {
	at := def.Name + "." + f.Name
	if h.is(f.Directives) {
		if f.Type.NonNull && f.DefaultValue == nil {
			h.fail("REQUIRED_INACCESSIBLE", h.Places(at), "input field %q is required and therefore cannot be @inaccessible", at)
		}
		return
	}
	h.reference(f.Type, at)
	h.defaultValue(f.DefaultValue, f.Type, at)
}

func (h *hidden) reference(t *ast.Type, at string) {
	if name := t.Name(); h.typeHidden(name) {
		h.fail("REFERENCED_INACCESSIBLE", append(h.Places(name), h.Places(at)...), "type %q is @inaccessible but %q, which clients see, has it", name, at)
	}
}

func (h *hidden) field(def *ast.Definition, f *ast.FieldDefinition) {
	at := def.Name + "." + f.Name
	interfaceFields := h.interfaceFields(def, f.Name)
	if h.is(f.Directives) {
		for _, i := range interfaceFields {
			if !h.is(i.field.Directives) {
				h.fail("IMPLEMENTED_BY_INACCESSIBLE", h.Places(at), "field %q is @inaccessible but implements \"%s.%s\", which clients see", at, i.typ, f.Name)
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
		iface := h.Types[i]
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
			h.fail("REQUIRED_INACCESSIBLE", h.Places(where), "argument %q is required and therefore cannot be @inaccessible", where)
		}
		for _, i := range interfaces {
			if other := i.field.Arguments.ForName(a.Name); other != nil && !h.is(i.field.Directives) && !h.is(other.Directives) {
				h.fail("IMPLEMENTED_BY_INACCESSIBLE", h.Places(where), "argument %q is @inaccessible but implements \"%s.%s(%s:)\", which clients see", where, i.typ, f.Name, a.Name)
			}
		}
		return
	}
	for _, i := range interfaces {
		if other := i.field.Arguments.ForName(a.Name); other != nil && required && h.is(other.Directives) {
			h.fail("REQUIRED_INACCESSIBLE", h.Places(where), "argument \"%s.%s(%s:)\" is @inaccessible but required argument %q, which clients see, implements it", i.typ, f.Name, a.Name, where)
		}
	}
	h.reference(a.Type, where)
	h.defaultValue(a.DefaultValue, a.Type, where)
}

// defaultValue is the rule DEFAULT_VALUE_USES_INACCESSIBLE. Parsing bounds how deep values are. Of a type that is
// @inaccessible as a whole the type is what must not be used, which is another rule.
func (h *hidden) defaultValue(v *ast.Value, t *ast.Type, at string) {
	if v == nil {
		return
	}
	switch def := h.Types[t.Name()]; {
	case v.Kind == ast.ListValue:
		for _, c := range v.Children {
			elem := t
			if t.Elem != nil {
				elem = t.Elem
			}
			h.defaultValue(c.Value, elem, at)
		}
	case def == nil:
	case def.Kind == ast.Enum && v.Kind == ast.EnumValue:
		if value := def.EnumValues.ForName(v.Raw); value != nil && h.is(value.Directives) && !h.is(def.Directives) {
			h.defaultUses(def.Name+"."+v.Raw, at)
		}
	case def.Kind == ast.InputObject && v.Kind == ast.ObjectValue:
		for _, c := range v.Children {
			f := def.Fields.ForName(c.Name)
			if f == nil {
				continue
			}
			if h.is(f.Directives) && !h.is(def.Directives) {
				h.defaultUses(def.Name+"."+c.Name, at)
				continue
			}
			h.defaultValue(c.Value, f.Type, at)
		}
	}
}

func (h *hidden) defaultUses(element, at string) {
	h.fail("DEFAULT_VALUE_USES_INACCESSIBLE", append(h.Places(at), h.Places(element)...),
		"%q is @inaccessible but the default value of %q, which clients see, uses it", element, at)
}
