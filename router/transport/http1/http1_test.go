package http1

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const post = "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}"

// script is a server: it handles the connections in turn, by their number.
type script struct {
	*Host
	listener net.Listener
	dialled  atomic.Int32
	ended    chan struct{}
}

func serve(t *testing.T, handle func(number int, c net.Conn, r *bufio.Reader)) *script {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &script{listener: listener, ended: make(chan struct{})}
	s.Host = NewHost(Options{
		Dial: func(ctx context.Context) (net.Conn, error) {
			s.dialled.Add(1)
			var d net.Dialer
			return d.DialContext(ctx, "tcp", listener.Addr().String())
		},
		DialTimeout: time.Second, IdleTimeout: time.Minute, MaxHeader: 8 << 10,
	})
	go func() {
		defer close(s.ended)
		for number := 0; ; number++ {
			c, err := listener.Accept()
			if err != nil {
				return
			}
			go func() {
				defer func() { _ = c.Close() }()
				handle(number, c, bufio.NewReader(c))
			}()
		}
	}()
	t.Cleanup(func() { s.Close(); _ = listener.Close(); <-s.ended })
	return s
}

// readRequest reads one request off a connection.
func readRequest(r *bufio.Reader) bool {
	request, err := http.ReadRequest(r)
	if err != nil {
		return false
	}
	_, _ = io.Copy(io.Discard, request.Body)
	return true
}

func request() Request {
	return Request{Bytes: []byte(post), Repeatable: true, Deadline: time.Now().Add(5 * time.Second), MaxBody: 1000}
}

// run makes one exchange and shows how it went.
func run(h *Host, r Request) string {
	var x Exchange
	x.Begin(h, r)
	response, err := x.Run()
	if err != nil {
		return "error: " + err.Error()
	}
	defer response.Buffer().Release()
	return fmt.Sprintf("%d %s", response.StatusCode(), response.Body)
}

