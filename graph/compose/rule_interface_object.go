package compose

import (
	"fmt"
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftgraphql/weft/graph/diag"
	"github.com/weftgraphql/weft/graph/sdl"
)

// checkInterfaceObjects is the rule INTERFACE_OBJECT_USAGE_ERROR across subgraphs: an
// @interfaceObject stands for an interface that some other subgraph has, and a subgraph that
// has it knows none of the implementations.
func (m *merger) checkInterfaceObjects() {
	for _, name := range m.names {
		sources := m.sources[name]
		var objects []typeSource
		for _, s := range sources {
			if s.sg.isInterfaceObject(s.t) {
				objects = append(objects, s)
			}
		}
		if len(objects) == 0 || len(m.otherKinds[name]) > 0 {
			continue
		}
		if len(objects) == len(sources) {
			m.fail("INTERFACE_OBJECT_USAGE_ERROR", typeSpans(objects, func(typeSource) string { return "" }),
				"type %q is an @interfaceObject in every subgraph that has it; at least one has to define the interface", name)
			continue
		}
		for _, s := range objects {
			m.checkNoImplementations(name, s)
		}
	}
}

func (m *merger) checkNoImplementations(name string, s typeSource) {
	for _, impl := range m.implementing(name) {
		if t := s.sg.schema.Type(impl); t != nil {
			m.fail("INTERFACE_OBJECT_USAGE_ERROR",
				[]diag.Span{s.sg.span(s.t.Pos, "the @interfaceObject"), s.sg.span(t.Pos, "an implementation")},
				"interface %q is an @interfaceObject in subgraph %q, so that the subgraph cannot define its implementation %q", name, s.sg.Name, impl)
		}
	}
}

// implementing lists the object types that implement the interface in any subgraph, sorted.
func (m *merger) implementing(iface string) []string {
	if m.implementations == nil {
		m.implementations = map[string][]string{}
		for _, name := range m.names {
			if m.types[name] == nil || m.types[name].Kind != ast.Object {
				continue
			}
			for i := range m.interfaces[name] {
				m.implementations[i] = append(m.implementations[i], name)
			}
		}
		for _, names := range m.implementations {
			slices.Sort(names)
		}
	}
	return m.implementations[iface]
}

// spreadInterfaceObjects gives every implementation the fields that @interfaceObject adds to
// its interface. No subgraph resolves them on the implementation itself.
func (m *merger) spreadInterfaceObjects() {
	for _, name := range m.names {
		def := m.types[name]
		if def == nil || def.Kind != ast.Interface {
			continue
		}
		for _, s := range m.sources[name] {
			if s.sg.isInterfaceObject(s.t) {
				m.spread(def, s)
			}
		}
	}
}

func (m *merger) spread(iface *ast.Definition, s typeSource) {
	for _, f := range s.t.Fields {
		merged := iface.Fields.ForName(f.Name)
		if merged == nil || s.sg.facts.external[f] {
			continue
		}
		for _, impl := range m.implementing(iface.Name) {
			def := m.types[impl]
			if def == nil || def.Fields.ForName(f.Name) != nil {
				continue
			}
			def.Fields = append(def.Fields, spreadField(merged))
			m.checkSharing(def, f.Name, nil, m.overrides[fieldKey{iface.Name, f.Name}])
		}
	}
}

func spreadField(f *ast.FieldDefinition) *ast.FieldDefinition {
	out := &ast.FieldDefinition{Name: f.Name, Description: f.Description, Type: f.Type, Arguments: f.Arguments}
	out.Directives = append(ast.DirectiveList{applied("join__field")}, spreadDirectives(f.Directives)...)
	return out
}

// spreadDirectives are the directives of a field of an @interfaceObject that hold for the implementations: what is told by subgraph
// is told of the interface only.
func spreadDirectives(list []*ast.Directive) (out []*ast.Directive) {
	for _, d := range list {
		if !strings.HasPrefix(d.Name, "join__") {
			out = append(out, d)
		}
	}
	return out
}

// checkInterfaceKeys is the rule INTERFACE_KEY_MISSING_IMPLEMENTATION_TYPE: a subgraph that
// resolves an interface by key must know every implementation.
func (m *merger) checkInterfaceKeys() {
	for _, name := range m.names {
		def := m.types[name]
		if def == nil || def.Kind != ast.Interface {
			continue
		}
		for _, s := range m.sources[name] {
			if s.t.Kind != ast.Interface {
				continue
			}
			for _, k := range s.sg.keys(s.t) {
				if boolArg(k.Directive, "resolvable", true) {
					m.checkInterfaceKey(name, s, k)
				}
			}
		}
	}
}

func (m *merger) checkInterfaceKey(name string, s typeSource, k *sdl.Applied) {
	var missing []string
	spans := []diag.Span{s.sg.span(k.Position, "")}
	for _, impl := range m.implementing(name) {
		if t := s.sg.schema.Type(impl); t != nil && t.Implements(name) {
			continue
		}
		missing = append(missing, fmt.Sprintf("%q", impl))
		for _, other := range m.sources[impl] {
			if other.t.Implements(name) {
				spans = append(spans, other.sg.span(other.t.Pos, "an implementation"))
			}
		}
	}
	if len(missing) == 0 {
		return
	}
	m.errors = append(m.errors, diag.Finding{
		Code: "INTERFACE_KEY_MISSING_IMPLEMENTATION_TYPE",
		Message: fmt.Sprintf("interface %q has a resolvable @key in subgraph %q, which does not define the implementation %s",
			name, s.sg.Name, joinWords(missing)),
		Spans: spans,
		Help:  "define the type in the subgraph and let it implement the interface, or make the key resolvable: false",
	})
}

// joinWords lists words as a sentence does: a, b and c.
func joinWords(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	last := len(words) - 1
	return strings.Join(words[:last], ", ") + " and " + words[last]
}
