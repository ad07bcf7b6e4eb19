package compose

import (
	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftgraphql/weft/graph/diag"
	"github.com/weftgraphql/weft/graph/sdl"
	"github.com/weftgraphql/weft/graph/spec"
)

// authNeed is what someone must show to read something.
type authNeed struct {
	authenticated bool
	scopes        dnf // nil: none
	policies      dnf
}

func (a authNeed) and(b authNeed) authNeed {
	return authNeed{a.authenticated || b.authenticated, andDNF(a.scopes, b.scopes), andDNF(a.policies, b.policies)}
}

func andDNF(a, b dnf) dnf {
	switch {
	case a == nil:
		return b
	case b == nil:
		return a
	}
	return a.and(b)
}

// covers says whether who meets a meets b.
func (a authNeed) covers(b authNeed) bool {
	if b.authenticated && !a.authenticated {
		return false
	}
	return (b.scopes == nil || a.scopes != nil && a.scopes.implies(b.scopes)) &&
		(b.policies == nil || a.policies != nil && a.policies.implies(b.policies))
}

func (m *merger) need(list ast.DirectiveList) authNeed {
	var out authNeed
	for _, d := range list {
		switch m.features.meaning[d.Name] {
		case spec.Authenticated:
			out.authenticated = true
		case spec.RequiresScopes:
			out.scopes = dnfArgument(d, "scopes")
		case spec.Policy:
			out.policies = dnfArgument(d, "policies")
		}
	}
	return out
}

func dnfArgument(d *ast.Directive, name string) dnf {
	if a := d.Arguments.ForName(name); a != nil {
		return readDNF(a.Value)
	}
	return nil
}

// checkTransitiveAuth is the rule MISSING_TRANSITIVE_AUTH_REQUIREMENTS: a field that is fed
// data by @requires or @fromContext must ask for what the data asks for, or it would leak it.
func (m *merger) checkTransitiveAuth() {
	used := false
	for _, d := range authDirectives {
		used = used || m.features.used[d]
	}
	if !used {
		return
	}
	for _, sg := range m.subgraphs {
		for _, t := range sg.schema.Types {
			for _, f := range t.Fields {
				m.checkFieldAuth(sg, t, f)
			}
		}
	}
}

func (m *merger) checkFieldAuth(sg *subgraph, t *sdl.Type, f *sdl.Field) {
	check := func(d *ast.Directive, on string, sels []*selection, what string) {
		def, from := m.types[t.Name], m.types[on]
		field := m.field(t.Name, f.Name)
		if field == nil || from == nil {
			return
		}
		have := m.need(def.Directives).and(m.need(field.Directives))
		at := m.leaks(have, on, sels)
		if !have.covers(m.need(from.Directives)) {
			at = on
		}
		if at != "" {
			m.late("MISSING_TRANSITIVE_AUTH_REQUIREMENTS", append([]diag.Span{sg.span(d.Position, "")}, m.protectedAt(at)...),
				"field %q does not ask for the authorization that %q needs, which its %s selects", f.Coordinate(), at, what)
			m.deferred[len(m.deferred)-1].Help = "put the requirements of \"" + at + "\" on \"" + f.Coordinate() + "\" too"
		}
	}
	if d := sg.links.First(f.Directives, spec.Requires); d != nil {
		check(d, t.Name, fieldsOf(d), "@requires")
	}
	for _, arg := range f.Arguments {
		d := sg.links.First(arg.Directives, spec.FromContext)
		if d == nil {
			continue
		}
		text, _ := stringArg(d, "field")
		name, selection, _ := splitContext(text)
		sels, err := parseFieldSet(selection)
		if err != nil {
			continue
		}
		for _, ct := range sg.contextTypes(name) {
			check(d, ct.Name, sels, "@fromContext")
		}
	}
}

// protectedAt are the places where what is protected is resolved.
func (m *merger) protectedAt(at string) []diag.Span {
	var out []diag.Span
	for _, s := range m.places(at) {
		s.Label = "protected"
		out = append(out, s)
	}
	return out
}

// leaks finds a selected field whose requirements are not covered.
func (m *merger) leaks(have authNeed, typ string, sels []*selection) string {
	def := m.types[typ]
	if def == nil {
		return ""
	}
	for _, s := range sels {
		if s.fragment {
			on := typ
			if s.on != "" {
				on = s.on
			}
			if target := m.types[on]; target != nil && on != typ && !have.covers(m.need(target.Directives)) {
				return on
			}
			if at := m.leaks(have, on, s.subs); at != "" {
				return at
			}
			continue
		}
		field := m.field(typ, s.name)
		if field == nil {
			continue
		}
		need := m.need(field.Directives)
		if target := m.types[field.Type.Name()]; target != nil {
			need = need.and(m.need(target.Directives))
		}
		if !have.covers(need) {
			return typ + "." + s.name
		}
		if at := m.leaks(have, field.Type.Name(), s.subs); at != "" {
			return at
		}
	}
	return ""
}
