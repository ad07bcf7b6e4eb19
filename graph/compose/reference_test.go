package compose

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestReferenceGraph composes the schemas of the repository's own example.
func TestReferenceGraph(t *testing.T) {
	files, err := filepath.Glob("../../schema/*.graphqls")
	if err != nil || len(files) == 0 {
		t.Fatalf("no schemas: %v", err)
	}
	var inputs []Subgraph
	for _, path := range files {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		name := strings.TrimSuffix(filepath.Base(path), ".graphqls")
		inputs = append(inputs, Subgraph{Name: name, URL: "http://127.0.0.1/" + name, File: filepath.Base(path), SDL: string(text)})
	}
	r := Compose(context.Background(), inputs, Options{FederationVersion: "=2.9.0"})
	for _, f := range r.Errors {
		t.Errorf("%s: %s", f.Code, f.Message)
	}
	newer := inputs
	newer[0].SDL = strings.ReplaceAll(newer[0].SDL, "federation/v2.", "federation/v2.1")
	if r := Compose(context.Background(), newer, Options{FederationVersion: "=2.9.0"}); r.OK() {
		t.Error("a subgraph that links a newer federation than federation_version was taken")
	}
}
