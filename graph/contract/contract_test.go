package contract_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"
	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftgraphql/weft/graph/compose"
	"github.com/weftgraphql/weft/graph/contract"
	"github.com/weftgraphql/weft/graph/diag"
	"github.com/weftgraphql/weft/graph/supergraph"
)

var update = flag.Bool("update", false, "write the results into testdata instead of comparing")

// machinery makes a supergraph out of types. It stands behind them so that places in findings
// are places in the test's file.
const machinery = `
schema
  @link(url: "https://specs.apollo.dev/link/v1.0")
  @link(url: "https://specs.apollo.dev/join/v0.3", for: EXECUTION)
  @link(url: "https://specs.apollo.dev/tag/v0.3")
{ query: Query%s }
directive @link(url: String, as: String, for: link__Purpose, import: [link__Import]) repeatable on SCHEMA
directive @join__graph(name: String!, url: String!) on ENUM_VALUE
directive @tag(name: String!) repeatable on FIELD_DEFINITION | OBJECT
enum join__Graph { A @join__graph(name: "a", url: "http://a") }
enum link__Purpose { SECURITY EXECUTION }
scalar link__Import
`

// Each file is one rule: the flags in its first lines, the supergraph's types, and then the API
// schema of the contract or the findings for which there is none.
func TestRules(t *testing.T) {
	files, err := filepath.Glob(filepath.Join("testdata", "*.txtar"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no rules: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			types := string(archive.Files[0].Data)
			mutation := ""
			if strings.Contains(types, "type Mutation") {
				mutation = " mutation: Mutation"
			}
			sdl, filter := types+fmt.Sprintf(machinery, mutation), filterOf(t, string(archive.Comment))
			result, err := contract.Apply("types.graphql", sdl, filter)
			if err != nil {
				t.Fatal(err)
			}
			checkResult(t, sdl, filter, result)
			got := []txtar.File{archive.Files[0]}
			if findings := findingsText(append(result.Errors, result.Hints...)); findings != "" {
				got = append(got, txtar.File{Name: "findings.txt", Data: []byte(findings)})
			}
			if result.OK() {
				got = append(got, txtar.File{Name: "api.graphql", Data: []byte(apiText(read(t, result.SDL).API))})
			}
			if *update {
				archive.Files = got
				if err := os.WriteFile(file, txtar.Format(archive), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if diff := cmp.Diff(archive.Files, got, cmp.Transformer("text", func(b []byte) string { return string(b) })); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

func filterOf(t *testing.T, comment string) contract.Filter {
	t.Helper()
	var f contract.Filter
	for line := range strings.Lines(comment) {
		switch word, rest, _ := strings.Cut(strings.TrimSpace(line), ":"); word {
		case "include":
			f.Include = strings.Fields(rest)
		case "exclude":
			f.Exclude = strings.Fields(rest)
		case "hide-unreachable":
			f.HideUnreachable = true
		case "", "#":
		default:
			if !strings.HasPrefix(word, "#") {
				t.Fatalf("unknown flag %q", word)
			}
		}
	}
	return f
}

func findingsText(findings []diag.Finding) string {
	var b strings.Builder
	for _, f := range findings {
		fmt.Fprintf(&b, "%s %s: %s\n", f.Severity, f.Code, f.Message)
		for _, s := range f.Spans {
			fmt.Fprintf(&b, "  %s:%d:%d-%d %s\n", s.File, s.Line, s.Column, s.EndColumn, s.Label)
		}
		for _, note := range f.Notes {
			fmt.Fprintf(&b, "  note: %s\n", note)
		}
		if f.Help != "" {
			fmt.Fprintf(&b, "  help: %s\n", f.Help)
		}
	}
	return strings.ReplaceAll(b.String(), " \n", "\n")
}

// fataler is a test, one of rapid's included.
type fataler interface {
	Helper()
	Fatalf(string, ...any)
	Errorf(string, ...any)
}

func read(t fataler, sdl string) *supergraph.Supergraph {
	t.Helper()
	sg, err := supergraph.Parse("contract.graphql", sdl)
	if err != nil {
		t.Fatalf("the contract cannot be read: %v\n%s", err, sdl)
	}
	return sg
}

// apiText prints an API schema.
func apiText(api *ast.Schema) string {
	schema := &ast.SchemaDefinition{}
	for op, root := range map[ast.Operation]*ast.Definition{ast.Query: api.Query, ast.Mutation: api.Mutation, ast.Subscription: api.Subscription} {
		if root != nil {
			schema.OperationTypes = append(schema.OperationTypes, &ast.OperationTypeDefinition{Operation: op, Type: root.Name})
		}
	}
	slices.SortFunc(schema.OperationTypes, func(a, b *ast.OperationTypeDefinition) int {
		return strings.Compare(string(b.Operation), string(a.Operation))
	})
	doc := &ast.SchemaDocument{Schema: ast.SchemaDefinitionList{schema}}
	for _, def := range api.Directives {
		if def.Position != nil && !def.Position.Src.BuiltIn {
			doc.Directives = append(doc.Directives, def)
		}
	}
	for _, def := range api.Types {
		if !def.BuiltIn {
			doc.Definitions = append(doc.Definitions, def)
		}
	}
	slices.SortFunc(doc.Directives, func(a, b *ast.DirectiveDefinition) int { return strings.Compare(a.Name, b.Name) })
	slices.SortFunc(doc.Definitions, func(a, b *ast.Definition) int { return strings.Compare(a.Name, b.Name) })
	return compose.Print(doc)
}

// checkResult is what holds for every contract.
func checkResult(t fataler, base string, filter contract.Filter, result *contract.Result) {
	t.Helper()
	if !result.OK() {
		if result.SDL != "" {
			t.Errorf("an impossible contract has a supergraph")
		}
		for _, f := range result.Errors {
			if len(f.Spans) == 0 || f.Spans[0].Line == 0 || f.Help == "" {
				t.Errorf("a finding without a place or a mend: %+v", f)
			}
		}
		return
	}
	before, after := read(t, base), read(t, result.SDL)
	checkSubset(t, before.API, after.API)
	checkTags(t, filter, after)
	text := apiText(after.API)
	if _, err := gqlparser.LoadSchema(&ast.Source{Name: "api", Input: text}); err != nil {
		t.Errorf("the API schema is not valid: %v\n%s", err, text)
	}
	again, err := contract.Apply("again.graphql", result.SDL, filter)
	if err != nil || again.SDL != result.SDL || len(again.Hidden) != 0 {
		t.Errorf("applied twice: %v\n%s", err, cmp.Diff(result.SDL, again.SDL))
	}
	if len(result.Hidden) == 0 && result.SDL != base {
		t.Errorf("nothing is hidden, but the text differs")
	}
	checkJoinFacts(t, before, after)
}

// checkJoinFacts compares what the supergraphs say of the subgraphs.
func checkJoinFacts(t fataler, before, after *supergraph.Supergraph) {
	t.Helper()
	if diff := cmp.Diff(before.Subgraphs, after.Subgraphs); diff != "" {
		t.Errorf("subgraphs (-before +after)\n%s", diff)
	}
	ignore := cmp.FilterPath(func(p cmp.Path) bool {
		return p.Last().String() == ".Def" || p.Last().String() == ".Selections" || p.Last().String() == ".Position"
	}, cmp.Ignore())
	if diff := cmp.Diff(before.Types, after.Types, ignore); diff != "" {
		t.Errorf("join facts (-before +after)\n%s", diff)
	}
}

// checkTags looks for what should have been hidden.
func checkTags(t fataler, filter contract.Filter, after *supergraph.Supergraph) {
	t.Helper()
	has := func(list ast.DirectiveList, tags []string) bool {
		return slices.ContainsFunc(list.ForNames("tag"), func(at *ast.Directive) bool {
			return slices.Contains(tags, at.Arguments.ForName("name").Value.Raw)
		})
	}
	for name, visible := range after.API.Types {
		def := after.Schema.Types[name]
		if visible.BuiltIn {
			continue
		}
		if has(def.Directives, filter.Exclude) {
			t.Errorf("%s is tagged as excluded, but visible", name)
		}
		for _, value := range visible.EnumValues {
			if has(def.EnumValues.ForName(value.Name).Directives, filter.Exclude) {
				t.Errorf("%s.%s is tagged as excluded, but visible", name, value.Name)
			}
		}
		for _, field := range visible.Fields {
			full := def.Fields.ForName(field.Name)
			if has(full.Directives, filter.Exclude) {
				t.Errorf("%s.%s is tagged as excluded, but visible", name, field.Name)
			}
			included := len(filter.Include) == 0 || def.Kind == ast.InputObject ||
				has(full.Directives, filter.Include) || has(def.Directives, filter.Include)
			if !included {
				t.Errorf("%s.%s is visible without an included tag", name, field.Name)
			}
			for _, arg := range field.Arguments {
				if has(full.Arguments.ForName(arg.Name).Directives, filter.Exclude) {
					t.Errorf("%s.%s(%s:) is tagged as excluded, but visible", name, field.Name, arg.Name)
				}
			}
		}
	}
}

// checkSubset sees to it that a contract adds and changes nothing.
func checkSubset(t fataler, base, narrower *ast.Schema) {
	t.Helper()
	for name, def := range narrower.Types {
		whole := base.Types[name]
		if whole == nil || whole.Kind != def.Kind || whole.Description != def.Description {
			t.Errorf("type %s is new or changed", name)
			continue
		}
		for _, names := range [][2][]string{{whole.Interfaces, def.Interfaces}, {whole.Types, def.Types}} {
			for _, member := range names[1] {
				if !slices.Contains(names[0], member) {
					t.Errorf("%s has %s, which is new", name, member)
				}
			}
		}
		for _, value := range def.EnumValues {
			if whole.EnumValues.ForName(value.Name) == nil {
				t.Errorf("%s.%s is new", name, value.Name)
			}
		}
		for _, field := range def.Fields {
			old := whole.Fields.ForName(field.Name)
			if old == nil || old.Type.String() != field.Type.String() || old.DefaultValue.String() != field.DefaultValue.String() {
				t.Errorf("%s.%s is new or changed", name, field.Name)
				continue
			}
			for _, arg := range field.Arguments {
				if o := old.Arguments.ForName(arg.Name); o == nil || o.Type.String() != arg.Type.String() || o.DefaultValue.String() != arg.DefaultValue.String() {
					t.Errorf("%s.%s(%s:) is new or changed", name, field.Name, arg.Name)
				}
			}
		}
	}
}
