package compose

import (
	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftgraphql/weft/graph/sdl"
	"github.com/weftgraphql/weft/graph/spec"
)

// The definitions that a supergraph has besides the merged types, as the join and link
// specifications write them.

const linkSDL = `
directive @link(url: String, as: String, for: link__Purpose, import: [link__Import]) repeatable on SCHEMA
scalar link__Import
enum link__Purpose {
  """
  ` + "`SECURITY`" + ` features provide metadata necessary to securely resolve fields.
  """
  SECURITY
  """
  ` + "`EXECUTION`" + ` features provide metadata necessary for operation execution.
  """
  EXECUTION
}
`

const joinSDL = `
directive @join__enumValue(graph: join__Graph!) repeatable on ENUM_VALUE
directive @join__graph(name: String!, url: String!) on ENUM_VALUE
directive @join__implements(graph: join__Graph!, interface: String!) repeatable on OBJECT | INTERFACE
directive @join__type(graph: join__Graph!, key: join__FieldSet, extension: Boolean! = false, resolvable: Boolean! = true, isInterfaceObject: Boolean! = false) repeatable on OBJECT | INTERFACE | UNION | ENUM | INPUT_OBJECT | SCALAR
directive @join__unionMember(graph: join__Graph!, member: String!) repeatable on UNION
scalar join__FieldSet
`

const joinField3 = `
directive @join__field(graph: join__Graph, requires: join__FieldSet, provides: join__FieldSet, type: String, external: Boolean, override: String, usedOverridden: Boolean) repeatable on FIELD_DEFINITION | INPUT_FIELD_DEFINITION
`

const joinField4 = `
directive @join__field(graph: join__Graph, requires: join__FieldSet, provides: join__FieldSet, type: String, external: Boolean, override: String, usedOverridden: Boolean, overrideLabel: String) repeatable on FIELD_DEFINITION | INPUT_FIELD_DEFINITION
`

const joinField5 = `
directive @join__field(graph: join__Graph, requires: join__FieldSet, provides: join__FieldSet, type: String, external: Boolean, override: String, usedOverridden: Boolean, overrideLabel: String, contextArguments: [join__ContextArgument!]) repeatable on FIELD_DEFINITION | INPUT_FIELD_DEFINITION
input join__ContextArgument {
  name: String!
  type: String!
  context: String!
  selection: join__FieldValue!
}
scalar join__FieldValue
`

// join v0.4 brought @join__directive, which carries what belongs to one subgraph.
const joinDirective = `
directive @join__directive(graphs: [join__Graph!], name: String!, args: join__DirectiveArguments) repeatable on SCHEMA | OBJECT | INTERFACE | FIELD_DEFINITION
scalar join__DirectiveArguments
`

func joinText(v spec.Version) string {
	switch v.Minor {
	case 3:
		return linkSDL + joinSDL + joinField3
	case 4:
		return linkSDL + joinSDL + joinField4 + joinDirective
	default:
		return linkSDL + joinSDL + joinField5 + joinDirective
	}
}

// machinery puts the definitions of link and join, of the features used and of the composed
// directives into the document.
func (m *merger) machinery(doc *ast.SchemaDocument) {
	parsed, errs := sdl.Parse("join", joinText(m.join))
	if len(errs) > 0 {
		panic("the definitions of the join specification do not parse: " + errs[0].Message)
	}
	doc.Directives = append(doc.Directives, parsed.Directives...)
	for _, t := range parsed.Types {
		doc.Definitions = append(doc.Definitions, t.Definition)
	}
	doc.Definitions = append(doc.Definitions, m.graphEnum())
	for _, f := range spec.Features() {
		if m.featureUsed(f) {
			m.featureDefinitions(doc, f)
		}
	}
	for _, name := range sortedKeys(m.custom.definitions) {
		doc.Directives = append(doc.Directives, m.custom.definitions[name])
	}
	doc.Directives = append(doc.Directives, m.executable...)
}

func (m *merger) graphEnum() *ast.Definition {
	def := &ast.Definition{Kind: ast.Enum, Name: "join__Graph"}
	for _, sg := range m.subgraphs {
		def.EnumValues = append(def.EnumValues, &ast.EnumValueDefinition{Name: sg.enum, Directives: ast.DirectiveList{
			applied("join__graph", arg("name", stringValue(sg.Name)), arg("url", stringValue(sg.URL))),
		}})
	}
	return def
}

func (m *merger) featureUsed(f spec.Feature) bool {
	for _, d := range f.Directives {
		if m.features.used[d] {
			return true
		}
	}
	return false
}

// supergraphDirective says how a feature's directive is called: by its plain or imported name
// where it is used or is the feature's own, else with the feature's prefix.
func (m *merger) supergraphDirective(f spec.Feature, d spec.Directive) string {
	if string(d) == f.Name || m.features.used[d] {
		return m.features.names[d]
	}
	return f.Name + "__" + string(d)
}

func (m *merger) featureDefinitions(doc *ast.SchemaDocument, f spec.Feature) {
	if f.Identity == spec.CacheTagIdentity {
		// Carried by @join__directive, so that no directive of its own is defined.
		return
	}
	scalars := map[string]string{}
	for _, d := range spec.FederationDirectives(spec.NewestFederation) {
		for _, have := range f.Directives {
			if have == d.Name {
				doc.Directives = append(doc.Directives, directiveDefinition(d, m.supergraphDirective(f, have), f.Name, scalars))
			}
		}
	}
	for _, name := range sortedKeys(scalars) {
		doc.Definitions = append(doc.Definitions, &ast.Definition{Kind: ast.Scalar, Name: name})
	}
}

// specDefault is the default value of an argument of a specification's directive: those that there are are true or false.
func specDefault(text string) *ast.Value {
	if text == "" {
		return nil
	}
	return &ast.Value{Kind: ast.BooleanValue, Raw: text}
}

// directiveDefinition writes a specification's directive under a name; its scalars get the
// prefix and are noted.
func directiveDefinition(d spec.Definition, name, prefix string, scalars map[string]string) *ast.DirectiveDefinition {
	def := &ast.DirectiveDefinition{Name: name, IsRepeatable: d.Repeatable}
	for _, l := range d.Locations {
		def.Locations = append(def.Locations, ast.DirectiveLocation(l))
	}
	for _, a := range d.Args {
		t := parseType(a.Type)
		if base := baseType(t); isSpecScalar(base.NamedType) {
			base.NamedType = prefix + "__" + base.NamedType
			scalars[base.NamedType] = base.NamedType
		}
		arg := &ast.ArgumentDefinition{Name: a.Name, Type: t}
		arg.DefaultValue = specDefault(a.Default)
		def.Arguments = append(def.Arguments, arg)
	}
	return def
}

func isSpecScalar(name string) bool {
	switch name {
	case spec.FieldSet, spec.Scope, spec.PolicyScalar, spec.ContextFieldValue:
		return true
	}
	return false
}

func baseType(t *ast.Type) *ast.Type {
	for t.Elem != nil {
		t = t.Elem
	}
	return t
}

// parseType reads a type of the specification tables.
func parseType(text string) *ast.Type {
	t := &ast.Type{}
	if n := len(text) - 1; text[n] == '!' {
		t.NonNull = true
		text = text[:n]
	}
	if text[0] == '[' {
		t.Elem = parseType(text[1 : len(text)-1])
		return t
	}
	t.NamedType = text
	return t
}
