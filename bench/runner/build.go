package runner

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// Build builds weft from a source tree as it is released, profile and all.
func Build(ctx context.Context, tree, binary string) error {
	command := exec.CommandContext(ctx, "go", "build", "-trimpath", "-o", binary, "./cmd/weft")
	command.Dir = tree
	command.Env = append(os.Environ(), "CGO_ENABLED=0")
	command.Stderr = os.Stderr
	if err := command.Run(); err != nil {
		return fmt.Errorf("go build in %s: %w", tree, err)
	}
	return nil
}

// Checkout writes a git revision's files to a folder. Nothing in the repository changes.
func Checkout(ctx context.Context, repository, revision, folder string) error {
	if err := os.MkdirAll(folder, 0o750); err != nil {
		return err
	}
	archive := exec.CommandContext(ctx, "git", "-C", repository, "archive", "--format=tar", revision)
	unpack := exec.CommandContext(ctx, "tar", "-x", "-C", folder)
	archive.Stderr, unpack.Stderr = os.Stderr, os.Stderr
	pipe, err := archive.StdoutPipe()
	if err != nil {
		return err
	}
	unpack.Stdin = pipe
	if err := archive.Start(); err != nil {
		return err
	}
	unpackErr := unpack.Run()
	if err := archive.Wait(); err != nil {
		return fmt.Errorf("git archive %s: %w", revision, err)
	}
	return unpackErr
}

// WorkingTree is the revision that means the files as they are.
const WorkingTree = "."

// copyTree writes the working tree's files to a folder, as Checkout does those of a revision: without what git ignores, since what one of two
// binaries has embedded beyond the other makes a difference of its own.
func copyTree(ctx context.Context, repository, folder string) error {
	list := exec.CommandContext(ctx, "git", "-C", repository, "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--deduplicate")
	list.Stderr = os.Stderr
	names, err := list.Output()
	if err != nil {
		return fmt.Errorf("git ls-files: %w", err)
	}
	for name := range strings.SplitSeq(strings.TrimSuffix(string(names), "\x00"), "\x00") {
		about, err := os.Lstat(filepath.Join(repository, name))
		if errors.Is(err, fs.ErrNotExist) || (err == nil && !about.Mode().IsRegular()) {
			continue // deleted, or not a file to build from
		}
		if err != nil {
			return err
		}
		content, err := os.ReadFile(filepath.Join(repository, name))
		if err != nil {
			return err
		}
		to := filepath.Join(folder, name)
		if err := os.MkdirAll(filepath.Dir(to), 0o750); err != nil {
			return err
		}
		if err := os.WriteFile(to, content, about.Mode().Perm()); err != nil { //nolint:gosec // git says which files, and below scratch
			return err
		}
	}
	return nil
}

// Revisions builds the given revisions of the repository around the benchmark, and makes of each row one for each of them,
// named row@revision.
func (s *Suite) Revisions(ctx context.Context, rows []*Row, revisions []string, scratch string) ([]*Row, error) {
	repository := filepath.Dir(s.Root)
	binaries := make([]string, len(revisions))
	for i, revision := range revisions {
		tree, write := filepath.Join(scratch, fmt.Sprintf("tree-%d", i)), copyTree
		if revision != WorkingTree {
			write = func(ctx context.Context, repository, folder string) error {
				return Checkout(ctx, repository, revision, folder)
			}
		}
		if err := write(ctx, repository, tree); err != nil {
			return nil, err
		}
		binaries[i] = filepath.Join(scratch, fmt.Sprintf("weft-%d", i))
		if err := Build(ctx, tree, binaries[i]); err != nil {
			return nil, fmt.Errorf("revision %s: %w", revision, err)
		}
	}
	var all []*Row
	for _, r := range rows {
		for i, revision := range revisions {
			own := *r
			own.Name, own.weft = At(r.Name, revision), binaries[i]
			all = append(all, &own)
		}
	}
	return all, nil
}

// At names a row of a revision.
func At(row, revision string) string { return row + "@" + revision }
