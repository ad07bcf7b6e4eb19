package compose

import (
	"slices"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftgraphql/weft/graph/diag"
	"github.com/weftgraphql/weft/graph/sdl"
	"github.com/weftgraphql/weft/graph/spec"
)

// checkFederation is federation's rules for one subgraph.
func (v *validator) checkFederation() {
	if v.checkProvided() || v.checkInterfaceKeySets() {
		return
	}
	if !v.sg.fed1 {
		v.checkRoots()
	}
	for _, t := range v.sg.schema.Types {
		v.checkKeys(t)
		for _, f := range t.Fields {
			v.checkRequires(t, f)
			v.checkProvides(t, f)
		}
	}
	for _, t := range v.sg.schema.Types {
		v.checkInterfaceObject(t)
		v.checkShareable(t)
		v.checkExternals(t)
		if t.Kind == ast.Interface {
			v.checkKeysOnImplementations(t)
		}
	}
	v.checkAuth()
	v.checkCosts()
	v.checkContexts()
}

// checkProvided is the rules EXTERNAL_COLLISION_WITH_ANOTHER_DIRECTIVE and PROVIDES_ON_NON_OBJECT_FIELD, of which the one
// that is broken first is reported: nothing can be said of what is provided then.
func (v *validator) checkProvided() bool {
	code := ""
	fail := func(as string, pos []*ast.Position, format string, args ...any) {
		if code == "" || code == as {
			code = as
			v.fail(as, pos, format, args...)
		}
	}
	for _, t := range v.sg.schema.Types {
		for _, f := range t.Fields {
			d := v.sg.links.First(f.Directives, spec.Provides)
			if d == nil {
				continue
			}
			if v.sg.facts.external[f] {
				fail("EXTERNAL_COLLISION_WITH_ANOTHER_DIRECTIVE", []*ast.Position{d.Position, f.Position}, "field %q cannot be both @provides and @external", f.Coordinate())
			} else if target := v.sg.schema.Type(f.Type.Name()); target == nil || !target.IsComposite() {
				fail("PROVIDES_ON_NON_OBJECT_FIELD", []*ast.Position{d.Position}, "field %q has type %s, of which nothing can be provided", f.Coordinate(), typeText(f.Type))
			}
		}
	}
	return code != ""
}

// checkInterfaceKeySets looks at the keys of interfaces before anything else: where one does not
// hold, nothing can be said of the implementations.
func (v *validator) checkInterfaceKeySets() bool {
	before := len(v.findings)
	for _, t := range v.sg.schema.Types {
		if t.Kind != ast.Interface {
			continue
		}
		for _, k := range v.sg.keys(t) {
			v.checkSelections(spec.Key, k.Directive, t, "type \""+t.Name+"\"", true)
		}
	}
	invalid := slices.DeleteFunc(v.findings[before:], func(f diag.Finding) bool {
		return f.Code != "KEY_INVALID_FIELDS" && f.Code != "KEY_INVALID_FIELDS_TYPE"
	})
	v.findings = v.findings[:before+len(invalid)]
	return len(invalid) > 0
}

var interfaceKeys = spec.Version{Major: 2, Minor: 3}

func (v *validator) checkKeys(t *sdl.Type) {
	for _, k := range v.sg.keys(t) {
		if t.Kind == ast.Interface && !v.sg.links.Federation.URL.Version.AtLeast(interfaceKeys) {
			v.fail("KEY_UNSUPPORTED_ON_INTERFACE", []*ast.Position{k.Position}, "@key on interface %q needs federation %s, but the subgraph links %s",
				t.Name, interfaceKeys, v.sg.links.Federation.URL.Version)
		}
		v.checkFieldSet(spec.Key, k.Directive, t, "type \""+t.Name+"\"")
	}
}

func (v *validator) checkRequires(t *sdl.Type, f *sdl.Field) {
	d := v.sg.links.First(f.Directives, spec.Requires)
	if d == nil {
		return
	}
	if t.Kind == ast.Interface {
		v.fail("REQUIRES_UNSUPPORTED_ON_INTERFACE", []*ast.Position{d.Position}, "@requires cannot be used on field %q of an interface", f.Coordinate())
	}
	v.checkFieldSet(spec.Requires, d, t, "field \""+f.Coordinate()+"\"")
}

