package fedtest

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// writeArchive writes a suite of one subgraph as an archive.
func writeArchive(t *testing.T, dir, name, sdl, data string) {
	t.Helper()
	text := "-- subgraphs/a.graphql --\n" + sdl + "\n-- data.json --\n" + `{"order": ["a"], "subgraphs": {"a": ` + data + `}}` +
		"\n-- tests.json --\n" + `[{"query": "{ ` + name + ` }", "expected": {"data": {}}}]`
	if err := os.WriteFile(filepath.Join(dir, name+".txtar"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

const testLink = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.7")` + "\n"

func TestMerge(t *testing.T) {
	dir := t.TempDir()
	writeArchive(t, dir, "one", testLink+"extend type Query { one: Int }", `{"fields": {"Query.one": {"value": 1}}}`)
	writeArchive(t, dir, "two", testLink+"extend type Query { two: Int }", `{"fields": {"Query.two": {"value": 2}}}`)
	suites, err := LoadArchives(dir)
	if err != nil {
		t.Fatal(err)
	}
	merged, err := Merge("all", suites)
	if err != nil {
		t.Fatal(err)
	}
	if len(merged.Subgraphs) != 1 || len(merged.Tests) != 2 {
		t.Fatalf("got %+v", merged)
	}
	want := testLink + "extend type Query { one: Int }\nextend type Query { two: Int }\n"
	if diff := cmp.Diff(want, merged.Subgraphs[0].SDL); diff != "" {
		t.Error(diff)
	}
	running, err := merged.Start()
	if err != nil {
		t.Fatal(err)
	}
	defer running.Close()
	answer, err := running.Do(t.Context(), "a", []byte(`{"query":"{ one two }"}`))
	if err != nil || !strings.Contains(string(answer), `{"one":1,"two":2}`) {
		t.Errorf("answered %s, %v", answer, err)
	}
}

func TestMergeRefuses(t *testing.T) {
	for name, tt := range map[string]struct{ sdl, data, want string }{
		"field":  {testLink, `{"fields": {"Query.one": {"value": 1}}}`, "suite two, subgraph a: the field Query.one is another suite's too"},
		"object": {testLink, `{"objects": {"o": {}}}`, "the object o is another suite's too"},
		"entity": {testLink, `{"entities": {"E": {"echo": true}}}`, "the entity E is another suite's too"},
		"link":   {strings.Replace(testLink, "2.7", "2.8", 1), `{}`, "it links other things than the suites before"},
	} {
		dir := t.TempDir()
		writeArchive(t, dir, "one", testLink+"extend type Query { one: Int }",
			`{"objects": {"o": {}}, "fields": {"Query.one": {"value": 1}}, "entities": {"E": {"echo": true}}}`)
		writeArchive(t, dir, "two", tt.sdl+"extend type Query { two: Int }", tt.data)
		suites, err := LoadArchives(dir)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := Merge("all", suites); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: got error %v, want one with %q", name, err, tt.want)
		}
	}
	if _, err := LoadArchives(t.TempDir()); err == nil || !strings.Contains(err.Error(), "no suites") {
		t.Errorf("empty folder: got error %v", err)
	}
}
