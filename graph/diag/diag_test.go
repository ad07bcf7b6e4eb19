package diag

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestPrint(t *testing.T) {
	long := "type Query { " + strings.Repeat("x", 300) + ": Int }"
	p := &Printer{Sources: []Source{
		{"a", "a.graphql", "type Query {\r\n\tfield: Nope\r\n}\r\n"},
		{"b", "b.graphql", long},
	}}
	findings := []Finding{
		{Code: "ONE", Message: "first line\nsecond line", Spans: []Span{
			{Subgraph: "a", File: "a.graphql", Line: 2, Column: 9, EndLine: 2, EndColumn: 13, Label: "here"},
			{Subgraph: "c", File: "c.graphql", Line: 7, Column: 1, Label: "not at hand"},
		}, Notes: []string{"a note\non two lines"}, Help: "mend it"},
		{Code: "TWO", Severity: Hint, Message: "long", Spans: []Span{{Subgraph: "b", File: "b.graphql", Line: 1, Column: 200}}},
		{Code: "THREE", Message: "nowhere"},
	}
	var b strings.Builder
	if err := p.Print(&b, findings); err != nil {
		t.Fatal(err)
	}
	want := `error[ONE]: first line
  second line
 --> a.graphql:2:9 (subgraph a)
  |
2 |  field: Nope
  |         ^^^^ here
 ::: c.graphql:7:1 (subgraph c)
  = not at hand
  = note: a note
          on two lines
  = help: mend it

hint[TWO]: long
 --> b.graphql:1:200 (subgraph b)
  |
1 | ...` + strings.Repeat("x", 154) + `: Int ...
  | ` + strings.Repeat(" ", 43) + `^

error[THREE]: nowhere
`
	if d := cmp.Diff(want, b.String()); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}

func TestPrintColor(t *testing.T) {
	var b strings.Builder
	p := &Printer{Color: true}
	if err := p.Print(&b, []Finding{{Code: "X", Message: "m"}}); err != nil {
		t.Fatal(err)
	}
	if want := "\x1b[31;1merror[X]\x1b[0m: \x1b[1mm\x1b[0m\n"; b.String() != want {
		t.Errorf("%q, want %q", b.String(), want)
	}
}

func TestReports(t *testing.T) {
	got, err := json.Marshal(Reports([]Finding{{Code: "X", Message: "m", Spans: []Span{{Subgraph: "a", File: "f", Line: 1, Column: 2}}}, {Code: "Y"}}))
	if err != nil {
		t.Fatal(err)
	}
	want := `[{"code":"X","message":"m","locations":[{"subgraph":"a","file":"f","line":1,"column":2}]},{"code":"Y","message":"","locations":[]}]`
	if string(got) != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if none, _ := json.Marshal(Reports(nil)); string(none) != "[]" {
		t.Errorf("no findings are %s", none)
	}
}

func TestSort(t *testing.T) {
	at := func(sub string, line int, code string) Finding {
		return Finding{Code: code, Spans: []Span{{Subgraph: sub, Line: line}}}
	}
	got := []Finding{at("b", 1, "A"), at("a", 2, "B"), at("a", 2, "A"), at("a", 1, "C"), {Code: "Z"}}
	Sort(got)
	var codes []string
	for _, f := range got {
		codes = append(codes, f.first().Subgraph+f.Code)
	}
	if d := cmp.Diff([]string{"Z", "aC", "aA", "aB", "bA"}, codes); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}
