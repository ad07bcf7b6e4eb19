package compose

import (
	"context"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/lexer"

	"github.com/weftgraphql/weft/graph/sdl"
)

// inputSets are the subgraphs of the goldens, and of the corpus where there is one.
func inputSets(t *testing.T) map[string][]Subgraph {
	out := map[string][]Subgraph{}
	for _, path := range goldenFiles(t) {
		_, out[filepath.Base(path)] = goldenInputs(t, path)
	}
	dir := os.Getenv("WEFT_COMPOSITION_CORPUS_DIR")
	if dir == "" {
		return out
	}
	sets, _ := filepath.Glob(filepath.Join(dir, "*", "expected.json"))
	for _, path := range sets {
		out[filepath.Base(filepath.Dir(path))], _ = readSet(t, filepath.Dir(path))
	}
	return out
}

func outcome(inputs []Subgraph) string {
	r := Compose(context.Background(), inputs, Options{})
	var b strings.Builder
	b.WriteString(r.SDL)
	for _, f := range append(slices.Clone(r.Errors), r.Hints...) {
		b.WriteString("\n" + f.Code + ": " + f.Message)
	}
	return b.String()
}

func TestOrderOfSubgraphsChangesNothing(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for name, inputs := range inputSets(t) {
		want := outcome(inputs)
		for range 3 {
			shuffled := slices.Clone(inputs)
			random.Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
			if d := cmp.Diff(want, outcome(shuffled)); d != "" {
				t.Errorf("%s (-want +got):\n%s", name, d)
				break
			}
		}
	}
}

// reformat writes the tokens of a schema one on a line, with comments and commas between.
func reformat(t *testing.T, text string) string {
	lex := lexer.New(&ast.Source{Input: text})
	var b strings.Builder
	for {
		tok, err := lex.ReadToken()
		if err != nil {
			return text
		}
		switch tok.Kind {
		case lexer.EOF:
			return b.String()
		case lexer.Comment:
			continue
		case lexer.String, lexer.BlockString:
			b.WriteString(quote(tok.Value))
		case lexer.Name, lexer.Int, lexer.Float:
			b.WriteString(tok.Value)
		default:
			b.WriteString(tok.Kind.String())
		}
		b.WriteString(" # a comment\n\n")
	}
}

func TestReformattingChangesNothing(t *testing.T) {
	for name, inputs := range inputSets(t) {
		want := outcome(inputs)
		if strings.Contains(want, "expected ") {
			continue // a syntax error has no tokens
		}
		changed := slices.Clone(inputs)
		for i := range changed {
			changed[i].SDL = reformat(t, changed[i].SDL)
		}
		if d := cmp.Diff(want, outcome(changed)); d != "" {
			t.Errorf("%s (-want +got):\n%s", name, d)
		}
	}
}

func TestSupergraphParsesBack(t *testing.T) {
	for name, inputs := range inputSets(t) {
		r := Compose(context.Background(), inputs, Options{})
		if !r.OK() {
			continue
		}
		doc, errs := sdl.Parse("supergraph.graphql", r.SDL)
		if len(errs) > 0 {
			t.Errorf("%s: %s", name, errs[0].Message)
			continue
		}
		schema, problems := sdl.Fold(doc)
		if len(problems) > 0 {
			t.Errorf("%s: %s", name, problems[0].Message)
		}
		v := newValidator(&subgraph{schema: schema, links: &sdl.Links{Federation: &sdl.Link{}}})
		v.checkReferences()
		for _, f := range v.findings {
			t.Errorf("%s: %s", name, f.Message)
		}
	}
}

// TestUnrelatedSubgraphChangesNothingElse adds a subgraph that shares nothing but the query root.
func TestUnrelatedSubgraphChangesNothingElse(t *testing.T) {
	extra := Subgraph{Name: "zz-unrelated", URL: "http://zz.test", File: "zz.graphql", SDL: `
extend schema @link(url: "https://specs.apollo.dev/federation/v2.0")
type Query { zzUnrelated: ZzUnrelated }
type ZzUnrelated { a: Int }`}
	for name, inputs := range inputSets(t) {
		before := Compose(context.Background(), inputs, Options{})
		after := Compose(context.Background(), append(slices.Clone(inputs), extra), Options{})
		if !before.OK() || !after.OK() {
			if before.OK() {
				t.Errorf("%s: an unrelated subgraph broke it: %v", name, messages(after))
			}
			continue
		}
		have := map[string]string{}
		for _, d := range after.Document.Definitions {
			have[d.Name] = Print(&ast.SchemaDocument{Definitions: ast.DefinitionList{d}})
		}
		for _, d := range before.Document.Definitions {
			if d.Name == "Query" || d.Name == "join__Graph" {
				continue
			}
			if diff := cmp.Diff(Print(&ast.SchemaDocument{Definitions: ast.DefinitionList{d}}), have[d.Name]); diff != "" {
				t.Errorf("%s: %s (-before +after):\n%s", name, d.Name, diff)
			}
		}
	}
}
