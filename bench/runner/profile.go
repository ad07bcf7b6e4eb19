package runner

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

// Work is a share of the load that a profile is made of. Where users' headers are sent on, no two requests are equal.
type Work struct {
	Row *Row
	Op  string
}

// Profile runs Weft under each work in turn, takes a CPU profile of it from the operators' listener, and merges the
// profiles into one file, which `go build` takes as default.pgo.
func (s *Suite) Profile(ctx context.Context, works []Work, each time.Duration, connections int, file string, progress io.Writer) error {
	b, err := s.bed(ctx, 0)
	if err != nil {
		return err
	}
	defer b.close()
	dir, err := os.MkdirTemp("", "weft-profile")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	line := []string{"tool", "pprof", "-proto", "-output", file}
	for i, work := range works {
		fmt.Fprintf(progress, "%s, %s\n", work.Row.Name, work.Op)
		part := filepath.Join(dir, fmt.Sprintf("%d.pprof", i))
		if err := b.profile(ctx, work, each, connections, part); err != nil {
			return fmt.Errorf("%s, %s: %w", work.Row.Name, work.Op, err)
		}
		line = append(line, part)
	}
	merge := exec.CommandContext(ctx, "go", line...)
	merge.Stderr = progress
	return merge.Run()
}

func (b *bed) profile(ctx context.Context, work Work, duration time.Duration, connections int, file string) error {
	op, err := b.suite.operation(work.Op)
	if err != nil {
		return err
	}
	admin, err := freeAddress(ctx)
	if err != nil {
		return err
	}
	row := *work.Row
	row.Environment = maps.Clone(work.Row.Environment)
	row.Environment["WEFT_ADMIN_LISTEN"] = admin
	// A profile names the binary's path, which should tell nothing of whoever made it.
	row.weft = filepath.Join(b.work, "weft")
	if err := copyProgram(b.suite.Weft, row.weft); err != nil {
		return err
	}
	g, err := b.startGateway(ctx, &row, work.Op)
	if err != nil {
		return err
	}
	defer g.stop()
	if err := g.ask(ctx, op.query, op.expected, 50*time.Millisecond); err != nil {
		return err
	}
	taken := make(chan error, 1)
	go func() {
		content, err := fetch(ctx, http.MethodGet, fmt.Sprintf("http://%s/debug/pprof/profile?seconds=%d", admin, int(duration.Seconds())), nil)
		if err == nil {
			err = os.WriteFile(file, content, 0o600)
		}
		taken <- err
	}()
	// The load goes on a little longer than the profile, so that it has no pause in it.
	_, err = b.load(ctx, g, op, Options{Connections: connections, Unique: work.Row.UserHeader}, duration+time.Second)
	if taken := <-taken; taken != nil {
		return taken
	}
	return err
}

func copyProgram(from, to string) error {
	content, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	// It may be there from the load before, and must not be written to while it ends.
	if err := os.Remove(to); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return os.WriteFile(to, content, 0o700) //nolint:gosec // a program
}
