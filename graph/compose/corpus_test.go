package compose

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// The corpus is a directory of subgraph sets with what a composer should make of them; its
// README describes the layout. Agreement is counted by level, and each has a floor.

var corpusFloor = map[string]int{"verdict": 224, "codes": 224, "api": 224, "routing": 224, "full": 224, "hints": 100}

type expectation struct {
	OK         bool     `json:"ok"`
	ErrorCodes []string `json:"errorCodes"`
	HintCodes  []string `json:"hintCodes"`
	APISchema  string   `json:"apiSchema"`
	JoinFacts  any      `json:"joinFacts"`
}

func corpusDir(t *testing.T) string {
	dir := os.Getenv("WEFT_COMPOSITION_CORPUS_DIR")
	if dir == "" {
		t.Skip("WEFT_COMPOSITION_CORPUS_DIR is not set: the composition corpus is not measured")
	}
	return dir
}

func readSet(t *testing.T, dir string) ([]Subgraph, expectation) {
	t.Helper()
	var list struct {
		Subgraphs []struct{ Name, URL, File string }
	}
	readJSON(t, filepath.Join(dir, "subgraphs", "subgraphs.json"), &list)
	var out []Subgraph
	for _, s := range list.Subgraphs {
		text, err := os.ReadFile(filepath.Join(dir, "subgraphs", s.File))
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, Subgraph{Name: s.Name, URL: s.URL, File: s.File, SDL: string(text)})
	}
	var want expectation
	readJSON(t, filepath.Join(dir, "expected.json"), &want)
	return out, want
}

func readJSON(t *testing.T, path string, v any) {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(data, v); err != nil {
		t.Fatalf("%s: %v", path, err)
	}
}

func codesOf(r *Result) []string {
	out := []string{}
	for _, f := range r.Errors {
		out = append(out, f.Code)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func TestCorpus(t *testing.T) {
	dir := corpusDir(t)
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	reached := map[string]int{}
	total := 0
	for _, e := range entries {
		if _, err := os.Stat(filepath.Join(dir, e.Name(), "expected.json")); err != nil {
			continue
		}
		total++
		t.Run(e.Name(), func(t *testing.T) {
			inputs, want := readSet(t, filepath.Join(dir, e.Name()))
			got := Compose(context.Background(), inputs, Options{})
			for _, level := range agreement(t, got, want) {
				reached[level]++
			}
			switch {
			case !want.OK:
				// The reference gives no hints with errors.
			case cmp.Equal(hintCodes(got), want.HintCodes):
				reached["hints"]++
			default:
				t.Logf("hints (-want +got): %s", cmp.Diff(want.HintCodes, hintCodes(got)))
			}
			for _, f := range got.Errors {
				if len(f.Spans) == 0 || f.Spans[0].Line == 0 {
					t.Errorf("%s says no place: %s", f.Code, f.Message)
				}
			}
		})
	}
	t.Logf("of %d sets: verdict %d, codes %d, api %d, routing %d, full %d; hints %d", total,
		reached["verdict"], reached["codes"], reached["api"], reached["routing"], reached["full"], reached["hints"])
	for level, floor := range corpusFloor {
		if reached[level] < floor {
			t.Errorf("%s: %d sets agree, %d did before", level, reached[level], floor)
		}
	}
}

func hintCodes(r *Result) []string {
	out := []string{}
	for _, f := range r.Hints {
		out = append(out, f.Code)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// agreement names the levels of agreement reached, and logs what is in the way of the rest.
func agreement(t *testing.T, got *Result, want expectation) []string {
	if got.OK() != want.OK {
		t.Logf("verdict: got ok %v, want %v (want %v, got %v)", got.OK(), want.OK, want.ErrorCodes, messages(got))
		return nil
	}
	levels := []string{"verdict"}
	if !want.OK {
		if !cmp.Equal(codesOf(got), want.ErrorCodes) {
			t.Logf("codes: want %v, got %v", want.ErrorCodes, messages(got))
			return levels
		}
		return append(levels, "codes", "api", "routing", "full")
	}
	levels = append(levels, "codes")
	if api := apiSchema(got.Document); api != want.APISchema {
		t.Logf("api schema (-want +got):\n%s", cmp.Diff(strings.Split(want.APISchema, "\n"), strings.Split(api, "\n")))
		return levels
	}
	levels = append(levels, "api")
	facts := joinFacts(t, got.SDL)
	if d := cmp.Diff(routingOnly(want.JoinFacts), routingOnly(facts)); d != "" {
		t.Logf("routing (-want +got):\n%s", d)
		return levels
	}
	levels = append(levels, "routing")
	if d := cmp.Diff(want.JoinFacts, facts); d != "" {
		t.Logf("facts (-want +got):\n%s", d)
		return levels
	}
	return append(levels, "full")
}

func messages(r *Result) []string {
	var out []string
	for _, f := range r.Errors {
		out = append(out, f.Code+": "+f.Message)
	}
	return out
}
