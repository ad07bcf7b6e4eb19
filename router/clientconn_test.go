package router

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/weftgraphql/weft/router/config"
	"github.com/weftgraphql/weft/router/lifetime"
)

// TestDeadlinesAreKept does the same to a clientConn as to the connection below it: all comes at the same time, to the same end.
func TestDeadlinesAreKept(t *testing.T) {
	type step struct {
		at  time.Duration // since the beginning; wait of a read or write that began there
		set time.Duration // the deadline, since the beginning; 0 is none
	}
	tests := []struct {
		name string
		sets []step // before and during the reading, which begins at 5 s
		data time.Duration
		want string
	}{
		{"none", nil, 50 * time.Second, "1 byte after 45s"},
		{"comes", []step{{1 * time.Second, 20 * time.Second}}, 50 * time.Second, "timeout after 15s"},
		{"past before", []step{{1 * time.Second, 2 * time.Second}}, 50 * time.Second, "timeout after 0s"},
		{"taken back before", []step{{1 * time.Second, 20 * time.Second}, {2 * time.Second, 0}}, 50 * time.Second, "1 byte after 45s"},
		{"moved on before", []step{{1 * time.Second, 20 * time.Second}, {2 * time.Second, 30 * time.Second}}, 50 * time.Second, "timeout after 25s"},
		{"moved back before", []step{{1 * time.Second, 40 * time.Second}, {2 * time.Second, 30 * time.Second}}, 50 * time.Second, "timeout after 25s"},
		{"moved on while waiting", []step{{1 * time.Second, 20 * time.Second}, {9 * time.Second, 30 * time.Second}}, 50 * time.Second, "timeout after 25s"},
		{"moved back while waiting", []step{{1 * time.Second, 40 * time.Second}, {9 * time.Second, 30 * time.Second}}, 50 * time.Second, "timeout after 25s"},
		{"aborted while waiting", []step{{9 * time.Second, -time.Hour}}, 50 * time.Second, "timeout after 4s"},
		{"taken back while waiting", []step{{1 * time.Second, 20 * time.Second}, {9 * time.Second, 0}}, 50 * time.Second, "1 byte after 45s"},
		{"set while waiting", []step{{9 * time.Second, 20 * time.Second}}, 50 * time.Second, "timeout after 15s"},
		{"past and taken back", []step{{1 * time.Second, 2 * time.Second}, {4 * time.Second, 0}}, 10 * time.Second, "1 byte after 5s"},
		{"in time", []step{{1 * time.Second, 20 * time.Second}}, 10 * time.Second, "1 byte after 5s"},
	}
	for _, test := range tests {
		for _, direction := range []string{"read", "write"} {
			run := func(wrap func(net.Conn) net.Conn) (outcome string) {
				synctest.Test(t, func(t *testing.T) {
					near, far := net.Pipe()
					defer func() { _, _ = near.Close(), far.Close() }()
					conn, begun := wrap(near), time.Now()
					set, wait, other := conn.SetReadDeadline, conn.Read, far.Write
					if direction == "write" {
						set, wait, other = conn.SetWriteDeadline, conn.Write, far.Read
					}
					go func() {
						for _, s := range test.sets {
							time.Sleep(time.Until(begun.Add(s.at)))
							deadline := time.Time{}
							if s.set != 0 {
								deadline = begun.Add(s.set)
							}
							_ = set(deadline)
						}
					}()
					go func() { time.Sleep(test.data); _, _ = other(make([]byte, 1)) }()
					time.Sleep(5 * time.Second)
					waited := time.Now()
					n, err := wait(make([]byte, 1))
					took := time.Since(waited)
					switch {
					case errors.Is(err, os.ErrDeadlineExceeded) && n == 0:
						outcome = fmt.Sprintf("timeout after %v", took)
					case err == nil:
						outcome = fmt.Sprintf("%d byte after %v", n, took)
					default:
						outcome = err.Error()
					}
					_ = far.Close()
					time.Sleep(time.Hour) // for the goroutines above
				})
				return outcome
			}
			bare := run(func(c net.Conn) net.Conn { return c })
			got := run(func(c net.Conn) net.Conn { return newClientConn(c) })
			if bare != test.want || got != test.want {
				t.Errorf("%s, %s: %s, and %s without it; want %s", test.name, direction, got, bare, test.want)
			}
		}
	}
}

// armed counts the deadlines that reach the connection.
type armed struct {
	net.Conn
	read, write int
}

func (a *armed) SetReadDeadline(t time.Time) error  { a.read++; return a.Conn.SetReadDeadline(t) }
func (a *armed) SetWriteDeadline(t time.Time) error { a.write++; return a.Conn.SetWriteDeadline(t) }

