package diag

import (
	"bytes"
	"encoding/json"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var several = []Finding{
	{Code: "ONE", Message: "first: 100 %\nsecond", Spans: []Span{
		{Subgraph: "a", File: "dir with space/a,b.graphql", Line: 2, Column: 9, EndLine: 2, EndColumn: 13, Label: "here"},
		{Subgraph: "b", File: "/abs/b.graphql", Line: 7, Column: 1, Label: "and here"},
	}, Notes: []string{"a note"}, Help: "mend it"},
	{Code: "TWO", Severity: Hint, Message: "a hint", Spans: []Span{{Subgraph: "c", File: "http://c.test/graphql", Line: 1, Column: 2}}},
	{Code: "ONE", Message: "nowhere"},
	{Code: "THREE", Message: "inline", Spans: []Span{{Subgraph: "d", File: "supergraph.yaml#d"}}},
}

// TestLogIsSARIF holds a log against what SARIF 2.1.0 asks of the properties that are written:
// those that are required, their types, ranges and words.
func TestLogIsSARIF(t *testing.T) {
	log := Log(Tool{Name: "weft", Version: "1", URL: "https://example.com", Rule: func(code string) (string, string, string) {
		return code + " title", "", "https://example.com/" + code
	}}, several)
	text, err := json.Marshal(log)
	if err != nil {
		t.Fatal(err)
	}
	var doc map[string]any
	if err := json.Unmarshal(text, &doc); err != nil {
		t.Fatal(err)
	}
	c := &sarifCheck{t: t}
	c.only(doc, "log", "$schema", "version", "runs")
	if doc["version"] != "2.1.0" {
		t.Errorf("version %v", doc["version"])
	}
	runs := c.list(doc, "runs")
	if len(runs) != 1 {
		t.Fatalf("%d runs", len(runs))
	}
	run := runs[0].(map[string]any)
	c.only(run, "run", "tool", "columnKind", "results")
	c.word(run, "columnKind", "utf16CodeUnits", "unicodeCodePoints")
	driver := c.object(c.object(run, "tool"), "driver")
	c.only(driver, "driver", "name", "version", "informationUri", "rules")
	c.text(driver, "name")
	c.uri(driver, "informationUri")
	rules := c.list(driver, "rules")
	var ids []string
	for _, r := range rules {
		rule := r.(map[string]any)
		c.only(rule, "rule", "id", "shortDescription", "helpUri")
		ids = append(ids, c.text(rule, "id"))
		c.text(c.object(rule, "shortDescription"), "text")
		c.uri(rule, "helpUri")
	}
	if !slices.Equal(ids, []string{"ONE", "TWO", "THREE"}) {
		t.Errorf("rules %v: each code once", ids)
	}
	for _, r := range c.list(run, "results") {
		c.result(r.(map[string]any), ids)
	}
}

type sarifCheck struct{ t *testing.T }

func (c *sarifCheck) only(m map[string]any, what string, names ...string) {
	for name := range m {
		if !slices.Contains(names, name) {
			c.t.Errorf("a %s has no property %q", what, name)
		}
	}
}

func (c *sarifCheck) text(m map[string]any, name string) string {
	v, ok := m[name].(string)
	if !ok || v == "" {
		c.t.Errorf("%q is no text: %v", name, m)
	}
	return v
}

func (c *sarifCheck) word(m map[string]any, name string, words ...string) {
	if v := c.text(m, name); !slices.Contains(words, v) {
		c.t.Errorf("%q is %q", name, v)
	}
}

func (c *sarifCheck) uri(m map[string]any, name string) {
	if v := c.text(m, name); strings.ContainsAny(v, " ,\\") && !strings.Contains(v, "%20") {
		c.t.Errorf("%q is no URI reference", v)
	} else if _, err := url.Parse(v); err != nil {
		c.t.Error(err)
	}
}

func (c *sarifCheck) object(m map[string]any, name string) map[string]any {
	v, ok := m[name].(map[string]any)
	if !ok {
		c.t.Fatalf("%q is no object: %v", name, m)
	}
	return v
}

func (c *sarifCheck) list(m map[string]any, name string) []any {
	v, ok := m[name].([]any)
	if !ok {
		c.t.Fatalf("%q is no list: %v", name, m)
	}
	return v
}

func (c *sarifCheck) result(r map[string]any, rules []string) {
	c.only(r, "result", "ruleId", "ruleIndex", "level", "message", "locations", "relatedLocations")
	c.word(r, "level", "none", "note", "warning", "error")
	c.text(c.object(r, "message"), "text")
	if i := int(r["ruleIndex"].(float64)); i >= len(rules) || rules[i] != r["ruleId"] {
		c.t.Errorf("rule %d is not %v", i, r["ruleId"])
	}
	for _, name := range []string{"locations", "relatedLocations"} {
		if r[name] == nil {
			continue
		}
		for _, l := range c.list(r, name) {
			c.location(l.(map[string]any))
		}
	}
}

func (c *sarifCheck) location(l map[string]any) {
	c.only(l, "location", "id", "message", "physicalLocation", "logicalLocations")
	if p, ok := l["physicalLocation"].(map[string]any); ok {
		c.only(p, "physicalLocation", "artifactLocation", "region")
		c.uri(c.object(p, "artifactLocation"), "uri")
		if region, ok := p["region"].(map[string]any); ok {
			c.only(region, "region", "startLine", "startColumn", "endLine", "endColumn")
			for name, v := range region {
				if v.(float64) < 1 {
					c.t.Errorf("%s is %v", name, v)
				}
			}
		}
	}
	for _, logical := range c.list(l, "logicalLocations") {
		c.text(logical.(map[string]any), "name")
		c.word(logical.(map[string]any), "kind", "module")
	}
}

func TestLogPlaces(t *testing.T) {
	run := Log(Tool{Name: "weft"}, several).Runs[0]
	var got []string
	for _, r := range run.Results {
		line := r.Level + " " + r.RuleID
		for _, l := range append(slices.Clone(r.Locations), r.Related...) {
			line += " " + l.Physical.Artifact.URI
		}
		got = append(got, line)
	}
	want := []string{
		"error ONE dir%20with%20space/a,b.graphql file:///abs/b.graphql",
		"note TWO http://c.test/graphql",
		"error ONE",
		"error THREE supergraph.yaml#d",
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
	if none, _ := json.Marshal(Log(Tool{Name: "weft"}, nil)); !bytes.Contains(none, []byte(`"results":[]`)) || !bytes.Contains(none, []byte(`"rules":[]`)) {
		t.Errorf("no findings are %s", none)
	}
}

func TestWriteGitHub(t *testing.T) {
	var b strings.Builder
	if err := WriteGitHub(&b, several); err != nil {
		t.Fatal(err)
	}
	want := `::error file=dir with space/a%2Cb.graphql,line=2,col=9,endLine=2,endColumn=12,title=ONE::first: 100 %25%0Asecond%0Anote: a note%0Ahelp: mend it%0Ain subgraph a: here%0Asee also /abs/b.graphql:7:1 (subgraph b): and here
::notice file=http%3A//c.test/graphql,line=1,col=2,title=TWO::a hint%0Ain subgraph c
::error title=ONE::nowhere
::error file=supergraph.yaml#d,title=THREE::inline%0Ain subgraph d
`
	if d := cmp.Diff(want, b.String()); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}
