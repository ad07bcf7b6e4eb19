package compose

import (
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftgraphql/weft/graph/diag"
	"github.com/weftgraphql/weft/graph/sdl"
	"github.com/weftgraphql/weft/graph/spec"
)

// composed is what @composeDirective asks for: directives of the subgraphs' own
// specifications that the supergraph keeps.
type composed struct {
	bySubgraph  map[*subgraph]map[string]bool
	definitions map[string]*ast.DirectiveDefinition
	links       []*composedLink
}

// composedLink is a specification that the supergraph links for composed directives.
type composedLink struct {
	url     spec.URL
	alias   string
	imports map[string]string // name in the specification -> name here, both with "@"
	from    *subgraph
}

func (c *composed) composes(sg *subgraph, name string) bool { return c.bySubgraph[sg][name] }

func (c *composed) repeatable(name string) bool {
	d := c.definitions[name]
	return d != nil && d.IsRepeatable
}

// request is one @composeDirective.
type request struct {
	sg      *subgraph
	d       *ast.Directive
	name    string // of the directive, without "@"
	link    *sdl.Link
	element string
}

// composeDirectives reads the @composeDirective applications of all subgraphs.
func (m *merger) composeDirectives() *composed {
	out := &composed{bySubgraph: map[*subgraph]map[string]bool{}, definitions: map[string]*ast.DirectiveDefinition{}}
	var requests []request
	for _, sg := range m.subgraphs {
		for _, d := range sg.links.Each(sg.schema.Applied, spec.ComposeDirective) {
			if r, ok := m.composeRequest(sg, d); ok {
				requests = append(requests, r)
			}
		}
	}
	byIdentity := map[string][]request{}
	for _, r := range requests {
		byIdentity[r.link.URL.Identity] = append(byIdentity[r.link.URL.Identity], r)
	}
	names := map[string]string{}
	for _, identity := range sortedKeys(byIdentity) {
		m.composeFeature(out, identity, byIdentity[identity], names)
	}
	m.hintMajors(byIdentity)
	return out
}

// hintMajors tells of specifications that nothing is composed of and of which subgraphs link
// different major versions.
func (m *merger) hintMajors(composed map[string][]request) {
	spans := map[string][]diag.Span{}
	majors := map[string]map[int]bool{}
	for _, sg := range m.subgraphs {
		for _, link := range sg.links.All {
			identity := link.URL.Identity
			if strings.HasPrefix(identity, spec.Host) || composed[identity] != nil {
				continue
			}
			if majors[identity] == nil {
				majors[identity] = map[int]bool{}
			}
			majors[identity][link.URL.Version.Major] = true
			spans[identity] = append(spans[identity], sg.span(link.Pos, "version "+link.URL.Version.String()))
		}
	}
	for _, identity := range sortedKeys(majors) {
		if len(majors[identity]) > 1 {
			m.hint("DIRECTIVE_COMPOSITION_INFO", spans[identity], "the subgraphs link different major versions of %q, of which nothing is composed", identity)
		}
	}
}

func (m *merger) composeRequest(sg *subgraph, d *ast.Directive) (request, bool) {
	name, _ := stringArg(d, "name")
	spans := []diag.Span{sg.span(d.Position, "")}
	bare, ok := strings.CutPrefix(name, "@")
	if !ok || bare == "" {
		m.fail("DIRECTIVE_COMPOSITION_ERROR", spans, "the name in @composeDirective has to start with \"@\", but is %q in subgraph %q", name, sg.Name)
		return request{}, false
	}
	meaning := sg.links.Meaning(bare)
	switch {
	case slices.Contains(mergedDirectives, meaning):
		m.hint("DIRECTIVE_COMPOSITION_INFO", spans, "directive %q is always in the supergraph and need not be composed", name)
		return request{}, false
	case meaning != "":
		m.fail("DIRECTIVE_COMPOSITION_ERROR", spans, "federation directive %q cannot be composed", name)
		return request{}, false
	case sg.schema.Directive(bare) == nil:
		m.fail("DIRECTIVE_COMPOSITION_ERROR", spans, "directive %q, which subgraph %q asks to compose, is not defined there", name, sg.Name)
		return request{}, false
	}
	link, element := sg.links.Owner(bare)
	if link == nil {
		m.fail("DIRECTIVE_COMPOSITION_ERROR", spans,
			"directive %q in subgraph %q cannot be composed because it belongs to no linked specification; add a @link that imports it", name, sg.Name)
		return request{}, false
	}
	if m.nameTaken(bare) {
		m.fail("DIRECTIVE_COMPOSITION_ERROR", spans, "directive %q in subgraph %q cannot be composed: a federation directive of the supergraph has that name", name, sg.Name)
		return request{}, false
	}
	return request{sg, d, bare, link, element}, true
}

