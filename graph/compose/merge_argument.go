package compose

import (
	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftgraphql/weft/graph/diag"
	"github.com/weftgraphql/weft/graph/spec"
)

// inputSource is an argument or input field where one subgraph has it.
type inputSource struct {
	sg          *subgraph
	name        string
	description string
	typ         *ast.Type
	value       *ast.Value
	directives  ast.DirectiveList
	pos         *ast.Position
}

func (s inputSource) required() bool { return s.typ.NonNull && s.value == nil }

func argumentSource(sg *subgraph, a *ast.ArgumentDefinition) inputSource {
	return inputSource{sg, a.Name, a.Description, a.Type, a.DefaultValue, a.Directives, a.Position}
}

func inputSpans(sources []inputSource, label func(inputSource) string) []diag.Span {
	out := make([]diag.Span, len(sources))
	for i, s := range sources {
		out[i] = s.sg.span(s.pos, label(s))
	}
	return out
}

// mergeArguments keeps the arguments that all subgraphs with the field have.
func (m *merger) mergeArguments(coordinate string, sources []fieldSource) ast.ArgumentDefinitionList {
	var order []string
	args := map[string][]inputSource{}
	for _, s := range sources {
		for _, a := range s.f.Arguments {
			if len(args[a.Name]) == 0 {
				order = append(order, a.Name)
			}
			args[a.Name] = append(args[a.Name], argumentSource(s.sg, a))
		}
	}
	var out ast.ArgumentDefinitionList
	for _, name := range order {
		at := coordinate + "(" + name + ":)"
		if m.isContextual(at, args[name]) || !m.argumentEverywhere(at, args[name], sources) {
			continue
		}
		merged := m.mergeInputValue(at, args[name], codesArgument)
		a := &ast.ArgumentDefinition{Name: name, Description: merged.Description, Type: merged.Type, DefaultValue: merged.DefaultValue}
		a.Directives = m.mergeApplied(at, directiveSourcesOfInput(args[name]), "ARGUMENT_DEFINITION")
		out = append(out, a)
	}
	return out
}

// isContextual says whether an argument is filled from a context: it then is none of the
// supergraph. Where it is filled so in one subgraph, others must be able to do without it.
func (m *merger) isContextual(at string, sources []inputSource) bool {
	var contextual, needed, optional []inputSource
	for _, s := range sources {
		switch {
		case s.sg.has(s.directives, spec.FromContext):
			contextual = append(contextual, s)
		case s.required():
			needed = append(needed, s)
		default:
			optional = append(optional, s)
		}
	}
	if len(contextual) == 0 {
		return false
	}
	if len(optional) > 0 {
		m.hint("CONTEXTUAL_ARGUMENT_NOT_CONTEXTUAL_IN_ALL_SUBGRAPHS", inputSpans(append(contextual, optional...), func(s inputSource) string {
			if s.sg.has(s.directives, spec.FromContext) {
				return "filled from a context here"
			}
			return "optional here"
		}), "argument %q is filled from a context in some subgraphs and therefore not in the supergraph", at)
	}
	for _, s := range needed {
		m.fail("CONTEXTUAL_ARGUMENT_NOT_CONTEXTUAL_IN_ALL_SUBGRAPHS",
			[]diag.Span{s.sg.span(s.pos, "required here"), contextual[0].sg.span(contextual[0].pos, "filled from a context here")},
			"argument %q is filled from a context in subgraph %q, but in subgraph %q it has no @fromContext, is not nullable and has no default value",
			at, contextual[0].sg.Name, s.sg.Name)
	}
	return true
}

