package plan_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/weftgraphql/weft/graph/plan"
)

// TestPlans has one graph for each demand that federation makes of a planner,
// with the whole plan, a line for what each fetch asks.
func TestPlans(t *testing.T) {
	t.Parallel()
	for _, test := range slices.Concat(planTests, conditionTests, repeatedTests, contextTests, batchTests) {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			sg := composed(t, test.subgraphs...)
			op, err := normal(sg, test.query, "")
			if err != nil {
				t.Fatal(err)
			}
			var labels func(string) bool
			if test.label != "" {
				labels = func(label string) bool { return label == test.label }
			}
			got := ""
			if made, err := plan.New(sg).Plan(context.Background(), op, plan.Options{Labels: labels}); err != nil {
				got = err.Error()
			} else {
				got = brief(made)
			}
			want := strings.TrimSpace(strings.ReplaceAll(test.want, "\n\t\t\t", "\n"))
			if diff := cmp.Diff(want, strings.TrimSpace(got)); diff != "" {
				t.Errorf("(-want +got)\n%s\n%s", diff, got)
			}
		})
	}
}

// brief is a plan in short: for each fetch what it waits for, its condition and
// what it sends; for each entity call where, and by which representations.
func brief(p *plan.Plan) string {
	var text strings.Builder
	for _, f := range p.Fetches {
		fmt.Fprintf(&text, "%d %s", f.ID, f.Service)
		if len(f.DependsOn) > 0 {
			fmt.Fprintf(&text, " after %s", strings.Trim(fmt.Sprint(f.DependsOn), "[]"))
		}
		if len(f.Deferred) > 0 {
			fmt.Fprintf(&text, " deferred in %s", strings.Trim(fmt.Sprint(f.Deferred), "[]"))
		}
		for _, path := range f.Paths {
			text.WriteString(" at " + path.String())
		}
		for i, any := range f.Conditions {
			text.WriteString([]string{" if", " or"}[min(i, 1)])
			for _, c := range any {
				text.WriteString(map[bool]string{false: " ", true: " not "}[c.Skip] + c.Variable)
			}
		}
		text.WriteString("\n  " + f.Operation + "\n")
		for _, call := range f.Entities {
			for _, path := range call.Paths {
				text.WriteString("  at " + path.String() + "\n")
			}
			for _, c := range call.Contexts {
				fmt.Fprintf(&text, "  $%s from %d up {%s}\n", c.Variable, c.Up, briefFields(c.Fields))
			}
			for _, r := range call.Representations {
				name := r.TypeName
				if name == "" {
					name = "own type"
				}
				fmt.Fprintf(&text, "  %s as %s {%s}\n", strings.Join(r.Types, "|"), name, briefFields(r.Fields))
			}
		}
		for _, r := range f.Renames {
			fmt.Fprintf(&text, "  rename %s.%s to %s\n", r.Path, r.From, r.To)
		}
	}
	return text.String()
}

func briefFields(fields []plan.RepresentationField) string {
	var parts []string
	for _, f := range fields {
		text := f.Name
		if f.Source != f.Name {
			text += ":" + f.Source
		}
		if f.Key {
			text += "!"
		}
		if len(f.Types) > 0 {
			text += " on " + strings.Join(f.Types, "|")
		}
		if len(f.Fields) > 0 {
			text += " {" + briefFields(f.Fields) + "}"
		}
		parts = append(parts, text)
	}
	return strings.Join(parts, " ")
}