var answers = []struct {
	name, bytes string
	// closes: the server closes the connection after it.
	closes bool
	want   string
	// reused: the connection may be used again.
	reused bool
}{
	{"length", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", false, "200 hello", true},
	{"no reason", "HTTP/1.1 200\r\ncontent-length:5 \r\n\r\nhello", false, "200 hello", true},
	{"bare line feeds", "HTTP/1.1 200 OK\nContent-Length: 5\n\nhello", false, "200 hello", true},
	{"empty", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", false, "200 ", true},
	{"no content", "HTTP/1.1 204 No Content\r\n\r\n", false, "204 ", true},
	{"length twice", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 5\r\n\r\nhello", false, "200 hello", true},
	{"chunks", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n2\r\nlo\r\n0\r\n\r\n", false, "200 hello", true},
	{"chunks with extensions and trailers", "HTTP/1.1 200 OK\r\ntransfer-encoding: Chunked\r\n\r\n3;a=b\r\nhel\r\n02 \r\nlo\r\n0\r\nA: b\r\nC: d\r\n\r\n", false, "200 hello", true},
	{"no chunks", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", false, "200 ", true},
	{"length beside chunks", "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n", false, "200 hello", false},
	{"to the end", "HTTP/1.1 200 OK\r\n\r\nhello", true, "200 hello", false},
	{"to the end, nothing", "HTTP/1.1 200 OK\r\n\r\n", true, "200 ", false},
	{"close", "HTTP/1.1 200 OK\r\nConnection: keep-alive, Close\r\nContent-Length: 5\r\n\r\nhello", false, "200 hello", false},
	{"HTTP/1.0", "HTTP/1.0 200 OK\r\nContent-Length: 5\r\n\r\nhello", false, "200 hello", false},
	{"HTTP/1.0 keeps", "HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 5\r\n\r\nhello", false, "200 hello", true},
	{"informed", "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", false, "200 hello", true},
	{"more than was asked for", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhelloHTTP/1.1 200 OK\r\n", false, "200 hello", false},
	{"error status", "HTTP/1.1 503 Nope\r\nContent-Length: 2\r\n\r\nno", false, "503 no", true},

	{"nothing", "", true, "error: the connection was closed without an answer", false},
	{"half a head", "HTTP/1.1 200 OK\r\nContent-", true, "error: unexpected EOF", false},
	{"half a body", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhel", true, "error: unexpected EOF", false},
	{"half a chunk", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel", true, "error: unexpected EOF", false},
	{"no last chunk", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n", true, "error: unexpected EOF", false},
	{"other protocol", "SSH-2.0-OpenSSH_9.2 Debian\r\n\r\n", true, "error: this is no HTTP answer: its first line is no status line of HTTP/1", false},
	{"HTTP/2", "HTTP/2.0 200 OK\r\n\r\n", true, "error: this is no HTTP answer: its first line is no status line of HTTP/1", false},
	{"HTTP/1.2", "HTTP/1.2 200 OK\r\n\r\n", true, "error: this is no HTTP answer: its version is unknown", false},
	{"no status", "HTTP/1.1 2x0 OK\r\n\r\n", true, "error: this is no HTTP answer: its status is no number", false},
	{"small status", "HTTP/1.1 099 OK\r\n\r\n", true, "error: this is no HTTP answer: its status is no status", false},
	{"switching", "HTTP/1.1 101 Switching\r\nUpgrade: x\r\n\r\n", true, "error: this is no HTTP answer: it switches to another protocol", false},
	{"folded header", "HTTP/1.1 200 OK\r\nA: b\r\n c\r\nContent-Length: 5\r\n\r\nhello", true, "error: this is no HTTP answer: a header has no name", false},
	{"space before the colon", "HTTP/1.1 200 OK\r\nContent-Length : 5\r\n\r\nhello", true, "error: this is no HTTP answer: a header's name is none", false},
	{"control characters", "HTTP/1.1 200 OK\r\nA: b\x00c\r\n\r\n", true, "error: this is no HTTP answer: a header has control characters", false},
	{"carriage return", "HTTP/1.1 200 OK\r\nA: b\rContent-Length: 5\r\n\r\nhello", true, "error: this is no HTTP answer: a header has control characters", false},
	{"two lengths", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello", true, "error: this is no HTTP answer: its length is none, or there are two", false},
	{"signed length", "HTTP/1.1 200 OK\r\nContent-Length: +5\r\n\r\nhello", true, "error: this is no HTTP answer: its length is none, or there are two", false},
	{"gzip as transfer encoding", "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n", true, "error: this is no HTTP answer: its transfer encoding is not chunked", false},
	{"chunk without size", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nhello\r\n", true, "error: this is no HTTP answer: a chunk has no size", false},
	{"chunk of negative size", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-5\r\nhello\r\n", true, "error: this is no HTTP answer: a chunk has no size", false},
	{"chunk longer than it says", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhello\r\n0\r\n\r\n", true, "error: this is no HTTP answer: a chunk", false},
	{"large", "HTTP/1.1 200 OK\r\nContent-Length: 1001\r\n\r\n", true, "error: the answer's body is too large", false},
	{"large chunk", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3E9\r\n", true, "error: the answer's body is too large", false},
	{"large chunks", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1f4\r\n" + strings.Repeat("x", 500) + "\r\n1f5\r\n", true, "error: the answer's body is too large", false},
	{"large to the end", "HTTP/1.1 200 OK\r\n\r\n" + strings.Repeat("x", 1001), true, "error: the answer's body is too large", false},
	{"huge header", "HTTP/1.1 200 OK\r\nA: " + strings.Repeat("x", 9<<10), false, "error: the answer's head is too large", false},
	{"huge headers", "HTTP/1.1 200 OK\r\n" + strings.Repeat("A: b\r\n", 2000), false, "error: the answer's head is too large", false},
	{"informed for ever", strings.Repeat("HTTP/1.1 100 Continue\r\n\r\n", 400), false, "error: the answer's head is too large", false},
	{"huge trailer", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n" + strings.Repeat("A: b\r\n", 3000), false, "error: the answer's head is too large", false},
	{"tiny chunks with long extensions", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + strings.Repeat("1;"+strings.Repeat("e", 1000)+"\r\nx\r\n", 20), false,
		"error: this is no HTTP answer: its chunks carry too little", false},
	{"endless size", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + strings.Repeat("0", 9<<10), false, "error: this is no HTTP answer: a chunk", false},
}

func TestAnswers(t *testing.T) {
	for _, test := range answers {
		for _, how := range []string{"at once", "by bytes"} {
			if how == "by bytes" && len(test.bytes) > 2000 {
				continue
			}
			// What comes only after the connection was found quiet and used again cannot be told from an answer.
			if how == "by bytes" && test.name == "more than was asked for" {
				continue
			}
			t.Run(test.name+" "+how, func(t *testing.T) {
				s := serve(t, func(_ int, c net.Conn, r *bufio.Reader) {
					for readRequest(r) {
						if how == "at once" {
							_, _ = io.WriteString(c, test.bytes)
						} else {
							for i := range test.bytes {
								if _, err := io.WriteString(c, test.bytes[i:i+1]); err != nil {
									return
								}
							}
						}
						if test.closes {
							return
						}
					}
				})
				for range 2 {
					if got := run(s.Host, request()); !strings.HasPrefix(got, test.want) {
						t.Errorf("got %q, want %q", got, test.want)
					}
				}
				if reused := s.dialled.Load() == 1; reused != test.reused {
					t.Errorf("%d connections", s.dialled.Load())
				}
			})
		}
	}
}

func TestHeaders(t *testing.T) {
	s := serve(t, func(_ int, c net.Conn, r *bufio.Reader) {
		for readRequest(r) {
			_, _ = io.WriteString(c, "HTTP/1.1 200 OK\r\ncontent-TYPE:\tapplication/json \r\nX-A: 1\r\nx-a: 2\r\nX-Empty:\r\nContent-Length: 0\r\n\r\n")
		}
	})
	var x Exchange
	x.Begin(s.Host, request())
	response, err := x.Run()
	if err != nil {
		t.Fatal(err)
	}
	defer response.Buffer().Release()
	if got := string(response.Value("content-type")); got != "application/json" {
		t.Errorf("got %q", got)
	}
	if got := string(response.Value("x-a")); got != "1" || response.Value("x-none") != nil || response.Value("x-empty") == nil {
		t.Errorf("got %q", got)
	}
	if got := fmt.Sprint(response.Header()); got != "map[Content-Length:[0] Content-Type:[application/json] X-A:[1 2] X-Empty:[]]" {
		t.Errorf("got %v", got)
	}
}

// TestClosedConnections: servers close connections that are idle, at the worst possible moments.
func TestClosedConnections(t *testing.T) {
	const ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
	type counted struct{ connections, requests int }
	tests := []struct {
		name       string
		repeatable bool
		// answer says how the n-th connection answers its m-th request; "" closes without.
		answer func(connection, request int) string
		want   []string
		counts counted
	}{
		{"a query on a connection that closes when it is used again", true, func(c, r int) string {
			if c == 0 && r == 1 {
				return ""
			}
			return ok
		}, []string{"200 ok", "200 ok"}, counted{2, 3}},
		{"once more, and not again", true, func(c, r int) string {
			if c == 0 && r == 0 {
				return ok
			}
			return ""
		}, []string{"200 ok", "error: the connection was closed without an answer"}, counted{2, 3}},
		{"a new connection is not tried twice", true, func(int, int) string { return "" },
			[]string{"error: the connection was closed without an answer"}, counted{1, 1}},
		{"a query whose answer has begun", true, func(c, r int) string {
			if r == 1 {
				return "HTTP/1.1 2"
			}
			return ok
		}, []string{"200 ok", "error: unexpected EOF"}, counted{1, 2}},
		{"a mutation is sent once", false, func(c, r int) string {
			if r == 1 {
				return ""
			}
			return ok
		}, []string{"200 ok", "error: the connection was closed without an answer"}, counted{1, 2}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var requests atomic.Int32
			s := serve(t, func(number int, c net.Conn, r *bufio.Reader) {
				for i := 0; readRequest(r); i++ {
					requests.Add(1)
					text := test.answer(number, i)
					_, _ = io.WriteString(c, text)
					if text != ok {
						return
					}
				}
			})
			for _, want := range test.want {
				r := request()
				r.Repeatable = test.repeatable
				// A reset in place of the end shows when the other side closes early.
				if got := run(s.Host, r); got != want && !(strings.HasPrefix(want, "error: the connection") && strings.Contains(got, "reset")) {
					t.Errorf("got %q, want %q", got, want)
				}
			}
			if got := (counted{int(s.dialled.Load()), int(requests.Load())}); got != test.counts {
				t.Errorf("%+v, want %+v", got, test.counts)
			}
		})
	}
}

// TestMutationsLookBeforeTheyAreSent: a kept connection that the other side has closed is found out.
func TestMutationsLookBeforeTheyAreSent(t *testing.T) {
	for name, farewell := range map[string]string{"closed": "", "closed with words": "HTTP/1.1 408 Request Timeout\r\n\r\n"} {
		t.Run(name, func(t *testing.T) {
			closed := make(chan struct{})
			s := serve(t, func(number int, c net.Conn, r *bufio.Reader) {
				for readRequest(r) {
					_, _ = io.WriteString(c, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
					if number == 0 {
						_, _ = io.WriteString(c, farewell)
						_ = c.Close()
						close(closed)
						return
					}
				}
			})
			mutation := request()
			mutation.Repeatable = false
			if got := run(s.Host, mutation); got != "200 ok" {
				t.Fatal(got)
			}
			<-closed
			if got := run(s.Host, mutation); got != "200 ok" {
				t.Error(got)
			}
		})
	}
}

func TestAnswerBeforeTheRequestIsRead(t *testing.T) {
	s := serve(t, func(_ int, c net.Conn, r *bufio.Reader) {
		_, _ = io.WriteString(c, "HTTP/1.1 413 Too Large\r\nContent-Length: 2\r\nConnection: close\r\n\r\nno")
		_ = c.(*net.TCPConn).CloseWrite()
		_, _ = io.CopyN(io.Discard, c, 1<<20)
	})
	r := request()
	r.Bytes = append([]byte("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 400000\r\n\r\n"), make([]byte, 400_000)...)
	if got := run(s.Host, r); got != "413 no" {
		t.Error(got)
	}
}

func TestDeadlines(t *testing.T) {
	for name, partial := range map[string]string{"nothing": "", "half a head": "HTTP/1.1 200 O", "half a body": "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhe"} {
		t.Run(name, func(t *testing.T) {
			release := make(chan struct{})
			s := serve(t, func(_ int, c net.Conn, r *bufio.Reader) {
				readRequest(r)
				_, _ = io.WriteString(c, partial)
				<-release
			})
			defer close(release)
			r := request()
			r.Deadline = time.Now().Add(50 * time.Millisecond)
			var x Exchange
			x.Begin(s.Host, r)
			if _, err := x.Run(); err == nil || !isTimeout(err) {
				t.Errorf("got %v", err)
			}
			if s.Idle() != 0 {
				t.Error("the connection is kept")
			}
		})
	}
	t.Run("dialling", func(t *testing.T) {
		h := NewHost(Options{Dial: func(ctx context.Context) (net.Conn, error) { <-ctx.Done(); return nil, errors.New("gave up") }, DialTimeout: 20 * time.Millisecond})
		if got := run(h, request()); got != "error: context deadline exceeded" {
			t.Error(got)
		}
	})
	t.Run("drip", func(t *testing.T) {
		s := serve(t, func(_ int, c net.Conn, r *bufio.Reader) {
			readRequest(r)
			_, _ = io.WriteString(c, "HTTP/1.1 200 OK\r\n\r\n")
			for {
				if _, err := c.Write([]byte{' '}); err != nil {
					return
				}
				time.Sleep(time.Millisecond)
			}
		})
		r := request()
		r.Deadline = time.Now().Add(50 * time.Millisecond)
		if got := run(s.Host, r); !strings.Contains(got, "timeout") {
			t.Error(got)
		}
	})
}

// TestInterruptions: interrupted anywhere, an exchange can be gone on with, and the answer is whole.
func TestInterruptions(t *testing.T) {
	const whole = "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n2\r\nlo\r\n0\r\n\r\n"
	for stop := range len(whole) + 1 {
		reached, goOn := make(chan struct{}), make(chan struct{})
		s := serve(t, func(_ int, c net.Conn, r *bufio.Reader) {
			for readRequest(r) {
				_, _ = io.WriteString(c, whole[:stop])
				reached <- struct{}{}
				<-goOn
				_, _ = io.WriteString(c, whole[stop:])
			}
		})
		var x Exchange
		x.Begin(s.Host, request())
		go func() { <-reached; x.Interrupt() }()
		response, err := x.Run()
		if stop == len(whole) && err == nil {
			response.Buffer().Release()
			close(goOn)
			continue
		}
		if !errors.Is(err, ErrInterrupted) {
			t.Fatalf("at %d: got %v", stop, err)
		}
		close(goOn)
		x.Resume()
		response, err = x.Run()
		if err != nil || string(response.Body) != "hello" {
			t.Fatalf("at %d: got %v", stop, err)
		}
		response.Buffer().Release()
		if s.Idle() != 1 {
			t.Errorf("at %d: the connection is not kept", stop)
		}
	}
}

func TestInterruptedWhileDiallingAndWriting(t *testing.T) {
	release := make(chan struct{})
	s := serve(t, func(_ int, c net.Conn, r *bufio.Reader) {
		<-release
		for readRequest(r) {
			_, _ = io.WriteString(c, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
		}
	})
	dialling, dial := make(chan struct{}, 2), s.options.Dial
	var held atomic.Bool
	s.options.Dial = func(ctx context.Context) (net.Conn, error) {
		if !held.Swap(true) {
			dialling <- struct{}{}
			<-ctx.Done()
			return nil, ctx.Err()
		}
		return dial(ctx)
	}
	r := request()
	r.Bytes = append([]byte("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 20000000\r\n\r\n"), make([]byte, 20_000_000)...)
	var x Exchange
	x.Begin(s.Host, r)
	go func() { <-dialling; x.Interrupt() }()
	if _, err := x.Run(); !errors.Is(err, ErrInterrupted) {
		t.Fatalf("dialling: got %v", err)
	}
	x.Resume()
	go func() {
		for s.dialled.Load() == 0 {
			time.Sleep(time.Millisecond)
		}
		time.Sleep(20 * time.Millisecond) // until the buffers between are full
		x.Interrupt()
	}()
	if _, err := x.Run(); !errors.Is(err, ErrInterrupted) {
		t.Fatalf("writing: got %v", err)
	}
	close(release)
	x.Resume()
	response, err := x.Run()
	if err != nil || string(response.Body) != "ok" {
		t.Fatalf("got %v", err)
	}
	response.Buffer().Release()

	x.Begin(s.Host, request())
	x.Interrupt()
	if _, err := x.Run(); !errors.Is(err, ErrInterrupted) {
		t.Errorf("interrupted before it began: got %v", err)
	}
	x.Abort()
}

func TestRefusedByItsHead(t *testing.T) {
	refusal := errors.New("not wanted")
	for name, test := range map[string]struct {
		answer string
		reused bool
	}{
		"short":   {"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", true},
		"long":    {"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\nhello", false},
		"endless": {"HTTP/1.1 200 OK\r\n\r\nhello", false},
	} {
		t.Run(name, func(t *testing.T) {
			s := serve(t, func(_ int, c net.Conn, r *bufio.Reader) {
				for readRequest(r) {
					_, _ = io.WriteString(c, test.answer)
				}
			})
			for range 2 {
				r := request()
				r.Accept = func(*Response) error { return refusal }
				if got := run(s.Host, r); got != "error: not wanted" {
					t.Error(got)
				}
			}
			if (s.dialled.Load() == 1) != test.reused {
				t.Errorf("%d connections", s.dialled.Load())
			}
		})
	}
}

// TestConnectionsAreKept: as many as were in use at once, until they are idle for too long.
func TestConnectionsAreKept(t *testing.T) {
	const parallel = 20
	var waiting atomic.Int32
	gate := make(chan struct{})
	s := serve(t, func(_ int, c net.Conn, r *bufio.Reader) {
		for readRequest(r) {
			waiting.Add(1)
			<-gate
			_, _ = io.WriteString(c, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
		}
	})
	s.options.IdleTimeout = 50 * time.Millisecond
	done := make(chan string, parallel)
	for range parallel {
		go func() { done <- run(s.Host, request()) }()
	}
	for waiting.Load() < parallel {
		time.Sleep(time.Millisecond)
	}
	close(gate)
	for range parallel {
		if got := <-done; got != "200 ok" {
			t.Error(got)
		}
	}
	if s.dialled.Load() != parallel {
		t.Errorf("%d connections", s.dialled.Load())
	}
	for end := time.Now().Add(5 * time.Second); s.Idle() > 0 && time.Now().Before(end); {
		time.Sleep(5 * time.Millisecond)
	}
	if s.Idle() != 0 {
		t.Errorf("%d connections are kept for ever", s.Idle())
	}
}

// TestMemoryOfLargeBodies: a body that grows to its limit takes little more than that.
func TestMemoryOfLargeBodies(t *testing.T) {
	const limit = 3 << 20
	for name, head := range map[string]string{"chunks": "Transfer-Encoding: chunked\r\n", "to the end": ""} {
		for _, size := range []int{limit, limit + 1} {
			text := []byte("HTTP/1.1 200 OK\r\n" + head + "\r\n")
			body := bytes.Repeat([]byte("x"), size)
			if head != "" {
				for part := range slices.Chunk(body, 1000) {
					text = append(fmt.Appendf(text, "%x\r\n", len(part)), part...)
					text = append(text, "\r\n"...)
				}
				text = append(text, "0\r\n\r\n"...)
			} else {
				text = append(text, body...)
			}
			h := NewHost(Options{
				Dial:        func(context.Context) (net.Conn, error) { return &scripted{text: text, step: 1 << 20}, nil },
				DialTimeout: time.Minute, IdleTimeout: time.Minute, MaxHeader: 8 << 10,
			})
			r := request()
			r.MaxBody = limit
			var x Exchange
			x.Begin(h, r)
			response, err := x.Run()
			h.Close()
			if size > limit {
				if !errors.Is(err, ErrTooLarge) {
					t.Errorf("%s: got %v", name, err)
				}
				continue
			}
			if err != nil || !bytes.Equal(response.Body, body) {
				t.Fatalf("%s: got %v", name, err)
			}
			if got := cap(response.Buffer().B); got > limit+2*bodyRoom {
				t.Errorf("%s: %d bytes of memory", name, got)
			}
			response.Buffer().Release()
		}
	}
}

func TestBuffers(t *testing.T) {
	before := 0
	for capacity := 1; capacity <= maxSize; capacity += 1 + capacity/50 {
		class, size := classOf(capacity)
		if size < capacity || (capacity > minSize && size > capacity*5/4+1) || class < 0 || class >= classes {
			t.Fatalf("%d bytes: class %d of %d", capacity, class, size)
		}
		if again, same := classOf(size); again != class || same != size || class < before {
			t.Fatalf("%d bytes: class %d of %d, which is class %d", capacity, class, size, again)
		}
		before = class
	}
	if class, size := classOf(maxSize); class != classes-1 || size != maxSize {
		t.Errorf("the last class is %d of %d", class, size)
	}
	b := NewBuffer(maxSize + 1)
	b.Hold(1)
	b.Release()
	b.B = append(b.B, "still held"...)
	b.Release()
}

// FuzzAnswer compares with net/http whatever both take, and reads everything in two ways.
func FuzzAnswer(f *testing.F) {
	for _, test := range answers {
		f.Add([]byte(test.bytes), uint8(3))
	}
	f.Fuzz(func(t *testing.T, text []byte, step uint8) {
		if len(text) > 64<<10 {
			t.Skip()
		}
		read := func(step int) (status int, body []byte, header http.Header, err error) {
			h := NewHost(Options{
				Dial:        func(context.Context) (net.Conn, error) { return &scripted{text: text, step: step}, nil },
				DialTimeout: time.Minute, IdleTimeout: time.Minute, MaxHeader: 8 << 10,
			})
			defer h.Close()
			var x Exchange
			r := request()
			r.MaxBody = 1 << 20
			x.Begin(h, r)
			response, err := x.Run()
			if err != nil {
				return 0, nil, nil, err
			}
			defer response.Buffer().Release()
			return response.StatusCode(), bytes.Clone(response.Body), response.Header(), nil
		}
		status, body, header, err := read(len(text) + 1)
		again, bodyAgain, _, errAgain := read(int(step) + 1)
		if again != status || !bytes.Equal(body, bodyAgain) || (err == nil) != (errAgain == nil) {
			t.Fatalf("at once %d %q %v, in steps of %d: %d %q %v", status, body, err, step+1, again, bodyAgain, errAgain)
		}
		if err != nil {
			return
		}
		reader := bufio.NewReader(bytes.NewReader(text))
		want, err := http.ReadResponse(reader, &http.Request{Method: http.MethodPost})
		for err == nil && want.StatusCode < 200 {
			want, err = http.ReadResponse(reader, &http.Request{Method: http.MethodPost})
		}
		if err != nil {
			return // it has limits and strictness of its own
		}
		wantBody, err := io.ReadAll(want.Body)
		if err != nil {
			return
		}
		if status != want.StatusCode || !bytes.Equal(body, wantBody) || header.Get("Content-Type") != want.Header.Get("Content-Type") {
			t.Fatalf("got %d %q, net/http has %d %q", status, body, want.StatusCode, wantBody)
		}
	})
}

// scripted is a connection from which a text can be read, in steps.
type scripted struct {
	net.Conn
	text []byte
	step int
}

func (c *scripted) Read(b []byte) (int, error) {
	if len(c.text) == 0 {
		return 0, io.EOF
	}
	n := copy(b[:min(len(b), c.step)], c.text)
	c.text = c.text[n:]
	return n, nil
}

func (c *scripted) Write(b []byte) (int, error)   { return len(b), nil }
func (c *scripted) Close() error                  { return nil }
func (c *scripted) SetDeadline(_ time.Time) error { return nil }