func (v *validator) checkProvides(t *sdl.Type, f *sdl.Field) {
	d := v.sg.links.First(f.Directives, spec.Provides)
	if d == nil {
		return
	}
	if t.Kind == ast.Interface {
		v.fail("PROVIDES_UNSUPPORTED_ON_INTERFACE", []*ast.Position{d.Position}, "@provides cannot be used on field %q of an interface", f.Coordinate())
	}
	v.checkFieldSet(spec.Provides, d, v.sg.schema.Type(f.Type.Name()), "field \""+f.Coordinate()+"\"")
}

// checkInterfaceObject is the rule INTERFACE_OBJECT_USAGE_ERROR within a subgraph.
func (v *validator) checkInterfaceObject(t *sdl.Type) {
	if d := v.sg.typeDirective(t, spec.InterfaceObject); d != nil && len(v.sg.keys(t)) == 0 {
		v.fail("INTERFACE_OBJECT_USAGE_ERROR", []*ast.Position{d.Position}, "type %q is an @interfaceObject and therefore needs a @key", t.Name)
	}
}

// checkShareable is the rule INVALID_SHAREABLE_USAGE.
func (v *validator) checkShareable(t *sdl.Type) {
	seen := map[*sdl.TypeDecl]bool{}
	for _, a := range t.Directives {
		if v.sg.links.Meaning(a.Name) != spec.Shareable {
			continue
		}
		if seen[a.Decl] {
			v.fail("INVALID_SHAREABLE_USAGE", []*ast.Position{a.Position}, "@shareable is repeated on one declaration of type %q; it may only be repeated on its extensions", t.Name)
		}
		seen[a.Decl] = true
	}
	for _, f := range t.Fields {
		all := v.sg.links.Each(f.Directives, spec.Shareable)
		switch {
		case len(all) > 0 && t.Kind == ast.Interface:
			v.fail("INVALID_SHAREABLE_USAGE", []*ast.Position{all[0].Position}, "@shareable cannot be used on field %q of an interface", f.Coordinate())
		case len(all) > 1:
			v.fail("INVALID_SHAREABLE_USAGE", []*ast.Position{all[1].Position}, "@shareable is repeated on field %q", f.Coordinate())
		}
	}
}

// checkExternals is the rules EXTERNAL_ON_INTERFACE and EXTERNAL_UNUSED.
func (v *validator) checkExternals(t *sdl.Type) {
	for _, f := range t.Fields {
		d := v.sg.links.First(f.Directives, spec.External)
		if t.Kind == ast.Interface && d != nil && v.sg.facts.external[f] {
			v.fail("EXTERNAL_ON_INTERFACE", []*ast.Position{d.Position}, "field %q of an interface cannot be @external", f.Coordinate())
		}
		if v.sg.facts.external[f] && !v.sg.facts.used[f] {
			v.fail("EXTERNAL_UNUSED", []*ast.Position{f.Position}, "field %q is @external, but no @key, @requires or @provides selects it and no interface needs it", f.Coordinate())
			v.findings[len(v.findings)-1].Help = "remove the field from this subgraph, or the @external if the subgraph resolves it"
		}
	}
}

// checkKeysOnImplementations is the rule INTERFACE_KEY_NOT_ON_IMPLEMENTATION.
func (v *validator) checkKeysOnImplementations(t *sdl.Type) {
	for _, k := range v.sg.keys(t) {
		want := keyText(fieldsOf(k.Directive))
		resolvable := boolArg(k.Directive, "resolvable", true)
		for _, impl := range v.sg.facts.implementations[t.Name] {
			found, answers := false, false
			for _, own := range v.sg.keys(impl) {
				if keyText(fieldsOf(own.Directive)) == want {
					found = true
					answers = answers || boolArg(own.Directive, "resolvable", true)
				}
			}
			switch {
			case !found:
				v.fail("INTERFACE_KEY_NOT_ON_IMPLEMENTATION", []*ast.Position{impl.Pos, k.Position}, "type %q lacks the key \"%s\" of its interface %q", impl.Name, want, t.Name)
			case resolvable && !answers:
				v.fail("INTERFACE_KEY_NOT_ON_IMPLEMENTATION", []*ast.Position{impl.Pos, k.Position}, "the key \"%s\" of interface %q must be resolvable on its implementation %q", want, t.Name, impl.Name)
			}
		}
	}
}
