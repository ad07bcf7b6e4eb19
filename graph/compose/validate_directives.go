package compose

import (
	"cmp"
	"slices"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftgraphql/weft/graph/spec"
)

// directiveRule is what a directive may look like where it is applied.
type directiveRule struct {
	args       []argRule
	locations  []string
	repeatable bool
}

type argRule struct {
	name     string
	typ      *ast.Type
	optional bool
	shown    string // how messages write the type, where that is not the type itself
}

func (r argRule) text() string { return cmp.Or(r.shown, typeText(r.typ)) }

// checkDirectives checks every application of a directive in the schema.
func (v *validator) checkDirectives() {
	c := &directiveChecker{validator: v, rules: v.directiveRules()}
	s := v.sg.schema
	c.apply(s.Applied, "SCHEMA", "the schema")
	for _, t := range s.Types {
		c.apply(t.List(), string(t.Kind), t.Name)
		for _, f := range t.Fields {
			location := "FIELD_DEFINITION"
			if t.Kind == ast.InputObject {
				location = "INPUT_FIELD_DEFINITION"
			}
			c.apply(f.Directives, location, f.Coordinate())
			for _, a := range f.Arguments {
				c.apply(a.Directives, "ARGUMENT_DEFINITION", f.ArgCoordinate(a.Name))
			}
		}
		for _, value := range t.Values {
			c.apply(value.Directives, "ENUM_VALUE", t.Name+"."+value.Name)
		}
	}
	for _, d := range s.Directives {
		for _, a := range d.Arguments {
			c.apply(a.Directives, "ARGUMENT_DEFINITION", "@"+d.Name+"("+a.Name+":)")
		}
	}
}

// checkSchemaDirectives finds directives on the schema itself that nothing defines: what the
// schema links or composes is then not known, so that nothing more is said of it.
func (v *validator) checkSchemaDirectives() bool {
	before := len(v.findings)
	c := &directiveChecker{validator: v, rules: v.directiveRules()}
	for _, d := range v.sg.schema.Applied {
		if _, ok := c.rules[d.Name]; !ok {
			c.unknown(d)
		}
	}
	return len(v.findings) > before
}

// checkDirectiveNames finds applied directives that nothing defines, other than on the schema.
func (v *validator) checkDirectiveNames() {
	c := &directiveChecker{validator: v, rules: v.directiveRules()}
	v.sg.eachAppliedAnywhere(func(d *ast.Directive) {
		if _, ok := c.rules[d.Name]; !ok {
			c.unknown(d)
		}
	})
}

type directiveChecker struct {
	*validator
	rules map[string]directiveRule
}

// directiveRules gathers the directives that the schema may apply: GraphQL's own, those of the
// linked specifications, and those it defines.
func (v *validator) directiveRules() map[string]directiveRule {
	if v.rules == nil {
		v.rules = v.makeDirectiveRules()
	}
	return v.rules
}

func (v *validator) makeDirectiveRules() map[string]directiveRule {
	out := map[string]directiveRule{
		"deprecated": {args: []argRule{{"reason", parseType("String"), true, ""}},
			locations: []string{"FIELD_DEFINITION", "ENUM_VALUE", "ARGUMENT_DEFINITION", "INPUT_FIELD_DEFINITION"}},
		"specifiedBy": {args: []argRule{{"url", parseType("String!"), false, ""}}, locations: []string{"SCALAR"}},
		v.sg.links.LinkName: {repeatable: true, locations: []string{"SCHEMA"}, args: []argRule{
			{"url", parseType("String"), true, ""}, {"as", parseType("String"), true, ""},
			{"for", parseType("link__Purpose"), true, ""}, {"import", parseType("[link__Import]"), true, ""}}},
	}
	for _, d := range v.sg.schema.Directives {
		rule := directiveRule{repeatable: d.IsRepeatable}
		for _, l := range d.Locations {
			rule.locations = append(rule.locations, string(l))
		}
		for _, a := range d.Arguments {
			rule.args = append(rule.args, argRule{a.Name, a.Type, !a.Type.NonNull || a.DefaultValue != nil, ""})
		}
		if _, own := out[d.Name]; !own {
			out[d.Name] = rule
		}
	}
	version := v.sg.links.Federation.URL.Version
	if !v.sg.links.Federation2 {
		version = spec.Version{Major: 1}
	}
	for _, d := range spec.FederationDirectives(version) {
		for _, name := range v.sg.links.Names(d.Name) {
			if v.sg.schema.Directive(name) == nil || isFieldSetDirective(d.Name) {
				out[name] = v.specRule(d)
			}
		}
	}
	for _, d := range spec.FederationDirectives(spec.NewestFederation) {
		for _, name := range v.sg.links.Names(d.Name) {
			if _, have := out[name]; !have {
				out[name] = v.specRule(d)
			}
		}
	}
	return out
}

