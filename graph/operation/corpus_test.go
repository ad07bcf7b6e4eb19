package operation_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftgraphql/weft/graph/operation"
	"github.com/weftgraphql/weft/graph/supergraph"
)

// TestPlanCorpus takes operations that clients of other gateways send through
// the stages: they are valid, and their normal form is one.
func TestPlanCorpus(t *testing.T) {
	dir := os.Getenv("WEFT_PLAN_CORPUS_DIR")
	if dir == "" {
		t.Skip("WEFT_PLAN_CORPUS_DIR is not set: no plan corpus to read operations from")
	}
	files, err := filepath.Glob(filepath.Join(dir, "pairs", "*.json"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no pairs in %s: %v", dir, err)
	}
	graphs := map[string]*supergraph.Supergraph{}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			var pair struct {
				Supergraph, Operation, OperationName string
			}
			readJSON(t, file, &pair)
			sg := graphs[pair.Supergraph]
			if sg == nil {
				sg = readSupergraph(t, dir, pair.Supergraph)
				graphs[pair.Supergraph] = sg
			}
			doc, errs := operation.Parse(pair.Operation, operation.ParseLimits{})
			if errs != nil {
				t.Fatal(errs)
			}
			// Planners don't validate, so some pairs are for them only.
			if errs := operation.Validate(sg.API, doc); errs != nil {
				for _, failure := range errs {
					if !plannersOnly(failure.Message) {
						t.Errorf("refused: %s", failure.Message)
					}
				}
				return
			}
			checkNormalForm(t, sg, doc, pair.OperationName)
		})
	}
}

// plannersOnly says that an operation of the corpus is known to break a rule
// of the specification: a nullable variable for @skip or @include, lists and
// plain values under one response key.
func plannersOnly(message string) bool {
	return strings.HasSuffix(message, `of type "Boolean" used in position expecting type "Boolean!".`) ||
		strings.Contains(message, "they return conflicting types")
}

func readJSON(t *testing.T, file string, into any) {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, into); err != nil {
		t.Fatal(err)
	}
}

func readSupergraph(t *testing.T, dir, file string) *supergraph.Supergraph {
	t.Helper()
	sdl, err := os.ReadFile(filepath.Join(dir, file))
	if err != nil {
		t.Fatal(err)
	}
	sg, err := supergraph.Parse(file, string(sdl))
	if err != nil {
		t.Fatal(err)
	}
	return sg
}

// checkNormalForm normalises an operation, and its normal form again.
func checkNormalForm(t *testing.T, sg *supergraph.Supergraph, doc *ast.QueryDocument, name string) {
	t.Helper()
	definition, failure := operation.Select(doc, name)
	if failure != nil {
		t.Fatal(failure)
	}
	op, errs := operation.Normalize(sg.API, doc, definition, 0)
	if errs != nil {
		t.Fatal(errs)
	}
	printed := operation.Print(op)
	again, errs := operation.Parse(printed, operation.ParseLimits{MaxTokens: 1_000_000})
	if errs != nil {
		t.Fatal(errs)
	}
	for _, failure := range operation.Validate(sg.API, again) {
		if !strings.Contains(failure.Message, "is never used") {
			t.Fatalf("%v in\n%s", failure, printed)
		}
	}
	same, errs := operation.Normalize(sg.API, again, again.Operations[0], 0)
	if errs != nil {
		t.Fatal(errs)
	}
	if same.Hash != op.Hash {
		t.Errorf("normalised again it differs:\n%s\n%s", printed, operation.Print(same))
	}
}
