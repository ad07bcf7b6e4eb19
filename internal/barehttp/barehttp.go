// Package barehttp is an HTTP server for benchmarks: it does as little as one can and allocates nothing for a request, so that what is
// measured is the other side.
package barehttp

import (
	"bufio"
	"bytes"
	"fmt"
	"net"
	"strconv"
	"testing"
)

// Serve answers every request that has a Content-Length with the same JSON, until the test is over. It returns its address.
func Serve(tb testing.TB, body string) (address string) {
	tb.Helper()
	l, err := (&net.ListenConfig{}).Listen(tb.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		tb.Fatal(err)
	}
	answer := fmt.Appendf(nil, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s", len(body), body)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			go converse(conn, answer)
		}
	}()
	tb.Cleanup(func() { _ = l.Close(); <-ended })
	return l.Addr().String()
}

// converse ends when the client closes the connection.
func converse(conn net.Conn, answer []byte) {
	defer func() { _ = conn.Close() }()
	for in := bufio.NewReader(conn); skipRequest(in) == nil; {
		if _, err := conn.Write(answer); err != nil {
			return
		}
	}
}

func skipRequest(in *bufio.Reader) error {
	length := 0
	for {
		line, err := in.ReadSlice('\n')
		if err != nil {
			return err
		}
		if len(line) <= len("\r\n") {
			_, err = in.Discard(length)
			return err
		}
		if value, found := bytes.CutPrefix(line, []byte("Content-Length: ")); found {
			if length, err = strconv.Atoi(string(bytes.TrimSpace(value))); err != nil {
				return err
			}
		}
	}
}
