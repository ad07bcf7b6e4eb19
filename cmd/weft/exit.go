package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
)

// Exit codes; the package comment says what they mean to users.
const (
	exitOK          = 0
	exitFailed      = 1
	exitUsage       = 2
	exitComposition = 3
	exitUnreachable = 4
)

// exitError ends the command with a code. A nil err means that what is to be
// said has been said.
type exitError struct {
	code int
	err  error
}

func (e *exitError) Error() string {
	if e.err == nil {
		return fmt.Sprintf("exit %d", e.code)
	}
	return e.err.Error()
}

func (e *exitError) Unwrap() error { return e.err }

func usage(format string, args ...any) error {
	return &exitError{code: exitUsage, err: fmt.Errorf(format, args...)}
}

// streams are the command's standard streams.
type streams struct {
	in       io.Reader
	out, err io.Writer
}

// maxInput bounds a file read from the command line, in bytes.
const maxInput = 256 << 20

// read returns a file's text, or stdin's for "-".
func (s streams) read(path string) (string, error) {
	source := s.in
	if path != "-" {
		file, err := os.Open(filepath.Clean(path))
		if err != nil {
			return "", usage("%w", err)
		}
		defer file.Close()
		source = file
	}
	var text strings.Builder
	n, err := io.Copy(&text, io.LimitReader(source, maxInput+1))
	if err != nil {
		return "", usage("reading %s: %w", path, err)
	}
	if n > maxInput {
		return "", usage("%s is larger than %d MB", path, maxInput>>20)
	}
	return text.String(), nil
}

// write puts data into a file, or on stdout for "" and "-".
func (s streams) write(path, data string) error {
	if path == "" || path == "-" {
		_, err := io.WriteString(s.out, data)
		return err
	}
	if err := os.WriteFile(path, []byte(data), 0o644); err != nil { //nolint:gosec // a schema is no secret
		return usage("%w", err)
	}
	return nil
}
