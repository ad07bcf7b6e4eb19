package wire

import (
	"bufio"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// scripted is a connection whose other end reads a request and then writes what it is told.
func scripted(t *testing.T, answers ...string) *Conn {
	t.Helper()
	l, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		conn, err := l.Accept()
		if err != nil {
			return
		}
		defer func() { _ = conn.Close() }()
		in := bufio.NewReader(conn)
		for _, answer := range answers {
			request, err := http.ReadRequest(in)
			if err != nil {
				return
			}
			if _, err := in.Discard(int(request.ContentLength)); err != nil {
				return
			}
			if _, err := conn.Write([]byte(answer)); err != nil {
				return
			}
		}
	}()
	c, err := Dial(t.Context(), l.Addr().String(), 5*time.Second)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close(); _ = l.Close(); <-ended })
	return c
}

func TestExchange(t *testing.T) {
	request := AppendPost(nil, "localhost", "/graphql", "X-One: 1\r\n", []byte(`{"query":"{a}"}`))
	const ok = "HTTP/1.1 200 OK\r\n"
	tests := []struct {
		name, answer string
		want         Answer
		err          string
	}{
		{"length", ok + "content-length: 2\r\nX-Other: 1\r\n\r\n{}", Answer{Status: 200, Body: []byte("{}")}, ""},
		{"chunks", ok + "Transfer-Encoding: chunked\r\n\r\n1;x=y\r\n{\r\nA\r\n\"a\":\"1234\"\r\n1\r\n}\r\n0\r\n\r\n", Answer{Status: 200, Body: []byte(`{"a":"1234"}`)}, ""},
		{"a status, and the end", "HTTP/1.1 503 No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", Answer{Status: 503, Closing: true}, ""},
		{"neither length nor chunks", ok + "\r\n{}", Answer{}, errNoEnd.Error()},
		{"no HTTP", "hello, this is no HTTP\r\n", Answer{}, errHead.Error()},
		{"no status", "HTTP/1.1 abc\r\n\r\n", Answer{}, errHead.Error()},
		{"bad length", ok + "Content-Length: -2\r\n\r\n", Answer{}, errHead.Error()},
		{"large", ok + "Content-Length: 99999999999\r\n\r\n", Answer{}, errLarge.Error()},
		{"large in chunks", ok + "Transfer-Encoding: chunked\r\n\r\n7fffffff\r\n", Answer{}, errLarge.Error()},
		{"bad chunk", ok + "Transfer-Encoding: chunked\r\n\r\nxyz\r\n", Answer{}, `"xyz" is no size of a chunk`},
		{"a chunk that goes on", ok + "Transfer-Encoding: chunked\r\n\r\n1\r\nab\r\n", Answer{}, "a chunk does not end where it says"},
		{"cut", ok + "Content-Length: 5\r\n\r\n{}", Answer{}, "unexpected EOF"},
		{"headers without end", ok + strings.Repeat("A: b\r\n", maxHeaders+1), Answer{}, errHead.Error()},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, err := scripted(t, test.answer).Exchange(request, nil)
			if test.err != "" {
				if err == nil || err.Error() != test.err {
					t.Errorf("got %v, want %s", err, test.err)
				}
				return
			}
			if err != nil || got.Status != test.want.Status || string(got.Body) != string(test.want.Body) || got.Closing != test.want.Closing {
				t.Errorf("got %+v, %v, want %+v", got, err, test.want)
			}
		})
	}
}

func TestConnectionsAreKept(t *testing.T) {
	c := scripted(t, "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ntrue", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nfalse\r\n0\r\n\r\n")
	request := AppendPost(nil, "localhost", "/", "", nil)
	var body []byte
	for _, want := range []string{"true", "false"} {
		got, err := c.Exchange(request, body)
		if err != nil || string(got.Body) != want {
			t.Fatalf("got %q, %v", got.Body, err)
		}
		body = got.Body
	}
}
