package fedtest

import (
	"encoding/json"
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/weftgraphql/weft/internal/fedtest/jsonvalue"
)

func conformanceSuites(t *testing.T) []Suite {
	t.Helper()
	dir := os.Getenv(ConformanceDirEnv)
	if dir == "" {
		t.Skipf("%s is not set: no suites", ConformanceDirEnv)
	}
	suites, err := LoadSuites(dir)
	if err != nil {
		t.Fatal(err)
	}
	return suites
}

// Every suite loads, its schemas can be completed, and every subgraph answers _service with its SDL.
func TestConformanceSuitesLoad(t *testing.T) {
	tests := 0
	for _, suite := range conformanceSuites(t) {
		tests += len(suite.Tests)
		t.Run(suite.Name, func(t *testing.T) {
			running, err := suite.Start()
			if err != nil {
				t.Fatal(err)
			}
			defer running.Close()
			for _, sub := range suite.Subgraphs {
				answer, err := running.Do(t.Context(), sub.Name, []byte(`{"query":"{ _service { sdl } }"}`))
				if err != nil {
					t.Fatal(err)
				}
				sdl, err := json.Marshal(sub.SDL)
				if err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(`{"data":{"_service":{"sdl":`+string(sdl)+`}}}`, string(answer)); diff != "" {
					got, _ := jsonvalue.Parse(answer)
					want, _ := jsonvalue.Parse([]byte(`{"data":{"_service":{"sdl":` + string(sdl) + `}}}`))
					if !jsonvalue.Equal(got, want) {
						t.Errorf("%s: _service (-want +got)\n%s", sub.Name, diff)
					}
				}
			}
		})
	}
	if tests == 0 {
		t.Error("the suites have no tests")
	}
}
