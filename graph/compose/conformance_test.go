package compose

import (
	"context"
	"os"
	"path/filepath"
	"testing"
)

// TestConformanceSuites composes the subgraphs of every conformance suite.
func TestConformanceSuites(t *testing.T) {
	dir := os.Getenv("WEFT_CONFORMANCE_DIR")
	if dir == "" {
		t.Skip("WEFT_CONFORMANCE_DIR is not set: the conformance suites are not composed")
	}
	suites, err := filepath.Glob(filepath.Join(dir, "*", "data.json"))
	if err != nil || len(suites) == 0 {
		t.Fatalf("no suites in %s: %v", dir, err)
	}
	for _, path := range suites {
		suite := filepath.Dir(path)
		t.Run(filepath.Base(suite), func(t *testing.T) {
			var data struct{ Order []string }
			readJSON(t, path, &data)
			var inputs []Subgraph
			for _, name := range data.Order {
				text, err := os.ReadFile(filepath.Join(suite, "subgraphs", name+".graphql"))
				if err != nil {
					t.Fatal(err)
				}
				inputs = append(inputs, Subgraph{Name: name, URL: "http://" + name + ".test/graphql", File: name + ".graphql", SDL: string(text)})
			}
			got := Compose(context.Background(), inputs, Options{})
			for _, f := range got.Errors {
				t.Errorf("%s: %s", f.Code, f.Message)
			}
		})
	}
}
