package contract

import (
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftgraphql/weft/graph/spec"
)

// withHidden adds @inaccessible to the elements of a supergraph's document that the contract
// hides, with the link and the definition that it needs.
func withHidden(doc *ast.SchemaDocument, m *marker) *ast.SchemaDocument {
	name := linkInaccessible(doc, m.needed)
	mark := func(coordinate string, list *ast.DirectiveList) {
		if m.why[coordinate] != "" {
			*list = append(*list, &ast.Directive{Name: name})
		}
	}
	markArguments := func(owner string, list ast.ArgumentDefinitionList) {
		for _, arg := range list {
			mark(owner+"("+arg.Name+":)", &arg.Directives)
		}
	}
	for _, def := range doc.Definitions {
		mark(def.Name, &def.Directives)
		for _, value := range def.EnumValues {
			mark(def.Name+"."+value.Name, &value.Directives)
		}
		for _, field := range def.Fields {
			mark(def.Name+"."+field.Name, &field.Directives)
			markArguments(def.Name+"."+field.Name, field.Arguments)
		}
	}
	for _, def := range doc.Directives {
		markArguments("@"+def.Name, def.Arguments)
	}
	return doc
}

// linked is an application of @link, or of @core in supergraphs of federation 1.
type linked struct {
	at  *ast.Directive
	arg string // that holds the URL
	url spec.URL
}

func linkedSpecs(schema *ast.SchemaDefinition) []linked {
	var out []linked
	for _, at := range schema.Directives {
		arg := "url"
		if at.Name == "core" {
			arg = "feature"
		}
		if text := stringArg(at, arg); text != "" {
			if url, err := spec.ParseURL(text); err == nil {
				out = append(out, linked{at, arg, url})
			}
		}
	}
	return out
}

// inaccessibleV1 are the places that the first version of the specification allows.
var inaccessibleV1 = []ast.DirectiveLocation{ast.LocationFieldDefinition, ast.LocationObject, ast.LocationInterface, ast.LocationUnion}

// linkInaccessible sees to it that the document links the inaccessible specification in a
// version that allows the needed places, and returns the name the directive has in the document.
func linkInaccessible(doc *ast.SchemaDocument, needed map[ast.DirectiveLocation]bool) string {
	schema := doc.Schema[0]
	feature := inaccessibleFeature()
	name, link := inaccessibleName, (*linked)(nil)
	for _, l := range linkedSpecs(schema) {
		if l.url.Identity == feature.Identity {
			name, link = localName(l.at), &l
		}
	}
	if link == nil {
		feature.Version = versionFor(schema, feature.Version, needed)
		addLink(doc, feature)
	}
	def := doc.Directives.ForName(name)
	if def == nil {
		def = &ast.DirectiveDefinition{Name: name, Locations: locationsOf(feature.Version)}
		at := slices.IndexFunc(doc.Directives, func(d *ast.DirectiveDefinition) bool { return d.Name > name })
		if at < 0 {
			at = len(doc.Directives)
		}
		doc.Directives = slices.Insert(doc.Directives, at, def)
	}
	for place := range needed {
		if slices.Contains(def.Locations, place) {
			continue
		}
		// The document has an older version: everything that was valid with it stays so.
		def.Locations = locationsOf(feature.Version)
		if link != nil {
			link.at.Arguments.ForName(link.arg).Value.Raw = feature.URL()
		}
		break
	}
	return name
}

func inaccessibleFeature() spec.Feature {
	features := spec.Features()
	return features[slices.IndexFunc(features, func(f spec.Feature) bool { return f.Identity == spec.InaccessibleIdent })]
}

// versionFor is the version to link: the newest, but where federation 1 composed the supergraph
// the first if that will do, since its routers know no other.
func versionFor(schema *ast.SchemaDefinition, newest spec.Version, needed map[ast.DirectiveLocation]bool) spec.Version {
	if schema.Directives.ForName("core") == nil {
		return newest
	}
	for place := range needed {
		if !slices.Contains(inaccessibleV1, place) {
			return newest
		}
	}
	return spec.Version{Minor: 1}
}

func locationsOf(version spec.Version) []ast.DirectiveLocation {
	if !version.AtLeast(spec.Version{Minor: 2}) {
		return slices.Clone(inaccessibleV1)
	}
	var out []ast.DirectiveLocation
	for _, d := range spec.FederationDirectives(spec.NewestFederation) {
		if d.Name == spec.Inaccessible {
			for _, l := range d.Locations {
				out = append(out, ast.DirectiveLocation(l))
			}
		}
	}
	return out
}

// addLink links the specification where composition would: behind link, join and tag.
func addLink(doc *ast.SchemaDocument, feature spec.Feature) {
	schema := doc.Schema[0]
	at, like := 0, linked{}
	for _, l := range linkedSpecs(schema) {
		switch l.url.Identity {
		case spec.LinkIdentity, spec.CoreIdentity, spec.JoinIdentity, spec.TagIdentity:
			at, like = slices.Index(schema.Directives, l.at)+1, l
		}
	}
	link := &ast.Directive{Name: like.at.Name, Arguments: ast.ArgumentList{
		{Name: like.arg, Value: &ast.Value{Kind: ast.StringValue, Raw: feature.URL()}},
	}}
	// The first version of core had no purposes.
	if def := doc.Directives.ForName(link.Name); def == nil || def.Arguments.ForName("for") != nil {
		link.Arguments = append(link.Arguments, &ast.Argument{Name: "for", Value: &ast.Value{Kind: ast.EnumValue, Raw: feature.Purpose}})
	}
	schema.Directives = slices.Insert(schema.Directives, at, link)
}

// localName is what @inaccessible is called by its link.
func localName(link *ast.Directive) string {
	if arg := link.Arguments.ForName("import"); arg != nil && arg.Value != nil {
		for _, item := range arg.Value.Children {
			if name, as := importOf(item.Value); name == "@"+inaccessibleName && as != "" {
				return strings.TrimPrefix(as, "@")
			}
		}
	}
	if as := stringArg(link, "as"); as != "" {
		return as
	}
	return inaccessibleName
}

func importOf(value *ast.Value) (name, as string) {
	if value.Kind != ast.ObjectValue {
		return value.Raw, value.Raw
	}
	for _, child := range value.Children {
		switch child.Name {
		case "name":
			name = child.Value.Raw
		case "as":
			as = child.Value.Raw
		}
	}
	return name, as
}

func stringArg(at *ast.Directive, name string) string {
	if arg := at.Arguments.ForName(name); arg != nil && arg.Value != nil && arg.Value.Kind == ast.StringValue {
		return arg.Value.Raw
	}
	return ""
}
