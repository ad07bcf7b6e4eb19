// Package archtest holds the import rules that ARCHITECTURE.md draws, as tests.
package archtest

import (
	"encoding/json"
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"io/fs"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "github.com/weftgraphql/weft"

// pkg is what `go list -json` says of one package, as far as the rules need it.
type pkg struct {
	ImportPath   string
	Imports      []string
	Deps         []string
	TestImports  []string
	XTestImports []string
}

// plain takes off what go list adds where a main package is built with a profile: "path [of/that/main]".
func (p *pkg) plain() {
	p.ImportPath, _, _ = strings.Cut(p.ImportPath, " ")
	for _, list := range [][]string{p.Imports, p.Deps, p.TestImports, p.XTestImports} {
		for i := range list {
			list[i], _, _ = strings.Cut(list[i], " ")
		}
	}
}

func listPackages(t *testing.T) []pkg {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "go", "list", "-e", "-json=ImportPath,Imports,Deps,TestImports,XTestImports", "./...")
	cmd.Dir = filepath.Join("..", "..")
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	var packages []pkg
	for decoder := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p pkg
		if err := decoder.Decode(&p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		p.plain()
		packages = append(packages, p)
	}
	if len(packages) == 0 {
		t.Fatal("go list names no package")
	}
	return packages
}

// room is the first folder below the module, "graph" for .../weft/graph/plan.
func room(importPath string) string {
	rest, ours := strings.CutPrefix(importPath, module+"/")
	if !ours {
		return ""
	}
	first, _, _ := strings.Cut(rest, "/")
	return first
}

// The engine is a library: it opens no socket and knows no telemetry, not even through others.
func TestEngineReachesNoServer(t *testing.T) {
	forbidden := []string{
		"net/http", "github.com/redis/", "github.com/nats-io/", "go.opentelemetry.io/", "github.com/prometheus/",
		"github.com/valyala/fasthttp", "database/sql",
	}
	for _, p := range listPackages(t) {
		if room(p.ImportPath) != "graph" {
			continue
		}
		for _, dep := range p.Deps {
			for _, prefix := range forbidden {
				if dep == prefix || strings.HasPrefix(dep, prefix) && strings.HasSuffix(prefix, "/") {
					t.Errorf("%s reaches %s: the engine does no I/O, give it an interface instead", p.ImportPath, dep)
				}
			}
			if other := room(dep); other != "" && other != "graph" {
				t.Errorf("%s reaches %s: the engine stands on nothing of ours but itself", p.ImportPath, dep)
			}
		}
		if slices.Contains(p.Imports, "os") {
			t.Errorf("%s imports os: files and the environment are the caller's", p.ImportPath)
		}
	}
}

// allowed says which rooms each room may import.
var allowed = map[string][]string{
	"graph":     {"graph"},
	"router":    {"router", "graph", "internal"},
	"internal":  {"internal"},
	"subgraphs": {"subgraphs", "internal"},
	"cmd":       {"cmd", "graph", "router", "subgraphs", "internal", "schema"},
	"bench":     {"bench"},
	"schema":    {},
}

func TestRoomsImportOnlyWhatTheyMay(t *testing.T) {
	for _, p := range listPackages(t) {
		from := room(p.ImportPath)
		rooms, known := allowed[from]
		if !known {
			continue
		}
		for _, imported := range p.Imports {
			to := room(imported)
			switch {
			case to == "":
			case imported == module+"/internal/fedtest" || strings.HasPrefix(imported, module+"/internal/fedtest/"):
				if !strings.HasPrefix(p.ImportPath, module+"/internal/fedtest") {
					t.Errorf("%s imports %s, which is for tests only", p.ImportPath, imported)
				}
			case strings.HasPrefix(p.ImportPath, module+"/internal/fedtest") && to == "graph":
			case !slices.Contains(rooms, to):
				t.Errorf("%s imports %s: %s may import only %s", p.ImportPath, imported, from, strings.Join(rooms, ", "))
			}
		}
		if from == "subgraphs" {
			checkDomain(t, p)
		}
	}
}

// checkDomain: subgraphs/<x> imports no other subgraph; they meet in the graph, not in Go.
func checkDomain(t *testing.T, p pkg) {
	t.Helper()
	own := domain(p.ImportPath)
	for _, imported := range slices.Concat(p.Imports, p.TestImports, p.XTestImports) {
		if other := domain(imported); other != "" && other != own {
			t.Errorf("%s imports %s: a domain knows no other", p.ImportPath, imported)
		}
	}
}

func domain(importPath string) string {
	rest, ok := strings.CutPrefix(importPath, module+"/subgraphs/")
	if !ok {
		return ""
	}
	name, _, _ := strings.Cut(rest, "/")
	return name
}

// The engine reads no clock: deadlines come by context, so that runs are deterministic.
func TestEngineReadsNoClock(t *testing.T) {
	files := token.NewFileSet()
	read := 0
	err := filepath.WalkDir(filepath.Join("..", "..", "graph"), func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		file, err := parser.ParseFile(files, path, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		read++
		name := importName(file, "time")
		if name == "" {
			return nil
		}
		ast.Inspect(file, func(node ast.Node) bool {
			call, ok := node.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			of, ok := call.X.(*ast.Ident)
			if ok && of.Name == name && slices.Contains([]string{"Now", "Sleep", "After", "Since", "Until", "Tick", "NewTimer", "NewTicker", "AfterFunc"}, call.Sel.Name) {
				t.Errorf("%s: time.%s in the engine; take deadlines from the context", files.Position(call.Pos()), call.Sel.Name)
			}
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if read == 0 {
		t.Fatal("no file of the engine was read")
	}
}

// importName is the name under which a file imports a package, "" if it does not.
func importName(file *ast.File, path string) string {
	for _, spec := range file.Imports {
		if quoted, err := strconv.Unquote(spec.Path.Value); err != nil || quoted != path {
			continue
		}
		if spec.Name != nil {
			return spec.Name.Name
		}
		return path[strings.LastIndexByte(path, '/')+1:]
	}
	return ""
}
