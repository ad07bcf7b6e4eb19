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
			if d.Name == "skip" || d.Name == "include" || d.Name == "defer" || d.Name == "stream" || sg.links.Meaning(d.Name) != "" {
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

func isExecutable(l ast.DirectiveLocation) bool { return executableLocations[l] }

func (m *merger) mergeExecutableDirective(name string, sources []executableSource) *ast.DirectiveDefinition {
	spans := make([]diag.Span, len(sources))
	texts := make([]described, len(sources))
	for i, s := range sources {
		spans[i] = s.sg.span(s.d.Position, "")
		texts[i] = described{s.sg, s.d.Description, s.d.Position}
	}
	if len(sources) < len(m.subgraphs) {
		m.hint("INCONSISTENT_EXECUTABLE_DIRECTIVE_PRESENCE", spans, "executable directive @%s is not in all subgraphs and therefore not in the supergraph", name)
		return nil
	}
	out := &ast.DirectiveDefinition{Name: name, IsRepeatable: true}
	differ := false
	for i, s := range sources {
		var locations []ast.DirectiveLocation
		for _, l := range s.d.Locations {
			if isExecutable(l) && (i == 0 || slices.Contains(out.Locations, l)) {
				locations = append(locations, l)
			}
		}
		differ = differ || i > 0 && len(locations) != len(out.Locations)
		out.Locations = locations
		out.IsRepeatable = out.IsRepeatable && s.d.IsRepeatable
	}
	if len(out.Locations) == 0 {
		m.hint("NO_EXECUTABLE_DIRECTIVE_INTERSECTION", spans, "no place is common to all definitions of executable directive @%s, which is therefore not in the supergraph", name)
		return nil
	}
	if differ {
		m.hint("INCONSISTENT_EXECUTABLE_DIRECTIVE_LOCATIONS", spans, "the subgraphs allow executable directive @%s at different places; the supergraph has the common ones", name)
	}
	slices.Sort(out.Locations)
	out.Description = m.description("directive \"@"+name+"\"", texts)
	out.Arguments = m.mergeExecutableArguments(name, sources)
	return out
}

func (m *merger) mergeExecutableArguments(name string, sources []executableSource) ast.ArgumentDefinitionList {
	var out ast.ArgumentDefinitionList
	for _, a := range sources[0].d.Arguments {
		all := []inputSource{}
		for _, s := range sources {
			if have := s.d.Arguments.ForName(a.Name); have != nil {
				all = append(all, argumentSource(s.sg, have))
			}
		}
		if len(all) < len(sources) {
			continue
		}
		merged := m.mergeInputValue("@"+name+"("+a.Name+":)", all, codesArgument)
		out = append(out, &ast.ArgumentDefinition{Name: a.Name, Description: merged.Description, Type: merged.Type, DefaultValue: merged.DefaultValue,
			Directives: m.mergeApplied("@"+name+"("+a.Name+":)", directiveSourcesOfInput(all), "ARGUMENT_DEFINITION")})
	}
	return out
}
