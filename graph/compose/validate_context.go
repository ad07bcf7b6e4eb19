package compose

import (
	"slices"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftgraphql/weft/graph/sdl"
	"github.com/weftgraphql/weft/graph/spec"
)

// checkContexts is the rules for @context and @fromContext.
func (v *validator) checkContexts() {
	for _, t := range v.sg.schema.Types {
		for _, a := range t.Directives {
			if v.sg.links.Meaning(a.Name) == spec.Context {
				v.checkContextName(a.Directive)
			}
		}
		for _, f := range t.Fields {
			for _, arg := range f.Arguments {
				if d := v.sg.links.First(arg.Directives, spec.FromContext); d != nil {
					v.checkFromContext(t, f, arg, d)
				}
			}
		}
	}
	for _, def := range v.sg.schema.Directives {
		for _, arg := range def.Arguments {
			if d := v.sg.links.First(arg.Directives, spec.FromContext); d != nil {
				v.fail("CONTEXT_NOT_SET", []*ast.Position{d.Position}, "@fromContext cannot be used in the definition of directive \"@%s\"", def.Name)
			}
		}
	}
}

func (v *validator) checkContextName(d *ast.Directive) {
	name, _ := stringArg(d, "name")
	valid := name != ""
	for i := range len(name) {
		valid = valid && isNameByte(name[i], i == 0) && name[i] != '_'
	}
	if !valid {
		v.fail("CONTEXT_NAME_INVALID", []*ast.Position{d.Position}, "context name %q is not valid: it is made of letters and digits, without underscores, and starts with a letter", name)
	}
}

func (v *validator) checkFromContext(t *sdl.Type, f *sdl.Field, arg *ast.ArgumentDefinition, d *ast.Directive) {
	at := f.ArgCoordinate(arg.Name)
	pos := []*ast.Position{d.Position}
	if t.Kind != ast.Object {
		v.fail("CONTEXT_NOT_SET", pos, "@fromContext cannot be used on %q, a field of an abstract type", at)
		return
	}
	for _, i := range t.Interfaces {
		if iface := v.sg.schema.Type(i.Name); iface != nil && iface.Field(f.Name) != nil {
			v.fail("CONTEXT_NOT_SET", pos, "@fromContext cannot be used on %q, because interface %q has the field too", at, i.Name)
		}
	}
	if arg.DefaultValue != nil {
		v.fail("CONTEXT_NOT_SET", pos, "argument %q is filled from a context and cannot have a default value", at)
	}
	text, _ := stringArg(d, "field")
	name, selection, ok := splitContext(text)
	switch {
	case !ok:
		v.fail("NO_CONTEXT_IN_SELECTION", pos, "@fromContext on %q names no context: %q does not start with $ and a name", at, text)
		return
	case selection == "":
		v.fail("NO_CONTEXT_IN_SELECTION", pos, "@fromContext on %q selects nothing from its context: %q", at, text)
		return
	}
	resolvable := false
	for _, k := range v.sg.keys(t) {
		resolvable = resolvable || boolArg(k.Directive, "resolvable", true)
	}
	if !resolvable {
		v.fail("CONTEXT_NO_RESOLVABLE_KEY", []*ast.Position{d.Position, t.Pos}, "type %q has a field with an argument filled from a context and therefore needs a resolvable @key", t.Name)
	}
	v.checkContextSelection(at, name, selection, arg, d)
}

func (v *validator) checkContextSelection(at, name, selection string, arg *ast.ArgumentDefinition, d *ast.Directive) {
	types := v.sg.contextTypes(name)
	if len(types) == 0 {
		v.fail("CONTEXT_NOT_SET", []*ast.Position{d.Position}, "context %q, used by %q, is set nowhere in this subgraph", name, at)
		return
	}
	bad := func(format string, args ...any) {
		v.fail("CONTEXT_INVALID_SELECTION", []*ast.Position{d.Position}, "the selection of %q from context %q is not valid: "+format, append([]any{at, name}, args...)...)
	}
	sels, err := parseFieldSet(selection)
	if err != nil {
		bad("%s", err.message)
		return
	}
	if problem := v.contextConditions(types, sels); problem != "" {
		bad("%s", problem)
		return
	}
	for _, t := range types {
		if v.sg.isInterfaceObject(t) {
			bad("%q is an @interfaceObject", t.Name)
			return
		}
		c := contextSelection{validator: v, argument: arg.Type}
		result := c.typeOf(t, sels, 0)
		switch {
		case c.problem != "":
			bad("%s", c.problem)
			return
		case result == nil:
			bad("no type condition matches %q", t.Name)
			return
		case !v.isSubtype(nullable(result), arg.Type):
			bad("it has type %s, but the argument has type %s", typeText(nullable(result)), typeText(arg.Type))
			return
		}
	}
}

