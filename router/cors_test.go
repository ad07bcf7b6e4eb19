package router

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/weftgraphql/weft/router/config"
)

func TestCORS(t *testing.T) {
	yes := true
	shop := config.CORS{
		Origins: []string{"https://shop.example"}, MatchOrigins: []string{`https://.*\.shop\.example`}, AllowCredentials: true,
		AllowHeaders: []string{"authorization"}, ExposeHeaders: []string{"x-request-id"}, MaxAge: config.Duration(10 * time.Minute),
		Methods: []string{"GET", "POST"},
	}
	anyone := config.CORS{AllowAnyOrigin: true, Methods: []string{"POST"}}
	layered := config.CORS{
		AllowAnyOrigin: true, Methods: []string{"POST"},
		Policies: []config.CORSPolicy{{Origins: []string{"https://in.example"}, AllowCredentials: &yes}},
	}
	const origin, credentials, methods, headers, expose, age = "Access-Control-Allow-Origin", "Access-Control-Allow-Credentials",
		"Access-Control-Allow-Methods", "Access-Control-Allow-Headers", "Access-Control-Expose-Headers", "Access-Control-Max-Age"
	tests := []struct {
		name           string
		cfg            config.CORS
		method, origin string
		asked          string
		want           http.Header
	}{
		{"nothing configured", config.CORS{}, "POST", "https://evil.example", "", http.Header{}},
		{"known", shop, "POST", "https://shop.example", "", http.Header{
			"Vary": {"Origin"}, origin: {"https://shop.example"}, credentials: {"true"}, expose: {"x-request-id"}}},
		{"matched", shop, "POST", "https://a.shop.example", "", http.Header{
			"Vary": {"Origin"}, origin: {"https://a.shop.example"}, credentials: {"true"}, expose: {"x-request-id"}}},
		{"matched only in part", shop, "POST", "https://a.shop.example.evil.example", "", http.Header{"Vary": {"Origin"}}},
		{"null", shop, "POST", "null", "", http.Header{"Vary": {"Origin"}}},
		{"no origin", shop, "POST", "", "", http.Header{"Vary": {"Origin"}}},
		{"preflight", shop, "OPTIONS", "https://shop.example", "x-other", http.Header{
			"Vary": {"Origin", "Access-Control-Request-Headers"}, "Allow": {"GET, POST, OPTIONS"}, origin: {"https://shop.example"},
			credentials: {"true"}, methods: {"GET, POST"}, headers: {"authorization"}, age: {"600"}}},
		{"preflight of a stranger", shop, "OPTIONS", "https://evil.example", "x", http.Header{"Vary": {"Origin"}, "Allow": {"GET, POST, OPTIONS"}}},
		{"anyone", anyone, "POST", "https://evil.example", "", http.Header{"Vary": {"Origin"}, origin: {"*"}}},
		{"headers mirrored", anyone, "OPTIONS", "https://a.example", "x-a, x-b", http.Header{
			"Vary": {"Origin", "Access-Control-Request-Headers"}, "Allow": {"GET, POST, OPTIONS"}, origin: {"*"}, methods: {"POST"}, headers: {"x-a, x-b"}}},
		{"headers that are none", anyone, "OPTIONS", "https://a.example", "x-a, <b>", http.Header{
			"Vary": {"Origin", "Access-Control-Request-Headers"}, "Allow": {"GET, POST, OPTIONS"}, origin: {"*"}, methods: {"POST"}}},
		{"policy before the rest", layered, "POST", "https://in.example", "", http.Header{"Vary": {"Origin"}, origin: {"https://in.example"}, credentials: {"true"}}},
		{"the rest", layered, "POST", "https://out.example", "", http.Header{"Vary": {"Origin"}, origin: {"*"}}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			r := httptest.NewRequest(test.method, "/graphql", nil)
			if test.origin != "" {
				r.Header.Set("Origin", test.origin)
			}
			if test.method == http.MethodOptions {
				r.Header.Set("Access-Control-Request-Method", "POST")
				r.Header.Set("Access-Control-Request-Headers", test.asked)
			}
			recorder := httptest.NewRecorder()
			called := false
			newCORS(test.cfg).wrap(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { called = true })).ServeHTTP(recorder, r)
			if diff := cmp.Diff(test.want, recorder.Header()); diff != "" {
				t.Error(diff)
			}
			if called == (test.method == http.MethodOptions) {
				t.Errorf("the request was executed: %v", called)
			}
		})
	}
}
