package main

import (
	"bytes"
	"strings"
	"testing"
)

// planOf runs `weft plan` on the shop's product page and returns its exit code, stdout and stderr.
func planOf(t *testing.T, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	var out, errs bytes.Buffer
	args = append([]string{"plan", "--supergraph", shopSupergraph, "--operation", "../../schema/operations/product-page.graphql"}, args...)
	code = run(t.Context(), args, streams{in: strings.NewReader(""), out: &out, err: &errs})
	return code, out.String(), errs.String()
}

func TestPlanStages(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		args []string
		want []string
	}{
		{[]string{"--stage", "normalized"}, []string{"query ProductPage($id: ID!, $country: CountryCode!) {", "... on PhysicalProduct {"}},
		{[]string{"--stage", "querygraph"}, []string{"interface Product\n", "shippingEstimate: ShippingQuote @requires(weightGrams dimensions { widthMm heightMm depthMm })"}},
		{[]string{"--stage", "paths"}, []string{"-> enter shipping as PhysicalProduct by @key(id), step 1 for @requires(", "averageStars  <- reviews"}},
		{[]string{"--stage", "fetches"}, []string{"#0 products step 1\n", "shipping step 2 after 0 at \"product\""}},
		{[]string{"--stage", "plan"}, []string{"QueryPlan {", "Fetch(service: \"shipping\") {"}},
		{[]string{"--explain"}, []string{"At product|[PhysicalProduct] (PhysicalProduct):", "entered for @requires(weightGrams", "the key: id from products"}},
	} {
		code, stdout, stderr := planOf(t, test.args...)
		if code != exitOK {
			t.Errorf("%v: exit code %d: %s", test.args, code, stderr)
		}
		for _, want := range test.want {
			if !strings.Contains(stdout, want) {
				t.Errorf("%v: stdout lacks %q:\n%s", test.args, want, stdout)
			}
		}
	}
}

func TestPlanRefusesFlags(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		args []string
		want string
	}{
		{[]string{"--stage", "walk"}, `--stage is one of normalized, querygraph, paths, fetches, plan, not "walk"`},
		{[]string{"--stage", "paths", "--explain"}, "give one of them"},
		{[]string{"--explain", "--format", "json"}, "do not go with --format json"},
		{[]string{"--format", "yaml"}, `--format is text, json or mermaid, not "yaml"`},
	} {
		code, stdout, stderr := planOf(t, test.args...)
		if code != exitUsage || stdout != "" || !strings.Contains(stderr, test.want) {
			t.Errorf("%v: exit code %d, stdout %q, stderr %q", test.args, code, stdout, stderr)
		}
	}
}
