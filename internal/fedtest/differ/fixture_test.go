package differ

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/weftgraphql/weft/internal/fedtest/refexec"
	"github.com/weftgraphql/weft/internal/fedtest/world"
)

var update = flag.Bool("update", false, "rewrite what the fixtures expect")

// TestFixtures replays every case that ever failed, and checks that the monolith still says what it said.
func TestFixtures(t *testing.T) {
	files, err := filepath.Glob(filepath.Join("testdata", "*.txtar"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no fixtures: %v", err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			c, expected, err := ParseFixture(text)
			if err != nil {
				t.Fatal(err)
			}
			answer := monolithAnswer(t, c)
			if *update {
				comment, _, _ := bytes.Cut(text, []byte("\n-- "))
				if err := os.WriteFile(file, c.Format(string(comment), &Failure{Expected: answer}), 0o600); err != nil {
					t.Fatal(err)
				}
			} else if diff := cmp.Diff(compact(t, expected), compact(t, []byte(answer))); diff != "" {
				t.Errorf("the monolith's answer changed (-fixture +now; run with -update if that is right)\n%s", diff)
			}
			if failure := c.Run(t.Context()); failure != nil {
				t.Errorf("%s: %s\ngot %s\n%s", failure.Kind, failure.Detail, failure.Got, failure.Plan)
			}
		})
	}
}

func monolithAnswer(t *testing.T, c Case) string {
	t.Helper()
	w, err := c.world()
	if err != nil {
		t.Fatal(err)
	}
	response := w.Monolith(t.Context(), &world.Session{Caller: c.Caller}, refexec.Request{Query: c.Request.Query, Variables: c.Request.Variables})
	out, err := response.MarshalJSON()
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

func compact(t *testing.T, text []byte) string {
	t.Helper()
	var b bytes.Buffer
	if err := json.Compact(&b, text); err != nil {
		t.Fatalf("%v: %s", err, text)
	}
	return b.String()
}

func TestFixtureRoundTrip(t *testing.T) {
	cases, _, err := Cases(7)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range cases {
		got, _, err := ParseFixture(c.Format("comment", nil))
		if err != nil {
			t.Fatal(err)
		}
		if got.Seed != c.Seed || len(got.Subgraphs) != len(c.Subgraphs) || string(got.Request.JSON()) != string(c.Request.JSON()) && len(c.Request.Variables) > 0 {
			t.Errorf("got %+v, want %+v", got, c)
		}
	}
}
