package main

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"

	"go.uber.org/goleak"

	"github.com/weftgraphql/weft/internal/token"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// run runs the command line and returns its output.
func run(ctx context.Context, args ...string) (stdout string, err error) {
	cmd := root()
	var out bytes.Buffer
	cmd.SetOut(&out)
	cmd.SetErr(&bytes.Buffer{})
	cmd.SetArgs(args)
	err = cmd.ExecuteContext(ctx)
	return out.String(), err
}

func TestTokenIsWhatServeTrusts(t *testing.T) {
	file := filepath.Join(t.TempDir(), "key.pem")
	for _, test := range []struct {
		args []string
		want token.Caller
	}{
		{nil, token.Caller{Subject: "u_0001", Scopes: token.AllScopes}},
		{[]string{"--sub", "u_0007", "--scope", "user:email", "--scope", "admin"}, token.Caller{Subject: "u_0007", Scopes: []string{"user:email", "admin"}}},
		{[]string{"--scope="}, token.Caller{Subject: "u_0001", Scopes: []string{}}},
	} {
		out, err := run(t.Context(), append([]string{"token", "--key-file", file}, test.args...)...)
		if err != nil {
			t.Fatal(err)
		}
		key, err := token.OpenKey(file)
		if err != nil {
			t.Fatal(err)
		}
		caller, err := token.NewVerifier(key.Public()).Verify(strings.TrimSuffix(out, "\n"))
		if err != nil {
			t.Fatal(err)
		}
		if caller.Subject != test.want.Subject || strings.Join(caller.Scopes, " ") != strings.Join(test.want.Scopes, " ") {
			t.Errorf("%v: %+v, want %+v", test.args, caller, test.want)
		}
	}
}

func TestBadUsage(t *testing.T) {
	for _, args := range [][]string{
		{"serve", "--listen", "nowhere"}, {"serve", "--nope"}, {"serve", "extra"}, {"serve", "--seed", "x"},
		{"serve", "--sqlite", "a", "--postgres", "b"}, {"token", "--sub", ""}, {"token", "--ttl", "-1s"}, {"token", "extra"},
		{"serve", "--listen", "127.0.0.1:0", "--only", "acounts", "--key-file", filepath.Join(t.TempDir(), "k")},
	} {
		out, err := run(t.Context(), args...)
		if err == nil || exitCode(err) != 2 || out != "" {
			t.Errorf("%v: %v, exit code %d, output %q; want 2 and none", args, err, exitCode(err), out)
		}
	}
}

// lines is a writer that hands over each line.
type lines struct {
	mu   sync.Mutex
	rest string
	to   chan string
}

func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.rest += string(p)
	for {
		line, rest, ok := strings.Cut(l.rest, "\n")
		if !ok {
			return len(p), nil
		}
		l.rest = rest
		l.to <- line
	}
}

func TestServeUntilStopped(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	said := &lines{to: make(chan string, 10)}
	ended := make(chan error, 1)
	go func() {
		cmd := root()
		cmd.SetErr(said)
		cmd.SetArgs([]string{"serve", "--listen", "127.0.0.1:0", "--only", "products", "--key-file", filepath.Join(t.TempDir(), "key.pem")})
		ended <- cmd.ExecuteContext(ctx)
	}()
	var line string
	select {
	case line = <-said.to:
	case err := <-ended:
		t.Fatal("ended: ", err)
	}
	address := regexp.MustCompile(`http://([0-9.:]+)/`).FindStringSubmatch(line)
	if address == nil || !strings.Contains(line, "products") {
		t.Fatalf("said %q", line)
	}
	for _, path := range []string{"/health", "/products/health", "/.well-known/jwks.json"} {
		response, err := http.Get("http://" + address[1] + path)
		if err != nil {
			t.Fatal(err)
		}
		if err := response.Body.Close(); err != nil || response.StatusCode != http.StatusOK {
			t.Errorf("%s: %d, %v", path, response.StatusCode, err)
		}
	}
	http.DefaultClient.CloseIdleConnections()
	stop()
	if err := <-ended; err != nil && !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}
