package fedtest

import (
	"encoding/json"
	"os"
	"os/signal"
	"testing"
)

// serveEnv names a suite, or "all", to serve until interrupted, for trying other routers by hand.
const serveEnv = "WEFT_FEDTEST_SERVE"

// TestServeSuite prints a line of JSON per suite, {"suite", "urls"}, and serves until it gets an interrupt. It fails
// then if a subgraph got a request that is not valid for it:
//
//	WEFT_CONFORMANCE_DIR=... WEFT_FEDTEST_SERVE=all go test -run TestServeSuite -timeout 0 ./internal/fedtest
func TestServeSuite(t *testing.T) {
	wanted := os.Getenv(serveEnv)
	if wanted == "" {
		t.Skipf("%s is not set: nothing to serve", serveEnv)
	}
	out := json.NewEncoder(os.Stdout)
	for _, suite := range conformanceSuites(t) {
		if wanted != "all" && wanted != suite.Name {
			continue
		}
		running, err := suite.Start()
		if err != nil {
			t.Fatal(err)
		}
		defer running.Close()
		defer func() {
			for _, req := range running.Requests() {
				if req.Invalid != "" {
					t.Errorf("%s, subgraph %s: %s\n%s", suite.Name, req.Subgraph, req.Invalid, req.Query)
				}
			}
		}()
		if err := out.Encode(map[string]any{"suite": suite.Name, "urls": running.URLs()}); err != nil {
			t.Fatal(err)
		}
	}
	interrupted := make(chan os.Signal, 1)
	signal.Notify(interrupted, os.Interrupt)
	<-interrupted
}
