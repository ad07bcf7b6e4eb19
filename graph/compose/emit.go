package compose

import (
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftgraphql/weft/graph/sdl"
	"github.com/weftgraphql/weft/graph/spec"
)

// document puts the merged types and the machinery together, everything sorted by name.
func (m *merger) document() *ast.SchemaDocument {
	doc := &ast.SchemaDocument{}
	schema := &ast.SchemaDefinition{Description: m.schemaDescription()}
	own := m.schemaDirectives()
	m.machinery(doc)
	schema.Directives = append(m.linkDirectives(), own...)
	for _, op := range []ast.Operation{ast.Query, ast.Mutation, ast.Subscription} {
		name := sdl.DefaultRoots[op]
		if def := m.types[name]; def != nil && def.Kind == ast.Object && len(def.Fields) > 0 {
			schema.OperationTypes = append(schema.OperationTypes, &ast.OperationTypeDefinition{Operation: op, Type: name})
		}
	}
	doc.Schema = ast.SchemaDefinitionList{schema}
	for _, name := range m.names {
		if def := m.types[name]; def != nil && !m.emptyRoot(def) {
			doc.Definitions = append(doc.Definitions, def)
		}
	}
	slices.SortStableFunc(doc.Directives, func(a, b *ast.DirectiveDefinition) int { return strings.Compare(a.Name, b.Name) })
	slices.SortStableFunc(doc.Definitions, func(a, b *ast.Definition) int { return strings.Compare(a.Name, b.Name) })
	return doc
}

func (m *merger) emptyRoot(def *ast.Definition) bool {
	return m.isRoot(def.Name) && len(def.Fields) == 0
}

func (m *merger) schemaDescription() string {
	var all []described
	for _, sg := range m.subgraphs {
		all = append(all, described{sg, sg.schema.Description, nil})
	}
	return m.description("the schema", all)
}

// schemaDirectives merges what is applied to the schema itself.
func (m *merger) schemaDirectives() []*ast.Directive {
	var sources []directiveSource
	for _, sg := range m.subgraphs {
		sources = append(sources, directiveSource{sg, sg.schema.Applied})
	}
	return m.mergeApplied("schema", sources, "SCHEMA")
}

func link(url, purpose string, as string, imports *ast.Value) *ast.Directive {
	d := applied("link", arg("url", stringValue(url)))
	if as != "" {
		d.Arguments = append(d.Arguments, arg("as", stringValue(as)))
	}
	if purpose != "" {
		d.Arguments = append(d.Arguments, arg("for", enumValue(purpose)))
	}
	if imports != nil && len(imports.Children) > 0 {
		d.Arguments = append(d.Arguments, arg("import", imports))
	}
	return d
}

func (m *merger) linkDirectives() []*ast.Directive {
	out := []*ast.Directive{
		link(spec.LinkIdentity+"/v1.0", "", "", nil),
		link(spec.JoinIdentity+"/"+m.join.String(), "EXECUTION", "", nil),
	}
	for _, f := range spec.Features() {
		if m.featureUsed(f) {
			out = append(out, m.featureLink(f))
		}
	}
	for _, l := range m.custom.links {
		imports := listValue()
		for _, element := range sortedKeys(l.imports) {
			if as := l.imports[element]; as != "@"+l.alias || element != "@"+l.url.Name {
				imports.Children = append(imports.Children, &ast.ChildValue{Value: importValue(element, as)})
			}
		}
		as := ""
		if l.alias != l.url.Name {
			as = l.alias
		}
		out = append(out, link(l.url.String(), "", as, imports))
	}
	return out
}

func (m *merger) featureLink(f spec.Feature) *ast.Directive {
	if f.Identity == spec.CacheTagIdentity {
		return link(f.URL(), f.Purpose, "", nil)
	}
	imports := listValue()
	for _, d := range f.Directives {
		as := m.features.names[d]
		own := string(d) == f.Name
		if own && as != f.Name || !own && m.features.used[d] {
			imports.Children = append(imports.Children, &ast.ChildValue{Value: importValue("@"+string(d), "@"+as)})
		}
	}
	return link(f.URL(), f.Purpose, "", imports)
}

func importValue(name, as string) *ast.Value {
	if name == as {
		return stringValue(name)
	}
	return &ast.Value{Kind: ast.ObjectValue, Children: ast.ChildValueList{
		{Name: "name", Value: stringValue(name)}, {Name: "as", Value: stringValue(as)},
	}}
}
