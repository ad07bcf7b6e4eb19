package explain_test

import (
	"context"
	"flag"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/weftgraphql/weft/graph/compose"
	"github.com/weftgraphql/weft/graph/contract"
	"github.com/weftgraphql/weft/graph/diag"
	"github.com/weftgraphql/weft/graph/explain"
)

var update = flag.Bool("update", false, "write docs/errors.md anew")

// TestExamples composes the example of every code: an error's example gives that code and no
// other, a hint's composes and gives the hint, and both say where.
func TestExamples(t *testing.T) {
	for _, e := range explain.All() {
		t.Run(e.Code, func(t *testing.T) {
			errors, hints := run(t, e)
			findings := errors
			switch {
			case e.Severity == diag.Hint && len(errors) > 0:
				t.Fatalf("the example does not compose: %s: %s", errors[0].Code, errors[0].Message)
			case e.Severity == diag.Hint:
				findings = hints
			}
			found := false
			for _, f := range findings {
				if f.Code != e.Code {
					if f.Severity == diag.Error {
						t.Errorf("the example also gives %s: %s", f.Code, f.Message)
					}
					continue
				}
				found = true
				if len(e.Tags) == 0 {
					checkSpans(t, f)
				}
			}
			if !found {
				t.Errorf("the example gives %v", codes(findings))
			}
		})
	}
}

func checkSpans(t *testing.T, f diag.Finding) {
	t.Helper()
	if len(f.Spans) == 0 {
		t.Errorf("no place is given: %s", f.Message)
	}
	for _, s := range f.Spans {
		if s.Subgraph == "" || s.Line == 0 || s.Column == 0 {
			t.Errorf("a place is not known: %+v", s)
		}
	}
}

// onePlace are the codes that are about one subgraph, although it takes several to make an
// example.
var onePlace = []string{
	"EXTERNAL_MISSING_ON_BASE", "INTERFACE_OBJECT_USAGE_ERROR", "OVERRIDE_LABEL_INVALID", "REQUIRES_DIRECTIVE_IN_FIELDS_ARG",
	"TYPE_WITH_ONLY_UNUSED_EXTERNAL", "INCONSISTENT_EXECUTABLE_DIRECTIVE_PRESENCE",
}

// TestDisagreementsShowBothPlaces asserts that where subgraphs disagree the finding has a place
// in each.
func TestDisagreementsShowBothPlaces(t *testing.T) {
	for _, e := range explain.All() {
		if len(e.Example) < 2 || slices.Contains(onePlace, e.Code) {
			continue
		}
		errors, hints := run(t, e)
		for _, f := range append(errors, hints...) {
			subgraphs := map[string]bool{}
			for _, s := range f.Spans {
				subgraphs[s.Subgraph] = true
			}
			if f.Code == e.Code && len(subgraphs) < 2 {
				t.Errorf("%s shows %d place(s) in one subgraph: %s", e.Code, len(f.Spans), f.Message)
			}
		}
	}
}

func run(t *testing.T, e explain.Entry) (errors, hints []diag.Finding) {
	t.Helper()
	var inputs []compose.Subgraph
	for _, f := range e.Example {
		inputs = append(inputs, compose.Subgraph{Name: f.Name, URL: "http://" + f.Name + ".test", File: f.Name + ".graphql", SDL: f.SDL})
	}
	r := compose.Compose(context.Background(), inputs, compose.Options{MaxSteps: e.Paths})
	if len(e.Tags) == 0 || !r.OK() {
		return r.Errors, r.Hints
	}
	made, err := contract.Apply("supergraph.graphql", r.SDL, contract.Filter{Include: e.Tags})
	if err != nil {
		t.Fatal(err)
	}
	// That a misspelt tag leaves nothing is an error besides the hint.
	return nil, made.Hints
}

func codes(findings []diag.Finding) []string {
	var out []string
	for _, f := range findings {
		out = append(out, f.Code)
	}
	return out
}

func TestEntriesAreComplete(t *testing.T) {
	seen := map[string]bool{}
	for _, e := range explain.All() {
		if seen[e.Code] {
			t.Errorf("%s is there twice", e.Code)
		}
		seen[e.Code] = true
		if e.Title == "" || e.Why == "" || e.Mend == "" || len(e.Example) == 0 {
			t.Errorf("%s is not explained: %+v", e.Code, e)
		}
		if strings.HasSuffix(e.Title, ".") || !strings.HasSuffix(e.Why, ".") || !strings.HasSuffix(e.Mend, ".") {
			t.Errorf("%s: a title has no full stop, the rest has", e.Code)
		}
	}
}

