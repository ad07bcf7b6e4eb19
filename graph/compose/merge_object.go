package compose

import (
	"slices"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftgraphql/weft/graph/sdl"
	"github.com/weftgraphql/weft/graph/spec"
)

// mergeObject merges an object type or an interface: all fields of all subgraphs, all
// interfaces that any subgraph says it implements.
func (m *merger) mergeObject(name string) {
	def := m.types[name]
	sources := m.sources[name]
	m.mergeImplements(def, sources)
	m.mergeAppliedOnType(def, sources)

	var order []string
	fields := map[string][]fieldSource{}
	for _, s := range sources {
		for _, f := range s.t.Fields {
			if len(fields[f.Name]) == 0 {
				order = append(order, f.Name)
			}
			fields[f.Name] = append(fields[f.Name], fieldSource{s.sg, f})
		}
	}
	for _, f := range order {
		if merged := m.mergeField(def, f, fields[f], sources); merged != nil {
			def.Fields = append(def.Fields, merged)
		}
	}
	m.hintInconsistentFields(def, order, fields, sources)
	m.hintInconsistentEntity(def, sources)
}

// hintInconsistentEntity tells of a type that has keys in some subgraphs only.
func (m *merger) hintInconsistentEntity(def *ast.Definition, sources []typeSource) {
	if def.Kind != ast.Object {
		return
	}
	var without []string
	for _, s := range sources {
		if !s.sg.typeHas(s.t, spec.Key) {
			without = append(without, s.sg.Name)
		}
	}
	if len(without) == 0 || len(without) == len(sources) {
		return
	}
	m.hint("INCONSISTENT_ENTITY", typeSpans(sources, func(s typeSource) string {
		if s.sg.typeHas(s.t, spec.Key) {
			return "has a key"
		}
		return "has no key"
	}), "type %q has a @key in some subgraphs but none in %s", def.Name, subgraphList(without))
}

func (m *merger) mergeImplements(def *ast.Definition, sources []typeSource) {
	seen := map[string]bool{}
	for _, s := range sources {
		for _, i := range s.t.Interfaces {
			def.Directives = append(def.Directives,
				applied("join__implements", arg("graph", enumValue(s.sg.enum)), arg("interface", stringValue(i.Name))))
			if !seen[i.Name] {
				seen[i.Name] = true
				def.Interfaces = append(def.Interfaces, i.Name)
			}
		}
	}
}

// hintInconsistentFields tells of fields that not every subgraph with the type has, where the
// type is no entity and so cannot be completed from elsewhere.
func (m *merger) hintInconsistentFields(def *ast.Definition, order []string, fields map[string][]fieldSource, sources []typeSource) {
	if m.isRoot(def.Name) || len(sources) < 2 {
		return
	}
	code := "INCONSISTENT_INTERFACE_VALUE_TYPE_FIELD"
	if def.Kind == ast.Object {
		code = "INCONSISTENT_OBJECT_VALUE_TYPE_FIELD"
		for _, s := range sources {
			if s.sg.typeHas(s.t, spec.Key) {
				return
			}
		}
	} else {
		for _, s := range sources {
			if s.t.Kind == ast.Object || s.sg.typeHas(s.t, spec.Key) {
				return
			}
		}
	}
	var counted []typeSource
	for _, s := range sources {
		// A subgraph in which everything is external has the type for the sake of others.
		if slices.ContainsFunc(s.t.Fields, func(f *sdl.Field) bool { return !s.sg.facts.external[f] }) {
			counted = append(counted, s)
		}
	}
	for _, f := range order {
		missing := missingIn(counted, fields[f])
		if len(missing) == 0 {
			continue
		}
		spans := fieldSpans(fields[f], func(fieldSource) string { return "defined here" })
		names := make([]string, len(missing))
		for i, s := range missing {
			names[i] = s.sg.Name
			spans = append(spans, s.sg.span(s.t.Pos, "missing here"))
		}
		m.hint(code, spans, "field \"%s.%s\" is not in all subgraphs that define %q: it is missing in %s", def.Name, f, def.Name, subgraphList(names))
	}
}

func missingIn(sources []typeSource, fields []fieldSource) []typeSource {
	have := map[*subgraph]bool{}
	for _, f := range fields {
		have[f.sg] = true
	}
	var out []typeSource
	for _, s := range sources {
		if !have[s.sg] {
			out = append(out, s)
		}
	}
	return out
}

// isRoot says whether the supergraph type is a root type; roots have their default names after
// lifting.
func (m *merger) isRoot(name string) bool {
	return name == sdl.DefaultRoots[ast.Query] || name == sdl.DefaultRoots[ast.Mutation] || name == sdl.DefaultRoots[ast.Subscription]
}
