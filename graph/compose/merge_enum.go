package compose

import (
	"slices"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftgraphql/weft/graph/diag"
	"github.com/weftgraphql/weft/graph/spec"
)

// enumUse says where the supergraph uses an enum, with one example of each.
type enumUse struct{ input, output string }

// countEnumUses looks through the merged fields, arguments and input fields.
func (m *merger) countEnumUses() {
	use := func(t *ast.Type, at string, input bool) {
		name := t.Name()
		if def := m.types[name]; def == nil || def.Kind != ast.Enum {
			return
		}
		u := m.uses[name]
		if u == nil {
			u = &enumUse{}
			m.uses[name] = u
		}
		if input && u.input == "" {
			u.input = at
		}
		if !input && u.output == "" {
			u.output = at
		}
	}
	directives := slices.Clone(m.executable)
	for _, name := range sortedKeys(m.custom.definitions) {
		directives = append(directives, m.custom.definitions[name])
	}
	for _, d := range directives {
		for _, a := range d.Arguments {
			use(a.Type, "@"+d.Name+"("+a.Name+":)", true)
		}
	}
	for _, name := range m.names {
		def := m.types[name]
		if def == nil {
			continue
		}
		if def.Kind == ast.InputObject {
			// Fields that are not in all subgraphs count too.
			for _, s := range m.sources[name] {
				for _, f := range s.t.Fields {
					use(f.Type, name+"."+f.Name, true)
				}
			}
			continue
		}
		for _, f := range def.Fields {
			use(f.Type, name+"."+f.Name, false)
			for _, a := range f.Arguments {
				use(a.Type, name+"."+f.Name+"("+a.Name+":)", true)
			}
		}
	}
}

type enumSource struct {
	sg *subgraph
	v  *ast.EnumValueDefinition
}

// mergeEnum merges by use: what is only read may have the values of all subgraphs, what is
// only passed in those common to all, and what is both must have the same everywhere.
func (m *merger) mergeEnum(name string) {
	def := m.types[name]
	sources := m.sources[name]
	m.mergeAppliedOnType(def, sources)
	use := m.uses[name]
	if use == nil {
		use = &enumUse{}
		m.hint("UNUSED_ENUM_TYPE", typeSpans(sources, func(typeSource) string { return "" }),
			"enum %q is not used in the supergraph; it gets the values of all subgraphs", name)
	}
	var order []string
	values := map[string][]enumSource{}
	for _, s := range sources {
		for _, v := range s.t.Values {
			if len(values[v.Name]) == 0 {
				order = append(order, v.Name)
			}
			values[v.Name] = append(values[v.Name], enumSource{s.sg, v})
		}
	}
	for _, v := range order {
		if m.keepValue(name, v, values[v], sources, use) {
			def.EnumValues = append(def.EnumValues, m.mergeEnumValue(name, v, values[v]))
		}
	}
	if len(def.EnumValues) == 0 {
		m.fail("EMPTY_MERGED_ENUM_TYPE", typeSpans(sources, func(typeSource) string { return "" }),
			"no value of enum %q is in all subgraphs that define it, so that nothing would be left of it", name)
	}
}

func (m *merger) keepValue(name, value string, have []enumSource, sources []typeSource, use *enumUse) bool {
	if len(have) == len(sources) {
		return true
	}
	present := map[*subgraph]bool{}
	var spans []diag.Span
	for _, h := range have {
		present[h.sg] = true
		spans = append(spans, h.sg.span(h.v.Position, "defined here"))
	}
	var missing []string
	for _, s := range sources {
		if !present[s.sg] {
			missing = append(missing, s.sg.Name)
			spans = append(spans, s.sg.span(s.t.Pos, "missing here"))
		}
	}
	switch {
	case use.input != "" && m.valueHidden(have):
		return true
	case use.input != "" && use.output != "":
		m.errors = append(m.errors, diag.Finding{Code: "ENUM_VALUE_MISMATCH", Spans: spans,
			Message: "enum \"" + name + "\" is both passed in (\"" + use.input + "\") and read (\"" + use.output + "\"), but value \"" + value + "\" is missing in " + subgraphList(missing),
			Help:    "add the value to " + subgraphList(missing) + ", or mark it @inaccessible until every subgraph has it",
		})
		return true
	case use.input != "":
		m.hint("INCONSISTENT_ENUM_VALUE_FOR_INPUT_ENUM", spans, "value %q of enum %q is missing in %s and therefore not in the supergraph", value, name, subgraphList(missing))
		return false
	default:
		m.hint("INCONSISTENT_ENUM_VALUE_FOR_OUTPUT_ENUM", spans, "value %q of enum %q is missing in %s", value, name, subgraphList(missing))
		return true
	}
}

// valueHidden says whether some subgraph marks the value @inaccessible: it then may be
// missing elsewhere, so that it can be added one subgraph at a time.
func (m *merger) valueHidden(have []enumSource) bool {
	for _, h := range have {
		if h.sg.has(h.v.Directives, spec.Inaccessible) {
			return true
		}
	}
	return false
}

func (m *merger) mergeEnumValue(name, value string, have []enumSource) *ast.EnumValueDefinition {
	at := name + "." + value
	out := &ast.EnumValueDefinition{Name: value}
	texts := make([]described, len(have))
	sources := make([]directiveSource, len(have))
	for i, h := range have {
		texts[i] = described{h.sg, h.v.Description, h.v.Position}
		sources[i] = directiveSource{h.sg, h.v.Directives}
		out.Directives = append(out.Directives, applied("join__enumValue", arg("graph", enumValue(h.sg.enum))))
	}
	out.Description = m.description("enum value \""+at+"\"", texts)
	out.Directives = append(out.Directives, m.mergeApplied(at, sources, "ENUM_VALUE")...)
	return out
}
