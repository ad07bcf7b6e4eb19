package compose

import (
	"fmt"
	"slices"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftgraphql/weft/graph/diag"
	"github.com/weftgraphql/weft/graph/sdl"
	"github.com/weftgraphql/weft/graph/spec"
)

// fieldSetCheck is the rules for the fields argument of @key, @requires and @provides.
type fieldSetCheck struct {
	*validator
	kind    spec.Directive
	applied *ast.Directive
	where   string // what the directive stands on
	failed  bool
	broken  bool // the selections do not hold, so that nothing more can be said of them
	nodes   int
}

// maxFieldSetNodes bounds how many selections of one field set are checked.
const maxFieldSetNodes = 50_000

// problem is what can be wrong with a field set; each has a code for each directive that it can
// occur in.
type problem int

const (
	notString problem = iota
	invalidFields
	hasDirective
	hasArguments
	abstractField
	notExternal
)

var fieldSetCodes = map[spec.Directive]map[problem]string{
	spec.Key: {
		notString: "KEY_INVALID_FIELDS_TYPE", invalidFields: "KEY_INVALID_FIELDS", hasDirective: "KEY_DIRECTIVE_IN_FIELDS_ARG",
		hasArguments: "KEY_FIELDS_HAS_ARGS", abstractField: "KEY_FIELDS_SELECT_INVALID_TYPE",
	},
	spec.Requires: {
		notString: "REQUIRES_INVALID_FIELDS_TYPE", invalidFields: "REQUIRES_INVALID_FIELDS", hasDirective: "REQUIRES_DIRECTIVE_IN_FIELDS_ARG",
		notExternal: "REQUIRES_FIELDS_MISSING_EXTERNAL",
	},
	spec.Provides: {
		notString: "PROVIDES_INVALID_FIELDS_TYPE", invalidFields: "PROVIDES_INVALID_FIELDS", hasDirective: "PROVIDES_DIRECTIVE_IN_FIELDS_ARG",
		hasArguments: "PROVIDES_FIELDS_HAS_ARGS", notExternal: "PROVIDES_FIELDS_MISSING_EXTERNAL",
	},
}

func (c *fieldSetCheck) code(p problem) string { return fieldSetCodes[c.kind][p] }

func (c *fieldSetCheck) report(p problem, s *selection, also []*ast.Position, format string, args ...any) {
	c.failed = true
	c.broken = c.broken || p == invalidFields
	value := c.applied.Position
	var span diag.Span
	if arg := c.applied.Arguments.ForName("fields"); arg != nil {
		value = fieldSetPos(arg.Value, s)
	}
	span = c.sg.span(value, "")
	f := diag.Finding{Code: c.code(p), Spans: []diag.Span{span}}
	f.Message = fmt.Sprintf("%s in %s of %s", fmt.Sprintf(format, args...), c.sg.written(c.kind), c.where)
	for _, at := range also {
		f.Spans = append(f.Spans, c.sg.span(at, "declared here"))
	}
	c.findings = append(c.findings, f)
}

// checkFieldSet checks one field set against the type it selects from.
func (v *validator) checkFieldSet(kind spec.Directive, d *ast.Directive, t *sdl.Type, where string) {
	v.checkSelections(kind, d, t, where, false)
}

// checkSelections is checkFieldSet, and with anyType lets a key select from whatever type.
func (v *validator) checkSelections(kind spec.Directive, d *ast.Directive, t *sdl.Type, where string, anyType bool) {
	c := &fieldSetCheck{validator: v, kind: kind, applied: d, where: where}
	text, ok := stringArg(d, "fields")
	if !ok {
		c.report(notString, nil, nil, "the fields argument must be a string")
		return
	}
	sels, err := parseFieldSet(text)
	if err != nil {
		c.report(invalidFields, &selection{offset: err.offset}, nil, "syntax error: %s,", err.message)
		return
	}
	if kind == spec.Key && !anyType && c.abstract(t, sels) {
		return
	}
	before := len(v.findings)
	c.resolve(t, sels)
	if c.broken {
		// Selections that do not hold are all there is to say.
		invalid := c.code(invalidFields)
		v.findings = append(v.findings[:before:before], slices.DeleteFunc(v.findings[before:], func(f diag.Finding) bool { return f.Code != invalid })...)
	}
	if kind != spec.Key && !c.broken {
		c.checkExternal(t, sels, false)
	}
}

