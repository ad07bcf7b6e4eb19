package compose

import (
	"bytes"
	"context"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"github.com/weftgraphql/weft/graph/diag"
)

var update = flag.Bool("update", false, "write what is produced into testdata")

// A golden file holds subgraphs (name.graphql) and what becomes of them: the supergraph without
// the definitions of its machinery, or the findings as people see them.

func goldenFiles(t testing.TB) []string {
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no golden files: %v", err)
	}
	return files
}

func goldenInputs(t testing.TB, path string) (*txtar.Archive, []Subgraph) {
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	ar := txtar.Parse(data)
	var out []Subgraph
	for _, f := range ar.Files {
		if name, ok := strings.CutSuffix(f.Name, ".graphql"); ok {
			out = append(out, Subgraph{Name: name, URL: "http://" + name + ".test/graphql", File: f.Name, SDL: string(f.Data)})
		}
	}
	return ar, out
}

func TestGolden(t *testing.T) {
	for _, path := range goldenFiles(t) {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".txtar"), func(t *testing.T) {
			ar, inputs := goldenInputs(t, path)
			want := ""
			kept := ar.Files[:0]
			for _, f := range ar.Files {
				if f.Name == "result" {
					want = string(f.Data)
					continue
				}
				kept = append(kept, f)
			}
			got := render(t, Compose(context.Background(), inputs, Options{}), inputs)
			if *update {
				ar.Files = append(kept, txtar.File{Name: "result", Data: []byte(got)})
				if err := os.WriteFile(path, txtar.Format(ar), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if d := cmp.Diff(want, got); d != "" {
				t.Errorf("(-want +got):\n%s", d)
			}
		})
	}
}

// render shows a result: what the machinery says of itself is left out, which every supergraph has.
func render(t *testing.T, r *Result, inputs []Subgraph) string {
	t.Helper()
	var b bytes.Buffer
	if r.OK() {
		short := *r.Document
		short.Directives, short.Definitions = nil, nil
		x := &extractor{}
		for _, d := range r.Document.Directives {
			if !x.machinery(d.Name) && d.Name != "link" {
				short.Directives = append(short.Directives, d)
			}
		}
		for _, d := range r.Document.Definitions {
			if !x.machinery(d.Name) {
				short.Definitions = append(short.Definitions, d)
			}
		}
		b.WriteString(Print(&short))
	}
	p := &diag.Printer{}
	for _, in := range inputs {
		p.Sources = append(p.Sources, diag.Source{Subgraph: in.Name, File: in.File, Text: in.SDL})
	}
	findings := append(append([]diag.Finding{}, r.Errors...), r.Hints...)
	if b.Len() > 0 && len(findings) > 0 {
		b.WriteByte('\n')
	}
	if err := p.Print(&b, findings); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// TestErrorsSayWhatToDo holds that every error of the golden sets has a help, but for those of
// GraphQL itself that have none.
func TestErrorsSayWhatToDo(t *testing.T) {
	seen := 0
	for _, path := range goldenFiles(t) {
		_, inputs := goldenInputs(t, path)
		for _, f := range Compose(context.Background(), inputs, Options{}).Errors {
			if f.Code == codeInvalidGraphQL {
				continue
			}
			seen++
			if f.Help == "" {
				t.Errorf("%s: %s: %s", path, f.Code, f.Message)
			}
		}
	}
	if seen < 30 {
		t.Errorf("only %d errors were seen", seen)
	}
}
