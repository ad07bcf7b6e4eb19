// Package wire speaks just enough HTTP/1.1 to cost next to nothing: one write and a few reads for each exchange, on
// connections that are kept. It is no client for anything but a benchmark.
package wire

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strconv"
	"time"
)

const (
	readBuffer = 64 << 10
	maxBody    = 64 << 20
	maxHeaders = 200
)

var (
	errLarge = fmt.Errorf("an answer has more than %d bytes", maxBody)
	errNoEnd = errors.New("an answer has neither Content-Length nor chunks")
	errHead  = errors.New("what came is no head of an HTTP/1.1 answer")
)

// Conn is a connection for one exchange at a time.
type Conn struct {
	conn    net.Conn
	in      *bufio.Reader
	timeout time.Duration
}

// Answer is what came back. Closing says that the connection can't be used again.
type Answer struct {
	Status  int
	Body    []byte
	Closing bool
}

// Dial opens a connection to host:port. Each exchange, and opening it, may take as long as timeout.
func Dial(ctx context.Context, address string, timeout time.Duration) (*Conn, error) {
	dialer := net.Dialer{Timeout: timeout}
	conn, err := dialer.DialContext(ctx, "tcp", address)
	if err != nil {
		return nil, err
	}
	return &Conn{conn: conn, in: bufio.NewReaderSize(conn, readBuffer), timeout: timeout}, nil
}

// Close ends the connection.
func (c *Conn) Close() { _ = c.conn.Close() }

// AppendPost appends a POST request of JSON. Extra holds further header lines, each with its line end.
func AppendPost(to []byte, host, path, extra string, body []byte) []byte {
	to = append(append(append(to, "POST "...), path...), " HTTP/1.1\r\nHost: "...)
	to = append(append(to, host...), "\r\nContent-Type: application/json\r\nAccept: application/json\r\n"...)
	to = append(append(to, extra...), "Content-Length: "...)
	to = append(strconv.AppendInt(to, int64(len(body)), 10), "\r\n\r\n"...)
	return append(to, body...)
}

// Exchange sends a whole request and reads the answer, into body's memory where it fits.
func (c *Conn) Exchange(request, body []byte) (Answer, error) {
	if err := c.conn.SetDeadline(time.Now().Add(c.timeout)); err != nil {
		return Answer{}, err
	}
	if _, err := c.conn.Write(request); err != nil {
		return Answer{}, err
	}
	answer, length, chunked, err := c.head()
	if err != nil {
		return Answer{}, err
	}
	switch {
	case chunked:
		answer.Body, err = c.chunks(body[:0])
	case length >= 0:
		answer.Body, err = c.read(body[:0], length)
	default:
		err = errNoEnd
	}
	return answer, err
}

func (c *Conn) head() (answer Answer, length int, chunked bool, err error) {
	line, err := c.in.ReadSlice('\n')
	if err != nil {
		return answer, 0, false, err
	}
	if len(line) < len("HTTP/1.1 200") || !bytes.HasPrefix(line, []byte("HTTP/1.")) {
		return answer, 0, false, errHead
	}
	if answer.Status, err = strconv.Atoi(string(line[9:12])); err != nil {
		return answer, 0, false, errHead
	}
	length = -1
	for range maxHeaders {
		if line, err = c.in.ReadSlice('\n'); err != nil {
			return answer, 0, false, err
		}
		if line = bytes.TrimRight(line, "\r\n"); len(line) == 0 {
			return answer, length, chunked, nil
		}
		switch value := []byte(nil); {
		case header(line, "Content-Length:", &value):
			if length, err = strconv.Atoi(string(value)); err != nil || length < 0 {
				return answer, 0, false, errHead
			}
		case header(line, "Transfer-Encoding:", &value):
			chunked = bytes.EqualFold(value, []byte("chunked"))
		case header(line, "Connection:", &value):
			answer.Closing = bytes.EqualFold(value, []byte("close"))
		}
	}
	return answer, 0, false, errHead
}

// header tells whether a line is of the header whose name and colon are given, and its value.
func header(line []byte, name string, value *[]byte) bool {
	if len(line) < len(name) || !bytes.EqualFold(line[:len(name)], []byte(name)) {
		return false
	}
	*value = bytes.TrimSpace(line[len(name):])
	return true
}

// read appends n bytes of the connection.
func (c *Conn) read(to []byte, n int) ([]byte, error) {
	have := len(to)
	if n > maxBody-have {
		return to, errLarge
	}
	if cap(to)-have < n {
		to = append(make([]byte, 0, have+n), to...)
	}
	to = to[:have+n]
	_, err := io.ReadFull(c.in, to[have:])
	return to, err
}

func (c *Conn) chunks(to []byte) ([]byte, error) {
	for {
		line, err := c.in.ReadSlice('\n')
		if err != nil {
			return to, err
		}
		digits, _, _ := bytes.Cut(bytes.TrimSpace(line), []byte(";"))
		size, err := strconv.ParseInt(string(digits), 16, 32)
		if err != nil || size < 0 {
			return to, fmt.Errorf("%q is no size of a chunk", digits)
		}
		if to, err = c.read(to, int(size)); err != nil {
			return to, err
		}
		// The line that ends a chunk, or the trailers, of which there are none.
		if line, err = c.in.ReadSlice('\n'); err != nil {
			return to, err
		}
		if len(bytes.TrimSpace(line)) > 0 {
			return to, errors.New("a chunk does not end where it says")
		}
		if size == 0 {
			return to, nil
		}
	}
}
