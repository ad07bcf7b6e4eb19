package router

import (
	"errors"
	"os"
	"sync"
	"time"
)

// lazyDeadline is the deadline of one direction of a connection. net/http sets deadlines many times in a request, nearly all of
// which are moved again before anything could run into them, and each time costs a lock and a timer of the runtime's.
// So the deadline is set for good only when something is about to wait that would wait too long, or waits already; when one comes that
// was moved meanwhile, the waiting goes on. No wait ends earlier or later than was asked for last.
type lazyDeadline struct {
	arm func(time.Time) error

	mu sync.Mutex
	// wanted is what was asked for, armed what the connection knows. Zero times are none.
	wanted, armed time.Time
	waiting       int
	// came: what waited was told that the armed one has come, and whatever comes next would be, too.
	came bool
}

// set asks for a deadline.
func (d *lazyDeadline) set(t time.Time) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.wanted = t
	if d.waiting == 0 {
		return nil
	}
	return d.sooner()
}

// sooner arms the deadline where it comes before the one that is armed.
func (d *lazyDeadline) sooner() error {
	if d.wanted.IsZero() || (!d.armed.IsZero() && !d.wanted.Before(d.armed)) {
		return nil
	}
	d.armed = d.wanted
	return d.arm(d.armed)
}

// begin comes before something that may wait, end after it.
func (d *lazyDeadline) begin() error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.waiting++
	if d.came {
		d.came, d.armed = false, d.wanted
		return d.arm(d.armed)
	}
	return d.sooner()
}

func (d *lazyDeadline) end() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.waiting--
}

// early says that err is a deadline that was moved meanwhile: what was waited for is to be tried again.
func (d *lazyDeadline) early(err error) bool {
	if !errors.Is(err, os.ErrDeadlineExceeded) {
		return false
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if !d.wanted.IsZero() && time.Until(d.wanted) <= 0 {
		d.came = true
		return false
	}
	d.armed = d.wanted
	return d.arm(d.armed) == nil
}
