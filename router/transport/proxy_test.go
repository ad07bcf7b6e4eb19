package transport

import (
	"bufio"
	"encoding/pem"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftgraphql/weft/graph/supergraph"
	"github.com/weftgraphql/weft/router/config"
)

// proxy is an HTTP proxy that knows no names: whatever it is asked for, it takes to one of two servers.
type proxy struct {
	plain, secure *httptest.Server

	mu   sync.Mutex
	seen []string
}

func (p *proxy) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	p.seen = append(p.seen, fmt.Sprintf("%s %s %s", r.Method, r.RequestURI, r.Header.Get("Proxy-Authorization")))
	p.mu.Unlock()
	if r.Method != http.MethodConnect {
		p.plain.Config.Handler.ServeHTTP(w, r)
		return
	}
	there, err := net.Dial("tcp", p.secure.Listener.Addr().String())
	if err != nil {
		panic(err)
	}
	here, buffered, err := http.NewResponseController(w).Hijack()
	if err != nil {
		panic(err)
	}
	_, _ = io.WriteString(here, "HTTP/1.1 200 Connection established\r\n\r\n")
	go func() {
		_, _ = io.Copy(there, buffered)
		_ = there.(*net.TCPConn).CloseWrite()
	}()
	go func() {
		_, _ = io.Copy(here, there)
		_, _ = here.Close(), there.Close()
	}()
}

// TestProxies: the environment says which proxies there are, once for a process, so that another one asks. What is asked over a proxy
// is net/http's business, and what is not goes on without.
func TestProxies(t *testing.T) {
	answer := func(which string) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			body, _ := io.ReadAll(r.Body)
			jsonAnswer(fmt.Sprintf(`{"data":{"x":"%s, %s, %s, %d"}}`, which, r.Host, r.Header.Get("X-User"), len(body)))(w, r)
		})
	}
	p := &proxy{plain: httptest.NewServer(answer("plain")), secure: httptest.NewTLSServer(answer("secure"))}
	server := httptest.NewServer(p)
	t.Cleanup(func() {
		server.Close()
		for _, s := range []*httptest.Server{p.plain, p.secure} {
			s.CloseClientConnections()
			s.Close()
		}
	})
	authority := filepath.Join(t.TempDir(), "ca.pem")
	certificate := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: p.secure.Certificate().Raw})
	if err := os.WriteFile(authority, certificate, 0o600); err != nil {
		t.Fatal(err)
	}
	through := "http://weft:secret@" + server.Listener.Addr().String()
	child := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestAskedThroughProxies$", "-test.v")
	child.Env = append(slices.DeleteFunc(os.Environ(), func(v string) bool {
		name, _, _ := strings.Cut(v, "=")
		return slices.Contains([]string{"HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY"}, strings.ToUpper(name))
	}),
		"HTTP_PROXY="+through, "HTTPS_PROXY="+through, "NO_PROXY=direct.example", "SSL_CERT_FILE="+authority, "SSL_CERT_DIR="+t.TempDir(),
		"WEFT_TEST_DIRECT="+p.plain.URL)
	out, err := child.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	var got []string
	for in := bufio.NewScanner(strings.NewReader(string(out))); in.Scan(); {
		if text, found := strings.CutPrefix(in.Text(), "answer: "); found {
			got = append(got, text)
		}
	}
	direct := strings.TrimPrefix(p.plain.URL, "http://")
	want := []string{
		`plain: {"data":{"x":"plain, subgraph.example, ann, 15"}}`,
		`secure: {"data":{"x":"secure, example.com, ann, 15"}}`,
		`direct: {"data":{"x":"plain, ` + direct + `, ann, 15"}}`,
		`excepted: true`, // it is asked without the proxy
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s\n%s", diff, out)
	}
	const credentials = "Basic d2VmdDpzZWNyZXQ="
	wantSeen := []string{"POST http://subgraph.example/graphql " + credentials, "CONNECT example.com:443 " + credentials}
	if diff := cmp.Diff(wantSeen, p.seen); diff != "" {
		t.Error(diff)
	}
}

// TestAskedThroughProxies is what TestProxies runs in another process.
func TestAskedThroughProxies(t *testing.T) {
	direct := os.Getenv("WEFT_TEST_DIRECT")
	if direct == "" {
		t.Skip("it is a part of TestProxies")
	}
	cfg := config.Default()
	cfg.Headers.All.Request = []config.HeaderRule{{Propagate: &config.PropagateHeader{Named: "x-user"}}}
	client := NewClient(cfg, slog.New(slog.DiscardHandler))
	t.Cleanup(client.Close)
	ts := client.Targets([]*supergraph.Subgraph{
		{Name: "plain", URL: "http://subgraph.example/graphql"}, {Index: 1, Name: "secure", URL: "https://example.com/graphql"},
		{Index: 2, Name: "direct", URL: direct + "/graphql"}, {Index: 3, Name: "excepted", URL: "http://direct.example/graphql"},
	})
	for _, service := range []string{"plain", "secure", "direct"} {
		result, err := ts.Session(http.Header{"X-User": {"ann"}}, "").Fetch(t.Context(), fetchOf(service, ast.Query))
		if err != nil {
			t.Fatalf("%s: %v: %v", service, err, failure(err))
		}
		fmt.Printf("answer: %s: %s\n", service, result.Body)
		result.Release()
	}
	fmt.Printf("answer: excepted: %v\n", ts.byName["excepted"].host != nil)
}