func (v *validator) specRule(d spec.Definition) directiveRule {
	rule := directiveRule{locations: d.Locations, repeatable: d.Repeatable}
	for _, a := range d.Args {
		t := v.specType(a.Type)
		rule.args = append(rule.args, argRule{a.Name, t, !t.NonNull || a.Default != "", a.Type})
	}
	return rule
}

func (c *directiveChecker) apply(list ast.DirectiveList, location, at string) {
	var seen map[string]*ast.Directive
	if len(list) > 1 {
		seen = make(map[string]*ast.Directive, len(list))
	}
	for _, d := range list {
		rule, ok := c.rules[d.Name]
		if !ok {
			continue // as checkDirectiveNames says
		}
		if !slices.Contains(rule.locations, location) {
			c.invalid(d.Position, "directive \"@%s\" may not be used on %s", d.Name, location)
		}
		if before := seen[d.Name]; before != nil && !rule.repeatable {
			c.fail(codeInvalidGraphQL, []*ast.Position{d.Position, before.Position}, "directive \"@%s\" can only be used once on %s", d.Name, at)
		}
		if seen != nil {
			seen[d.Name] = d
		}
		c.args(d, rule, at)
	}
}

func (c *directiveChecker) unknown(d *ast.Directive) {
	c.invalid(d.Position, "unknown directive \"@%s\"", d.Name)
	f := &c.findings[len(c.findings)-1]
	switch {
	case c.sg.links.UnknownFederation:
		f.Help = "the schema links a version of federation that is not known, so that none of its directives are"
	case spec.IsFederationDirective(d.Name) && !c.sg.links.Federation2:
		f.Help = "@" + d.Name + " is of federation 2: add extend schema @link(url: \"https://specs.apollo.dev/federation/v2.9\", import: [\"@" + d.Name + "\"])"
	case spec.IsFederationDirective(d.Name):
		f.Help = "add \"@" + d.Name + "\" to the imports of the federation @link, or write @" + c.sg.links.Federation.Alias + "__" + d.Name
	default:
		if near := nearest(d.Name, sortedKeys(c.rules)); near != "" {
			f.Help = "did you mean \"@" + near + "\"?"
		}
	}
}

func (c *directiveChecker) args(d *ast.Directive, rule directiveRule, at string) {
	for _, a := range d.Arguments {
		i := slices.IndexFunc(rule.args, func(r argRule) bool { return r.name == a.Name })
		switch {
		case i < 0:
			c.invalid(a.Position, "unknown argument %q on directive \"@%s\"", a.Name, d.Name)
		case a.Name == "fields" && isFieldSetDirective(c.sg.links.Meaning(d.Name)):
			// Has codes of its own, unless the schema's own definition lets nothing pass.
			if own := c.ownFieldsType(d.Name); own != nil && !c.fits(a.Value, own) {
				c.invalid(a.Value.Position, "value %s of \"@%s(%s:)\" on %s is not of type %s", printValue(a.Value), d.Name, a.Name, at, typeText(own))
			}
		case !c.fits(a.Value, rule.args[i].typ) || !c.fitsPurpose(a.Value, rule.args[i].typ):
			c.invalid(a.Value.Position, "value %s of \"@%s(%s:)\" on %s is not of type %s",
				printValue(a.Value), d.Name, a.Name, at, rule.args[i].text())
		}
	}
	for _, r := range rule.args {
		if !r.optional && d.Arguments.ForName(r.name) == nil {
			c.invalid(d.Position, "directive \"@%s\" lacks its required argument %q of type %s", d.Name, r.name, r.text())
		}
	}
}

// ownFieldsType is the type of a fields argument that a schema defines itself as something that
// no text can be, or nil.
func (c *directiveChecker) ownFieldsType(directive string) *ast.Type {
	def := c.sg.schema.Directive(directive)
	if def == nil {
		return nil
	}
	a := def.Arguments.ForName("fields")
	if a == nil {
		return nil
	}
	switch a.Type.Name() {
	case "Int", "Float", "Boolean":
		return a.Type
	}
	if t := c.sg.schema.Type(a.Type.Name()); t == nil || t.Kind == ast.Scalar || c.sg.links.Federation.TypeName(spec.FieldSet) == t.Name {
		return nil
	}
	return a.Type
}

func isFieldSetDirective(d spec.Directive) bool {
	return d == spec.Key || d == spec.Requires || d == spec.Provides
}

// fitsPurpose knows the one enum of the link specification, which a schema need not define.
func (c *directiveChecker) fitsPurpose(value *ast.Value, t *ast.Type) bool {
	if t.NamedType != "link__Purpose" || value.Kind == ast.NullValue {
		return true
	}
	return value.Kind == ast.EnumValue && (value.Raw == "SECURITY" || value.Raw == "EXECUTION")
}
