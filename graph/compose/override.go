package compose

import (
	"fmt"
	"regexp"
	"strconv"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftgraphql/weft/graph/diag"
	"github.com/weftgraphql/weft/graph/sdl"
	"github.com/weftgraphql/weft/graph/spec"
)

// override is what overriding a field comes to for one subgraph that has the field.
type override struct {
	from    string // the field is taken over from that subgraph
	label   string // progressive: of both subgraphs
	dropped bool   // taken away and no longer needed here
	used    bool   // taken away, but still needed here for a key, a requirement or an interface
	unknown bool   // overrides from a subgraph that does not exist
}

// mergeOverrides works out the @override applications of one field, by subgraph index.
func (m *merger) mergeOverrides(def *ast.Definition, name string, sources []fieldSource) map[int]override {
	var overriding []fieldSource
	for _, s := range sources {
		if s.sg.has(s.f.Directives, spec.Override) {
			overriding = append(overriding, s)
		}
	}
	if len(overriding) == 0 {
		return nil
	}
	out := map[int]override{}
	m.overrides[fieldKey{def.Name, name}] = out
	for _, s := range overriding {
		m.mergeOverride(out, s, sources, overriding)
	}
	return out
}

func (m *merger) mergeOverride(out map[int]override, s fieldSource, sources, overriding []fieldSource) {
	d := s.sg.links.First(s.f.Directives, spec.Override)
	if m.overrideMisplaced(s, d) {
		return
	}
	from, _ := stringArg(d, "from")
	at := s.f.Coordinate()
	here := s.sg.span(d.Position, "overridden here")
	target := m.byName[from]
	switch {
	case target == nil:
		out[s.sg.index] = override{from: from, unknown: true}
		m.hint("FROM_SUBGRAPH_DOES_NOT_EXIST", []diag.Span{here}, "field %q is overridden from subgraph %q, which does not exist", at, from)
		return
	case target == s.sg:
		m.fail("OVERRIDE_FROM_SELF_ERROR", []diag.Span{here}, "field %q of subgraph %q is overridden from that same subgraph", at, from)
		return
	}
	source := findField(overriding, target)
	if source != nil {
		m.fail("OVERRIDE_SOURCE_HAS_OVERRIDE", []diag.Span{here, target.span(source.f.Position, "also overridden here")},
			"field %q is overridden in subgraph %q from subgraph %q, which overrides it too; only one @override is allowed for a field", at, s.sg.Name, from)
		return
	}
	source = findField(sources, target)
	o := out[s.sg.index]
	o.from = from
	if i := m.abstracted(s, target); i != nil {
		m.fail("OVERRIDE_COLLISION_WITH_ANOTHER_DIRECTIVE", []diag.Span{here, target.span(i.Position, "the field of an @interfaceObject")},
			"field %q cannot be overridden from subgraph %q, which has it as %q of an @interfaceObject", at, from, i.Coordinate())
		return
	}
	if source == nil {
		out[s.sg.index] = o
		spans := []diag.Span{here}
		if t := target.schema.Type(s.f.Parent.Name); t != nil {
			spans = append(spans, target.span(t.Pos, "no such field here"))
		}
		m.hint("OVERRIDE_DIRECTIVE_CAN_BE_REMOVED", spans, "field %q no longer exists in subgraph %q; the @override can be removed", at, from)
		return
	}
	if conflict, where := overrideConflict(s, *source); conflict != "" {
		m.fail("OVERRIDE_COLLISION_WITH_ANOTHER_DIRECTIVE", []diag.Span{here, where},
			"field %q cannot be overridden in subgraph %q: it is marked with %s in subgraph %q", at, s.sg.Name, conflict, where.Subgraph)
		return
	}
	label := m.overrideLabel(s, d)
	o.label = label
	out[s.sg.index] = o
	m.overrideSource(out, s, *source, label, here)
}

// abstracted is the field as the subgraph has it for all implementations of an interface by an
// @interfaceObject, or nil.
func (m *merger) abstracted(s fieldSource, target *subgraph) *sdl.Field {
	for _, i := range sortedKeys(m.interfaces[s.f.Parent.Name]) {
		if t := target.schema.Type(i); t != nil && target.isInterfaceObject(t) && t.Field(s.f.Name) != nil {
			return t.Field(s.f.Name)
		}
	}
	return nil
}

