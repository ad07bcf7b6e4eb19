package compose

import (
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftgraphql/weft/graph/sdl"
	"github.com/weftgraphql/weft/graph/spec"
)

var rootCodes = map[ast.Operation]string{
	ast.Query: "ROOT_QUERY_USED", ast.Mutation: "ROOT_MUTATION_USED", ast.Subscription: "ROOT_SUBSCRIPTION_USED",
}

// checkRoots is the rules ROOT_QUERY_USED, ROOT_MUTATION_USED and ROOT_SUBSCRIPTION_USED: in
// the supergraph root types have their default names, so that nothing else may have them.
func (v *validator) checkRoots() {
	s := v.sg.schema
	for _, op := range sortedKeys(sdl.DefaultRoots) {
		name := sdl.DefaultRoots[op]
		root, set := s.Roots[op]
		t := s.Type(name)
		if t == nil || !set || root.Name == name {
			continue
		}
		v.fail(rootCodes[op], []*ast.Position{t.Pos, root.Pos}, "there is a type %q, but %q is the %s root type; no other type may have the root's default name", name, root.Name, op)
	}
}

// checkQueryKind refuses a type with the name of the query root that cannot be one: every
// subgraph has a query root in the end.
func (v *validator) checkQueryKind() {
	name := sdl.DefaultRoots[ast.Query]
	if _, set := v.sg.schema.Roots[ast.Query]; set {
		return
	}
	if t := v.sg.schema.Type(name); t != nil && t.Kind != ast.Object {
		v.fail(rootCodes[ast.Query], []*ast.Position{t.Pos}, "%q is the name of the query root type, which is an object type, but is %s here", name, sdl.OneOfKind(t.Kind))
	}
}

// checkDefinitions is the rules DIRECTIVE_DEFINITION_INVALID and TYPE_DEFINITION_INVALID: a
// schema may define the directives and scalars of federation itself, if it defines them right.
func (v *validator) checkDefinitions() {
	v.checkLinkDefinition()
	v.checkFederationDefinitions(spec.FederationDirectives(v.sg.links.Federation.URL.Version))
	v.checkScalarDefinitions()
}

// checkLateDefinitions looks at the directives of federation 2 that a schema of federation 1
// brings along, which only count in a schema without other faults.
func (v *validator) checkLateDefinitions() {
	v.checkFederationDefinitions(spec.FederationDirectives(spec.NewestFederation))
}

// checkScalarDefinitions is the rule TYPE_DEFINITION_INVALID.
func (v *validator) checkScalarDefinitions() {
	fed := v.sg.links.Federation
	for _, scalar := range spec.FederationScalars(fed.URL.Version) {
		name := fed.TypeName(scalar)
		if t := v.sg.schema.Type(name); t != nil && t.Kind != ast.Scalar {
			v.fail("TYPE_DEFINITION_INVALID", []*ast.Position{t.Pos}, "type %q is a scalar of the federation specification, but is defined as %s", name, sdl.OneOfKind(t.Kind))
		}
	}
}

func (v *validator) checkFederationDefinitions(directives []spec.Definition) {
	for _, d := range directives {
		name, ok := v.sg.links.Name(d.Name)
		if !ok {
			continue
		}
		if def := v.sg.schema.Directive(name); def != nil {
			v.checkDirectiveDefinition(d, def)
		}
	}
}

// checkLinkDefinition holds a definition of @link against the link specification. A schema whose
// @link is something else links nothing, so that nothing it imports is known.
func (v *validator) checkLinkDefinition() {
	def := v.sg.schema.Directive(v.sg.links.LinkName)
	if def == nil || !v.sg.links.Federation2 {
		return
	}
	before := len(v.findings)
	for _, a := range def.Arguments {
		if !slices.Contains([]string{"url", "as", "for", "import"}, a.Name) {
			v.fail("DIRECTIVE_DEFINITION_INVALID", []*ast.Position{a.Position}, "the definition of \"@%s\" has an argument %q that the link specification does not know", def.Name, a.Name)
		}
	}
	for _, l := range def.Locations {
		if l != "SCHEMA" {
			v.fail("DIRECTIVE_DEFINITION_INVALID", []*ast.Position{def.Position}, "\"@%s\" may not be used on %s", def.Name, l)
		}
	}
	if len(v.findings) == before {
		return
	}
	v.sg.eachAppliedAnywhere(func(d *ast.Directive) {
		if v.sg.links.Meaning(d.Name) != "" {
			v.invalid(d.Position, "unknown directive \"@%s\": the schema links nothing, because its @%s is not that of the link specification", d.Name, def.Name)
		}
	})
}