// resolve holds the selections against the types of the subgraph.
func (c *fieldSetCheck) resolve(t *sdl.Type, sels []*selection) {
	for _, s := range sels {
		if c.nodes++; c.nodes > maxFieldSetNodes {
			return
		}
		if len(s.directives) > 0 {
			c.directives(s)
		}
		if s.fragment {
			c.fragment(t, s)
		} else {
			c.field(t, s)
		}
	}
}

func (c *fieldSetCheck) directives(s *selection) {
	for _, name := range s.directives {
		if !c.sg.knowsDirective(name) {
			c.report(invalidFields, s, nil, "unknown directive \"@%s\"", name)
			continue
		}
		c.report(hasDirective, s, nil, "directive \"@%s\" is not allowed", name)
	}
}

func (c *fieldSetCheck) fragment(t *sdl.Type, s *selection) {
	on := t
	if s.on != "" {
		on = c.sg.schema.Type(s.on)
	}
	switch {
	case on == nil || !on.IsComposite():
		c.report(invalidFields, s, nil, "unknown type %q in a fragment", s.on)
	case !c.overlap(t, on):
		c.report(invalidFields, s, nil, "fragment on %q can never apply to %q", s.on, t.Name)
	default:
		c.resolve(on, s.subs)
	}
}

// overlap says whether some object can have both types.
func (c *fieldSetCheck) overlap(a, b *sdl.Type) bool {
	switch {
	case a == b:
		return true
	case b.Kind == ast.Object:
		return canBe(b, a)
	case a.Kind == ast.Object:
		return canBe(a, b)
	}
	have := map[*sdl.Type]bool{}
	for _, t := range c.sg.possible(a) {
		have[t] = true
	}
	for _, t := range c.sg.possible(b) {
		if have[t] {
			return true
		}
	}
	return false
}

// canBe says whether objects of a type have another type, too.
func canBe(object, t *sdl.Type) bool {
	return t.Kind == ast.Interface && object.Implements(t.Name) || t.Kind == ast.Union && t.HasMember(object.Name)
}

func (c *fieldSetCheck) field(t *sdl.Type, s *selection) {
	if s.alias != "" {
		c.report(invalidFields, s, nil, "alias %q is not allowed", s.alias)
		return
	}
	if s.name == "__typename" {
		if len(s.subs) > 0 {
			c.report(invalidFields, s, nil, "__typename has no fields of its own")
		}
		return
	}
	f := t.Field(s.name)
	if f == nil {
		c.missing(t, s)
		return
	}
	for _, p := range c.arguments(f, s) {
		var also []*ast.Position
		if p.pos != nil {
			also = []*ast.Position{p.pos}
		}
		c.report(invalidFields, s, also, "%s", p.text)
	}
	if c.kind != spec.Requires && len(f.Arguments) > 0 {
		c.report(hasArguments, s, []*ast.Position{f.Position}, "field %q has arguments and cannot be selected", f.Coordinate())
	}
	target := c.sg.schema.Type(f.Type.Name())
	composite := target != nil && target.IsComposite()
	switch {
	case composite && len(s.subs) > 0:
		c.resolve(target, s.subs)
	case composite && !(c.kind == spec.Key && target.Kind != ast.Object):
		c.report(invalidFields, s, []*ast.Position{f.Position}, "field %q of type %q lacks a selection of its fields", f.Coordinate(), target.Name)
	case !composite && len(s.subs) > 0:
		c.report(invalidFields, s, []*ast.Position{f.Position}, "field %q of type %s has no fields to select", f.Coordinate(), typeText(f.Type))
	}
}

func (c *fieldSetCheck) missing(t *sdl.Type, s *selection) {
	c.report(invalidFields, s, []*ast.Position{t.Pos}, "field %q does not exist on type %q", s.name, t.Name)
	var names []string
	for _, f := range t.Fields {
		names = append(names, f.Name)
	}
	f := &c.findings[len(c.findings)-1]
	f.Help = "if another subgraph defines the field, add it here and mark it " + c.sg.written(spec.External)
	if near := nearest(s.name, names); near != "" {
		f.Help = "did you mean \"" + near + "\"? Otherwise, " + f.Help
	}
}

// argumentProblem is what is wrong with an argument of a selected field, and where that is defined.
type argumentProblem struct {
	text string
	pos  *ast.Position
}

