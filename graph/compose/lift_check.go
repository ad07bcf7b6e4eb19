package compose

import (
	"fmt"
	"slices"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftgraphql/weft/graph/diag"
	"github.com/weftgraphql/weft/graph/sdl"
	"github.com/weftgraphql/weft/graph/spec"
)

// hasFields says whether types of the kind are what federation 1 extends across subgraphs.
func hasFields(kind ast.DefinitionKind) bool { return kind == ast.Object || kind == ast.Interface }

// checkBases is the rule EXTENSION_WITH_NO_BASE for the objects and interfaces of federation 1,
// where an extension always belongs to a definition elsewhere.
func checkBases(sg *subgraph, all []*subgraph) []diag.Finding {
	var errs []diag.Finding
	for _, t := range sg.schema.Types {
		if !hasFields(t.Kind) || !extendsOnly(sg, t) || sg.schema.RootOf(t.Name) != "" {
			continue
		}
		defined := false
		for _, other := range all {
			// Another subgraph's definition counts even where @extends marks it as an extension.
			if o := other.schema.Type(t.Name); other != sg && o != nil && hasFields(o.Kind) && o.Defined {
				defined = true
				break
			}
		}
		if !defined {
			v := newValidator(sg)
			v.fail("EXTENSION_WITH_NO_BASE", []*ast.Position{t.Pos}, "subgraph %q extends type %q, but no subgraph defines it", sg.Name, t.Name)
			errs = append(errs, v.findings...)
		}
	}
	return errs
}

// checkInterfaceObjectKeys is the rule INTERFACE_OBJECT_USAGE_ERROR beside federation 1, where a
// @key on an interface does not promise that the type of a value can be told by it.
func checkInterfaceObjectKeys(all []*subgraph) []diag.Finding {
	var errs []diag.Finding
	for _, sg := range all {
		for _, t := range sg.schema.Types {
			if !sg.isInterfaceObject(t) {
				continue
			}
			for _, other := range all {
				iface := other.schema.Type(t.Name)
				if !other.fed1 || iface == nil || iface.Kind != ast.Interface || len(other.keys(iface)) == 0 {
					continue
				}
				errs = append(errs, diag.Finding{
					Code: "INTERFACE_OBJECT_USAGE_ERROR",
					Message: fmt.Sprintf("type %q is an @interfaceObject in subgraph %q, but subgraph %q, which has a @key on the interface, is of federation 1, where such a key does not let the type of a value be told",
						t.Name, sg.Name, other.Name),
					Spans: []diag.Span{sg.span(t.Pos, "the @interfaceObject"), other.span(other.keys(iface)[0].Position, "a key of federation 1")},
					Help:  "make subgraph \"" + other.Name + "\" one of federation 2 by a @link to its specification, or remove the @key from the interface there",
				})
			}
		}
	}
	return errs
}

// extendsOnly says whether a subgraph only extends the type.
func extendsOnly(sg *subgraph, t *sdl.Type) bool {
	return !t.Defined || sg.markedExtends(t)
}

// markedExtends says whether @extends makes the definition of a type an extension.
func (sg *subgraph) markedExtends(t *sdl.Type) bool {
	return slices.ContainsFunc(t.Directives, func(a *sdl.Applied) bool {
		return !a.Decl.Extension && sg.links.Meaning(a.Name) == spec.Extends
	})
}
