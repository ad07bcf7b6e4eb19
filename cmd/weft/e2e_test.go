package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/weftgraphql/weft/router/playground"
)

// The end-to-end tests start the real binaries: shop with its six services, and weft in front of them.

const (
	schemaDir     = "../../schema"
	operationsDir = schemaDir + "/operations"
)

// binaries builds weft and shop once, into a folder of the first test that asks: without the profile, for which
// everything would be compiled once more.
var binaries = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "weft-e2e-")
	if err != nil {
		return "", err
	}
	out, err := exec.Command("go", "build", "-pgo=off", "-o", dir, "./cmd/weft", "./cmd/shop").CombinedOutput()
	if err != nil {
		return dir, fmt.Errorf("go build: %w\n%s", err, out)
	}
	return dir, nil
})

func TestMain(m *testing.M) {
	if err := os.Chdir("../.."); err != nil {
		panic(err)
	}
	// Tests run in the package's folder; only the build wants the module's.
	dir, err := binaries()
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	if err := os.Chdir(filepath.Join("cmd", "weft")); err != nil {
		panic(err)
	}
	code := m.Run()
	_ = os.RemoveAll(dir)
	os.Exit(code)
}

// process is a started binary.
type process struct {
	cmd    *exec.Cmd
	stderr *lines
}

// lines collects what a process says and lets a test wait for it.
type lines struct {
	mu   sync.Mutex
	text strings.Builder
	news chan struct{}
}

func (l *lines) add(line string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.text.WriteString(line + "\n")
	select {
	case l.news <- struct{}{}:
	default:
	}
}

func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

// await returns the first group of a pattern once a line has it.
func (l *lines) await(ctx context.Context, pattern *regexp.Regexp) (string, error) {
	for {
		if match := pattern.FindStringSubmatch(l.String()); match != nil {
			return match[1], nil
		}
		select {
		case <-l.news:
		case <-ctx.Done():
			return "", fmt.Errorf("no line matches %s:\n%s", pattern, l)
		}
	}
}

func start(t *testing.T, name string, args ...string) *process {
	t.Helper()
	dir, err := binaries()
	if err != nil {
		t.Fatal(err)
	}
	p := &process{cmd: exec.Command(filepath.Join(dir, name), args...), stderr: &lines{news: make(chan struct{}, 1)}}
	pipe, err := p.cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	read := make(chan struct{})
	go func() {
		defer close(read)
		for scanner := bufio.NewScanner(pipe); scanner.Scan(); {
			p.stderr.add(scanner.Text())
		}
	}()
	t.Cleanup(func() {
		_ = p.cmd.Process.Signal(syscall.SIGTERM)
		<-read
		if err := p.cmd.Wait(); err != nil {
			t.Errorf("%s did not end cleanly on SIGTERM: %v\n%s", name, err, p.stderr)
		}
	})
	return p
}

func (p *process) await(t *testing.T, pattern string) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	found, err := p.stderr.await(ctx, regexp.MustCompile(pattern))
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// stack is the reference graph behind a router, with a counter between them.
type stack struct {
	url   string // of the router's listener
	token string // of u_0001, with every scope
	calls atomic.Int64
	key   string // file of the development key
}

// startStack starts both; config is added to the router's weft.yaml.
func startStack(t *testing.T, config string) *stack {
	t.Helper()
	dir := t.TempDir()
	s := &stack{key: filepath.Join(dir, "key.pem")}
	shop := start(t, "shop", "serve", "--listen", "127.0.0.1:0", "--key-file", s.key).await(t, `at (http://[0-9.:]+)/NAME`)
	s.token = s.sign(t)
	counted := httptest.NewServer(s.counter(t, shop))
	t.Cleanup(counted.Close)

	file := filepath.Join(dir, "weft.yaml")
	text := fmt.Sprintf(`
authentication: {router: {jwt: {jwks: [{url: "%s/.well-known/jwks.json", issuers: [weft-shop-dev], audiences: [weft-shop]}]}}}
headers: {all: {request: [{propagate: {named: authorization}}]}}
playground: {operations: %s, development_token: %s}
override_subgraph_url: {%s}
%s`, shop, operationsDir, s.token, subgraphURLs(counted.URL), config)
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	weft := start(t, "weft", "router", "--supergraph", schemaDir+"/supergraph.graphql", "--config", file,
		"--listen", "127.0.0.1:0", "--admin-listen", "off")
	s.url = weft.await(t, `graphql=(http://[0-9.:]+)/graphql`)
	return s
}

func subgraphURLs(base string) string {
	var entries []string
	for _, name := range []string{"accounts", "inventory", "orders", "products", "reviews", "shipping"} {
		entries = append(entries, fmt.Sprintf("%s: %s/%s/graphql", name, base, name))
	}
	return strings.Join(entries, ", ")
}

// counter passes requests on to the services and counts them.
func (s *stack) counter(t *testing.T, target string) http.Handler {
	t.Helper()
	to, err := url.Parse(target)
	if err != nil {
		t.Fatal(err)
	}
	proxy := &httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) { r.SetURL(to) }}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.calls.Add(1)
		proxy.ServeHTTP(w, r)
	})
}

// sign asks shop for a token; args are those of `shop token`.
func (s *stack) sign(t *testing.T, args ...string) string {
	t.Helper()
	dir, err := binaries()
	if err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command(filepath.Join(dir, "shop"), append([]string{"token", "--key-file", s.key}, args...)...).Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(out))
}

// reply is an answer of the router.
type reply struct {
	status int
	header http.Header
	body   string
}

func (s *stack) send(t *testing.T, op playground.Operation, headers map[string]string) reply {
	t.Helper()
	variables := op.Variables
	if len(variables) == 0 {
		variables = json.RawMessage("null")
	}
	body, err := json.Marshal(map[string]any{"query": op.Query, "variables": variables})
	if err != nil {
		t.Fatal(err)
	}
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.url+"/graphql", bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	for name, value := range op.Headers {
		req.Header.Set(name, strings.ReplaceAll(value, "${TOKEN}", s.token))
	}
	for name, value := range headers {
		req.Header.Set(name, value)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return reply{status: resp.StatusCode, header: resp.Header, body: string(text)}
}

func readOperations(t *testing.T) []playground.Operation {
	t.Helper()
	operations, err := playground.ReadOperations(os.DirFS(operationsDir))
	if err != nil {
		t.Fatal(err)
	}
	if len(operations) < 12 {
		t.Fatalf("%d example operations, want at least 12", len(operations))
	}
	return operations
}

func operationNamed(t *testing.T, name string) playground.Operation {
	t.Helper()
	for _, op := range readOperations(t) {
		if op.Name == name {
			return op
		}
	}
	t.Fatalf("there is no example operation %s", name)
	return playground.Operation{}
}