// overrideMisplaced reports an @override that cannot stand where it does.
func (m *merger) overrideMisplaced(s fieldSource, d *ast.Directive) bool {
	spans := []diag.Span{s.sg.span(d.Position, "")}
	switch {
	case s.f.Parent.Kind == ast.Interface:
		m.fail("OVERRIDE_ON_INTERFACE", spans, "field %q of an interface cannot be overridden (subgraph %q)", s.f.Coordinate(), s.sg.Name)
	case s.sg.isInterfaceObject(s.f.Parent):
		m.fail("OVERRIDE_COLLISION_WITH_ANOTHER_DIRECTIVE", spans, "field %q of an @interfaceObject cannot be overridden (subgraph %q)", s.f.Coordinate(), s.sg.Name)
	default:
		return false
	}
	return true
}

// overrideSource works out what is left of the field in the subgraph it is taken from.
func (m *merger) overrideSource(out map[int]override, s, source fieldSource, label string, here diag.Span) {
	at := s.f.Coordinate()
	o := out[source.sg.index]
	spans := []diag.Span{source.sg.span(source.f.Position, "the overridden field"), here}
	switch {
	case source.sg.facts.external[source.f]:
		o.label = label
		m.hint("OVERRIDE_DIRECTIVE_CAN_BE_REMOVED", spans, "field %q is @external in subgraph %q; the @override can be removed", at, source.sg.Name)
	case label != "":
		o.label = label
		o.used = source.sg.facts.used[source.f]
		m.hint("OVERRIDE_MIGRATION_IN_PROGRESS", spans, "field %q is being moved from subgraph %q to subgraph %q", at, source.sg.Name, s.sg.Name)
	case source.sg.facts.used[source.f]:
		o.used = true
		m.hint("OVERRIDDEN_FIELD_CAN_BE_REMOVED", spans,
			"field %q of subgraph %q is overridden; it is still used there by other directives or an interface and can be made @external", at, source.sg.Name)
	default:
		o.dropped = true
		m.hint("OVERRIDDEN_FIELD_CAN_BE_REMOVED", spans, "field %q of subgraph %q is overridden and can be removed", at, source.sg.Name)
	}
	out[source.sg.index] = o
}

func findField(sources []fieldSource, sg *subgraph) *fieldSource {
	for i := range sources {
		if sources[i].sg == sg {
			return &sources[i]
		}
	}
	return nil
}

// overrideConflict finds a directive that cannot stand beside the override.
func overrideConflict(s, source fieldSource) (string, diag.Span) {
	if s.sg.facts.external[s.f] {
		return "@external", s.sg.span(s.f.Position, "")
	}
	for _, x := range []fieldSource{s, source} {
		for _, kind := range []spec.Directive{spec.Requires, spec.Provides} {
			if x.sg == s.sg {
				continue
			}
			if d := x.sg.links.First(x.f.Directives, kind); d != nil {
				return "@" + string(kind), x.sg.span(d.Position, "")
			}
		}
	}
	return "", diag.Span{}
}

var (
	labelName    = regexp.MustCompile(`^[a-zA-Z][a-zA-Z0-9_\-:./]*$`)
	labelPercent = regexp.MustCompile(`^percent\((\d{1,2}(?:\.\d{1,8})?|100)\)$`)
)

// overrideLabel reads the label of a progressive override.
func (m *merger) overrideLabel(s fieldSource, d *ast.Directive) string {
	label, _ := stringArg(d, "label")
	if label == "" {
		return "" // as if there were none
	}
	if match := labelPercent.FindStringSubmatch(label); match != nil {
		if p, err := strconv.ParseFloat(match[1], 64); err == nil && p <= 100 {
			return label
		}
	}
	if labelName.MatchString(label) {
		return label
	}
	m.errors = append(m.errors, diag.Finding{
		Code:    "OVERRIDE_LABEL_INVALID",
		Message: fmt.Sprintf("invalid @override label %q on field %q of subgraph %q", label, s.f.Coordinate(), s.sg.Name),
		Spans:   []diag.Span{s.sg.span(d.Arguments.ForName("label").Value.Position, "")},
		Help:    "a label starts with a letter and goes on with letters, digits and _-:./ , or is percent(x) with x from 0 to 100 and at most 8 decimals",
	})
	return label
}