// TestSourceAndTableAgree holds the table against the codes that stand in the source: every
// string that has the form of a code is one, or is one of GraphQL's own words.
func TestSourceAndTableAgree(t *testing.T) {
	inTable := map[string]bool{}
	for _, e := range explain.All() {
		inTable[e.Code] = true
	}
	inSource := map[string]string{}
	for _, dir := range []string{"../compose", "../sdl", "../contract"} {
		files, err := filepath.Glob(filepath.Join(dir, "*.go"))
		if err != nil || len(files) == 0 {
			t.Fatalf("no source in %s: %v", dir, err)
		}
		for _, file := range files {
			if !strings.HasSuffix(file, "_test.go") {
				codesIn(t, file, inSource)
			}
		}
	}
	for code, file := range inSource {
		if !inTable[code] {
			t.Errorf("%s, in %s, is not explained", code, file)
		}
	}
	for code := range inTable {
		if inSource[code] == "" {
			t.Errorf("%s is explained, but nothing in the source reports it", code)
		}
	}
}

var codeForm = regexp.MustCompile(`^[A-Z]+(_[A-Z]+)+$`)

// notCodes are the words of GraphQL that have the form of a code: places of directives.
var notCodes = []string{
	"FIELD_DEFINITION", "ARGUMENT_DEFINITION", "ENUM_VALUE", "INPUT_OBJECT", "INPUT_FIELD_DEFINITION",
	"FRAGMENT_DEFINITION", "FRAGMENT_SPREAD", "INLINE_FRAGMENT", "VARIABLE_DEFINITION",
}

func codesIn(t *testing.T, file string, out map[string]string) {
	parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	ast.Inspect(parsed, func(n ast.Node) bool {
		if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING {
			if text, err := strconv.Unquote(lit.Value); err == nil && codeForm.MatchString(text) && !slices.Contains(notCodes, text) {
				out[text] = file
			}
		}
		return true
	})
}

func TestFind(t *testing.T) {
	if e, ok := explain.Find(" invalid_field_sharing "); !ok || e.Code != "INVALID_FIELD_SHARING" {
		t.Errorf("got %+v", e)
	}
	if _, ok := explain.Find("NOPE"); ok {
		t.Error("there is no such code")
	}
}

func TestSuggest(t *testing.T) {
	for asked, want := range map[string]string{
		"INVALID_FIELD_SHARNG": "INVALID_FIELD_SHARING", "satisfiability": "SATISFIABILITY_ERROR", "sharing": "INVALID_FIELD_SHARING",
	} {
		if got := explain.Suggest(asked); len(got) == 0 || got[0] != want {
			t.Errorf("%s: got %v, want %s first", asked, got, want)
		}
	}
	if got := explain.Suggest("XYZZY"); len(got) > 0 {
		t.Errorf("XYZZY is like nothing, but got %v", got)
	}
}

func TestText(t *testing.T) {
	e, _ := explain.Find("OVERRIDE_FROM_SELF_ERROR")
	want := `OVERRIDE_FROM_SELF_ERROR (error)

A field is overridden from its own subgraph.

@override moves a field from another subgraph to this one.

For example:

  # subgraph a
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@override"])
  type Query {
    name: String @override(from: "a")
  }

To mend it:

Name the subgraph that the field is taken from.
`
	if d := cmp.Diff(want, e.Text()); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}

// TestDocumentationIsFresh holds docs/errors.md against the table.
func TestDocumentationIsFresh(t *testing.T) {
	const path = "../../docs/errors.md"
	if *update {
		if err := os.WriteFile(path, []byte(explain.Markdown()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	have, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(explain.Markdown(), string(have)); d != "" {
		t.Errorf("docs/errors.md is stale: go run ./cmd/weft explain --markdown > docs/errors.md\n(-want +got):\n%s", d)
	}
}

func TestMend(t *testing.T) {
	tests := []struct{ code, want string }{
		{"REQUIRED_INACCESSIBLE", "give it a default value, make it nullable, or show it"},
		{"INVALID_GRAPHQL", ""},
		{"NO_SUCH_CODE", ""},
	}
	for _, tt := range tests {
		if got := explain.Mend(tt.code); got != tt.want {
			t.Errorf("%s: got %q, want %q", tt.code, got, tt.want)
		}
	}
	for _, e := range explain.All() {
		if text := explain.Mend(e.Code); strings.HasSuffix(text, ".") || text == "" && e.Code != "INVALID_GRAPHQL" {
			t.Errorf("%s: %q", e.Code, text)
		}
	}
}