func (v *validator) checkDirectiveDefinition(want spec.Definition, have *ast.DirectiveDefinition) {
	const code = "DIRECTIVE_DEFINITION_INVALID"
	known := map[string]spec.Argument{}
	for _, a := range want.Args {
		known[a.Name] = a
		if strings.HasSuffix(a.Type, "!") && have.Arguments.ForName(a.Name) == nil {
			v.fail(code, []*ast.Position{have.Position}, "the definition of federation directive \"@%s\" lacks its required argument %q", have.Name, a.Name)
		}
	}
	for _, a := range have.Arguments {
		spec, ok := known[a.Name]
		switch {
		case !ok:
			v.fail(code, []*ast.Position{a.Position}, "the definition of federation directive \"@%s\" has an argument %q that federation does not know", have.Name, a.Name)
		case !v.argumentFits(a.Type, parseType(spec.Type)):
			v.fail(code, []*ast.Position{a.Position}, "argument %q in the definition of federation directive \"@%s\" should have type %s, not %s", a.Name, have.Name, v.specTypeText(spec.Type), typeText(a.Type))
		}
	}
	if have.IsRepeatable && !want.Repeatable && want.Name != spec.Shareable {
		v.fail(code, []*ast.Position{have.Position}, "federation directive \"@%s\" is not repeatable", have.Name)
	}
	for _, l := range have.Locations {
		found := false
		for _, ok := range want.Locations {
			found = found || string(l) == ok
		}
		if !found {
			v.fail(code, []*ast.Position{have.Position}, "federation directive \"@%s\" may not be used on %s", have.Name, l)
		}
	}
}

// argumentFits compares the type of an argument with the specification's. For its scalars
// any built-in scalar may stand, as service libraries write them. An argument may
// be required where the specification leaves it open.
func (v *validator) argumentFits(have, want *ast.Type) bool {
	if have.NonNull && !want.NonNull {
		required := *want
		required.NonNull = true
		want = &required
	}
	for want.Elem != nil && have.Elem != nil && have.NonNull == want.NonNull {
		have, want = have.Elem, want.Elem
	}
	switch {
	case want.Elem != nil || have.NonNull && !want.NonNull:
		return false
	case isSpecScalar(want.NamedType):
		return v.scalarFits(have, want)
	}
	return have.Elem == nil && have.NonNull == want.NonNull && have.NamedType == want.NamedType
}

// scalarFits is argumentFits for one of the specification's scalars.
func (v *validator) scalarFits(have, want *ast.Type) bool {
	for have.Elem != nil && have.NonNull {
		// A scalar may be any value, a list too; what is then applied has to be a string still.
		have = have.Elem
	}
	if have.Elem != nil {
		return false
	}
	if t := v.sg.schema.Type(have.NamedType); t != nil && t.Kind != ast.Scalar {
		// Not the specification's scalar under another name, but something that no application
		// can fit: that is what is then reported.
		return true
	}
	name := v.sg.links.Federation.TypeName(want.NamedType)
	// Libraries of federation 1 left the fields nullable.
	required := have.NonNull == want.NonNull || !v.sg.links.Federation2
	return required && (have.NamedType == name || have.NamedType == "_"+want.NamedType || isBuiltinScalar(have.NamedType))
}

// specTypeText is a type of the federation specification by the names the schema gives its scalars.
func (v *validator) specTypeText(text string) string {
	return typeText(v.specType(text))
}

// specType is a type of the federation specification by the names the schema gives its scalars.
func (v *validator) specType(text string) *ast.Type {
	t := parseType(text)
	base := t
	for base.Elem != nil {
		base = base.Elem
	}
	if isSpecScalar(base.NamedType) {
		base.NamedType = v.sg.links.Federation.TypeName(base.NamedType)
	}
	return t
}
