package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// weftOf runs a command line and returns its exit code, stdout and stderr.
func weftOf(t *testing.T, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	var out, errs bytes.Buffer
	code = run(t.Context(), args, streams{in: strings.NewReader(""), out: &out, err: &errs})
	return code, out.String(), errs.String()
}

// twoSubgraphs writes a manifest and its schemas, and returns the manifest's path.
func twoSubgraphs(t *testing.T, a, b string) string {
	t.Helper()
	dir := t.TempDir()
	files := map[string]string{
		"a.graphql": a, "b.graphql": b,
		"supergraph.yaml": "subgraphs:\n  a:\n    routing_url: http://a.test\n    schema: {file: a.graphql}\n  b:\n    routing_url: http://b.test\n    schema: {file: b.graphql}\n",
	}
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return filepath.Join(dir, "supergraph.yaml")
}

const unshared = "extend schema @link(url: \"https://specs.apollo.dev/federation/v2.9\")\ntype Query {\n  a: Int\n}\n"

func TestComposeReports(t *testing.T) {
	config := twoSubgraphs(t, unshared, unshared)
	dir := filepath.ToSlash(filepath.Dir(config))

	code, stdout, _ := weftOf(t, "compose", "--config", config, "--format", "github")
	if code != exitComposition || !strings.HasPrefix(stdout, "::error file="+dir+"/a.graphql,line=3,col=3,endLine=3,endColumn=3,title=INVALID_FIELD_SHARING::field") || strings.Count(stdout, "\n") != 1 {
		t.Errorf("github: exit code %d, %s", code, stdout)
	}

	code, stdout, stderr := weftOf(t, "compose", "--config", config, "--format", "sarif")
	var log struct {
		Version string
		Runs    []struct {
			Tool struct {
				Driver struct {
					Rules []struct{ ID, HelpURI string }
				}
			}
			Results []struct {
				RuleID    string
				Locations []struct {
					PhysicalLocation struct{ Region struct{ StartLine int } }
				}
			}
		}
	}
	if err := json.Unmarshal([]byte(stdout), &log); err != nil {
		t.Fatal(err)
	}
	run := log.Runs[0]
	if code != exitComposition || stderr != "" || log.Version != "2.1.0" || len(run.Results) != 1 || run.Results[0].RuleID != "INVALID_FIELD_SHARING" ||
		run.Results[0].Locations[0].PhysicalLocation.Region.StartLine != 3 || !strings.HasSuffix(run.Tool.Driver.Rules[0].HelpURI, "errors.md#invalid_field_sharing") {
		t.Errorf("sarif: exit code %d, %s\n%s", code, stdout, stderr)
	}
}

func TestComposeReportsLeaveStdoutToTheReport(t *testing.T) {
	config := twoSubgraphs(t, unshared, strings.ReplaceAll(unshared, "a: Int", "b: Int"))
	output := filepath.Join(t.TempDir(), "supergraph.graphql")
	code, stdout, stderr := weftOf(t, "compose", "--config", config, "--format", "github", "--output", output)
	if code != exitOK || stdout != "" || stderr != "" {
		t.Errorf("exit code %d, %s%s", code, stdout, stderr)
	}
	if text, err := os.ReadFile(output); err != nil || !strings.Contains(string(text), "join__Graph") {
		t.Errorf("no supergraph was written: %v", err)
	}
	if code, _, stderr := weftOf(t, "compose", "--config", config, "--format", "sarif", "--output", "-"); code != exitUsage || !strings.Contains(stderr, "name a file") {
		t.Errorf("exit code %d, %s", code, stderr)
	}
	if code, _, stderr := weftOf(t, "compose", "--config", config, "--format", "xml"); code != exitUsage || !strings.Contains(stderr, "text, json, sarif or github") {
		t.Errorf("exit code %d, %s", code, stderr)
	}
}

func TestExplain(t *testing.T) {
	for _, test := range []struct {
		args   []string
		code   int
		stdout string
		stderr string
	}{
		{[]string{"explain", "satisfiability_error"}, exitOK, "SATISFIABILITY_ERROR (error)\n\nA query that the schema allows cannot be answered.\n", ""},
		{[]string{"explain"}, exitOK, "errors\n  AUTH_REQUIREMENTS_APPLIED_ON_INTERFACE", ""},
		{[]string{"explain", "--markdown"}, exitOK, "<!-- Made by", ""},
		{[]string{"explain", "INVALID_FIELD_SHARIN"}, exitUsage, "", "did you mean INVALID_FIELD_SHARING"},
		{[]string{"explain", "XYZZY"}, exitUsage, "", "there is no code XYZZY; weft explain lists all codes"},
	} {
		code, stdout, stderr := weftOf(t, test.args...)
		if code != test.code || !strings.HasPrefix(stdout, test.stdout) || !strings.Contains(stderr, test.stderr) || (test.stderr == "") != (stderr == "") {
			t.Errorf("%v: exit code %d, stdout %.80q, stderr %q", test.args, code, stdout, stderr)
		}
	}
}
