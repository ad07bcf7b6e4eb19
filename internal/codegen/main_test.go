package main

import (
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/google/go-cmp/cmp"
)

func TestExpandLaysASubgraphOverTheRest(t *testing.T) {
	root := []byte(`
subgraphs:
  a: {models: {X: {fields: {y: {resolver: true}}}, ID: {model: [own]}}}
  b: {}
schema: ["{subgraph}.graphqls"]
models:
  ID: {model: [shared]}
  Int: {model: [shared]}
`)
	shared := map[string]any{"model": []any{"shared"}}
	for name, want := range map[string]map[string]any{
		"a": {"schema": []any{"a.graphqls"}, "models": map[string]any{
			"X":  map[string]any{"fields": map[string]any{"y": map[string]any{"resolver": true}}},
			"ID": map[string]any{"model": []any{"own"}}, "Int": shared,
		}},
		"b": {"schema": []any{"b.graphqls"}, "models": map[string]any{"ID": shared, "Int": shared}},
		"c": {"schema": []any{"c.graphqls"}, "models": map[string]any{"ID": shared, "Int": shared}},
	} {
		text, err := expand(root, name)
		if err != nil {
			t.Fatal(err)
		}
		var got map[string]any
		if err := yaml.Unmarshal(text, &got); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got)\n%s", name, diff)
		}
	}
}

func TestChanged(t *testing.T) {
	before := map[string][]byte{"same": []byte("1"), "new text": []byte("1"), "gone": []byte("1")}
	after := map[string][]byte{"same": []byte("1"), "new text": []byte("2"), "added": []byte("1")}
	if diff := cmp.Diff([]string{"added", "gone", "new text"}, changed(before, after)); diff != "" {
		t.Error(diff)
	}
}