// TestFewDeadlinesAreSet plays what net/http's server does for each request on a connection.
func TestFewDeadlinesAreSet(t *testing.T) {
	near, far := net.Pipe()
	defer func() { _, _ = near.Close(), far.Close() }()
	below := &armed{Conn: near}
	conn := newClientConn(below)
	go func() { _, _ = io.Copy(far, far) }() // an echo
	const requests = 100
	for range requests {
		now := time.Now()
		for _, set := range []time.Duration{time.Minute, 10 * time.Second, 30 * time.Second} {
			_ = conn.SetReadDeadline(now.Add(set))
			_ = conn.SetWriteDeadline(now.Add(2 * set))
		}
		if _, err := conn.Write([]byte("x")); err != nil {
			t.Fatal(err)
		}
		if _, err := conn.Read(make([]byte, 1)); err != nil {
			t.Fatal(err)
		}
	}
	if below.read != 1 || below.write != 1 {
		t.Errorf("%d and %d deadlines were set in %d requests", below.read, below.write, requests)
	}
}

// TestHeldWrites: what is held comes with what follows, or with release, in its order and whole.
func TestHeldWrites(t *testing.T) {
	large := strings.Repeat("l", 3*holdSize)
	tests := []struct {
		name   string
		writes []string
		before string // what has come before release
	}{
		{"nothing", nil, ""},
		{"one small", []string{"head"}, ""},
		{"two small", []string{"head", "body"}, "headbody"},
		{"small and large", []string{"head", large}, "head" + large},
		{"large", []string{large}, large},
		{"large and small", []string{large, "tail"}, large},
		{"three", []string{"head", large, "tail"}, "head" + large},
	}
	for _, test := range tests {
		near, far := net.Pipe()
		conn := newClientConn(near)
		came := make(chan byte, 10*holdSize)
		ended := make(chan struct{})
		go func() {
			defer close(ended)
			for b := make([]byte, 1); ; {
				if _, err := far.Read(b); err != nil {
					return
				}
				came <- b[0]
			}
		}()
		take := func() string {
			var text []byte
			for len(came) > 0 {
				text = append(text, <-came)
			}
			return string(text)
		}
		conn.hold()
		for _, text := range test.writes {
			if n, err := conn.Write([]byte(text)); n != len(text) || err != nil {
				t.Errorf("%s: %d, %v", test.name, n, err)
			}
		}
		// A pipe's write returns when all was read, but for the last byte's way into the channel.
		waitFor(t, func() bool { return len(came) >= len(test.before) })
		if diff := cmp.Diff(test.before, take()); diff != "" {
			t.Errorf("%s, before release: %s", test.name, diff)
		}
		conn.release()
		_, _ = conn.Write([]byte("."))
		rest := strings.TrimPrefix(strings.Join(test.writes, "")+".", test.before)
		waitFor(t, func() bool { return len(came) >= len(rest) })
		if diff := cmp.Diff(rest, take()); diff != "" {
			t.Errorf("%s, after release: %s", test.name, diff)
		}
		_ = near.Close()
		<-ended
	}
}

// TestAnswersOfAllSizes: none is held back for ever, whichever way net/http cuts it.
func TestAnswersOfAllSizes(t *testing.T) {
	w := newWorld(t, freePorts)
	size := 0
	w.catalog.fields["hello"] = func(http.ResponseWriter, *http.Request) any { return strings.Repeat("x", size) }
	address, _, stop := running(t, w)
	conn, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	in := bufio.NewReader(conn)
	sizes := []int{0, 1, 1000, 1900, 2048, 2100, 8192, 100_000, 3_000_000}
	for n := 3600; n < 4200; n += 7 { // with the head, about what net/http writes at once
		sizes = append(sizes, n)
	}
	for _, size = range sizes {
		body := `{"query":"{hello}"}`
		fmt.Fprintf(conn, "POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s", len(body), body)
		_ = conn.SetReadDeadline(time.Now().Add(10 * time.Second))
		response, err := http.ReadResponse(in, nil)
		if err != nil {
			t.Fatalf("%d bytes: %v", size, err)
		}
		content, err := io.ReadAll(response.Body)
		_ = response.Body.Close()
		if want := `{"data":{"hello":"` + strings.Repeat("x", size) + `"}}`; err != nil || string(content) != want {
			t.Fatalf("%d bytes: %d came, %v", size, len(content), err)
		}
	}
	_ = conn.Close()
	if err := stop(); err != nil {
		t.Error(err)
	}
}

