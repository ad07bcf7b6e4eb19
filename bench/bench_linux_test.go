package main

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/weftgraphql/weft/bench/runner"
)

// TestMain lets this test be the program that the runner starts for its parts.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && slices.Contains([]string{"subgraphs", "floor", "load"}, os.Args[1]) {
		main()
		return
	}
	os.Exit(m.Run())
}

// TestFloors goes the whole way of a run, with rows that need nothing but this program.
func TestFloors(t *testing.T) {
	root, err := filepath.Abs(".")
	if err != nil {
		t.Fatal(err)
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	s := &runner.Suite{Root: root, Self: self}
	all, err := s.Rows()
	if err != nil {
		t.Fatal(err)
	}
	floors, err := runner.Select(all, "floor-nethttp,floor-fasthttp,floor-bare-4,floor-bare-0", false)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := s.Check(t.Context(), floors, "heavy", &out); err != nil {
		t.Fatal(err)
	}
	// Seven calls are what the reference floor makes.
	for line, want := range map[string]string{"floor-nethttp ": "7 calls", "floor-bare-4 ": "4 calls", "floor-bare-0 ": "0 calls"} {
		if _, rest, found := strings.Cut(out.String(), line); !found || !strings.HasPrefix(strings.TrimSpace(rest), "right, "+want) {
			t.Errorf("%s makes other than %s:\n%s", line, want, out.String())
		}
	}
	two, err := runner.Select(all, "floor-bare,floor-bare-4", false)
	if err != nil {
		t.Fatal(err)
	}
	results, err := s.Measure(t.Context(), two, runner.Options{
		Op: "heavy", Rounds: 2, Round: 200 * time.Millisecond, Warm: 100 * time.Millisecond, Connections: 4, Unique: true, Progress: io.Discard,
	})
	if err != nil {
		t.Fatal(err)
	}
	for i, calls := range []float64{7, 4} {
		r := results[i]
		if r.Err != "" || len(r.Samples) != 2 {
			t.Fatalf("%s: %d samples, %s", r.Row, len(r.Samples), r.Err)
		}
		for _, sample := range r.Samples {
			if sample.Requests == 0 || sample.Errors != 0 || sample.Calls != calls || sample.Peak <= 0 {
				t.Errorf("%s: %+v", r.Row, sample)
			}
		}
	}
}