// contextConditions says what is wrong with the type conditions of a selection from a context that some types set, or "".
func (v *validator) contextConditions(setters []*sdl.Type, sels []*selection) string {
	seen := map[string]bool{}
	for _, s := range sels {
		if !s.fragment {
			continue
		}
		on := v.sg.schema.Type(s.on)
		switch {
		case s.on == "":
			return "a fragment needs a type condition"
		case seen[s.on]:
			return "it selects several values"
		case on == nil || !on.IsComposite():
			return "unknown type \"" + s.on + "\""
		case on.Kind != ast.Object:
			return "the type condition \"" + s.on + "\" is not an object type"
		case !slices.ContainsFunc(setters, func(t *sdl.Type) bool { return isOrMayBe(t, on) }):
			return "the type condition \"" + s.on + "\" is never used: no such object sets the context"
		}
		seen[s.on] = true
	}
	return ""
}

// isOrMayBe says whether a value of one type may be an object of another.
func isOrMayBe(t, object *sdl.Type) bool {
	return t == object || object.Implements(t.Name) || t.HasMember(object.Name)
}

// nullable is the type without what it says of nulls: a context may be missing or fail anywhere.
func nullable(t *ast.Type) *ast.Type {
	if t.Elem == nil {
		return &ast.Type{NamedType: t.NamedType}
	}
	return &ast.Type{Elem: nullable(t.Elem)}
}

// contextSelection follows a selection down to the one value it comes to.
type contextSelection struct {
	*validator
	argument *ast.Type
	problem  string
}

func (c *contextSelection) typeOf(t *sdl.Type, sels []*selection, depth int) *ast.Type {
	var fragments, fields []*selection
	for _, s := range sels {
		if len(s.directives) > 0 {
			c.problem = "directives are not allowed"
			return nil
		}
		if s.fragment {
			fragments = append(fragments, s)
		} else {
			fields = append(fields, s)
		}
	}
	switch {
	case len(fields) > 1 || len(fields) == 1 && len(fragments) > 0:
		c.problem = "it selects several values"
		return nil
	case len(fields) == 1:
		return c.field(t, fields[0], depth)
	case depth > 0:
		c.problem = "fragments can stand at its top only"
		return nil
	}
	return c.fragments(t, fragments)
}

// fragments is the type that those give which apply to a type; each has to suit the argument.
func (c *contextSelection) fragments(t *sdl.Type, fragments []*selection) *ast.Type {
	var result *ast.Type
	for _, s := range fragments {
		if on := c.sg.schema.Type(s.on); isOrMayBe(t, on) {
			r := c.typeOf(on, s.subs, 1)
			if r == nil || !c.isSubtype(nullable(r), c.argument) {
				return r
			}
			result = r
		}
	}
	return result
}

func (c *contextSelection) field(t *sdl.Type, s *selection, depth int) *ast.Type {
	if s.alias != "" {
		c.problem = "aliases are not allowed"
		return nil
	}
	if s.name == "__typename" {
		return parseType("String!")
	}
	f := t.Field(s.name)
	if f == nil {
		c.problem = "field \"" + s.name + "\" does not exist on type \"" + t.Name + "\""
		return nil
	}
	if problems := c.arguments(f, s); len(problems) > 0 {
		c.problem = problems[0].text
		return nil
	}
	target := c.sg.schema.Type(f.Type.Name())
	if target == nil || !target.IsComposite() {
		if len(s.subs) > 0 {
			c.problem = "field \"" + f.Coordinate() + "\" has no fields to select"
			return nil
		}
		return f.Type
	}
	if c.sg.isInterfaceObject(target) {
		c.problem = "\"" + target.Name + "\" is an @interfaceObject"
		return nil
	}
	if len(s.subs) == 0 || depth > maxFieldSetDepth {
		c.problem = "field \"" + f.Coordinate() + "\" lacks a selection of its fields"
		return nil
	}
	inner := c.typeOf(target, s.subs, depth+1)
	if inner == nil {
		if c.problem == "" {
			c.problem = "no type condition matches \"" + target.Name + "\""
		}
		return nil
	}
	return rewrap(f.Type, inner)
}

// rewrap puts the type of a selected field into the lists of the field it was selected from.
func rewrap(outer, inner *ast.Type) *ast.Type {
	if outer.Elem == nil {
		c := *inner
		c.NonNull = inner.NonNull && outer.NonNull
		return &c
	}
	return &ast.Type{Elem: rewrap(outer.Elem, inner), NonNull: outer.NonNull}
}
