package supply

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/weftgraphql/weft/graph/supergraph"
)

func file(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

const manifestText = `
federation_version: =2.9.0
subgraphs:
  a:
    routing_url: http://a.example/graphql
    schema:
      sdl: |
        extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@shareable"])
        type Query { a: Int SHARED }
  b:
    routing_url: http://b.example/graphql
    schema:
      sdl: |
        extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@shareable"])
        type Query { a: Int SHARED }
`

func TestLoad(t *testing.T) {
	composing := file(t, "supergraph.yaml", strings.ReplaceAll(manifestText, "SHARED", "@shareable"))
	composed, err := Load(context.Background(), Source{Compose: composing})
	if err != nil {
		t.Fatal(err)
	}
	if names := []string{composed.Supergraph.Subgraphs[0].Name, composed.Supergraph.Subgraphs[1].Name}; names[0] != "a" || names[1] != "b" {
		t.Errorf("got %v", names)
	}
	read, err := Load(context.Background(), Source{File: file(t, "supergraph.graphql", composed.SDL)})
	if err != nil {
		t.Fatal(err)
	}
	if read.ID != composed.ID || read.ID == "" {
		t.Errorf("the same SDL has two ids: %q %q", read.ID, composed.ID)
	}
	other, err := Load(context.Background(), Source{File: file(t, "supergraph.graphql", composed.SDL+"\n# other")})
	if err != nil || other.ID == read.ID {
		t.Errorf("other SDL has the same id, or %v", err)
	}
}

func TestLoadSaysWhatIsWrong(t *testing.T) {
	var composition *CompositionError
	if _, err := Load(context.Background(), Source{Compose: file(t, "s.yaml", strings.ReplaceAll(manifestText, "SHARED", ""))}); !errors.As(err, &composition) || len(composition.Findings) == 0 || len(composition.Sources) != 2 {
		t.Errorf("got %v", err)
	}
	var unreadable *supergraph.Error
	if _, err := Load(context.Background(), Source{File: file(t, "s.graphql", "type Query {")}); !errors.As(err, &unreadable) {
		t.Errorf("got %v", err)
	}
	if _, err := Load(context.Background(), Source{File: filepath.Join(t.TempDir(), "missing")}); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("got %v", err)
	}
	for _, source := range []Source{{}, {File: "a", Compose: "b"}} {
		if _, err := Load(context.Background(), source); err == nil {
			t.Errorf("%+v: no error", source)
		}
	}
}
