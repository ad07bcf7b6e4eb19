package main

import (
	"bytes"
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"

	"github.com/weftgraphql/weft/internal/golden"
)

// label is the progressive override of the reference graph.
const label = "percent(25)"

// TestGoldenResponses runs every example operation through the real router and services, once.
func TestGoldenResponses(t *testing.T) {
	s := startStack(t, "")
	for _, op := range readOperations(t) {
		t.Run(op.Name, func(t *testing.T) {
			// The request's id decides on which side of a percentage an anonymous caller falls: this one's is off.
			got := s.send(t, op, map[string]string{"X-Request-Id": "golden"})
			if got.status != 200 {
				t.Fatalf("status %d: %s", got.status, got.body)
			}
			if strings.Contains(got.body, `"errors"`) {
				t.Errorf("the answer has errors: %s", got.body)
			}
			golden.Compare(t, filepath.Join(operationsDir, "golden", op.Name+".response.json"), indented(t, got.body))
		})
	}
}

func indented(t *testing.T, body string) string {
	t.Helper()
	var pretty bytes.Buffer
	if err := json.Indent(&pretty, []byte(body), "", "  "); err != nil {
		t.Fatalf("%v: %s", err, body)
	}
	return pretty.String() + "\n"
}

// TestGoldenPlans holds the plan of every example operation, and of the one that a progressive override moves
// with its label off and on.
func TestGoldenPlans(t *testing.T) {
	for _, op := range readOperations(t) {
		t.Run(op.Name, func(t *testing.T) {
			golden.Compare(t, filepath.Join(operationsDir, "golden", op.Name+".plan.txt"), planText(t, op.Name))
		})
	}
	t.Run("label on", func(t *testing.T) {
		got := planText(t, "stock-flag", "--override-labels", label)
		if got == planText(t, "stock-flag") {
			t.Error("the label does not change the plan")
		}
		golden.Compare(t, filepath.Join(operationsDir, "golden", "stock-flag.label-on.plan.txt"), got)
	})
}

func planText(t *testing.T, name string, flags ...string) string {
	t.Helper()
	var out, errs bytes.Buffer
	args := append([]string{"plan", "--supergraph", schemaDir + "/supergraph.graphql",
		"--operation", filepath.Join(operationsDir, name+".graphql"),
		"--variables", filepath.Join(operationsDir, name+".variables.json")}, flags...)
	if code := run(t.Context(), args, streams{in: strings.NewReader(""), out: &out, err: &errs}); code != exitOK {
		t.Fatalf("weft %s: code %d: %s", strings.Join(args, " "), code, errs.String())
	}
	return out.String()
}

// TestGoldenForcedLabel shows the progressive override at work: another service answers inStock, and answers the same.
func TestGoldenForcedLabel(t *testing.T) {
	s := startStack(t, `override_labels: {force: ["`+label+`"]}`)
	op := operationNamed(t, "stock-flag")
	got := s.send(t, op, map[string]string{"Apollo-Expose-Query-Plan": "true", "X-Request-Id": "golden"})
	if !strings.Contains(got.body, `"serviceName":"inventory"`) || strings.Contains(got.body, `"errors"`) {
		t.Errorf("with the label on, inventory is asked: %s", got.body)
	}
	golden.Compare(t, filepath.Join(operationsDir, "golden", "stock-flag.label-on.response.json"), indented(t, s.send(t, op, nil).body))
}
