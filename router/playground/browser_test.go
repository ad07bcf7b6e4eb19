package playground_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/weftgraphql/weft/router/playground"
	"github.com/weftgraphql/weft/router/playground/browsertest"
)

// shot writes a screenshot into the folder WEFT_BROWSER_SHOTS, if that is set.
func shot(t *testing.T, page *browsertest.Page, name string) {
	t.Helper()
	if dir := os.Getenv("WEFT_BROWSER_SHOTS"); dir != "" {
		page.Screenshot(filepath.Join(dir, name+".png"))
	}
}

// open opens the playground with the examples in front of a router.
func open(t *testing.T, router *fakeRouter) *browsertest.Page {
	t.Helper()
	if !playground.Built() {
		browsertest.SkipOrFail(t, "the web app is not built (make playground)")
	}
	return browsertest.Open(t, serve(t, router, examples)+"/")
}

func TestPlaygroundInBrowser(t *testing.T) {
	router := &fakeRouter{}
	page := open(t, router)

	if diff := cmp.Diff([]string{"Storefront", "Me"}, page.Tabs()); diff != "" {
		t.Fatalf("tabs (-want +got):\n%s", diff)
	}
	if got, want := page.Title(), "Weft </script> test"; got != want {
		t.Errorf("title %q, want %q", got, want)
	}
	if got, want := page.VariablesText(), "{\n  \"country\": \"NZ\"\n}"; got != want {
		t.Errorf("variables of the first tab %q, want %q", got, want)
	}

	t.Run("runs an operation", func(t *testing.T) {
		var result struct {
			Data struct{ TopProducts []struct{ Name string } }
		}
		text := page.RunOperation("Storefront")
		if err := json.Unmarshal([]byte(text), &result); err != nil {
			t.Fatalf("result is no JSON: %v\n%s", err, text)
		}
		if len(result.Data.TopProducts) != 1 || result.Data.TopProducts[0].Name != "Loom" {
			t.Errorf("result %s", text)
		}
		shot(t, page, "result-light")
	})

	t.Run("shows its plan without running it", func(t *testing.T) {
		before := router.ran("Storefront")
		text := page.PlanText()
		for _, want := range []string{"5 fetches", "depth 3", "5 services", "topProducts[].reviews[].author", "batch of entities", "Product { sku }", "if $withAuthor"} {
			if !strings.Contains(text, want) {
				t.Errorf("plan does not say %q:\n%s", want, text)
			}
		}
		want := []string{"products", "inventory", "shipping", "reviews", "accounts"}
		if diff := cmp.Diff(want, page.PlanServices()); diff != "" {
			t.Errorf("services (-want +got):\n%s", diff)
		}
		if got := router.ran("Storefront"); got != before {
			t.Errorf("showing the plan ran the operation %d times", got-before)
		}
		shot(t, page, "plan-light")
		page.SetDark(true)
		page.Click(`[data-testid="plan-expand"]`)
		shot(t, page, "plan-dark")
		page.SetDark(false)
	})

	t.Run("sends the development token", func(t *testing.T) {
		if got := page.RunOperation("Me"); !strings.Contains(got, `"displayName": "Ada"`) {
			t.Errorf("result %s", got)
		}
		if got := page.PlanServices(); !cmp.Equal(got, []string{"accounts"}) {
			t.Errorf("services %q, want accounts", got)
		}
	})

	// Workers and what is loaded late must get past the Content-Security-Policy too.
	t.Run("language services", func(t *testing.T) {
		page.SetQuery("query Me { me { id } noSuchField }")
		page.AwaitMarker(`Cannot query field "noSuchField"`)
		page.SetHeaders(`{"x": }`)
		page.AwaitMarker("Value expected")
		page.SetHeaders(`{"x":"y"}`)
		page.SetQuery("query Me{me{id}}")
		page.Click(`[aria-label^="Prettify"]`)
		page.AwaitQuery("query Me {\n  me {\n    id\n  }\n}\n")
	})

	if problems := page.Problems(); len(problems) > 0 {
		t.Errorf("the page complains:\n%s", strings.Join(problems, "\n"))
	}
}

func TestPlanErrorsInBrowser(t *testing.T) {
	page := open(t, &fakeRouter{})
	tests := []struct {
		name, query, headers string
		want                 []string
	}{
		{"syntax", "query Broken {", "", []string{"The operation does not parse", "line 1, column 15"}},
		{"validation", "query Wrong {\n  noSuchField\n}", "", []string{"GRAPHQL_VALIDATION_FAILED", "line 2, column 3"}},
		{"no token", "query Me { me { id } }", "{}", []string{"HTTP 401", "UNAUTHENTICATED", "a token is required"}},
		{"headers", "query Me { me { id } }", "{", []string{"Request headers"}},
		{"nothing", "# only a comment", "", []string{"Write an operation"}},
	}
	for _, test := range tests {
		page.SetHeaders(test.headers)
		page.SetQuery(test.query)
		text := page.PlanText()
		for _, want := range test.want {
			if !strings.Contains(text, want) {
				t.Errorf("%s: panel does not say %q:\n%s", test.name, want, text)
			}
		}
		shot(t, page, "plan-error-"+strings.ReplaceAll(test.name, " ", "-"))
	}
}

// A router that ignores the header must not be made to run mutations by typing them.
func TestPlanOfMutationAtDeafRouter(t *testing.T) {
	router := &fakeRouter{deaf: true}
	page := open(t, router)
	page.SetQuery(`mutation Add { addReview(product: "1", body: "x") { id } }`)
	if text := page.PlanText(); !strings.Contains(text, "without a query plan") {
		t.Errorf("panel: %s", text)
	}
	if got := router.ran("Add"); got != 0 {
		t.Errorf("the mutation ran %d times", got)
	}
}

func TestSessionInBrowser(t *testing.T) {
	page := open(t, &fakeRouter{})
	page.SelectTab("Me")
	page.Click(".graphiql-tab-add")
	page.SetQuery("query Mine { __typename }")
	page.Click(`.graphiql-tab-button[title="Mine"]`)
	page.SelectTab("Me")
	page.AwaitStored("Mine")
	page.AwaitStored(`\"activeTabIndex\":1`)
	page.Reload()
	if diff := cmp.Diff([]string{"Storefront", "Me", "Mine"}, page.Tabs()); diff != "" {
		t.Errorf("tabs after a reload (-want +got):\n%s", diff)
	}
	if got := page.QueryText(); got != examples[1].Query {
		t.Errorf("open tab after a reload:\n%s", got)
	}
	if got := page.HeadersText(); !strings.Contains(got, devToken) {
		t.Errorf("headers after a reload %q, want the token filled in again", got)
	}
	if stored := page.Stored(); strings.Contains(stored, devToken) {
		t.Errorf("the token is in the browser's storage: %s", stored)
	}

	page.Click(`.graphiql-tab-active .graphiql-tab-close`)
	page.AwaitOperation("Storefront")
	page.OpenPanel("Examples")
	page.Click(`[data-testid="examples-panel"] li:nth-child(2) button`)
	page.AwaitOperation("Me")
	if got := page.HeadersText(); !strings.Contains(got, devToken) {
		t.Errorf("headers of a reopened example: %q", got)
	}
	shot(t, page, "examples-light")
}
