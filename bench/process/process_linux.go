package process

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"syscall"
	"time"
)

// stopTime is what a program is given to end by itself.
const stopTime = 3 * time.Second

// Process is a program that runs.
type Process struct {
	command *exec.Cmd
	ended   chan struct{}
}

// Start starts a program. It ends with this one, should nobody call Stop.
func Start(spec Spec) (*Process, error) {
	log, err := os.Create(spec.Log)
	if err != nil {
		return nil, err
	}
	defer func() { _ = log.Close() }()
	line := pinned(spec.CPUs, spec.Command)
	command := exec.Command(line[0], line[1:]...) //nolint:noctx,gosec // Stop ends it, with its children; rows.yaml is the user's own
	command.Dir, command.Env = spec.Dir, spec.Environment
	command.Stdout, command.Stderr = log, log
	command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
	if err := command.Start(); err != nil {
		return nil, err
	}
	p := &Process{command: command, ended: make(chan struct{})}
	go func() {
		_ = command.Wait()
		close(p.ended)
	}()
	return p, nil
}

// Output runs a program to its end and gives what it printed.
func Output(ctx context.Context, cpus string, line ...string) ([]byte, error) {
	line = pinned(cpus, line)
	command := exec.CommandContext(ctx, line[0], line[1:]...) //nolint:gosec // the caller's own
	command.Stderr = os.Stderr
	out, err := command.Output()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", line[0], err)
	}
	return out, nil
}

func pinned(cpus string, line []string) []string {
	if cpus == "" {
		return line
	}
	return append([]string{"taskset", "-c", cpus}, line...)
}

// PID is the program's.
func (p *Process) PID() int { return p.command.Process.Pid }

// Ended tells whether the program has ended by itself.
func (p *Process) Ended() bool {
	select {
	case <-p.ended:
		return true
	default:
		return false
	}
}

// Stop ends the program and its children: by asking first.
func (p *Process) Stop() {
	group := -p.PID()
	if !p.Ended() {
		_ = syscall.Kill(group, syscall.SIGTERM)
		select {
		case <-p.ended:
		case <-time.After(stopTime):
		}
	}
	// The program's own children may outlive it; that there is none left is no failure.
	_ = syscall.Kill(group, syscall.SIGKILL)
	<-p.ended
}