func (m *merger) nameTaken(name string) bool {
	return slices.ContainsFunc(m.subgraphs, func(sg *subgraph) bool { return sg.links.Meaning(name) != "" })
}

// composeFeature takes the requests for one specification together: one major version, of
// which the highest minor is linked, and one name for each directive.
func (m *merger) composeFeature(out *composed, identity string, requests []request, names map[string]string) {
	best := requests[0]
	for _, r := range requests[1:] {
		if r.link.URL.Version.AtLeast(best.link.URL.Version) && r.link.URL.Version != best.link.URL.Version {
			best = r
		}
	}
	var spans []diag.Span
	mismatch := false
	for _, r := range requests {
		mismatch = mismatch || r.link.URL.Version.Major != best.link.URL.Version.Major
		spans = append(spans, r.sg.span(r.link.Pos, "version "+r.link.URL.Version.String()))
	}
	if mismatch {
		m.fail("DIRECTIVE_COMPOSITION_ERROR", spans, "the subgraphs that compose directives of %q link different major versions of it", identity)
		return
	}
	link := &composedLink{url: best.link.URL, alias: best.link.Alias, imports: map[string]string{}, from: best.sg}
	for _, r := range requests {
		if element, taken := names[r.name]; taken && element != identity+"@"+r.element {
			m.fail("DIRECTIVE_COMPOSITION_ERROR", []diag.Span{r.sg.span(r.d.Position, "")},
				"directive \"@%s\" stands for different directives in different subgraphs", r.name)
			continue
		}
		if other, ok := link.imports["@"+r.element]; ok && other != "@"+r.name {
			m.fail("DIRECTIVE_COMPOSITION_ERROR", []diag.Span{r.sg.span(r.d.Position, "")},
				"directive \"@%s\" of %q has different names in different subgraphs: %q and \"@%s\"", r.element, identity, other, r.name)
			continue
		}
		names[r.name] = identity + "@" + r.element
		link.imports["@"+r.element] = "@" + r.name
		if out.bySubgraph[r.sg] == nil {
			out.bySubgraph[r.sg] = map[string]bool{}
		}
		out.bySubgraph[r.sg][r.name] = true
		out.define(r, best)
	}
	m.hintOtherMajors(identity, best)
	out.links = append(out.links, link)
}

// define keeps the definition that goes with the version that is linked.
func (c *composed) define(r, best request) {
	d := best.sg.schema.Directive(r.name)
	if d == nil || r.sg.links.Federation == nil {
		d = r.sg.schema.Directive(r.name)
	}
	if old := c.definitions[r.name]; old == nil || best.sg.schema.Directive(r.name) == d {
		c.definitions[r.name] = d
	}
}

func (m *merger) hintOtherMajors(identity string, best request) {
	for _, sg := range m.subgraphs {
		for _, link := range sg.links.All {
			if link.URL.Identity == identity && link.URL.Version.Major != best.link.URL.Version.Major {
				m.hint("DIRECTIVE_COMPOSITION_INFO", []diag.Span{sg.span(link.Pos, "")},
					"subgraph %q links another major version of %q than the supergraph (%s)", sg.Name, identity, best.link.URL.Version)
			}
		}
	}
}
