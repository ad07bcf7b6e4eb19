package compose

import (
	"slices"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftgraphql/weft/graph/diag"
	"github.com/weftgraphql/weft/graph/spec"
)

// mergeInput keeps the fields of an input object that all subgraphs with the type have.
func (m *merger) mergeInput(name string) {
	def := m.types[name]
	sources := m.sources[name]
	m.mergeAppliedOnType(def, sources)
	var order []string
	fields := map[string][]inputSource{}
	for _, s := range sources {
		for _, f := range s.t.Fields {
			if len(fields[f.Name]) == 0 {
				order = append(order, f.Name)
			}
			fields[f.Name] = append(fields[f.Name],
				inputSource{s.sg, f.Name, f.Description, f.Type, f.DefaultValue, f.Directives, f.Position})
		}
	}
	// A subgraph that has the type as something else has none of its fields.
	everywhere := slices.Concat(sources, m.otherKinds[name])
	for _, f := range order {
		at := name + "." + f
		if !m.inputFieldEverywhere(at, fields[f], everywhere) {
			continue
		}
		merged := m.mergeInputValue(at, fields[f], codesInput)
		merged.Name = f
		merged.Directives = append(joinInputField(fields[f], sources), m.mergeApplied(at, directiveSourcesOfInput(fields[f]), "INPUT_FIELD_DEFINITION")...)
		def.Fields = append(def.Fields, merged)
	}
}

func (m *merger) inputFieldEverywhere(at string, have []inputSource, types []typeSource) bool {
	if len(have) == len(types) {
		return true
	}
	present := map[*subgraph]bool{}
	required := false
	for _, s := range have {
		if s.sg.has(s.directives, spec.Inaccessible) {
			// Hidden, it may be added one subgraph at a time.
			return true
		}
		present[s.sg] = true
		required = required || s.required()
	}
	spans := inputSpans(have, func(s inputSource) string {
		if s.required() {
			return "required here"
		}
		return "defined here"
	})
	var missing []string
	for _, t := range types {
		if !present[t.sg] {
			missing = append(missing, t.sg.Name)
			spans = append(spans, t.sg.span(t.t.Pos, "missing here"))
		}
	}
	if required {
		m.errors = append(m.errors, diag.Finding{
			Code: "REQUIRED_INPUT_FIELD_MISSING_IN_SOME_SUBGRAPH", Spans: spans,
			Message: "input field \"" + at + "\" is required in some subgraphs but missing in " + subgraphList(missing),
			Help:    "add the field to " + subgraphList(missing) + ", or make it optional everywhere",
		})
	} else {
		m.hint("INCONSISTENT_INPUT_OBJECT_FIELD", spans,
			"input field %q is missing in %s and therefore not in the supergraph", at, subgraphList(missing))
	}
	return false
}

// joinInputField says which subgraphs have the field and which type each gives it, where they
// differ.
func joinInputField(sources []inputSource, types []typeSource) []*ast.Directive {
	equal := true
	for _, s := range sources[1:] {
		equal = equal && sameType(s.typ, sources[0].typ)
	}
	if equal && len(sources) == len(types) {
		return nil
	}
	var out []*ast.Directive
	for _, s := range sources {
		j := joinField{graph: s.sg.enum}
		if !equal {
			j.typ = typeText(s.typ)
		}
		out = append(out, j.directive())
	}
	return out
}

// dropEmptyInputs reports input objects of which nothing is left.
func (m *merger) dropEmptyInputs() {
	for _, name := range m.names {
		def := m.types[name]
		if def == nil || def.Kind != ast.InputObject || len(def.Fields) > 0 {
			continue
		}
		m.fail("EMPTY_MERGED_INPUT_TYPE", typeSpans(m.sources[name], func(typeSource) string { return "" }),
			"no field of input object %q is in all subgraphs that define it, so that nothing would be left of it", name)
	}
}
