package runner

import (
	"bytes"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/weftgraphql/weft/bench/floor"
	"github.com/weftgraphql/weft/bench/subgraphs"
)

func suite(t *testing.T) *Suite {
	t.Helper()
	root, err := filepath.Abs("..")
	if err != nil {
		t.Fatal(err)
	}
	return &Suite{Root: root, Self: "/self", Weft: "/weft"}
}

func TestRows(t *testing.T) {
	rows, err := suite(t).Rows()
	if err != nil {
		t.Fatal(err)
	}
	names := map[string]bool{}
	for _, r := range rows {
		if names[r.Name] || r.Name == "" || len(r.Command) == 0 {
			t.Errorf("row %q: its name is taken or missing, or it has no command", r.Name)
		}
		names[r.Name] = true
	}
	count := func(names string, unique bool) int {
		selected, err := Select(rows, names, unique)
		if err != nil {
			t.Error(err)
		}
		return len(selected)
	}
	if all, alone := count("", false), count("", true); all+alone <= len(rows) || count("weft*", false) != 4 || count("weft,weft*", false) != 4 {
		t.Errorf("%d and %d of %d rows", all, alone, len(rows))
	}
	for _, bad := range []string{"nobody", "[", "weft,"} {
		if _, err := Select(rows, bad, false); err == nil {
			t.Errorf("%q selects something", bad)
		}
	}
}

func TestExpand(t *testing.T) {
	t.Setenv("OTHER", "other")
	b := &bed{suite: suite(t), address: "a:1", work: "/scratch"}
	r := &Row{Needs: []string{"${DATA}/supergraph.graphql", "${DATA}/ops/${OP}.graphql"}}
	expand := b.expander(r, "small", "127.0.0.1:99")
	if diff := cmp.Diff("/weft router --listen 127.0.0.1:99 99 a:1 /scratch other", expand("${WEFT} router --listen ${LISTEN} ${PORT} ${SUBGRAPHS} ${WORK} ${OTHER}")); diff != "" {
		t.Error(diff)
	}
	if file := r.missing(expand); file != "" {
		t.Error(file)
	}
	if file := r.missing(b.expander(r, "nothing", "")); filepath.Base(file) != "nothing.graphql" {
		t.Error(file)
	}
	r.weft = "/own"
	if got := b.expander(r, "", "")("${WEFT}"); got != "/own" {
		t.Error(got)
	}
}

func TestStages(t *testing.T) {
	gap := together.Microseconds() + 1
	calls := []subgraphs.Call{{Subgraph: "a", At: 10, Body: "1"}, {Subgraph: "b", At: 11, Body: "2"}, {Subgraph: "a", At: 11 + gap, Body: "3"}}
	want := [][]floor.Call{{{Path: "/a", Body: "1"}, {Path: "/b", Body: "2"}}, {{Path: "/a", Body: "3"}}}
	if diff := cmp.Diff(want, stages(calls)); diff != "" {
		t.Error(diff)
	}
}

func TestReport(t *testing.T) {
	results := []Result{
		{Row: "slow", Samples: []Sample{{Round: 0, CPU: 3, RPS: 10, Peak: 50, Errors: 1}, {Round: 1, CPU: 8, RPS: 12, Peak: 60, Errors: 1}, {Round: 2, CPU: 4, RPS: 11, Peak: 55}}},
		{Row: "absent", Err: "left out: there is no /x"},
		// Round 1 was twice as dear for both.
		{Row: "base", Samples: []Sample{{Round: 0, CPU: 2}, {Round: 1, CPU: 4}, {Round: 2, CPU: 2}}, Err: "another answer than the expected one"},
	}
	var out bytes.Buffer
	Report(&out, results, Options{Op: "heavy", Rounds: 3, Round: time.Second, Connections: 5, Reference: "base", Unique: true})
	want := `
Operation heavy, no two requests equal, 5 connections, 3 rounds of 1s, subgraphs' delay 0s.

| row | CPU ms/request | min–max | × reference | requests/s | p50 ms | p99 ms | CPU % | peak RSS MiB | calls/request | KiB from subgraphs | errors |
|---|---:|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|
| base (another answer than the expected one) | 2.000 | 2.000–4.000 | 1.00 | 0 | 0.00 | 0.00 | 0 | 0 | 0.00 | 0.0 | 0 |
| slow | 4.000 | 3.000–8.000 | 2.00 | 11 | 0.00 | 0.00 | 0 | 60 | 0.00 | 0.0 | 2 |
| absent | – | left out: there is no /x |

`
	if diff := cmp.Diff(want, out.String()); diff != "" {
		t.Error(diff)
	}
}

func TestMedian(t *testing.T) {
	for _, test := range []struct {
		values []float64
		want   float64
	}{{nil, 0}, {[]float64{3}, 3}, {[]float64{9, 1, 2}, 2}, {[]float64{4, 1, 2, 9}, 3}} {
		if got := median(test.values); got != test.want {
			t.Errorf("median of %v is %v", test.values, got)
		}
	}
}