func (m *merger) argumentEverywhere(at string, have []inputSource, fields []fieldSource) bool {
	if len(have) == len(fields) {
		return true
	}
	var missing []string
	spans := inputSpans(have, func(s inputSource) string {
		if s.required() {
			return "required here"
		}
		return "optional here"
	})
	present := map[*subgraph]bool{}
	required := false
	for _, s := range have {
		present[s.sg] = true
		required = required || s.required()
	}
	for _, f := range fields {
		if !present[f.sg] {
			missing = append(missing, f.sg.Name)
			spans = append(spans, f.sg.span(f.f.Position, "missing here"))
		}
	}
	if required {
		m.errors = append(m.errors, diag.Finding{
			Code: "REQUIRED_ARGUMENT_MISSING_IN_SOME_SUBGRAPH", Spans: spans,
			Message: "argument \"" + at + "\" is required in some subgraphs but missing in " + subgraphList(missing),
			Help:    "add the argument to " + subgraphList(missing) + ", or make it optional everywhere",
		})
	} else {
		m.hint("INCONSISTENT_ARGUMENT_PRESENCE", spans,
			"optional argument %q is missing in %s and therefore not in the supergraph", at, subgraphList(missing))
	}
	return false
}

// inputCodes are the codes of what can be wrong with arguments or with input fields.
type inputCodes struct{ typ, compatible, value, what string }

var (
	codesArgument = inputCodes{"FIELD_ARGUMENT_TYPE_MISMATCH", "INCONSISTENT_BUT_COMPATIBLE_ARGUMENT_TYPE", "FIELD_ARGUMENT_DEFAULT_MISMATCH", "argument"}
	codesInput    = inputCodes{"FIELD_TYPE_MISMATCH", "INCONSISTENT_BUT_COMPATIBLE_FIELD_TYPE", "INPUT_FIELD_DEFAULT_MISMATCH", "input field"}
)

// mergeInputValue merges type, default and description of an argument or input field.
func (m *merger) mergeInputValue(at string, sources []inputSource, codes inputCodes) *ast.FieldDefinition {
	refs := make([]*ast.Type, len(sources))
	texts := make([]described, len(sources))
	for i, s := range sources {
		refs[i] = s.typ
		texts[i] = described{s.sg, s.description, s.pos}
	}
	merged := m.mergeTypes(refs, true)
	label := func(s inputSource) string { return "has type " + typeText(s.typ) }
	switch {
	case !merged.compatible:
		m.fail(codes.typ, inputSpans(sources, label), "the type of %s %q differs between subgraphs", codes.what, at)
	case !merged.equal:
		m.hint(codes.compatible, inputSpans(sources, label),
			"the type of %s %q differs between subgraphs but is compatible; the supergraph has %s", codes.what, at, typeText(merged.typ))
	}
	out := &ast.FieldDefinition{Type: cloneType(merged.typ), Description: m.description(codes.what+" \""+at+"\"", texts)}
	out.DefaultValue = m.mergeDefault(at, sources, codes)
	m.checkRequiredDeprecated(at, out, sources, codes)
	return out
}

// checkRequiredDeprecated finds what one subgraph requires and another one deprecates.
func (m *merger) checkRequiredDeprecated(at string, merged *ast.FieldDefinition, sources []inputSource, codes inputCodes) {
	if !merged.Type.NonNull || merged.DefaultValue != nil {
		return
	}
	for _, s := range sources {
		if d := s.directives.ForName("deprecated"); d != nil {
			m.late(codeInvalidGraphQL, append([]diag.Span{s.sg.span(d.Position, "deprecated here")}, inputSpans(sources, func(s inputSource) string { return "has type " + typeText(s.typ) })...),
				"in the supergraph, %s %q is required and therefore cannot be deprecated", codes.what, at)
			return
		}
	}
}

// mergeDefault keeps a default value that all subgraphs give.
func (m *merger) mergeDefault(at string, sources []inputSource, codes inputCodes) *ast.Value {
	var first *ast.Value
	absent, differs := false, false
	for _, s := range sources {
		switch {
		case s.value == nil:
			absent = true
		case first == nil:
			first = s.value
		case valueKey(first) != valueKey(s.value):
			differs = true
		}
	}
	label := func(s inputSource) string {
		if s.value == nil {
			return "no default"
		}
		return "default " + printValue(s.value)
	}
	switch {
	case first == nil:
		return nil
	case differs:
		m.fail(codes.value, inputSpans(sources, label), "%s %q has different default values in different subgraphs", codes.what, at)
	case absent:
		m.hint("INCONSISTENT_DEFAULT_VALUE_PRESENCE", inputSpans(sources, label),
			"%s %q has a default value in some subgraphs only; the supergraph has none", codes.what, at)
		return nil
	}
	return first
}
