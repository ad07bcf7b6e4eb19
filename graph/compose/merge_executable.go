package compose

import (
	"slices"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftgraphql/weft/graph/diag"
)

var executableLocations = map[ast.DirectiveLocation]bool{
	"QUERY": true, "MUTATION": true, "SUBSCRIPTION": true, "FIELD": true, "FRAGMENT_DEFINITION": true,
	"FRAGMENT_SPREAD": true, "INLINE_FRAGMENT": true, "VARIABLE_DEFINITION": true,
}

type executableSource struct {
	sg *subgraph
	d  *ast.DirectiveDefinition
}

// mergeExecutable keeps the directives for operations that all subgraphs define, at the places
// where all allow them.
func (m *merger) mergeExecutable() []*ast.DirectiveDefinition {
	byName := map[string][]executableSource{}
	for _, sg := range m.subgraphs {
		for _, d := range sg.schema.Directives {
			if isOwnDirective(d.Name) || sg.links.Meaning(d.Name) != "" {
				continue
			}
			if m.custom.definitions[d.Name] == nil && slices.ContainsFunc(d.Locations, isExecutable) {
				byName[d.Name] = append(byName[d.Name], executableSource{sg, d})
			}
		}
	}
	var out []*ast.DirectiveDefinition
	for _, name := range sortedKeys(byName) {
		if d := m.mergeExecutableDirective(name, byName[name]); d != nil {
			out = append(out, d)
		}
	}
	return out
}

// isOwnDirective says whether GraphQL or the link specification defines the directive.
func isOwnDirective(name string) bool {
	switch name {
	case "skip", "include", "defer", "stream", "deprecated", "specifiedBy", "link":
		return true
	}
	return false
}

func isExecutable(l ast.DirectiveLocation) bool { return executableLocations[l] }

func (m *merger) mergeExecutableDirective(name string, sources []executableSource) *ast.DirectiveDefinition {
	spans := make([]diag.Span, len(sources))
	texts := make([]described, len(sources))
	for i, s := range sources {
		spans[i] = s.sg.span(s.d.Position, "")
		texts[i] = described{s.sg, s.d.Description, s.d.Position}
	}
	out, differ, at := commonPlaces(name, sources)
	switch missing := m.firstWithout(sources); {
	case len(out.Locations) == 0 && (missing < 0 || at < missing):
		m.hint("NO_EXECUTABLE_DIRECTIVE_INTERSECTION", spans, "no place is common to all definitions of executable directive @%s, which is therefore not in the supergraph", name)
		return nil
	case missing >= 0:
		m.hint("INCONSISTENT_EXECUTABLE_DIRECTIVE_PRESENCE", spans, "executable directive @%s is not in all subgraphs and therefore not in the supergraph", name)
		return nil
	}
	if slices.ContainsFunc(sources, func(s executableSource) bool { return s.d.IsRepeatable != sources[0].d.IsRepeatable }) {
		m.hint("INCONSISTENT_EXECUTABLE_DIRECTIVE_REPEATABLE", spans, "executable directive @%s is repeatable in some subgraphs only; in the supergraph it is not", name)
	}
	if differ {
		m.hint("INCONSISTENT_EXECUTABLE_DIRECTIVE_LOCATIONS", spans, "the subgraphs allow executable directive @%s at different places; the supergraph has the common ones", name)
	}
	slices.Sort(out.Locations)
	out.Description = m.description("directive \"@"+name+"\"", texts)
	out.Arguments = m.mergeExecutableArguments(name, sources)
	return out
}

// firstWithout is the index of the first subgraph without the directive, or -1.
func (m *merger) firstWithout(sources []executableSource) int {
	for i := range m.subgraphs {
		if i >= len(sources) || sources[i].sg.index != i {
			return i
		}
	}
	return -1
}

// commonPlaces is the directive at the places that all definitions allow; whether they differ;
// and the index of the subgraph after which no place is left.
func commonPlaces(name string, sources []executableSource) (out *ast.DirectiveDefinition, differ bool, at int) {
	out = &ast.DirectiveDefinition{Name: name, IsRepeatable: true}
	for i, s := range sources {
		var locations []ast.DirectiveLocation
		all := 0
		for _, l := range s.d.Locations {
			if !isExecutable(l) {
				continue
			}
			all++
			if i == 0 || slices.Contains(out.Locations, l) {
				locations = append(locations, l)
			}
		}
		if i > 0 && len(locations) == 0 && len(out.Locations) > 0 {
			at = s.sg.index
		}
		differ = differ || i > 0 && (len(locations) != len(out.Locations) || len(locations) != all)
		out.Locations = locations
		out.IsRepeatable = out.IsRepeatable && s.d.IsRepeatable
	}
	return out, differ, at
}

// mergeExecutableArguments keeps the arguments that all subgraphs have, as for a field.
func (m *merger) mergeExecutableArguments(name string, sources []executableSource) ast.ArgumentDefinitionList {
	var order []string
	args := map[string][]inputSource{}
	for _, s := range sources {
		for _, a := range s.d.Arguments {
			if len(args[a.Name]) == 0 {
				order = append(order, a.Name)
			}
			args[a.Name] = append(args[a.Name], argumentSource(s.sg, a))
		}
	}
	var out ast.ArgumentDefinitionList
	for _, a := range order {
		at, all := "@"+name+"("+a+":)", args[a]
		if len(all) < len(sources) {
			m.executableArgumentMissing(at, all)
			continue
		}
		merged := m.mergeInputValue(at, all, codesArgument)
		out = append(out, &ast.ArgumentDefinition{Name: a, Description: merged.Description, Type: merged.Type, DefaultValue: merged.DefaultValue,
			Directives: m.mergeApplied(at, directiveSourcesOfInput(all), "ARGUMENT_DEFINITION")})
	}
	return out
}

func (m *merger) executableArgumentMissing(at string, have []inputSource) {
	spans := inputSpans(have, func(inputSource) string { return "" })
	for _, s := range have {
		if s.required() {
			m.fail("REQUIRED_ARGUMENT_MISSING_IN_SOME_SUBGRAPH", spans, "argument %q is required in some subgraphs but missing in others", at)
			return
		}
	}
	m.hint("INCONSISTENT_ARGUMENT_PRESENCE", spans, "optional argument %q is missing in some subgraphs and therefore not in the supergraph", at)
}
