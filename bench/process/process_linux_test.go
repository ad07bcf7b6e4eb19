package process

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestUsageAndStop: a shell whose child burns time and then waits.
func TestUsageAndStop(t *testing.T) {
	dir := t.TempDir()
	child := filepath.Join(dir, "child")
	script := `(i=0; while [ $i -lt 200000 ]; do i=$((i+1)); done; echo $$ >` + child + `; exec sleep 60) & echo $! >` + child + `.pid; wait`
	p, err := Start(Spec{
		Command: []string{"sh", "-c", script}, Dir: dir, Environment: []string{"PATH=" + os.Getenv("PATH")}, Log: filepath.Join(dir, "log"),
	})
	if err != nil {
		t.Fatal(err)
	}
	defer p.Stop()
	for end := time.Now().Add(30 * time.Second); ; time.Sleep(10 * time.Millisecond) {
		if _, err := os.Stat(child); err == nil {
			break
		}
		if time.Now().After(end) {
			t.Fatal("the child does not get done")
		}
	}
	used, err := p.Usage()
	if err != nil {
		t.Fatal(err)
	}
	if used.CPU < 2*tick || used.Resident <= 0 || used.Peak < used.Resident {
		t.Errorf("%+v", used)
	}
	content, err := os.ReadFile(child + ".pid")
	if err != nil {
		t.Fatal(err)
	}
	pid, err := strconv.Atoi(strings.TrimSpace(string(content)))
	if err != nil {
		t.Fatal(err)
	}
	p.Stop()
	if !p.Ended() {
		t.Error("it runs on")
	}
	if err := syscall.Kill(pid, 0); err == nil && !zombie(pid) {
		t.Error("its child runs on")
	}
	if _, err := p.Usage(); err == nil {
		t.Error("what has ended uses something")
	}
}

// zombie: the child has ended, and whoever inherited it has not noticed.
func zombie(pid int) bool {
	for end := time.Now().Add(5 * time.Second); time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
		stat, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/stat")
		if err != nil || strings.Contains(string(stat), ") Z ") {
			return true
		}
	}
	return false
}

func TestOutput(t *testing.T) {
	if out, err := Output(t.Context(), "", "echo", "x"); err != nil || string(out) != "x\n" {
		t.Errorf("%q, %v", out, err)
	}
	if _, err := Output(t.Context(), "", "false"); err == nil {
		t.Error("a failure is none")
	}
	if _, err := Start(Spec{Command: []string{"/nowhere"}, Log: filepath.Join(t.TempDir(), "log")}); err == nil {
		t.Error("a program that is not there starts")
	}
}
