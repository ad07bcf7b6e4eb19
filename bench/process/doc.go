// Package process starts programs pinned to processors, and asks the operating system what they and their children use.
// It needs Linux: /proc, and taskset of util-linux.
package process

import "time"

// Spec says what is started.
type Spec struct {
	Command []string
	Dir     string
	// Environment is all that the program gets, NAME=value.
	Environment []string
	// CPUs is a list as taskset takes it; empty is any.
	CPUs string
	// Log is a file for what the program prints.
	Log string
}

// Usage is what a program and its children have used since they began.
type Usage struct {
	// CPU is user and system time.
	CPU time.Duration
	// Resident and Peak are MiB of memory, now and at most; pages that processes share are counted for each.
	Resident, Peak float64
}