// arguments checks what a selection passes to a field.
func (v *validator) arguments(f *sdl.Field, s *selection) []argumentProblem {
	var out []argumentProblem
	bad := func(pos *ast.Position, format string, args ...any) {
		out = append(out, argumentProblem{fmt.Sprintf(format, args...), pos})
	}
	given := map[string]bool{}
	if s.args != "" {
		args, ok := parseArguments(s.args)
		if !ok {
			bad(nil, "the arguments of field %q are not valid", f.Coordinate())
			return out
		}
		for _, a := range args {
			given[a.Name] = true
			def := f.Arguments.ForName(a.Name)
			switch {
			case def == nil:
				bad(f.Position, "field %q has no argument %q", f.Coordinate(), a.Name)
			case !v.fits(a.Value, def.Type):
				bad(def.Position, "value %s for argument %q is not of type %s", printValue(a.Value), f.ArgCoordinate(a.Name), typeText(def.Type))
			}
		}
	}
	for _, a := range f.Arguments {
		filled := v.sg.has(a.Directives, spec.FromContext)
		if a.Type.NonNull && a.DefaultValue == nil && !given[a.Name] && !filled {
			bad(a.Position, "field %q needs a value for argument %q", f.Coordinate(), a.Name)
		}
	}
	return out
}

// parseArguments reads "(a: 1)" by way of a directive, which has arguments of the same form.
func parseArguments(text string) (ast.ArgumentList, bool) {
	doc, errs := sdl.Parse("", "schema @a"+text)
	if len(errs) > 0 || len(doc.Schemas) != 1 || len(doc.Schemas[0].Directives) != 1 {
		return nil, false
	}
	return doc.Schemas[0].Directives[0].Arguments, true
}

// abstract is the rule KEY_FIELDS_SELECT_INVALID_TYPE: keys are made of values that can be sent
// back, which an interface or union is not. It stops at the first, or at what does not exist.
func (c *fieldSetCheck) abstract(t *sdl.Type, sels []*selection) bool {
	found, _ := c.findAbstract(t, sels)
	return found
}

func (c *fieldSetCheck) findAbstract(t *sdl.Type, sels []*selection) (found, exists bool) {
	for _, s := range sels {
		if c.sg.unknownDirective(s) {
			return false, false
		}
		on := t
		switch {
		case s.fragment && s.on != "":
			on = c.sg.schema.Type(s.on)
		case s.fragment:
		case s.name == "__typename":
			continue
		default:
			f := t.Field(s.name)
			if f == nil {
				return false, false
			}
			if on = c.sg.schema.Type(f.Type.Name()); on == nil || !on.IsComposite() {
				continue
			}
			if on.Kind != ast.Object {
				c.report(abstractField, s, []*ast.Position{f.Position}, "field %q is %s, which a key cannot contain,", f.Coordinate(), sdl.OneOfKind(on.Kind))
				return true, true
			}
		}
		if on == nil || !on.IsComposite() {
			return false, false
		}
		if found, exists = c.findAbstract(on, s.subs); found || !exists {
			return found, exists
		}
	}
	return false, true
}

// unknownDirective says whether the selection has a directive that nothing defines.
func (sg *subgraph) unknownDirective(s *selection) bool {
	return slices.ContainsFunc(s.directives, func(name string) bool { return !sg.knowsDirective(name) })
}

// knowsDirective says whether a directive may stand in the text of a field set, be it only to be
// refused there.
func (sg *subgraph) knowsDirective(name string) bool {
	return sg.schema.Directive(name) != nil || sg.links.Meaning(name) != "" || name == "skip" || name == "include"
}

// checkExternal is the rules REQUIRES_FIELDS_MISSING_EXTERNAL and PROVIDES_FIELDS_MISSING_EXTERNAL:
// what a subgraph resolves anyway need not be required or provided.
func (c *fieldSetCheck) checkExternal(t *sdl.Type, sels []*selection, under bool) {
	for _, s := range sels {
		if s.fragment {
			on := t
			if s.on != "" {
				on = c.sg.schema.Type(s.on)
			}
			if on != nil {
				c.checkExternal(on, s.subs, under)
			}
			continue
		}
		f := t.Field(s.name)
		if f == nil {
			continue
		}
		external := c.sg.facts.external[f]
		if len(s.subs) == 0 && !external && !under {
			c.report(notExternal, s, []*ast.Position{f.Position}, "field %q is resolved by this subgraph itself (it is not marked @external) and must not be", f.Coordinate())
		}
		if target := c.sg.schema.Type(f.Type.Name()); target != nil {
			c.checkExternal(target, s.subs, under || external)
		}
	}
}
