package compose

import (
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftgraphql/weft/graph/sdl"
	"github.com/weftgraphql/weft/graph/spec"
)

// strip takes the machinery out of a subgraph's schema: the types and fields that a federated
// service adds to its own schema and that some hand over with it.
func strip(sg *subgraph) {
	s := sg.schema
	fieldSet := sg.links.Federation.TypeName(spec.FieldSet)
	s.RemoveTypes(func(t *sdl.Type) bool {
		switch t.Name {
		case "_Any", "_Entity", "_Service", fieldSet:
			return true
		case "_FieldSet":
			// What federation 1 calls its field sets is a scalar like any other in federation 2.
			return sg.fed1
		}
		if t.Name == "link__Import" || t.Name == "link__Purpose" {
			return true // the supergraph has its own
		}
		return isBuiltinScalar(t.Name) || strings.HasPrefix(t.Name, "__") || sg.links.IsSpecType(t.Name)
	})
	removeMachineFields(s)
}

// removeMachineFields takes out of the query root what a federated service adds to it.
func removeMachineFields(s *sdl.Schema) {
	if root, ok := s.Roots[ast.Query]; ok {
		if t := s.Type(root.Name); t != nil {
			t.RemoveFields(func(f *sdl.Field) bool { return f.Name == "_service" || f.Name == "_entities" })
		}
	}
}

// dropMachineFields lets a federation 1 schema hand over _service and _entities without the
// types of them, as some libraries write it.
func dropMachineFields(sg *subgraph) {
	if sg.fed1 {
		removeMachineFields(sg.schema)
	}
}

// dropEmptyDefinitions lets a federation 1 schema hand over definitions of the directives with
// field sets that lack the field set, as some libraries write them.
func dropEmptyDefinitions(sg *subgraph) {
	if !sg.fed1 {
		return
	}
	sg.schema.RemoveDirectives(func(d *ast.DirectiveDefinition) bool {
		return len(d.Arguments) == 0 && isFieldSetDirective(sg.links.Meaning(d.Name))
	})
}

func isBuiltinScalar(name string) bool {
	switch name {
	case "Int", "Float", "String", "Boolean", "ID":
		return true
	}
	return false
}

// nameRoots gives the root types their default names, which is what they have in the
// supergraph. Every subgraph has a query root, be it empty.
func nameRoots(sg *subgraph) {
	s := sg.schema
	for op, name := range sdl.DefaultRoots {
		root, ok := s.Roots[op]
		if !ok || root.Name == name || s.Type(name) != nil {
			continue
		}
		s.RenameType(root.Name, name)
	}
	if _, ok := s.Roots[ast.Query]; !ok {
		s.AddType(ast.Object, sdl.DefaultRoots[ast.Query])
		s.Roots[ast.Query] = sdl.Ref{Name: sdl.DefaultRoots[ast.Query]}
	}
}
