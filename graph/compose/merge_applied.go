package compose

import (
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftgraphql/weft/graph/diag"
	"github.com/weftgraphql/weft/graph/spec"
)

// directiveSource is the directives on one element where one subgraph has it.
type directiveSource struct {
	sg   *subgraph
	list ast.DirectiveList
}

func directiveSourcesOfInput(sources []inputSource) []directiveSource {
	out := make([]directiveSource, len(sources))
	for i, s := range sources {
		out[i] = directiveSource{s.sg, s.directives}
	}
	return out
}

func (m *merger) mergeAppliedOnType(def *ast.Definition, sources []typeSource) {
	all := make([]directiveSource, 0, len(sources))
	for _, s := range sources {
		all = append(all, directiveSource{s.sg, s.t.List()})
	}
	all = append(all, m.authOfImplementations(def)...)
	def.Directives = append(def.Directives, m.mergeApplied(def.Name, all, string(def.Kind))...)
}

func (m *merger) appliedOnField(def *ast.Definition, name string, own []fieldSource) []*ast.Directive {
	all := make([]directiveSource, 0, len(own))
	for _, s := range own {
		all = append(all, directiveSource{s.sg, s.f.Directives})
	}
	all = append(all, m.authOfField(def, name)...)
	return m.mergeApplied(def.Name+"."+name, all, "FIELD_DEFINITION")
}

// application is one directive applied to an element in one subgraph, under the name it has in
// the supergraph.
type application struct {
	sg   *subgraph
	d    *ast.Directive
	args ast.ArgumentList
	key  string
}

// mergeApplied merges the directives on one element that a supergraph keeps: those of Apollo's
// specifications that say something about the API, those of GraphQL itself, and those that
// subgraphs ask to compose.
func (m *merger) mergeApplied(at string, sources []directiveSource, location string) []*ast.Directive {
	byName := map[string][]application{}
	for _, s := range sources {
		for _, d := range s.list {
			name, args, ok := m.kept(s.sg, d)
			if !ok {
				continue
			}
			a := application{sg: s.sg, d: d, args: args}
			a.key = m.applicationKey(name, args)
			byName[name] = append(byName[name], a)
		}
	}
	var out []*ast.Directive
	for _, name := range sortedKeys(byName) {
		merged := m.mergeApplications(at, name, byName[name])
		if m.custom.definitions[name] != nil {
			m.composedUses = append(m.composedUses, composedUse{merged, byName[name], at, location})
		}
		out = append(out, merged...)
	}
	return append(out, m.joinDirectives(sources)...)
}

// applicationKey is the same for two applications of a directive of the supergraph that come to the same.
func (m *merger) applicationKey(name string, args ast.ArgumentList) string {
	return directiveKey(&ast.Directive{Arguments: m.withDefaults(name, args)})
}

// withDefaults adds to the arguments of a directive of the supergraph what those are that are not given: their defaults, or null.
func (m *merger) withDefaults(name string, args ast.ArgumentList) ast.ArgumentList {
	all := slices.Clone(args)
	complete := func(name string, value *ast.Value) {
		if value == nil {
			value = &ast.Value{Kind: ast.NullValue, Raw: "null"}
		}
		if args.ForName(name) == nil {
			all = append(all, arg(name, value))
		}
	}
	if d := m.custom.definitions[name]; d != nil {
		for _, a := range d.Arguments {
			complete(a.Name, a.DefaultValue)
		}
		return all
	}
	for _, d := range spec.FederationDirectives(spec.NewestFederation) {
		if d.Name != m.features.meaning[name] {
			continue
		}
		for _, a := range d.Args {
			complete(a.Name, specDefault(a.Default))
		}
	}
	return all
}

// kept says under which name and with which arguments an applied directive goes into the
// supergraph, if at all.
func (m *merger) kept(sg *subgraph, d *ast.Directive) (string, ast.ArgumentList, bool) {
	switch meaning := sg.links.Meaning(d.Name); meaning {
	case spec.Tag, spec.Inaccessible, spec.Authenticated, spec.RequiresScopes, spec.Policy, spec.Cost, spec.ListSize:
		return m.features.use(meaning), d.Arguments, true
	case spec.Context:
		name, ok := stringArg(d, "name")
		args := ast.ArgumentList{arg("name", stringValue(contextName(sg, name)))}
		return m.features.use(meaning), args, ok
	case "":
	default:
		return "", nil, false
	}
	if d.Name == "deprecated" || d.Name == "specifiedBy" || d.Name == "oneOf" {
		return d.Name, d.Arguments, true
	}
	if m.custom.composes(sg, d.Name) {
		return d.Name, d.Arguments, true
	}
	return "", nil, false
}

func (m *merger) mergeApplications(at, name string, all []application) []*ast.Directive {
	distinct := all[:0:0]
	counts := map[string]int{}
	for _, a := range all {
		if counts[a.key]++; counts[a.key] == 1 {
			distinct = append(distinct, a)
		}
	}
	if m.repeatable(name) || len(distinct) == 1 {
		out := make([]*ast.Directive, len(distinct))
		for i, a := range distinct {
			out[i] = &ast.Directive{Name: name, Arguments: a.args}
		}
		slices.SortStableFunc(out, func(a, b *ast.Directive) int { return strings.Compare(directiveKey(a), directiveKey(b)) })
		return out
	}
	var spans []diag.Span
	for _, a := range all {
		spans = append(spans, a.sg.span(a.d.Position, ""))
	}
	if merge := m.features.strategy(name); merge != nil {
		m.hint("MERGED_NON_REPEATABLE_DIRECTIVE_ARGUMENTS", spans,
			"directive @%s has different arguments on %q in different subgraphs; they are merged", name, at)
		return []*ast.Directive{{Name: name, Arguments: merge(distinct)}}
	}
	best := distinct[0]
	for _, a := range distinct {
		if counts[a.key] > counts[best.key] {
			best = a
		}
	}
	m.hint("INCONSISTENT_NON_REPEATABLE_DIRECTIVE_ARGUMENTS", spans,
		"directive @%s has different arguments on %q in different subgraphs; the supergraph takes the most frequent ones", name, at)
	return []*ast.Directive{{Name: name, Arguments: best.args}}
}

func (m *merger) repeatable(name string) bool {
	if m.custom.repeatable(name) {
		return true
	}
	d := m.features.meaning[name]
	return d == spec.Tag || d == spec.Context
}

// joinDirectives carries the directives that the supergraph keeps by subgraph.
func (m *merger) joinDirectives(sources []directiveSource) []*ast.Directive {
	type group struct {
		graphs []*ast.Value
		args   ast.ArgumentList
	}
	groups := map[string]*group{}
	var order []string
	for _, s := range sources {
		for _, d := range s.list {
			if s.sg.links.Meaning(d.Name) != spec.CacheTag {
				continue
			}
			m.features.use(spec.CacheTag)
			key := directiveKey(d)
			if groups[key] == nil {
				groups[key] = &group{args: d.Arguments}
				order = append(order, key)
			}
			groups[key].graphs = append(groups[key].graphs, enumValue(s.sg.enum))
		}
	}
	var out []*ast.Directive
	for _, key := range order {
		g := groups[key]
		args := &ast.Value{Kind: ast.ObjectValue}
		for _, a := range g.args {
			args.Children = append(args.Children, &ast.ChildValue{Name: a.Name, Value: a.Value})
		}
		out = append(out, applied("join__directive", arg("graphs", listValue(g.graphs...)),
			arg("name", stringValue("federation__cacheTag")), arg("args", args)))
	}
	return out
}
