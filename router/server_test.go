package router

import (
	"context"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/weftgraphql/weft/router/config"
)

// running starts a world's server on free ports; stop ends it and gives Run's error.
func running(t *testing.T, w *world) (address string, client *http.Client, stop func() error) {
	t.Helper()
	server, err := w.Listen()
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- server.Run(ctx) }()
	client = &http.Client{Transport: &http.Transport{}}
	t.Cleanup(client.CloseIdleConnections)
	return server.Addr().String(), client, func() error { cancel(); return <-ended }
}

func freePorts(cfg *config.Config) {
	cfg.Supergraph.Listen, cfg.Admin.Listen = "127.0.0.1:0", "127.0.0.1:0"
}

func TestRequestsInFlightAreFinished(t *testing.T) {
	w := newWorld(t, freePorts)
	arrived, gate := make(chan struct{}), make(chan struct{})
	w.catalog.fields["price"] = func(http.ResponseWriter, *http.Request) any { close(arrived); <-gate; return 5 }
	address, client, stop := running(t, w)
	answered := make(chan string, 1)
	go func() {
		response, err := client.Post("http://"+address+"/graphql", "application/json", strings.NewReader(`{"query":"{price}"}`))
		if err != nil {
			answered <- err.Error()
			return
		}
		body, _ := io.ReadAll(response.Body)
		_ = response.Body.Close()
		answered <- string(body)
	}()
	<-arrived
	stopped := make(chan error, 1)
	go func() { stopped <- stop() }()
	waitFor(t, w.draining.Load)
	close(gate)
	if got := <-answered; got != `{"data":{"price":5}}` {
		t.Errorf("the request in flight got %s", got)
	}
	if err := <-stopped; err != nil {
		t.Errorf("a clean stop: %v", err)
	}
	if _, err := net.DialTimeout("tcp", address, time.Second); err == nil {
		t.Error("it still listens")
	}
}

func TestRequestsThatDoNotEndAreCutOff(t *testing.T) {
	w := newWorld(t, func(cfg *config.Config) {
		freePorts(cfg)
		cfg.Server.DrainTimeout = config.Duration(50 * time.Millisecond)
	})
	arrived := make(chan struct{})
	slow := w.catalog.fields["slow"]
	w.catalog.fields["slow"] = func(rw http.ResponseWriter, r *http.Request) any { close(arrived); return slow(rw, r) }
	address, client, stop := running(t, w)
	failed := make(chan error, 1)
	go func() {
		response, err := client.Post("http://"+address+"/graphql", "application/json", strings.NewReader(`{"query":"{slow}"}`))
		if err == nil {
			_ = response.Body.Close()
		}
		failed <- err
	}()
	<-arrived
	if err := stop(); err == nil || !strings.Contains(err.Error(), "cut off") {
		t.Errorf("got %v", err)
	}
	if err := <-failed; err == nil {
		t.Error("the request was answered")
	}
}

func TestTakenPort(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = taken.Close() }()
	w := newWorld(t, func(cfg *config.Config) { freePorts(cfg); cfg.Admin.Listen = taken.Addr().String() })
	if _, err := w.Listen(); err == nil || !strings.HasPrefix(err.Error(), "admin.listen (--admin-listen, WEFT_ADMIN_LISTEN; off for none): ") || !strings.Contains(err.Error(), "in use") {
		t.Errorf("got %v", err)
	}
	w = newWorld(t, func(cfg *config.Config) { freePorts(cfg); cfg.Supergraph.Listen = taken.Addr().String() })
	if _, err := w.Listen(); err == nil || !strings.HasPrefix(err.Error(), "supergraph.listen") {
		t.Errorf("got %v", err)
	}
	w = newWorld(t, func(cfg *config.Config) { freePorts(cfg); cfg.Admin.Listen = "off" })
	server, err := w.Listen()
	if err != nil || server.AdminAddr() != nil {
		t.Errorf("got %v", err)
	}
	_ = server.graph.Close()
}

func TestSlowAndLargeRequests(t *testing.T) {
	w := newWorld(t, func(cfg *config.Config) {
		freePorts(cfg)
		cfg.Server.BodyReadTimeout = config.Duration(200 * time.Millisecond)
		cfg.Limits.HTTPMaxHeaderBytes = 8 << 10
	})
	address, client, stop := running(t, w)
	conn, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	_, _ = io.WriteString(conn, "POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{")
	_ = conn.SetReadDeadline(time.Now().Add(5 * time.Second))
	answer, _ := io.ReadAll(conn)
	if !strings.HasPrefix(string(answer), "HTTP/1.1 408 ") || !strings.Contains(string(answer), "did not arrive in time") {
		t.Errorf("a body that does not come: %q", answer)
	}
	r, _ := http.NewRequest(http.MethodPost, "http://"+address+"/graphql", strings.NewReader(`{"query":"{price}"}`))
	r.Header.Set("X-Large", strings.Repeat("a", 64<<10))
	if response, err := client.Do(r); err == nil {
		if _ = response.Body.Close(); response.StatusCode != http.StatusRequestHeaderFieldsTooLarge {
			t.Errorf("large headers: %d", response.StatusCode)
		}
	}
	if err := stop(); err != nil {
		t.Error(err)
	}
}
