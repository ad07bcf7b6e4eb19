package compose

import (
	"fmt"
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftgraphql/weft/graph/diag"
	"github.com/weftgraphql/weft/graph/sdl"
	"github.com/weftgraphql/weft/graph/spec"
)

const codeInvalidGraphQL = sdl.CodeInvalidGraphQL

// parse is the first stage: the text of every subgraph. Syntax errors of all are reported.
func parse(inputs []Subgraph) ([]*sdl.Document, []diag.Finding) {
	docs := make([]*sdl.Document, len(inputs))
	var errs []diag.Finding
	if len(inputs) == 0 {
		errs = append(errs, diag.Finding{Code: "NO_QUERIES", Message: "there are no subgraphs to compose"})
	}
	for i, in := range inputs {
		doc, problems := sdl.Parse(in.File, in.SDL)
		docs[i] = doc
		sg := &subgraph{Subgraph: in}
		for _, p := range problems {
			errs = append(errs, diag.Finding{Code: codeInvalidGraphQL, Message: p.Message, Spans: []diag.Span{sg.span(p.Pos, "")}})
		}
	}
	return docs, errs
}

// load is the second stage: every subgraph by itself. What federation 1 leaves out is filled
// in by the next stage, so that only what GraphQL forbids is looked for in such a subgraph.
func load(inputs []Subgraph, docs []*sdl.Document, opts Options) ([]*subgraph, []diag.Finding) {
	out := make([]*subgraph, len(inputs))
	misnamed := checkNames(inputs)
	var errs []diag.Finding
	for i, in := range inputs {
		sg := &subgraph{Subgraph: in, index: i}
		out[i] = sg
		v := newValidator(sg)
		sound := v.read(docs[i], opts)
		if f, bad := misnamed[i]; bad && in.Name == "_" && len(v.findings) == 0 {
			// A subgraph that cannot be named is not looked at further.
			errs = append(errs, f)
			continue
		}
		if sound {
			v.checkGraphQL()
		}
		if len(v.findings) == 0 {
			v.checkQueryKind()
		}
		if len(v.findings) == 0 {
			strip(sg)
			nameRoots(sg)
			sg.facts = newFacts(sg)
			if sg.fed1 {
				v.checkRoots()
			} else {
				v.checkFederation()
			}
		}
		errs = append(errs, v.findings...)
	}
	if len(errs) == 0 {
		for _, i := range sortedKeys(misnamed) {
			errs = append(errs, misnamed[i])
		}
	}
	return out, errs
}

// read makes a schema out of a document and resolves what it links. It says whether GraphQL's
// rules have anything to add to what was found: they are not asked where they could only follow.
func (v *validator) read(doc *sdl.Document, opts Options) bool {
	sg := v.sg
	var problems, linkProblems []sdl.Problem
	sg.schema, problems = sdl.Fold(doc)
	sg.links, linkProblems = sdl.Resolve(sg.schema)
	sg.fed1 = !sg.links.Federation2
	for _, p := range append(problems, linkProblems...) {
		v.problem(p)
	}
	v.checkVersion(opts)
	dropMachineFields(sg)
	dropEmptyDefinitions(sg)
	if slices.ContainsFunc(linkProblems, func(p sdl.Problem) bool { return p.Final }) {
		return false
	}
	return v.checkKnown(len(problems) > 0)
}

// checkKnown is the first look at a schema: every name in it stands for something, and what it
// defines of federation itself is defined as federation has it.
func (v *validator) checkKnown(broken bool) bool {
	ok := v.checkTypeNames()
	v.checkReferences()
	if broken || !ok || v.checkSchemaDirectives() {
		return false
	}
	v.checkDefinitions()
	sound := len(v.findings) == 0
	v.checkDirectiveNames()
	return sound
}

// checkNames is the rule INVALID_SUBGRAPH_NAME, by index of the subgraph.
func checkNames(inputs []Subgraph) map[int]diag.Finding {
	errs := map[int]diag.Finding{}
	first := map[string]int{}
	for i, in := range inputs {
		here := diag.Span{Subgraph: in.Name, File: in.File, Line: 1, Column: 1}
		f := diag.Finding{Code: "INVALID_SUBGRAPH_NAME", Spans: []diag.Span{here}, Help: "give each subgraph a name of its own, other than \"_\""}
		earlier, again := first[in.Name]
		switch {
		case in.Name == "":
			f.Message = "a subgraph has no name"
		case in.Name == "_":
			f.Message = "a subgraph cannot be called \"_\": the name is reserved"
		case again:
			f.Message = fmt.Sprintf("there are several subgraphs called %q", in.Name)
			f.Spans = append(f.Spans, diag.Span{Subgraph: in.Name, File: inputs[earlier].File, Line: 1, Column: 1, Label: "the other one"})
		default:
			first[in.Name] = i
			continue
		}
		errs[i] = f
	}
	return errs
}

// validator collects what is wrong with one subgraph.
type validator struct {
	sg       *subgraph
	findings []diag.Finding
	// rules are what directiveRules gathers, once asked for.
	rules map[string]directiveRule
}

func newValidator(sg *subgraph) *validator { return &validator{sg: sg} }

func (v *validator) fail(code string, pos []*ast.Position, format string, args ...any) {
	f := diag.Finding{Code: code, Message: fmt.Sprintf(format, args...)}
	for _, p := range pos {
		f.Spans = append(f.Spans, v.sg.span(p, ""))
	}
	if len(f.Spans) == 0 {
		f.Spans = []diag.Span{v.sg.span(nil, "")}
	}
	v.findings = append(v.findings, f)
}

func (v *validator) invalid(pos *ast.Position, format string, args ...any) {
	v.fail(codeInvalidGraphQL, []*ast.Position{pos}, format, args...)
}

func (v *validator) problem(p sdl.Problem) {
	v.fail(p.Code, p.Pos, "%s", p.Message)
	v.findings[len(v.findings)-1].Help = p.Help
}

// checkVersion holds the federation version a subgraph links against the one asked for.
func (v *validator) checkVersion(opts Options) {
	want, ok := wantedVersion(opts.FederationVersion)
	if !ok || !v.sg.links.Federation2 {
		return
	}
	if link := v.sg.links.Federation; !want.AtLeast(link.URL.Version) {
		v.fail(sdl.CodeUnknownFederationVersion, []*ast.Position{link.Pos},
			"the subgraph links federation %s, but federation_version asks for %s", link.URL.Version, want)
	}
}

// wantedVersion reads a federation_version: "2" is any, "2.9" and "=2.9.1" are exact.
func wantedVersion(text string) (spec.Version, bool) {
	text = strings.TrimPrefix(strings.TrimPrefix(strings.TrimSpace(text), "="), "v")
	parts := strings.SplitN(text, ".", 3)
	if len(parts) < 2 {
		return spec.Version{}, false
	}
	v, err := spec.ParseVersion("v" + parts[0] + "." + parts[1])
	return v, err == nil
}
