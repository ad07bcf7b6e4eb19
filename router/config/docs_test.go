package config

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"
	"testing"
)

// docs is the users' documentation, seen from here.
const docs = "../../docs"

// TestDocumentedConfigurations reads each YAML block of the pages that show weft.yaml, so that they cannot go stale.
func TestDocumentedConfigurations(t *testing.T) {
	secrets := t.TempDir()
	secret := strings.Repeat("s", MinSecretBytes)
	if err := os.WriteFile(filepath.Join(secrets, "jwt"), []byte(secret), 0o600); err != nil {
		t.Fatal(err)
	}
	env := func(string) (string, bool) { return secret, true }
	for _, page := range []string{"configuration.md", "router.md", "limits.md", "authorization.md", "caching.md"} {
		for _, block := range blocksOf(t, page, "yaml") {
			text := strings.ReplaceAll(block.text, "/run/secrets/", secrets+"/")
			// A listener's port is the only variable that is no secret.
			text = strings.ReplaceAll(text, "${env.PORT:-4000}", "4000")
			if _, err := Parse(page, []byte(text), env); err != nil {
				t.Errorf("docs/%s, the block at line %d: %v", page, block.line, err)
			}
		}
	}
}

// TestEveryKeyIsDocumented: each top-level key has its section, with an example that sets it.
func TestEveryKeyIsDocumented(t *testing.T) {
	blocks := blocksOf(t, "configuration.md", "yaml")
	text := read(t, "configuration.md")
	for _, key := range keysOf(reflect.TypeFor[Config]()) {
		if !strings.Contains(text, "\n## "+key+"\n") {
			t.Errorf("docs/configuration.md has no section %q", key)
		}
		shown := false
		for _, block := range blocks {
			shown = shown || strings.Contains("\n"+block.text, "\n"+key+":")
		}
		if !shown {
			t.Errorf("docs/configuration.md shows no example of %q", key)
		}
	}
}

// TestErrorCodesAreDocumented: clients find each code that an answer may have.
func TestErrorCodesAreDocumented(t *testing.T) {
	file, err := parser.ParseFile(token.NewFileSet(), "../../graph/gqlerr/gqlerr.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	text, found := read(t, "router.md"), 0
	ast.Inspect(file, func(node ast.Node) bool {
		spec, ok := node.(*ast.ValueSpec)
		if !ok || len(spec.Values) != 1 {
			return true
		}
		literal, ok := spec.Values[0].(*ast.BasicLit)
		if !ok || literal.Kind != token.STRING {
			return true
		}
		code, err := strconv.Unquote(literal.Value)
		if err != nil {
			t.Fatal(err)
		}
		found++
		if code != "FORBIDDEN" && !strings.Contains(text, "`"+code+"`") { // nothing answers with FORBIDDEN yet
			t.Errorf("docs/router.md does not explain the code %s", code)
		}
		return true
	})
	if found < 10 {
		t.Fatalf("only %d codes found: are they still in graph/gqlerr/gqlerr.go?", found)
	}
}

type block struct {
	text string
	line int
}

// blocksOf are the fenced blocks of a language in a page, which may have none.
func blocksOf(t *testing.T, page, language string) []block {
	t.Helper()
	var (
		blocks []block
		inside bool
		lines  []string
		start  int
	)
	for i, line := range strings.Split(read(t, page), "\n") {
		switch {
		case !inside && line == "```"+language:
			inside, start, lines = true, i+1, nil
		case inside && line == "```":
			inside = false
			blocks = append(blocks, block{strings.Join(lines, "\n") + "\n", start})
		case inside:
			lines = append(lines, line)
		}
	}
	if inside {
		t.Fatalf("docs/%s: the block at line %d has no end", page, start)
	}
	return blocks
}

func read(t *testing.T, page string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(docs, page))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