// TestLeavingClients: when a client leaves, its request to the subgraph is given up.
func TestLeavingClients(t *testing.T) {
	w := newWorld(t, freePorts)
	arrived, left := make(chan struct{}), make(chan struct{})
	w.catalog.fields["slow"] = func(_ http.ResponseWriter, r *http.Request) any {
		arrived <- struct{}{}
		<-r.Context().Done()
		left <- struct{}{}
		return nil
	}
	address, _, stop := running(t, w)
	for _, leave := range []func(*net.TCPConn) error{
		(*net.TCPConn).Close,
		(*net.TCPConn).CloseWrite,
		func(c *net.TCPConn) error { return errors.Join(c.SetLinger(0), c.Close()) }, // a reset
	} {
		conn, err := net.Dial("tcp", address)
		if err != nil {
			t.Fatal(err)
		}
		body := `{"query":"{slow}"}`
		fmt.Fprintf(conn, "POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s", len(body), body)
		<-arrived
		if err := leave(conn.(*net.TCPConn)); err != nil {
			t.Fatal(err)
		}
		<-left
		_ = conn.Close()
	}
	if err := stop(); err != nil {
		t.Error(err)
	}
}

// TestClientsThatDoNotRead are left when the time for writing is over.
func TestClientsThatDoNotRead(t *testing.T) {
	w := newWorld(t, func(cfg *config.Config) {
		freePorts(cfg)
		cfg.Server.BodyReadTimeout, cfg.Server.WriteTimeout = config.Duration(50*time.Millisecond), config.Duration(50*time.Millisecond)
		cfg.TrafficShaping.Router.Timeout = config.Duration(100 * time.Millisecond)
	})
	w.catalog.fields["hello"] = func(http.ResponseWriter, *http.Request) any { return strings.Repeat("x", 16<<20) }
	address, _, stop := running(t, w)
	conn, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	_ = conn.(*net.TCPConn).SetReadBuffer(4 << 10)
	body := `{"query":"{hello}"}`
	fmt.Fprintf(conn, "POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s", len(body), body)
	if err := stop(); err != nil { // it waits for the request
		t.Error(err)
	}
	_ = conn.SetReadDeadline(time.Now().Add(10 * time.Second))
	if content, err := io.ReadAll(conn); err == nil && len(content) > 16<<20 {
		t.Error("all of it was written")
	}
}

// TestLeftBefore: a connection that was lost before its request is served ends it at once; one that is forgotten ends nothing.
func TestLeftBefore(t *testing.T) {
	near, far := net.Pipe()
	conn := newClientConn(near)
	_ = far.Close()
	var first, second, third lifetime.Context
	for _, c := range []*lifetime.Context{&first, &second, &third} {
		c.Begin(t.Context(), time.Now().Add(time.Hour))
	}
	conn.serve(&first)
	conn.forget()
	conn.serve(&second)
	if _, err := conn.Read(make([]byte, 1)); !errors.Is(err, io.EOF) {
		t.Fatal(err)
	}
	conn.serve(&third)
	got := []error{first.Err(), second.Err(), third.Err()}
	want := []error{nil, context.Canceled, context.Canceled}
	if diff := cmp.Diff(want, got, cmp.Comparer(func(a, b error) bool { return errors.Is(a, b) })); diff != "" {
		t.Error(diff)
	}
	if clientConnOf(withClientConn(t.Context(), conn)) != conn || clientConnOf(t.Context()) != nil {
		t.Error("a request's connection is not found")
	}
	_, _ = conn.Write(bytes.Repeat([]byte("x"), 10))
	_ = near.Close()
}

// TestAbortedReads plays what net/http's server does around each request: it reads ahead to notice that the client leaves, and stops
// that by a deadline in the past. The next read waits as it should, and is not told of that deadline first.
func TestAbortedReads(t *testing.T) {
	near, far := net.Pipe()
	defer func() { _, _ = near.Close(), far.Close() }()
	below := &armed{Conn: near}
	conn := newClientConn(below)
	waiting := func() bool {
		conn.reading.mu.Lock()
		defer conn.reading.mu.Unlock()
		return conn.reading.waiting > 0
	}
	const requests = 20
	for range requests {
		ahead := make(chan error, 1)
		_ = conn.SetReadDeadline(time.Time{})
		go func() { _, err := conn.Read(make([]byte, 1)); ahead <- err }()
		waitFor(t, waiting)
		_ = conn.SetReadDeadline(time.Unix(1, 0))
		if err := <-ahead; !errors.Is(err, os.ErrDeadlineExceeded) {
			t.Fatal(err)
		}
		_ = conn.SetReadDeadline(time.Time{})
		_ = conn.SetReadDeadline(time.Now().Add(time.Minute))
		go func() { _, _ = far.Write([]byte("x")) }()
		if n, err := conn.Read(make([]byte, 10)); n != 1 || err != nil {
			t.Fatal(n, err)
		}
	}
	if below.read != 2*requests {
		t.Errorf("%d deadlines were set in %d requests", below.read, requests)
	}
}
