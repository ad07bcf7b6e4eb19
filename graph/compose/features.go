package compose

import (
	"slices"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftgraphql/weft/graph/diag"
	"github.com/weftgraphql/weft/graph/spec"
)

// featureNames says what the directives of Apollo's specifications are called in the
// supergraph, and which of them it uses.
type featureNames struct {
	names   map[spec.Directive]string
	meaning map[string]spec.Directive
	used    map[spec.Directive]bool
}

func (f *featureNames) use(d spec.Directive) string {
	f.used[d] = true
	return f.names[d]
}

func (f *featureNames) strategy(name string) strategy {
	if d, ok := f.meaning[name]; ok {
		return strategies[d]
	}
	return nil
}

// mergedDirectives are the federation directives that the supergraph has too.
var mergedDirectives = []spec.Directive{
	spec.Tag, spec.Inaccessible, spec.Authenticated, spec.RequiresScopes, spec.Policy,
	spec.Cost, spec.ListSize, spec.Context,
}

// nameFeatures takes the name under which subgraphs import a directive; they have to agree.
func (m *merger) nameFeatures() *featureNames {
	out := &featureNames{
		names:   map[spec.Directive]string{},
		meaning: map[string]spec.Directive{},
		used:    map[spec.Directive]bool{},
	}
	for _, d := range append([]spec.Directive{spec.CacheTag, spec.FromContext}, mergedDirectives...) {
		out.names[d] = m.importedName(d)
	}
	for d, name := range out.names {
		out.meaning[name] = d
	}
	return out
}

// importedName is the name under which the subgraphs that use a directive import it. One that
// is not imported has its plain name in the supergraph, whatever its prefix in the subgraph.
func (m *merger) importedName(d spec.Directive) string {
	name, imported := "", false
	var from *subgraph
	var first *ast.Position
	for _, sg := range m.subgraphs {
		as, position := sg.usedAs(d)
		switch {
		case as == "":
		case from == nil:
			name, from, first = as, sg, position
			imported = sg.imports(as)
		case as != name && slices.Contains(mergedDirectives, d):
			m.fail("LINK_IMPORT_NAME_MISMATCH",
				[]diag.Span{sg.span(sg.importedAt(as, position), "@"+as+" here"), from.span(from.importedAt(name, first), "@"+name+" here")},
				"directive @%s is called @%s in subgraph %q but @%s in subgraph %q; it needs one name in all subgraphs that use it",
				d, name, from.Name, as, sg.Name)
		}
	}
	if !imported {
		return string(d)
	}
	return name
}

// usedAs is the name under which a subgraph applies a directive, and where it first does.
func (sg *subgraph) usedAs(d spec.Directive) (string, *ast.Position) {
	if sg.applied == nil {
		sg.applied = map[spec.Directive]*ast.Directive{}
		sg.eachApplied(func(a *ast.Directive) {
			if meaning := sg.links.Meaning(a.Name); meaning != "" && sg.applied[meaning] == nil {
				sg.applied[meaning] = a
			}
		})
	}
	if a := sg.applied[d]; a != nil {
		return a.Name, a.Position
	}
	return "", nil
}

func (sg *subgraph) eachApplied(visit func(*ast.Directive)) {
	each := func(list ast.DirectiveList) {
		for _, d := range list {
			visit(d)
		}
	}
	each(sg.schema.Applied)
	for _, t := range sg.schema.Types {
		for _, a := range t.Directives {
			visit(a.Directive)
		}
		for _, f := range t.Fields {
			each(f.Directives)
			for _, a := range f.Arguments {
				each(a.Directives)
			}
		}
		for _, v := range t.Values {
			each(v.Directives)
		}
	}
}

// eachAppliedAnywhere is eachApplied together with the definitions of directives.
func (sg *subgraph) eachAppliedAnywhere(visit func(*ast.Directive)) {
	sg.eachApplied(visit)
	for _, def := range sg.schema.Directives {
		for _, a := range def.Arguments {
			for _, d := range a.Directives {
				visit(d)
			}
		}
	}
}

// importedAt is the place of the @link that imports a name, or else the place where it is used.
func (sg *subgraph) importedAt(name string, used *ast.Position) *ast.Position {
	for _, link := range sg.links.All {
		for _, i := range link.Imports {
			if i.As == "@"+name && link.Pos != nil {
				return link.Pos
			}
		}
	}
	return used
}

// imports says whether the subgraph has the name from the imports of a @link.
func (sg *subgraph) imports(name string) bool {
	for _, link := range sg.links.All {
		for _, i := range link.Imports {
			if i.As == "@"+name {
				return true
			}
		}
	}
	return false
}
