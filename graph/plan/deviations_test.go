package plan_test

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestDeviationsAreNamed: every row of deviations.md names tests that are there.
func TestDeviationsAreNamed(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("deviations.md")
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, test := range slices.Concat(planTests, conditionTests, repeatedTests, contextTests, batchTests) {
		names = append(names, test.name)
	}
	named := regexp.MustCompile("`TestPlans/([^`]+)` \\|$")
	rows := 0
	for line := range strings.SplitSeq(string(text), "\n") {
		if !strings.HasPrefix(line, "| ") || strings.HasPrefix(line, "| What") {
			continue
		}
		rows++
		found := named.FindStringSubmatch(line)
		if found == nil || !slices.Contains(names, found[1]) {
			t.Errorf("no test that is there is named: %s", line)
		}
	}
	if rows < 5 {
		t.Errorf("only %d rows were read", rows)
	}
}
