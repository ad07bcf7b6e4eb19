package compose

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftgraphql/weft/graph/diag"
	"github.com/weftgraphql/weft/graph/sdl"
	"github.com/weftgraphql/weft/graph/spec"
)

// merger is the state of the merging stage: the subgraphs, which it only reads, and the
// supergraph as far as it has come.
type merger struct {
	subgraphs []*subgraph
	byName    map[string]*subgraph
	version   spec.Version // highest federation version linked
	join      spec.Version

	// sources lists, for every type name, the subgraphs that have the type.
	sources map[string][]typeSource
	names   []string // all type names, sorted

	types      map[string]*ast.Definition
	executable []*ast.DirectiveDefinition
	features   *featureNames
	custom     *composed
	uses       map[string]*enumUse
	// interfaces holds, for every object and interface, the interfaces it implements in any
	// subgraph; members the same for unions.
	interfaces map[string]map[string]bool
	members    map[string]map[string]bool
	overrides  map[fieldKey]map[int]override
	// implementations and fields are filled when first asked for.
	fields          map[string]map[string]*ast.FieldDefinition
	implementations map[string][]string

	// composedUses are the applications of composed directives, to be held against the
	// definitions that the supergraph has of them.
	composedUses []composedUse
	// otherKinds are the sources of a type that have it as something else than the first one.
	otherKinds map[string][]typeSource

	errors []diag.Finding
	hints  []diag.Finding
	// deferred are findings about the merged schema as a whole, and invalid those of them that
	// GraphQL itself makes, which count where there are no others.
	deferred, invalid []diag.Finding
}

type fieldKey struct{ typ, field string }

// typeSource is a type where one subgraph has it.
type typeSource struct {
	sg *subgraph
	t  *sdl.Type
}

// fieldSource is a field where one subgraph has it.
type fieldSource struct {
	sg *subgraph
	f  *sdl.Field
}

func newMerger(subgraphs []*subgraph) *merger {
	m := &merger{
		subgraphs:  subgraphs,
		byName:     make(map[string]*subgraph, len(subgraphs)),
		sources:    map[string][]typeSource{},
		types:      map[string]*ast.Definition{},
		uses:       map[string]*enumUse{},
		interfaces: map[string]map[string]bool{},
		members:    map[string]map[string]bool{},
		overrides:  map[fieldKey]map[int]override{},
		otherKinds: map[string][]typeSource{},
		version:    spec.Version{Major: 2},
	}
	for _, sg := range subgraphs {
		m.byName[sg.Name] = sg
		if v := sg.links.Federation.URL.Version; v.AtLeast(m.version) {
			m.version = v
		}
		for _, t := range sg.schema.Types {
			if len(m.sources[t.Name]) == 0 {
				m.names = append(m.names, t.Name)
			}
			m.sources[t.Name] = append(m.sources[t.Name], typeSource{sg, t})
			for _, i := range t.Interfaces {
				put(m.interfaces, t.Name, i.Name)
			}
			for _, u := range t.Members {
				put(m.members, t.Name, u.Name)
			}
		}
	}
	slices.Sort(m.names)
	m.join = spec.JoinVersion(m.version)
	return m
}

// field is a field of a merged type, or nil. Only for when the type has all its fields.
func (m *merger) field(typ, name string) *ast.FieldDefinition {
	byName, ok := m.fields[typ]
	if !ok {
		byName = map[string]*ast.FieldDefinition{}
		if def := m.types[typ]; def != nil {
			for _, f := range def.Fields {
				byName[f.Name] = f
			}
		}
		if m.fields == nil {
			m.fields = map[string]map[string]*ast.FieldDefinition{}
		}
		m.fields[typ] = byName
	}
	return byName[name]
}

func put(sets map[string]map[string]bool, key, item string) {
	if sets[key] == nil {
		sets[key] = map[string]bool{}
	}
	sets[key][item] = true
}

func (m *merger) fail(code string, spans []diag.Span, format string, args ...any) {
	m.errors = append(m.errors, diag.Finding{Code: code, Message: fmt.Sprintf(format, args...), Spans: spans})
}

func (m *merger) hint(code string, spans []diag.Span, format string, args ...any) {
	m.hints = append(m.hints, diag.Finding{Code: code, Severity: diag.Hint, Message: fmt.Sprintf(format, args...), Spans: spans})
}

func typeSpans(sources []typeSource, label func(typeSource) string) []diag.Span {
	out := make([]diag.Span, len(sources))
	for i, s := range sources {
		out[i] = s.sg.span(s.t.Pos, label(s))
	}
	return out
}

func fieldSpans(sources []fieldSource, label func(fieldSource) string) []diag.Span {
	out := make([]diag.Span, len(sources))
	for i, s := range sources {
		out[i] = s.sg.span(s.f.Position, label(s))
	}
	return out
}

// subgraphList says "subgraph "a"" or "subgraphs "a" and "b"".
func subgraphList(names []string) string {
	quoted := make([]string, len(names))
	for i, n := range names {
		quoted[i] = fmt.Sprintf("%q", n)
	}
	if len(quoted) == 1 {
		return "subgraph " + quoted[0]
	}
	last := len(quoted) - 1
	return "subgraphs " + strings.Join(quoted[:last], ", ") + " and " + quoted[last]
}

func sortedKeys[K cmp.Ordered, V any](m map[K]V) []K {
	out := make([]K, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}
