package compose

import (
	"github.com/weftgraphql/weft/graph/diag"
	"github.com/weftgraphql/weft/graph/spec"
)

// featureNames says what the directives of Apollo's specifications are called in the
// supergraph, and which of them it uses.
type featureNames struct {
	names   map[spec.Directive]string
	meaning map[string]spec.Directive
	used    map[spec.Directive]bool
}

func (f *featureNames) use(d spec.Directive) string {
	f.used[d] = true
	return f.names[d]
}

func (f *featureNames) strategy(name string) strategy {
	if d, ok := f.meaning[name]; ok {
		return strategies[d]
	}
	return nil
}

// mergedDirectives are the federation directives that the supergraph has too.
var mergedDirectives = []spec.Directive{
	spec.Tag, spec.Inaccessible, spec.Authenticated, spec.RequiresScopes, spec.Policy,
	spec.Cost, spec.ListSize, spec.Context,
}

// nameFeatures takes the name under which subgraphs import a directive; they have to agree.
func (m *merger) nameFeatures() *featureNames {
	out := &featureNames{
		names:   map[spec.Directive]string{},
		meaning: map[string]spec.Directive{},
		used:    map[spec.Directive]bool{},
	}
	for _, d := range append([]spec.Directive{spec.CacheTag, spec.FromContext}, mergedDirectives...) {
		out.names[d] = m.importedName(d)
	}
	for d, name := range out.names {
		out.meaning[name] = d
	}
	return out
}

func (m *merger) importedName(d spec.Directive) string {
	name, from := "", (*subgraph)(nil)
	for _, sg := range m.subgraphs {
		if !sg.links.Federation2 {
			continue
		}
		for _, link := range sg.links.All {
			if !definesDirective(link.URL.Identity, d) || !link.Imported(string(d)) {
				continue
			}
			switch as := link.DirectiveName(string(d)); {
			case from == nil:
				name, from = as, sg
			case as != name:
				m.fail("LINK_IMPORT_NAME_MISMATCH", []diag.Span{from.span(nil, ""), sg.span(link.Pos, "")},
					"directive @%s is imported as @%s in subgraph %q but as @%s in subgraph %q; it needs one name in all subgraphs",
					d, name, from.Name, as, sg.Name)
			}
		}
	}
	if from == nil {
		return string(d)
	}
	return name
}

func definesDirective(identity string, d spec.Directive) bool {
	if identity == spec.FederationIdentity {
		return true
	}
	for _, f := range spec.Features() {
		if f.Identity == identity {
			for _, have := range f.Directives {
				if have == d {
					return true
				}
			}
		}
	}
	return false
}
