package fedtest

import (
	"os"
	"testing"

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
				got, err := jsonvalue.Parse(answer)
				if err != nil {
					t.Fatal(err)
				}
				want := map[string]any{"data": map[string]any{"_service": map[string]any{"sdl": sub.SDL}}}
				for _, line := range jsonvalue.Diff(want, got, jsonvalue.AnyOrder) {
					t.Errorf("%s: %s", sub.Name, line)
				}
			}
		})
	}
	if tests == 0 {
		t.Error("the suites have no tests")
	}
}
