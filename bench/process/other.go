//go:build !linux

package process

import (
	"context"
	"errors"
)

var errLinux = errors.New("the benchmark needs Linux")

// Process is a program that runs.
type Process struct{}

// Start needs Linux.
func Start(Spec) (*Process, error) { return nil, errLinux }

// Output needs Linux.
func Output(context.Context, string, ...string) ([]byte, error) { return nil, errLinux }

// Ended is true: nothing runs.
func (p *Process) Ended() bool { return true }

// Stop does nothing.
func (p *Process) Stop() {}

// Usage needs Linux.
func (p *Process) Usage() (Usage, error) { return Usage{}, errLinux }
