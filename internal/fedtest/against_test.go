package fedtest

import (
	"context"
	"net"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"
)

// The router to try, and another address for the subgraphs than ConformanceListen.
const (
	conformanceURLEnv    = "WEFT_CONFORMANCE_URL"
	conformanceListenEnv = "WEFT_CONFORMANCE_LISTEN"
)

// routerStart bounds how long the router may take to answer at all.
const routerStart = 15 * time.Second

// TestConformanceAgainst runs the project's scenarios against any federation router. The router serves
// testdata/conformance/supergraph.graphql (or what it composes of the subgraphs itself), and this test serves the subgraphs,
// on ConformanceListen, under /a, /b and so on:
//
//	WEFT_CONFORMANCE_URL=http://127.0.0.1:4000/graphql go test ./internal/fedtest -count 1 -run TestConformanceAgainst -v
//
// It prints a line for each case that the router fails.
func TestConformanceAgainst(t *testing.T) {
	url := os.Getenv(conformanceURLEnv)
	if url == "" {
		t.Skipf("%s is not set: no router to run the scenarios against", conformanceURLEnv)
	}
	suites, err := LoadArchives("testdata/conformance")
	if err != nil {
		t.Fatal(err)
	}
	merged, err := Merge("all", suites)
	if err != nil {
		t.Fatal(err)
	}
	running, err := merged.Start()
	if err != nil {
		t.Fatal(err)
	}
	defer running.Close()
	serveConformance(t, running)
	client := &http.Client{Timeout: caseTimeout}
	defer client.CloseIdleConnections()
	router := HTTPRouter(url, client)
	awaitRouter(t, router)

	passed := 0
	for _, suite := range suites {
		for i, test := range suite.Tests {
			running.ResetRequests()
			response, err := execute(t.Context(), router, test)
			if err == nil {
				passed++
				continue
			}
			t.Errorf("%s %d: %s\n%v\nresponse: %s", suite.Name, i, test.Query, err, response)
			for _, req := range running.Requests() {
				if req.Invalid != "" {
					t.Logf("subgraph %s: %s\n%s", req.Subgraph, req.Invalid, req.Query)
				}
			}
		}
	}
	t.Logf("%d of %d cases of %d scenarios passed by %s", passed, len(merged.Tests), len(suites), url)
}

// serveConformance serves the subgraphs under their names until the test ends.
func serveConformance(t *testing.T, running *Running) {
	t.Helper()
	address := ConformanceListen
	if other := os.Getenv(conformanceListenEnv); other != "" {
		address = other
	}
	listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	server := &http.Server{ReadHeaderTimeout: caseTimeout, Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		name := strings.Trim(r.URL.Path, "/")
		if subgraph := running.Subgraph(name); subgraph != nil {
			subgraph.ServeHTTP(w, r)
			return
		}
		http.NotFound(w, r)
	})}
	done := make(chan error, 1)
	go func() { done <- server.Serve(listener) }()
	t.Cleanup(func() {
		if err := server.Close(); err != nil {
			t.Error(err)
		}
		<-done
	})
	t.Logf("the subgraphs are served on http://%s/NAME", listener.Addr())
}

// awaitRouter waits until the router answers.
func awaitRouter(t *testing.T, router Router) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), routerStart)
	defer cancel()
	retry := time.NewTicker(200 * time.Millisecond)
	defer retry.Stop()
	for {
		_, err := router.Execute(ctx, "{ __typename }")
		if err == nil {
			return
		}
		select {
		case <-retry.C:
		case <-ctx.Done():
			t.Fatalf("the router does not answer: %v", err)
		}
	}
}
