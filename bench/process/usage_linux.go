package process

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// tick is the unit of times in /proc/PID/stat on every Linux that Go runs on.
const tick = 10 * time.Millisecond

// Usage reads what the program and all below it use.
func (p *Process) Usage() (Usage, error) {
	var u Usage
	for i, pid := range tree(p.PID()) {
		own, err := usageOf(pid)
		if err != nil && i == 0 {
			return Usage{}, err
		}
		// A child that has ended meanwhile is in its parent's times.
		u.CPU += own.CPU
		u.Resident += own.Resident
		u.Peak += own.Peak
	}
	return u, nil
}

// tree lists a process and its descendants.
func tree(pid int) []int {
	all := []int{pid}
	for i := 0; i < len(all); i++ {
		files, err := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/children", all[i]))
		if err != nil {
			continue
		}
		for _, file := range files {
			content, err := os.ReadFile(file)
			if err != nil {
				continue
			}
			for field := range strings.FieldsSeq(string(content)) {
				if child, err := strconv.Atoi(field); err == nil {
					all = append(all, child)
				}
			}
		}
	}
	return all
}

func usageOf(pid int) (Usage, error) {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return Usage{}, err
	}
	var u Usage
	// The name in parentheses may hold anything; after it come the state (field 3) and so on. 14 to 17 are the user
	// and system time of the process, and of its children that have ended.
	fields := bytes.Fields(stat[bytes.LastIndexByte(stat, ')')+1:])
	if len(fields) < 15 {
		return Usage{}, fmt.Errorf("/proc/%d/stat has %d fields", pid, len(fields))
	}
	for _, field := range fields[11:15] {
		ticks, err := strconv.ParseInt(string(field), 10, 64)
		if err != nil {
			return Usage{}, err
		}
		u.CPU += time.Duration(ticks) * tick
	}
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return Usage{}, err
	}
	for line := range strings.Lines(string(status)) {
		name, value, _ := strings.Cut(line, ":")
		switch name {
		case "VmRSS":
			u.Resident = mebibytes(value)
		case "VmHWM":
			u.Peak = mebibytes(value)
		}
	}
	return u, nil
}

// mebibytes reads "  1234 kB".
func mebibytes(value string) float64 {
	number, _, _ := strings.Cut(strings.TrimSpace(value), " ")
	n, err := strconv.ParseFloat(number, 64)
	if err != nil {
		return 0
	}
	return n / 1024
}
