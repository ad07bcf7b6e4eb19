package main

import (
	"slices"
	"strings"
	"testing"

	"github.com/weftgraphql/weft/router/playground"
	"github.com/weftgraphql/weft/router/playground/browsertest"
)

// TestPlaygroundAgainstTheRealRouter opens the page as a user does, runs an operation that needs a token, and sees
// its result and its plan.
func TestPlaygroundAgainstTheRealRouter(t *testing.T) {
	if !playground.Built() {
		browsertest.SkipOrFail(t, "the playground is not built: make playground")
	}
	s := startStack(t, "")
	page := browsertest.Open(t, s.url+"/")
	result := page.RunOperation("MyOrders")
	if !strings.Contains(result, `"shippingCost"`) || strings.Contains(result, `"errors"`) {
		t.Errorf("the result is %s", result)
	}
	services := page.PlanServices()
	for _, name := range []string{"accounts", "orders", "products", "reviews", "shipping"} {
		if !slices.Contains(services, name) {
			t.Errorf("the plan shows %v, without %s", services, name)
		}
	}
	if problems := page.Problems(); len(problems) > 0 {
		t.Errorf("the browser's console: %s", strings.Join(problems, "\n"))
	}
}

// TestPlaygroundShowsDeferredParts opens the deferred example: its plan says what comes first and what later.
func TestPlaygroundShowsDeferredParts(t *testing.T) {
	if !playground.Built() {
		browsertest.SkipOrFail(t, "the playground is not built: make playground")
	}
	s := startStack(t, "")
	page := browsertest.Open(t, s.url+"/")
	result := page.RunOperation("ProductPageDeferred")
	if !strings.Contains(result, `"etaDays"`) || strings.Contains(result, `"errors"`) {
		t.Errorf("the result is %s", result)
	}
	shown := page.PlanText()
	for _, label := range []string{"first answer", "deferred “reviews” at product", "deferred “shipping” at product"} {
		if !strings.Contains(shown, label) {
			t.Errorf("the plan does not show %q:\n%s", label, shown)
		}
	}
	if problems := page.Problems(); len(problems) > 0 {
		t.Errorf("the browser's console: %s", strings.Join(problems, "\n"))
	}
}
