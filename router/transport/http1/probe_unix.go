//go:build unix

package http1

import (
	"net"
	"syscall"
)

// probe looks whether the other side has closed a connection, without waiting.
type probe struct {
	raw  syscall.RawConn
	look func(fd uintptr) bool
	open bool
}

func newProbe(c net.Conn) *probe {
	raw := rawConn(c)
	if raw == nil {
		return nil
	}
	p := &probe{raw: raw}
	p.look = func(fd uintptr) bool {
		var one [1]byte
		n, err := syscall.Read(int(fd), one[:])
		// Whatever comes without being asked for makes the connection useless, too.
		p.open = n <= 0 && (err == syscall.EAGAIN || err == syscall.EWOULDBLOCK)
		return true
	}
	return p
}

// alive is for a connection that nobody else uses and whose deadline is ahead.
func (p *probe) alive() bool {
	if p == nil {
		return true
	}
	return p.raw.Read(p.look) == nil && p.open
}

// rawConn is the descriptor of a connection, nil where it has none that can be used.
func rawConn(c net.Conn) syscall.RawConn {
	direct, ok := c.(syscall.Conn)
	if !ok {
		return nil
	}
	raw, err := direct.SyscallConn()
	if err != nil {
		return nil
	}
	return raw
}
