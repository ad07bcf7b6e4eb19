package main

import (
	"context"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"
)

// syncBuffer is a stderr that can be read while it is written.
type syncBuffer struct {
	mu   sync.Mutex
	text strings.Builder
}

func (b *syncBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.Write(p)
}

func (b *syncBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.String()
}

// TestExitCodeOfAStop starts the router, stops it with a request in flight or without, and looks at the exit code.
func TestExitCodeOfAStop(t *testing.T) {
	for name, want := range map[string]int{"nothing in flight": exitOK, "cut off": exitFailed} {
		t.Run(name, func(t *testing.T) {
			arrived, release := make(chan struct{}), make(chan struct{})
			subgraph := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { close(arrived); <-release }))
			defer subgraph.Close()
			defer close(release)
			dir := t.TempDir()
			files := map[string]string{
				"schema.graphql":  "type Query { a: Int }",
				"supergraph.yaml": "subgraphs:\n  s:\n    routing_url: " + subgraph.URL + "\n    schema: {file: schema.graphql}\n",
				"weft.yaml":       "server: {drain_timeout: 30ms}\n",
			}
			for file, text := range files {
				if err := os.WriteFile(filepath.Join(dir, file), []byte(text), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			ctx, stop := context.WithCancel(t.Context())
			defer stop()
			stderr, code := &syncBuffer{}, make(chan int, 1)
			go func() {
				code <- run(ctx, []string{
					"router", "--compose", filepath.Join(dir, "supergraph.yaml"), "--config", filepath.Join(dir, "weft.yaml"),
					"--listen", "127.0.0.1:0", "--admin-listen", "off",
				}, streams{in: strings.NewReader(""), out: &strings.Builder{}, err: stderr})
			}()
			address := regexp.MustCompile(`graphql=(http://\S+)`)
			var found []string
			for end := time.Now().Add(10 * time.Second); found == nil && time.Now().Before(end); time.Sleep(time.Millisecond) {
				found = address.FindStringSubmatch(stderr.String())
			}
			if found == nil {
				t.Fatalf("it did not start: %s", stderr)
			}
			if want == exitFailed {
				go func() {
					response, err := http.Post(found[1], "application/json", strings.NewReader(`{"query":"{a}"}`))
					if err == nil {
						_ = response.Body.Close()
					}
				}()
				<-arrived
			}
			stop()
			if got := <-code; got != want {
				t.Errorf("exit code %d, want %d: %s", got, want, stderr)
			}
		})
	}
}
