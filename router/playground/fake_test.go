package playground_test

import (
	_ "embed"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/weftgraphql/weft/router/playground"
)

//go:embed testdata/introspection.json
var introspection []byte

//go:embed testdata/plan.json
var storefrontPlan []byte

const devToken = "development.token</script>"

// fakeRouter answers the few operations of this test as a router would.
type fakeRouter struct {
	mu       sync.Mutex
	executed []string // operation names that ran, introspection left out
	// deaf makes it ignore the plan header, as a router does whose configuration forbids plans.
	deaf bool
}

func (f *fakeRouter) ran(name string) int {
	f.mu.Lock()
	defer f.mu.Unlock()
	count := 0
	for _, executed := range f.executed {
		if executed == name {
			count++
		}
	}
	return count
}

func (f *fakeRouter) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	var request struct {
		Query         string `json:"query"`
		OperationName string `json:"operationName"`
	}
	if err := json.NewDecoder(r.Body).Decode(&request); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	if request.OperationName == "IntrospectionQuery" {
		_, _ = w.Write(introspection)
		return
	}
	if request.OperationName == "Me" && r.Header.Get("Authorization") != "Bearer "+devToken {
		w.WriteHeader(http.StatusUnauthorized)
		_, _ = w.Write([]byte(`{"errors":[{"message":"a token is required","extensions":{"code":"UNAUTHENTICATED"}}]}`))
		return
	}
	if strings.Contains(request.Query, "noSuchField") {
		_, _ = w.Write([]byte(`{"errors":[{"message":"Cannot query field \"noSuchField\" on type \"Query\".","locations":[{"line":2,"column":3}],"extensions":{"code":"GRAPHQL_VALIDATION_FAILED"}}]}`))
		return
	}
	if r.Header.Get("Apollo-Expose-Query-Plan") == "dry-run" && !f.deaf {
		plan := `{"kind":"QueryPlan","node":{"kind":"Fetch","serviceName":"accounts","operationKind":"query","operation":"query Me { me { id displayName } }","variableUsages":[]}}`
		switch request.OperationName {
		case "Storefront":
			plan = string(storefrontPlan)
		case "Probe":
			plan = `{"kind":"QueryPlan"}`
		}
		_, _ = w.Write([]byte(`{"data":null,"extensions":{"queryPlan":` + plan + `}}`))
		return
	}
	f.mu.Lock()
	f.executed = append(f.executed, request.OperationName)
	f.mu.Unlock()
	switch request.OperationName {
	case "Storefront":
		_, _ = w.Write([]byte(`{"data":{"topProducts":[{"id":"1","name":"Loom","inStock":7,"shippingEstimate":12,"reviews":[{"body":"Weaves well.","author":{"displayName":"Ada"}}]}]}}`))
	case "Me":
		_, _ = w.Write([]byte(`{"data":{"me":{"id":"7","displayName":"Ada"}}}`))
	default:
		_, _ = w.Write([]byte(`{"data":{"__typename":"Query"}}`))
	}
}

var examples = []playground.Operation{
	{
		Name:      "storefront",
		Query:     "# The storefront page: products with stock, shipping and reviews.\nquery Storefront($country: String!) {\n  topProducts(first: 3) {\n    id\n    name\n    inStock\n    shippingEstimate(country: $country)\n    reviews {\n      body\n      author {\n        displayName\n      }\n    }\n  }\n}\n",
		Variables: json.RawMessage(`{"country":"NZ"}`),
	},
	{
		Name:    "me",
		Query:   "# Who am I? Needs a token.\nquery Me {\n  me {\n    id\n    displayName\n  }\n}\n",
		Headers: map[string]string{"authorization": "Bearer ${TOKEN}"},
	},
}

// serve starts a server with the playground and a fake router.
func serve(t *testing.T, router *fakeRouter, operations []playground.Operation) string {
	t.Helper()
	mux := http.NewServeMux()
	mux.Handle("/graphql", router)
	mux.Handle("/", playground.Handler(playground.Options{
		Title:            "Weft </script> test",
		Operations:       operations,
		DevelopmentToken: func() string { return devToken },
		PlanEnabled:      true,
	}))
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	return server.URL
}
