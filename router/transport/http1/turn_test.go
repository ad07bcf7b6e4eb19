package http1

import (
	"bufio"
	"context"
	"io"
	"net"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// TestHalfClosedConnections: a server ends a kept connection on its side only, in the moment before it is used again, and reads on. A query
// is sent again soon after, on another connection; a mutation fails, and does not wait for its deadline either.
func TestHalfClosedConnections(t *testing.T) {
	for repeatable, want := range map[bool]string{true: "200 ok", false: "error: the connection was closed without an answer"} {
		closed := make(chan struct{})
		s := serve(t, func(number int, c net.Conn, r *bufio.Reader) {
			for readRequest(r) {
				_, _ = io.WriteString(c, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
				if number == 0 {
					_ = c.(*net.TCPConn).CloseWrite()
					close(closed)
					_, _ = io.Copy(io.Discard, c)
				}
			}
		})
		if got := run(s.Host, request()); got != "200 ok" {
			t.Fatal(got)
		}
		<-closed
		r := request()
		r.Repeatable = repeatable
		r.Deadline = time.Now().Add(time.Minute)
		begun := time.Now()
		got := run(s.Host, r)
		// A mutation may find out before it is sent, and go to another connection as well.
		if got != want && (repeatable || got != "200 ok") {
			t.Errorf("got %q, want %q", got, want)
		}
		if took := time.Since(begun); took > 30*time.Second {
			t.Errorf("it was noticed after %v", took)
		}
	}
}

// deadlines counts them.
type deadlines struct {
	net.Conn
	set *atomic.Int32
}

func (d deadlines) SetDeadline(t time.Time) error { d.set.Add(1); return d.Conn.SetDeadline(t) }

// TestFewDeadlinesAreSet: one for many exchanges on a connection, and still each has its own.
func TestFewDeadlinesAreSet(t *testing.T) {
	s := serve(t, func(number int, c net.Conn, r *bufio.Reader) {
		for i := 0; readRequest(r); i++ {
			if number == 0 && i < 200 {
				_, _ = io.WriteString(c, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
			}
		}
	})
	var set atomic.Int32
	dial := s.options.Dial
	s.options.Dial = func(ctx context.Context) (net.Conn, error) {
		c, err := dial(ctx)
		return deadlines{c, &set}, err
	}
	begun := time.Now()
	for range 200 {
		if got := run(s.Host, request()); got != "200 ok" {
			t.Fatal(got)
		}
	}
	if most := 2 + int32(time.Since(begun)/(lookAfter/2)); set.Load() > most {
		t.Errorf("%d deadlines were set for 200 exchanges", set.Load())
	}
	for _, wait := range []time.Duration{50 * time.Millisecond, 1500 * time.Millisecond} { // before and after it looks
		r := request()
		r.Repeatable = false
		r.Deadline = time.Now().Add(wait)
		if got := run(s.Host, r); !strings.Contains(got, "i/o timeout") {
			t.Errorf("got %q", got)
		}
		if early := time.Until(r.Deadline); early > 0 {
			t.Errorf("it ended %v before its deadline", early)
		}
	}
}
