package compose

import (
	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftgraphql/weft/graph/spec"
)

// Authorization requirements are not written on interfaces: an interface and its fields demand
// what any implementation demands, and an implementation what an @interfaceObject demands of
// the fields that it adds.

func isAuth(d spec.Directive) bool {
	return d == spec.Authenticated || d == spec.RequiresScopes || d == spec.Policy
}

// authOnly is the authorization directives of a list.
func authOnly(s directiveSource) (directiveSource, bool) {
	out := directiveSource{sg: s.sg}
	for _, d := range s.list {
		if isAuth(s.sg.links.Meaning(d.Name)) {
			out.list = append(out.list, d)
		}
	}
	return out, len(out.list) > 0
}

// usesAuth says whether any subgraph's federation version has authorization directives.
func (m *merger) usesAuth() bool {
	return m.version.AtLeast(spec.Version{Major: 2, Minor: 5})
}

func (m *merger) authOfImplementations(def *ast.Definition) []directiveSource {
	if def.Kind != ast.Interface || !m.usesAuth() {
		return nil
	}
	var out []directiveSource
	for _, impl := range m.implementing(def.Name) {
		for _, s := range m.sources[impl] {
			if auth, ok := authOnly(directiveSource{s.sg, s.t.List()}); ok {
				out = append(out, auth)
			}
		}
	}
	return out
}

func (m *merger) authOfField(def *ast.Definition, name string) []directiveSource {
	if !m.usesAuth() {
		return nil
	}
	var out []directiveSource
	from := func(typ string, objectsOnly bool) {
		for _, s := range m.sources[typ] {
			f := s.t.Field(name)
			if f == nil || objectsOnly && !s.sg.isInterfaceObject(s.t) {
				continue
			}
			if auth, ok := authOnly(directiveSource{s.sg, f.Directives}); ok {
				out = append(out, auth)
			}
		}
	}
	if def.Kind != ast.Interface {
		for _, i := range def.Interfaces {
			from(i, true)
		}
		return out
	}
	others := map[string]bool{} // the interfaces of its implementations
	for _, impl := range m.implementing(def.Name) {
		from(impl, false)
		for i := range m.interfaces[impl] {
			others[i] = true
		}
	}
	for _, i := range sortedKeys(others) {
		from(i, true)
	}
	return out
}
