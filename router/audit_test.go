package router

import (
	"context"
	"encoding/json"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestGraphQLOverHTTPAudit runs every audit of the npm package graphql-http. `make audit-deps` installs it.
func TestGraphQLOverHTTPAudit(t *testing.T) {
	directory := filepath.Join("testdata", "graphql-http-audit")
	node, err := exec.LookPath("node")
	if err == nil {
		_, err = os.Stat(filepath.Join(directory, "node_modules", "graphql-http"))
	}
	if err != nil {
		if os.Getenv("WEFT_REQUIRE_NODE") != "" {
			t.Fatalf("WEFT_REQUIRE_NODE is set, but the audits cannot run: %v", err)
		}
		t.Skip("Node or its packages are not there (make audit-deps): the audits of graphql-http are skipped")
	}
	server := httptest.NewServer(newWorld(t, nil))
	t.Cleanup(server.Close)
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	command := exec.CommandContext(ctx, node, "audit.mjs", server.URL+"/graphql")
	command.Dir, command.Stderr = directory, os.Stderr
	output, err := command.Output()
	if err != nil {
		t.Fatalf("%v: %s", err, output)
	}
	var audits []struct{ ID, Name, Plain, Preflight string }
	if err := json.Unmarshal(output, &audits); err != nil {
		t.Fatal(err)
	}
	if len(audits) < 60 {
		t.Fatalf("only %d audits", len(audits))
	}
	for _, audit := range audits {
		if audit.Preflight != "ok" {
			t.Errorf("%s %s: %s", audit.ID, audit.Name, audit.Preflight)
		}
		// Without the header GET is refused, which only audits of MAY ask about.
		if audit.Plain != "ok" && !strings.HasPrefix(audit.Name, "MAY") {
			t.Errorf("%s %s, without a preflight header: %s", audit.ID, audit.Name, audit.Plain)
		}
	}
	t.Logf("%d audits", len(audits))
}
