package floor

import (
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"
)

const planText = `{"stages":[[{"path":"/a","body":"1"},{"path":"/b","body":"2"}],[{"path":"/c","body":"3"}]]}`

// ask posts until the floor is up, and gives the status and the answer.
func ask(t *testing.T, address string) (int, string) {
	t.Helper()
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	for end := time.Now().Add(5 * time.Second); ; time.Sleep(time.Millisecond) {
		request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://"+address+"/graphql", strings.NewReader(`{"query":"{a}"}`))
		if err != nil {
			t.Fatal(err)
		}
		response, err := client.Do(request)
		if err != nil {
			if time.Now().After(end) {
				t.Fatal(err)
			}
			continue
		}
		body, err := io.ReadAll(response.Body)
		if err != nil {
			t.Fatal(err)
		}
		_ = response.Body.Close()
		return response.StatusCode, string(body)
	}
}

func TestEveryFloorMakesItsCalls(t *testing.T) {
	goleak.VerifyNone(t, goleak.IgnoreCurrent())
	dir := t.TempDir()
	planFile, answerFile := filepath.Join(dir, "plan.json"), filepath.Join(dir, "answer.json")
	for file, text := range map[string]string{planFile: planText, answerFile: `{"data":{}}`} {
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	var lock sync.Mutex
	calls := map[string]string{}
	status := http.StatusOK
	below := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		lock.Lock()
		defer lock.Unlock()
		calls[r.URL.Path] += string(body)
		w.WriteHeader(status)
		_, _ = io.WriteString(w, `{"data":{}}`)
	}))
	defer below.Close()
	for _, implementation := range []string{"nethttp", "fasthttp", "bare"} {
		t.Run(implementation, func(t *testing.T) {
			listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
			if err != nil {
				t.Fatal(err)
			}
			address := listener.Addr().String()
			_ = listener.Close()
			ctx, stop := context.WithCancel(t.Context())
			ended := make(chan error, 1)
			go func() {
				ended <- Run(ctx, Options{
					Listen: address, Server: implementation, Client: implementation, Plan: planFile, Answer: answerFile,
					Subgraphs: strings.TrimPrefix(below.URL, "http://"),
				})
			}()
			lock.Lock()
			calls, status = map[string]string{}, http.StatusOK
			lock.Unlock()
			if got, body := ask(t, address); got != http.StatusOK || body != `{"data":{}}` {
				t.Errorf("%d %s", got, body)
			}
			lock.Lock()
			if diff := cmp.Diff(map[string]string{"/a": "1", "/b": "2", "/c": "3"}, calls); diff != "" {
				t.Error(diff)
			}
			status = http.StatusBadGateway
			lock.Unlock()
			if implementation != "bare" { // which closes the connection
				if got, _ := ask(t, address); got != http.StatusInternalServerError {
					t.Errorf("a call failed, and the answer is %d", got)
				}
			}
			stop()
			if err := <-ended; err != nil {
				t.Error(err)
			}
		})
	}
}

func TestOptionsThatMakeNoFloor(t *testing.T) {
	file := filepath.Join(t.TempDir(), "x.json")
	if err := os.WriteFile(file, []byte("no JSON"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, o := range map[string]Options{
		"server": {Listen: "127.0.0.1:0", Server: "x", Client: "bare", Answer: file},
		"client": {Listen: "127.0.0.1:0", Server: "bare", Client: "x", Answer: file},
		"plan":   {Listen: "127.0.0.1:0", Server: "bare", Client: "bare", Answer: file, Plan: file},
		"answer": {Listen: "127.0.0.1:0", Server: "bare", Client: "bare", Answer: file + "x"},
	} {
		if err := Run(t.Context(), o); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}
