//go:build unix

package http1

import (
	"errors"
	"io"
	"net"
	"os"
	"syscall"
)

// turn sends a request and waits for what comes back as one operation on the connection. A plain read after a plain write asks the
// system for an answer that cannot be there yet, and is told so, before it waits; here the waiting begins before the writing.
type turn struct {
	raw  syscall.RawConn
	step func(fd uintptr) bool

	out, in     []byte
	sent        bool
	wrote, read int
	err         error
}

func newTurn(c net.Conn) *turn {
	raw := rawConn(c)
	if raw == nil {
		return nil
	}
	t := &turn{raw: raw}
	t.step = t.next
	return t
}

// next is called when the waiting begins, and whenever there may be something to read. It returns false to wait on.
func (t *turn) next(fd uintptr) bool {
	if !t.sent {
		t.sent = true
		n, err := retried(syscall.Write, int(fd), t.out)
		t.wrote = max(n, 0)
		if err != nil && !errors.Is(err, syscall.EAGAIN) {
			t.err = os.NewSyscallError("write", err)
		}
		return t.wrote < len(t.out)
	}
	n, err := retried(syscall.Read, int(fd), t.in)
	switch {
	case errors.Is(err, syscall.EAGAIN):
		return false
	case err != nil:
		t.err = os.NewSyscallError("read", err)
	case n == 0:
		t.err = io.EOF
	}
	t.read = max(n, 0)
	return true
}

func retried(call func(int, []byte) (int, error), fd int, b []byte) (int, error) {
	for {
		n, err := call(fd, b)
		if err == nil || !errors.Is(err, syscall.EINTR) {
			return n, err
		}
	}
}

// run writes out, and reads once into in when all of it could be written at once. What had come before is not noticed: a connection
// that was closed meanwhile may only be known by its deadline.
func (t *turn) run(out, in []byte) (wrote, read int, err error) {
	t.out, t.in, t.sent, t.wrote, t.read, t.err = out, in, false, 0, 0, nil
	err = t.raw.Read(t.step)
	if err == nil {
		err = t.err
	}
	t.out, t.in = nil, nil
	return t.wrote, t.read, err
}
