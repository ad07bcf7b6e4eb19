package compose

import (
	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftgraphql/weft/graph/diag"
	"github.com/weftgraphql/weft/graph/sdl"
	"github.com/weftgraphql/weft/graph/spec"
)

// checkSharing is the rule INVALID_FIELD_SHARING: a field that several subgraphs resolve must
// be shareable in all of them.
func (m *merger) checkSharing(def *ast.Definition, name string, sources []fieldSource, overrides map[int]override) {
	resolving := m.resolving(def, name, sources, overrides)
	if def.Name == sdl.DefaultRoots[ast.Subscription] {
		m.checkSubscriptionSharing(def, name, sources)
	}
	var strict []fieldSource
	for _, s := range resolving {
		if !s.sg.facts.shared[s.f] {
			strict = append(strict, s)
		}
	}
	if len(strict) == 0 || len(resolving) < 2 {
		return
	}
	var names, strictNames []string
	for _, s := range resolving {
		names = append(names, s.sg.Name)
	}
	for _, s := range strict {
		strictNames = append(strictNames, s.sg.Name)
	}
	where := subgraphList(strictNames)
	if len(strict) == len(resolving) {
		where = "all of them"
	}
	f := diag.Finding{
		Code:    "INVALID_FIELD_SHARING",
		Message: "field \"" + def.Name + "." + name + "\" is resolved by " + subgraphList(names) + " but is not shareable in " + where,
		Help:    "mark the field @shareable in each of the subgraphs, or resolve it in one of them only",
		Spans: fieldSpans(resolving, func(s fieldSource) string {
			if s.sg.facts.shared[s.f] {
				return "shareable here"
			}
			return "not shareable here"
		}),
	}
	for _, s := range sources {
		if overrides[s.sg.index].unknown {
			f.Notes = append(f.Notes, "the @override in subgraph \""+s.sg.Name+"\" names a subgraph that does not exist and therefore has no effect")
		}
	}
	for _, s := range strict {
		if s.sg.fed1 && s.f.Decl.Extension {
			f.Notes = append(f.Notes, "in federation 1 a type without keys is shareable where it is defined, not where it is extended; move the field into the definition in subgraph \""+s.sg.Name+"\"")
		}
	}
	m.errors = append(m.errors, f)
}

// resolving lists the subgraphs that can be asked for the field: those that have it, are not
// overridden, and do not merely mark it @external; and those that have it for all
// implementations of an interface by @interfaceObject.
func (m *merger) resolving(def *ast.Definition, name string, sources []fieldSource, overrides map[int]override) []fieldSource {
	var out []fieldSource
	for _, s := range sources {
		o := overrides[s.sg.index]
		overridden := o.dropped || o.used || o.label != "" && o.from == ""
		if !overridden && !s.sg.fullyExternal(s.f) {
			out = append(out, s)
		}
	}
	for _, i := range def.Interfaces {
		for _, s := range m.sources[i] {
			if !s.sg.isInterfaceObject(s.t) {
				continue
			}
			if f := s.t.Field(name); f != nil && !s.sg.fullyExternal(f) && findField(sources, s.sg) == nil {
				out = append(out, fieldSource{s.sg, f})
			}
		}
	}
	return out
}

// fullyExternal says whether the subgraph never resolves the field, not even as something
// another field provides.
func (sg *subgraph) fullyExternal(f *sdl.Field) bool {
	return sg.facts.external[f] && !sg.facts.provided[f]
}

// checkSubscriptionSharing is the rule INVALID_FIELD_SHARING for the subscription root, whose
// fields come from one subgraph, whoever else has them.
func (m *merger) checkSubscriptionSharing(def *ast.Definition, name string, sources []fieldSource) {
	for _, s := range sources {
		d := s.sg.links.First(s.f.Directives, spec.Shareable)
		if d == nil {
			continue
		}
		m.fail("INVALID_FIELD_SHARING", []diag.Span{s.sg.span(d.Position, "shareable here")},
			"field \"%s.%s\" cannot be shareable: fields of the subscription root come from one subgraph", def.Name, name)
	}
}
