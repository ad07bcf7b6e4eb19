package compose

import (
	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftgraphql/weft/graph/sdl"
	"github.com/weftgraphql/weft/graph/spec"
)

var authDirectives = []spec.Directive{spec.Authenticated, spec.RequiresScopes, spec.Policy}

// checkAuth is the rule AUTH_REQUIREMENTS_APPLIED_ON_INTERFACE: requirements stand on what
// implements an interface, from where the interface gets them.
func (v *validator) checkAuth() {
	for _, t := range v.sg.schema.Types {
		switch {
		case t.Kind == ast.Interface:
			v.authOn(t.List(), "interface \""+t.Name+"\"")
			for _, f := range t.Fields {
				v.authOn(f.Directives, "interface field \""+f.Coordinate()+"\"")
			}
		case v.sg.isInterfaceObject(t):
			v.authOn(t.List(), "@interfaceObject \""+t.Name+"\"")
		}
	}
}

func (v *validator) authOn(list ast.DirectiveList, where string) {
	for _, kind := range authDirectives {
		if d := v.sg.links.First(list, kind); d != nil {
			v.fail("AUTH_REQUIREMENTS_APPLIED_ON_INTERFACE", []*ast.Position{d.Position}, "%s cannot be applied to %s", v.sg.written(kind), where)
			v.findings[len(v.findings)-1].Help = "apply it to the implementing types or their fields; the interface then demands it too"
		}
	}
}

// checkCosts is the rules for @cost and @listSize.
func (v *validator) checkCosts() {
	for _, t := range v.sg.schema.Types {
		if t.Kind != ast.Object && t.Kind != ast.Interface {
			continue
		}
		for _, f := range t.Fields {
			if d := v.sg.links.First(f.Directives, spec.Cost); d != nil && t.Kind == ast.Interface {
				v.fail("COST_APPLIED_TO_INTERFACE_FIELD", []*ast.Position{d.Position}, "@cost cannot be applied to field %q of an interface", f.Coordinate())
			}
			if d := v.sg.links.First(f.Directives, spec.ListSize); d != nil {
				v.checkListSize(f, d)
			}
		}
	}
}

func (v *validator) checkListSize(f *sdl.Field, d *ast.Directive) {
	at := func(name string) []*ast.Position {
		if a := d.Arguments.ForName(name); a != nil {
			return []*ast.Position{a.Value.Position, f.Position}
		}
		return []*ast.Position{d.Position, f.Position}
	}
	sized := listArgument(d, "sizedFields")
	if f.Type.Elem == nil && len(sized) == 0 {
		v.fail("LIST_SIZE_APPLIED_TO_NON_LIST", at(""), "@listSize is applied to %q, which is not a list", f.Coordinate())
	}
	if a := d.Arguments.ForName("assumedSize"); a != nil && len(a.Value.Raw) > 0 && a.Value.Raw[0] == '-' {
		v.fail("LIST_SIZE_INVALID_ASSUMED_SIZE", at("assumedSize"), "the assumed size of %q cannot be negative", f.Coordinate())
	}
	for _, name := range listArgument(d, "slicingArguments") {
		arg := f.Arguments.ForName(name)
		switch {
		case arg == nil:
			v.fail("LIST_SIZE_INVALID_SLICING_ARGUMENT", at("slicingArguments"), "slicing argument %q is not an argument of %q", name, f.Coordinate())
		case arg.Type.NamedType != "Int":
			v.fail("LIST_SIZE_INVALID_SLICING_ARGUMENT", at("slicingArguments"), "slicing argument %q must be of type Int or Int!, not %s", f.ArgCoordinate(name), typeText(arg.Type))
		}
	}
	v.checkSizedFields(f, sized, at("sizedFields"))
}

func (v *validator) checkSizedFields(f *sdl.Field, sized []string, at []*ast.Position) {
	if len(sized) == 0 {
		return
	}
	target := v.sg.schema.Type(f.Type.Name())
	if target == nil || !target.IsComposite() {
		v.fail("LIST_SIZE_INVALID_SIZED_FIELD", at, "%q cannot have sized fields, because %q has no fields", f.Coordinate(), f.Type.Name())
		return
	}
	for _, name := range sized {
		field := target.Field(name)
		switch {
		case field == nil:
			v.fail("LIST_SIZE_INVALID_SIZED_FIELD", at, "sized field %q is not a field of type %q", name, target.Name)
		case field.Type.Elem == nil:
			v.fail("LIST_SIZE_APPLIED_TO_NON_LIST", at, "sized field %q is not a list", field.Coordinate())
		}
	}
}

// listArgument is the strings of a list argument. A single string is taken apart into its
// characters, as the reference does, so that it is refused rather than half understood.
func listArgument(d *ast.Directive, name string) []string {
	a := d.Arguments.ForName(name)
	if a == nil {
		return nil
	}
	var out []string
	switch a.Value.Kind {
	case ast.ListValue:
		for _, c := range a.Value.Children {
			out = append(out, c.Value.Raw)
		}
	case ast.StringValue, ast.BlockValue:
		for _, r := range a.Value.Raw {
			out = append(out, string(r))
		}
	}
	return out
}
