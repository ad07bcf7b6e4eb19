package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const shopSupergraph = "../../schema/supergraph.graphql"

// contractOf runs `weft contract` and returns its exit code, stdout and stderr.
func contractOf(t *testing.T, stdin string, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	var out, errs bytes.Buffer
	code = run(t.Context(), append([]string{"contract"}, args...), streams{in: strings.NewReader(stdin), out: &out, err: &errs})
	return code, out.String(), errs.String()
}

func TestContract(t *testing.T) {
	whole, err := os.ReadFile(shopSupergraph)
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		name   string
		args   []string
		code   int
		stderr []string
	}{
		{"nothing hidden", nil, exitOK, []string{"0 element(s) hidden"}},
		{"without internals", []string{"--exclude-tags", "internal, intrenal"}, exitOK, []string{
			"hint[CONTRACT_UNKNOWN_TAG]", `did you mean "internal"?`, "6 element(s) hidden",
		}},
		{"impossible", []string{"--include-tags", "internal"}, exitComposition, []string{
			"error[ONLY_INACCESSIBLE_CHILDREN]: clients see type \"Query\"", "--> " + shopSupergraph, "has no such contract: 6 error(s)",
		}},
		{"both ways", []string{"--include-tags", "a", "--exclude-tags", "a"}, exitUsage, []string{`both includes and excludes the tag "a"`}},
		{"no tag", []string{"--include-tags", "a,,b"}, exitUsage, []string{`"" is no name of a tag`}},
		{"format", []string{"--format", "yaml"}, exitUsage, []string{"--format is text, json, sarif or github"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			code, stdout, stderr := contractOf(t, "", append(test.args, "--supergraph", shopSupergraph)...)
			if code != test.code {
				t.Errorf("exit code %d, want %d: %s", code, test.code, stderr)
			}
			for _, want := range test.stderr {
				if !strings.Contains(stderr, want) {
					t.Errorf("stderr lacks %q:\n%s", want, stderr)
				}
			}
			if (stdout == "") != (code != exitOK) {
				t.Errorf("exit code %d with %d bytes on stdout", code, len(stdout))
			}
			if len(test.args) == 0 && stdout != string(whole) {
				t.Errorf("(-want +got)\n%s", cmp.Diff(string(whole), stdout))
			}
		})
	}
	if code, _, stderr := contractOf(t, ""); code != exitUsage || !strings.Contains(stderr, "supergraph") {
		t.Errorf("without --supergraph: %d %s", code, stderr)
	}
	if code, _, stderr := contractOf(t, "type Query { a: Int }", "--supergraph", "-"); code != exitUsage || !strings.Contains(stderr, "no supergraph") {
		t.Errorf("a subgraph on stdin: %d %s", code, stderr)
	}
}

func TestContractAsJSON(t *testing.T) {
	type place struct {
		File         string
		Line, Column int
	}
	var document struct {
		OK            bool
		SupergraphSDL *string
		Errors, Hints []struct {
			Code, Message string
			Locations     []place
		}
	}
	sdl := `type Query { a: T b: Int }
type T @tag(name: "x") { a: Int }
schema @link(url: "https://specs.apollo.dev/join/v0.3") @link(url: "https://specs.apollo.dev/tag/v0.3") { query: Query }
enum join__Graph { A @join__graph(name: "a", url: "") }
`
	code, stdout, stderr := contractOf(t, sdl, "--supergraph", "-", "--exclude-tags", "x", "--format", "json")
	if err := json.Unmarshal([]byte(stdout), &document); err != nil || code != exitComposition || stderr != "" {
		t.Fatalf("%v, exit code %d, stderr %q", err, code, stderr)
	}
	if document.OK || document.SupergraphSDL != nil || len(document.Errors) != 1 || document.Errors[0].Code != "REFERENCED_INACCESSIBLE" {
		t.Fatalf("%+v", document)
	}
	if diff := cmp.Diff([]place{{"-", 2, 6}, {"-", 1, 14}}, document.Errors[0].Locations); diff != "" {
		t.Errorf("places (-want +got)\n%s", diff)
	}
	file := filepath.Join(t.TempDir(), "contract.graphql")
	if code, stdout, stderr := contractOf(t, strings.Replace(sdl, "a: T ", "", 1), "--supergraph", "-", "--exclude-tags", "x", "--output", file); code != exitOK || stdout != "" {
		t.Fatalf("exit code %d, stdout %q, stderr %q", code, stdout, stderr)
	}
	if written, err := os.ReadFile(file); err != nil || !strings.Contains(string(written), "@inaccessible") {
		t.Errorf("%v: %s", err, written)
	}
}
