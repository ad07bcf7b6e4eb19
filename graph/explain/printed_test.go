package explain_test

import (
	"bytes"
	"os"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/weftgraphql/weft/graph/diag"
	"github.com/weftgraphql/weft/graph/explain"
)

// TestPrintedExamples holds how the findings of every code's example are printed.
func TestPrintedExamples(t *testing.T) {
	const path = "testdata/printed.txt"
	var b bytes.Buffer
	for _, e := range explain.All() {
		errors, hints := run(t, e)
		p := &diag.Printer{}
		for _, f := range e.Example {
			p.Sources = append(p.Sources, diag.Source{Subgraph: f.Name, File: f.Name + ".graphql", Text: f.SDL})
		}
		findings := slices.DeleteFunc(slices.Concat(errors, hints), func(f diag.Finding) bool { return f.Code != e.Code })
		b.WriteString("== " + e.Code + "\n")
		if err := p.Print(&b, findings); err != nil {
			t.Fatal(err)
		}
		b.WriteByte('\n')
	}
	if *update {
		if err := os.WriteFile(path, b.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(string(want), b.String()); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}
